"""Opening a recording, refusing what cannot be a call, and streaming its samples block by block."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from softskills.errors import Notice, ReadError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

# Telephone speech ends at 3.4 kHz, so 8,000 samples a second is what the oldest recorders keep; half of that is still
# speech one can follow. Above 192,000 nobody records a call.
MIN_RATE, MAX_RATE = 4_000, 192_000
# A conference keeps one channel a person; what has more is a studio's or a broken header's.
MAX_CHANNELS = 8
# A day: longer is a logger's tape, not one call.
MAX_SECONDS = 86_400.0
# Samples a channel in one block; with 8 channels that is 4 MB of floats.
BLOCK = 1 << 17
# Containers whose samples lie there as they are.
_PLAIN = ("WAV", "RF64", "W64", "AIFF", "AU", "CAF")
# Who writes to a pipe cannot know the length and puts in the largest number (ffmpeg 4 GB, sox just under 2 GB).
_ENDLESS = 0x7FFF0000

_NEEDS = 'install it: pip install "softskills[audio]"'
_FFMPEG = "convert it first: ffmpeg -i {name} call.wav"


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording that was found fit to be listened to.

    Args:
        path: the file, or None.
        data: its bytes, where they are in memory already.
        channels: how many.
        rate: samples a second.
        frames: samples a channel, as far as they are there.
        codec: "WAV, PCM_16" and the like.
        notices: what should be known about it.
    """

    path: str | None
    data: bytes | None
    channels: int
    rate: int
    frames: int
    codec: str
    notices: tuple[Notice, ...] = ()

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.frames / self.rate

    def blocks(self, start: int = 0, stop: int | None = None) -> Iterator[npt.NDArray[np.float32]]:
        """Yield the samples in order, never the whole file at once.

        Args:
            start: the first sample.
            stop: the sample after the last; None for the end.

        Returns:
            Arrays of float32, one row a sample and one column a channel, each value -1 to 1.

        Raises:
            ReadError: nothing can be decoded, or there are samples that are no numbers. A file that breaks off later
                just ends.
        """
        import numpy as np

        library = _soundfile(self.path)
        # Where decoding fails the block at hand is lost, so those of compressed files are short.
        size = BLOCK if self.codec.startswith(_PLAIN) else BLOCK // 16
        floats = "FLOAT" in self.codec or "DOUBLE" in self.codec
        at, stop = start, self.frames if stop is None else stop
        try:
            with library.SoundFile(_handle(self.path, self.data)) as file:
                if start:
                    file.seek(start)
                while at < stop:
                    block = file.read(min(size, stop - at), dtype="float32", always_2d=True)
                    if not len(block):
                        return
                    if floats and not np.isfinite(block).all():
                        bad = at + int(np.argmin(np.isfinite(block).all(axis=1)))
                        raise ReadError(
                            f"holds samples that are no numbers, first at {bad / self.rate:.2f} s",
                            path=self.path,
                            hint="the recorder or the conversion went wrong",
                        )
                    if floats:
                        # What is louder than full scale is what a player would make of it.
                        np.clip(block, -1, 1, out=block)
                    yield block
                    at += len(block)
        except (library.SoundFileError, OSError) as error:
            if at > start:
                return  # what breaks off is taken as far as it goes
            raise ReadError(
                f"cannot be decoded from {at / self.rate:.1f} s on: {_said(error)}",
                path=self.path,
                hint="the file is damaged",
            ) from error


def container_of(head: bytes) -> str | None:
    """Tell by its first bytes whether a file is a recording of a kind that is read here.

    Args:
        head: the first 16 bytes or more.

    Returns:
        The container's name, None for what is not read here.
    """
    if head[:4] in (b"RIFF", b"RIFX", b"RF64") and head[8:12] == b"WAVE":
        return "WAV"
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return "AIFF"
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    # MPEG audio layer III: eleven bits set, then version and layer; AAC has a layer of 0.
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] & 0xF0 not in (0x00, 0xF0):
        return "MP3"
    return None


_MAGIC = (
    (b"fLaC", "FLAC"),
    (b"OggS", "OGG"),
    (b"ID3", "MP3"),
    (b".snd", "AU"),
    (b"caff", "CAF"),
    (b"riff.\x91\xcf", "W64"),
)
# Recordings, and videos with sound, that libsndfile does not decode.
_FOREIGN = (
    (b"#!AMR", "AMR"),
    (b"\x30\x26\xb2\x75", "WMA"),
    (b"\x1aE\xdf\xa3", "WebM or Matroska"),
    (b"FLV\x01", "FLV"),
    (b"\xff\xf1", "AAC"),
    (b"\xff\xf9", "AAC"),
)


def foreign_of(head: bytes) -> str | None:
    """Tell a recording, or a video with sound, of a kind that is not read here; None for anything else."""
    if head[4:8] == b"ftyp":
        return "MP4"
    if head[:4] == b"RIFF":
        return "RIFF"
    return next((name for magic, name in _FOREIGN if head.startswith(magic)), None)


def foreign(kind: str, path: str | None) -> ReadError:
    """Return the error for a recording of a kind that is not read here: one line naming ffmpeg."""
    name = Path(path).name if path else "call"
    return ReadError(
        f"this is an audio or video recording ({kind}) that is not read here",
        path=path,
        hint=_FFMPEG.format(name=name),
    )


def open_sound(path: str | None, data: bytes | None = None) -> Sound:
    """Open a recording and see whether it can be a call.

    Args:
        path: the file; with `data` only its name.
        data: its bytes, if they are in memory.

    Returns:
        What is known before listening.

    Raises:
        ReadError: not decodable, no samples, or a rate, a length or a number of channels that no call has; or the
            package that decodes recordings is not installed.
    """
    library = _soundfile(path)
    try:
        with library.SoundFile(_handle(path, data)) as file:
            rate, channels, frames = int(file.samplerate), int(file.channels), int(file.frames)
            codec, log = f"{file.format}, {file.subtype}", str(file.extra_info)
    except library.SoundFileError as error:
        name = Path(path).name if path else "call"
        raise ReadError(
            f"the recording cannot be decoded: {_said(error)}",
            path=path,
            hint=f"it is damaged, or of a kind that is not read here: {_FFMPEG.format(name=name)}",
        ) from error
    except (OSError, ValueError) as error:
        raise ReadError(f"the file cannot be read: {_said(error)}", path=path) from error
    if frames <= 0:
        raise ReadError("the recording holds no samples", path=path, hint="nothing was recorded, or the export failed")
    if not MIN_RATE <= rate <= MAX_RATE:
        raise ReadError(
            f"the recording has {rate:,} samples a second, which is no speech",
            path=path,
            hint=f"{MIN_RATE:,} to {MAX_RATE:,} are read",
        )
    if channels > MAX_CHANNELS:
        raise ReadError(
            f"the recording has {channels} channels, which is no call", path=path, hint=f"up to {MAX_CHANNELS} are read"
        )
    sound = Sound(path, data, channels, rate, frames, codec)
    if sound.seconds > MAX_SECONDS:
        raise ReadError(
            f"the recording lasts {sound.seconds / 3600:,.0f} hours", path=path, hint="one call a file, please"
        )
    promised = _DATA.search(log)
    if promised and int(promised.group(2)) < int(promised.group(1)) < _ENDLESS:
        share = int(promised.group(2)) / int(promised.group(1))
        return replace(sound, notices=(cut_short(path, sound.seconds, sound.seconds / share),))
    return sound


def cut_short(path: str | None, have_s: float, promised_s: float) -> Notice:
    """Return the notice for a recording that ends before its header says so."""
    return Notice(
        f"the recording breaks off at {have_s:.1f} s of {promised_s:.1f} s; what is there was taken",
        path=path,
        hint="check the export",
    )


# libsndfile's log, where a chunk promises more bytes than follow.
_DATA = re.compile(r"^data : (\d+) \(should be (\d+)\)", re.MULTILINE)


def _soundfile(path: str | None) -> Any:
    """Return the package that decodes; only those who have recordings need it."""
    try:
        import soundfile
    except (ImportError, OSError) as error:  # OSError: the package is there, but not the library in it
        raise ReadError("recordings need the package soundfile", path=path, hint=_NEEDS) from error
    return soundfile


def _handle(path: str | None, data: bytes | None) -> str | BinaryIO:
    return io.BytesIO(data) if data is not None else str(path)


def _said(error: Exception) -> str:
    """Return an error's own words without the handle it names."""
    text = str(getattr(error, "error_string", None) or getattr(error, "strerror", None) or error)
    return " ".join(text.split()).rstrip(".") or type(error).__name__
