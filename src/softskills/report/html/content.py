"""What stands on a call's page, as words: taken from the analysis, nothing worked out anew."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from softskills.analysis import Analysis
from softskills.frameworks import Item, Skill
from softskills.report.timeline import OUTCOMES, longest_run
from softskills.report.words import clock, mood_word, place

# So many measures of a skill stand in the open; all of them one click away.
OPEN_MEASURES = 3
ROLE_WORDS = {"rep": "rep", "customer": "customer", "other": "others", "unknown": "side unknown"}


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure that a skill rests on."""

    says: str
    figure: str
    score: str
    weight: str
    source: str


@dataclass(frozen=True, slots=True)
class Scored:
    """A skill with its score; `low` and `high` are NaN where the profile has no interval."""

    name: str
    title: str
    says: str
    score: float
    low: float
    high: float
    whole: bool
    why_not: str
    measures: Sequence[Measured]
    made_of: Sequence[str]

    @property
    def aloud(self) -> str:
        """The score as it is read aloud."""
        if math.isnan(self.score):
            return f"no score: {self.why_not}"
        return f"{self.score:.0f} of 100" + (f", between {self.low:.0f} and {self.high:.0f}" if self.has_range else "")

    @property
    def has_range(self) -> bool:
        """Whether there is an interval to show."""
        return not (math.isnan(self.low) or math.isnan(self.high))


@dataclass(frozen=True, slots=True)
class Person:
    """One rep's part of the page."""

    name: str
    skills: Sequence[Scored]
    tiles: Sequence[tuple[str, str, str]]
    moments: Sequence[Any]


def facts(result: Analysis) -> list[tuple[str, str]]:
    """Return what is known of the call: names and values, for the head of the page."""
    call = result.call
    found: list[tuple[str, str]] = []
    by_role: dict[str, list[str]] = {}
    for name, role in call.roles.items():
        by_role.setdefault(role, []).append(name)
    for side, names in by_role.items():
        found.append((ROLE_WORDS[side].capitalize(), ", ".join(names)))
    for label, value in (("Date", call.info.date), ("Client", call.info.client), ("Team", call.info.team)):
        if value:
            found.append((label, value))
    if call.role_confidence < 1:
        found.append(("Who is who", f"inferred, confidence {call.role_confidence:.2f}"))
    card = result.card.title if result.call_type == "general" else f"{result.card.title}, for {result.call_type} calls"
    found.append(("Scorecard", card))
    return found


def size(result: Analysis) -> str:
    """Return how long the call is, in a line."""
    call, view = result.call, result.view
    told = f"{len(call.utterances):,} turns · {sum(view.words_at):,} words"
    return f"{told} · {clock(max(utt.stop for utt in call.utterances))}" if view.timed else told


def people(result: Analysis) -> list[Person]:
    """Return the reps with their skills, figures and moments."""
    moments = [moment for moment in result.coached if moment.shown]
    found = []
    for row in result.scored:
        if row["role"] == "rep":
            skills = [_scored(result, skill, row) for skill in result.card.skills]
            own = [moment for moment in moments if moment.speaker == row["speaker"]]
            found.append(Person(row["speaker"], skills, list(_tiles(result, row)), own))
    return found


def _scored(result: Analysis, skill: Skill, row: dict[str, Any]) -> Scored:
    name = f"skill_{skill.name}"
    low, high = _range(result, row, name)
    weighed = sorted(skill.parts(result.call_type), key=lambda item: -item.weight_of(result.call_type))
    titles = {other.name: other.title for other in result.card.skills}
    parts = (*skill.weights(result.call_type), *skill.steps)
    return Scored(
        name=skill.name,
        title=skill.title,
        says=skill.says,
        score=row[name],
        low=low,
        high=high,
        whole=bool(parts),
        why_not="no occasion" if row["enough"] else "too little was said",
        measures=[_measured(item, row, result.call_type) for item in weighed],
        made_of=[titles[part] for part in parts],
    )


def _range(result: Analysis, row: dict[str, Any], name: str) -> tuple[float, float]:
    """Return the interval where the row has one, else what the analysis says of this one call; NaN without either."""
    if f"{name}_low" in row:
        return row[f"{name}_low"], row[f"{name}_high"]
    table = result.intervals
    mine = table[(table["speaker"] == row["speaker"]) & (table["measure"] == name)]
    return (float(mine["low"].iloc[0]), float(mine["high"].iloc[0])) if len(mine) else (math.nan, math.nan)


def _measured(item: Item, row: dict[str, Any], call_type: str) -> Measured:
    score = item.score(row, call_type)
    return Measured(
        says=item.says,
        figure=figure_of(item, row),
        score="–" if math.isnan(score) else f"{score:.0f}",
        weight=f"{item.weight_of(call_type):g}",
        source=item.source_of(call_type),
    )


def figure_of(item: Item, row: Mapping[str, Any]) -> str:
    """Return a measure's value in words, with what it was divided from."""
    value = item.value(row)
    if math.isnan(value):
        return "not observed"
    rate = item.rate
    if rate is None:
        return f"{value:.0f}"
    if rate.kind == "share" and rate.scale == 1:
        return f"{value:.0%} ({row[rate.numerator]:,.0f} of {row[rate.denominator]:,.0f})"
    return f"{value:.1f}" + (" per 100 words" if item.measure.endswith("_per_100_words") else "")


def _tiles(result: Analysis, row: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the figures every reader asks for first: label, value, what it means."""
    view = result.view
    yield "Talk share", _share(row["talk_share"]), f"of the {'time' if view.timed else 'words'} of both sides"
    for role, label, column in (
        ("rep", "Longest monologue", "longest_monologue"),
        ("customer", "Longest customer story", "longest_story"),
    ):
        run = longest_run(view, role)
        if run is not None:
            seconds = row[f"{column}_s"]
            length = f"{row[f'{column}_words']:.0f} words" if math.isnan(seconds) else clock(seconds)
            first = run.turns[0]
            yield label, length, f"at {place(first, view.turns[first].utt.start)}"
    yield "Questions", f"{row['n_questions']:.0f}", f"{row['n_open']:.0f} of them open"
    if view.timed:
        yield "Answers after", f"{_number(row['patience_s'], '.1f')} s", f"{row['n_interruptions']:.0f} interruptions"
        yield "Pace", _number(row["pace_wpm"], ".0f"), "words a minute"
    if row["n_opportunities"] > 0:
        told = [f"{row[f'n_{key}']:.0f} {word}" for key, word in OUTCOMES.items() if row[f"n_{key}"]]
        yield "Feelings shown", f"{row['n_opportunities']:.0f}", ", ".join(told)
    if not math.isnan(row["mood_start"]):
        yield (
            "Customer’s mood at the end",
            mood_word(row["mood_end"]),
            f"started {mood_word(row['mood_start'])}, at worst {mood_word(row['mood_worst'])}",
        )


def _share(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.0%}"


def _number(value: float, form: str) -> str:
    return "–" if math.isnan(value) else format(value, form)
