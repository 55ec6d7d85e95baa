"""Calls spoken by espeak-ng, whose truth is known to the sample: who is heard when, and with which words."""

import ctypes
import importlib.util
import io
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from scripts import Noise, Script

RATE = 22_050
# The truth, fixed before anything was measured by it: somebody speaks where his voice alone, before any noise is added,
# has in 10 ms a level of no more than 40 dB under its mean level. Speech is spread over some 30 dB (Fletcher 1953), so
# that is all of it that can be heard, and not the echo that some voices of espeak-ng trail after them.
GRAIN_S, UNDER_MEAN_DB = 0.01, 40.0
# Pauses of the synthesiser within a turn up to this long count as speaking, as they do in the detector.
BRIDGE_S = 0.3


@dataclass(frozen=True, eq=False)
class Spoken:
    """A call as samples, one column a side, and its truth."""

    script: Script
    samples: np.ndarray
    turns: tuple[tuple[int, float, float, str], ...]
    voiced: tuple[tuple[tuple[float, float], ...], ...]

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE


def missing() -> str | None:
    """Say what is not there, None when calls can be synthesised.

    The espeak-ng of a system will not do: each version speaks a little differently, and the bounds of the tests are for
    what this one says.
    """
    if importlib.util.find_spec("espeakng_loader"):
        return None
    return "needs espeak-ng's library (pip install espeakng-loader==0.2.4)"


# What is to be said: the words, the voice, and how many of them a minute.
Said = tuple[str, str, int]


def speak(said: Sequence[Said]) -> list[np.ndarray]:
    """Return what espeak-ng says.

    Its library runs in a process of its own: what it said before colours what it says next, and so the same list always
    sounds the same.
    """
    told = json.dumps(said).encode()
    waves = subprocess.run([sys.executable, __file__], input=told, check=True, capture_output=True).stdout
    sounds = list(np.load(io.BytesIO(waves)).values())
    return [own[slice(*np.flatnonzero(own)[[0, -1]] + (0, 1))] for own in sounds]


# From speak_lib.h: samples are handed to a function of ours; text is UTF-8; parameter 1 is the speed.
_SYNCHRONOUS, _UTF8, _SPEED = 2, 1, 1
_TAKES = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def _by_library(said: Sequence[Said]) -> list[np.ndarray]:
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    assert library.espeak_Initialize(_SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0) == RATE
    parts: list[np.ndarray] = []

    @_TAKES
    def take(samples, n, _):
        if samples and n:
            parts.append(np.ctypeslib.as_array(samples, (n,)).copy())
        return 0

    library.espeak_SetSynthCallback(take)
    found = []
    for text, voice, speed in said:
        parts.clear()
        assert library.espeak_SetVoiceByName(voice.encode()) == 0, voice
        assert library.espeak_SetParameter(_SPEED, speed, 0) == 0
        size = ctypes.c_size_t(len(text.encode()) + 1)
        assert library.espeak_Synth(text.encode(), size, 0, 0, 0, _UTF8, None, None) == 0
        found.append(np.concatenate(parts).astype(np.float32) / 32_768)
    return found


@cache
def synthesise(script: Script) -> Spoken:
    """Speak a call, every side on a channel of its own."""
    placed: list[tuple[int, float, np.ndarray, str]] = []
    latest = 0.0
    said = [(text, script.voices[side], script.speed) for side, _, text in script.lines]
    if script.murmur is not None:
        said.append((script.murmur[3], script.voices[script.murmur[0]], script.speed))
    clips = speak(said)
    for (side, pause, text), clip in zip(script.lines, clips, strict=False):
        start = latest + pause
        placed.append((side, start, clip, text))
        latest = start + len(clip) / RATE
    if script.murmur is not None:
        side, after, into, text = script.murmur
        placed.append((side, placed[after][1] + into, clips[-1], text))
    # Whole seconds: their spectra are quick to take.
    samples = np.zeros((int(latest + 1.5) * RATE, 2), np.float32)
    turns = []
    for side, start, clip, text in sorted(placed, key=lambda one: one[1]):
        at = round(start * RATE)
        samples[at : at + len(clip), side] += clip
        turns.append((side, start, start + len(clip) / RATE, text))
    samples *= 0.5
    return Spoken(script, samples, tuple(turns), (voiced(samples[:, 0]), voiced(samples[:, 1])))


def voiced(samples: np.ndarray, under_db: float = UNDER_MEAN_DB) -> tuple[tuple[float, float], ...]:
    """Return where a voice is, by the rule above."""
    size = round(GRAIN_S * RATE)
    power = (samples[: len(samples) // size * size].reshape(-1, size) ** 2).mean(axis=1)
    heard = np.flatnonzero(power > speech_power(samples) / 10 ** (under_db / 10))
    edges = np.flatnonzero(np.diff(heard) * size / RATE - GRAIN_S >= BRIDGE_S)
    starts, stops = [heard[0], *heard[edges + 1]], [*heard[edges], heard[-1]]
    return tuple((float(a * size / RATE), float((b + 1) * size / RATE)) for a, b in zip(starts, stops, strict=True))


def speech_power(samples: np.ndarray) -> float:
    """Return the mean power of a side where it says anything."""
    return float((samples[samples != 0] ** 2).mean())


@cache
def noisy(spoken: Spoken, noise: Noise, decibels: float = 15.0) -> np.ndarray:
    """Return a call with noise on both channels, so many dB under the mean power of that side's speech."""
    found = spoken.samples.copy()
    for side in (0, 1):
        own = spoken.samples[:, side]
        if noise != "none":
            sound = _NOISES[noise](spoken.script, side, len(own))
            found[:, side] += sound * np.sqrt(speech_power(own) / 10 ** (decibels / 10) / (sound**2).mean())
    return found


def _white(script: Script, side: int, length: int) -> np.ndarray:
    return np.random.default_rng((script.seed, side)).normal(size=length).astype(np.float32)


def _babble(script: Script, side: int, length: int) -> np.ndarray:
    """Six others who talk at once without a stop, each from another place on in this very call."""
    rng = np.random.default_rng((script.seed, 2 + side))
    total = np.zeros(length, np.float32)
    orders = [rng.permutation(len(script.lines))[:6] for _ in script.crowd]
    said = [(script.lines[i][2], who, 160) for who, order in zip(script.crowd, orders, strict=True) for i in order]
    clips = speak(said)
    for k in range(len(script.crowd)):
        talk = np.concatenate(clips[6 * k : 6 * k + 6])
        talk = np.roll(np.tile(talk, -(-length // len(talk)))[:length], int(rng.integers(length)))
        total += talk / np.sqrt(speech_power(talk))
    return total


def _hum(script: Script, side: int, length: int) -> np.ndarray:
    """The mains: a tone and its harmonics up to 1 kHz, each weaker, and a little hiss."""
    time = np.arange(length) / RATE
    tones = range(1, int(1_000 / script.mains_hz) + 1)
    total = sum(np.sin(2 * np.pi * k * script.mains_hz * time + k * k + side) / k for k in tones)
    return (total + 0.02 * _white(script, side, length)).astype(np.float32)


_NOISES = {"white": _white, "babble": _babble, "hum": _hum}


def write(samples: np.ndarray, path: Path, kind: str = "studio") -> Path:
    """Write samples: "studio" as they are, "wide" with 16 kHz, "telephone" as 8 kHz mu-law."""
    import soundfile

    rate, subtype = {"studio": (RATE, "PCM_16"), "wide": (16_000, "PCM_16"), "telephone": (8_000, "ULAW")}[kind]
    if rate != RATE:
        samples = np.stack([resampled(own, rate) for own in samples.T], axis=1)
    soundfile.write(path, samples, rate, subtype=subtype)
    return path


def resampled(samples: np.ndarray, rate: int) -> np.ndarray:
    """Bring one channel to a lower rate: what lies above half of it is taken out of the spectrum."""
    length = round(len(samples) * rate / RATE)
    spectrum = np.fft.rfft(samples)[: length // 2 + 1]
    return np.fft.irfft(spectrum, length) * (length / len(samples))


def agreement(found, truth, seconds: float) -> tuple[float, float]:
    """Return precision and recall of speaking time, on a grid of milliseconds."""
    one, two = (np.zeros(int(seconds * 1000) + 2000, bool) for _ in range(2))
    for grid, stretches in ((one, found), (two, truth)):
        for start, stop in stretches:
            grid[round(start * 1000) : round(stop * 1000)] = True
    both = (one & two).sum()
    return both / max(one.sum(), 1), both / two.sum()


if __name__ == "__main__":
    np.savez(waves := io.BytesIO(), *_by_library(json.load(sys.stdin)))
    sys.stdout.buffer.write(waves.getvalue())
