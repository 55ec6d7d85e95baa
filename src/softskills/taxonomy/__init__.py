"""The tags of the codebook, each once; the rest of the code knows tags only from `tags.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from softskills.errors import LexiconError, OptionError

SIDES = ("rep", "customer", "both")


@dataclass(frozen=True, slots=True)
class TagInfo:
    """What the codebook says of one tag.

    Args:
        name: "family.move".
        side: "rep", "customer" or "both".
        definition: what it is.
        examples: words that carry it.
        is_not: what it is mistaken for, or "".
        attributes: what else may be said of it.
        source: whose definition it follows.
    """

    name: str
    side: str
    definition: str
    examples: tuple[str, ...]
    is_not: str
    attributes: tuple[str, ...]
    source: str

    @property
    def family(self) -> str:
        """The first half of the name."""
        return self.name.partition(".")[0]


@cache
def tags() -> Mapping[str, TagInfo]:
    """Return every tag by name, in the order of the codebook."""
    table = tomllib.loads(files(__name__).joinpath("tags.toml").read_text("utf-8"))
    found: dict[str, TagInfo] = {}
    for name, entry in table.items():
        if entry["side"] not in SIDES:
            raise LexiconError(f"the tag {name!r} has no side", path="tags.toml", hint=f"one of {SIDES}")
        found[name] = TagInfo(
            name,
            entry["side"],
            entry["definition"],
            tuple(entry["examples"]),
            entry["not"],
            tuple(entry["attributes"]),
            entry["source"],
        )
    return MappingProxyType(found)


def tag_info(name: str) -> TagInfo:
    """Return one tag.

    Raises:
        OptionError: there is no such tag; the hint lists those that come near.
    """
    known = tags()
    if name not in known:
        near = [tag for tag in known if name.partition(".")[0] in tag or tag.partition(".")[2] == name] or list(known)
        raise OptionError(f"there is no tag {name!r}", hint="known: " + ", ".join(near))
    return known[name]


@cache
def tags_of_side(side: str) -> frozenset[str]:
    """Return the names of the tags that a side may carry."""
    return frozenset(
        name for name, info in tags().items() if side in ("both", "unknown") or info.side in (side, "both")
    )
