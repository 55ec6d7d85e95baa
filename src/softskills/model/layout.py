"""A call's clauses as arrays: what the linear tagger looks at, hashed into rows of its weight table.

A clause is described by its words and word pairs, its first and last words, the words around it in the turn, the
last words of the turn before, the mark it ends on, its place and length, and what the question rules saw in it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from zlib import crc32

import numpy as np

from softskills.model.alike import stands_for
from softskills.segment import Turn
from softskills.taggers.question import Ask, asks
from softskills.transcript import ROLES

ROWS = 1 << 17
WORDS_BEFORE, WORDS_AFTER, WORDS_OF_LAST_TURN = 10, 8, 4
MARKS = {mark: i for i, mark in enumerate(("", ",", ":", ".", "?", "!"))}

_IDS: dict[str, int] = {}
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


class Listed(NamedTuple):
    """`turn`, `first`, `last` and `base` of a layout as plain lists, which are quicker to read one by one."""

    turn: list[int]
    first: list[int]
    last: list[int]
    base: list[int]


@dataclass(frozen=True, slots=True)
class Layout:
    """The clauses of a call.

    Args:
        turns: the call.
        asks: what the question rules saw, turn by turn.
        turn: the turn of each clause.
        first: its first word, counted through the call.
        last: one past its last.
        base: the number of words before each turn.
        words: row of each word; 0 is the empty row.
        pairs: row of each word with the one after it, 0 at the end of a clause.
        before: row of each word as one that stands before a clause; `pairs_before` likewise.
        after: row of each word as one that stands after it.
        edges: rows of what is said once of a clause.
        listed: the places again, as lists.
    """

    turns: Sequence[Turn]
    asks: Sequence[Sequence[Ask]]
    turn: np.ndarray
    first: np.ndarray
    last: np.ndarray
    base: np.ndarray
    words: np.ndarray
    pairs: np.ndarray
    before: np.ndarray
    pairs_before: np.ndarray
    after: np.ndarray
    edges: np.ndarray
    listed: Listed

    def __len__(self) -> int:
        return len(self.first)

    def around(self) -> tuple[tuple[tuple[np.ndarray, ...], np.ndarray, np.ndarray], ...]:
        """Return (rows, start, stop) for what stands before each clause in its turn, and what stands after it."""
        begin, end = self.base[self.turn], self.base[self.turn + 1]
        return (
            ((self.before, self.pairs_before), np.maximum(begin, self.first - WORDS_BEFORE), self.first),
            ((self.after,), self.last, np.minimum(end, self.last + WORDS_AFTER)),
        )


def lay_out(turns: Sequence[Turn]) -> Layout:
    """Lay a tokenised call out as arrays."""
    flat: list[str] = []
    base, turn_of, first, last = [0], [], [], []
    marks: list[int] = []
    edges_of_turn: list[tuple[int, int]] = []
    for k, turn in enumerate(turns):
        offset = len(flat)
        flat += turn.words
        base.append(len(flat))
        count = len(turn.clauses)
        for c, (a, b) in enumerate(turn.clauses):
            if a == b:
                continue
            turn_of.append(k)
            first.append(offset + a)
            last.append(offset + b)
            marks.append(MARKS.get(turn.ends[b - 1], 0))
            edges_of_turn.append((min(c, 2), min(count - 1 - c, 2)))
    table = _IDS
    ids = np.empty(len(flat) + 3, dtype=np.uint64)
    ids[: len(flat)] = [table[word] if word in table else _new_id(word) for word in flat]
    ids[len(flat) :] = 0
    turn_a, first_a, last_a, base_a = (np.array(one, dtype=np.int64) for one in (turn_of, first, last, base))
    found = [list(asks(turn)) if turn.words else [] for turn in turns]
    listed = Listed(turn_of, first, last, base)
    n = len(flat)
    pair_ends = np.zeros(n, dtype=bool)
    pair_ends[last_a - 1] = True
    pairs = _row(2, ids[:n], ids[1 : n + 1])
    pairs[pair_ends] = 0
    pairs_before = _row(5, ids[:n], ids[1 : n + 1])
    return Layout(
        turns,
        found,
        turn_a,
        first_a,
        last_a,
        base_a,
        _row(1, ids[:n]),
        pairs,
        _row(3, ids[:n]),
        pairs_before,
        _row(4, ids[:n]),
        _edges(turns, found, ids, turn_a, first_a, last_a, base_a, np.array(marks), np.array(edges_of_turn), listed),
        listed,
    )


def _new_id(word: str) -> int:
    found = _IDS[word] = crc32(stands_for(word).encode("utf-8", "surrogatepass"))
    return found


def _row(kind: int, *parts: np.ndarray) -> np.ndarray:
    """Hash numbers into a row of the weight table; row 0 stays empty."""
    mixed = np.full(len(parts[0]), kind * 0x51ED270B, dtype=np.uint64)
    for part in parts:
        mixed = (mixed ^ part) * _MULTIPLIER
        mixed ^= mixed >> np.uint64(29)
    return (mixed % np.uint64(ROWS - 1)).astype(np.int32) + 1


def _edges(
    turns: Sequence[Turn],
    found: Sequence[Sequence[Ask]],
    ids: np.ndarray,
    turn: np.ndarray,
    first: np.ndarray,
    last: np.ndarray,
    base: np.ndarray,
    marks: np.ndarray,
    places: np.ndarray,
    listed: Listed,
) -> np.ndarray:
    if not len(first):
        return np.zeros((0, 1), dtype=np.int32)
    length = last - first
    two, three = length > 1, length > 2
    columns = [
        _row(10, ids[first]),
        np.where(two, _row(11, ids[first], ids[first + 1]), 0),
        np.where(three, _row(12, ids[first], ids[first + 1], ids[first + 2]), 0),
        _row(13, ids[last - 1]),
        np.where(two, _row(14, ids[last - 2], ids[last - 1]), 0),
        _row(15, marks.astype(np.uint64)),
        _row(16, np.minimum(8, (np.log2(length + 1) * 2)).astype(np.uint64)),
        _row(17, places[:, 0].astype(np.uint64)),
        _row(18, places[:, 1].astype(np.uint64)),
    ]
    # The turn before: who spoke, how it ended, its last words.
    role = {name: i for i, name in enumerate(ROLES)}
    manner = np.array([0, *(role[t.utt.role] * 8 + (MARKS[t.ends[-1]] if t.words else 7) + 1 for t in turns)])
    columns.append(_row(19, manner[turn].astype(np.uint64)))
    previous = np.maximum(turn - 1, 0)
    for back in range(1, WORDS_OF_LAST_TURN + 1):
        place = base[previous + 1] - back
        there = (turn > 0) & (place >= base[previous])
        columns.append(np.where(there, _row(20, ids[np.maximum(place, 0)]), 0))
    columns.extend(_asked(found, listed.first, listed.last, listed.base))
    return np.stack(columns, axis=1).astype(np.int32)


def _asked(found: Sequence[Sequence[Ask]], first: list[int], last: list[int], base: list[int]) -> list[np.ndarray]:
    """Say of each clause which question rule saw it, and whether the question begins there."""
    kind, rule = [0] * len(first), [0] * len(first)
    for k, some in enumerate(found):
        for ask in some:
            start, stop = base[k] + ask.first, base[k] + ask.last
            i = bisect_right(last, start)
            code = 2 + 2 * (ask.kind == "question.open")
            name = _IDS.get(ask.rule) or _new_id(ask.rule)
            begins = 1
            while i < len(first) and first[i] < stop:
                if not kind[i]:
                    kind[i], rule[i] = code + begins, name
                begins = 0
                i += 1
    kinds, rules = np.array(kind, dtype=np.uint64), np.array(rule, dtype=np.uint64)
    return [np.where(kinds > 0, _row(30, kinds), 0), np.where(rules > 0, _row(31, rules), 0)]
