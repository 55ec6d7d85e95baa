"""Sounds that are heard as voices, made of sines: enough where no words are wanted."""

import numpy as np
import pytest


def hum(seconds: float, rate: int = 8_000, pitch: float = 120.0) -> np.ndarray:
    """A voice-like sound: a pitch that glides, its harmonics up to 3 kHz, loudness in syllables."""
    time = np.arange(round(seconds * rate)) / rate
    phase = 2 * np.pi * pitch * (time + 0.01 * np.sin(2 * np.pi * 1.5 * time))
    harmonics = range(2, int(3_000 / pitch))
    sound = sum(np.sin(k * phase + k) / k**0.7 for k in harmonics)
    loudness = 0.35 + 0.65 * np.abs(np.sin(2 * np.pi * 2.2 * time))
    return (0.08 * sound * loudness).astype(np.float32)


def call(*parts: tuple[int, float, float], seconds: float, channels: int = 2, rate: int = 8_000) -> np.ndarray:
    """Samples in which each part (channel, start, stop) is somebody's voice."""
    samples = np.zeros((round(seconds * rate), channels), np.float32)
    for channel, start, stop in parts:
        sound = hum(stop - start, rate, 110.0 + 60 * channel)
        at = round(start * rate)
        samples[at : at + len(sound), channel] += sound
    return samples


def recorder(folder):
    """Return a function that writes samples to a file in a folder."""
    soundfile = pytest.importorskip("soundfile", reason="recordings need the extra softskills[audio]")

    def write(samples, name="call.wav", rate=8_000, **options):
        path = folder / name
        soundfile.write(path, samples, rate, **options)
        return path

    return write
