"""From TOML to a scorecard. A mistake is one line: the file, the key, what is allowed."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

from softskills.errors import LexiconError, ScorecardError
from softskills.frameworks.card import CALL_TYPES, MIN_SECONDS, MIN_WORDS, Framework, Item, Points, Skill
from softskills.frameworks.checks import Check, Event
from softskills.measures import counts, rates
from softskills.measures.phrases import Phrases
from softskills.taxonomy import tags as known_tags

NAME = re.compile(r"[a-z][a-z0-9_]*")
CARD_KEYS = ("id", "title", "source", "skill", "event", "check", "enough")
SKILL_KEYS = ("name", "title", "says", "measures", "skills", "skills_for", "steps", "least", "needs", "zero_if")
ITEM_KEYS = ("measure", "check", "weight", "weights", "source", "sources", "says", "bands", "needs")
EVENT_KEYS = ("name", "side", "phrases", "tags")
CHECK_KEYS = ("name", "says", "source", "must", "never", "before", "when", "within_turns", "first_turns", "last_turns")
Named = TypeVar("Named", Skill, Check)
KEPT: Points = ((0.0, 0.0), (1.0, 100.0))


def parse_scorecard(text: str, path: str) -> Framework:
    """Read a scorecard.

    Args:
        text: TOML.
        path: the file's name, for messages.

    Raises:
        ScorecardError: with the file, the key and what is allowed.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScorecardError(str(error), path=path) from error
    return _Reader(path).card(table)


@dataclass(frozen=True, slots=True)
class _Reader:
    path: str

    def card(self, table: dict[str, Any]) -> Framework:
        for key in ("id", "title", "source", "skill"):
            if key not in table:
                raise self.wrong(f"the key {key!r} is missing")
        self.keys(table, CARD_KEYS, "the scorecard")
        id_, title, source = (self.text(table, key, "the scorecard") for key in ("id", "title", "source"))
        events = {event.name: event for event in map(self.event, self.tables(table, "event"))}
        checks = self.named(self.tables(table, "check"), lambda entry, _: self.check(entry, events))
        made = Framework(id_, title, source, skills=(), checks=tuple(checks))
        skills = self.named(self.tables(table, "skill"), lambda entry, above: self.skill(entry, above, made))
        enough = self.numbers(table, "enough", "the scorecard", ("words", "seconds"))
        words, seconds = enough.get("words", MIN_WORDS), enough.get("seconds", MIN_SECONDS)
        return Framework(id_, title, source, tuple(skills), made.checks, words, seconds)

    def event(self, entry: dict[str, Any]) -> Event:
        name = self.name(entry, "event")
        where = f"event {name!r}"
        self.keys(entry, EVENT_KEYS, where)
        side = entry.get("side", "rep")
        if side not in ("rep", "customer", "any"):
            raise self.wrong(f"side of {where} is {side!r}", "rep, customer or any")
        phrases, tags = self.texts(entry, "phrases", where), self.texts(entry, "tags", where)
        if not phrases and not tags:
            raise self.wrong(f"{where} has neither phrases nor tags", "at least one of the two")
        for tag in tags:
            if tag not in known_tags():
                raise self.wrong(f"{where} names the unknown tag {tag!r}", "see `softskills explain`")
        try:
            Phrases(phrases)
        except LexiconError as error:
            raise self.wrong(f"{where}: {error.message}", error.hint) from error
        return Event(name, side, phrases, tags)

    def check(self, entry: dict[str, Any], events: Mapping[str, Event]) -> Check:
        name = self.name(entry, "check")
        where = f"check {name!r}"
        self.keys(entry, CHECK_KEYS, where)
        found: dict[str, Event] = {}
        for key in ("must", "never", "before", "when"):
            if key in entry:
                if entry[key] not in events:
                    known = ", ".join(events) or "none is defined"
                    raise self.wrong(f"{key} of {where} names the unknown event {entry[key]!r}", f"one of: {known}")
                found[key] = events[entry[key]]
        if ("must" in found) == ("never" in found):
            raise self.wrong(f"{where} needs must or never", "one of the two")
        if "never" in found and ("before" in found or "when" in found):
            raise self.wrong(f"{where} has never with before or when", "these two belong to must")
        if "before" in found and "when" in found:
            raise self.wrong(f"{where} has both before and when", "one of the two")
        turns = {key: self.turns(entry, key, where) for key in ("within_turns", "first_turns", "last_turns")}
        if turns["within_turns"] and "when" not in found:
            raise self.wrong(f"within_turns of {where} has no occasion", "it goes with when")
        columns = (f"n_{name}_due", f"n_{name}_kept", f"n_{name}_failed", f"{name}_share")
        if any(column in counts() or column in rates() for column in columns):
            raise self.wrong(f"{where} has the name of a measure", "another name")
        says = self.text(entry, "says", where)
        source = self.text(entry, "source", where) if "source" in entry else "this scorecard"
        return Check(
            name,
            says,
            source,
            must=found.get("must"),
            never=found.get("never"),
            before=found.get("before"),
            when=found.get("when"),
            within_turns=turns["within_turns"],
            first_turns=turns["first_turns"],
            last_turns=turns["last_turns"],
        )

    def skill(self, entry: dict[str, Any], above: Sequence[str], card: Framework) -> Skill:
        name = self.name(entry, "skill")
        where = f"skill {name!r}"
        self.keys(entry, SKILL_KEYS, where)
        parts = self.numbers(entry, "skills", where)
        steps = self.texts(entry, "steps", where)
        given = self.per_call_type(entry, "skills_for", where)
        others = {kind: self.numbers(given, kind, f"skills_for of {where}") for kind in given}
        for part in (*parts, *steps, *(name for other in others.values() for name in other)):
            if part not in above:
                raise self.wrong(f"{where} builds on {part!r}", "a skill defined above it")
        items = tuple(self.item(item, where, card) for item in self.tables(entry, "measures"))
        if sum(map(bool, (items, parts, steps))) != 1:
            raise self.wrong(f"{where} needs measures, skills or steps", "one of the three")
        zero_if = self.texts(entry, "zero_if", where)
        for check in zero_if:
            if check not in {known.name for known in card.checks}:
                raise self.wrong(f"zero_if of {where} names the unknown check {check!r}", "a [[check]] of this file")
        least = entry.get("least", 1)
        if not isinstance(least, int) or isinstance(least, bool) or least < 1:
            raise self.wrong(f"least of {where} is {least!r}", "a whole number from 1")
        needs = self.needs(entry, where, card)
        title, says = (str(entry.get(key, instead)) for key, instead in (("title", name), ("says", "")))
        return Skill(name, title, says, items, parts, steps, least, needs, zero_if, others)

    def item(self, entry: dict[str, Any], skill: str, card: Framework) -> Item:
        self.keys(entry, ITEM_KEYS, skill)
        check = next((check for check in card.checks if check.name == entry.get("check")), None)
        if "check" in entry and check is None:
            raise self.wrong(f"{skill} names the unknown check {entry['check']!r}", "a [[check]] of this file")
        measure = check.rate.name if check else entry.get("measure", "")
        known_rates = {**rates(), **card.rates}
        if measure not in known_rates and measure not in counts() and measure not in card.counts:
            raise self.wrong(f"{skill} names the unknown measure {measure!r}", "a column of docs/columns.md")
        weight = entry.get("weight", 1)
        if not _is_number(weight) or weight <= 0:
            raise self.wrong(f"weight of {measure!r} in {skill} is {weight!r}", "a number above 0")
        bands = self.bands(entry, measure, skill, optional=check is not None)
        says = str(entry.get("says", check.says if check else measure))
        source = str(entry.get("source", check.source if check else ""))
        sources = entry.get("sources", {})
        if not isinstance(sources, dict) or not set(sources) <= set(bands):
            raise self.wrong(f"sources of {measure!r} in {skill}", "a line for call types that have a band")
        needs = self.needs(entry, f"{measure!r} in {skill}", card)
        self.per_call_type(entry, "weights", f"{measure!r} in {skill}")
        weights = self.numbers(entry, "weights", f"{measure!r} in {skill}")
        return Item(measure, float(weight), source, says, bands, needs, known_rates.get(measure), sources, weights)

    def bands(self, entry: dict[str, Any], measure: str, skill: str, *, optional: bool) -> dict[str, Points]:
        bands = entry.get("bands", {"general": KEPT} if optional else {})
        if not isinstance(bands, dict) or "general" not in bands:
            raise self.wrong(f"{measure!r} in {skill} has no bands.general", "[[value, score], ...]")
        found: dict[str, Points] = {}
        for call_type, points in bands.items():
            if call_type not in CALL_TYPES:
                raise self.wrong(f"unknown call type {call_type!r} for {measure!r}", f"one of {', '.join(CALL_TYPES)}")
            where = f"the band {call_type!r} of {measure!r}"
            if not isinstance(points, (list, tuple)) or not all(map(_is_point, points)):
                raise self.wrong(f"{where} is malformed", "[[value, score], ...]")
            if len(points) < 2 or any(one[0] >= two[0] for one, two in pairwise(points)):
                raise self.wrong(f"{where} is not rising", "[[value, score], ...] by value, at least two")
            if any(not 0 <= score <= 100 for _, score in points):
                raise self.wrong(f"{where} has a score outside 0 to 100", "0 to 100")
            found[call_type] = tuple((float(x), float(y)) for x, y in points)
        return found

    def per_call_type(self, entry: dict[str, Any], key: str, where: str) -> dict[str, Any]:
        found = entry.get(key, {})
        if not isinstance(found, dict) or not set(found) <= set(CALL_TYPES):
            raise self.wrong(f"{key} of {where} is malformed", f"a table by call type: {', '.join(CALL_TYPES)}")
        return found

    def needs(self, entry: dict[str, Any], where: str, card: Framework) -> dict[str, float]:
        found = self.numbers(entry, "needs", where)
        for column in found:
            if column not in counts() and column not in card.counts:
                raise self.wrong(f"needs of {where} names the unknown measure {column!r}", "a count of docs/columns.md")
        return found

    def named(
        self, entries: Sequence[dict[str, Any]], make: Callable[[dict[str, Any], Sequence[str]], Named]
    ) -> list[Named]:
        found: list[Named] = []
        for entry in entries:
            made = make(entry, [one.name for one in found])
            if made.name in {one.name for one in found}:
                raise self.wrong(f"the name {made.name!r} stands twice", "each name once")
            found.append(made)
        return found

    def tables(self, table: dict[str, Any], key: str) -> list[dict[str, Any]]:
        found = table.get(key, [])
        if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
            raise self.wrong(f"{key!r} is no list of tables", f"[[{key}]]")
        return found

    def name(self, entry: dict[str, Any], what: str) -> str:
        name = entry.get("name")
        if not isinstance(name, str) or not NAME.fullmatch(name):
            raise self.wrong(f"the {what} name {name!r} is missing or malformed", "small letters, digits and _")
        return name

    def text(self, entry: dict[str, Any], key: str, where: str) -> str:
        found = entry.get(key)
        if not isinstance(found, str) or not found.strip():
            raise self.wrong(f"{key} of {where} is missing or no text", "a text")
        return found

    def texts(self, entry: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
        found = entry.get(key, [])
        if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
            raise self.wrong(f"{key} of {where} is no list of texts", '["...", "..."]')
        return tuple(found)

    def turns(self, entry: dict[str, Any], key: str, where: str) -> int | None:
        found = entry.get(key)
        if found is None or (isinstance(found, int) and not isinstance(found, bool) and found >= 1):
            return found
        raise self.wrong(f"{key} of {where} is {found!r}", "a whole number from 1")

    def numbers(
        self, entry: dict[str, Any], key: str, where: str, allowed: Collection[str] | None = None
    ) -> dict[str, float]:
        found = entry.get(key, {})
        if not isinstance(found, dict) or not all(_is_number(value) and value >= 0 for value in found.values()):
            raise self.wrong(f"{key} of {where} is malformed", "{ name = number, ... }")
        if allowed is not None:
            self.keys(found, allowed, key)
        return {name: float(value) for name, value in found.items()}

    def keys(self, entry: dict[str, Any], allowed: Collection[str], where: str) -> None:
        unknown = sorted(set(entry) - set(allowed))
        if unknown:
            raise self.wrong(f"unknown key {unknown[0]!r} in {where}", f"one of {', '.join(sorted(allowed))}")

    def wrong(self, message: str, hint: str | None = None) -> ScorecardError:
        return ScorecardError(message, path=self.path, hint=hint)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _is_point(value: object) -> bool:
    return isinstance(value, (list, tuple)) and len(value) == 2 and all(map(_is_number, value))
