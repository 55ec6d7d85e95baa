"""Coaching moments and the customer's mood as they are shown at a prompt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from softskills.analysis import Analysis
from softskills.coaching import Moment
from softskills.measures.mood import Feeling
from softskills.report.words import mood_word, place, shorten

# Quotes longer than this are cut: the turn and the time lead to the rest.
QUOTE = 180
# So many of the rep's moves between worst and end are quoted; the others are counted.
QUOTED_MOVES = 5
# What bears on a mood most directly comes first.
BEARING = ("friction.", "empathy.", "listening.", "trust.", "rapport.", "value.", "strategy.", "question.")


def brief(shown: Sequence[Moment], width: int) -> Table:
    """One line or two a moment: where, the words, and what they are."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(overflow="fold")
    room = max(40, width - 12)
    for moment in shown:
        sign, style = _sign(moment)
        quote = Text.assemble((moment.title, style), f': "{shorten(moment.quote, 2 * room - len(moment.title) - 16)}"')
        table.add_row(Text(sign, style), Text(place(moment.turn, moment.start), "dim"), quote)
    return table


def full(shown: Sequence[Moment]) -> Group:
    """Each moment as a colleague would go through it: where, the words, why it matters, what to try or keep."""
    parts: list[Any] = []
    for n, moment in enumerate(shown):
        sign, style = _sign(moment)
        if n:
            parts.append(Text())
        parts.append(
            Text.assemble(
                (f"{sign} {moment.title}", f"bold {style}"), (f"   {place(moment.turn, moment.start)}", "dim")
            )
        )
        parts.append(Padding(Text(f'"{shorten(moment.quote, QUOTE)}"', "italic"), (0, 0, 0, 2), expand=False))
        parts.append(Padding(Text.assemble(moment.why, (f"  [{moment.source}]", "dim")), (0, 0, 0, 2), expand=False))
        parts.append(Padding(Text.assemble(("→ ", style), moment.suggestion), (0, 0, 0, 2), expand=False))
    return Group(*parts)


def arc(result: Analysis, feeling: Feeling) -> Group:
    """The customer's mood from start to end, the worst point in their words, and what the rep did from there on."""
    said = [turn.utt for turn in result.view.turns]
    worst = said[feeling.worst_turn]
    parts: list[Any] = [
        Text.assemble(
            ("How it felt  ", "bold"),
            f"starts {mood_word(feeling.start)}, worst {mood_word(feeling.worst)}, ends {mood_word(feeling.end)}",
        ),
        Padding(
            Text.assemble("worst at ", place(worst.turn, worst.start), f': "{shorten(worst.text, QUOTE)}"'),
            (0, 0, 0, 2),
        ),
    ]
    moves = sorted(
        feeling.between,
        key=lambda tag: (next((n for n, name in enumerate(BEARING) if tag.tag.startswith(name)), 9), -tag.score),
    )
    kept = sorted(moves[:QUOTED_MOVES], key=lambda tag: (tag.turn, tag.span))
    if kept:
        parts.append(Padding(Text("from there to the end:", "dim"), (0, 0, 0, 2), expand=False))
    for tag in kept:
        utt = said[tag.turn]
        name = tag.tag.split(".")[1].replace("_", " ")
        words = shorten(tag.span.of(utt.text), QUOTE // 2)
        parts.append(
            Padding(
                Text.assemble((f"{name}  ", "cyan"), (place(tag.turn, utt.start), "dim"), f'  "{words}"'), (0, 0, 0, 4)
            )
        )
    if len(moves) > len(kept):
        parts.append(Padding(Text(f"and {len(moves) - len(kept)} more", "dim"), (0, 0, 0, 4), expand=False))
    return Group(*parts)


def _sign(moment: Moment) -> tuple[str, str]:
    return ("+", "green") if moment.valence == "best" else ("△", "yellow")
