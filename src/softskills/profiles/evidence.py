"""How much a row rests on, in a word; and what each score rests on, down to the words that were said."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from softskills.frameworks import Framework, Item
from softskills.measures import CallView, Tally
from softskills.profiles.rows import Row

# Calls and minutes for "fair" and for "solid" (by hand: ten calls is what a coach listens to before judging).
FAIR, SOLID = (3, 15.0), (10, 60.0)


def evidence_word(n_calls: int, n_minutes: float) -> str:
    """Return "thin", "fair" (3 calls and 15 minutes) or "solid" (10 calls and an hour).

    >>> evidence_word(1, 40.0), evidence_word(4, 25.0), evidence_word(30, 200.0)
    ('thin', 'fair', 'solid')
    """
    for word, (calls, minutes) in (("solid", SOLID), ("fair", FAIR)):
        if n_calls >= calls and n_minutes >= minutes:
            return word
    return "thin"


def evidence_rows(
    view: CallView, tallies: Mapping[str, Tally], rows: list[Row], card: Framework, call_type: str
) -> Iterator[dict[str, Any]]:
    """Follow every score of a call down to counts and words.

    Yields:
        One dict per skill, measure, count and place: speaker, skill, measure, value (of the measure), score (0 to 100),
        weight (its share of the skill), count (the column), total (of the count), turn (-1: the whole call), start,
        stop (characters of that turn; 0 and its length where the whole turn counts), amount, text. A count of 0 has
        one row with turn -1, amount 0 and no text.
    """
    for row in rows:
        if row.role != "rep":
            continue
        tally = tallies[row.speaker]
        for skill in card.skills:
            parts = skill.parts(call_type)
            total = sum(item.weight_of(call_type) for item in parts)
            for item in parts:
                value = item.value(row.counts)
                if math.isnan(value):
                    continue
                head = {
                    "speaker": row.speaker,
                    "skill": skill.name,
                    "measure": item.measure,
                    "value": value,
                    "score": item.score(row.counts, call_type),
                    "weight": item.weight_of(call_type) / total,
                }
                for count in _counts_of(item):
                    yield from ({**head, "count": count, **place} for place in _places(view, tally, count))


def _counts_of(item: Item) -> tuple[str, ...]:
    return (item.rate.numerator, item.rate.denominator) if item.rate else (item.measure,)


def _places(view: CallView, tally: Tally, count: str) -> Iterator[dict[str, Any]]:
    total = float(tally.total(count))
    marks = tally.marks.get(count, [])
    if not marks:
        yield {"total": total, "turn": -1, "start": 0, "stop": 0, "amount": 0.0, "text": ""}
    for turn, amount, span in marks:
        text = view.turns[turn].utt.text if turn >= 0 else ""
        start, stop = (span.start, span.stop) if span else (0, len(text))
        yield {
            "total": total,
            "turn": turn,
            "start": start,
            "stop": stop,
            "amount": float(amount),
            "text": text[start:stop],
        }
