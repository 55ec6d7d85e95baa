"""The small language that cues are written in, and its translation to regular expressions.

A cue is written over *folded* words (lower case, "I'm" = "i am", no commas; see `softskills.segment`), one
space between elements:

    sorry to hear          these words, one after the other
    (so|very|really)       one of these; an alternative may hold several words
    so?  (very|really)?    may be missing
    frustrat*              any word that begins so
    @feeling               a word or phrase of the class `feeling` in classes.toml
    _                      any one word
    ...  ...8              up to four (eight) words, within the sentence
    !(about|for)           the next word is none of these
    ^  ^^                  at the start of a clause; at the start of the turn (discourse words are skipped)
    $                      at the end of a clause

The first element must be made of literal words: those are the anchors by which cues are found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from softskills.errors import LexiconError

WORD = r"[^ .?!]+ "
GAP = 4
# By how many words a cue is found before its regex is asked.
DEPTH = 3


@dataclass(frozen=True)
class Pattern:
    """A cue, parsed: where it may begin and end, and what it looks like.

    Args:
        source: the cue as written.
        elements: its parts, without the marks of where it may begin and end.
        classes: the word classes it may name.
        first: what its first word can be: the anchor by which it is found.
        second: what its second word can be, None where it can be anything.
        third: what its third word can be, likewise.
        third_prefixes: how it can begin otherwise.
        later: after a gap, what the next word that is not open can be; empty where there is none.
        reach: within how many words from its first one of these must stand.
        where: "" anywhere, "clause" or "turn" for the start of one.
        closes: whether it must end where a clause ends.
    """

    source: str
    elements: tuple[str, ...]
    classes: Mapping[str, tuple[str, ...]] = field(repr=False, compare=False)
    first: frozenset[str]
    second: frozenset[str] | None
    third: frozenset[str] | None
    third_prefixes: tuple[str, ...]
    later: frozenset[str]
    reach: int
    where: str
    closes: bool

    @cached_property
    def regex(self) -> str:
        """The cue as a regular expression over folded words, each followed by one space; made when first asked for."""
        return "".join(_regex(element, self.source, self.classes) for element in self.elements)


def parse(source: str, classes: Mapping[str, tuple[str, ...]]) -> Pattern:
    """Translate one cue.

    Args:
        source: the cue in the language above.
        classes: word classes by name, each word or phrase in folded form.

    Returns:
        The parsed pattern.

    Raises:
        LexiconError: an unknown class, unbalanced brackets, or a first element without literal words.
    """
    elements = _split(source)
    where = ""
    if elements and elements[0] in ("^", "^^"):
        where = "turn" if elements.pop(0) == "^^" else "clause"
    closes = bool(elements) and elements[-1] == "$"
    if closes:
        elements.pop()
    if not elements:
        raise LexiconError(f"the cue {source!r} has no words")
    for element in elements:
        if "@" in element:
            _alternatives(_bare(element.lstrip("!"))[0], source, classes)
    options = [_options(element, source, classes) for element in elements[:4]]
    first, second, third = _leading(options)
    if not first:
        raise LexiconError(
            f"the cue {source!r} does not begin with literal words", hint="begin it with a word, (a|b) or @class"
        )
    prefixes = tuple(word[:-1] for word in third or () if _is_prefix(word))
    later, reach = _after_gap(elements, source, classes)
    return Pattern(source, tuple(elements), classes, first, second, third, prefixes, later, reach, where, closes)


def search_regex(source: str, classes: Mapping[str, tuple[str, ...]]) -> str:
    """Translate a blocker: as a cue, but it is searched for, so that it may begin with anything."""
    return r"(?:^| )" + "".join(_regex(element, source, classes) for element in _split(source))


def _split(source: str) -> list[str]:
    elements: list[str] = []
    depth = 0
    for word in source.split():
        if depth:
            elements[-1] += " " + word
        else:
            elements.append(word)
        depth += word.count("(") - word.count(")")
        if depth > 1:
            raise LexiconError(f"the cue {source!r} has brackets within brackets", hint="write the alternatives out")
    if depth:
        raise LexiconError(f"the brackets of the cue {source!r} do not match")
    return elements


def _bare(element: str) -> tuple[str, bool]:
    return (element[:-1], True) if element.endswith("?") else (element, False)


def _alternatives(element: str, source: str, classes: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if element.startswith("@"):
        name = element[1:]
        if name not in classes:
            raise LexiconError(
                f"the cue {source!r} names the unknown class {element}", hint="known: " + ", ".join(sorted(classes))
            )
        return classes[name]
    if element.startswith("("):
        found: list[str] = []
        for part in element[1:-1].split("|"):
            found.extend(_alternatives(part.strip(), source, classes))
        return tuple(found)
    return (element,)


def _word(word: str) -> str:
    if word == "_":
        return WORD
    if word.endswith("*"):
        return re.escape(word[:-1]) + r"[^ .?!]* "
    return re.escape(word) + " "


def _phrase(phrase: str) -> str:
    return "".join(_word(word) for word in phrase.split())


def _regex(element: str, source: str, classes: Mapping[str, tuple[str, ...]]) -> str:
    if element.startswith("..."):
        return rf"(?:{WORD}){{0,{int(element[3:] or GAP)}}}?"
    if element.startswith("!"):
        inner = "|".join(_phrase(part) for part in _alternatives(element[1:], source, classes))
        return f"(?!{inner})"
    element, optional = _bare(element)
    inner = "|".join(_phrase(part) for part in _alternatives(element, source, classes))
    if "|" not in inner and not optional:
        return inner
    return f"(?:{inner})" + ("?" if optional else "")


def _options(element: str, source: str, classes: Mapping[str, tuple[str, ...]]) -> list[tuple[str, ...]] | None:
    """Return the literal phrases an element may be; None where it is open (a gap, a wildcard)."""
    if element.startswith("..."):
        return None
    if element.startswith("!"):
        return [()]  # looks ahead and takes no word
    element, optional = _bare(element)
    phrases = [tuple(part.split()) for part in _alternatives(element, source, classes)]
    if any(word == "_" for phrase in phrases for word in phrase):
        return None
    return [*phrases, ()] if optional else phrases


def _leading(options: list[list[tuple[str, ...]] | None]) -> list[frozenset[str] | None]:
    """Gather what each of the first words can be; None from where it can be anything."""
    found: list[set[str]] = [set() for _ in range(DEPTH)]
    open_from = DEPTH
    places = {0}
    for option in options:
        if option is None:
            break
        reached: set[int] = set()
        for place in places:
            for phrase in option:
                for at, word in enumerate(phrase[: DEPTH - place], start=place):
                    found[at].add(word)
                reached.add(place + len(phrase))
        places = {place for place in reached if place < DEPTH}
        if not places:
            break
    if places:
        open_from = min(places)
    heads = [frozenset(words) if at < open_from else None for at, words in enumerate(found)]
    # A word known by its beginning only ("stress*") can be looked for, but not looked up.
    return [None if at < 2 and any(map(_is_prefix, head or ())) else head for at, head in enumerate(heads)]


def _after_gap(elements: list[str], source: str, classes: Mapping[str, tuple[str, ...]]) -> tuple[frozenset[str], int]:
    """Return what can be the first word of the first element after a gap that must be there, and how far away it is."""
    reach = 0
    gap = False
    for element in elements:
        if element.startswith("..."):
            reach += int(element[3:] or GAP)
            gap = True
            continue
        phrases = _options(element, source, classes)
        if phrases is None:
            phrases = [tuple(part.split()) for part in _alternatives(_bare(element)[0], source, classes)]
        elif gap and all(phrases) and not any(_is_prefix(phrase[0]) for phrase in phrases):
            return frozenset(phrase[0] for phrase in phrases), reach + 1
        reach += max(map(len, phrases))
    return frozenset(), 0


def _is_prefix(word: str) -> bool:
    return word.endswith("*")
