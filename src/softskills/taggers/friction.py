"""What costs trust: brushing off, blame, refusal, pressure, jargon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from softskills.lexicon import Hit
from softskills.segment import Turn
from softskills.taggers.base import Call, from_hits
from softskills.transcript import Tag

TAGS = (
    "friction.dismissive",
    "friction.blame",
    "friction.refusal",
    "friction.pressure",
    "friction.jargon",
)


def tag(turn: Turn, call: Call, hits: Mapping[str, Sequence[Hit]]) -> Iterator[Tag]:
    """Yield the friction moves of a turn."""
    for name in TAGS:
        yield from from_hits(turn, name, hits.get(name, ()))
