"""The learned tagger, two tiers of one model: `fast` (linear) and `full` (an encoder where the fast tier is unsure).

Both give the same kind of tags; each tag says which tier and what decided it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from softskills.model.store import Weights, load_weights
from softskills.model.tagging import TIERS, Tagging, tag_call

__all__ = ["TIERS", "Tagging", "Weights", "load_model", "tag_call"]

SHIPPED = Path(__file__).with_name("data")


def load_model(path: str | Path | None = None) -> Weights:
    """Load a model, once.

    Args:
        path: a folder that `softskills train` wrote; None for the one that comes with the package.

    Raises:
        ModelError: it is missing or malformed.
    """
    return _load(Path(path) if path is not None else SHIPPED)


@cache
def _load(folder: Path) -> Weights:
    return load_weights(folder)
