"""The customer shows a feeling and the talk goes on with business."""

from __future__ import annotations

from collections.abc import Iterator

from softskills.coaching.base import Find, said, whole
from softskills.measures.view import CallView


def find(view: CallView) -> Iterator[Find]:
    """Yield the turns that went past a feeling; one for each, however many feelings it went past."""
    seen: set[int] = set()
    for event in view.opportunities:
        if event.outcome == "missed" and event.answer is not None and event.answer not in seen:
            seen.add(event.answer)
            yield Find(event.answer, whole(view, event.answer), event.tag.score / 2, said(view, event.tag))
