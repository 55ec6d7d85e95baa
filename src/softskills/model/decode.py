"""From probabilities of clauses to tags: spans, one kind a question, neighbours joined, the reason in words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from softskills.model.labels import INDEX, TAGS
from softskills.model.layout import Layout
from softskills.segment import SENTENCE_ENDS, Turn
from softskills.taggers.base import DISCOURSE
from softskills.taggers.question import Ask
from softskills.transcript import Span

OPEN, CLOSED = INDEX["question.open"], INDEX["question.closed"]
# In gold calls of corpora/train and dev, clauses of one tag that meet across the end of a sentence are one span in
# nine cases of ten, except these: two questions, two offers.
APART = frozenset(i for i, name in enumerate(TAGS) if name.startswith(("question.", "value.")))
# A question whose word order no rule knows must be so much likelier than the threshold: in talk unlike the gold calls,
# words alone take many statements for questions (docs/decisions/tagger.md).
UNRULED = 1.4


class Found(NamedTuple):
    """A tag before its reason is known. A tuple, since a call has hundreds.

    Args:
        turn: index of the turn in the call.
        first: its first clause, counted through the call.
        last: one past its last clause.
        label: which tag.
        score: the probability, of the surest of its clauses.
        span: its characters.
        ask: the question rule that saw it, or None.
    """

    turn: int
    first: int
    last: int
    label: int
    score: float
    span: Span
    ask: Ask | None = None


def decode(layout: Layout, chance: np.ndarray, threshold: np.ndarray) -> list[Found]:
    """Return what stands above its threshold.

    Args:
        layout: the call.
        chance: probability of each tag for each clause; nought where the speaker's side cannot carry it.
        threshold: one per tag.

    Returns:
        In order of turn and place.
    """
    found = list(_questions(layout, chance, threshold))
    above = chance >= threshold
    above[:, [OPEN, CLOSED]] = False
    turns = layout.listed.turn
    for label in np.flatnonzero(above.any(axis=0)).tolist():
        scores = chance[:, label].tolist()
        for first, last in _runs(layout, np.flatnonzero(above[:, label]).tolist(), label in APART):
            score = max(scores[first:last])
            found.append(Found(turns[first], first, last, label, score, _span(layout, first, last)))
    found.sort(key=lambda one: (one.turn, one.span, one.label))
    return found


def _questions(layout: Layout, chance: np.ndarray, threshold: np.ndarray) -> Iterator[Found]:
    """Where the rules saw a question, its words are theirs; the scores say whether it is one and of which kind."""
    place = layout.listed
    open_, closed = (chance[:, OPEN] / threshold[OPEN]).tolist(), (chance[:, CLOSED] / threshold[CLOSED]).tolist()
    likely = [i for i, (one, two) in enumerate(zip(open_, closed, strict=True)) if one >= 1 or two >= 1]
    covered: set[int] = set()
    for k in dict.fromkeys([place.turn[i] for i in likely]):
        for ask in layout.asks[k]:
            start, stop = place.base[k] + ask.first, place.base[k] + ask.last
            first, last = bisect_right(place.last, start), bisect_left(place.first, stop)
            if last <= first:
                continue
            # The question's own clause decides; what runs on after it is often something else.
            if max(max(open_[first:last]), max(closed[first:last])) < 1:
                continue
            label = OPEN if max(open_[first:last]) > max(closed[first:last]) else CLOSED
            score = float(chance[first:last, label].max())
            yield Found(k, first, last, label, score, layout.turns[k].span(ask.first, ask.last), ask)
            covered.update(range(first, last))
    left = [i for i in likely if i not in covered and max(open_[i], closed[i]) >= UNRULED]
    for first, last in _runs(layout, left, True):
        label = OPEN if max(open_[first:last]) > max(closed[first:last]) else CLOSED
        score = float(chance[first:last, label].max())
        yield Found(place.turn[first], first, last, label, score, _span(layout, first, last))


def _runs(layout: Layout, units: Sequence[int], apart: bool) -> Iterator[tuple[int, int]]:
    """Join clauses of one turn that follow each other; `apart` keeps sentences apart."""
    if not units:
        return
    turn = layout.listed.turn
    first = previous = units[0]
    for unit in units[1:]:
        meets = unit == previous + 1 and turn[unit] == turn[previous]
        if not meets or (apart and _ends_sentence(layout, previous)):
            yield first, previous + 1
            first = unit
        previous = unit
    yield first, previous + 1


def _ends_sentence(layout: Layout, unit: int) -> bool:
    place = layout.listed
    k = place.turn[unit]
    return layout.turns[k].ends[place.last[unit] - place.base[k] - 1] in SENTENCE_ENDS


def _span(layout: Layout, first: int, last: int) -> Span:
    """Return the characters of clauses `first` to `last`, without the words that only lead in."""
    place = layout.listed
    k = place.turn[first]
    turn: Turn = layout.turns[k]
    a, b = place.first[first] - place.base[k], place.last[last - 1] - place.base[k]
    begin = a
    while begin < b - 2 and turn.words[begin] in DISCOURSE:
        begin += 1
    return turn.span(begin, b)


def words_at(layout: Layout, places: Sequence[int], found: Sequence[Found]) -> list[str]:
    """Return the word that stands at each place, with its neighbour where that lies in the same clause."""
    said = []
    base = layout.listed.base
    for place, one in zip(places, found, strict=True):
        turn = layout.turns[one.turn]
        at = place - base[one.turn]
        stop = turn.clause_of(at)[1]
        said.append(" ".join(turn.words[at : min(at + 2, stop)]))
    return said
