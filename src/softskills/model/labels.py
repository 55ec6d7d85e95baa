"""What the learned tagger says of a clause: the codebook's tags, and the attributes that need meaning."""

from __future__ import annotations

from functools import cache

import numpy as np

from softskills.taxonomy import tags, tags_of_side
from softskills.transcript import ROLES, Tag

TAGS: tuple[str, ...] = tuple(tags())
# Each with the tags it may stand on.
ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "generic": tuple(name for name in TAGS if name.startswith("empathy.")),
    "tailored": ("value.benefit",),
    "quantified": ("value.benefit",),
    "price": ("value.feature",),
    "complex": ("listening.reflection",),
}
LABELS: tuple[str, ...] = (*TAGS, *ATTRIBUTES)
INDEX: dict[str, int] = {name: i for i, name in enumerate(LABELS)}


def has(tag: Tag, attribute: str) -> bool:
    """Tell whether a tag carries an attribute; `complex` is the depth of a reflection."""
    if attribute == "complex":
        return tag.attributes.get("depth") == "complex"
    return bool(tag.attributes.get(attribute))


@cache
def side_mask(role: str) -> np.ndarray:
    """Return, tag by tag, whether a speaker of this role may carry it."""
    allowed = frozenset[str]() if role == "other" else tags_of_side(role)
    return np.array([name in allowed for name in TAGS])


def side_masks(roles: list[str]) -> np.ndarray:
    """Return the masks of many roles, one row each."""
    table = np.stack([side_mask(role) for role in ROLES])
    place: dict[str, int] = {role: i for i, role in enumerate(ROLES)}
    return np.asarray(table[[place[role] for role in roles]])
