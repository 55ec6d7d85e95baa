"""An open question that was answered at length."""

from __future__ import annotations

from collections.abc import Iterator

from softskills.coaching.base import Find, next_of
from softskills.coaching.voice import quoted
from softskills.measures.view import CallView

# An answer of so many words is a story rather than a fact (ten seconds at 150 words a minute, by hand).
LONG_ANSWER = 25


def find(view: CallView) -> Iterator[Find]:
    """Yield open questions, asked alone, with long answers; the longer the better."""
    for i in view.indices("rep"):
        asked = [tag for tag in view.tags_at[i] if tag.tag == "question.open"]
        answer = next_of(view, i, "customer")
        if len(asked) != 1 or answer is None or view.words_at[answer] < LONG_ANSWER or view.has(i, "rapport.greeting"):
            continue
        slots = {"n": str(view.words_at[answer]), "answer": quoted(view.turns[answer].utt.text)}
        yield Find(i, asked[0].span, min(0.4, view.words_at[answer] / 250), slots)
