"""What to train as a team, and the moments that show it: from the pooled measures and the moments of the archive."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from softskills.archive.overview import Tables
from softskills.coaching.wording import choose, wordings
from softskills.frameworks import Item
from softskills.report.html.content import figure_of
from softskills.report.html.team.figures import Figures, Score
from softskills.report.words import place

if TYPE_CHECKING:
    import pandas as pd

# So many skills a team can practise in a quarter, and so many measures and kinds of moments each (by hand).
SKILLS, MEASURES, KINDS = 3, 3, 2
# Points from which a measure is no matter for training, and at which its band is quoted as something to reach.
GOOD = 75.0
# So many calls must have given an occasion.
LEAST_CALLS = 3
# So many of the strongest and of the weakest moments.
MOMENTS = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """One moment as it is shown; without words where the archive holds none."""

    title: str
    valence: str
    who: str
    call: str
    where: str
    quote: str
    why: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Often:
    """A kind of moment over the archive."""

    kind: str
    title: str
    valence: str
    n: int
    n_calls: int
    n_reps: int
    advice: str
    source: str


@dataclass(frozen=True, slots=True)
class Low:
    """A measure that holds a skill down."""

    says: str
    figure: str
    target: str
    source: str


@dataclass(frozen=True, slots=True)
class Practice:
    """One skill to train: why, what it is made of, what to try, and how it sounds when it works."""

    title: str
    says: str
    score: Score
    n_calls: int
    lows: Sequence[Low]
    tries: Sequence[Often]
    keep: str
    example: Shown | None


def practices(tables: Tables, found: Figures) -> list[Practice]:
    """Return the skills that are lowest over all calls, where enough was observed, the lowest first.

    Skills that are made of other skills are left out: one trains the parts.
    """
    row = found.whole
    if not row or row["evidence"] == "thin":
        return []
    able = [one for one in found.skills if one.skill.items and one.whole.known and len(one.calls) >= LEAST_CALLS]
    often = kinds(tables)
    chosen: list[Practice] = []
    for one in sorted(able, key=lambda one: one.whole.value)[:SKILLS]:
        skill = one.skill
        mine = [kind for kind in often if wordings()[kind.kind].skill == skill.name]
        worst = [kind for kind in mine if kind.valence == "worst" and kind.advice][:KINDS]
        best = [
            name for name, wording in wordings().items() if wording.skill == skill.name and wording.valence == "best"
        ]
        chosen.append(
            Practice(
                title=skill.title,
                says=skill.says,
                score=one.whole,
                n_calls=len(one.calls),
                lows=_lows(skill.parts(found.call_type), row, found.call_type),
                tries=worst,
                keep=next(filter(None, map(advice, best)), ""),
                example=next(iter(_strongest(tables, best, 1)), None),
            )
        )
    return chosen


def kinds(tables: Tables) -> list[Often]:
    """Return how often each kind of moment occurs, the most frequent first."""
    found = []
    for kind, rows in tables.moments.groupby("kind", sort=True):
        wording = wordings().get(str(kind))
        if wording is not None:
            found.append(
                Often(
                    kind=str(kind),
                    title=wording.title,
                    valence=wording.valence,
                    n=len(rows),
                    n_calls=len(rows.drop_duplicates(["call_id", "source"])),
                    n_reps=rows["person"].nunique(),
                    advice=advice(str(kind)),
                    source=wording.source,
                )
            )
    return sorted(found, key=lambda one: (-one.n, one.kind))


def advice(kind: str) -> str:
    """Return what can be said about a kind of moment in general: the suggestion that needs nothing of the call."""
    said = choose(wordings()[kind].suggest, {}, 0) or ""
    said = said.removeprefix("Keep this: ")
    return said[:1].upper() + said[1:]


def strongest(tables: Tables) -> list[Shown]:
    """Return the most telling moments to keep: of different kinds and reps as far as they go."""
    return _strongest(tables, [name for name, wording in wordings().items() if wording.valence == "best"], MOMENTS)


def weakest(tables: Tables) -> list[Shown]:
    """Return the most telling moments to work on; whose they are is not said."""
    return _strongest(tables, [name for name, wording in wordings().items() if wording.valence == "worst"], MOMENTS)


def _strongest(tables: Tables, names: Sequence[str], most: int) -> list[Shown]:
    rows = tables.moments[tables.moments["kind"].isin(list(names)).to_numpy()]
    rows = rows.sort_values(["weight", "call_id", "turn"], ascending=[False, True, True], kind="stable")
    if tables.words != "none":
        rows = rows[(rows["quote"].fillna("") != "").to_numpy()]
    picked: list[Mapping[str, Any]] = []
    for fresh in (True, False):
        # One of a kind, then of a rep: what fills the list is variety, not one bad afternoon.
        for row in _first(rows, "kind"):
            if (
                len(picked) < most
                and row not in picked
                and not (fresh and row["person"] in {x["person"] for x in picked})
            ):
                picked.append(row)
    return [_shown(row) for row in sorted(picked, key=lambda row: -float(row["weight"]))]


def _first(rows: pd.DataFrame, column: str) -> list[dict[str, Any]]:
    """Return the first three rows of each value, the first ones of all values first."""
    nth = rows.groupby(column, sort=False).cumcount()
    rows = rows.assign(_nth=nth).loc[nth < 3].sort_values("_nth", kind="stable")
    wanted = ["call_id", "turn", "start", "kind", "valence", "quote", "why", "suggestion", "weight", "person"]
    told: list[dict[str, Any]] = [
        dict(zip(wanted, values, strict=True)) for values in rows[wanted].itertuples(index=False, name=None)
    ]
    return told


def _shown(row: Mapping[str, Any]) -> Shown:
    wording = wordings()[row["kind"]]
    said = {
        name: "" if row[name] is None or row[name] != row[name] else str(row[name])
        for name in ("quote", "why", "suggestion")
    }
    best = wording.valence == "best"
    return Shown(
        title=wording.title,
        valence=wording.valence,
        who=str(row["person"]) if best else "",
        call=str(row["call_id"]),
        where=place(int(row["turn"]), float(row["start"])),
        quote=said["quote"],
        why=said["why"],
        suggestion=said["suggestion"] or advice(row["kind"]),
    )


def _lows(items: Sequence[Item], row: Mapping[str, Any], call_type: str) -> list[Low]:
    """Return the measures that cost the skill most points."""
    scored = [(item, item.score(row, call_type)) for item in items]
    lost = [(item.weight_of(call_type) * (100 - score), item) for item, score in scored if score < GOOD]
    lost.sort(key=lambda pair: -pair[0])
    return [
        Low(item.says, figure_of(item, row), _target(item, call_type), item.source_of(call_type))
        for _, item in lost[:MEASURES]
    ]


def _target(item: Item, call_type: str) -> str:
    """Return the value at which the band gives 75 points, in words."""
    band = item.band(call_type)
    value = reach(band)
    if math.isnan(value):
        return ""
    side = "or more" if band[-1][1] > band[0][1] else "or less" if band[-1][1] < band[0][1] else "or so"
    if item.rate is not None and item.rate.kind == "share" and item.rate.scale == 1:
        return f"{value:.0%} {side}"
    per = " per 100 words" if item.measure.endswith("_per_100_words") else ""
    return f"{value:.0f}{per} {side}" if value >= 10 else f"{f'{value:.1f}'.removesuffix('.0')}{per} {side}"


def reach(points: Sequence[tuple[float, float]], wanted: float = GOOD) -> float:
    """Return where a band of straight lines first comes to so many points; NaN where it never does.

    >>> reach([(0, 10), (1, 40), (4, 80)], 60)
    2.5
    """
    for (x, y), (other_x, other_y) in pairwise(points):
        if min(y, other_y) <= wanted <= max(y, other_y) and y != other_y:
            return x + (other_x - x) * (wanted - y) / (other_y - y)
    return math.nan
