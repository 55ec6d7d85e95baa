"""Where things stand in the small pictures of a skill: a spread over reps and calls, and a line over months."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from softskills.report.html.team.figures import Score, SkillFigures

# Units of the pictures; the page scales them to the width there is.
WIDTH, EDGE = 320.0, 10.0
# The swarm of reps: the room of a dot, the first that lets the highest heap fit, and the room for heaps.
DOTS, SWARM_FOOT, SWARM_HEIGHT = (6.0, 5.0, 4.0, 3.0, 2.5, 2.0), 49.0, 44.0
BAR_FOOT, BAR_HEIGHT = 100.0, 46.0
TREND_LEFT, TREND_TOP, TREND_FOOT = 30.0, 8.0, 84.0
BINS = 10
# A trend is drawn over at least so many points of score, so that chance does not look like a landslide.
LEAST_RANGE = 30
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Spread:
    """How a skill is spread: dots for reps (x, y, thin), bars for calls (x, y, width, height), and it in words."""

    dots: Sequence[tuple[float, float, bool]]
    radius: float
    bars: Sequence[tuple[float, float, float, float]]
    ticks: Sequence[tuple[float, int]]
    whole: float
    says: str


@dataclass(frozen=True)
class Trend:
    """A skill over months: the band and the line as SVG paths, dots (x, y, thin, words), labels, and it in words."""

    bands: Sequence[str]
    lines: Sequence[str]
    dots: Sequence[tuple[float, float, bool, str]]
    months: Sequence[tuple[float, str, str]]
    ticks: Sequence[tuple[float, int]]
    says: str


def spread(one: SkillFigures) -> Spread:
    """Lay out the scores of reps and calls along 0 to 100."""
    dot, dots = _swarm(one.reps)
    counts = [0] * BINS
    for value in one.calls:
        counts[min(BINS - 1, int(value * BINS / 100))] += 1
    most = max(counts) or 1
    width = (WIDTH - 2 * EDGE) / BINS
    bars = [
        (EDGE + n * width + 1, BAR_FOOT - BAR_HEIGHT * count / most, width - 2, BAR_HEIGHT * count / most)
        for n, count in enumerate(counts)
        if count
    ]
    told = []
    values = [value for _, value in one.reps]
    for name, found in ((f"{len(values)} reps", values), (f"{len(one.calls):,} calls", one.calls)):
        if found:
            told.append(f"{name}, {min(found):.0f} to {max(found):.0f}, in the middle {median(found):.0f}")
    return Spread(
        dots,
        dot / 2 - 0.25,
        bars,
        [(_along(value), value) for value in (0, 25, 50, 75, 100)],
        _along(one.whole.value) if one.whole.known else math.nan,
        "; ".join(told) or "nothing observed",
    )


def _swarm(reps: Sequence[tuple[bool, float]]) -> tuple[float, list[tuple[float, float, bool]]]:
    """Heap dots up where they would hide each other; return the room of a dot, and the dots."""
    for dot in DOTS:
        heaped: dict[int, int] = {}
        dots = []
        for thin, value in sorted(reps, key=lambda pair: pair[1]):
            place = int(_along(value) // dot)
            level = heaped.get(place, 0)
            heaped[place] = level + 1
            # Of heaps that are higher than the picture the top dots lie on each other.
            dots.append((place * dot + dot / 2, SWARM_FOOT - dot / 2 - min(level * dot, SWARM_HEIGHT), thin))
        if max(heaped.values(), default=0) * dot <= SWARM_HEIGHT:
            break
    return dot, dots


def limits(found: Sequence[SkillFigures]) -> tuple[int, int]:
    """Return the scores between which all trends of a page are drawn, so that they can be compared."""
    ends = [end for one in found for _, _, score in one.months if score.known for end in (score.low, score.high)]
    if not ends:
        return 0, 100
    low, high = 10 * math.floor(min(ends) / 10), 10 * math.ceil(max(ends) / 10)
    while high - low < LEAST_RANGE:
        low, high = max(0, low - 10), min(100, high + 10)
    return low, high


def trend(one: SkillFigures, ends: tuple[int, int]) -> Trend | None:
    """Lay out a skill over the months; None with fewer than two that have a score."""
    known = [(month, evidence, score) for month, evidence, score in one.months if score.known]
    if len(known) < 2:
        return None
    first, last = _number(known[0][0]), _number(known[-1][0])
    x = {
        month: TREND_LEFT + (WIDTH - EDGE - TREND_LEFT) * (_number(month) - first) / (last - first)
        for month, _, _ in known
    }

    def y(value: float) -> float:
        return TREND_FOOT - (TREND_FOOT - TREND_TOP) * (value - ends[0]) / (ends[1] - ends[0])

    # A line breaks where a month has no score.
    runs: list[list[tuple[str, Score]]] = []
    for month, _, score in known:
        if runs and _number(month) == _number(runs[-1][-1][0]) + 1:
            runs[-1].append((month, score))
        else:
            runs.append([(month, score)])
    bands, lines = [], []
    for run in runs:
        up = [f"{x[month]:.1f} {y(score.high):.1f}" for month, score in run]
        down = [f"{x[month]:.1f} {y(score.low):.1f}" for month, score in reversed(run)]
        bands.append("M" + "L".join([*up, *down]) + "Z")
        lines.append("M" + "L".join(f"{x[month]:.1f} {y(score.value):.1f}" for month, score in run))
    middle = (ends[0] + ends[1]) // 2
    return Trend(
        bands,
        lines,
        [
            (x[month], y(score.value), evidence == "thin", f"{spoken(month)}: {score.aloud}")
            for month, evidence, score in known
        ],
        [(x[known[0][0]], spoken(known[0][0]), "start"), (x[known[-1][0]], spoken(known[-1][0]), "end")],
        [(y(value), value) for value in (ends[0], middle, ends[1])],
        "; ".join(f"{spoken(month)} {score.aloud}" for month, _, score in known),
    )


def spoken(month: str) -> str:
    """Return a month for people.

    >>> spoken("2026-03")
    'Mar 2026'
    """
    return f"{MONTHS[int(month[5:7]) - 1]} {month[:4]}"


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7])


def _along(value: float) -> float:
    return EDGE + (WIDTH - 2 * EDGE) * value / 100
