"""Gold calls with other names, genders and spellings: what a speaker does stays the same, and so do the tags.

Counterfactual augmentation (Lu & al. 2018, "Gender bias in neural natural language processing"): a model that has seen
both cannot lean on either.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from softskills.corpora import GoldCall
from softskills.model.alike import pairs
from softskills.transcript import Span

Swap = Callable[[str], str]

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# How often a call is seen so: often enough to matter, seldom enough to leave most calls as they were said (by hand).
SHARE = 0.3


def counterfactual(call: GoldCall, rng: Random) -> GoldCall:
    """Return a call with names, genders and spellings swapped, each or none of them."""
    for make in (_renamed(rng), gendered, spelled):
        if rng.random() < SHARE:
            call, _ = swapped(call, make)
    return call


def swapped(call: GoldCall, swap: Swap) -> tuple[GoldCall, int]:
    """Return the call with words swapped, its gold spans moved with them, and how many words were swapped."""
    utterances, places, count = [], [], 0
    for utt in call.transcript.utterances:
        text, moves, end = [], [], 0
        for word in WORD.finditer(utt.text):
            new = _like(swap(word.group().lower()), word.group())
            if new.lower() == word.group().lower():
                continue
            count += 1
            text += [utt.text[end : word.start()], new]
            end = word.end()
            moves.append((word.start(), word.end(), len(new) - len(word.group())))
        utterances.append(replace(utt, text="".join([*text, utt.text[end:]])))
        places.append(moves)
    tags = []
    for tag in call.tags:
        moves = places[tag.turn]
        start = tag.span.start + sum(by for _, end, by in moves if end <= tag.span.start)
        stop = tag.span.stop + sum(by for begin, _, by in moves if begin < tag.span.stop)
        tags.append(replace(tag, span=Span(start, stop)))
    transcript = replace(call.transcript, utterances=tuple(utterances))
    return replace(call, transcript=transcript, tags=tuple(tags)), count


def _like(word: str, model: str) -> str:
    """Give a word the capitals of another."""
    if len(model) > 1 and model.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


def gendered(word: str) -> str:
    """Swap the gender of a word; "her" becomes "his"."""
    return _genders().get(word, word)


def spelled(word: str) -> str:
    """Swap British for American spelling, or the other way round."""
    return _spellings().get(word, word)


@cache
def given() -> Mapping[str, int]:
    """Return the given names that are swapped, numbered."""
    return {name: i for i, name in enumerate(_table()["given"])}


def _renamed(rng: Random) -> Swap:
    names: list[str] = list(_table()["stand_in"])
    rng.shuffle(names)

    def rename(word: str) -> str:
        stem, tail = (word[:-2], word[-2:]) if word.endswith(("'s", "’s")) else (word, "")
        at = given().get(stem)
        return word if at is None else names[at % len(names)] + tail

    return rename


@cache
def _genders() -> Mapping[str, str]:
    genders = pairs()["genders"]
    return {b: a for a, b in reversed(genders)} | dict(reversed(genders))


@cache
def _spellings() -> Mapping[str, str]:
    both = pairs()["spellings"]
    return dict(both) | {american: british for british, american in both} | dict(pairs()["british_only"])


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("en", "swaps.toml").read_text("utf-8"))
