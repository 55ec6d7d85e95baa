"""Rows of a profile: counts first, rates divided last, skills from a scorecard."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from softskills.errors import OptionError
from softskills.frames import frame_of
from softskills.frameworks import CALL_TYPES, Framework
from softskills.measures import Counts, counts, rates
from softskills.measures.talk import basis

if TYPE_CHECKING:
    import pandas as pd

# Where a call has no times: the middle of 130 to 175 words a minute, the usual pace of calls.
WORDS_A_MINUTE = 150.0
DTYPES = {
    "call_id": "str",
    "speaker": "str",
    "role": "str",
    "talk_share_basis": "str",
    "call_type": "str",
    "evidence": "str",
    "interval_from": "str",
    "not_repeating": "str",
    "n_calls": "int64",
    "enough": "bool",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One speaker's counts in one call, before anything is divided."""

    call_id: str
    speaker: str
    role: str
    counts: Counts
    call_type: str = "general"


def profile_rows(
    rows: Sequence[tuple[dict[str, str | int], Counts]], card: Framework, call_type: str
) -> list[dict[str, Any]]:
    """Divide and score.

    Args:
        rows: identity and counts, of one call or pooled.
        card: the scorecard.
        call_type: whose bands apply.

    Returns:
        One dict a row, all with the keys that `profile_frame` lists.

    Raises:
        OptionError: no such call type.
    """
    if call_type not in CALL_TYPES:
        raise OptionError(f"there is no call type {call_type!r}", hint=f"one of {', '.join(CALL_TYPES)}")
    return [_row(identity, found, card, call_type) for identity, found in rows]


def profile_frame(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Make a table of what `profile_rows` gives.

    Returns:
        DataFrame, one row each: the identity (str), `enough` (bool), `talk_share_basis` ("seconds" or "words"),
        `talk_share` (float64, 0 to 1), `skill_*` (float64, 0 to 100 or NaN) for reps, every rate (float64 or NaN),
        every count (float64, NaN where it could not be observed).
    """
    import pandas as pd

    names = list(rows[0]) if rows else []
    floats = [name for name in names if name not in DTYPES]
    # The 160 float columns as one block: made one by one they would cost more than all the tagging.
    block = np.array([[row[name] for name in floats] for row in rows], dtype="float64").reshape(len(rows), len(floats))
    told = frame_of({name: (DTYPES[name], [row[name] for row in rows]) for name in names if name in DTYPES})
    return pd.concat([told, pd.DataFrame(block, columns=floats)], axis=1)


def minutes(found: Counts) -> float:
    """Return how long the calls are: by the clock where they have times, else by words at `WORDS_A_MINUTE`."""
    if basis(found) == "seconds":
        return found.get("call_s", math.nan) / 60
    return found.get("n_words_call", math.nan) / WORDS_A_MINUTE


def _row(identity: dict[str, str | int], found: Counts, card: Framework, call_type: str) -> dict[str, Any]:
    row: dict[str, Any] = dict(identity)
    on = basis(found)
    row["enough"] = card.enough(found)
    row["talk_share_basis"] = on
    row["talk_share"] = rates()[f"talk_share_{on}"].of(found)
    skills = card.score(found, call_type) if identity["role"] == "rep" else {}
    for skill in card.skills:
        row[f"skill_{skill.name}"] = skills.get(skill.name, math.nan)
    row["n_minutes"] = minutes(found)
    for name, rate in (*rates().items(), *card.rates.items()):
        row[name] = rate.of(found)
    for name in (*counts(), *card.counts):
        row[name] = found.get(name, math.nan)
    return row
