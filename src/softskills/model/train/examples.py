"""Gold labels laid over clauses and word pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from softskills.corpora import GoldCall
from softskills.model.labels import ATTRIBUTES, INDEX, LABELS, TAGS, has, side_mask
from softskills.model.windows import Pieces
from softskills.segment import Turn
from softskills.transcript import Tag

N = len(LABELS)


@dataclass(frozen=True, slots=True)
class Labelled:
    """What is true of stretches of a turn, and which labels may be asked of them.

    Args:
        truth: 1 where a label holds, one row per stretch.
        asked: whether the label can be learned from here: the speaker's side may carry it, or, for an attribute, a
            tag that may have it is there.
    """

    truth: np.ndarray
    asked: np.ndarray


def clauses(call: GoldCall, turns: Sequence[Turn]) -> Labelled:
    """Label every clause of a call, in the order of `Layout`: it has a tag when half of it lies in the tag's words, or
    half of the tag's words in it."""
    by_turn = _by_turn(call)
    parts = []
    for turn in turns:
        bounds = [(a, b) for a, b in turn.clauses if b > a]
        starts = np.array([turn.starts[a] for a, _ in bounds])
        unit = np.repeat(np.arange(len(bounds)), [b - a for a, b in bounds]) if bounds else np.zeros(0, dtype=np.int64)
        begins, ends = np.array(turn.starts), np.array(turn.stops)
        parts.append(_labels(by_turn.get(turn.utt.turn, ()), turn.utt.role, begins, ends, unit, len(starts))[1])
    return Labelled(np.concatenate([p.truth for p in parts]), np.concatenate([p.asked for p in parts]))


def pieces(call: GoldCall, cut: Sequence[Pieces]) -> list[tuple[Labelled, Labelled]]:
    """Label the word pieces and the clauses of every turn."""
    by_turn = _by_turn(call)
    return [
        _labels(by_turn.get(k, ()), one.role, one.starts, one.stops, one.unit, one.n_units) for k, one in enumerate(cut)
    ]


def _by_turn(call: GoldCall) -> dict[int, list[Tag]]:
    found: dict[int, list[Tag]] = {}
    for tag in call.tags:
        found.setdefault(tag.turn, []).append(tag)
    return found


def _labels(
    tags: Sequence[Tag], role: str, starts: np.ndarray, stops: np.ndarray, unit: np.ndarray, n_units: int
) -> tuple[Labelled, Labelled]:
    count = len(starts)
    truth, asked = np.zeros((count, N), dtype=np.float32), np.zeros((count, N), dtype=bool)
    by_unit, asked_unit = np.zeros((n_units, N), dtype=np.float32), np.zeros((n_units, N), dtype=bool)
    mask = side_mask(role)
    asked[:, : len(TAGS)] = mask
    asked_unit[:, : len(TAGS)] = mask
    sizes = np.bincount(unit, minlength=n_units) if count else np.ones(n_units)
    for tag in tags:
        inside = (starts < tag.span.stop) & (stops > tag.span.start)
        if not inside.any():
            continue
        shared = np.bincount(unit[inside], minlength=n_units)
        units = (shared > 0) & ((shared >= 0.5 * sizes) | (shared >= 0.5 * inside.sum()))
        truth[inside, INDEX[tag.tag]] = 1
        by_unit[units, INDEX[tag.tag]] = 1
        for name, on in ATTRIBUTES.items():
            if tag.tag in on:
                asked[inside, INDEX[name]] = asked_unit[units, INDEX[name]] = True
                if has(tag, name):
                    truth[inside, INDEX[name]] = by_unit[units, INDEX[name]] = 1
    return Labelled(truth, asked), Labelled(by_unit, asked_unit)
