"""Where things lie on the picture of a call: places along a line, no figures about anybody.

Places are per cent of the width, so that the picture fits any screen without its shapes being stretched.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from softskills.analysis import Analysis
from softskills.measures.view import CallView, Run
from softskills.report.words import clock, mood_word, place, shorten
from softskills.taxonomy import tags

# Heights in pixels: who speaks, one family of tags, feelings, mood, the clock.
SPEECH, LANE, FEELING, MOOD, AXIS = 18, 15, 22, 64, 22
# Steps of the clock in seconds; the first that gives at most so many labels is taken.
STEPS = (10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
MAX_LABELS = 7
WORDS_SHOWN = 90
ROLE_LABELS = {"rep": "Rep", "customer": "Customer", "other": "Others", "unknown": "Unknown"}
# The customer has a lane for what they say already.
LABELS = {"customer": "Customer tags"}
OUTCOMES = {"met": "met", "half_met": "half met", "missed": "missed", "closed_off": "closed off"}


@dataclass(frozen=True, slots=True)
class Bar:
    """A turn, or a run of turns: from x, so wide, in per cent."""

    x: float
    width: float
    turn: int
    says: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark at x per cent: a tag, a feeling, a mood (y from 0, best, to 100, worst)."""

    x: float
    turn: int
    says: str
    kind: str = ""
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of the picture."""

    kind: str
    name: str
    label: str
    y: int
    height: int
    bars: Sequence[Bar] = ()
    runs: Sequence[Bar] = ()
    dots: Sequence[Dot] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """The picture of a call."""

    lanes: Sequence[Lane]
    height: int
    ticks: Sequence[tuple[float, str]]
    timed: bool
    says: str

    @property
    def axis(self) -> int:
        """Where the clock stands."""
        return self.height - AXIS


def lay_out(result: Analysis) -> Timeline:
    """Lay out a call: by the clock where every turn has its times, else by its words."""
    view = result.view
    scale = _Scale(view)
    lanes: list[Lane] = []
    y = 0
    for lane in _lanes(result, scale):
        lanes.append(Lane(lane.kind, lane.name, lane.label, y, lane.height, lane.bars, lane.runs, lane.dots))
        y += lane.height + (6 if lane.kind in ("speech", "feeling") else 1)
    return Timeline(lanes, y + AXIS + 4, scale.ticks(), view.timed, _says(result))


class _Scale:
    """From turns and characters to per cent of the width."""

    def __init__(self, view: CallView) -> None:
        self.timed = view.timed
        if self.timed:
            self.spans = [(turn.utt.start, turn.utt.stop) for turn in view.turns]
        else:
            after = list(accumulate(view.words_at))
            self.spans = [(float(b - n), float(b)) for b, n in zip(after, view.words_at, strict=True)]
        self.first = min((start for start, _ in self.spans), default=0.0)
        self.last = max((stop for _, stop in self.spans), default=0.0)
        self.length = max(self.last - self.first, 1e-9)

    def at(self, value: float) -> float:
        return round(100 * (value - self.first) / self.length, 2)

    def bar(self, first: int, last: int) -> tuple[float, float]:
        start, stop = self.spans[first][0], self.spans[last][1]
        return self.at(start), max(round(100 * (stop - start) / self.length, 2), 0.12)

    def within(self, turn: int, part: float) -> float:
        start, stop = self.spans[turn]
        return self.at(start + part * (stop - start))

    def ticks(self) -> list[tuple[float, str]]:
        if not self.timed:
            return []
        step = next((step for step in STEPS if self.length / step <= MAX_LABELS), STEPS[-1])
        value = math.ceil(self.first / step) * step
        found: list[tuple[float, str]] = []
        while value <= self.last:
            found.append((self.at(value), clock(value)))
            value += step
        return found


def _lanes(result: Analysis, scale: _Scale) -> list[Lane]:
    view = result.view
    lanes = _speech(view, scale)
    families = dict.fromkeys(info.family for info in tags().values())
    dots: dict[str, list[Dot]] = {family: [] for family in families}
    for tag in result.tags_found:
        text = view.turns[tag.turn].utt.text
        family, _, move = tag.tag.partition(".")
        words = shorten(tag.span.of(text), WORDS_SHOWN)
        where = place(tag.turn, view.turns[tag.turn].utt.start)
        dots.setdefault(family, []).append(
            Dot(scale.within(tag.turn, tag.span.start / max(len(text), 1)), tag.turn, f"{move}, {where}: {words}")
        )
    lanes += [
        Lane("family", family, LABELS.get(family, family.capitalize()), 0, LANE, dots=found)
        for family, found in dots.items()
        if found
    ]
    if view.opportunities:
        lanes.append(Lane("feeling", "feeling", "Feelings", 0, FEELING, dots=_feelings(view, scale)))
    if view.moods:
        moods = [
            Dot(scale.within(turn, 0.5), turn, f"mood {mood_word(mood)}", y=round(50 - 50 * mood, 1))
            for turn, mood in view.moods
        ]
        lanes.append(Lane("mood", "mood", "Mood", 0, MOOD, dots=moods))
    return lanes


def _speech(view: CallView, scale: _Scale) -> list[Lane]:
    lanes: list[Lane] = []
    for role, label in ROLE_LABELS.items():
        bars = []
        for i, turn in enumerate(view.turns):
            if turn.utt.role == role:
                x, width = scale.bar(i, i)
                words = shorten(turn.utt.text, WORDS_SHOWN)
                bars.append(Bar(x, width, i, f"{turn.utt.speaker or label}, {place(i, turn.utt.start)}: {words}"))
        if not bars:
            continue
        runs = []
        longest = longest_run(view, role)
        if longest is not None:
            x, width = scale.bar(longest.turns[0], longest.turns[-1])
            name = "longest monologue" if role == "rep" else "longest story"
            runs.append(Bar(x, width, longest.turns[0], f"{name}: {longest.words} words", role))
        lanes.append(Lane("speech", role, label, 0, SPEECH, bars=bars, runs=runs))
    return lanes


def longest_run(view: CallView, role: str) -> Run | None:
    """Return the longest stretch in which a side holds the floor."""
    if role not in ("rep", "customer"):
        return None
    return max((run for run in view.runs if run.role == role), key=lambda run: run.words, default=None)


def _feelings(view: CallView, scale: _Scale) -> list[Dot]:
    found = []
    for event in view.opportunities:
        text = view.turns[event.turn].utt.text
        words = shorten(event.tag.span.of(text), WORDS_SHOWN)
        found.append(
            Dot(
                scale.within(event.turn, event.tag.span.start / max(len(text), 1)),
                event.turn,
                f"a feeling shown, {OUTCOMES[event.outcome]}: {words}",
                event.outcome,
            )
        )
    return found


def _says(result: Analysis) -> str:
    """Say in a sentence or two what the picture shows."""
    view = result.view
    parts = [f"{len(view.turns)} turns", f"{len(result.tags_found)} tags"]
    if view.opportunities:
        outcomes = [event.outcome for event in view.opportunities]
        told = [f"{outcomes.count(key)} {word}" for key, word in OUTCOMES.items() if key in outcomes]
        parts.append(f"feelings shown by the customer: {', '.join(told)}")
    if result.feeling is not None:
        felt = result.feeling
        parts.append(f"mood starts {mood_word(felt.start)}, worst {mood_word(felt.worst)}, ends {mood_word(felt.end)}")
    return "; ".join(parts)
