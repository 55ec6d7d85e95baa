"""The tidy view: one row per call (or group), speaker and measure; the same figures as the wide one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from softskills.frames import frame_of
from softskills.frameworks import Framework
from softskills.measures import counts
from softskills.profiles.people import all_rates

if TYPE_CHECKING:
    import pandas as pd

IDENTITY = ("call_id", "speaker", "role", "n_calls", "call_type")
ENDINGS = ("low", "high", "adjusted", "pull", "percentile")


def tidy(frame: pd.DataFrame, card: Framework) -> pd.DataFrame:
    """Turn a profile on its side.

    Args:
        frame: a profile, of one call or pooled.
        card: the scorecard it was made with.

    Returns:
        DataFrame: the identity of the profile (call_id, speaker, role, n_calls, call_type, as far as it has them),
        measure (str), kind (str: "skill", "rate", "count"), value (float64, NaN where it could not be observed),
        numerator, denominator (float64, of rates), low, high (float64, 95 %), adjusted, pull, percentile (float64, of
        skills). What a profile of one call does not have is NaN.
    """
    rates = all_rates(card)
    kinds = {f"skill_{skill.name}": "skill" for skill in card.skills}
    kinds |= dict.fromkeys(rates, "rate") | dict.fromkeys((*counts(), *card.counts), "count")
    measures = [name for name in kinds if name in frame.columns]
    nothing = [float("nan")] * len(frame)
    records = {name: frame[name].tolist() for name in frame.columns}
    found: dict[str, tuple[str, list[object]]] = {}
    for name in IDENTITY:
        if name in records:
            dtype = "int64" if name == "n_calls" else "str"
            found[name] = (dtype, [value for value in records[name] for _ in measures])
    rows = range(len(frame))
    found["measure"] = ("str", [name for _ in rows for name in measures])
    found["kind"] = ("str", [kinds[name] for _ in rows for name in measures])
    found["value"] = ("float64", [records[name][i] for i in rows for name in measures])
    for part in ("numerator", "denominator"):
        columns = [getattr(rates[name], part) if name in rates else "" for name in measures]
        found[part] = ("float64", [records.get(column, nothing)[i] for i in rows for column in columns])
    for ending in ENDINGS:
        found[ending] = (
            "float64",
            [records.get(f"{name}_{ending}", nothing)[i] for i in rows for name in measures],
        )
    return frame_of(found)
