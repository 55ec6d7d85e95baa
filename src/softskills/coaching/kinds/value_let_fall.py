"""A benefit that the customer let fall: neither taken in nor resisted."""

from __future__ import annotations

from collections.abc import Iterator

from softskills.coaching.base import Find, last_need, rep_tags
from softskills.coaching.voice import quoted
from softskills.measures.view import CallView

# How many of the customer's turns may pass until a benefit is taken in.
TURNS = 2


def find(view: CallView) -> Iterator[Find]:
    """Yield benefits after which the customer's next turns neither agree, delight, resist nor ask."""
    for tag in rep_tags(view, "value.benefit"):
        answers = [j for j in range(tag.turn + 1, len(view.turns)) if view.turns[j].utt.role == "customer"][:TURNS]
        reacted = any(
            view.has(j, "customer.agreement", "customer.delight", "customer.objection", "customer.need", "question.")
            or view.content_at[j] & view.content_at[tag.turn]
            for j in answers
        )
        if len(answers) == TURNS and not reacted:
            slots = {**last_need(view, tag.turn), "answer": quoted(view.turns[answers[0]].utt.text)}
            yield Find(tag.turn, tag.span, tag.score / 5, slots)
