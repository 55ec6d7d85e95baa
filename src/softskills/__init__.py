"""Soft-skills profiles from conversation transcripts: local, deterministic, explained.

import softskills as ss

result = ss.analyze("call.vtt", rep="Dana")
result.profile      # one row per speaker
result.tags         # every tag with its words and its reason
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

__all__ = [
    "Analysis",
    "SoftskillsError",
    "Transcript",
    "analyze",
    "compare",
    "corpora",
    "explain",
    "framework",
    "frameworks",
    "plot",
    "profile",
    "read",
    "relationships",
    "reliability",
    "schema",
    "score",
]

if TYPE_CHECKING:
    from softskills import corpora, frameworks
    from softskills.analysis import Analysis, analyze, read
    from softskills.archive.run import score
    from softskills.errors import SoftskillsError
    from softskills.frameworks import framework
    from softskills.pooling import compare, profile, reliability
    from softskills.profiles import schema
    from softskills.relations import relationships
    from softskills.report import plot
    from softskills.taxonomy import tag_info as explain
    from softskills.transcript import Transcript

# Names are fetched at first use, so that `softskills --help` need not wait for spaCy and pandas.
_HOMES = {
    "Analysis": ("softskills.analysis", "Analysis"),
    "analyze": ("softskills.analysis", "analyze"),
    "profile": ("softskills.pooling", "profile"),
    "compare": ("softskills.pooling", "compare"),
    "reliability": ("softskills.pooling", "reliability"),
    "schema": ("softskills.profiles", "schema"),
    "framework": ("softskills.frameworks", "framework"),
    "frameworks": ("softskills.frameworks", ""),
    "read": ("softskills.analysis", "read"),
    "relationships": ("softskills.relations", "relationships"),
    "SoftskillsError": ("softskills.errors", "SoftskillsError"),
    "explain": ("softskills.taxonomy", "tag_info"),
    "Transcript": ("softskills.transcript", "Transcript"),
    "corpora": ("softskills.corpora", ""),
    "plot": ("softskills.report.plot", ""),
    "score": ("softskills.archive.run", "score"),
}


def __getattr__(name: str) -> Any:
    import importlib

    if name not in _HOMES:
        raise AttributeError(f"module 'softskills' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    home = importlib.import_module(module)
    value = getattr(home, attribute) if attribute else home
    globals()[name] = value
    return value


# `frame.softskills` is there as soon as pandas is; with pandas imported later, `import softskills.accessor` brings it.
if "pandas" in sys.modules:
    import importlib

    importlib.import_module("softskills.accessor")


def __dir__() -> list[str]:
    return sorted(__all__)
