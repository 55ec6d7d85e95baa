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
SEAMS = (('?".', '?"'), ('!".', '!"'), ("?.", "?"), ("!.", "!"), ("..", "."), ("….", "…"))


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with slots.

    Args:
        text: the sentence, slots in braces.
        slots: their names.
    """

    text: str
    slots: frozenset[str]

    def fits(self, values: Mapping[str, str | None]) -> bool:
        """Tell whether every slot can be filled."""
        return all(values.get(name) for name in self.slots)

    def fill(self, values: Mapping[str, str | None]) -> str:
        """Return the sentence, its slots filled."""
        return tidy(self.text.format_map(values)) if self.slots else self.text


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
    fitting = [template for template in templates if template.fits(values)]
    return fitting[nth % len(fitting)].fill(values) if fitting else None


def tidy(text: str) -> str:
    """Mend the seams: no full stop after a question mark, one blank between words, a capital at the start."""
    text = " ".join(text.split())
    for wrong, right in SEAMS:
        if wrong in text:
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
    slots = frozenset(slot for _, slot, _, _ in Formatter().parse(text) if slot)
    return Template(text if slots else tidy(text), slots)
