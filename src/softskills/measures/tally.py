"""Counts that remember where they come from: each figure with the turns, and where there are any, the words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from softskills.transcript import Span

# What belongs to the call and to no turn of it.
WHOLE_CALL = -1


# One thing counted: its turn, how much, and its words (None: the whole turn). A plain tuple, as a call has hundreds.
Mark = tuple[int, float, Span | None]


class Tally:
    """The counts of one speaker in one call, as marks.

    A name that was observed but never marked counts 0; a name that was never observed is left out (NaN).
    """

    __slots__ = ("marks",)

    def __init__(self) -> None:
        self.marks: dict[str, list[Mark]] = {}

    def observe(self, *names: str) -> None:
        """Say that something was looked for, so that finding none is 0."""
        for name in names:
            self.marks.setdefault(name, [])

    def add(self, name: str, turn: int, value: float = 1.0, span: Span | None = None) -> None:
        """Count something on a turn; `WHOLE_CALL` for what belongs to none."""
        found = self.marks.get(name)
        if found is None:
            self.marks[name] = found = []
        found.append((turn, value, span))

    def add_all(self, name: str, values: Iterable[tuple[int, float]]) -> None:
        """Count something on many turns, given as (turn, value)."""
        marks: list[Mark] = [(turn, value, None) for turn, value in values]
        if marks:
            self.marks.setdefault(name, []).extend(marks)

    def merge(self, name: str, *parts: str) -> None:
        """Make a wider count of narrower ones."""
        self.marks[name] = [mark for part in parts for mark in self.marks.get(part, ())]

    def total(self, name: str) -> float:
        """Add up one name's marks; 0 where there are none."""
        return sum([value for _, value, _ in self.marks.get(name, ())])

    def starting(self, prefix: str) -> Iterator[str]:
        """Yield the names that begin so."""
        return (name for name in list(self.marks) if name.startswith(prefix))
