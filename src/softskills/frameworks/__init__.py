"""Scorecards as TOML files (`cards/`) and the engine that applies them."""

from softskills.frameworks.engine import (
    CALL_TYPES,
    Framework,
    Item,
    Skill,
    enough,
    framework,
    framework_ids,
    parse_scorecard,
)

__all__ = ["CALL_TYPES", "Framework", "Item", "Skill", "enough", "framework", "framework_ids", "parse_scorecard"]
