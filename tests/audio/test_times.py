"""Recordings without words: who is heard when, and what follows from it."""

import math
import tracemalloc

import numpy as np
import pytest
from sounds import call, hum, recorder

import softskills as ss
from softskills.audio import frames, open_sound, speaking_times
from softskills.errors import ReadError
from softskills.readers import detect, read_transcript
from softskills.transcript import Transcript, Utterance


@pytest.fixture
def record(tmp_path):
    return recorder(tmp_path)


# The rep for 4 s, the customer 0.5 s later for 3 s with a murmur of the rep's in it, then the rep after 12 s,
# whom the customer interrupts after 3 of 4 s.
PARTS = ((0, 1.0, 5.0), (1, 5.5, 8.5), (0, 6.5, 7.0), (0, 20.5, 24.5), (1, 23.5, 27.5))
SECONDS = 29.0


def times(path):
    return speaking_times(open_sound(str(path))).stretches


def near(stretches, truth, within=0.1):
    assert len(stretches) == len(truth), stretches
    for found, known in zip(stretches, truth, strict=True):
        assert found == pytest.approx(known, abs=within)


def test_each_channel_is_heard_to_a_tenth_of_a_second(record):
    found = times(record(call(*PARTS, seconds=SECONDS)))

    near(found[0], [(1.0, 5.0), (6.5, 7.0), (20.5, 24.5)])
    near(found[1], [(5.5, 8.5), (23.5, 27.5)])


@pytest.mark.parametrize(
    ("name", "rate", "options"),
    [
        ("a.wav", 8_000, {"subtype": "ULAW"}),
        ("b.wav", 8_000, {"subtype": "ALAW"}),
        ("c.flac", 16_000, {}),
        ("d.ogg", 16_000, {}),
        ("e.mp3", 16_000, {}),
        ("f.wav", 44_100, {"subtype": "FLOAT"}),
        ("g.wav", 11_025, {"subtype": "PCM_24"}),
        ("h.aiff", 22_050, {}),
    ],
)
def test_containers_codecs_and_rates_of_all_kinds_give_the_same_times(record, name, rate, options):
    path = record(call((0, 1.0, 3.0), (1, 4.0, 6.0), seconds=7.0, rate=rate), name, rate, **options)

    assert detect(path).name == "recording"
    one, two = times(path)
    near(one, [(1.0, 3.0)], 0.15)
    near(two, [(4.0, 6.0)], 0.15)


def test_memory_does_not_grow_with_the_recording(record, monkeypatch):
    monkeypatch.setattr(frames, "_IN_MEMORY", 1 << 16)
    minute = call(*((i % 2, 6.0 * i + 0.5, 6.0 * i + 5.5) for i in range(10)), seconds=60.0)
    peaks = []
    for minutes in (2, 12):
        path = record(np.tile(minute, (minutes, 1)), subtype="ULAW")
        times(path)  # what is loaded once does not count
        tracemalloc.start()
        found = times(path)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert [len(own) for own in found] == [5 * minutes] * 2

    # Ten minutes more are 38 MB of samples. Blocks and minutes begin where they do, hence up to 0.7 MB to and fro.
    assert peaks[1] - peaks[0] < 1_000_000


def test_noise_is_no_voice_and_a_voice_stands_out_of_it(record):
    samples = call(*PARTS, seconds=SECONDS)
    noise = np.random.default_rng(1).normal(0, 0.01, samples.shape).astype(np.float32)

    one, two = times(record(samples + noise))

    near(one, [(1.0, 5.0), (6.5, 7.0), (20.5, 24.5)], 0.15)
    near(two, [(5.5, 8.5), (23.5, 27.5)], 0.15)


def test_a_ringing_tone_is_no_voice(record):
    samples = call((0, 8.0, 10.0), (1, 11.0, 13.0), seconds=14.0)
    time = np.arange(8_000 * 2) / 8_000
    samples[8_000 : 8_000 * 3, 0] = 0.2 * (np.sin(2 * np.pi * 440 * time) + np.sin(2 * np.pi * 480 * time))

    near(times(record(samples))[0], [(8.0, 10.0)])


def test_what_leaks_from_one_channel_into_the_other_is_not_heard_twice(record):
    samples = call((0, 1.0, 4.0), (1, 5.0, 8.0), seconds=9.0)
    samples[:, 0] += 0.05 * samples[:, 1]

    near(times(record(samples))[0], [(1.0, 4.0)])


def test_the_timing_half_of_a_profile_is_there_and_the_rest_is_unknown(record):
    result = ss.analyze(record(call(*PARTS, seconds=SECONDS)), rep_channel=0)
    rep, customer = (result.profile.set_index("role").loc[role] for role in ("rep", "customer"))

    assert rep["talk_share_basis"] == "seconds"
    assert rep["talk_share"] == pytest.approx(8.5 / 15.5, abs=0.02)
    assert customer["wait_s"] == pytest.approx(0.5, abs=0.15)
    assert rep["dead_air_s"] == pytest.approx(12.0, abs=0.15)
    assert (rep["n_interruptions"], customer["n_interruptions"]) == (0, 1)
    assert customer["longest_monologue_s"] == pytest.approx(4.0, abs=0.15)
    assert rep["overlap_s"] == pytest.approx(1.5, abs=0.15)
    assert rep["overlap_s"] == pytest.approx(customer["overlap_s"])
    assert rep["n_minutes"] == pytest.approx(26.5 / 60, abs=0.01)
    worded = [
        name
        for name in result.profile.columns
        if name.startswith("skill_") or "words" in name or "question" in name or "empathy" in name or name == "pace_wpm"
    ]
    assert len(worded) > 40
    assert all(math.isnan(rep[name]) for name in worded)
    assert not len(result.tags)
    assert not len(result.moments)
    assert any("no words are known" in str(notice) for notice in result.call.warnings)


def test_the_rep_is_a_guess_that_says_so_unless_the_channel_is_told(record):
    path = record(call(*PARTS, seconds=SECONDS))

    guessed, told = ss.read(path), ss.read(path, rep_channel=1)

    assert guessed.role_confidence == 0.5
    assert any("the roles are a guess" in str(notice) for notice in guessed.warnings)
    assert told.roles == {"channel 0": "customer", "channel 1": "rep"}


def test_calls_without_words_pool_with_those_that_have_them(record):
    heard = ss.analyze(record(call(*PARTS, seconds=SECONDS)), rep_channel=0)
    lines = [("channel 0", "I will look into your bill for you right now", 0.0, 4.0), ("Sam", "Thank you", 4.5, 5.5)]
    read = ss.analyze(lines, rep="channel 0", tier="rules")

    pooled = ss.profile([heard, read]).set_index("speaker").loc["channel 0"]

    assert pooled["pace_wpm"] == pytest.approx(60 * 10 / 4.0)
    assert pooled["talk_s"] == pytest.approx(8.5 + 4.0, abs=0.3)
    assert pooled["n_own_calls"] == 1
    assert pooled["talk_share_basis"] == "seconds"


def test_one_channel_says_that_sides_cannot_be_told_apart(record):
    call_ = ss.read(record(call((0, 1.0, 3.0), seconds=4.0, channels=1)))

    assert call_.speakers == ()
    assert call_.utterances[0].start == pytest.approx(1.0, abs=0.1)
    assert any("cannot be told apart without diarisation" in str(notice) for notice in call_.warnings)


def test_two_channels_that_carry_the_same_are_one(record):
    samples = call((0, 1.0, 3.0), seconds=4.0, channels=1)

    both = ss.read(record(np.hstack([samples, 0.5 * samples])))

    assert both.speakers == ()
    assert any("carry the same sound" in str(notice) for notice in both.warnings)


RTTM = "SPEAKER call 1 {} {} <NA> <NA> {} <NA> <NA>\n"


def test_an_rttm_beside_a_recording_tells_the_voices_apart(record):
    path = record(call((0, 1.0, 3.0), (0, 4.0, 6.0), seconds=7.0, channels=1))
    text = ";; made by hand\n" + RTTM.format("1.0", "2.0", "dana") + RTTM.format("4.0", "2.0", "sam")
    path.with_suffix(".rttm").write_text(text + "SPEAKER call 1 x 1 <NA> <NA> sam <NA> <NA>\n")

    result = ss.analyze(path, rep="dana")

    assert [(utt.speaker, utt.start, utt.stop) for utt in result.call.utterances] == [("dana", 1, 3), ("sam", 4, 6)]
    assert result.profile["talk_share"].tolist() == [0.5, 0.5]
    assert any("malformed" in str(notice) for notice in result.call.warnings)


def test_an_rttm_file_alone_is_a_call_without_words(tmp_path):
    path = tmp_path / "call.rttm"
    path.write_text(RTTM.format("1.0", "2.0", "dana") + RTTM.format("4.0", "2.0", "sam"))

    assert detect(path).name == "rttm"
    assert not read_transcript(path).has_words


def test_an_rttm_of_other_recordings_is_refused(tmp_path):
    path = tmp_path / "call.rttm"
    path.write_text(RTTM.replace("call", "a").format(1, 1, "x") + RTTM.replace("call", "b").format(1, 1, "y"))

    with pytest.raises(ReadError, match=r"2 recordings: a, b"):
        read_transcript(path)


def test_a_pyannote_diarisation_beside_a_recording_tells_the_voices_apart(record):
    path = record(call((0, 1.0, 3.0), (0, 4.0, 6.0), seconds=7.0, channels=1))
    path.with_suffix(".json").write_text(
        '{"diarization": [{"speaker": "SPEAKER_00", "start": 1.0, "end": 3.0}, '
        '{"speaker": "SPEAKER_01", "start": 4.0, "end": 6.0}, {"speaker": "SPEAKER_01", "start": 6.0, "end": 5.0}]}'
    )

    found = ss.read(path)

    assert [utt.speaker for utt in found.utterances] == ["SPEAKER_00", "SPEAKER_01"]
    assert any("without a beginning and a later end" in str(notice) for notice in found.warnings)


def test_a_whisperx_transcript_beside_a_recording_is_its_words(record):
    path = record(call((0, 1.0, 3.0), seconds=4.0, channels=1))
    path.with_suffix(".json").write_text(
        '{"segments": [{"start": 1.0, "end": 3.0, "text": "Hello there.", "speaker": "SPEAKER_00", "words": []}], '
        '"word_segments": []}'
    )

    found = ss.read(path)

    assert (found.call_id, found.utterances[0].text, found.has_words) == ("call", "Hello there.", True)


def test_some_other_json_beside_a_recording_is_let_be(record):
    path = record(call(*PARTS, seconds=SECONDS)[:, :1])
    path.with_suffix(".json").write_text('{"recorded": "2026-03-14"}')

    assert ss.read(path).speakers == ()


def test_an_open_file_is_listened_to_as_well(record):
    path = record(call(*PARTS, seconds=SECONDS))

    with path.open("rb") as file:
        opened = read_transcript(file)

    assert opened.utterances == read_transcript(path).utterances


# Turns with times, as any transcript has them: (speaker, start, stop, words).
def timed(*turns):
    said = [Utterance(i, who, words, start, stop) for i, (who, start, stop, words) in enumerate(turns)]
    return ss.analyze(Transcript("call", tuple(said)), rep="Dana", tier="rules").profile.set_index("speaker")


def test_a_murmur_within_a_turn_neither_makes_dead_air_nor_begins_a_run():
    found = timed(
        ("Dana", 0.0, 60.0, "Let me tell you about all the things that we do for you"),
        ("Sam", 20.0, 20.5, "mhm"),
        ("Sam", 61.0, 70.0, "That is a lot of things to take in for one day"),
    )

    assert found.loc["Sam", "n_dead_air"] == 0
    assert found.loc["Sam", "wait_s"] == pytest.approx(1.0)
    assert found.loc["Sam", "longest_monologue_s"] == pytest.approx(9.0)
    assert found.loc["Dana", "longest_monologue_s"] == pytest.approx(60.0)


def test_a_turn_that_a_clock_of_whole_seconds_gives_no_length_has_the_floor_all_the_same():
    found = timed(
        ("Dana", 0.0, 4.0, "That is what I had in mind for it"),
        ("Sam", 4.0, 4.0, "And that is not what I had in mind"),
        ("Dana", 4.0, 9.0, "Then tell me what you had in mind for it"),
    )

    assert found.loc["Dana", "n_switches"] == 2
    assert found.loc["Dana", "longest_monologue_s"] == pytest.approx(5.0)


def test_the_sound_of_the_tests_is_itself_heard_as_one_stretch(record):
    near(
        times(record(np.concatenate([np.zeros(8_000, np.float32), hum(3.0), np.zeros(8_000, np.float32)])))[0], [(1, 4)]
    )
