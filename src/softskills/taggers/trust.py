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


def tag(turn: Turn, call: Call, hits: Mapping[str, Sequence[Hit]]) -> Iterator[Tag]:
    """Yield the trust moves of a turn."""
    for name in TAGS:
        found = from_hits(turn, name, hits.get(name, ()))
        yield from _joined(turn, found) if name == COMMITMENT else found


def _joined(turn: Turn, tags: Iterable[Tag]) -> Iterator[Tag]:
    """Make one of promises that "and" strings together: "I'll ring the depot and I'll text you the time"."""
    text = turn.utt.text
    open_tag: Tag | None = None
    for tag in tags:
        if open_tag is not None:
            between = text[open_tag.span.stop : tag.span.start].strip(" ,-–—")
            ended = text[open_tag.span.stop - 1] in ".?!"
            if not between and not ended and text[tag.span.start :].lower().startswith("and "):
                open_tag = replace(
                    open_tag, span=Span(open_tag.span.start, tag.span.stop), score=max(open_tag.score, tag.score)
                )
                continue
            yield open_tag
        open_tag = tag
    if open_tag is not None:
        yield open_tag
