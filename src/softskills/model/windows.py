"""Windows of turns for the encoder: each word that is wanted is read once, with some words before it as context.

A window holds [CLS], then for each turn a mark for its side and its word pieces. Shared by training and use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from softskills.model.alike import alike
from softskills.segment import Turn

CLS = 101
# Unused entries of BERT's vocabulary, one a role: rep, customer, other, unknown.
ROLE_PIECES = {"rep": 2, "customer": 3, "other": 4, "unknown": 5}
TARGET, CONTEXT = 208, 48


@dataclass(frozen=True, slots=True)
class Pieces:
    """A turn as the encoder reads it.

    Args:
        role: the speaker's side.
        ids: its word pieces.
        starts: where each piece begins in the raw text.
        stops: where it ends.
        unit: the clause each piece belongs to, counted through the turn.
        n_units: the turn's clauses.
    """

    role: str
    ids: np.ndarray
    starts: np.ndarray
    stops: np.ndarray
    unit: np.ndarray
    n_units: int


@dataclass(frozen=True, slots=True)
class Part:
    """Pieces `first` to `last` of a turn."""

    turn: int
    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first


@dataclass(frozen=True, slots=True)
class Window:
    """What is encoded together: context first, then what is to be labelled."""

    context: tuple[Part, ...]
    target: tuple[Part, ...]


def pieces_of(turns: Sequence[Turn], tokenizer: Any) -> list[Pieces]:
    """Cut turns into word pieces and say to which clause each belongs.

    Args:
        turns: tokenised turns.
        tokenizer: a `tokenizers.Tokenizer`.
    """
    other = _alike(tokenizer)
    encoded = tokenizer.encode_batch([turn.utt.text for turn in turns], add_special_tokens=False)
    found = []
    for turn, one in zip(turns, encoded, strict=True):
        offsets = np.array(one.offsets, dtype=np.int64).reshape(-1, 2)
        begins = np.array([turn.starts[first] for first, last in turn.clauses if last > first] or [0])
        unit = np.maximum(np.searchsorted(begins, offsets[:, 0], side="right") - 1, 0)
        ids = np.array([other.get(piece, piece) for piece in one.ids], dtype=np.int64)
        found.append(Pieces(turn.utt.role, ids, offsets[:, 0], offsets[:, 1], unit, len(begins)))
    return found


@lru_cache(maxsize=2)
def _alike(tokenizer: Any) -> dict[int, int]:
    """Return for the pieces of words that are read as another's, where both are one piece, that other's."""
    numbers = {word: tokenizer.token_to_id(word) for pair in alike().items() for word in pair}
    return {
        numbers[word]: numbers[kept]
        for word, kept in alike().items()
        if numbers[word] is not None and numbers[kept] is not None
    }


def windows(
    pieces: Sequence[Pieces],
    wanted: Sequence[bool] | None = None,
    *,
    target: int = TARGET,
    context: int = CONTEXT,
    first: int | None = None,
) -> list[Window]:
    """Lay windows over a call.

    Args:
        pieces: the turns.
        wanted: which turns are to be labelled; None for all. The others serve as context.
        target: pieces to be labelled in one window, at most.
        context: pieces before them.
        first: the size of the first window, where it is to differ (training varies it).
    """
    parts = [part for k in range(len(pieces)) for part in _parts(k, pieces[k], target)]
    found: list[Window] = []
    size = target if first is None else first
    i = 0
    while i < len(parts):
        if wanted is not None and not wanted[parts[i].turn]:
            i += 1
            continue
        stop, total = i, 0
        while (
            stop < len(parts)
            and (wanted is None or wanted[parts[stop].turn])
            and (stop == i or total + len(parts[stop]) + 1 <= size)
        ):
            total += len(parts[stop]) + 1
            stop += 1
        size = target
        before: list[Part] = []
        left, back = context, i - 1
        while back >= 0 and left > 4:
            part = parts[back]
            kept = Part(part.turn, max(part.first, part.last - left + 1), part.last)
            before.append(kept)
            left -= len(kept) + 1
            back -= 1
        found.append(Window(tuple(reversed(before)), tuple(parts[i:stop])))
        i = stop
    return found


def bridged(pieces: Sequence[Pieces], wanted: Sequence[bool], context: int = CONTEXT) -> list[bool]:
    """Want also what lies between two wanted turns, where reading it costs no more than fresh context would."""
    found = list(wanted)
    last, between = None, 0
    for k, want in enumerate(wanted):
        if not want:
            between += len(pieces[k].ids) + 1
            continue
        if last is not None and between <= context:
            found[last:k] = [True] * (k - last)
        last, between = k, 0
    return found


def _parts(turn: int, pieces: Pieces, target: int) -> list[Part]:
    """Cut a turn that is longer than a window at its clauses."""
    count = len(pieces.ids)
    if count == 0:
        return []
    found: list[Part] = []
    first = 0
    while first < count:
        last = min(first + target, count)
        if last < count:
            breaks = np.flatnonzero(np.diff(pieces.unit[first : last + 1]))
            if len(breaks):
                last = first + int(breaks[-1]) + 1
        found.append(Part(turn, first, last))
        first = last
    return found


def window_ids(window: Window, pieces: Sequence[Pieces]) -> tuple[np.ndarray, list[tuple[Part, int]]]:
    """Return the ids of a window, and where in it each labelled part begins."""
    ids: list[np.ndarray] = [np.array([CLS])]
    place = 1
    targets: list[tuple[Part, int]] = []
    for labelled, parts in ((False, window.context), (True, window.target)):
        for part in parts:
            ids.append(np.array([ROLE_PIECES[pieces[part.turn].role]]))
            ids.append(pieces[part.turn].ids[part.first : part.last])
            if labelled:
                targets.append((part, place + 1))
            place += len(part) + 1
    return np.concatenate(ids), targets
