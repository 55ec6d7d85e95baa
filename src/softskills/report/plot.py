"""Pictures of a call and of people, as SVG: `ss.plot.timeline(result)`, `ss.plot.profile(profiles)`.

A picture shows itself in a notebook, `str(picture)` is its SVG, `picture.save("call.svg")` writes it. Nothing is drawn
with more than the numbers of the analysis.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from softskills.analysis import Analysis
from softskills.errors import OptionError
from softskills.report.sheets import asset, fill, save
from softskills.report.timeline import lay_out

if TYPE_CHECKING:
    import pandas as pd

WIDTH = 960
# Up to so many people are told apart; of more only the spread is shown.
TOLD_APART = 6
ROW, STRIP, GAP = 16, 26, 14
# What a profile says about a skill beside its score.
BESIDE = ("_low", "_high", "_adjusted", "_pull", "_percentile")


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG picture.

    Args:
        svg: its source.
    """

    svg: str

    def __str__(self) -> str:
        return self.svg

    def _repr_svg_(self) -> str:
        return self.svg

    def save(self, path: str | Path) -> None:
        """Write it to a file, whole or not at all.

        Raises:
            SoftskillsError: it cannot be written.
        """
        save(self.svg, path)


def timeline(result: Analysis) -> Picture:
    """Draw a call: who speaks, tags as marks, feelings met and missed, the customer's mood.

    Args:
        result: an analysed call.

    Returns:
        The picture; along the clock where every turn has times, else along the words.
    """
    return Picture(fill("timeline.svg.j2", line=lay_out(result), alone=True, width=WIDTH, css=asset("plot.css")))


def profile(profiles: pd.DataFrame) -> Picture:
    """Draw the skills of one rep or several.

    Args:
        profiles: what `softskills.profile` returns, or `Analysis.profile`; rows of other sides than the rep are
            passed over. Where it has `skill_x_low` and `skill_x_high`, the interval is drawn.

    Returns:
        The picture: a row a skill; up to six people with a line each, more as a strip of dots.

    Raises:
        OptionError: it has no `skill_*` column or no rep.
    """
    names = [
        str(name) for name in profiles.columns if str(name).startswith("skill_") and not str(name).endswith(BESIDE)
    ]
    if not names:
        raise OptionError("no column skill_* to draw", hint="what ss.profile(...) returns is wanted")
    rows = [row for row in profiles.to_dict("records") if row.get("role", "rep") == "rep"]
    if not rows:
        raise OptionError("no rep to draw", hint="name the rep with rep=...")
    people = [_name(row) for row in rows]
    told = len(rows) <= TOLD_APART
    height = ROW * len(rows) if told else STRIP
    skills: list[dict[str, Any]] = []
    y = 8
    for name in names:
        dots = [
            {
                "who": who,
                "score": float(row[name]),
                "low": float(row.get(f"{name}_low", math.nan)),
                "high": float(row.get(f"{name}_high", math.nan)),
                "y": ROW * n + ROW // 2 if told else STRIP // 2,
                "n": n,
            }
            for n, (who, row) in enumerate(zip(people, rows, strict=True))
        ]
        skills.append({"title": name.removeprefix("skill_").replace("_", " ").capitalize(), "y": y, "dots": dots})
        y += height + GAP
    values = {"skills": skills, "people": people, "told": told, "lane": height, "height": y + 30, "width": WIDTH}
    return Picture(fill("profile.svg.j2", css=asset("plot.css"), **values))


def _name(row: dict[Any, Any]) -> str:
    return next((str(row[key]) for key in ("speaker", "call_id", "role") if key in row), "")


def displacy(result: Analysis) -> list[dict[str, Any]]:
    """Return the tagged turns as displaCy takes them.

    `spacy.displacy.render(ss.plot.displacy(result), style="span", manual=True)` shows spans that overlap;
    with `style="ent"` the same dicts show as entities.

    Returns:
        One dict for each turn with a tag: text, tokens (list of str), spans (start_token, end_token half-open, label),
        ents (start, end in characters, label; those that overlap an earlier one left out, as displaCy asks), title.
    """
    found: list[dict[str, Any]] = []
    for i, tags in enumerate(result.view.tags_at):
        if not tags:
            continue
        turn = result.view.turns[i]
        tokens = [turn.utt.text[start:stop] for start, stop in zip(turn.starts, turn.stops, strict=True)]
        spans: list[dict[str, Any]] = []
        ents: list[dict[str, Any]] = []
        for tag in sorted(tags, key=lambda tag: tag.span):
            inside = [
                n
                for n, (start, stop) in enumerate(zip(turn.starts, turn.stops, strict=True))
                if start < tag.span.stop and stop > tag.span.start
            ]
            if inside:
                spans.append({"start_token": inside[0], "end_token": inside[-1] + 1, "label": tag.tag})
            if not ents or tag.span.start >= ents[-1]["end"]:
                ents.append({"start": tag.span.start, "end": tag.span.stop, "label": tag.tag})
        title = f"{turn.utt.speaker or 'unknown'}, turn {i}"
        found.append({"text": turn.utt.text, "tokens": tokens, "spans": spans, "ents": ents, "title": title})
    return found


def inner_timeline(result: Analysis) -> Markup:
    """Return the timeline as a part of a page that has the style sheet itself."""
    svg = fill("timeline.svg.j2", line=lay_out(result), alone=False, width=WIDTH, css="")
    return Markup(svg)
