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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from softskills.errors import LexiconError

WORD = r"[^ .?!]+ "
GAP = 4


@dataclass(frozen=True, slots=True)
class Pattern:
    """A cue, parsed: where it may begin and end, and what it looks like.

    Args:
        source: the cue as written.
        regex: over folded words, each followed by one space.
        anchors: its first one or two literal words, in all their forms.
        third: what its third word can be, None where it can be anything: a cheap test before the regex.
        where: "" anywhere, "clause" or "turn" for the start of one.
        closes: whether it must end where a clause ends.
    """

    source: str
    regex: str
    anchors: frozenset[tuple[str, ...]]
    third: frozenset[str] | None
    where: str
    closes: bool


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
    regex = "".join(_regex(element, source, classes) for element in elements)
    options = [_options(element, source, classes) for element in elements[:4]]
    anchors = frozenset(_anchors(options))
    if () in anchors:
        raise LexiconError(
            f"the cue {source!r} does not begin with literal words", hint="begin it with a word, (a|b) or @class"
        )
    return Pattern(source, regex, anchors, _third(options), where, closes)


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
    if element.startswith(("...", "!")):
        return None
    element, optional = _bare(element)
    phrases = [tuple(part.split()) for part in _alternatives(element, source, classes)]
    if any(word == "_" or word.endswith("*") for phrase in phrases for word in phrase):
        return None
    return [*phrases, ()] if optional else phrases


def _third(options: list[list[tuple[str, ...]] | None]) -> frozenset[str] | None:
    """Gather what the third word can be, by the places each element can begin at."""
    found: set[str] = set()
    places = {0}
    for option in options:
        if option is None:
            return None
        reached: set[int] = set()
        for place in places:
            for phrase in option:
                if place <= 2 < place + len(phrase):
                    found.add(phrase[2 - place])
                reached.add(place + len(phrase))
        places = {place for place in reached if place <= 2}
        if not places:
            return frozenset(found)
    return None


def _anchors(options: list[list[tuple[str, ...]] | None], have: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Walk the elements until two words are certain or the next word is open."""
    if len(have) >= 2 or not options or options[0] is None:
        yield have[:2]
        return
    for phrase in options[0]:
        yield from _anchors(options[1:], have + phrase)
