"""Two or more questions at once."""

from __future__ import annotations

from collections.abc import Iterator

from softskills.coaching.base import Find, last_need, words
from softskills.coaching.rewrite import open_question
from softskills.coaching.voice import spoken
from softskills.measures.view import CallView
from softskills.transcript import Span

# Checks and courtesies are not answered one by one.
MEANT = ("listening.check", "trust.permission", "rapport.")
NUMBERS = {2: "Two", 3: "Three", 4: "Four"}


def find(view: CallView) -> Iterator[Find]:
    """Yield the turns that ask more than once; the one to keep is the open one, or the last."""
    for i in view.indices("rep"):
        # A tag question or a fragment ("All of it?") belongs to the question before it.
        asked = [
            tag for tag in view.tags_at[i] if tag.tag.startswith("question.") and len(words(view, tag).split()) >= 3
        ]
        if len(asked) < 2:
            continue
        meant = [tag.span for tag in view.tags_at[i] if tag.tag.startswith(MEANT)]
        asked = [tag for tag in asked if not any(tag.span & span for span in meant)]
        if len(asked) < 2:
            continue
        kept = min(
            (tag for tag in asked if tag.tag == "question.open"), key=lambda tag: len(tag.span), default=asked[-1]
        )
        text = words(view, kept)
        made = open_question(text) if kept.tag == "question.closed" else None
        slots = {
            **last_need(view, i),
            "number": NUMBERS.get(len(asked), "Several"),
            "kept": spoken(text),
            "open": made.text if made is not None and made.sure else None,
        }
        yield Find(i, Span(asked[0].span.start, asked[-1].span.stop), 0.1 * (len(asked) - 2), slots)
