"""Checks of a quality form: what must be said, what must not, in which order; each with the words it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from softskills.measures import WHOLE_CALL, CallView, Count, Rate, Tally
from softskills.measures.phrases import Phrases
from softskills.transcript import Span

Place = tuple[int, Span]


@dataclass(frozen=True)
class Event:
    """Something that is said: by a phrase or by a tag.

    Args:
        name: unique in the card.
        side: who says it; "any" for both.
        phrases: as `softskills.measures.phrases` reads them.
        tags: tags that also count as saying it.
    """

    name: str
    side: Literal["rep", "customer", "any"] = "rep"
    phrases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @cached_property
    def _phrases(self) -> Phrases:
        return Phrases(self.phrases)

    def find(self, view: CallView, speaker: str) -> Iterator[Place]:
        """Yield where it is said, in order; for the rep's side only by this speaker."""
        for i, turn in enumerate(view.turns):
            role = turn.utt.role
            mine = role == "rep" and turn.utt.speaker == speaker
            if not ((mine and self.side != "customer") or (role == "customer" and self.side != "rep")):
                continue
            spans = {*self._phrases.find(turn)} if self.phrases else set()
            spans |= {tag.span for tag in view.tags_at[i] if tag.tag in self.tags}
            yield from ((i, span) for span in sorted(spans))


@dataclass(frozen=True)
class Check:
    """One line of a quality form.

    Args:
        name: unique in the card; its columns are `n_<name>_due`, `n_<name>_kept`, `n_<name>_failed`, `<name>_share`.
        says: what is asked, in plain words.
        source: where it comes from.
        must: the event that has to happen.
        never: the event that may not happen (instead of `must`).
        before: `must` has to come before the first of these; without one there was no occasion.
        when: the occasion: due once for each of these, and `must` has to follow.
        within_turns: in how many of the rep's turns it has to follow; None for any later turn.
        first_turns: it has to stand in the first so many turns of the rep.
        last_turns: it has to stand in the last so many.
    """

    name: str
    says: str
    source: str
    must: Event | None = None
    never: Event | None = None
    before: Event | None = None
    when: Event | None = None
    within_turns: int | None = None
    first_turns: int | None = None
    last_turns: int | None = None

    @property
    def counts(self) -> tuple[Count, ...]:
        """The counts it makes."""
        return (
            Count(f"n_{self.name}_due", f"occasions for: {self.says}"),
            Count(f"n_{self.name}_kept", f"kept: {self.says}"),
            Count(f"n_{self.name}_failed", f"not kept: {self.says}"),
        )

    @property
    def rate(self) -> Rate:
        """The share of occasions on which it was kept."""
        return Rate(f"{self.name}_share", f"n_{self.name}_kept", f"n_{self.name}_due", self.says)

    def count(self, view: CallView, speaker: str, tally: Tally) -> None:
        """Mark occasions, where it was kept, and where not."""
        tally.observe(*(item.name for item in self.counts))
        for due, kept in self._outcomes(view, speaker):
            self._mark(tally, "due", due)
            self._mark(tally, "kept" if kept else "failed", kept if isinstance(kept, tuple) else due)

    def _mark(self, tally: Tally, what: str, place: Place | None) -> None:
        turn, span = place or (WHOLE_CALL, None)
        tally.add(f"n_{self.name}_{what}", turn, 1.0, span)

    def _outcomes(self, view: CallView, speaker: str) -> Iterator[tuple[Place | None, Place | bool]]:
        """Yield each occasion, and what kept it: its place, True where it has none, False where nothing did."""
        if self.never is not None:
            said = list(self._windowed(self.never, view, speaker))
            yield (said[0], False) if said else (None, True)
            return
        if self.must is None:
            return
        said = list(self._windowed(self.must, view, speaker))
        if self.before is not None:
            bar = next(self.before.find(view, speaker), None)
            if bar is not None:
                yield bar, next((place for place in said if place < bar), False)
        elif self.when is not None:
            own = [i for i, turn in enumerate(view.turns) if turn.utt.speaker == speaker]
            for due in self.when.find(view, speaker):
                after = [i for i in own if i > due[0]]
                last = after[min(self.within_turns, len(after)) - 1] if self.within_turns and after else len(view.turns)
                yield due, next((place for place in said if due < place and place[0] <= last), False)
        else:
            yield None, said[0] if said else False

    def _windowed(self, event: Event, view: CallView, speaker: str) -> Iterator[Place]:
        own = [i for i, turn in enumerate(view.turns) if turn.utt.speaker == speaker]
        first = own[-self.last_turns :][0] if self.last_turns else 0
        last = own[: self.first_turns][-1] if self.first_turns else len(view.turns)
        return (place for place in event.find(view, speaker) if first <= place[0] <= last)
