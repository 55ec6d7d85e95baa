"""Figures and quotes as words on a terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence

MOODS: Sequence[tuple[float, str]] = ((-0.35, "low"), (-0.1, "lowish"), (0.1, "even"), (0.35, "good"))


def clock(seconds: float) -> str:
    """Return seconds as m:ss or h:mm:ss."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def place(turn: int, start: float) -> str:
    """Return where in the call something was said: the time where it is known, else the turn."""
    return f"turn {turn}" if math.isnan(start) else clock(start)


def mood_word(value: float) -> str:
    """Return a mood as a word with its figure."""
    word = next((word for limit, word in MOODS if value < limit), "high")
    return f"{word} ({value:+.1f})"


def shorten(text: str, room: int) -> str:
    """Return a text on one line, cut at a word to fit."""
    text = " ".join(text.split())
    return text if len(text) <= room else text[: max(20, room - 1)].rsplit(" ", 1)[0].rstrip(" ,;:—–-") + "…"
