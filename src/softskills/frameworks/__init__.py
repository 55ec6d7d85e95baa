"""Scorecards as TOML files (`cards/`) and the engine that applies them."""

from softskills.frameworks.card import CALL_TYPES, Framework, Item, Skill
from softskills.frameworks.checks import Check, Event
from softskills.frameworks.parse import parse_scorecard
from softskills.frameworks.registry import framework, framework_ids, frameworks
from softskills.frameworks.words import in_words

__all__ = [
    "CALL_TYPES",
    "Check",
    "Event",
    "Framework",
    "Item",
    "Skill",
    "framework",
    "framework_ids",
    "frameworks",
    "in_words",
    "parse_scorecard",
]
