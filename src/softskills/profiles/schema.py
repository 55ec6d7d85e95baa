"""Every column of a profile: dtype, unit, formula, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from softskills.frames import frame_of
from softskills.frameworks import Framework, Skill, framework
from softskills.measures import Count, Rate, counts, rates

if TYPE_CHECKING:
    import pandas as pd

Line = tuple[str, str, str, str, str, str]
NOTES = {
    "_low": "lower end of the 95 % interval",
    "_high": "upper end of the 95 % interval",
    "_adjusted": "pulled towards the team by how little is known (empirical Bayes)",
    "_pull": "how far it was pulled: 0 not at all, 1 to the team's mean",
    "_percentile": "share of the archive's reps (or calls) below, from ten reps (or fifty calls) on",
}
IDENTITY: tuple[Line, ...] = (
    ("call_id", "str", "identity", "", "", "the call; only in rows of one call"),
    ("speaker", "str", "identity", "", "", "the speaker's label; one label, one person"),
    ("role", "str", "identity", "", "", "rep, customer, other or unknown"),
    ("n_calls", "int64", "identity", "calls", "", "calls that were pooled; only in pooled rows"),
    ("call_type", "str", "identity", "", "", "whose bands apply; mixed where calls of several types were pooled"),
    ("enough", "bool", "evidence", "", "", "whether enough was said, by both sides, to be scored"),
    ("talk_share_basis", "str", "evidence", "", "", "seconds where every call pooled has times, else words"),
    ("talk_share", "float64", "rate", "0 to 1", "talk_share_seconds or talk_share_words", "share of both sides' talk"),
    ("n_minutes", "float64", "evidence", "minutes", "", "how long the calls are; by 150 words a minute without times"),
    ("evidence", "str", "evidence", "", "", "thin; fair from 3 calls and 15 minutes; solid from 10 calls and an hour"),
    ("interval_from", "str", "evidence", "", "", "where skill intervals come from: calls, team, or nowhere"),
    ("not_repeating", "str", "evidence", "", "", "skills whose halves do not agree over this archive's reps"),
)


def schema(name: str = "softskills") -> pd.DataFrame:
    """Describe every column of a profile under a scorecard.

    Args:
        name: a scorecard's id or file.

    Returns:
        DataFrame, one row per column: column, dtype ("str", "int64", "float64", "bool"), kind ("identity", "evidence",
        "skill", "rate", "count", "interval"), unit, formula, says (all str).
    """
    lines = list(_lines(framework(name)))
    heads = ("column", "dtype", "kind", "unit", "formula", "says")
    return frame_of({head: ("str", [line[i] for line in lines]) for i, head in enumerate(heads)})


def _lines(card: Framework) -> Iterator[Line]:
    yield from IDENTITY
    for skill in card.skills:
        yield f"skill_{skill.name}", "float64", "skill", "0 to 100", _made_of(skill), skill.says or skill.title
    for rate in (*rates().values(), *card.rates.values()):
        yield rate.name, "float64", "rate", _unit(rate), rate.formula, rate.doc
    for count in (*counts().values(), *card.counts.values()):
        yield count.name, "float64", "count", _unit_of(count), "" if count.pool == "sum" else count.pool, count.doc
    for skill in card.skills:
        for ending, says in NOTES.items():
            unit = "0 to 1" if ending == "_pull" else "0 to 100"
            yield f"skill_{skill.name}{ending}", "float64", "interval", unit, "", f"{skill.title}: {says}; pooled rows"
    for rate in (*rates().values(), *card.rates.values()):
        for ending in ("_low", "_high"):
            yield f"{rate.name}{ending}", "float64", "interval", _unit(rate), "", f"{NOTES[ending]}; pooled rows"


def _made_of(skill: Skill) -> str:
    return " + ".join(
        [f"{item.weight:g} {item.measure}" for item in skill.items]
        or [f"{weight:g} {name}" for name, weight in skill.skills.items()]
        or ["steps: " + ", ".join(skill.steps)]
    )


def _unit(rate: Rate) -> str:
    if rate.kind == "share":
        return "0 to 1"
    if rate.name.endswith("_s"):
        return "seconds"
    return f"per {rate.scale:g} {rate.denominator}" if rate.scale != 1 else f"per {rate.denominator}"


def _unit_of(count: Count) -> str:
    return "seconds" if count.name.endswith("_s") else "words" if "words" in count.name else "count"
