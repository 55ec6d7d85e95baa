"""The registry of measures: what is counted, what is divided, and one function that counts a call."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from softskills.errors import ScorecardError
from softskills.measures import mood, moves, talk
from softskills.measures.base import Count, Counts, Family, Pool, Rate, pool
from softskills.measures.view import CallView, Opportunity

__all__ = ["CallView", "Count", "Counts", "Opportunity", "Rate", "counts", "measure_call", "pool", "pooling", "rates"]

FAMILIES: tuple[Family, ...] = (talk.FAMILY, moves.FAMILY, mood.FAMILY)


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


def measure_call(view: CallView) -> dict[str, Counts]:
    """Count a call, speaker by speaker.

    Returns:
        Counts by speaker; what could not be observed is left out.
    """
    found: dict[str, Counts] = {}
    for speaker in view.call.speakers:
        row: Counts = {}
        for family in FAMILIES:
            row.update(family.count(view, speaker))
        found[speaker] = {name: float(value) for name, value in row.items()}
    return found
