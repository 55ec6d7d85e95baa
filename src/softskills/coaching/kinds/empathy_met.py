"""The customer shows a feeling and it is answered in its own terms."""

from __future__ import annotations

from collections.abc import Iterator

from softskills.coaching.base import Find, said
from softskills.measures.view import CallView


def find(view: CallView) -> Iterator[Find]:
    """Yield the words that met a feeling."""
    seen: set[int] = set()
    for event in view.opportunities:
        if event.outcome != "met" or event.answer is None or event.answer in seen:
            continue
        for tag in view.tags_at[event.answer]:
            if tag.tag.startswith(("empathy.", "listening.reflection")) and not tag.attributes.get("generic"):
                seen.add(event.answer)
                yield Find(event.answer, tag.span, event.tag.score / 2, said(view, event.tag))
                break
