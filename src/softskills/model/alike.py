"""Words that are one to the tagger: a gender or a spelling does not change what a speaker does, so it sees neither.

The linear tier takes all these pairs for one word, the encoder those whose words are one piece each of its vocabulary.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files


@cache
def pairs() -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return the pairs of `alike.toml`: "genders", "spellings", "british_only"."""
    table = tomllib.loads(files(__package__).joinpath("en", "alike.toml").read_text("utf-8"))
    return {name: [(one, two) for one, two in entries] for name, entries in table.items()}


@cache
def _table() -> Mapping[str, str]:
    """Return for each word of a pair the one that stands for it and for all that it is paired with, over any steps."""
    found: dict[str, str] = {}
    for one, two in (pair for entries in pairs().values() for pair in entries):
        old, new = found.get(two, two), found.get(one, one)
        found |= {word: new for word, kept in found.items() if kept == old}
        found[one] = found[two] = new
    return found


def stands_for(word: str) -> str:
    """Return the word that a folded word is read as: itself, for most."""
    return _table().get(word, word)


def alike() -> Mapping[str, str]:
    """Return the words that are read as another, and which."""
    return {word: kept for word, kept in _table().items() if word != kept}
