"""Closed-form 95 % intervals, for what needs no resampling: shares, numbers of events, one kind against another."""

from __future__ import annotations

import math
from collections.abc import Mapping

from softskills.measures import Rate

Z = 1.959963984540054
NAN = float("nan")
Interval = tuple[float, float]


def wilson(part: float, whole: float) -> Interval:
    """Return the score interval of a share (Wilson 1927); NaN without a whole.

    >>> [round(x, 3) for x in wilson(5, 10)]
    [0.237, 0.763]
    """
    if not whole > 0:
        return NAN, NAN
    share = min(max(part / whole, 0.0), 1.0)
    middle = share + Z * Z / (2 * whole)
    half = Z * math.sqrt(share * (1 - share) / whole + Z * Z / (4 * whole * whole))
    below = 1 + Z * Z / whole
    # At the ends the formula gives 0 and 1 but for rounding.
    low = 0.0 if share == 0 else max(0.0, (middle - half) / below)
    high = 1.0 if share == 1 else min(1.0, (middle + half) / below)
    return low, high


def poisson(events: float) -> Interval:
    """Return Byar's interval of a Poisson mean (Breslow & Day 1987), close to the exact one.

    >>> [round(x, 2) for x in poisson(10)]
    [4.79, 18.39]
    """
    if math.isnan(events):
        return NAN, NAN
    low = events * (1 - 1 / (9 * events) - Z / (3 * math.sqrt(events))) ** 3 if events > 0 else 0.0
    more = events + 1
    return max(0.0, low), more * (1 - 1 / (9 * more) + Z / (3 * math.sqrt(more))) ** 3


def odds(one: float, other: float) -> Interval:
    """Return the interval of one kind of event per another, from Wilson's of its share among both.

    >>> [round(x, 2) for x in odds(10, 10)]
    [0.43, 2.34]
    """
    if not other > 0:
        return NAN, NAN
    low, high = wilson(one, one + other)
    return low / (1 - low), high / (1 - high) if high < 1 else math.inf


def rate_interval(rate: Rate, row: Mapping[str, float]) -> Interval:
    """Return the closed-form interval of a rate, NaN where there is none (a mean, or nothing to divide by)."""
    above, below = row.get(rate.numerator, NAN), row.get(rate.denominator, NAN)
    if math.isnan(above) or not below > 0 or rate.kind == "mean":
        return NAN, NAN
    if rate.kind == "share":
        return wilson(above, below)
    if rate.kind == "odds":
        return odds(above, below)
    low, high = poisson(above)
    return rate.scale * low / below, rate.scale * high / below
