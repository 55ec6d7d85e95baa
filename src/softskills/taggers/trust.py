"""Ownership, commitment, candour, client first, permission, education."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from softskills.lexicon import Hit
from softskills.segment import Turn
from softskills.taggers.base import Call, from_hits
from softskills.transcript import Tag

TAGS = (
    "trust.ownership",
    "trust.commitment",
    "trust.candor",
    "trust.client_first",
    "trust.permission",
    "trust.education",
)


def tag(turn: Turn, call: Call, hits: Mapping[str, Sequence[Hit]]) -> Iterator[Tag]:
    """Yield the trust moves of a turn."""
    for name in TAGS:
        yield from from_hits(turn, name, hits.get(name, ()))
