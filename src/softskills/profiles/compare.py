"""Two periods, two reps, before and after a training: the difference of each figure, with its interval."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from softskills.errors import OptionError
from softskills.frameworks import Framework
from softskills.profiles.counted import CountTable, Floats, percentile_pair
from softskills.profiles.intervals import Z
from softskills.profiles.people import OWN_CALLS, Group, all_rates, call_scores, spread

# The columns of a comparison with their dtypes.
COMPARE_COLUMNS = {
    "speaker": "str",
    "measure": "str",
    "kind": "str",
    "before": "float64",
    "after": "float64",
    "difference": "float64",
    "low": "float64",
    "high": "float64",
    "n_calls_before": "int64",
    "n_calls_after": "int64",
    "clear": "bool",
    "method": "str",
}


def compare_rows(before: CountTable, after: CountTable, by: str | None, card: Framework) -> list[dict[str, Any]]:
    """Compare the reps' calls of two tables.

    Args:
        before: one row per call and speaker.
        after: likewise.
        by: "speaker" for each rep that occurs in both; None for all calls of one table against all of the other.
        card: the scorecard.

    Returns:
        One dict per rep and measure: speaker ("" for all), measure, kind ("skill" or "rate"), before, after, difference
        (after less before), low, high (95 %), n_calls_before, n_calls_after, clear (the interval leaves out 0),
        method ("calls": both sides' calls drawn anew; "team": from how calls differ within reps; "" for none).

    Raises:
        OptionError: `by` is neither, or nobody is in both.
    """
    if by not in ("speaker", None):
        raise OptionError(f"by={by!r} is not known", hint="'speaker' or None")
    needed = card.needed | {name for rate in all_rates(card).values() for name in (rate.numerator, rate.denominator)}
    sides = [
        table.only(needed).take([i for i, role in enumerate(table.role) if role == "rep"]) for table in (before, after)
    ]
    if not len(sides[0]) or not len(sides[1]):
        raise OptionError("one side has no calls of a rep", hint="name the rep when reading")
    within = _within(sides, card)
    if by is None:
        return list(_compared("", sides[0], sides[1], card, within))
    groups = [side.groups("speaker") for side in sides]
    common = [key for key in groups[0] if key in groups[1]]
    if not common:
        raise OptionError("no rep is on both sides", hint="by=None compares all calls with all calls")
    found: list[dict[str, Any]] = []
    for key in common:
        one, other = (side.take(group[key]) for side, group in zip(sides, groups, strict=True))
        found.extend(_compared(key[0], one, other, card, within))
    return found


def _within(sides: list[CountTable], card: Framework) -> dict[str, float]:
    """Return the variance from call to call within reps, by skill, over both sides."""
    parts: dict[str, list[Floats]] = {skill.name: [] for skill in card.skills}
    for side in sides:
        scores = call_scores(side, card)
        for index in side.groups("speaker").values():
            for name, score in scores.items():
                parts[name].append(score[index][~np.isnan(score[index])])
    return {name: spread(part, [0.0]).within for name, part in parts.items()}


def _compared(
    speaker: str, before: CountTable, after: CountTable, card: Framework, within: Mapping[str, float]
) -> list[dict[str, Any]]:
    groups = [Group(side, card, f"compare:{when}:{speaker}") for when, side in (("before", before), ("after", after))]
    calls = [len(set(side.call_id)) for side in (before, after)]
    own = min(calls) >= OWN_CALLS
    samples = [group.sample() if own else {} for group in groups]
    values = [_values(group, card) for group in groups]
    found: list[dict[str, Any]] = []
    for name in values[0]:
        difference = values[1][name] - values[0][name]
        low = high = math.nan
        method = ""
        if not math.isnan(difference):
            if own and name in samples[0]:
                low, high = percentile_pair(samples[1][name] - samples[0][name])
                method = "calls"
            elif within.get(name.removeprefix("skill_"), math.nan) >= 0:
                half = Z * math.sqrt(within[name.removeprefix("skill_")] * (1 / calls[0] + 1 / calls[1]))
                low, high = difference - half, difference + half
                method = "team"
        found.append(
            {
                "speaker": speaker,
                "measure": name,
                "kind": "skill" if name.startswith("skill_") else "rate",
                "before": values[0][name],
                "after": values[1][name],
                "difference": difference,
                "low": low,
                "high": high,
                "n_calls_before": calls[0],
                "n_calls_after": calls[1],
                "clear": bool(low > 0 or high < 0),
                "method": "" if math.isnan(low) else method,
            }
        )
    return found


def _values(group: Group, card: Framework) -> dict[str, float]:
    found = {f"skill_{name}": score for name, score in group.skills().items()}
    pooled = group.table.pooled()
    return found | {name: rate.of(pooled) for name, rate in all_rates(card).items()}
