"""One call as one HTML file that needs nothing beside it.

Styles, pictures and the small script stand in the file; a content-security policy in its head lets nothing else in.
Without the script the page can be read in full: marks lead to their notes, notes open by themselves.
"""

from __future__ import annotations

from pathlib import Path

from softskills.analysis import Analysis
from softskills.report.html.content import OPEN_MEASURES, Person, facts, people, size
from softskills.report.html.turns import said
from softskills.report.plot import inner_timeline
from softskills.report.sheets import asset, fill, fingerprint, save
from softskills.report.terminal import LIMITS
from softskills.report.timeline import OUTCOMES

__all__ = ["card", "page"]

# From so many turns on, those out of sight are laid out when they come into sight.
LONG = 300


def page(result: Analysis, path: str | Path | None = None) -> str:
    """Return a call's page.

    Args:
        result: an analysed call.
        path: a file to write it to as well, whole or not at all.

    Returns:
        The page, a complete HTML document.

    Raises:
        SoftskillsError: the file cannot be written.
    """
    style = asset("plot.css") + asset("page.css")
    script = asset("page.js")
    text = fill(
        "page.html.j2",
        **_shared(result),
        style=style,
        script=script,
        style_hash=fingerprint(style),
        script_hash=fingerprint(script),
        turns=said(result),
        families=_families(result),
        long=LONG,
    )
    if path is not None:
        save(text, path)
    return text


def card(result: Analysis) -> str:
    """Return a call's skills, figures and timeline as a part of somebody else's page, such as a notebook.

    It has no script, no ids and no style that reaches beyond it.
    """
    return fill("card.html.j2", **_shared(result), style=asset("plot.css") + asset("page.css"))


def _has_ranges(persons: list[Person]) -> bool:
    return any(skill.has_range for person in persons for skill in person.skills)


def _shared(result: Analysis) -> dict[str, object]:
    persons = people(result)
    outcomes = {event.outcome for event in result.view.opportunities}
    return {
        "call": result.call,
        "facts": facts(result),
        "size": size(result),
        "people": persons,
        "ranges": _has_ranges(persons),
        "timeline": inner_timeline(result),
        "open_measures": OPEN_MEASURES,
        "limits": LIMITS,
        "feelings": {key: word for key, word in OUTCOMES.items() if key in outcomes},
        "has_moods": bool(result.view.moods),
    }


def _families(result: Analysis) -> dict[str, int]:
    """Return the families in the call, in order of the codebook, with how many tags each has."""
    from softskills.taxonomy import tags

    given = [tag.tag.partition(".")[0] for tag in result.tags_found]
    order = dict.fromkeys([info.family for info in tags().values()] + given)
    return {family: given.count(family) for family in order if family in given}
