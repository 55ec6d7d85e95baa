"""The words for each kind of moment, from `en/moments.toml`: checked when read, filled from the call."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

from softskills.coaching.base import Valence
from softskills.errors import LexiconError

KEYS = {"skill", "valence", "title", "weight", "source", "why", "suggest"}
FILE = "coaching/en/moments.toml"


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with slots.

    Args:
        text: the sentence, slots in braces.
        slots: their names.
    """

    text: str
    slots: frozenset[str]

    def fill(self, values: Mapping[str, str | None]) -> str | None:
        """Return the sentence, None when a slot cannot be filled."""
        filled = {name: values.get(name) for name in self.slots}
        return tidy(self.text.format_map(filled)) if all(filled.values()) else None


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said about one kind of moment; the fields are those of the file."""

    skill: str
    valence: Valence
    title: str
    weight: float
    source: str
    why: tuple[Template, ...]
    suggest: tuple[Template, ...]


@cache
def wordings(language: str = "en") -> Mapping[str, Wording]:
    """Return the wording of every kind.

    Raises:
        LexiconError: the file is malformed.
    """
    text = files("softskills.coaching").joinpath(language, "moments.toml").read_text("utf-8")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(str(error), path=FILE) from error
    return {name: _wording(name, entry) for name, entry in table.items()}


def choose(templates: Sequence[Template], values: Mapping[str, str | None], nth: int) -> str | None:
    """Return the first template that can be filled; the second time in a call the next one, and so on round."""
    filled = [said for template in templates if (said := template.fill(values)) is not None]
    return filled[nth % len(filled)] if filled else None


def tidy(text: str) -> str:
    """Mend the seams: no full stop after a question mark, one blank between words, a capital at the start."""
    text = " ".join(text.split())
    for wrong, right in (('?".', '?"'), ('!".', '!"'), ("?.", "?"), ("!.", "!"), ("..", "."), ("….", "…")):
        text = text.replace(wrong, right)
    return text[:1].upper() + text[1:]


def _wording(name: str, entry: dict[str, Any]) -> Wording:
    if set(entry) != KEYS:
        raise LexiconError(f"[{name}] has other keys than {', '.join(sorted(KEYS))}", path=FILE)
    if entry["valence"] not in ("best", "worst"):
        raise LexiconError(f"[{name}] valence is neither best nor worst", path=FILE)
    return Wording(
        entry["skill"],
        entry["valence"],
        entry["title"],
        float(entry["weight"]),
        entry["source"],
        tuple(_template(text) for text in entry["why"]),
        tuple(_template(text) for text in entry["suggest"]),
    )


def _template(text: str) -> Template:
    return Template(text, frozenset(slot for _, slot, _, _ in Formatter().parse(text) if slot))
