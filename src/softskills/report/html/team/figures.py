"""The figures of a team's page: people, teams, skills over calls, reps and months. Pooling is done by `profiles`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from softskills.archive.overview import Tables
from softskills.archive.pooled import UNKNOWN
from softskills.frameworks import Skill
from softskills.profiles import CountTable, pooled_profile
from softskills.profiles.people import call_scores

if TYPE_CHECKING:
    import pandas as pd

ALL = "all calls"


@dataclass(frozen=True, slots=True)
class Score:
    """A pooled score, 0 to 100, and its 95 % interval; NaN where there is none."""

    value: float
    low: float
    high: float

    @property
    def known(self) -> bool:
        """Whether it can be shown: a score of people without an interval is none."""
        return not (math.isnan(self.value) or math.isnan(self.low) or math.isnan(self.high))

    @property
    def aloud(self) -> str:
        """The score in words."""
        return f"{self.value:.0f} ({self.low:.0f} to {self.high:.0f})" if self.known else "not known"


@dataclass(frozen=True, slots=True)
class Line:
    """A rep, a team or a month: how much was observed, and the scores in the scorecard's order."""

    name: str
    beside: str
    n_calls: int
    n_minutes: float
    evidence: str
    scores: Sequence[Score]


@dataclass(frozen=True)
class SkillFigures:
    """One skill over the archive.

    Args:
        skill: the skill.
        whole: over all calls.
        calls: the score of each call that has one.
        reps: for each rep with a score, whether the evidence is thin, and the score.
        months: (month, evidence, score), in order of time.
    """

    skill: Skill
    whole: Score
    calls: Sequence[float]
    reps: Sequence[tuple[bool, float]]
    months: Sequence[tuple[str, str, Score]]


@dataclass(frozen=True)
class Figures:
    """Everything pooled that the page shows.

    Args:
        people: one a rep, by name.
        teams: one a team, by name; empty with fewer than two.
        months: one a month, in order.
        skills: in the scorecard's order.
        whole: all calls pooled, a row of `pooled_profile`; empty without calls.
        alike: titles of the skills on which this archive does not tell reps apart.
        call_type: the type that most calls have.
    """

    people: Sequence[Line]
    teams: Sequence[Line]
    months: Sequence[Line]
    skills: Sequence[SkillFigures]
    whole: Mapping[str, Any]
    alike: Sequence[str]
    call_type: str


def figures(tables: Tables) -> Figures:
    """Pool an archive by rep, team, month and as a whole."""
    reps = tables.profiles[(tables.profiles["role"] == "rep").to_numpy()]
    card = tables.card
    teams = texts(reps["team"])
    by_person = _pool(tables, reps, list(reps["person"]))
    by_team = _pool(tables, reps, teams) if len({name for name in teams if name}) > 1 else []
    by_month = _pool(tables, reps, [day[:7] for day in texts(reps["date"])])
    whole = _pool(tables, reps, [ALL] * len(reps))
    team_of: dict[str, set[str]] = {}
    for person, team in zip(reps["person"], teams, strict=True):
        if team:
            team_of.setdefault(person, set()).add(team)
    people = [_line(tables, row, ", ".join(sorted(team_of.get(row["speaker"], ())))) for row in by_person]
    people.sort(key=lambda line: (line.name.casefold(), line.name))
    months = [_line(tables, row, "") for row in sorted(by_month, key=lambda row: row["speaker"]) if row["speaker"]]
    scores = call_scores(_counted(tables, reps, [ALL] * len(reps)), card)
    alike = [name.strip() for name in (by_person[0]["not_repeating"] if by_person else "").split(",") if name.strip()]
    first = _line(tables, whole[0], "").scores if whole else [Score(math.nan, math.nan, math.nan)] * len(card.skills)
    types = texts(reps["call_type"])
    return Figures(
        people=people,
        teams=[_line(tables, {**row, "speaker": row["speaker"] or UNKNOWN}, "") for row in by_team],
        months=months,
        skills=[
            SkillFigures(
                skill=skill,
                whole=first[n],
                calls=[float(x) for x in scores[skill.name] if not np.isnan(x)],
                reps=[(line.evidence == "thin", line.scores[n].value) for line in people if line.scores[n].known],
                months=[(line.name, line.evidence, line.scores[n]) for line in months],
            )
            for n, skill in enumerate(card.skills)
        ],
        whole=whole[0] if whole else {},
        alike=[skill.title for skill in card.skills if skill.name in {one.removeprefix("skill_") for one in alike}],
        call_type=max(sorted(set(types)), key=types.count) if types else "general",
    )


def texts(column: pd.Series[Any]) -> list[str]:
    """Return a column of text, "" for what is null."""
    return ["" if value is None or value != value else str(value) for value in column.astype(object)]


def _counted(tables: Tables, reps: pd.DataFrame, group: Sequence[str]) -> CountTable:
    """Lay the rows out so that a group stands where a speaker would, and a call is told by its name and its file."""
    calls = [f"{call}\n{source}" for call, source in zip(texts(reps["call_id"]), texts(reps["source"]), strict=True)]
    return CountTable.of_frame(reps.assign(speaker=list(group), call_id=calls), tables.card)


def _pool(tables: Tables, reps: pd.DataFrame, group: Sequence[str]) -> list[dict[str, Any]]:
    return pooled_profile(_counted(tables, reps, group), "speaker", tables.card) if len(reps) else []


def _line(tables: Tables, row: Mapping[str, Any], beside: str) -> Line:
    columns = [f"skill_{skill.name}" for skill in tables.card.skills]
    return Line(
        name=str(row["speaker"]),
        beside=beside,
        n_calls=int(row["n_calls"]),
        n_minutes=float(row["n_minutes"]),
        evidence=str(row["evidence"]),
        scores=[Score(row[name], row[f"{name}_low"], row[f"{name}_high"]) for name in columns],
    )
