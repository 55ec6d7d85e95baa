"""Advice that nobody asked for, given without leave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from softskills.coaching.base import Find, last_need
from softskills.coaching.grammar import word_list
from softskills.measures.view import CallView
from softskills.transcript import Tag

# How many turns back leave or a question still counts.
REACH = 4


@cache
def _cue() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{'|'.join(sorted(word_list('advice')))})\b(?! (?:{'|'.join(sorted(word_list('no_advice')))})\b)"
    )


def find(view: CallView) -> Iterator[Find]:
    """Yield sentences that tell the customer what to do, where neither had leave been asked nor advice been sought."""
    for i in view.indices("rep"):
        turn = view.turns[i]
        match = _cue().search(turn.line)
        if match is None or _wanted(view, i):
            continue
        first, last = turn.sentence_of(turn.word_at(match.start()))
        span = turn.span(first, last)
        if not any(tag.tag.startswith("question.") and tag.span & span for tag in view.tags_at[i]):
            yield Find(i, span, 0.0, last_need(view, i))


def _wanted(view: CallView, i: int) -> bool:
    def gives(tag: Tag, j: int) -> bool:
        if view.turns[j].utt.role == "customer":
            return tag.tag.startswith("question.")
        return tag.tag in ("trust.permission", "trust.candor")

    return any(gives(tag, j) for j in range(max(0, i - REACH), i + 1) for tag in view.tags_at[j])
