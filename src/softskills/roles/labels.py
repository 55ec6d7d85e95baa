"""Roles read off speakers' labels: "Agent", "CUSTOMER_1", "IVR"."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

from softskills.transcript import Role

# A machine first: "Automated agent" is no agent.
ORDER: tuple[Role, ...] = ("other", "customer", "rep")


@cache
def label_regexes() -> dict[Role, re.Pattern[str]]:
    """Return for each role the words that give it away in a label (lexicon/en/role_labels.toml)."""
    table = tomllib.loads(files("softskills.lexicon").joinpath("en", "role_labels.toml").read_text("utf-8"))
    return {role: re.compile(rf"\b(?:{'|'.join(table[role]['words'])})\b", re.IGNORECASE) for role in ORDER}


@lru_cache(4096)
def label_role(label: str) -> Role | None:
    """Return the role a label speaks of, None where it speaks of none."""
    words = label.replace("_", " ")
    return next((role for role in ORDER if label_regexes()[role].search(words)), None)


def is_machine(label: str) -> bool:
    """Tell whether a label names a menu, a recording or a mailbox."""
    return label_role(label) == "other"


def roles_from_labels(speakers: Sequence[str]) -> dict[str, Role] | None:
    """Read roles off labels such as "Agent" or "Customer 2"; None unless one side at least is plain.

    With one side named and one speaker left, that one is the other side; with several left it is not plain.
    """
    found = {name: role for name in speakers if (role := label_role(name)) is not None}
    sides = set(found.values()) - {"other"}
    rest = [name for name in speakers if name not in found]
    if sides == {"rep", "customer"}:
        return {**found, **dict.fromkeys(rest, "unknown")}
    if len(sides) == 1 and len(rest) == 1:
        return {**found, rest[0]: "customer" if "rep" in sides else "rep"}
    return None
