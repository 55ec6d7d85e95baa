"""Public labelled conversations, for measuring only: what the tagger says of them, turn by turn."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from softskills.analysis import Analysis, analyze
from softskills.corpora import RATINGS
from softskills.errors import ReadError
from softskills.evaluate.datasets.base import Comparison, Dataset, Dialogue, strip_text
from softskills.evaluate.datasets.linejson import read_linejson
from softskills.evaluate.datasets.registry import DATASETS, dataset, datasets
from softskills.evaluate.gold import rep_skills
from softskills.evaluate.ranks import area_under_curve
from softskills.evaluate.scoring import prf
from softskills.taxonomy import tags_of_side
from softskills.transcript import Transcript

__all__ = ["DATASETS", "DATASET_COLUMNS", "dataset", "datasets", "evaluate_dataset", "read_dataset", "strip_text"]

NAN = float("nan")
KINDS = ("none", "open", "closed")
DATASET_COLUMNS = {
    "dataset": "str",
    "measure": "str",
    "says": "str",
    "n": "int64",
    "positives": "int64",
    "precision": "float64",
    "recall": "float64",
    "f1": "float64",
    "value": "float64",
}


def _coaching(call: Transcript) -> Analysis:
    return analyze(call, call_type="coaching")


# A turn and what was found in it: its role, its labels, the tags it was given.
Seen = tuple[str, dict[str, Any], frozenset[str]]


def evaluate_dataset(
    name: str,
    path: str | Path,
    *,
    strip: bool = False,
    analyze: Callable[[Transcript], Analysis] = _coaching,
) -> pd.DataFrame:
    """Compare the tagger with a public set, utterance by utterance.

    Args:
        name: one of the nine sets (`softskills.evaluate.datasets.datasets()`).
        path: its file (line-JSON, plain or gzipped; for AnnoMI also the published CSV), or the folder that holds it.
        strip: take case and punctuation away before tagging.
        analyze: what is evaluated; bands of the call type "coaching" unless told otherwise.

    Returns:
        DataFrame, one row per measure: dataset (str, with "+strip" if so), measure, says (str, what is compared),
        n (int64, utterances; conversations for `quality_auc_*`), positives (int64, labelled yes; questions for kinds;
        high quality for `quality_auc_*`), precision, recall, f1 (float64, NaN where they do not apply), value (float64:
        accuracy, macro F1 or area under the curve, NaN in other rows). An utterance whose label is missing, or whose
        speaker's side cannot carry such a tag by the codebook, is left out.

    Raises:
        OptionError: there is no such set.
        ReadError: the file is missing or malformed.
    """
    chosen = dataset(name)
    seen: list[Seen] = []
    rated: dict[str, list[dict[str, float]]] = {"high": [], "low": []}
    for dialogue in read_dataset(name, path):
        call = _stripped(dialogue.transcript) if strip else dialogue.transcript
        result = analyze(call)
        given: dict[int, set[str]] = {}
        for tag in result.tags_found:
            given.setdefault(tag.turn, set()).add(tag.tag)
        seen.extend(
            (utt.role, dict(labels), frozenset(given.get(utt.turn, ())))
            for utt, labels in zip(call.utterances, dialogue.labels, strict=True)
        )
        if chosen.quality and dialogue.quality in rated:
            rated[dialogue.quality].append(rep_skills(result))
    rows = [_compare(seen, comparison) for comparison in chosen.comparisons]
    if chosen.kinds:
        rows.extend(_kinds(seen))
    if chosen.quality:
        rows.extend(_quality(rated["high"], rated["low"]))
    named = f"{name}+strip" if strip else name
    filled = [{"dataset": named, "precision": NAN, "recall": NAN, "f1": NAN, "value": NAN} | row for row in rows]
    return pd.DataFrame(
        {column: pd.Series([row[column] for row in filled], dtype=kind) for column, kind in DATASET_COLUMNS.items()}
    )


def read_dataset(name: str, path: str | Path) -> Iterator[Dialogue]:
    """Read the conversations of a public set.

    Raises:
        OptionError: there is no such set.
        ReadError: no such file, or it is malformed.
    """
    chosen = dataset(name)
    file = _file(chosen, Path(path))
    reader = next((read for suffix, read in chosen.readers if file.suffix.lower() == suffix), read_linejson)
    return reader(file)


def _file(chosen: Dataset, path: Path) -> Path:
    if path.is_dir():
        path = next((file for file in sorted(path.glob(f"{chosen.name}.jsonl*"))), path / f"{chosen.name}.jsonl.gz")
    if not path.is_file():
        raise ReadError("no such file", path=str(path), hint=f"the line-JSON file of {chosen.name}, or its folder")
    return path


def _stripped(call: Transcript) -> Transcript:
    return replace(call, utterances=tuple(replace(utt, text=strip_text(utt.text)) for utt in call.utterances))


def _compare(seen: Sequence[Seen], comparison: Comparison) -> dict[str, Any]:
    may = {role: any(tag.startswith(comparison.tags) for tag in tags_of_side(role)) for role in {s[0] for s in seen}}
    pairs = [
        (labels[comparison.label] in comparison.yes, any(tag.startswith(comparison.tags) for tag in tags))
        for role, labels, tags in seen
        if comparison.label in labels and may[role]
    ]
    row = _yes_or_no(pairs) | {"measure": comparison.measure, "says": comparison.says}
    if comparison.recall_only:
        row |= {"precision": NAN, "f1": NAN}
    return row


def _kinds(seen: Sequence[Seen]) -> Iterator[dict[str, Any]]:
    """Compare none, open and closed; a turn with several questions counts as open if one of them is."""
    pairs: list[tuple[str, str]] = []
    for _, labels, tags in seen:
        gold = labels.get("question_kind", "none" if labels.get("question") == 0 else None)
        if gold in KINDS:
            found = next((kind for kind in ("open", "closed") if f"question.{kind}" in tags), "none")
            pairs.append((str(gold), found))
    classes = [kind for kind in KINDS if any(gold == kind for gold, _ in pairs)]
    by_kind = {kind: _yes_or_no([(gold == kind, found == kind) for gold, found in pairs]) for kind in classes}
    asked = [(gold, found) for gold, found in pairs if gold != "none"]
    both = [(gold, found) for gold, found in asked if found != "none"]
    for kind in classes:
        if kind != "none":
            yield by_kind[kind] | {"measure": f"question_{kind}", "says": f"question_kind = {kind}: question.{kind}"}
    yield {
        "measure": "question_kind_macro_f1",
        "says": f"mean F1 of {', '.join(classes)}",
        "n": len(pairs),
        "positives": len(asked),
        "value": sum(row["f1"] for row in by_kind.values()) / len(by_kind) if by_kind else NAN,
    }
    yield {
        "measure": "question_kind_accuracy",
        "says": "open or closed, given that both see a question",
        "n": len(both),
        "positives": len(both),
        "value": sum(gold == found for gold, found in both) / len(both) if both else NAN,
    }


def _quality(high: Sequence[dict[str, float]], low: Sequence[dict[str, float]]) -> Iterator[dict[str, Any]]:
    for skill in reversed(RATINGS):
        above, below = ([scores[skill] for scores in side if not math.isnan(scores[skill])] for side in (high, low))
        yield {
            "measure": f"quality_auc_{skill}",
            "says": f"skill_{skill} of high against low quality: area under the curve",
            "n": len(above) + len(below),
            "positives": len(above),
            "value": area_under_curve(above, below),
        }


def _yes_or_no(pairs: Sequence[tuple[bool, bool]]) -> dict[str, Any]:
    hit = sum(gold and found for gold, found in pairs)
    wrong = sum(found for _, found in pairs) - hit
    positives = sum(gold for gold, _ in pairs)
    precision, recall, f1 = prf(hit, wrong, positives - hit)
    return {"n": len(pairs), "positives": positives, "precision": precision, "recall": recall, "f1": f1}
