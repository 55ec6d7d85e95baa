"""Verbs for many calls: `profile` pools them, `compare` sets two piles side by side, `reliability` asks what lasts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from softskills.analysis import Analysis, Rep, analyze, scorecard_for
from softskills.frames import frame_of
from softskills.frameworks import Framework
from softskills.profiles import (
    COMPARE_COLUMNS,
    CountTable,
    Row,
    compare_rows,
    pooled_profile,
    profile_frame,
    reliability_rows,
)

if TYPE_CHECKING:
    import pandas as pd

RELIABILITY_COLUMNS = {
    "skill": "str",
    "n_reps": "int64",
    "n_calls": "int64",
    "reliability": "float64",
    "repeats": "object",
}


def profile(
    calls: Any,
    *,
    by: str = "speaker",
    rep: Rep = None,
    framework: str = "softskills",
    call_type: str | None = None,
    tier: str = "full",
    model: str | Path | None = None,
) -> pd.DataFrame:
    """Pool calls: add the counts, then divide.

    Args:
        calls: sources as `read` takes them, or analyses; or a DataFrame of profiles by call, as an archive stores
            them (one row per call and speaker, with its counts).
        by: "speaker", "role" or "call".
        rep: the rep's name or names, the same in all calls.
        framework: a scorecard's id or file.
        call_type: whose bands apply.
        tier: the tagger's tier, see `analyze`.
        model: the tagger's model, see `analyze`.

    Returns:
        DataFrame, one row per group and role, `n_calls` (int64), the columns of `softskills.profiles.profile_frame`,
        and how sure each figure is: `<skill or rate>_low` and `_high` (95 %), `skill_*_adjusted` (pulled towards the
        team where calls are few) and `skill_*_pull` (how far), `skill_*_percentile` (among ten reps or more),
        `evidence` ("thin", "fair", "solid"), `interval_from`, `not_repeating`; see `softskills.schema()`. Speakers are
        told apart by their labels: one label, one person.

    Raises:
        SoftskillsError: a call cannot be read; the message names it.
    """
    card = scorecard_for(framework, call_type)
    return profile_frame(pooled_profile(_counted(calls, card, rep, call_type, tier, model), by, card))


def compare(
    before: Any,
    after: Any,
    *,
    by: str | None = "speaker",
    rep: Rep = None,
    framework: str = "softskills",
    call_type: str | None = None,
) -> pd.DataFrame:
    """Compare two periods, or two reps, or before and after a training: each difference with its interval.

    Args:
        before: calls as `profile` takes them, or a DataFrame of profiles by call (one row per call and speaker).
        after: likewise.
        by: "speaker" for each rep who occurs on both sides; None for all calls of one side against all of the other.
        rep: the rep's name or names.
        framework: a scorecard's id or file.
        call_type: whose bands apply to calls that are read here.

    Returns:
        DataFrame, one row per rep and measure: speaker (str, "" for all), measure, kind (str: "skill", "rate"), before,
        after, difference (float64, after less before), low, high (float64, 95 %), n_calls_before, n_calls_after
        (int64), clear (bool, the interval leaves out 0), method (str: "calls" from eight calls a side on, each side's
        calls drawn anew; "team" below: how calls differ within reps; "" where neither can be had).

    Raises:
        OptionError: nobody is on both sides, or one side has no rep.
    """
    card = scorecard_for(framework, call_type)
    sides = [_counted(side, card, rep, call_type) for side in (before, after)]
    found = compare_rows(sides[0], sides[1], by, card)
    return frame_of({name: (kind, [row[name] for row in found]) for name, kind in COMPARE_COLUMNS.items()})


def reliability(
    calls: Any, *, rep: Rep = None, framework: str = "softskills", call_type: str | None = None
) -> pd.DataFrame:
    """Ask of each skill whether it repeats: split-half reliability over the reps of an archive.

    Args:
        calls: calls as `profile` takes them, or a DataFrame of profiles by call.
        rep: the rep's name or names.
        framework: a scorecard's id or file.
        call_type: whose bands apply to calls that are read here.

    Returns:
        DataFrame, one row per skill: skill (str), n_reps, n_calls (int64), reliability (float64; NaN below ten reps
        with four calls each), repeats (object: True, False, or None where it is not known; True from .6 on).
    """
    card = scorecard_for(framework, call_type)
    found = reliability_rows(_counted(calls, card, rep, call_type), card)
    return frame_of({name: (kind, [row[name] for row in found]) for name, kind in RELIABILITY_COLUMNS.items()})


def _counted(
    calls: Any,
    card: Framework,
    rep: Rep,
    call_type: str | None,
    tier: str = "full",
    model: str | Path | None = None,
) -> CountTable:
    if hasattr(calls, "columns"):
        return CountTable.of_frame(calls, card)
    rows: list[Row] = []
    for call in calls:
        done = isinstance(call, Analysis)
        result = call if done else analyze(call, rep=rep, call_type=call_type, tier=tier, model=model)
        # A card with checks of its own has counts that another card's analysis lacks.
        rows.extend(result.rows if not card.checks else replace(result, card=card).rows)
    return CountTable.of_rows(rows, card)
