"""A closed question where an open one would have opened."""

from __future__ import annotations

from collections.abc import Iterator

from softskills.coaching.base import Find, next_of, words
from softskills.coaching.rewrite import open_question
from softskills.coaching.voice import quoted
from softskills.measures.view import CallView
from softskills.uptake import content

# An answer of so many words or fewer: the question opened little (five seconds at 150 words a minute, by hand).
SHORT_ANSWER = 12
# Questions that are closed for a reason.
MEANT = ("listening.check", "trust.permission", "rapport.", "empathy.", "question.open")


def find(view: CallView) -> Iterator[Find]:
    """Yield closed questions that got a short answer and have a sure open form.

    Where only the question's own noun phrase could be asked about, the customer must have brought it up, and just
    have told of a need or a feeling.
    """
    for i in view.indices("rep"):
        asked = [tag for tag in view.tags_at[i] if tag.tag == "question.closed"]
        if not asked:
            continue
        meant = [tag.span for tag in view.tags_at[i] if tag.tag.startswith(MEANT)]
        asked = [tag for tag in asked if not any(tag.span & span for span in meant)]
        answer = next_of(view, i, "customer")
        # With two questions the answer may be to the other; those are `question_stacked`.
        if len(asked) != 1 or answer is None or view.words_at[answer] > SHORT_ANSWER:
            continue
        text = words(view, asked[0])
        made = open_question(text)
        if made is None or "else" in made.text.lower().split():
            continue
        told = view.previous_of(i, "customer")
        occasion = told is not None and view.has(told, "customer.need", "customer.goal", "customer.distress")
        if not made.sure:
            heard = view.content_at[told] if told is not None else frozenset()
            if not occasion or not content(made.text.lower().rstrip(".").split()) & heard:
                continue
        slots = {"open": made.text, "answer": quoted(view.turns[answer].utt.text)}
        yield Find(i, asked[0].span, (0.3 if occasion else 0.0) + (0.1 if made.sure else 0.0), slots)
