"""A benefit that does not take up the need the customer had stated."""

from __future__ import annotations

from collections.abc import Iterator

from softskills.coaching.base import Find, needs_before, rep_tags, said
from softskills.measures.view import CallView


def find(view: CallView) -> Iterator[Find]:
    """Yield benefits that share no word with the customer although a need was known."""
    for tag in rep_tags(view, "value.benefit"):
        needs = needs_before(view, tag.turn)
        taken_up = any(view.content_at[tag.turn] & view.content_at[need.turn] for need in needs)
        if needs and not tag.attributes.get("tailored") and not taken_up:
            yield Find(tag.turn, tag.span, tag.score / 5, said(view, needs[0]))
