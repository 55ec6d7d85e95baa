"""Scorecards: skills as weighted measures, each mapped to 0 to 100 by a band, and the one engine that applies them."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

from softskills.errors import OptionError, ScorecardError
from softskills.measures import Counts, counts, rates

CALL_TYPES = ("general", "service", "discovery", "demo", "coaching")
# Below this a call is too short or too one-sided to say anything of a person's skills (../DESIGN: 90 s, 100 words).
MIN_WORDS, MIN_SECONDS = 100, 90.0
KEYS = {"measure", "weight", "source", "bands", "needs", "says"}


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
    """

    measure: str
    weight: float
    source: str
    says: str
    bands: Mapping[str, tuple[tuple[float, float], ...]]
    needs: Mapping[str, float]

    def value(self, row: Mapping[str, float]) -> float:
        """Return the measure's value; NaN where it was not observed or its needs are not met."""
        for name, least in self.needs.items():
            have = row.get(name, math.nan)
            if math.isnan(have) or have < least:
                return math.nan
        rate = rates().get(self.measure)
        return rate.of(row) if rate else row.get(self.measure, math.nan)

    def score(self, row: Mapping[str, float], call_type: str) -> float:
        """Return 0 to 100 on the band of the call type; NaN without a value."""
        value = self.value(row)
        if math.isnan(value):
            return math.nan
        points = self.bands.get(call_type) or self.bands["general"]
        return _interpolate(value, points)


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill: measures and their weights, or other skills and theirs."""

    name: str
    title: str
    says: str
    items: tuple[Item, ...]
    skills: Mapping[str, float]
    least: int


@dataclass(frozen=True, slots=True)
class Framework:
    """A scorecard."""

    id: str
    title: str
    source: str
    skills: tuple[Skill, ...]

    def score(self, row: Counts, call_type: str = "general") -> dict[str, float]:
        """Score one row of counts.

        Args:
            row: counts of one speaker, of one call or pooled.
            call_type: whose bands apply.

        Returns:
            0 to 100 by skill; NaN where the calls gave no occasion or too little was said.
        """
        found: dict[str, float] = {}
        thin = not enough(row)
        for skill in self.skills:
            if thin:
                found[skill.name] = math.nan
            elif skill.skills:
                parts = [(found[name], weight) for name, weight in skill.skills.items()]
                found[skill.name] = _mean(parts, skill.least)
            else:
                parts = [(item.score(row, call_type), item.weight) for item in skill.items]
                found[skill.name] = _mean(parts, skill.least)
        return found


def enough(row: Mapping[str, float]) -> bool:
    """Tell whether a row rests on enough talk of both sides to be scored."""
    own, both = row.get("n_words", 0.0), row.get("n_words_call", 0.0)
    # Pooled with calls that have no times, the seconds tell of a part only.
    seconds = row.get("call_s", math.nan) if row.get("n_words_timed", own) == own else math.nan
    return own >= MIN_WORDS and both - own >= MIN_WORDS and not seconds < MIN_SECONDS


def framework_ids() -> tuple[str, ...]:
    """Return the scorecards that come with the package."""
    cards = files(__name__.rpartition(".")[0]).joinpath("cards")
    return tuple(sorted(item.name.removesuffix(".toml") for item in cards.iterdir() if item.name.endswith(".toml")))


@cache
def framework(name: str = "softskills") -> Framework:
    """Return a scorecard by id, or read one from a TOML file.

    Raises:
        OptionError: there is no such scorecard.
        ScorecardError: the file has a mistake; one line says which key and what is allowed.
    """
    if name.endswith(".toml"):
        path = Path(name)
        if not path.is_file():
            raise OptionError(f"there is no scorecard file {name!r}")
        return parse_scorecard(path.read_text("utf-8"), name)
    if name not in framework_ids():
        raise OptionError(
            f"there is no framework {name!r}", hint=f"known: {', '.join(framework_ids())}, or a .toml file"
        )
    resource = files(__name__.rpartition(".")[0]).joinpath("cards", f"{name}.toml")
    return parse_scorecard(resource.read_text("utf-8"), f"{name}.toml")


def parse_scorecard(text: str, path: str) -> Framework:
    """Read a scorecard.

    Raises:
        ScorecardError: with the file, the key and what is allowed.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScorecardError(str(error), path=path) from error
    for key in ("id", "title", "source", "skill"):
        if key not in table:
            raise ScorecardError(f"the key {key!r} is missing", path=path)
    skills: list[Skill] = []
    for entry in table["skill"]:
        skills.append(_skill(entry, [skill.name for skill in skills], path))
    return Framework(table["id"], table["title"], table["source"], tuple(skills))


def _skill(entry: dict[str, Any], before: Sequence[str], path: str) -> Skill:
    name = entry.get("name")
    if not isinstance(name, str) or name in before:
        raise ScorecardError(f"skill name {name!r} is missing or stands twice", path=path)
    parts: dict[str, float] = entry.get("skills", {})
    for part in parts:
        if part not in before:
            raise ScorecardError(f"skill {name!r} builds on {part!r}", path=path, hint="a skill defined above it")
    items = tuple(_item(item, name, path) for item in entry.get("measures", []))
    if bool(items) == bool(parts):
        raise ScorecardError(f"skill {name!r} needs measures or skills", path=path, hint="one of the two")
    return Skill(name, entry.get("title", name), entry.get("says", ""), items, parts, int(entry.get("least", 1)))


def _item(entry: dict[str, Any], skill: str, path: str) -> Item:
    unknown = set(entry) - KEYS
    if unknown:
        raise ScorecardError(
            f"unknown key {sorted(unknown)[0]!r} in skill {skill!r}",
            path=path,
            hint=f"one of {', '.join(sorted(KEYS))}",
        )
    measure = entry.get("measure", "")
    known = set(counts()) | set(rates())
    for column in (measure, *entry.get("needs", {})):
        if column not in known:
            raise ScorecardError(
                f"skill {skill!r} names the unknown measure {column!r}", path=path, hint="see softskills.measures"
            )
    bands = entry.get("bands", {})
    if "general" not in bands:
        raise ScorecardError(f"{measure!r} in skill {skill!r} has no bands.general", path=path)
    for call_type, points in bands.items():
        if call_type not in CALL_TYPES:
            raise ScorecardError(
                f"unknown call type {call_type!r} for {measure!r}", path=path, hint=f"one of {', '.join(CALL_TYPES)}"
            )
        if len(points) < 2 or any(one[0] >= two[0] for one, two in pairwise(points)):
            raise ScorecardError(
                f"the band {call_type!r} of {measure!r} is not rising", path=path, hint="[[value, score], ...] by value"
            )
    return Item(
        measure,
        float(entry.get("weight", 1)),
        entry.get("source", ""),
        entry.get("says", ""),
        {key: tuple((float(x), float(y)) for x, y in points) for key, points in bands.items()},
        {key: float(value) for key, value in entry.get("needs", {}).items()},
    )


def _interpolate(value: float, points: Sequence[tuple[float, float]]) -> float:
    if value <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if value <= x1:
            return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
    return points[-1][1]


def _mean(parts: Sequence[tuple[float, float]], least: int) -> float:
    seen = [(value, weight) for value, weight in parts if not math.isnan(value)]
    total = sum(weight for _, weight in seen)
    if len(seen) < least or total <= 0:
        return math.nan
    return sum(value * weight for value, weight in seen) / total
