"""How often a tag is right: the tagger on gold calls, tag by tag, and its skill scores beside a coach's ratings."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from softskills import corpora
from softskills.analysis import Analysis, analyze
from softskills.corpora import RATINGS, STYLES, GoldCall
from softskills.errors import ReadError
from softskills.evaluate.ranks import spearman
from softskills.evaluate.scoring import Counts, Miss, compare, prf
from softskills.measures import CallView
from softskills.segment import turns
from softskills.taxonomy import tag_info
from softskills.taxonomy import tags as known_tags
from softskills.transcript import Transcript

# A tag with fewer gold spans than this (in one style) has no part in the macro average.
MIN_SUPPORT = 20
NAN = float("nan")

Analyze = Callable[[Transcript], Analysis]


@dataclass(frozen=True, slots=True)
class CallSkills:
    """The skills of one gold call: scored from the tagger's tags, scored from the gold tags, rated by the coach.

    Args:
        call_id: the call.
        style: "punctuated" or "asr".
        scored: skill to 0..100, from the tagger's tags; NaN where there was no occasion.
        from_gold: likewise, from the gold tags: what the scorecard makes of faultless tags.
        rated: skill to the coach's 1..5, NaN where there was no occasion.
    """

    call_id: str
    style: str
    scored: dict[str, float]
    from_gold: dict[str, float]
    rated: dict[str, float]


@dataclass(frozen=True)
class Evaluation:
    """What a tagger got right on gold calls. Tables are made when asked for, once; the two styles stay apart.

    Args:
        source: what was evaluated ("dev", or the path).
        n_calls: calls by style.
        n_turns: turns by style.
        counts: hits, wrong and missed spans by style.
        ceiling: F1 of a second annotator by tag, as `agreement.json` beside the gold calls says; may be empty.
        misses: every disagreement, in order of call and turn.
        calls: the skills of each call.
    """

    source: str
    n_calls: dict[str, int]
    n_turns: dict[str, int]
    counts: dict[str, Counts] = field(repr=False)
    ceiling: dict[str, float] = field(repr=False)
    misses: tuple[Miss, ...] = field(repr=False)
    calls: tuple[CallSkills, ...] = field(repr=False)

    @property
    def styles(self) -> tuple[str, ...]:
        """The styles that occur."""
        return tuple(style for style in STYLES if style in self.counts)

    @cached_property
    def tags(self) -> pd.DataFrame:
        """One row per style and tag of the codebook.

        Columns: style, tag (str), support, n_hit, n_wrong, n_missed (int64, spans; support = n_hit + n_missed),
        precision, recall, f1 (float64, NaN where there was nothing to divide by), ceiling (float64, F1 of a second
        annotator, NaN when unknown).
        """
        rows = [self._row(style, tag) for style in self.styles for tag in known_tags()]
        return _frame(rows, TAG_COLUMNS)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Two rows per style.

        Columns: style (str), average (str: "macro", the mean over tags with at least 20 gold spans in this style, or
        "micro", all spans together), n_tags (int64, tags that take part), support (int64, their gold spans),
        precision, recall, f1 (float64; a tag that was never given has no precision and is left out of that mean),
        ceiling (float64, the mean over tags whose ceiling is known; NaN for micro).
        """
        rows = []
        for style in self.styles:
            table = self.tags[self.tags["style"] == style]
            enough = table[table["support"] >= MIN_SUPPORT]
            means = {name: float(enough[name].mean()) for name in ("precision", "recall", "f1", "ceiling")}
            rows.append(
                {"style": style, "average": "macro", "n_tags": len(enough), "support": enough["support"].sum()} | means
            )
            precision, recall, f1 = prf(*(int(table[name].sum()) for name in ("n_hit", "n_wrong", "n_missed")))
            rows.append(
                {
                    "style": style,
                    "average": "micro",
                    "n_tags": int((table["support"] > 0).sum()),
                    "support": table["support"].sum(),
                    "precision": precision,
                    "recall": recall,
                    "f1": f1,
                    "ceiling": NAN,
                }
            )
        return _frame(rows, SUMMARY_COLUMNS)

    @cached_property
    def skills(self) -> pd.DataFrame:
        """One row per style and skill: the rank correlation of scores with the coach's ratings.

        Columns: style, skill (str), n (int64, calls with both a score and a rating), rho (float64, Spearman; NaN
        under three calls), n_gold (int64), rho_gold (float64): the same when the gold tags are scored in place of the
        tagger's, that is, what the scorecard alone would reach.
        """
        rows = []
        for style in self.styles:
            calls = [call for call in self.calls if call.style == style]
            for skill in RATINGS:
                rated = [call.rated[skill] for call in calls]
                rho, n = spearman([call.scored[skill] for call in calls], rated)
                rho_gold, n_gold = spearman([call.from_gold[skill] for call in calls], rated)
                rows.append(
                    {"style": style, "skill": skill, "n": n, "rho": rho, "n_gold": n_gold, "rho_gold": rho_gold}
                )
        return _frame(rows, SKILL_COLUMNS)

    def errors(self, tag: str) -> pd.DataFrame:
        """List what was missed and what was wrong for one tag.

        Returns:
            DataFrame, one row per disagreement: kind (str, "missed" or "wrong"), call_id (str), turn (int64), tag,
            words, context (str, the turn and the one before), why (str, the tagger's reason, "" when missed).

        Raises:
            OptionError: there is no such tag.
        """
        name = tag_info(tag).name
        found = [{key: getattr(miss, key) for key in ERROR_COLUMNS} for miss in self.misses if miss.tag == name]
        return _frame(found, ERROR_COLUMNS)

    def _row(self, style: str, tag: str) -> dict[str, Any]:
        counts = self.counts[style]
        hit, wrong, missed = counts.hit[tag], counts.wrong[tag], counts.missed[tag]
        precision, recall, f1 = prf(hit, wrong, missed)
        return {
            "style": style,
            "tag": tag,
            "support": hit + missed,
            "n_hit": hit,
            "n_wrong": wrong,
            "n_missed": missed,
            "precision": precision,
            "recall": recall,
            "f1": f1,
            "ceiling": self.ceiling.get(tag, NAN),
        }


TAG_COLUMNS = {
    "style": "str",
    "tag": "str",
    "support": "int64",
    "n_hit": "int64",
    "n_wrong": "int64",
    "n_missed": "int64",
    "precision": "float64",
    "recall": "float64",
    "f1": "float64",
    "ceiling": "float64",
}
SUMMARY_COLUMNS = {
    "style": "str",
    "average": "str",
    "n_tags": "int64",
    "support": "int64",
    "precision": "float64",
    "recall": "float64",
    "f1": "float64",
    "ceiling": "float64",
}
SKILL_COLUMNS = {
    "style": "str",
    "skill": "str",
    "n": "int64",
    "rho": "float64",
    "n_gold": "int64",
    "rho_gold": "float64",
}
ERROR_COLUMNS = {
    "kind": "str",
    "call_id": "str",
    "turn": "int64",
    "tag": "str",
    "words": "str",
    "context": "str",
    "why": "str",
}


def evaluate(path: str | Path, *, corpora_path: str | Path | None = None, analyze: Analyze = analyze) -> Evaluation:
    """Run the tagger on gold calls and count what it got right.

    A predicted span that shares words with a gold span of the same tag in the same turn is a hit; each gold span
    counts once.

    Args:
        path: "train", "dev" or "test" (a split of the project's own corpora); or a folder of `.call` files, or one.
        corpora_path: the corpora folder that holds the splits, by default that of the checkout.
        analyze: what is evaluated; `functools.partial(softskills.analyze, ...)` to set its options.

    Returns:
        The evaluation; its tables are DataFrames, and `softskills.evaluate.render` shows them.

    Raises:
        OptionError: there is no corpora folder to take a split from.
        ReadError: no such file or folder, no `.call` files, or one that is malformed.
    """
    calls = corpora.gold_calls(path, corpora_path)
    return evaluate_calls(calls, source=str(path), ceiling=_ceiling(calls), analyze=analyze)


def evaluate_calls(
    calls: Sequence[GoldCall], *, source: str, ceiling: dict[str, float] | None = None, analyze: Analyze = analyze
) -> Evaluation:
    """Evaluate gold calls already in memory; see `evaluate`."""
    n_calls: dict[str, int] = {}
    n_turns: dict[str, int] = {}
    counts: dict[str, Counts] = {}
    misses: list[Miss] = []
    skills: list[CallSkills] = []
    for call in calls:
        style = call.style
        result = analyze(call.transcript)
        found, more = compare(call, result.tags_found)
        n_calls[style] = n_calls.get(style, 0) + 1
        n_turns[style] = n_turns.get(style, 0) + len(call.transcript.utterances)
        counts[style] = counts.get(style, Counts()) + found
        misses.extend(sorted(more, key=lambda miss: miss.turn))
        skills.append(_skills(call, result))
    return Evaluation(source, n_calls, n_turns, counts, ceiling or {}, tuple(misses), tuple(skills))


def _skills(call: GoldCall, result: Analysis) -> CallSkills:
    tokenised = list(turns(call.transcript.utterances))
    view = CallView(call.transcript, tokenised, call.tags)
    faultless = Analysis(call.transcript, call.tags, view, result.card, result.call_type)
    rated = {skill: NAN if value is None else float(value) for skill, value in call.ratings.items()}
    return CallSkills(call.transcript.call_id, call.style, rep_skills(result), rep_skills(faultless), rated)


def rep_skills(result: Analysis) -> dict[str, float]:
    """Return the rep's skill scores, each NaN when the scorecard has no such skill or there is no rep.

    Where several speakers are reps, the one with the most words counts.
    """
    profile = result.profile
    reps = profile[profile["role"] == "rep"] if len(profile) else profile
    if reps.empty:
        return dict.fromkeys(RATINGS, NAN)
    row = reps.sort_values("n_words", ascending=False, kind="stable").iloc[0]
    return {skill: float(row.get(f"skill_{skill}", NAN)) for skill in RATINGS}


def _ceiling(calls: Sequence[GoldCall]) -> dict[str, float]:
    """Read the agreement of two annotators from `agreement.json` beside the gold calls, or one folder up."""
    folder = Path(calls[0].transcript.path or ".").parent
    places = (folder / "agreement.json", folder.parent / "agreement.json")
    file = next((file for file in places if file.is_file()), None)
    if file is None:
        return {}
    try:
        given = json.loads(file.read_text("utf-8"))
        return {tag: NAN if f1 is None else float(f1) for tag, f1 in given.items() if tag in known_tags()}
    except (ValueError, TypeError, AttributeError) as error:
        raise ReadError("not an agreement table", path=str(file), hint='{"question.open": 0.9, ...}') from error


def _frame(rows: Sequence[dict[str, Any]], columns: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in columns.items()})
