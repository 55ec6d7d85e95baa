"""A benefit in the customer's own terms that the customer took in."""

from __future__ import annotations

from collections.abc import Iterator

from softskills.coaching.base import Find, last_need, next_of, rep_tags, words
from softskills.coaching.voice import quoted
from softskills.measures.view import CallView


def find(view: CallView) -> Iterator[Find]:
    """Yield benefits that take up the customer's words and are followed by agreement or delight."""
    for tag in rep_tags(view, "value.benefit"):
        answer = next_of(view, tag.turn, "customer")
        taken = [
            given
            for given in (view.tags_at[answer] if answer is not None else [])
            if given.tag in ("customer.agreement", "customer.delight")
        ]
        if tag.attributes.get("tailored") and taken:
            slots = {**last_need(view, tag.turn), "answer": quoted(words(view, taken[0]))}
            yield Find(tag.turn, tag.span, tag.score / 5, slots)
