"""The soft-skills profile: one row per speaker, counts first, rates divided last, skills from a scorecard."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from softskills.errors import OptionError
from softskills.frames import frame_of
from softskills.frameworks import CALL_TYPES, Framework
from softskills.measures import Counts, counts, pool, pooling, rates
from softskills.measures.talk import basis

if TYPE_CHECKING:
    import pandas as pd

DTYPES = {
    "call_id": "str",
    "speaker": "str",
    "role": "str",
    "talk_share_basis": "str",
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


def pool_rows(rows: Iterable[Row], by: str) -> list[tuple[dict[str, str | int], Counts]]:
    """Put rows together.

    Args:
        rows: counts of speakers in calls.
        by: "speaker", "role" or "call".

    Returns:
        For each group its identity and its pooled counts.

    Raises:
        OptionError: `by` is none of these.
    """
    if by not in ("speaker", "role", "call"):
        raise OptionError(f"by={by!r} is not known", hint="speaker, role or call")
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        key = {"speaker": row.speaker, "role": row.role, "call": row.call_id}[by]
        groups.setdefault((key, row.role), []).append(row)
    pooled: list[tuple[dict[str, str | int], Counts]] = []
    for (key, role), members in groups.items():
        name = "call_id" if by == "call" else by
        identity: dict[str, str | int] = {name: key, "role": role}
        identity["n_calls"] = len({member.call_id for member in members})
        pooled.append((identity, pool((member.counts for member in members), pooling())))
    return pooled


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


def _row(identity: dict[str, str | int], found: Counts, card: Framework, call_type: str) -> dict[str, Any]:
    row: dict[str, Any] = dict(identity)
    on = basis(found)
    row["enough"] = card.enough(found)
    row["talk_share_basis"] = on
    row["talk_share"] = rates()[f"talk_share_{on}"].of(found)
    skills = card.score(found, call_type) if identity["role"] == "rep" else {}
    for skill in card.skills:
        row[f"skill_{skill.name}"] = skills.get(skill.name, math.nan)
    for name, rate in rates().items():
        row[name] = rate.of(found)
    for name in counts():
        row[name] = found.get(name, math.nan)
    return row
