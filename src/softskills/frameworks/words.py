"""A scorecard in words: what is asked, how it is answered, where each band comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from softskills.frameworks.card import STEP_AT, Framework, Item, Skill
from softskills.frameworks.checks import Check, Event
from softskills.measures import counts


def in_words(card: Framework) -> str:
    """Return a scorecard as text: skills, measures with formula, bands and sources, checks."""
    return "\n".join(_lines(card)) + "\n"


def _lines(card: Framework) -> Iterator[str]:
    yield f"{card.title} ({card.id})"
    yield f"Source: {card.source}."
    yield (
        f"Nothing is scored under {card.min_words:g} words of either side or {card.min_seconds:g} seconds; "
        "a dash means that there was no occasion."
    )
    for skill in card.skills:
        yield ""
        yield f"{skill.title} [{skill.name}]{': ' + skill.says if skill.says else ''}"
        yield from _skill(skill)
    if card.checks:
        yield ""
        yield "Checks"
    for check in card.checks:
        yield f"  {check.name}: {check.says}"
        yield f"      {_check(check)}"
        yield f"      source: {check.source}"


def _skill(skill: Skill) -> Iterator[str]:
    if skill.needs:
        yield f"  only where {_needs(skill.needs)}"
    if skill.zero_if:
        yield f"  0 where a check fails: {', '.join(skill.zero_if)}"
    if skill.steps:
        yield f"  a ladder: {', then '.join(skill.steps)}; a step counts from {STEP_AT:g} points"
    if skill.skills:
        total = sum(skill.skills.values())
        parts = ", ".join(f"{name} {100 * weight / total:.0f}%" for name, weight in skill.skills.items())
        yield f"  the weighted mean of {parts}"
    for call_type, weights in skill.skills_for.items():
        total = sum(weights.values())
        yield f"  {call_type}: {', '.join(f'{name} {100 * weight / total:.0f}%' for name, weight in weights.items())}"
    if skill.least > 1:
        yield f"  needs at least {skill.least} of its parts"
    total = sum(item.weight for item in skill.items)
    for item in skill.items:
        yield from _item(item, item.weight / total)


def _item(item: Item, share: float) -> Iterator[str]:
    formula = f" = {item.rate.formula}" if item.rate else f": {counts()[item.measure].doc}"
    yield f"  {100 * share:3.0f}%  {item.says}  ({item.measure}{formula})"
    if item.needs:
        yield f"        only where {_needs(item.needs)}"
    for call_type, points in item.bands.items():
        band = ", ".join(f"{value:g} → {score:g}" for value, score in points)
        own = f"  [{item.sources[call_type]}]" if call_type in item.sources else ""
        yield f"        {call_type}: {band}{own}"
    if item.weights:
        others = ", ".join(f"{kind} {weight:g}" for kind, weight in item.weights.items())
        yield f"        weight {item.weight:g}; {others}"
    yield f"        source: {item.source}"


def _needs(needs: Mapping[str, float]) -> str:
    return " and ".join(f"{name} is at least {least:g}" for name, least in needs.items())


def _check(check: Check) -> str:
    place = ""
    if check.first_turns:
        place = f" within the rep's first {check.first_turns} turns"
    if check.last_turns:
        place += f" within the rep's last {check.last_turns} turns"
    if check.never:
        return f"must not be said{place}: {_event(check.never)}"
    said = f"must be said{place}: {_event(check.must)}"
    if check.before:
        said += f"; before: {_event(check.before)}"
    if check.when:
        limit = f" within {check.within_turns} turns" if check.within_turns else ""
        said += f"; each time after{limit}: {_event(check.when)}"
    return said


def _event(event: Event | None) -> str:
    return ", ".join([*(f'"{phrase}"' for phrase in event.phrases), *event.tags]) if event else ""
