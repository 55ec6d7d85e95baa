"""Show what was evaluated: at a prompt, as JSON, as Markdown. Renders what was computed; computes nothing."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from softskills.evaluate.gold import MIN_SUPPORT, Evaluation

STYLE_TITLES = {"punctuated": "punctuated", "asr": "recogniser style"}
FIGURES = ("support", "precision", "recall", "f1")
HEADS = ("spans", "P", "R", "F1")


def render(result: Evaluation, console: Console) -> None:
    """Print an evaluation."""
    console.print(Text(_title(result), "bold"))
    for table in (_tag_grid(result), _skill_grid(result)):
        console.print()
        console.print(_rich(table))
    console.print()
    console.print(Text(" ".join(_notes(result)), "dim"))


def render_errors(result: Evaluation, tag: str, console: Console) -> None:
    """Print what was missed and what was wrong for one tag, with context.

    Raises:
        OptionError: there is no such tag.
    """
    frame = result.errors(tag)
    missed = int((frame["kind"] == "missed").sum())
    console.print(Text(f"{tag}: {missed} missed, {len(frame) - missed} wrong", "bold"))
    for row in frame.to_dict("records"):
        console.print()
        place = f"{row['kind']:<6} {row['call_id']} turn {row['turn']}  "
        style = "yellow" if row["kind"] == "wrong" else ""
        console.print(Text.assemble((place, style), (f'"{row["words"]}"', "bold"), (f"  {row['why']}", "dim")))
        console.print(Text(f"       {row['context']}", "dim"))


def render_dataset(frame: pd.DataFrame, console: Console) -> None:
    """Print the rows of `evaluate_dataset`, of one set or of several put together; what `says` is left out."""
    head, rows, _ = _dataset_grid(frame)
    at = head.index("what is compared")
    console.print(_rich(([*head[:at], *head[at + 1 :]], [[*row[:at], *row[at + 1 :]] for row in rows], at)))


def to_json(result: Evaluation) -> str:
    """Return an evaluation as JSON: source, calls and turns by style, and the three tables; NaN is null."""
    page = {
        "source": result.source,
        "n_calls": result.n_calls,
        "n_turns": result.n_turns,
        "summary": _records(result.summary),
        "tags": _records(result.tags),
        "skills": _records(result.skills),
    }
    return json.dumps(page, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def errors_to_json(result: Evaluation, tag: str) -> str:
    """Return the rows of `Evaluation.errors` as JSON."""
    return json.dumps(_records(result.errors(tag)), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def dataset_to_json(frame: pd.DataFrame) -> str:
    """Return the rows of `evaluate_dataset` as JSON; NaN is null."""
    return json.dumps(_records(frame), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def to_markdown(result: Evaluation) -> str:
    """Return an evaluation as a section of Markdown."""
    parts = [f"## {_title(result)}", _pipes(_tag_grid(result)), _pipes(_skill_grid(result)), " ".join(_notes(result))]
    return "\n\n".join(parts) + "\n"


def errors_to_markdown(result: Evaluation, tag: str) -> str:
    """Return the rows of `Evaluation.errors` as a table of Markdown."""
    frame = result.errors(tag)
    rows = [[str(row[name]) for name in frame.columns if name != "tag"] for row in frame.to_dict("records")]
    return _pipes(([name for name in frame.columns if name != "tag"], rows, 6)) + "\n"


def dataset_to_markdown(frame: pd.DataFrame) -> str:
    """Return the rows of `evaluate_dataset` as a table of Markdown."""
    return _pipes(_dataset_grid(frame)) + "\n"


def accuracy_page(evaluations: Iterable[Evaluation], public: pd.DataFrame | None = None) -> str:
    """Return docs/accuracy.md.

    Args:
        evaluations: of the splits to publish.
        public: rows of `evaluate_dataset`, of all sets put together; None to leave that section out.
    """
    parts = [PREFACE, *(to_markdown(result) for result in evaluations)]
    if public is not None:
        parts += [PUBLIC_PREFACE, dataset_to_markdown(public)]
    return "\n".join(parts)


def refresh_page(page: str, evaluations: Iterable[Evaluation]) -> str:
    """Return docs/accuracy.md with new gold figures, the public section as it stands (CI lacks those sets)."""
    _, found, public = page.partition(PUBLIC_PREFACE)
    return accuracy_page(evaluations) + ("\n" + found + public if found else "")


PREFACE = """\
# How often a tag is right

Made by `softskills evaluate`; do not edit. Gold calls are the project's own (see the data card in corpora/). A
predicted span that shares words with a gold span of the same tag in the same turn is a hit; each gold span counts
once. P, R and F1 are precision, recall and their harmonic mean; the ceiling is the F1 of a second annotator who did not
see the first labels. A dash means that there was nothing to divide by.
"""
PUBLIC_PREFACE = """\
## Public labelled conversations

For measuring only: nothing of them is copied into this project or learned into what ships. The unit is the utterance;
those without a label, or of a side that cannot carry such a tag by the codebook, are left out. `+strip`: case and
punctuation were taken away first. `quality_auc_*` is the area under the curve of a skill score for counselling sessions
of high against low quality (call type "coaching"; sessions too short to score are left out).
"""

# Head, rows, and how many columns at the left are words.
Grid = tuple[Sequence[str], Sequence[Sequence[str]], int]


def _title(result: Evaluation) -> str:
    parts = (
        f"{result.n_calls[style]} {STYLE_TITLES[style]} calls ({result.n_turns[style]:,} turns)"
        for style in result.styles
    )
    return f"{result.source}: {', '.join(parts)}"


def _notes(result: Evaluation) -> Iterator[str]:
    yield f"Macro: the mean over tags with at least {MIN_SUPPORT} gold spans in that style"
    counts = {row["style"]: row["n_tags"] for row in _records(result.summary) if row["average"] == "macro"}
    yield f"({', '.join(f'{count} tags {STYLE_TITLES[style]}' for style, count in counts.items())});"
    yield "micro: all spans together."
    yield "Skills: Spearman's rank correlation with the coach's ratings, n calls with both;"
    yield '"gold" is what the scorecard reaches when it is given the gold tags.'


def _tag_grid(result: Evaluation) -> Grid:
    styles = result.styles
    head = ["tag", *(f"{name} {_short(style)}" for style in styles for name in HEADS), "ceiling"]
    rows: list[list[str]] = []
    for key, table in (("tag", result.tags), ("average", result.summary)):
        by_name: dict[str, dict[str, dict[str, Any]]] = {}
        for row in _records(table):
            by_name.setdefault(row[key], {})[row["style"]] = row
        for name, found in by_name.items():
            figures = [_figure(found[style][column]) for style in styles for column in FIGURES]
            rows.append([name, *figures, _figure(found[styles[0]]["ceiling"])])
    return head, rows, 1


def _skill_grid(result: Evaluation) -> Grid:
    styles = result.styles
    names = ("n", "rho", "rho_gold")
    heads = ("n", "rho", "gold")
    by_skill: dict[str, dict[str, dict[str, Any]]] = {}
    for row in _records(result.skills):
        by_skill.setdefault(row["skill"], {})[row["style"]] = row
    rows = [
        [skill, *(_figure(found[style][name]) for style in styles for name in names)]
        for skill, found in by_skill.items()
    ]
    return ["skill", *(f"{name} {_short(style)}" for style in styles for name in heads)], rows, 1


def _dataset_grid(frame: pd.DataFrame) -> Grid:
    columns = ("dataset", "measure", "says", "n", "positives", "precision", "recall", "f1", "value")
    heads = ("set", "measure", "what is compared", "n", "positives", "P", "R", "F1", "value")
    return heads, [[_figure(row[name]) for name in columns] for row in _records(frame)], 3


def _short(style: str) -> str:
    return {"punctuated": "punct.", "asr": "asr"}[style]


def _figure(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as plain values, NaN as None."""
    rows: list[dict[str, Any]] = [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
    for row in rows:
        for name, value in row.items():
            if isinstance(value, float) and math.isnan(value):
                row[name] = None
    return rows


def _rich(grid: Grid) -> Table:
    head, rows, words = grid
    # Figures of both styles stand side by side; their heads take two lines.
    table = Table(box=None, pad_edge=False, padding=(0, 1), header_style="dim")
    for place, name in enumerate(head):
        is_words = place < words
        title = name if is_words else name.replace(" ", "\n")
        table.add_column(title, justify="left" if is_words else "right", no_wrap=is_words)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row), style="bold" if row[0] in ("macro", "micro") else "")
    return table


def _pipes(grid: Grid) -> str:
    head, rows, words = grid
    rule = ["---" if place < words else "---:" for place in range(len(head))]
    lines = [head, rule, *([" ".join(cell.replace("|", "\\|").split()) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
