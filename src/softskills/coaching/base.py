"""What a moment is, and what the kinds of moments get and give."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import merge
from typing import Literal

from softskills.coaching import voice
from softskills.measures.view import CallView
from softskills.transcript import Span, Tag

Valence = Literal["best", "worst"]
NEEDS = ("customer.need", "customer.goal")


@dataclass(frozen=True, slots=True)
class Moment:
    """A place in the call that shows a skill.

    Args:
        speaker: the rep.
        skill: the skill of the default scorecard it belongs to.
        kind: which kind of moment, a key of `softskills.coaching.KINDS`.
        valence: "best" (to keep) or "worst" (to work on).
        title: the kind in a few words.
        turn: the turn.
        start: seconds from the start of the call, NaN when unknown.
        quote: the rep's words.
        why: what they show and why it matters.
        source: where that is known from.
        suggestion: what to try, or to keep; in the customer's own words where they can be used.
        weight: how telling, for the ranking; 0 to about 2.
        shown: whether it is among the few that are shown to the rep.
    """

    speaker: str
    skill: str
    kind: str
    valence: Valence
    title: str
    turn: int
    start: float
    quote: str
    why: str
    source: str
    suggestion: str
    weight: float
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Find:
    """A place a kind has found.

    Args:
        turn: the rep's turn.
        span: the words to quote.
        weight: what it adds to the kind's own weight.
        slots: what the templates of the kind may use; None for what could not be had.
    """

    turn: int
    span: Span
    weight: float = 0.0
    slots: Mapping[str, str | None] = field(default_factory=dict)


Finder = Callable[[CallView], Iterable[Find]]


def whole(view: CallView, i: int) -> Span:
    """Return the span of a whole turn."""
    return Span(0, len(view.turns[i].utt.text))


def words(view: CallView, tag: Tag) -> str:
    """Return the words of a tag."""
    return tag.span.of(view.turns[tag.turn].utt.text)


def rep_tags(view: CallView, *names: str) -> Iterator[Tag]:
    """Yield the rep's tags of these names or families."""
    found = [own for name, own in view.rep_tags.items() if name.startswith(names)]
    return merge(*found, key=lambda tag: (tag.turn, tag.span))


def needs_before(view: CallView, turn: int) -> list[Tag]:
    """Return the customer's needs and goals said before a turn, the latest first."""
    return [tag for tag in view.tags_back if tag.turn < turn and tag.tag in NEEDS]


def next_of(view: CallView, turn: int, role: str) -> int | None:
    """Return the next turn of a side."""
    return next((j for j in range(turn + 1, len(view.turns)) if view.turns[j].utt.role == role), None)


def said(view: CallView, tag: Tag | None) -> Mapping[str, str | None]:
    """Return the slots a customer's tag can fill: `said` quoted, `clause` turned round, `topic`, `feeling`."""
    if tag is None:
        return {}
    text, turn = words(view, tag), view.turns[tag.turn].utt.text
    # "I'll be honest" is too little to go by: what follows it is quoted with it, or the whole turn.
    if voice.says_little(text):
        text = turn[tag.span.start :]
        text = turn if voice.says_little(text) else text
    return Slots(text)


_FILLED: Mapping[str, Callable[[str], str | None]] = {
    "said": voice.quoted,
    "clause": voice.clause,
    "topic": voice.topic,
    "feeling": voice.feeling,
}


# Many moments of a call look back on the same need.
@lru_cache(maxsize=1024)
def _slot(name: str, text: str) -> str | None:
    return _FILLED[name](text)


class Slots(Mapping[str, str | None]):
    """The slots that some words of the customer's can fill, each worked out when a template asks for it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __getitem__(self, name: str) -> str | None:
        if name not in _FILLED:
            raise KeyError(name)
        return _slot(name, self._text)

    def __iter__(self) -> Iterator[str]:
        return iter(_FILLED)

    def __len__(self) -> int:
        return len(_FILLED)


def last_need(view: CallView, turn: int) -> Mapping[str, str | None]:
    """Return the slots of the latest need or goal before a turn, of the latest distress where there is none."""
    other: Tag | None = None
    for tag in view.tags_back:
        if tag.turn < turn:
            if tag.tag in NEEDS:
                return said(view, tag)
            if other is None and tag.tag in ("customer.distress", "customer.objection"):
                other = tag
    return said(view, other)


def from_tags(*names: str) -> Finder:
    """Make a finder for a kind that a tag shows directly; generic phrases are passed over."""

    def find(view: CallView) -> Iterator[Find]:
        for tag in rep_tags(view, *names):
            if not tag.attributes.get("generic"):
                yield Find(tag.turn, tag.span, tag.score / 5, last_need(view, tag.turn))

    return find
