"""Recordings that are broken, absurd or no recordings: one typed error each, or a notice; never a crash."""

import contextlib
import io
import struct
import sys
from functools import cache

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from sounds import call, recorder

import softskills as ss
from softskills.cli import main
from softskills.errors import ReadError, SoftskillsError
from softskills.readers import read_transcript

pytest.importorskip("soundfile", reason="recordings need the extra softskills[audio]")


@pytest.fixture
def record(tmp_path):
    return recorder(tmp_path)


@cache
def wav():
    """A sound WAV of 16-bit samples, as bytes: 36 bytes of format, then the data chunk."""
    import soundfile

    buffer = io.BytesIO()
    soundfile.write(buffer, call((0, 0.5, 1.5), (1, 1.8, 2.8), seconds=3.0), 8_000, format="WAV", subtype="PCM_16")
    return buffer.getvalue()


@pytest.fixture
def whole():
    return wav()


def error_of(data, tmp_path):
    path = tmp_path / "call.wav"
    path.write_bytes(data)
    with pytest.raises(ReadError) as error:
        ss.analyze(path)
    assert error.value.path == str(path)
    assert error.value.hint
    return error.value.message


@pytest.mark.parametrize("size", [12, 16, 20, 30, 36, 40])
def test_a_truncated_header_is_refused(whole, tmp_path, size):
    assert "cannot be decoded" in error_of(whole[:size], tmp_path)


@pytest.mark.parametrize("size", [43, 44, 45])
def test_no_samples_are_refused(whole, tmp_path, size):
    assert "holds no samples" in error_of(whole[:size], tmp_path)


def test_a_sample_rate_of_one_is_refused(whole, tmp_path):
    assert "1 samples a second" in error_of(whole[:24] + struct.pack("<I", 1) + whole[28:], tmp_path)


def test_a_sample_rate_of_billions_is_refused(whole, tmp_path):
    error_of(whole[:24] + struct.pack("<I", 0xFFFFFFF0) + whole[28:], tmp_path)


def test_32_channels_are_refused(whole, tmp_path):
    assert "32 channels" in error_of(whole[:22] + struct.pack("<HII", 32, 8000, 512000) + whole[32:], tmp_path)


def test_four_gigabytes_promised_by_a_kilobyte_are_not_believed(whole, tmp_path):
    data = whole[:40] + b"\xff\xff\xff\xff" + whole[44:1024]

    assert "nobody is heard in 0.0 s" in error_of(data, tmp_path)


def test_a_stream_of_unknown_length_is_read_without_a_word(whole, tmp_path):
    path = tmp_path / "call.wav"
    path.write_bytes(whole[:40] + b"\xff\xff\xff\xff" + whole[44:])

    assert not any("breaks off" in str(notice) for notice in read_transcript(path).warnings)


def test_a_recording_cut_short_is_read_as_far_as_it_goes(whole, tmp_path):
    path = tmp_path / "call.wav"
    path.write_bytes(whole[: 44 + (len(whole) - 44) * 2 // 3])

    found = read_transcript(path)

    assert any("breaks off at 2.0 s of 3.0 s" in str(notice) for notice in found.warnings)
    assert len(found.utterances) == 2


def test_a_cut_flac_is_read_as_far_as_it_goes(record, tmp_path):
    noise = np.random.default_rng(0).normal(0, 0.01, (8_000 * 20, 2))
    path = record(call(*[(0, k + 0.1, k + 0.8) for k in range(20)], seconds=20.0) + noise, "call.flac")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    assert any("breaks off" in str(notice) for notice in read_transcript(path).warnings)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_samples_that_are_no_numbers_are_refused_with_their_place(record, bad):
    samples = call((0, 0.5, 2.5), seconds=3.0)
    samples[12_000, 1] = bad

    with pytest.raises(ReadError, match=r"no numbers, first at 1\.50 s"):
        ss.analyze(record(samples, subtype="FLOAT"))


@pytest.mark.parametrize("level", [0.0, 1e-4])
def test_silence_is_refused(record, level):
    samples = np.random.default_rng(0).normal(0, level, (8_000 * 5, 2))

    with pytest.raises(ReadError, match=r"nobody is heard in 5\.0 s"):
        ss.analyze(record(samples))


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\0\0\0\x20ftypM4A \0\0\0\0", "MP4"),
        (b"#!AMR\n", "AMR"),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "WMA"),
        (b"\x1aE\xdf\xa3", "WebM or Matroska"),
        (b"RIFF\0\0\0\0AVI LIST", "RIFF"),
        (b"\xff\xf1\x50\x80", "AAC"),
    ],
)
def test_other_containers_get_one_line_that_names_ffmpeg(tmp_path, head, kind):
    path = tmp_path / "call.m4a"
    path.write_bytes(head + bytes(100))

    shown = CliRunner().invoke(main, ["analyze", str(path)])

    assert shown.exit_code == 1
    assert shown.stderr == (
        f"softskills: {path}: this is an audio or video recording ({kind}) that is not read here "
        "(convert it first: ffmpeg -i call.m4a call.wav)\n"
    )


def test_a_codec_that_is_not_decoded_gets_one_line_that_names_ffmpeg(whole, tmp_path):
    # Format 0x0022 is TrueSpeech.
    assert "cannot be decoded" in error_of(whole[:20] + b"\x22\x00" + whole[22:], tmp_path)


@settings(max_examples=100, deadline=None)
@given(size=st.integers(0, 4_000), hits=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 255)), max_size=6))
def test_damage_anywhere_is_an_error_of_ours_or_a_call(size, hits):
    damaged = bytearray(wav()[:size])
    for place, value in hits:
        if place < size:
            damaged[place] = value
    with contextlib.suppress(SoftskillsError):
        read_transcript(io.BytesIO(bytes(damaged)))


def test_without_the_package_that_decodes_the_message_says_what_to_install(whole, monkeypatch):
    monkeypatch.setitem(sys.modules, "soundfile", None)

    with pytest.raises(ReadError, match=r'needs? the package soundfile.*pip install "softskills\[audio\]"'):
        read_transcript(io.BytesIO(whole))
