"""Phrases found in turns: as people say them, with or without punctuation, capitals, apostrophes and "um".

A phrase is plain words. `(a|b)` is either, `(a|)` is a or nothing, `...` stands for up to six words of the same
sentence. "I'll" also finds "i will".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product

from softskills.errors import LexiconError
from softskills.segment import Turn, segment
from softskills.transcript import Span, Utterance

GAP = "..."
GAP_WORDS = 6
CHOICE = re.compile(r"\(([^()]*)\)")


class Phrases:
    """Some phrases, ready to be looked for.

    Args:
        phrases: as the module says.

    Raises:
        LexiconError: one has no words, or its brackets do not match.
    """

    __slots__ = ("_by_first", "written")

    def __init__(self, phrases: Iterable[str]) -> None:
        self.written = tuple(phrases)
        # By the first word, then by the next two, "" where one is open: most turns ask for no regex at all.
        self._by_first: dict[str, dict[tuple[str, str], list[re.Pattern[str]]]] = {}
        for phrase in self.written:
            for plain in _expand(phrase):
                first, following, regex = _compile(plain, phrase)
                self._by_first.setdefault(first, {}).setdefault(following, []).append(regex)

    def find(self, turn: Turn) -> Iterator[Span]:
        """Yield the raw characters of each place in a turn where a phrase stands; places do not overlap."""
        by_first = self._by_first
        if by_first.keys().isdisjoint(turn.words):
            return
        upto = 0
        words = turn.words
        for i in [i for i, word in enumerate(words) if word in by_first]:
            if i < upto:
                continue
            following = by_first[words[i]]
            second, third = (*words[i + 1 : i + 3], "", "")[:2]
            stop = 0
            for key in {(second, third), (second, ""), ("", "")}:
                for regex in following.get(key, ()):
                    match = regex.match(turn.line, turn.places[i])
                    stop = max(stop, match.end() if match else 0)
            if stop:
                upto = turn.word_at(stop)
                yield turn.span(i, upto)


def _expand(phrase: str) -> Iterator[str]:
    parts = CHOICE.split(phrase)
    plain, choices = parts[::2], [part.split("|") for part in parts[1::2]]
    if any("(" in part or ")" in part for part in plain):
        raise LexiconError(f"the brackets of the phrase {phrase!r} do not match", hint="(a|b), not one in another")
    for chosen in product(*choices):
        yield "".join(part + choice for part, choice in zip(plain, [*chosen, ""], strict=True))


def _compile(plain: str, phrase: str) -> tuple[str, tuple[str, str], re.Pattern[str]]:
    folded = [_fold(part) for part in plain.split(GAP)]
    if not folded[0] or not folded[-1]:
        raise LexiconError(f"the phrase {phrase!r} does not begin and end with words", hint=f"{GAP} goes between words")
    gap = rf"(?:[^\s.?!]+ ){{0,{GAP_WORDS}}}?"
    second, third = (*folded[0][1:3], "", "")[:2]
    return (
        folded[0][0],
        (second, third),
        re.compile(gap.join("".join(re.escape(word) + " " for word in words) for words in folded)),
    )


def _fold(text: str) -> list[str]:
    return segment(Utterance(0, None, text)).words
