"""Calls spoken by espeak-ng, whose truth is known to the sample: who is heard when, and with which words."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

RATE = 22_050
VOICES = ("en-us+m3", "en-gb+f3")
# Pauses of the synthesiser within a turn up to this long count as speaking, as they do in the detector.
BRIDGE_S = 0.3

# Who speaks (0 the rep, 1 the customer), the pause after whoever spoke last (negative: over his last words), the words.
Line = tuple[int, float, str]
CALL: tuple[Line, ...] = (
    (0, 0.8, "Good morning, this is Dana from Northside Heating. How can I help you today?"),
    (1, 0.7, "Hi, I am calling because our boiler stopped working again last night."),
    (0, 0.6, "I am sorry to hear that. What happened just before it stopped?"),
    (1, 1.2, "Well, it made a loud knocking noise, and then the water went cold. We have two small children here."),
    (0, 0.5, "That sounds stressful with small children in the house. When did you first notice the noise?"),
    (1, 0.9, "I think it started on Monday. Nobody called me back about it, and I had to wait for three days."),
    # Begun a second before she stops.
    (0, -1.0, "Let me stop you there, because I want to put this right. Which model do you have?"),
    (1, 0.8, "It is the small white one in the kitchen."),
    (0, 0.6, "Thank you. Please give me a moment while I look up your account and the history of the repairs."),
    # Dead air before his next words.
    (0, 11.5, "Thank you for waiting. I can see that the pump was replaced in October. Is that right?"),
    (1, 0.8, "Yes, that is right. The man who came said it would last for years."),
    (0, 0.7, "I can send an engineer to you this afternoon between two and four. Would that work for you?"),
    (1, 1.0, "Yes, this afternoon works. How much is it going to cost us this time?"),
    (0, 0.5, "There is no charge, because the repair is still under warranty. I will also call you tomorrow morning."),
    (1, 0.6, "That would be great. Thank you so much for your help."),
    (0, 0.5, "You are welcome. Is there anything else that I can do for you today?"),
    (1, 0.7, "No, that is everything. Goodbye."),
    (0, 0.4, "Thank you for calling. Goodbye."),
)
# Said while the rep speaks: after which line it begins, how far into it, and the words.
MURMUR = (8, 2.0, "okay")


@dataclass(frozen=True)
class Spoken:
    """A call as samples, one column a side, and its truth."""

    samples: np.ndarray
    turns: tuple[tuple[int, float, float, str], ...]
    voiced: tuple[tuple[tuple[float, float], ...], ...]

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE


def missing() -> str | None:
    """Say what is not there, None when calls can be synthesised."""
    names = [name for name in ("espeak-ng", "sox") if shutil.which(name) is None]
    return f"needs {' and '.join(names)} (apt-get install {' '.join(names)})" if names else None


def speak(text: str, voice: str, folder: Path, speed: int = 150) -> np.ndarray:
    import soundfile

    path = folder / "clip.wav"
    subprocess.run(["espeak-ng", "-v", voice, "-s", str(speed), "-w", str(path), text], check=True, capture_output=True)
    samples, rate = soundfile.read(path, dtype="float32")
    assert rate == RATE
    heard = np.flatnonzero(np.abs(samples) > 0)
    return samples[heard[0] : heard[-1] + 1]


def synthesise(folder: Path, lines: tuple[Line, ...] = CALL) -> Spoken:
    """Speak a call. Between words espeak-ng writes zeros, so that what is heard is known exactly."""
    placed: list[tuple[int, float, np.ndarray, str]] = []
    latest = 0.0
    for side, pause, text in lines:
        clip = speak(text, VOICES[side], folder)
        start = latest + pause
        placed.append((side, start, clip, text))
        latest = start + len(clip) / RATE
    if lines is CALL:
        after, into, text = MURMUR
        placed.append((1, placed[after][1] + into, speak(text, VOICES[1], folder), text))
    samples = np.zeros((int((latest + 0.5) * RATE), 2), np.float32)
    turns = []
    for side, start, clip, text in sorted(placed, key=lambda one: one[1]):
        at = round(start * RATE)
        samples[at : at + len(clip), side] += clip
        turns.append((side, start, start + len(clip) / RATE, text))
    return Spoken(samples * 0.5, tuple(turns), (_voiced(samples[:, 0]), _voiced(samples[:, 1])))


def _voiced(samples: np.ndarray) -> tuple[tuple[float, float], ...]:
    heard = np.flatnonzero(samples != 0) / RATE
    breaks = np.flatnonzero(np.diff(heard) >= BRIDGE_S)
    starts = [heard[0], *heard[breaks + 1]]
    stops = [*heard[breaks], heard[-1]]
    return tuple(zip(map(float, starts), map(float, stops), strict=True))


def noisy(spoken: Spoken, decibels: float) -> np.ndarray:
    """Return a call with white noise on both channels, so many dB under the mean power of that side's speech."""
    rng = np.random.default_rng(7)
    found = spoken.samples.copy()
    for side in (0, 1):
        own = spoken.samples[:, side]
        power = float((own[own != 0] ** 2).mean())
        found[:, side] += rng.normal(0, np.sqrt(power / 10 ** (decibels / 10)), len(own)).astype(np.float32)
    return found


def write(samples: np.ndarray, path: Path) -> Path:
    import soundfile

    soundfile.write(path, samples, RATE, subtype="PCM_16")
    return path


def as_telephone(source: Path, path: Path) -> Path:
    """Bring a recording to 8 kHz mu-law with sox."""
    subprocess.run(["sox", str(source), "-r", "8000", "-e", "u-law", str(path)], check=True, capture_output=True)
    return path


def agreement(found, truth, seconds: float) -> tuple[float, float]:
    """Return precision and recall of speaking time, on a grid of milliseconds."""
    one, two = (np.zeros(int(seconds * 1000) + 2000, bool) for _ in range(2))
    for grid, stretches in ((one, found), (two, truth)):
        for start, stop in stretches:
            grid[round(start * 1000) : round(stop * 1000)] = True
    both = (one & two).sum()
    return both / one.sum(), both / two.sum()
