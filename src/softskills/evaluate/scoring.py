"""Precision, recall and F1 per tag: predicted spans against gold spans.

A predicted span is a hit when it shares words with a gold span of the same tag in the same turn; each gold span
counts once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from softskills.corpora import GoldCall
from softskills.transcript import Tag, Transcript

Predict = Callable[[Transcript], Sequence[Tag]]


@dataclass(frozen=True, slots=True)
class Miss:
    """One disagreement with the gold labels.

    Args:
        kind: "missed" (gold only) or "wrong" (predicted only).
        call_id: the call.
        turn: the turn.
        tag: the tag in question.
        words: the span's words.
        context: the whole turn, and the turn before it.
        why: the reason the tagger gave, or "".
    """

    kind: str
    call_id: str
    turn: int
    tag: str
    words: str
    context: str
    why: str


@dataclass(slots=True)
class Counts:
    """Hits, wrong and missed spans per tag; adds up over calls."""

    hit: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.hit + other.hit, self.wrong + other.wrong, self.missed + other.missed)

    def support(self, tag: str) -> int:
        """Return how many gold spans a tag has."""
        return self.hit[tag] + self.missed[tag]


def prf(hit: int, wrong: int, missed: int) -> tuple[float, float, float]:
    """Return precision, recall and F1; NaN where there is nothing to divide by."""
    nan = float("nan")
    precision = hit / (hit + wrong) if hit + wrong else nan
    recall = hit / (hit + missed) if hit + missed else nan
    f1 = 2 * hit / (2 * hit + wrong + missed) if hit + wrong + missed else nan
    return precision, recall, f1


def match(call: GoldCall, predicted: Iterable[Tag]) -> tuple[list[tuple[Tag, bool]], list[Tag]]:
    """Match predicted tags with a call's gold tags, each gold span once.

    Returns:
        Every predicted tag with whether it is a hit, and the gold tags that none hit.
    """
    gold: dict[tuple[int, str], list[Tag]] = defaultdict(list)
    for tag in call.tags:
        gold[tag.turn, tag.tag].append(tag)
    judged = []
    for tag in predicted:
        waiting = gold.get((tag.turn, tag.tag), [])
        found = next((other for other in waiting if other.span & tag.span), None)
        if found is not None:
            waiting.remove(found)
        judged.append((tag, found is not None))
    return judged, [tag for left in gold.values() for tag in left]


def compare(call: GoldCall, predicted: Iterable[Tag]) -> tuple[Counts, list[Miss]]:
    """Score one call."""
    judged, left = match(call, predicted)
    counts = Counts()
    for tag, hit in judged:
        (counts.hit if hit else counts.wrong)[tag.tag] += 1
    counts.missed.update(tag.tag for tag in left)
    misses = [_miss("wrong", call, tag) for tag, hit in judged if not hit]
    return counts, misses + [_miss("missed", call, tag) for tag in left]


def score(calls: Iterable[GoldCall], predict: Predict) -> tuple[dict[str, Counts], list[Miss]]:
    """Score calls, each style by itself.

    Returns:
        Counts by style, and every disagreement.
    """
    by_style: dict[str, Counts] = {}
    misses: list[Miss] = []
    for call in calls:
        counts, more = compare(call, predict(call.transcript))
        by_style[call.style] = by_style.get(call.style, Counts()) + counts
        misses.extend(more)
    return by_style, misses


def _miss(kind: str, call: GoldCall, tag: Tag) -> Miss:
    utterances = call.transcript.utterances
    utt = utterances[tag.turn]
    before = utterances[tag.turn - 1] if tag.turn else None
    context = (f"[{before.role}: {before.text}] " if before else "") + f"{utt.role}: {utt.text}"
    why = "" if kind == "missed" else tag.why
    return Miss(kind, call.transcript.call_id, tag.turn, tag.tag, tag.span.of(utt.text), context, why)
