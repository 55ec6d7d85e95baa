"""What costs trust: brushing off, blame, refusal, pressure, jargon.

Cues find the phrases. A refusal counts only in a turn without help, and jargon only where the customer did not use
the term first and nothing near it explains it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from softskills.lexicon import Hit, words_of
from softskills.segment import Turn
from softskills.taggers.base import Call, make_tag
from softskills.taggers.rapport import joined
from softskills.transcript import Span, Tag

DISMISSIVE, BLAME, REFUSAL, PRESSURE, JARGON = TAGS = (
    "friction.dismissive",
    "friction.blame",
    "friction.refusal",
    "friction.pressure",
    "friction.jargon",
)
ACRONYM = re.compile(r"(?<![\w-])(?:[A-Z]{2,6}s?|[A-Z]{1,5}-?\d{1,3}[A-Z]?|[A-Z](?:-[A-Z])+)(?![\w-])")
SPELLED = re.compile(r"(?<![^ ])(?:[a-z] ){2,}")
LETTERS = 2
# How many words may lie between two clauses with terms that make one span.
APART = 6
EVERYDAY = words_of("friction_everyday")
SPELLING = words_of("friction_spelling")
HELP = tuple(f" {phrase} " for phrase in sorted(words_of("friction_help")))
PLAIN = tuple(f" {phrase} " for phrase in sorted(words_of("friction_plain")))
# What shows that a no does not stand alone.
HELPING = ("trust.commitment", "trust.ownership", "trust.education", "trust.permission", "empathy.reassurance")


def tag(turn: Turn, call: Call, hits: Mapping[str, Sequence[Hit]]) -> Iterator[Tag]:
    """Yield the frictions of a turn."""
    yield from joined(turn, DISMISSIVE, hits.get(DISMISSIVE, ()))
    yield from joined(turn, BLAME, hits.get(BLAME, ()))
    for refused in joined(turn, REFUSAL, hits.get(REFUSAL, ())):
        if not _helps(turn, call, refused.span):
            yield refused
    yield from joined(turn, PRESSURE, hits.get(PRESSURE, ()))
    yield from _jargon(turn, call, hits.get(JARGON, ()))


def _helps(turn: Turn, call: Call, refused: Span) -> bool:
    """Tell whether the turn offers an alternative, a reason or help beside the words that refuse."""
    line = f" {turn.line}"
    given = (other for other in call.tags[call.at] if other.tag in HELPING)
    return any(not other.span & refused for other in given) or any(phrase in line for phrase in HELP)


def _jargon(turn: Turn, call: Call, hits: Sequence[Hit]) -> Iterator[Tag]:
    """Yield the clauses with terms that are the rep's own and stay unexplained."""
    found = [*_acronyms(turn), *((hit.first, hit.last, "".join(turn.words[hit.first : hit.last])) for hit in hits)]
    weak = {(hit.first, hit.last) for hit in hits if hit.group.name.startswith("trade")}
    weak -= {(hit.first, hit.last) for hit in hits if not hit.group.name.startswith("trade")}
    if not found:
        return
    known = _known(call)
    clauses: list[tuple[int, int, list[str], float]] = []
    for first, last, term in sorted(set(found)):
        if term in known or _explained(turn, first):
            continue
        weight = 0.5 if (first, last) in weak else 1.0
        if clauses and term in clauses[-1][2]:
            continue
        start, stop = turn.clause_of(first)
        if clauses and start <= clauses[-1][1] + APART:
            began, ended, terms, weighed = clauses.pop()
            clauses.append((began, max(stop, last, ended), [*terms, term], weighed + weight))
        else:
            clauses.append((start, max(stop, last), [term], weight))
    for first, last, terms, weight in clauses:
        if weight >= 1:
            why = "not said by the customer, not explained: " + ", ".join(terms)
            yield make_tag(turn, first, last, JARGON, min(0.85, 0.5 + 0.15 * weight), why)


def _acronyms(turn: Turn) -> Iterator[tuple[int, int, str]]:
    """Yield capitals ("ONT", "LPE1") and letters spelled out as a recogniser writes them ("r m a")."""
    text, words = turn.utt.text, turn.words
    if not text.isupper():
        for match in ACRONYM.finditer(text):
            raw = match.group().lower()
            at = bisect_left(turn.starts, match.start())
            if at < len(words) and turn.starts[at] == match.start() and not EVERYDAY & {raw, raw.removesuffix("s")}:
                yield at, at + 1, raw
    for match in SPELLED.finditer(turn.line):
        first = turn.word_at(match.start())
        last = turn.word_at(match.end())
        # "a" and "i" at the edges are words.
        while first < last and words[first] in ("a", "i"):
            first += 1
        while first < last and words[last - 1] in ("a", "i"):
            last -= 1
        term = "".join(words[first:last])
        near = words[max(0, first - 6) : last + 3]
        if last - first >= LETTERS and term not in EVERYDAY and not SPELLING.intersection(near):
            yield first, last, term


def _known(call: Call) -> set[str]:
    """Return what the customer has said so far, and the letters of the firm's name in the greeting."""
    role = call.turn.utt.role

    def add(at: int, before: Turn, said: set[str]) -> None:
        if before.utt.role != role or at < 2:
            said.update(before.words)
            said.update("".join(pair) for pair in zip(before.words, before.words[1:], strict=False))
            said.update(term for _, _, term in _acronyms(before))

    return call.gathered(f"friction.known.{role}", add)


def _explained(turn: Turn, word: int) -> bool:
    """Tell whether the sentence with the term says what it means."""
    line = " " + turn.text_of(*turn.sentence_of(word))
    return any(phrase in line for phrase in PLAIN)
