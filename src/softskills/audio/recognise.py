"""Words with their times, by faster-whisper from a folder the user names. Nothing is ever fetched from anywhere."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from softskills.audio.sound import Sound
from softskills.audio.voice import Stretches
from softskills.cores import cores
from softskills.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

# What Whisper takes: 16,000 samples a second, 30 s at once (Radford et al. 2022).
RATE = 16_000
WINDOW_S = 28.0
# Stretches of voice are put into one window with this much silence between, so that none is cut off at its edge.
GAP_S = 0.5
PAD_S = 0.15
# A stretch longer than a window is cut where it is quietest in its last seconds.
SEEK_S, QUIET_S = 5.0, 0.1
# Without tokenizer.json the package would ask the network for one.
FILES = ("config.json", "model.bin", "tokenizer.json")
_VOCABULARIES = ("vocabulary.txt", "vocabulary.json")
_WHERE = (
    "fetch a Whisper model in CTranslate2 form where there is a network, such as Systran/faster-whisper-small.en from "
    "Hugging Face, and put config.json, model.bin, tokenizer.json and vocabulary.txt into this folder"
)


class HeardWord(NamedTuple):
    """A word with its time (seconds) and confidence (0 to 1); `glue` goes between it and what precedes."""

    text: str
    start: float
    stop: float
    confidence: float
    glue: str = " "


class _Piece(NamedTuple):
    """A part of a recording in a window: `at` seconds into the window stands `start` to `stop` of the recording."""

    stretch: int
    at: float
    start: float
    stop: float


def check_model(folder: str) -> Path:
    """Return the folder of a model when all is there that recognition needs.

    Raises:
        ModelError: it is not; the message says what to fetch and where to put it.
    """
    path = Path(folder)
    if not path.is_dir():
        raise ModelError("there is no such folder of a speech model", path=folder, hint=_WHERE)
    missing = [name for name in FILES if not (path / name).is_file()]
    if not any((path / name).is_file() for name in _VOCABULARIES):
        missing.append(_VOCABULARIES[0])
    if missing:
        raise ModelError(f"no speech model: {', '.join(missing)} is not there", path=folder, hint=_WHERE)
    return path


def fingerprint(folder: str) -> str:
    """Return a short name for exactly this model: its configuration, and size and beginning of its weights."""
    path = check_model(folder)
    digest = hashlib.sha256((path / "config.json").read_bytes())
    weights = path / "model.bin"
    digest.update(str(weights.stat().st_size).encode())
    with weights.open("rb") as file:
        digest.update(file.read(1 << 20))
    return digest.hexdigest()[:12]


def recognise(
    sound: Sound, voices: Sequence[Stretches], folder: str, on_progress: Callable[[float, float], None] | None = None
) -> list[list[tuple[HeardWord, ...]]]:
    """Recognise what is said on each channel.

    Args:
        sound: the recording.
        voices: when somebody is heard, channel by channel; nothing else is listened to.
        folder: the model's.
        on_progress: told how many seconds of voice are recognised, and of how many; at the beginning and after each
            window of up to 28 s.

    Returns:
        For each channel and stretch the words in it, with times in seconds of the recording.

    Raises:
        ModelError: the model or the package is missing, or the model cannot be loaded.
    """
    model = _model(str(check_model(folder)))
    total = sum(stop - start for stretches in voices for start, stop in stretches)
    done = 0.0
    if on_progress is not None:
        on_progress(done, total)
    found = []
    for channel, stretches in enumerate(voices):
        words: list[list[HeardWord]] = [[] for _ in stretches]
        for samples, pieces in _windows(sound, channel, stretches):
            segments, _ = model.transcribe(
                samples,
                language="en",
                beam_size=5,
                # One temperature: with its list of them the package would draw at random where it is unsure.
                temperature=0.0,
                condition_on_previous_text=False,
                word_timestamps=True,
                vad_filter=False,
            )
            for segment in segments:
                for word in segment.words or ():
                    _place(word, pieces, words)
            # A piece has a little air around it, which is no voice.
            done = min(total, done + sum(piece.stop - piece.start for piece in pieces))
            if on_progress is not None:
                on_progress(done, total)
        found.append([tuple(own) for own in words])
    if on_progress is not None and done < total:
        on_progress(total, total)
    return found


def _place(word: Any, pieces: Sequence[_Piece], words: list[list[HeardWord]]) -> None:
    """Give a word of a window to the stretch in which its middle lies, or to the nearest."""
    text = word.word.strip()
    if not text:
        return
    middle = (word.start + word.end) / 2
    piece = min(pieces, key=lambda one: max(one.at - middle, middle - (one.at + one.stop - one.start), 0.0))
    shift = piece.start - piece.at
    start, stop = (min(max(time + shift, piece.start), piece.stop) for time in (word.start, word.end))
    glue = " " if word.word[:1].isspace() else ""
    words[piece.stretch].append(
        HeardWord(text, round(start, 2), round(stop, 2), round(float(word.probability), 3), glue)
    )


def _windows(sound: Sound, channel: int, stretches: Stretches) -> Iterator[tuple[Floats, list[_Piece]]]:
    """Yield windows of at most 28 s in which only voice is left, and where in the recording each piece stood."""
    import numpy as np

    gap = np.zeros(round(GAP_S * RATE), np.float32)
    parts: list[Floats] = []
    pieces: list[_Piece] = []
    length = 0
    for stretch, start, stop, samples in _pieces(sound, channel, stretches):
        if pieces and (length + len(samples)) / RATE > WINDOW_S:
            yield np.concatenate(parts), pieces
            parts, pieces, length = [], [], 0
        pieces.append(_Piece(stretch, length / RATE, start, stop))
        parts += [samples, gap]
        length += len(samples) + len(gap)
    if pieces:
        yield np.concatenate(parts), pieces


def _pieces(sound: Sound, channel: int, stretches: Stretches) -> Iterator[tuple[int, float, float, Floats]]:
    """Yield each stretch with a little air around it, cut where it is longer than a window, at 16 kHz."""
    import numpy as np

    for number, (start, stop) in enumerate(stretches):
        before = stretches[number - 1][1] if number else 0.0
        after = stretches[number + 1][0] if number + 1 < len(stretches) else sound.seconds
        start = max(start - PAD_S, (before + start) / 2)
        stop = min(stop + PAD_S, (stop + after) / 2)
        while start < stop:
            upto = min(stop, start + WINDOW_S)
            first, last = round(start * sound.rate), min(round(upto * sound.rate), sound.frames)
            blocks = [block[:, channel] for block in sound.blocks(first, last)]
            if not blocks:
                break
            samples = _resampled(np.concatenate(blocks), sound.rate)
            if upto < stop:
                samples = samples[: _quietest(samples)]
                upto = start + len(samples) / RATE
            yield number, start, upto, samples
            start = upto


def _quietest(samples: Floats) -> int:
    """Return the sample in the middle of the quietest tenth of a second of the last five."""
    import numpy as np

    size = round(QUIET_S * RATE)
    tail = samples[-round(SEEK_S * RATE) :]
    power = (tail[: len(tail) // size * size].reshape(-1, size) ** 2).sum(axis=1)
    return len(samples) - len(tail) + int(np.argmin(power)) * size + size // 2


def _resampled(samples: Floats, rate: int) -> Floats:
    """Bring samples to 16 kHz by way of their spectrum."""
    import numpy as np

    if rate == RATE or not len(samples):
        return samples
    length = max(1, round(len(samples) * RATE / rate))
    # Mirrored at both ends, as a spectrum takes the end to be followed by the beginning.
    edge = min(len(samples) - 1, rate // 20)
    padded = np.pad(samples, edge, mode="reflect")
    total = max(1, round(len(padded) * RATE / rate))
    spectrum = np.fft.rfft(padded)
    kept = np.zeros(total // 2 + 1, spectrum.dtype)
    size = min(len(kept), len(spectrum))
    kept[:size] = spectrum[:size]
    found = np.fft.irfft(kept, total) * (total / len(padded))
    first = round(edge * RATE / rate)
    cut: Floats = found[first : first + length].astype(np.float32)
    return cut


@lru_cache(maxsize=2)
def _model(folder: str) -> Any:
    with _offline():
        try:
            from faster_whisper import WhisperModel
        except ImportError as error:
            raise ModelError(
                "recognition needs the package faster-whisper", hint='install it: pip install "softskills[asr]"'
            ) from error
        try:
            # By default the package starts four threads; more than there are cores only wait for each other.
            threads = min(4, cores())
            return WhisperModel(folder, device="cpu", compute_type="auto", cpu_threads=threads, local_files_only=True)
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelError(f"the speech model cannot be loaded: {error}", path=folder, hint=_WHERE) from error


@contextmanager
def _offline() -> Iterator[None]:
    """Keep the packages below from asking the network for anything while they are loaded."""
    wanted = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
