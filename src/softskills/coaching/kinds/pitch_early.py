"""An offer before any need was known."""

from __future__ import annotations

from collections.abc import Iterator

from softskills.coaching.base import NEEDS, Find, said
from softskills.measures.view import CallView


def find(view: CallView) -> Iterator[Find]:
    """Yield the first offer where the customer had told of no need or goal, and had not asked for it."""
    for i in view.indices("rep"):
        offers = [tag for tag in view.tags_at[i] if tag.tag in ("value.feature", "value.benefit")]
        if not offers:
            continue
        told = [tag for j in range(i) for tag in view.tags_at[j] if tag.tag in (*NEEDS, "customer.distress")]
        before = view.previous_of(i, "customer")
        asked = before is not None and view.has(before, "question.")
        if not told and not asked:
            later = [tag for j in range(i + 1, len(view.turns)) for tag in view.tags_at[j] if tag.tag in NEEDS]
            yield Find(i, offers[0].span, 0.2 if later else 0.0, said(view, later[0]) if later else {})
        return
