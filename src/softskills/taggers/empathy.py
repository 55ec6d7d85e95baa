"""Empathy: concern, understanding, validation, exploration, reassurance, apology."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from softskills.lexicon import Hit
from softskills.segment import Turn
from softskills.taggers.base import Call, from_hits
from softskills.transcript import Tag

TAGS = (
    "empathy.concern",
    "empathy.understanding",
    "empathy.validation",
    "empathy.exploration",
    "empathy.reassurance",
    "empathy.apology",
)


def tag(turn: Turn, call: Call, hits: Mapping[str, Sequence[Hit]]) -> Iterator[Tag]:
    """Yield the empathy moves of a turn."""
    for name in TAGS:
        yield from from_hits(turn, name, hits.get(name, ()))
