"""Goals, business sense and change on the customer's side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from softskills.lexicon import Hit
from softskills.segment import Turn
from softskills.taggers.base import Call, from_hits
from softskills.transcript import Tag

TAGS = (
    "strategy.outcome",
    "strategy.business",
    "strategy.change",
)


def tag(turn: Turn, call: Call, hits: Mapping[str, Sequence[Hit]]) -> Iterator[Tag]:
    """Yield the strategy moves of a turn."""
    for name in TAGS:
        yield from from_hits(turn, name, hits.get(name, ()))
