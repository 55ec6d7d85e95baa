"""Calls spoken by espeak-ng, whose truth is known to the sample: who is heard when, and with which words."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

RATE = 22_050
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
# The detector's thresholds were set while looking at the call above. Nothing was set while looking at this one: other
# voices, faster, other pauses, and here the customer breaks in.
UNSEEN: tuple[Line, ...] = (
    (1, 1.3, "Hello, is that the accounts department?"),
    (0, 1.1, "It is. You are speaking with Morgan. Who am I talking to, please?"),
    (1, 0.35, "My name is Priya, I run the bakery on Castle Street. Our invoice looks wrong again."),
    (0, 1.6, "Oh dear, again? Let me see what went wrong. Could you read me the number at the top of the page?"),
    (1, 2.4, "Yes. Four, seven, one, nine, two."),
    (0, 0.9, "Thank you. So you were charged for eleven sacks of flour, and only nine of them ever arrived?"),
    (1, 0.45, "Exactly. And it is the third month in a row, so I am getting quite tired of these conversations."),
    (0, 0.8, "I would be tired of it as well. What I can offer you is a credit on your next order, and if you like"),
    # Begun 1.2 s before he stops.
    (1, -1.2, "No, sorry, I do not want another credit. I want the money back on my card."),
    (0, 1.5, "That is fair. I will refund the two sacks today. Shall I send the receipt to the same address?"),
    (1, 0.6, "Please do. How long does it usually take?"),
    # Dead air before his next words.
    (0, 8.5, "I have just asked my colleague. It takes three working days. What else has been bothering you?"),
    (1, 0.7, "Only that nobody picks up the telephone before ten, and we start baking at four in the morning."),
    (0, 0.4, "I hear you. I will give you my own number, and I am here from six. Would that help?"),
    (1, 0.5, "It would help a lot. That is kind of you."),
    (0, 0.9, "My pleasure. Have a good day, Priya."),
    (1, 0.3, "You too. Bye."),
)


@dataclass(frozen=True)
class Script:
    """What is said, by which voices, at which speed (words a minute), and what one side murmurs meanwhile.

    A murmur is: who, after which line it begins, how far into it, and the words.
    """

    lines: tuple[Line, ...]
    voices: tuple[str, str]
    speed: int
    murmur: tuple[int, int, float, str] | None = None


SEEN_CALL = Script(CALL, ("en-us+m3", "en-gb+f3"), 150, (1, 8, 2.0, "okay"))
UNSEEN_CALL = Script(UNSEEN, ("en-gb-scotland+m7", "en-us+f4"), 170)


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


def speak(text: str, voice: str, folder: Path, speed: int) -> np.ndarray:
    import soundfile

    path = folder / "clip.wav"
    subprocess.run(["espeak-ng", "-v", voice, "-s", str(speed), "-w", str(path), text], check=True, capture_output=True)
    samples, rate = soundfile.read(path, dtype="float32")
    assert rate == RATE
    heard = np.flatnonzero(np.abs(samples) > 0)
    return samples[heard[0] : heard[-1] + 1]


def synthesise(folder: Path, script: Script) -> Spoken:
    """Speak a call. Between words espeak-ng writes zeros, so that what is heard is known exactly."""
    placed: list[tuple[int, float, np.ndarray, str]] = []
    latest = 0.0
    for side, pause, text in script.lines:
        clip = speak(text, script.voices[side], folder, script.speed)
        start = latest + pause
        placed.append((side, start, clip, text))
        latest = start + len(clip) / RATE
    if script.murmur is not None:
        side, after, into, text = script.murmur
        placed.append((side, placed[after][1] + into, speak(text, script.voices[side], folder, script.speed), text))
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
