"""Voices that are no side of the talk: menus, hold messages, mailboxes, told by what they say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from softskills.lexicon import classes
from softskills.lexicon.pattern import parse, search_regex
from softskills.segment import Turn

# Of a machine's words, so many lie in turns with such a cue; a person says one such sentence in a call.
SHARE = 0.5
FIRST_PERSON = frozenset({"i", "my", "me"})


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("softskills.lexicon").joinpath("en", "machines.toml").read_text("utf-8"))


@cache
def _anchors() -> frozenset[str]:
    return frozenset(_table()["anchors"])


@cache
def _cues(kind: str) -> tuple[tuple[re.Pattern[str], re.Pattern[str] | None], ...]:
    """Return the cues of one kind, "plain" or "maybe", each group with its blockers."""
    table = _table()
    known = classes()
    found: list[tuple[re.Pattern[str], re.Pattern[str] | None]] = []
    for entry in table[kind]:
        regexes: list[str] = []
        for cue in entry["cues"]:
            pattern = parse(cue, known)
            start = r"(?:^|(?<=[.?!] ))" if pattern.where else r"(?:^|(?<= ))"
            regexes.append(f"{start}{pattern.regex}" + (r"(?=$|[.?!])" if pattern.closes else ""))
        blockers = "|".join(search_regex(blocker, known) for blocker in entry.get("blockers", ()))
        found.append((re.compile("|".join(regexes)), re.compile(blockers) if blockers else None))
    return tuple(found)


def machine_cue(turn: Turn) -> str | None:
    """Return "plain" or "maybe" where a turn sounds like a machine, None where it does not."""
    if _anchors().isdisjoint(turn.words):
        return None
    for kind in ("plain", "maybe"):
        for regex, blockers in _cues(kind):
            if regex.search(turn.line) and not (blockers and blockers.search(turn.line)):
                return kind
    return None


def machines(said: Iterable[Turn]) -> tuple[str, ...]:
    """Return the speakers that are machines by what they say.

    A speaker is one if half of its words lie in turns that sound so, one of them plainly, or if all of them do and none
    speaks of itself. Somebody who quotes a machine, or tells what to press, is none.
    """
    spoken: dict[str, list[Turn]] = {}
    for turn in said:
        if turn.utt.speaker is not None and turn.words:
            spoken.setdefault(turn.utt.speaker, []).append(turn)
    return tuple(name for name, own in spoken.items() if _is_machine(own))


def _is_machine(own: Sequence[Turn]) -> bool:
    words = sum(len(turn.words) for turn in own)
    likely = [turn for turn in own if not _anchors().isdisjoint(turn.words)]
    if sum(len(turn.words) for turn in likely) < SHARE * words:
        return False
    kinds = [machine_cue(turn) for turn in likely]
    hit = sum(len(turn.words) for turn, kind in zip(likely, kinds, strict=True) if kind)
    if "plain" in kinds:
        return hit >= SHARE * words
    return hit == words and not any(FIRST_PERSON & set(turn.words) for turn in own)
