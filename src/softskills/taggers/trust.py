"""Ownership, commitment, candour, client first, permission, education."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from softskills.lexicon import Hit
from softskills.segment import Turn
from softskills.taggers.base import Call, from_hits
from softskills.transcript import Span, Tag

OWNERSHIP, COMMITMENT, CANDOR, CLIENT_FIRST, PERMISSION, EDUCATION = TAGS = (
    "trust.ownership",
    "trust.commitment",
    "trust.candor",
    "trust.client_first",
    "trust.permission",
    "trust.education",
)


# Promises that "and" strings together are one step; a fault is often owned in two short sentences.
STRUNG, NEXT = frozenset([COMMITMENT]), frozenset([OWNERSHIP, CANDOR, CLIENT_FIRST])


def tag(turn: Turn, call: Call, hits: Mapping[str, Sequence[Hit]]) -> Iterator[Tag]:
    """Yield the trust moves of a turn."""
    for name in TAGS:
        found = from_hits(turn, name, hits.get(name, ()))
        yield from _joined(turn, found) if name in STRUNG | NEXT else found


def _joined(turn: Turn, tags: Iterable[Tag]) -> Iterator[Tag]:
    """Make one of moves that follow on: "I'll ring the depot and I'll text you", "That was me. My mistake."."""
    text = turn.utt.text
    open_tag: Tag | None = None
    for tag in tags:
        if open_tag is not None and _follows(text, open_tag, tag):
            open_tag = replace(
                open_tag, span=Span(open_tag.span.start, tag.span.stop), score=max(open_tag.score, tag.score)
            )
            continue
        if open_tag is not None:
            yield open_tag
        open_tag = tag
    if open_tag is not None:
        yield open_tag


def _follows(text: str, one: Tag, two: Tag) -> bool:
    """Tell whether the second tag goes on where the first ends."""
    if text[one.span.stop : two.span.start].strip(" ,-–—.;"):
        return False
    return one.tag in NEXT or (text[one.span.stop - 1] not in ".?!" and text[two.span.start :][:4].lower() == "and ")
