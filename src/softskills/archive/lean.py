"""Keeps a worker small: libraries that spaCy, TextBlob and pyarrow load where they are installed, unused here."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType

# Some 400 MB and seconds a worker.
LEFT_OUT = frozenset({"torch", "tensorflow", "mxnet", "cupy", "scipy", "sklearn", "pandas"})


class _Without(MetaPathFinder):
    """Says of some modules that they are not installed; `sys.modules` stays untouched, for others look into it."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        if name.partition(".")[0] in LEFT_OUT:
            raise ModuleNotFoundError(f"left out of archive workers: {name}", name=name)


def leave_out() -> None:
    """Leave them out of this process; to be called before spaCy is imported."""
    sys.meta_path.insert(0, _Without())
