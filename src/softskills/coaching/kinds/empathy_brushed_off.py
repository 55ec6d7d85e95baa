"""The customer shows a feeling and is brushed off."""

from __future__ import annotations

from collections.abc import Iterator

from softskills.coaching.base import Find, said
from softskills.measures.view import CallView


def find(view: CallView) -> Iterator[Find]:
    """Yield the friction that answered a feeling."""
    seen: set[int] = set()
    for event in view.opportunities:
        if event.outcome == "closed_off" and event.answer is not None and event.answer not in seen:
            seen.add(event.answer)
            friction = next(tag for tag in view.tags_at[event.answer] if tag.tag.startswith("friction."))
            yield Find(event.answer, friction.span, event.tag.score / 2, said(view, event.tag))
