"""A tagged call laid out for measuring: sides, runs, gaps, events. Built once; every measure reads it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from softskills.measures.polarity import polarity
from softskills.segment import Turn
from softskills.transcript import Role, Tag, Transcript
from softskills.uptake import content

# A turn of so few words between two of the same side's does not end the other's run.
BACKCHANNEL_WORDS = 3
# Where the words are not known, one so short ("very short utterances", Edlund, Heldner & al. 2010).
BACKCHANNEL_S = 1.0
# How many of the rep's turns may pass before an empathic opportunity counts as missed (codebook, derived events).
ANSWER_TURNS = 2
# How low a turn with distress is at best, and how high one with delight at worst.
FELT = 0.5


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch in which one side holds the floor; the other's back-channels do not end it."""

    role: Role
    turns: tuple[int, ...]
    words: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Opportunity:
    """An empathic opportunity and what became of it.

    Args:
        turn: the customer's turn.
        tag: the distress.
        outcome: "met", "half_met", "missed" or "closed_off".
        answer: the rep's turn that decided it; None when the call ended.
        rep: who answered, or None.
    """

    turn: int
    tag: Tag
    outcome: str
    answer: int | None
    rep: str | None


class CallView:
    """One call, its turns and tags, and what follows from them.

    Args:
        call: the transcript, roles assigned.
        turns: its turns, tokenised.
        tags: its tags.
    """

    def __init__(self, call: Transcript, turns: Sequence[Turn], tags: Sequence[Tag]) -> None:
        self.call = call
        self.turns = turns
        self.tags_at: list[list[Tag]] = [[] for _ in turns]
        for tag in tags:
            self.tags_at[tag.turn].append(tag)
        self.words_at = [len(turn.words) for turn in turns]
        self.content_at = [content(turn.words) for turn in turns]
        # Times are all or nothing: a share of seconds over half the turns would be a share of nothing.
        self.timed = bool(turns) and all(not math.isnan(_length(turn)) for turn in turns)
        self.runs = tuple(self._runs())
        self.opportunities = tuple(self._opportunities())

    def indices(self, *roles: Role) -> Iterator[int]:
        """Yield the turns of these sides."""
        for i, turn in enumerate(self.turns):
            if turn.utt.role in roles:
                yield i

    @cached_property
    def rep_tags(self) -> dict[str, list[Tag]]:
        """The rep's tags in order, by name."""
        found: dict[str, list[Tag]] = {}
        for i in self.indices("rep"):
            for tag in self.tags_at[i]:
                found.setdefault(tag.tag, []).append(tag)
        return found

    @cached_property
    def tags_back(self) -> tuple[Tag, ...]:
        """What the customer wants and feels (need, goal, distress, objection), the latest turn first."""
        kept = ("customer.need", "customer.goal", "customer.distress", "customer.objection")
        return tuple(tag for tags in reversed(self.tags_at) for tag in tags if tag.tag in kept)

    def seconds(self, i: int) -> float:
        """Return how long a turn lasts, NaN when unknown."""
        return _length(self.turns[i])

    def has(self, i: int, *names: str) -> bool:
        """Tell whether a turn carries a tag of one of these names or families."""
        return any(tag.tag.startswith(names) for tag in self.tags_at[i])

    def is_backchannel(self, i: int) -> bool:
        """Tell whether a turn only shows attention."""
        if not self.call.has_words:
            return self.seconds(i) < BACKCHANNEL_S
        return self.words_at[i] <= BACKCHANNEL_WORDS and not self.has(i, "question.")

    def previous_of(self, i: int, role: Role) -> int | None:
        """Return the nearest earlier turn of a side, passing over back-channels."""
        for j in range(i - 1, -1, -1):
            if self.turns[j].utt.role == role and not self.is_backchannel(j):
                return j
        return None

    @cached_property
    def moods(self) -> list[tuple[int, float]]:
        """(turn, mood) for each customer turn, -1 to 1: TextBlob's polarity, corrected by what was tagged.

        A turn with customer.distress is never better than -0.5, one with customer.delight never worse than +0.5,
        one with both is 0.
        """
        found: list[tuple[int, float]] = []
        if not self.call.has_words:
            return found
        for i in self.indices("customer"):
            if self.is_backchannel(i) and not self.tags_at[i]:
                continue
            mood = polarity(tuple(self.turns[i].words))
            distress, delight = self.has(i, "customer.distress"), self.has(i, "customer.delight")
            if distress and delight:
                mood = 0.0
            elif distress:
                mood = min(mood, -FELT)
            elif delight:
                mood = max(mood, FELT)
            found.append((i, mood))
        return found

    def _runs(self) -> Iterator[Run]:
        current: list[int] = []
        role: Role | None = None
        count = len(self.turns)
        for i, turn in enumerate(self.turns):
            own = turn.utt.role
            if own == role:
                current.append(i)
                continue
            resumed = i + 1 < count and self.turns[i + 1].utt.role == role
            if role is not None and resumed and self.is_backchannel(i) and own != "other":
                continue
            if current and self.timed and _lies_within(turn, self.turns[current[-1]]):
                # Said wholly while the other speaks on: the floor does not change.
                continue
            if role is not None:
                yield self._run(role, current)
            role, current = own, [i]
        if role is not None:
            yield self._run(role, current)

    def _run(self, role: Role, members: list[int]) -> Run:
        words = sum(self.words_at[i] for i in members)
        seconds = self.turns[members[-1]].utt.stop - self.turns[members[0]].utt.start if self.timed else math.nan
        return Run(role, tuple(members), words, seconds)

    def _opportunities(self) -> Iterator[Opportunity]:
        for i in self.indices("customer"):
            for tag in self.tags_at[i]:
                if tag.tag == "customer.distress":
                    yield self._outcome(i, tag)

    def _outcome(self, i: int, tag: Tag) -> Opportunity:
        answers = list(
            islice((j for j in range(i + 1, len(self.turns)) if self.turns[j].utt.role == "rep"), ANSWER_TURNS)
        )
        half: int | None = None
        for j in answers:
            for given in self.tags_at[j]:
                if given.tag.startswith("empathy."):
                    if not given.attributes.get("generic"):
                        return self._opportunity(i, tag, "met", j)
                    half = j if half is None else half
                elif given.tag == "listening.reflection" and self.content_at[j] & self.content_at[i]:
                    return self._opportunity(i, tag, "met", j)
                elif given.tag.startswith("friction.") and half is None:
                    return self._opportunity(i, tag, "closed_off", j)
        if half is not None:
            return self._opportunity(i, tag, "half_met", half)
        # A murmur answers nothing: the turn that missed it is the first with words.
        spoken = next((j for j in answers if not self.is_backchannel(j)), answers[-1] if answers else None)
        return self._opportunity(i, tag, "missed", spoken)

    def _opportunity(self, i: int, tag: Tag, outcome: str, answer: int | None) -> Opportunity:
        rep = self.turns[answer].utt.speaker if answer is not None else None
        return Opportunity(i, tag, outcome, answer, rep)


def _lies_within(turn: Turn, other: Turn) -> bool:
    # A clock of whole seconds lets a turn begin and end in the second the other ends: it comes after, not within.
    return other.utt.start <= turn.utt.start < other.utt.stop and turn.utt.stop <= other.utt.stop


def _length(turn: Turn) -> float:
    return turn.utt.stop - turn.utt.start
