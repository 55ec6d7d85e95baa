"""The registry of measures: what is counted, what is divided, and one function that counts a call."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from softskills.errors import ScorecardError
from softskills.measures import caring, counsel, mood, moves, talk
from softskills.measures.base import Count, Counts, Family, Pool, Rate, pool
from softskills.measures.tally import WHOLE_CALL, Mark, Tally
from softskills.measures.view import CallView, Opportunity

__all__ = [
    "WHOLE_CALL",
    "CallView",
    "Count",
    "Counts",
    "Mark",
    "Opportunity",
    "Pool",
    "Rate",
    "Tally",
    "counts",
    "measure_call",
    "pool",
    "pooling",
    "rates",
    "tally_call",
    "totals",
]

# In this order: `caring` sums what the families before it count.
FAMILIES: tuple[Family, ...] = (talk.FAMILY, moves.FAMILY, counsel.FAMILY, mood.FAMILY, caring.FAMILY)


@cache
def counts() -> Mapping[str, Count]:
    """Return every count by column; a name that stands twice raises."""
    found: dict[str, Count] = {}
    for family in FAMILIES:
        for item in family.counts:
            if item.name in found:
                raise ScorecardError(f"the count {item.name!r} stands twice")
            found[item.name] = item
    return found


@cache
def rates() -> Mapping[str, Rate]:
    """Return every rate by column; its numerator and denominator are counts."""
    found: dict[str, Rate] = {}
    for family in FAMILIES:
        for rate in family.rates:
            if rate.name in found or rate.name in counts():
                raise ScorecardError(f"the rate {rate.name!r} stands twice")
            if rate.numerator not in counts() or rate.denominator not in counts():
                raise ScorecardError(f"the rate {rate.name!r} divides what is not counted")
            found[rate.name] = rate
    return found


@cache
def pooling() -> Mapping[str, Pool]:
    """Return how each count is put together over calls."""
    return {name: item.pool for name, item in counts().items()}


def tally_call(view: CallView) -> dict[str, Tally]:
    """Count a call, speaker by speaker, and keep where each count comes from.

    Returns:
        A tally by speaker; what could not be observed has no name in it.
    """
    found: dict[str, Tally] = {}
    for speaker in view.call.speakers:
        tally = found[speaker] = Tally()
        # Where only times are known, nothing but the talk can be counted, and of that what needs no words.
        for family in FAMILIES if view.call.has_words else (talk.FAMILY,):
            family.count(view, speaker, tally)
    return found


def measure_call(view: CallView) -> dict[str, Counts]:
    """Count a call, speaker by speaker.

    Returns:
        Counts by speaker; what could not be observed is left out.
    """
    return {speaker: totals(tally) for speaker, tally in tally_call(view).items()}


def totals(tally: Tally) -> Counts:
    """Add the marks of a tally up to counts."""
    return {name: float(tally.total(name)) for name in tally.marks}
