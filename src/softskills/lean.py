"""Keeps a process small and quick to start: leaves out what spaCy and TextBlob load where it is installed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType

# Some three seconds and 300 MB a process.
UNUSED = frozenset({"torch", "tensorflow", "mxnet", "cupy", "scipy", "sklearn"})


class _Without(MetaPathFinder):
    """Says of some modules that they are not installed; `sys.modules` stays untouched, for others look into it."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        if name.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"left out, as nothing here needs it: {name}", name=name)


def leave_out(*more: str) -> None:
    """Leave the unused libraries, and more by name, out of this process; to be called before spaCy is imported."""
    sys.meta_path.insert(0, _Without(UNUSED | frozenset(more)))
