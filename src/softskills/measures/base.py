"""What a measure is: a count that adds up over calls, or a rate of two such counts, divided last."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from softskills.measures.tally import Tally
from softskills.measures.view import CallView

Pool = Literal["sum", "max", "min"]
# What a rate is, which decides how its interval is made: a part of a whole; events per so many words or turns;
# one kind of event per another; a mean of what varies from turn to turn.
RateKind = Literal["share", "events", "odds", "mean"]
Counts = dict[str, float]


@dataclass(frozen=True, slots=True)
class Count:
    """Something that is counted in one call for one speaker.

    Args:
        name: its column; `n_` for counts, `_s` for seconds.
        doc: what is counted, with the threshold and its source.
        pool: how calls are put together.
    """

    name: str
    doc: str
    pool: Pool = "sum"


@dataclass(frozen=True, slots=True)
class Rate:
    """One count over another.

    Args:
        name: its column.
        numerator: a count's column.
        denominator: a count's column.
        doc: what it says, and the source of the definition.
        scale: 1 for shares; 100 for "per hundred".
        kind: "share" (a part of its denominator), "events" (a number of events per words, turns or calls), "odds"
            (one kind of event against another), "mean" (of something that varies).
    """

    name: str
    numerator: str
    denominator: str
    doc: str
    scale: float = 1.0
    kind: RateKind = "share"

    @property
    def formula(self) -> str:
        """The rate as a formula."""
        scale = f"{self.scale:g} x " if self.scale != 1 else ""
        return f"{scale}{self.numerator} / {self.denominator}"

    def of(self, counts: Mapping[str, float]) -> float:
        """Divide; NaN where there was nothing to divide by."""
        below = counts.get(self.denominator, math.nan)
        above = counts.get(self.numerator, math.nan)
        if math.isnan(below) or math.isnan(above) or below == 0:
            return math.nan
        return self.scale * above / below


@dataclass(frozen=True, slots=True)
class Family:
    """Measures that are counted together.

    Args:
        name: unique in the registry.
        counts: what it counts.
        rates: what is divided from them.
        count: from a call and a speaker to marks in a tally; a name not observed there is NaN.
    """

    name: str
    counts: tuple[Count, ...]
    rates: tuple[Rate, ...]
    count: Callable[[CallView, str, Tally], None]


def pool(rows: Iterable[Mapping[str, float]], how: Mapping[str, Pool]) -> Counts:
    """Put the counts of several calls together.

    NaN is passed over: a call in which something could not be observed adds nothing to it. What could be
    observed in no call stays NaN.
    """
    pooled: Counts = {}
    for row in rows:
        for name, value in row.items():
            if name not in how or math.isnan(value):
                pooled.setdefault(name, math.nan) if name in how else None
                continue
            before = pooled.get(name, math.nan)
            if math.isnan(before):
                pooled[name] = value
            elif how[name] == "sum":
                pooled[name] = before + value
            else:
                pooled[name] = max(before, value) if how[name] == "max" else min(before, value)
    return pooled
