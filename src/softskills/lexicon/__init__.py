"""Language as data: cues and blockers per tag, each group with its source, and the index that finds them.

`en/*.toml` hold the groups, one file a family; `en/classes.toml` the word classes they share.
`pattern.py` says how a cue is written.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from softskills.errors import LexiconError
from softskills.lexicon.pattern import Pattern, parse, search_regex

ALLOWED = {"tag", "name", "source", "score", "cues", "blockers", "generic", "span", "sentence"}


@dataclass(frozen=True, slots=True)
class Group:
    """Cues of one tag that belong together.

    Args:
        tag: the codebook's tag they stand for.
        name: unique within its file; part of every reason given.
        source: where the cues come from.
        score: how often such a cue is right, 0 to 1.
        generic: whether the phrase would fit any call word for word.
        span: "clause" (widened to the clause) or "match" (the cue's own words).
        blockers: regexes; a hit in a sentence where one is found is void.
    """

    tag: str
    name: str
    source: str
    score: float
    generic: bool
    span: str
    blockers: tuple[str, ...]
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue found: words `first` to `last` (half-open) of a turn."""

    group: Group
    cue: str
    first: int
    last: int


Cue = tuple[Group, Pattern]


class Anchor:
    """The cues that may begin with one word: those whose second word is open, and the others by that word."""

    __slots__ = ("_by_second", "_open", "cues")

    def __init__(self) -> None:
        self.cues: list[Cue] = []
        self._open: list[Cue] = []
        self._by_second: dict[str, list[Cue]] | None = None

    def before(self, second: str) -> Sequence[Cue]:
        """Return the cues whose second word may be this one; sorted out when the first word is first heard."""
        if self._by_second is None:
            self._by_second = {}
            for cue in self.cues:
                if cue[1].second is None:
                    self._open.append(cue)
                for word in cue[1].second or ():
                    self._by_second.setdefault(word, []).append(cue)
            for cues in self._by_second.values():
                cues.extend(self._open)
        return self._by_second.get(second, self._open)


@dataclass(frozen=True)
class CueIndex:
    """All cues of one side, found in one pass by their first words."""

    anchors: dict[str, Anchor] = field(default_factory=dict)

    def add(self, group: Group) -> None:
        """Enter a group's cues under their first words."""
        for pattern in group.patterns:
            for word in pattern.first:
                anchor = self.anchors.get(word)
                if anchor is None:
                    anchor = self.anchors[word] = Anchor()
                anchor.cues.append((group, pattern))

    def candidates(self, words: Sequence[str]) -> Iterator[tuple[int, Group, Pattern]]:
        """Yield each place where a cue might begin."""
        anchors = self.anchors
        padded = [*words, "", ""]
        for i, word in enumerate(words):
            anchor = anchors.get(word)
            if anchor is not None:
                third = padded[i + 2]
                for group, pattern in anchor.before(padded[i + 1]):
                    if (
                        pattern.third is None
                        or third in pattern.third
                        or (pattern.third_prefixes and third.startswith(pattern.third_prefixes))
                    ) and not (pattern.later and pattern.later.isdisjoint(words[i : i + pattern.reach])):
                        yield i, group, pattern


@cache
def compiled(regex: str) -> re.Pattern[str]:
    """Compile a cue's regex at first use: most cues are never asked for in one call."""
    return re.compile(regex)


@cache
def classes(language: str = "en") -> Mapping[str, tuple[str, ...]]:
    """Return the word classes, with classes inside classes spelled out."""
    table = _toml(language, "classes.toml")
    found: dict[str, tuple[str, ...]] = {}
    for name, entry in table.items():
        words: list[str] = []
        for word in entry["words"]:
            words.extend(found[word[1:]] if word.startswith("@") else [word])
        # The longest first: an alternation takes the first that fits.
        found[name] = tuple(sorted(set(words), key=lambda word: (-len(word.split()), word)))
    return found


def words_of(name: str, language: str = "en") -> frozenset[str]:
    """Return one class as a set."""
    return frozenset(classes(language)[name])


@cache
def groups(language: str = "en") -> tuple[Group, ...]:
    """Return every cue group, file by file.

    Raises:
        LexiconError: a group is malformed, or a name stands twice in a file.
    """
    found: list[Group] = []
    for resource in sorted(files(__name__).joinpath(language).iterdir(), key=lambda item: item.name):
        if not resource.name.endswith(".toml") or resource.name in ("classes.toml", "roles.toml"):
            continue
        table = _toml(language, resource.name)
        shared: dict[str, list[str]] = table.get("blockers", {})
        seen: set[str] = set()
        for entry in table.get("group", []):
            group = _group(entry, shared, language, resource.name)
            if group.name in seen:
                raise LexiconError(f"the group {group.name!r} stands twice", path=resource.name)
            seen.add(group.name)
            found.append(group)
    return tuple(found)


@cache
def cue_index(tags: frozenset[str], language: str = "en") -> CueIndex:
    """Return the index of all cues of `tags`."""
    index = CueIndex()
    for group in groups(language):
        if group.tag in tags:
            index.add(group)
    return index


def _group(entry: dict[str, Any], shared: Mapping[str, list[str]], language: str, path: str) -> Group:
    unknown = set(entry) - ALLOWED
    missing = {"tag", "name", "source", "cues"} - set(entry)
    if unknown or missing:
        what = f"unknown keys {sorted(unknown)}" if unknown else f"no {sorted(missing)}"
        raise LexiconError(f"the group {entry.get('name', entry)!r} has {what}", path=path)
    table = classes(language)
    blockers = [*shared.get(entry["tag"], []), *entry.get("blockers", [])]
    return Group(
        tag=entry["tag"],
        name=entry["name"],
        source=entry["source"],
        score=float(entry.get("score", 0.7)),
        generic=bool(entry.get("generic", False)),
        span=entry.get("span", "clause"),
        blockers=tuple(search_regex(blocker, table) for blocker in blockers),
        patterns=tuple(parse(cue, table) for cue in entry["cues"]),
    )


def _toml(language: str, name: str) -> dict[str, Any]:
    text = files(__name__).joinpath(language, name).read_text("utf-8")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(str(error), path=name) from error
