"""A long stretch of talk over a question the customer really had."""

from __future__ import annotations

import math
from collections.abc import Iterator

from softskills.coaching.base import Find, whole, words
from softskills.coaching.voice import quoted
from softskills.measures.view import CallView

# The longest monologue of the meetings that went well ran to 76 s (328 meetings; docs: the skill models); at 130
# words a minute, the slow end of ordinary pace, that is 165 words.
LONG_S, LONG_WORDS = 76.0, 165
# Over a question of the customer's three quarters of that is long (by hand).
OVER_QUESTION = 0.75
QUESTION_WORDS = 4


def find(view: CallView) -> Iterator[Find]:
    """Yield the rep's runs that are too long, and those nearly so that follow a question."""
    for run in view.runs:
        if run.role != "rep":
            continue
        first = run.turns[0]
        before = view.previous_of(first, "customer")
        question = next(
            (
                tag
                for tag in (view.tags_at[before] if before is not None else [])
                if tag.tag.startswith(("question.", "customer.need"))
                and len(words(view, tag).split()) >= QUESTION_WORDS
            ),
            None,
        )
        share = run.words / LONG_WORDS if math.isnan(run.seconds) else run.seconds / LONG_S
        if share <= (OVER_QUESTION if question is not None else 1.0):
            continue
        length = f"{run.words} words" if math.isnan(run.seconds) else f"{run.seconds:.0f} seconds"
        asked = quoted(words(view, question)) if question is not None else None
        yield Find(first, whole(view, first), min(0.5, share / 4), {"length": length, "asked": asked})
