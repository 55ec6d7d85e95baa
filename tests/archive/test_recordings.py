"""Recordings in an archive: streamed from where they lie, recognised once, and a row of `failures` when they fail."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest
from archive_kit import call_text, score, table

sys.path.insert(0, str(Path(__file__).parents[1] / "audio"))
from sounds import call, recorder

from softskills.archive import local, sources, work
from softskills.audio.recognise import HeardWord
from softskills.errors import ModelError
from softskills.readers import recording

pytest.importorskip("soundfile", reason="recordings need the extra softskills[audio]")


@pytest.fixture
def recordings(tmp_path):
    """A call, the same sides longer, a silent one, a corrupt one, and a transcript."""
    folder = tmp_path / "calls"
    folder.mkdir()
    write = recorder(folder)
    parts = ((0, 0.5, 2.0), (1, 2.5, 4.5))
    write(call(*parts, seconds=5.0), "a.wav", subtype="ULAW")
    write(call(*parts, (0, 5.0, 7.0), seconds=8.0), "b.flac")
    write(np.zeros((16_000, 2)), "silent.wav")
    (folder / "corrupt.wav").write_bytes((folder / "a.wav").read_bytes()[:20])
    (folder / "c.txt").write_text(call_text(0), "utf-8")
    return folder


@pytest.fixture
def model(tmp_path):
    """A folder that looks like a model."""
    folder = tmp_path / "model"
    folder.mkdir()
    for name in ("config.json", "model.bin", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_text("{}")
    return folder


def run(archive, out, **settings):
    return score(archive, out, workers=0, **settings)


def test_recordings_are_scored_and_what_fails_is_a_row(recordings, tmp_path, monkeypatch):
    held = []
    read = sources.read_bytes
    monkeypatch.setattr(work, "read_bytes", lambda path: held.append(Path(path).name) or read(path))

    summary = run(recordings, tmp_path / "out")

    assert held == ["c.txt"]
    assert (summary.counts["n_calls"], summary.counts["n_failed"]) == (3, 2)
    failures = table(tmp_path / "out", "failures").set_index("source")["message"]
    assert "cannot be decoded" in failures["corrupt.wav"]
    assert "nobody is heard" in failures["silent.wav"]
    profiles = table(tmp_path / "out", "profiles").set_index(["source", "speaker"])
    assert profiles.loc[("a.wav", "channel 1"), "talk_share"] == pytest.approx(2 / 3.5, abs=0.03)
    assert np.isnan(profiles.loc[("a.wav", "channel 1"), "skill_empathy"])


def test_a_recording_is_recognised_once_whatever_it_is_scored_with(recordings, tmp_path, monkeypatch, model):
    asked = []

    def recognise(sound, voices, folder, on_progress=None):
        asked.append(Path(sound.path).name)
        return [[(HeardWord("hello", start, start + 0.5, 0.9),) for start, _ in own] for own in voices]

    monkeypatch.setattr(recording, "recognise", recognise)
    out = tmp_path / "out"

    timed = run(recordings, out)
    heard = run(recordings, out, asr=model)
    kept = sorted((out / "heard").iterdir())
    again = run(recordings, out, asr=model)
    other = run(recordings, out, asr=model, call_type="service")

    assert sorted(asked) == ["a.wav", "b.flac"]
    assert len(kept) == 2
    assert (timed.n_kept, heard.n_kept, again.n_kept, other.n_kept) == (0, 0, 1, 0)
    profiles = table(out, "profiles").set_index(["source", "speaker"])
    assert profiles.loc[("b.flac", "channel 0"), "n_words"] == 2


@pytest.mark.parametrize("hidden", [{"text": False}, {"redact": True}])
def test_no_transcript_is_kept_in_an_output_that_is_to_hold_no_words(recordings, tmp_path, monkeypatch, model, hidden):
    words = (HeardWord("hello", 1.0, 1.5, 0.9),)
    monkeypatch.setattr(recording, "recognise", lambda sound, voices, folder, _: [[words] * len(own) for own in voices])

    run(recordings, tmp_path / "out", asr=model, **hidden)

    assert not (tmp_path / "out" / "heard").exists()


RTTM = "SPEAKER x 1 {} {} <NA> <NA> {} <NA> <NA>\n"


def one_channel(folder, name="mono.wav"):
    return recorder(folder)(call((0, 0.5, 2.0), (0, 2.5, 4.5), seconds=5.0, channels=1), name)


def test_what_lies_beside_a_recording_of_one_channel_is_read_with_it_and_no_call_of_its_own(tmp_path):
    folder = tmp_path / "calls"
    folder.mkdir()
    for name in ("a.wav", "b.wav"):
        one_channel(folder, name)
    lines = RTTM.format(0.5, 1.5, "dana") + RTTM.format(2.5, 2.0, "sam")
    (folder / "a.rttm").write_text(lines.replace(" x ", " a "))
    (folder / "b.wav.json").write_text(
        '{"diarization": [{"speaker": "dana", "start": 0.5, "end": 2.0}, {"speaker": "sam", "start": 2.5, "end": 4.5}]}'
    )
    (folder / "c.rttm").write_text(lines.replace(" x ", " c "))

    summary = run(folder, tmp_path / "out", rep="dana")

    assert (summary.counts["n_calls"], summary.counts["n_failed"]) == (3, 0)
    profiles = table(tmp_path / "out", "profiles")
    assert sorted(profiles["source"].unique()) == ["a.wav", "b.wav", "c.rttm"]
    assert set(profiles["speaker"]) == {"dana", "sam"}


def test_a_transcript_beside_a_recording_with_sides_of_its_own_is_a_call(recordings, tmp_path):
    (recordings / "a.json").write_text(
        '{"segments": [{"start": 1.0, "end": 3.0, "text": "Hello there.", "speaker": "SPEAKER_00", "words": []}], '
        '"word_segments": []}'
    )

    run(recordings, tmp_path / "out")

    assert {"a.json", "a.wav"} <= set(table(tmp_path / "out", "profiles")["source"])


def test_a_diarisation_that_changes_has_its_recording_scored_anew(tmp_path):
    folder = tmp_path / "calls"
    folder.mkdir()
    one_channel(folder)
    (folder / "mono.rttm").write_text(
        (RTTM.format(0.5, 1.5, "x") + RTTM.format(2.5, 2.0, "y")).replace("R x", "R mono")
    )
    run(folder, tmp_path / "out")
    (folder / "mono.rttm").write_text(
        (RTTM.format(0.5, 1.5, "p") + RTTM.format(2.5, 2.0, "q")).replace("R x", "R mono")
    )
    run(folder, tmp_path / "out")

    assert set(table(tmp_path / "out", "profiles")["speaker"]) == {"p", "q"}


# In a worker's process: every recognition takes two seconds.
SLOW = """
import sys, time
if "softskills.archive.worker" in " ".join(sys.orig_argv):
    from softskills.lean import leave_out
    leave_out()
    from softskills.audio.recognise import HeardWord
    from softskills.readers import recording
    def recognise(sound, voices, folder, on_progress=None):
        time.sleep(2.0)
        return [[(HeardWord("hello", start, start + 0.5, 0.9),) for start, _ in own] for own in voices]
    recording.recognise = recognise
"""


# A worker that takes too long is ended, and another begun, several times over: hence slow.
@pytest.mark.parametrize(
    ("ratio", "timeout_s", "scored"),
    [
        (100.0, None, 1),
        pytest.param(0.0, None, 0, marks=pytest.mark.slow),
        pytest.param(100.0, 0.5, 0, marks=pytest.mark.slow),
    ],
)
def test_recognition_may_take_longer_the_longer_the_recording_unless_a_limit_is_set(
    tmp_path, monkeypatch, model, ratio, timeout_s, scored
):
    folder, site = tmp_path / "calls", tmp_path / "site"
    folder.mkdir()
    site.mkdir()
    recorder(folder)(call((0, 0.5, 2.0), (1, 2.5, 4.5), seconds=5.0), "a.wav")
    (site / "sitecustomize.py").write_text(SLOW, "utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(site), *sys.path]))
    monkeypatch.setattr(local, "TIMEOUT_S", 1.0)
    monkeypatch.setattr(local, "RECOGNITION_RATIO", ratio)

    summary = score(folder, tmp_path / "out", workers=1, asr=model, timeout_s=timeout_s, rep_channel=0)

    assert (summary.counts["n_calls"], summary.counts["n_failed"]) == (scored, 1 - scored)


def test_a_model_that_is_not_there_ends_the_run_before_it_begins(recordings, tmp_path):
    with pytest.raises(ModelError, match="no such folder of a speech model"):
        run(recordings, tmp_path / "out", asr=tmp_path / "none")
