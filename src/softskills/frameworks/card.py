"""The nouns of a scorecard, and how it scores: one row of counts at a time, or thousands at once as arrays."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from softskills.frameworks.checks import Check
from softskills.measures import CallView, Count, Counts, Pool, Rate, Tally, counts, pooling, rates, tally_call

CALL_TYPES = ("general", "service", "discovery", "demo", "coaching")
# Below this a call is too short or too one-sided to say anything of a person's skills (../DESIGN: 90 s, 100 words).
MIN_WORDS, MIN_SECONDS = 100.0, 90.0
# From how many points on a step of a ladder is reached.
STEP_AT = 50.0

Floats = npt.NDArray[np.float64]
Columns = Mapping[str, Floats]
Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One measure within a skill.

    Args:
        measure: a count's or rate's column.
        weight: its share of the skill.
        source: where the band comes from.
        says: what it shows, in plain words.
        bands: by call type, points (value, score) joined by straight lines.
        needs: counts that must at least be so high; else the measure says nothing.
        rate: the rate to divide, None for a plain count.
        sources: by call type, where that band comes from, if elsewhere.
        weights: by call type, its weight there, if another; 0 leaves it out.
    """

    measure: str
    weight: float
    source: str
    says: str
    bands: Mapping[str, Points]
    needs: Mapping[str, float]
    rate: Rate | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)

    def weight_of(self, call_type: str) -> float:
        """Return its weight for a call type."""
        return self.weights.get(call_type, self.weight)

    def band(self, call_type: str) -> Points:
        """Return the band of a call type, or the general one."""
        return self.bands.get(call_type) or self.bands["general"]

    def source_of(self, call_type: str) -> str:
        """Return where the band of a call type comes from."""
        return self.sources.get(call_type, self.source)

    def value(self, row: Mapping[str, float]) -> float:
        """Return the measure's value; NaN where it was not observed or its needs are not met."""
        for name, least in self.needs.items():
            have = row.get(name, math.nan)
            if math.isnan(have) or have < least:
                return math.nan
        return self.rate.of(row) if self.rate else row.get(self.measure, math.nan)

    def score(self, row: Mapping[str, float], call_type: str) -> float:
        """Return 0 to 100 on the band of the call type; NaN without a value."""
        value = self.value(row)
        return math.nan if math.isnan(value) else _interpolate(value, self.band(call_type))

    def scores(self, columns: Columns, call_type: str) -> Floats:
        """Score many rows at once; see `score`."""
        if self.rate:
            below = columns[self.rate.denominator]
            value = self.rate.scale * columns[self.rate.numerator] / np.where(below == 0, np.nan, below)
        else:
            value = columns[self.measure].astype(np.float64)
        for name, least in self.needs.items():
            value = np.where(columns[name] >= least, value, np.nan)
        x, y = np.array(self.band(call_type)).T
        points: Floats = np.interp(value, x, y)
        return points


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill: weighted measures, or weighted skills above it, or the steps of a ladder.

    Args:
        name: its column is `skill_` and this.
        title: for people.
        says: the question it answers.
        items: measures and their weights.
        skills: other skills of the card and their weights.
        steps: skills of the card as steps of a ladder; the score is the share of steps reached.
        least: how many of its parts must have a value.
        needs: counts that must at least be so high, or there was no occasion.
        zero_if: checks whose failure makes it 0.
        skills_for: by call type, other weights of its skills.
    """

    name: str
    title: str
    says: str
    items: tuple[Item, ...] = ()
    skills: Mapping[str, float] = field(default_factory=dict)
    steps: tuple[str, ...] = ()
    least: int = 1
    needs: Mapping[str, float] = field(default_factory=dict)
    zero_if: tuple[str, ...] = ()
    skills_for: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def weights(self, call_type: str) -> Mapping[str, float]:
        """Return the skills it is made of with their weights for a call type."""
        return self.skills_for.get(call_type, self.skills)

    def parts(self, call_type: str) -> tuple[Item, ...]:
        """Return the measures that count for a call type."""
        return tuple(item for item in self.items if item.weight_of(call_type) > 0)


@dataclass(frozen=True)
class Framework:
    """A scorecard.

    Args:
        id: its name.
        title: for people.
        source: the model it follows.
        skills: in order; a skill may build on those above it.
        checks: things that must or must not be said, or in which order.
        min_words: of either side, below which nothing is scored.
        min_seconds: of the call.
    """

    id: str
    title: str
    source: str
    skills: tuple[Skill, ...]
    checks: tuple[Check, ...] = ()
    min_words: float = MIN_WORDS
    min_seconds: float = MIN_SECONDS

    @cached_property
    def counts(self) -> dict[str, Count]:
        """The counts of its own checks, by column."""
        return {item.name: item for check in self.checks for item in check.counts}

    @cached_property
    def rates(self) -> dict[str, Rate]:
        """The rates of its own checks, by column."""
        return {check.rate.name: check.rate for check in self.checks}

    @cached_property
    def pooling(self) -> dict[str, Pool]:
        """How each count is put together over calls, those of its checks among them."""
        return dict(pooling()) | {name: item.pool for name, item in self.counts.items()}

    @cached_property
    def needed(self) -> frozenset[str]:
        """The counts that its skills are scored from."""
        found = {
            "n_words",
            "n_words_call",
            "n_words_timed",
            "call_s",
            *(f"n_{check.name}_failed" for check in self.checks),
        }
        for skill in self.skills:
            found |= set(skill.needs)
            for item in skill.items:
                found |= set(item.needs)
                found |= {item.rate.numerator, item.rate.denominator} if item.rate else {item.measure}
        return frozenset(found)

    def skill(self, name: str) -> Skill:
        """Return one skill; KeyError when there is none."""
        return {skill.name: skill for skill in self.skills}[name]

    def tally(self, view: CallView) -> dict[str, Tally]:
        """Count a call by speaker, the card's own checks among the counts (for reps)."""
        found = tally_call(view)
        if self.checks:
            roles = view.call.roles
            for speaker, tally in found.items():
                if roles[speaker] == "rep":
                    for check in self.checks:
                        check.count(view, speaker, tally)
        return found

    def enough(self, row: Mapping[str, float]) -> bool:
        """Tell whether a row rests on enough talk of both sides to be scored."""
        own, both = row.get("n_words", 0.0), row.get("n_words_call", 0.0)
        # Pooled with calls that have no times, the seconds tell of a part only.
        seconds = row.get("call_s", math.nan) if row.get("n_words_timed", own) == own else math.nan
        return own >= self.min_words and both - own >= self.min_words and not seconds < self.min_seconds

    def score(self, row: Counts, call_type: str = "general") -> dict[str, float]:
        """Score one row of counts.

        Args:
            row: counts of one speaker, of one call or pooled.
            call_type: whose bands apply.

        Returns:
            0 to 100 by skill; NaN where the calls gave no occasion or too little was said.
        """
        if not self.enough(row):
            return {skill.name: math.nan for skill in self.skills}
        found: dict[str, float] = {}
        for skill in self.skills:
            if any(not row.get(name, math.nan) >= least for name, least in skill.needs.items()):
                found[skill.name] = math.nan
            elif any(row.get(f"n_{name}_failed", 0.0) > 0 for name in skill.zero_if):
                found[skill.name] = 0.0
            elif skill.steps:
                found[skill.name] = _climb([found[name] for name in skill.steps])
            elif skill.skills:
                weights = skill.weights(call_type)
                found[skill.name] = _mean([(found[name], weight) for name, weight in weights.items()], skill.least)
            else:
                parts = [(item.score(row, call_type), item.weight_of(call_type)) for item in skill.parts(call_type)]
                found[skill.name] = _mean(parts, skill.least)
        return found

    def scores(self, columns: Columns, call_type: str = "general") -> dict[str, Floats]:
        """Score many rows at once.

        Args:
            columns: each count as an array, NaN where it was not observed; all of one shape.
            call_type: whose bands apply.

        Returns:
            Each skill as an array of that shape; row for row what `score` gives.
        """
        enough = self._enough(columns)
        found: dict[str, Floats] = {}
        for skill in self.skills:
            if skill.steps:
                steps = np.array([found[name] for name in skill.steps])
                reached = np.logical_and.accumulate(steps >= STEP_AT, axis=0).sum(axis=0) / len(steps)
                score = np.where(np.isnan(steps).all(axis=0), np.nan, 100.0 * reached)
            else:
                parts = (
                    [(found[name], weight) for name, weight in skill.weights(call_type).items()]
                    if skill.skills
                    else [
                        (item.scores(columns, call_type), item.weight_of(call_type)) for item in skill.parts(call_type)
                    ]
                )
                score = _means(parts, skill.least)
            for name in skill.zero_if:
                score = np.where(columns[f"n_{name}_failed"] > 0, 0.0, score)
            for name, least in skill.needs.items():
                score = np.where(columns[name] >= least, score, np.nan)
            found[skill.name] = np.where(enough, score, np.nan)
        return found

    def _enough(self, columns: Columns) -> npt.NDArray[np.bool_]:
        own, both = columns["n_words"], columns["n_words_call"]
        timed = columns["n_words_timed"]
        seconds = np.where(np.isnan(timed) | (timed == own), columns["call_s"], np.nan)
        talked: npt.NDArray[np.bool_] = (own >= self.min_words) & (both - own >= self.min_words)
        return talked & ~(seconds < self.min_seconds)


def known_measures() -> dict[str, Count | Rate]:
    """Return every measure that a scorecard may name, by column."""
    return {**counts(), **rates()}


def _interpolate(value: float, points: Sequence[tuple[float, float]]) -> float:
    if value <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if value <= x1:
            return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
    return points[-1][1]


def _climb(steps: Sequence[float]) -> float:
    """Return the share of steps reached without a gap, as 0 to 100."""
    if all(math.isnan(step) for step in steps):
        return math.nan
    reached = next((i for i, step in enumerate(steps) if not step >= STEP_AT), len(steps))
    return 100.0 * reached / len(steps)


def _mean(parts: Sequence[tuple[float, float]], least: int) -> float:
    seen = [(value, weight) for value, weight in parts if not math.isnan(value)]
    total = sum(weight for _, weight in seen)
    if len(seen) < least or total <= 0:
        return math.nan
    return sum(value * weight for value, weight in seen) / total


def _means(parts: Sequence[tuple[Floats, float]], least: int) -> Floats:
    values = np.array([value for value, _ in parts])
    weights = np.array([weight for _, weight in parts]).reshape(-1, *([1] * (values.ndim - 1)))
    there = ~np.isnan(values)
    total = (there * weights).sum(axis=0)
    above = (np.where(there, values, 0.0) * weights).sum(axis=0)
    enough = (there.sum(axis=0) >= least) & (total > 0)
    mean: Floats = np.where(enough, above / np.where(enough, total, 1.0), np.nan)
    return mean
