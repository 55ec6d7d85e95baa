"""What was heard is said back."""

from __future__ import annotations

from collections.abc import Iterator

from softskills.coaching.base import Find, next_of, rep_tags, words
from softskills.coaching.voice import quoted
from softskills.measures.view import CallView

# Shorter ones ("so, Friday") say back a fact.
LEAST_WORDS = 5


def find(view: CallView) -> Iterator[Find]:
    """Yield reflections and summaries, those that lead the customer on first."""
    for tag in rep_tags(view, "listening.reflection", "listening.summary"):
        answer = next_of(view, tag.turn, "customer")
        if len(words(view, tag).split()) < LEAST_WORDS:
            continue
        n = view.words_at[answer] if answer is not None else 0
        text = quoted(view.turns[answer].utt.text) if answer is not None and n > 3 else None
        summary = 0.1 if tag.tag == "listening.summary" else 0.0
        yield Find(tag.turn, tag.span, tag.score / 5 + min(0.2, n / 200) + summary, {"answer": text})
