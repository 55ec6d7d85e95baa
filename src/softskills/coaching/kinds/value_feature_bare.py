"""A feature without what it does for the customer."""

from __future__ import annotations

from collections.abc import Iterator

from softskills.coaching.base import Find, needs_before, next_of, rep_tags, said
from softskills.measures.view import CallView


def find(view: CallView) -> Iterator[Find]:
    """Yield features with no benefit in the same turn or the rep's next, prices and asked-for facts left out."""
    for tag in rep_tags(view, "value.feature"):
        following = next_of(view, tag.turn, "rep")
        before = view.previous_of(tag.turn, "customer")
        asked = before is not None and before == tag.turn - 1 and view.has(before, "question.")
        near = (tag.turn,) if following is None else (tag.turn, following)
        if tag.attributes.get("price") or asked or any(view.has(j, "value.benefit") for j in near):
            continue
        needs = needs_before(view, tag.turn)
        if needs:
            yield Find(tag.turn, tag.span, tag.score / 5, said(view, needs[0]))
