"""Reflections, summaries, checks and back-channels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from softskills.lexicon import Hit
from softskills.segment import Turn
from softskills.taggers.base import Call, from_hits
from softskills.transcript import Tag

TAGS = ("listening.reflection", "listening.summary", "listening.check", "listening.backchannel")


def tag(turn: Turn, call: Call, hits: Mapping[str, Sequence[Hit]]) -> Iterator[Tag]:
    """Yield the listening moves of a turn."""
    for name in TAGS:
        yield from from_hits(turn, name, hits.get(name, ()))
