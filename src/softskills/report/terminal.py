"""The profile of one call as it is shown at a prompt. Renders what was computed; computes nothing."""

from __future__ import annotations

import math
from typing import Any

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from softskills.analysis import Analysis
from softskills.frameworks import Skill
from softskills.measures import rates
from softskills.report import coaching as coaching_view
from softskills.report.words import clock, mood_word

BAR_WIDTH = 20
# Two lines a skill at most: the rest is in the DataFrame.
SHOWN_MEASURES = 3
LIMITS = "For coaching, not for employment decisions: words show what was said, not tone."


def render(result: Analysis, console: Console, *, coach: bool = False) -> None:
    """Print the profile of a call; with `coach` the moments in full, and what became of the customer's mood."""
    console.print(_header(result))
    reps = [row for row in result.scored if row["role"] == "rep"]
    if not reps:
        console.print(Text("Nobody was taken as the rep, so there is no profile. Name the rep with --rep.", "yellow"))
    for row in reps:
        console.print()
        console.print(_skills(result, row, console.width))
        console.print()
        console.print(_talk(result, row))
        shown = [moment for moment in result.coached if moment.shown and moment.speaker == row["speaker"]]
        if shown:
            console.print()
            console.print(coaching_view.full(shown) if coach else coaching_view.brief(shown, console.width))
        elif coach:
            console.print()
            console.print(Text("No moment stands out in this call.", "dim"))
    if coach and result.feeling is not None:
        console.print()
        console.print(coaching_view.arc(result, result.feeling))
    console.print()
    console.print(Text(LIMITS, "dim"))


def _header(result: Analysis) -> Group:
    call = result.call
    title = Text.assemble(
        (call.call_id, "bold"), f"   {len(call.utterances)} turns, {sum(result.view.words_at):,} words"
    )
    if result.view.timed:
        title.append(f", {clock(max(utt.stop for utt in call.utterances))}")
    by_role: dict[str, list[str]] = {}
    for name, role in call.roles.items():
        by_role.setdefault(role, []).append(name)
    names = "   ".join(f"{role}: {', '.join(found)}" for role, found in by_role.items())
    how = "" if call.role_confidence == 1 else f"   (who is who: inferred, confidence {call.role_confidence:.2f})"
    return Group(title, Text(names + how, "dim"))


def _skills(result: Analysis, row: dict[Any, Any], width: int) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    bar_width = BAR_WIDTH if width >= 100 else BAR_WIDTH // 2
    for skill in result.card.skills:
        score = row[f"skill_{skill.name}"]
        style = "bold" if skill.skills else ""
        if math.isnan(score):
            why = "too little was said" if not row["enough"] else "no occasion"
            table.add_row(Text(skill.title, style), Text("·" * bar_width, "dim"), Text("–", "dim"), Text(why, "dim"))
        else:
            table.add_row(
                Text(skill.title, style), _bar(score, bar_width), Text(f"{score:.0f}", style), _rests_on(skill, row)
            )
    return table


def _bar(score: float, width: int) -> Text:
    full = round(score / 100 * width)
    return Text("█" * full, "cyan") + Text("░" * (width - full), "dim")


def _rests_on(skill: Skill, row: dict[Any, Any]) -> Text:
    """Say what a skill rests on: its heaviest measures with their figures."""
    parts: list[str] = []
    for item in sorted(skill.items, key=lambda item: -item.weight):
        value = item.value(row)
        if math.isnan(value) or len(parts) == SHOWN_MEASURES:
            continue
        rate = rates().get(item.measure)
        if rate is None:
            parts.append(f"{item.says} {value:.0f}")
        elif item.measure.endswith(("_share", "_share_words", "_share_seconds")):
            parts.append(f"{item.says} {100 * value:.0f}% ({row[rate.numerator]:.0f} of {row[rate.denominator]:.0f})")
        else:
            per = " per 100 words" if item.measure.endswith("_per_100_words") else ""
            parts.append(f"{item.says} {value:.1f}{per}")
    return Text("; ".join(parts), "dim")


def _talk(result: Analysis, row: dict[Any, Any]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1))
    table.add_column(no_wrap=True, style="bold")
    table.add_column(overflow="fold")
    share = f"talks {100 * row['talk_share']:.0f}% (by {row['talk_share_basis']})"
    longest = (
        f"longest monologue {_length(row, 'longest_monologue')}, longest customer story {_length(row, 'longest_story')}"
    )
    table.add_row("Talk", f"{share}; {longest}")
    if result.view.timed:
        table.add_row(
            "",
            f"answers after {_number(row['patience_s'], '.1f')} s, "
            f"{_number(row['pace_wpm'], '.0f')} words a minute, "
            f"{row['n_interruptions']:.0f} interruptions, dead air {row['dead_air_s']:.0f} s",
        )
    if not math.isnan(row["mood_start"]):
        table.add_row(
            "Mood",
            f"customer starts {mood_word(row['mood_start'])}, worst {mood_word(row['mood_worst'])}, "
            f"ends {mood_word(row['mood_end'])}",
        )
    if row["n_opportunities"]:
        outcome = ", ".join(
            f"{row[column]:.0f} {word}"
            for column, word in (
                ("n_met", "met"),
                ("n_half_met", "half met"),
                ("n_missed", "missed"),
                ("n_closed_off", "closed off"),
            )
            if row[column]
        )
        table.add_row("Feeling", f"shown {row['n_opportunities']:.0f} times: {outcome}")
    return table


def _length(row: dict[Any, Any], name: str) -> str:
    seconds = row[f"{name}_s"]
    return f"{row[f'{name}_words']:.0f} words" if math.isnan(seconds) else clock(seconds)


def _number(value: float, form: str) -> str:
    return "–" if math.isnan(value) else format(value, form)
