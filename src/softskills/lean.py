"""Keeps a process small and quick to start: leaves out what spaCy and TextBlob load and the command never uses."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

# Not to be found, even where they are installed: some three seconds and 300 MB a process.
UNUSED = frozenset({"torch", "tensorflow", "mxnet", "cupy", "scipy", "sklearn"})
# Imported by the packages they belong to, so they must be there, but empty: spaCy's own command line (which brings an
# HTTP client) and TextBlob's classes (which bring NLTK). Together a third of the start.
EMPTY = frozenset({"spacy.cli", "spacy.cli.info", "textblob.blob"})


class _Without(MetaPathFinder):
    """Says of some modules that they are not installed; `sys.modules` stays untouched, for others look into it."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"left out, as nothing here needs it: {name}", name=name)
        return ModuleSpec(name, _Nothing(), is_package=True) if name in EMPTY else None


class _Nothing(Loader):
    """Makes a module from which any name can be imported; none of them does anything."""

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Empty(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


class _Empty(ModuleType):
    def __getattr__(self, name: str) -> None:
        if name.startswith("__"):
            raise AttributeError(name)


def leave_out(*more: str) -> None:
    """Leave the unused libraries, and more by name, out of this process; to be called before spaCy is imported."""
    sys.meta_path.insert(0, _Without(UNUSED | frozenset(more)))
