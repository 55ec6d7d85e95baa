"""Tag a call with a model: the linear scores, the encoder where they are not certain, tags with their reasons."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from softskills.errors import OptionError
from softskills.model.decode import Found, decode, words_at
from softskills.model.encoder import Reading
from softskills.model.labels import ATTRIBUTES, INDEX, TAGS, side_masks
from softskills.model.layout import Layout, lay_out
from softskills.model.store import Weights
from softskills.segment import Turn
from softskills.taggers import tag_call as by_rules
from softskills.taggers.base import Call
from softskills.taggers.value import amounts
from softskills.taggers.value import attributes as value_attributes
from softskills.transcript import Tag

Tier = Literal["full", "fast", "rules"]
# `rules` is what was there before anything was learned: cues and word order alone, kept as the baseline.
TIERS: tuple[Tier, ...] = ("full", "fast", "rules")
N_TAGS = len(TAGS)
WEIGHED = "weighed most"


@dataclass(frozen=True, slots=True)
class Tagging:
    """The tags of a call and how they were come by.

    Args:
        tags: in order of turn and place.
        tier: which tier gave them.
        n_words: words of turns that may carry tags.
        n_encoded: those of them that the encoder read.
    """

    tags: list[Tag]
    tier: Tier
    n_words: int
    n_encoded: int


def tag_call(turns: Sequence[Turn], tier: str, weights: Weights | None) -> Tagging:
    """Tag a call.

    Args:
        turns: the whole call, tokenised, with roles assigned. A turn of role "other" carries no tag; one of role
            "unknown" may carry any.
        tier: "full", "fast" or "rules".
        weights: the model; not looked at for "rules".

    Raises:
        OptionError: no such tier, or the model does not have it.
        ModelError: the encoder cannot be loaded.
    """
    n_words = sum(len(turn.words) for turn in turns if turn.utt.role != "other")
    if tier == "rules":
        return Tagging(by_rules(turns), "rules", n_words, 0)
    if tier not in TIERS or weights is None or tier not in weights.tiers:
        known = (*(weights.tiers if weights else ()), "rules")
        raise OptionError(f"there is no tier {tier!r} in this model", hint=f"one of {', '.join(known)}")
    layout = lay_out(turns)
    if not len(layout):
        return Tagging([], "full" if tier == "full" else "fast", n_words, 0)
    linear = weights.linear.logits(layout)
    mask = side_masks([turn.utt.role for turn in turns])[layout.turn]
    chance = np.where(mask, weights.fast.chance(linear[:, :N_TAGS]), 0.0)
    if tier == "fast" or weights.encoder is None or weights.full is None:
        found = decode(layout, chance, weights.fast.threshold)
        tags = _named(layout, found, "fast", weights, linear, None, [])
        return Tagging(tags, "fast", n_words, 0)
    rules = by_rules(turns)
    ruled = rule_marks(layout, rules)
    wanted = unsure(layout, chance, ruled, weights.uncertain, len(turns))
    reading = weights.encoder.read(turns, wanted)
    encoded = reading.units[:, :N_TAGS]
    read = ~np.isnan(encoded[:, 0])
    fused = weights.full.chance(linear[:, :N_TAGS], np.nan_to_num(encoded), ruled)
    full = np.where(mask, np.where(read[:, None], fused, chance), 0.0)
    threshold = np.where(read[:, None], weights.full.threshold, weights.fast.threshold)
    # One scale for clauses that were read and those that were not: half is the threshold of either.
    found = decode(layout, full / threshold * 0.5, np.full(N_TAGS, 0.5))
    tags = _named(layout, found, "full", weights, linear, reading, rules, full)
    return Tagging(tags, "full", n_words, reading.n_read)


def rule_marks(layout: Layout, rules: Sequence[Tag]) -> np.ndarray:
    """Return 1 for each clause and tag that a rule or cue gave, float32."""
    marks = np.zeros((len(layout), N_TAGS), dtype=np.float32)
    for tag in rules:
        starts = layout.turns[tag.turn].starts
        place = layout.listed
        first = place.base[tag.turn] + max(bisect_right(starts, tag.span.start) - 1, 0)
        last = place.base[tag.turn] + bisect_left(starts, tag.span.stop)
        units = slice(bisect_right(place.last, first), bisect_left(place.first, last))
        marks[units, INDEX[tag.tag]] = 1
    return marks


def unsure(
    layout: Layout, chance: np.ndarray, ruled: np.ndarray, band: tuple[float, float], n_turns: int
) -> list[bool]:
    """Say of each turn whether the fast tier leaves a tag open: neither surely there nor surely not.

    A rule that sees what the fast tier does not leaves it open too.
    """
    low, high = band
    doubtful = ((chance > low) & (chance < high)) | ((ruled > 0) & (chance <= low) & (chance > 0))
    open_turns = np.zeros(n_turns, dtype=bool)
    open_turns[layout.turn[doubtful.any(axis=1)]] = True
    return [bool(one) for one in open_turns]


def _named(
    layout: Layout,
    found: Sequence[Found],
    tier: Tier,
    weights: Weights,
    linear: np.ndarray,
    reading: Reading | None,
    rules: Sequence[Tag],
    chance: np.ndarray | None = None,
) -> list[Tag]:
    """Give what was found its attributes and its reason."""
    labels = np.array([one.label for one in found], dtype=np.int64)
    # The clause that spoke most for the tag is the first one, or the surest.
    units = np.array([_surest(one, linear) for one in found], dtype=np.int64)
    heard = words_at(layout, weights.linear.weighed_most(layout, units, labels).tolist(), found)
    cues: dict[tuple[int, str], list[Tag]] = {}
    for tag in rules:
        cues.setdefault((tag.turn, tag.tag), []).append(tag)
    call = Call(layout.turns)
    read = [] if reading is None else (~np.isnan(reading.units[:, 0])).tolist()
    tags = []
    for one, words in zip(found, heard, strict=True):
        name = TAGS[one.label]
        cue = next((tag for tag in cues.get((one.turn, name), ()) if tag.span & one.span), None)
        if one.ask is not None:
            why = f"{tier}: {one.ask.rule}"
        elif cue is not None:
            why = f"{tier}: {cue.why}"
        elif reading is not None and read[one.first]:
            why = f"{tier}: {WEIGHED}: {_spoke_most(layout, one, reading)}"
        else:
            why = f"fast: {WEIGHED}: '{words}'"
        score = one.score if chance is None else float(chance[one.first : one.last, one.label].max())
        said = Tag(layout.turns[one.turn].utt.turn, one.span, name, round(score, 2), why)
        tags.append(_with_attributes(said, one, call, tier, weights, linear, reading))
    return tags


def _surest(one: Found, linear: np.ndarray) -> int:
    if one.last == one.first + 1:
        return one.first
    return one.first + int(linear[one.first : one.last, one.label].argmax())


def _spoke_most(layout: Layout, one: Found, reading: Reading, count: int = 2) -> str:
    """Return the words of a span that the encoder scored highest."""
    pieces, scores = reading.pieces[one.turn], reading.scores[one.turn][:, one.label]
    turn = layout.turns[one.turn]
    best: dict[int, float] = {}
    for place in np.flatnonzero((pieces.starts >= one.span.start) & (pieces.starts < one.span.stop)).tolist():
        at = bisect_right(turn.starts, int(pieces.starts[place])) - 1
        if at >= 0 and pieces.starts[place] < turn.stops[at]:
            best[at] = max(best.get(at, -99.0), round(float(scores[place]), 1))
    chosen = sorted(sorted(best, key=lambda at: (-best[at], at))[:count])
    return ", ".join(f"'{turn.words[at]}'" for at in chosen)


def _with_attributes(
    tag: Tag,
    one: Found,
    call: Call,
    tier: Tier,
    weights: Weights,
    linear: np.ndarray,
    reading: Reading | None,
) -> Tag:
    given: dict[str, bool | str] = {}
    if tag.tag.startswith("value."):
        call.at = one.turn
        given.update(value_attributes(call.turn, call, tag, call.once("amounts", amounts)))
    for name in ("generic", "complex"):
        if tag.tag not in ATTRIBUTES[name]:
            continue
        column = INDEX[name]
        scores = linear[one.first : one.last, column]
        least = weights.attributes["fast"][name]
        if reading is not None and not np.isnan(reading.units[one.first : one.last, 0]).any():
            scores, least = reading.units[one.first : one.last, column], weights.attributes["full"][name]
        yes = bool(scores.mean() >= least)
        if name == "complex":
            given["depth"] = "complex" if yes else "simple"
        elif yes:
            given[name] = True
    return Tag(tag.turn, tag.span, tag.tag, tag.score, tag.why, given) if given else tag
