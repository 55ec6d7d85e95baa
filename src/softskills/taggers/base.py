"""What every tagger gets and gives: `Call`, `Tagger`, and the two ways to make a tag."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from softskills.lexicon import Group, Hit, compiled, cue_index, words_of
from softskills.segment import Turn
from softskills.transcript import Tag
from softskills.uptake import content

DISCOURSE = words_of("discourse")


@dataclass(slots=True)
class Call:
    """The call so far, as taggers may look back on it.

    Args:
        turns: every turn of the call, tokenised.
        at: the index of the turn being tagged.
        tags: the tags given so far, turn by turn; those of the current turn by the families before this one.
    """

    turns: Sequence[Turn]
    at: int = 0
    tags: list[list[Tag]] = field(default_factory=list)
    contents: dict[int, frozenset[str]] = field(default_factory=dict)
    memo: dict[str, tuple[int, set[str]]] = field(default_factory=dict)
    shared: dict[str, tuple[int, Any]] = field(default_factory=dict)

    @property
    def turn(self) -> Turn:
        """The turn being tagged."""
        return self.turns[self.at]

    def content(self, at: int) -> frozenset[str]:
        """Return the content words of a turn, worked out once."""
        known = self.contents.get(at)
        if known is None:
            known = self.contents[at] = content(self.turns[at].words)
        return known

    def gathered(self, key: str, add: Callable[[int, Turn, set[str]], None]) -> set[str]:
        """Return what `add` gathers from every turn before this one; each turn is visited once in a call."""
        upto, found = self.memo.get(key, (0, set()))
        for at in range(upto, self.at):
            add(at, self.turns[at], found)
        self.memo[key] = (self.at, found)
        return found

    def once(self, key: str, make: Callable[[Turn], Any]) -> Any:
        """Return what `make` says of the current turn, worked out once for all families that ask."""
        at, value = self.shared.get(key, (-1, None))
        if at != self.at:
            value = make(self.turn)
            self.shared[key] = (self.at, value)
        return value

    def asked_before(self) -> bool:
        """Tell whether the turn just before, of the other side, ends in a question."""
        return self.at > 0 and any(tag.tag.startswith("question.") for tag in self.tags[self.at - 1])

    def given(self, *families: str) -> bool:
        """Tell whether the current turn already carries a tag of one of these families or names."""
        return any(tag.tag.startswith(families) for tag in self.tags[self.at])

    def heard(self, tag: str, reach: int = 3) -> bool:
        """Tell whether one of the last `reach` turns carries a tag of this name or family."""
        return any(given.tag.startswith(tag) for i in range(max(0, self.at - reach), self.at) for given in self.tags[i])


@dataclass(frozen=True, slots=True)
class Tagger:
    """A family of tags and the function that finds them.

    Args:
        name: the family, unique in the registry.
        tags: the codebook's tags it may give.
        tag: from a turn, the call and the cue hits of its tags to tags.
    """

    name: str
    tags: tuple[str, ...]
    tag: Callable[[Turn, Call, Mapping[str, Sequence[Hit]]], Iterable[Tag]]


def make_tag(
    turn: Turn,
    first: int,
    last: int,
    name: str,
    score: float,
    why: str,
    attributes: Mapping[str, bool | str] | None = None,
) -> Tag:
    """Make a tag that covers words `first` to `last`."""
    return Tag(turn.utt.turn, turn.span(first, last), name, round(score, 2), why, attributes or {})


def find_hits(turn: Turn, tags: frozenset[str]) -> dict[str, list[Hit]]:
    """Find the cues of `tags` in a turn, in one pass, blockers applied.

    Returns:
        Hits by tag, in order of place; the longest first where two begin together.
    """
    found: dict[str, list[Hit]] = {}
    for i, group, pattern in cue_index(tags).candidates(turn.words):
        last = _match(turn, i, pattern.regex)
        if last < 0 or (pattern.where and not _at_start(turn, i, pattern.where)):
            continue
        if pattern.closes and turn.clause_of(last - 1)[1] != last and not turn.ends[last - 1]:
            continue
        if group.blockers and _blocked(turn, i, group):
            continue
        found.setdefault(group.tag, []).append(Hit(group, pattern.source, i, last))
    for hits in found.values():
        hits.sort(key=lambda hit: (hit.first, -hit.last))
    return found


def from_hits(turn: Turn, name: str, hits: Sequence[Hit]) -> Iterator[Tag]:
    """Turn the cue hits of one tag into tags: widened to the clause, those that meet made one."""
    open_first = open_last = -1
    best: Hit | None = None
    for hit in hits:
        first, last = widen(turn, hit)
        if best is not None and first < open_last:
            open_last = max(open_last, last)
            if hit.group.score > best.group.score:
                best = hit
            continue
        if best is not None:
            yield _tag_of(turn, name, best, open_first, open_last)
        open_first, open_last, best = first, last, hit
    if best is not None:
        yield _tag_of(turn, name, best, open_first, open_last)


def widen(turn: Turn, hit: Hit) -> tuple[int, int]:
    """Return the words a hit stands for: its own, or the clauses it touches."""
    if hit.group.span == "match":
        return hit.first, hit.last
    if hit.group.span == "sentence":
        return turn.sentence_of(hit.first)
    return turn.clause_of(hit.first)[0], turn.clause_of(hit.last - 1)[1]


def _tag_of(turn: Turn, name: str, hit: Hit, first: int, last: int) -> Tag:
    attributes = {"generic": True} if hit.group.generic else {}
    heard = " ".join(turn.words[hit.first : hit.last])
    return make_tag(turn, first, last, name, hit.group.score, f"heard '{heard}' ({hit.group.name})", attributes)


def _match(turn: Turn, i: int, regex: str) -> int:
    match = compiled(regex).match(turn.line, turn.places[i])
    if match is None:
        return -1
    return max(i + 1, bisect_left(turn.places, match.end()))


def _at_start(turn: Turn, i: int, where: str) -> bool:
    first = 0 if where == "turn" else turn.clause_of(i)[0]
    return i == first or all(word in DISCOURSE for word in turn.words[first:i])


def _blocked(turn: Turn, i: int, group: Group) -> bool:
    first, last = turn.sentence_of(i)
    text = " " + turn.text_of(first, last)
    return any(compiled(regex).search(text) for regex in group.blockers)
