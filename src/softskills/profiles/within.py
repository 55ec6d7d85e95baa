"""How sure one call is of its own figures: its exchanges drawn anew.

An exchange is a stretch of the customer's turns with the rep's turns that answer them. What belongs to the whole call
(its length, the longest run) stays as it is. Only done when asked for: it costs some ten milliseconds a call, which
is as much as tagging a thousand words.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from softskills.frameworks import Framework
from softskills.measures import WHOLE_CALL, CallView, Tally
from softskills.profiles.counted import DRAWS, Floats, draws, percentile_pair
from softskills.profiles.intervals import rate_interval
from softskills.profiles.people import all_rates
from softskills.profiles.rows import Row

# Fewer exchanges than this say nothing of how they vary.
MIN_EXCHANGES = 5
# Counts that are one figure of the whole call although they stand on a turn.
OF_THE_CALL = ("sum_", "mood_worst")


def call_intervals(
    view: CallView, tallies: dict[str, Tally], rows: list[Row], card: Framework, call_type: str
) -> Iterator[dict[str, Any]]:
    """Give every rate and skill of a call its 95 % interval.

    Yields:
        One dict per speaker and measure: speaker, role, measure, kind ("skill" or "rate"), value, low, high, numerator,
        denominator (of rates, else NaN), method ("wilson", "poisson", "exchanges", or "" where there is none).
    """
    exchange = _exchanges(view)
    n = max(exchange, default=-1) + 1
    weights = draws(n, view.call.call_id, DRAWS) if n >= MIN_EXCHANGES else None
    for row in rows:
        head = {"speaker": row.speaker, "role": row.role}
        drawn = _drawn(tallies[row.speaker], card, exchange, weights) if weights is not None else None
        if row.role == "rep":
            scores = card.score(row.counts, call_type)
            again = card.scores(drawn, call_type) if drawn is not None else {}
            for name, score in scores.items():
                low, high = percentile_pair(again[name]) if again and not math.isnan(score) else (math.nan, math.nan)
                yield {
                    **head,
                    "measure": f"skill_{name}",
                    "kind": "skill",
                    "value": score,
                    "low": low,
                    "high": high,
                    "numerator": math.nan,
                    "denominator": math.nan,
                    "method": "" if math.isnan(low) else "exchanges",
                }
        for name, rate in all_rates(card).items():
            value = rate.of(row.counts)
            low, high = rate_interval(rate, row.counts)
            method = {"share": "wilson", "odds": "wilson", "events": "poisson"}.get(rate.kind, "exchanges")
            if rate.kind == "mean" and drawn is not None and not math.isnan(value):
                above, below = drawn[rate.numerator], drawn[rate.denominator]
                low, high = percentile_pair(rate.scale * above / np.where(below == 0, np.nan, below))
                if low == high:  # A figure of the whole call does not vary with its exchanges.
                    low = high = math.nan
            yield {
                **head,
                "measure": name,
                "kind": "rate",
                "value": value,
                "low": low,
                "high": high,
                "numerator": row.counts.get(rate.numerator, math.nan),
                "denominator": row.counts.get(rate.denominator, math.nan),
                "method": "" if math.isnan(low) else method,
            }


def _exchanges(view: CallView) -> list[int]:
    """Return the exchange of each turn: a new one begins where the customer speaks after the rep."""
    found: list[int] = []
    at, answered = 0, False
    for turn in view.turns:
        if turn.utt.role == "customer" and answered:
            at, answered = at + 1, False
        elif turn.utt.role == "rep":
            answered = True
        found.append(at)
    return found


def _drawn(tally: Tally, card: Framework, exchange: list[int], weights: Floats) -> dict[str, Floats]:
    """Return every count as often as the exchanges were drawn."""
    pooling = card.pooling
    names = list(pooling)
    units = np.zeros((weights.shape[1], len(names)))
    whole = np.zeros(len(names))
    for i, name in enumerate(names):
        marks = tally.marks.get(name)
        if marks is None:
            whole[i] = np.nan
            continue
        for turn, value, _ in marks:
            if turn == WHOLE_CALL or pooling[name] != "sum" or name.startswith(OF_THE_CALL):
                whole[i] += value
            else:
                units[exchange[turn], i] += value
    total = weights @ units + whole
    return {name: total[:, i] for i, name in enumerate(names)}
