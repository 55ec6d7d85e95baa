"""Ownership, commitment, candour, client first, permission, education.

Most are found by cues. Two are found by what a sentence is made of: an explanation (general statements tied together
by "because", "when", "so"), and an option outside the house (somebody else, for little or nothing).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from softskills.lexicon import Hit, words_of
from softskills.segment import Turn
from softskills.taggers.base import Call, from_hits, make_tag
from softskills.transcript import Span, Tag

OWNERSHIP, COMMITMENT, CANDOR, CLIENT_FIRST, PERMISSION, EDUCATION = TAGS = (
    "trust.ownership",
    "trust.commitment",
    "trust.candor",
    "trust.client_first",
    "trust.permission",
    "trust.education",
)
# Promises that "and" strings together are one step; the others often run over two or three short sentences.
STRUNG, NEXT = frozenset([COMMITMENT]), frozenset([OWNERSHIP, CANDOR, CLIENT_FIRST, EDUCATION])

# After these the sentence is not done: "I can't promise | it will be there".
OPEN_ENDED = frozenset(["promise", "pretend", "say", "lying", "guarantee", "lie", "fibbing", "know", "rather"])
ELSEWHERE, FOR_LITTLE = words_of("trust_elsewhere"), words_of("trust_for_little")
HOUSE = frozenset(["we", "us", "our"])

# What an explanation is made of. The weights are those of a logistic regression on corpora/train, rounded.
WEIGHTS = {
    word: weight
    for words, weight in (
        ("because", 1.6),
        ("why reason reasons", 1.4),
        ("when once until unless whenever whereas", 1.1),
        ("means called works happens tends tend usually normally", 0.9),
        ("which what", 0.6),
        ("so if", 0.5),
        ("they them their people anyone somebody someone nobody everybody", 0.4),
        ("every each whatever always never only by most", 0.4),
        ("the a an it", 0.3),
        ("is are has does like than as", 0.1),
        ("you your he she her his him", -0.2),
        ("was were did had will would", -0.4),
        ("we us our", -0.6),
        ("i me my", -1.0),
    )
    for word in words.split()
}
OPENERS = frozenset([("the", "reason"), ("the", "way"), ("what", "happens"), ("see", "the")])
LENGTH, REST, OPENER, ASKED, BUSY, BASE = 0.08, 0.06, 1.0, -0.6, -0.9, -6.7
LEAST, SURE = -0.4, 9


def tag(turn: Turn, call: Call, hits: Mapping[str, Sequence[Hit]]) -> Iterator[Tag]:
    """Yield the trust moves of a turn."""
    given: list[Tag] = []
    for name in TAGS:
        found = list(from_hits(turn, name, hits.get(name, ())))
        if name in (CANDOR, CLIENT_FIRST):
            found = [_completed(turn, tag) for tag in found]
            found.extend(_outside_options(turn, name))
        elif name == EDUCATION:
            found.extend(_explanations(turn, [*call.tags[call.at], *given]))
        given.extend(_joined(turn, found) if name in STRUNG | NEXT else found)
    yield from given


def _completed(turn: Turn, tag: Tag) -> Tag:
    """Take in the clause that says what cannot be promised."""
    last = bisect_left(turn.starts, tag.span.stop)
    if last == len(turn.words) or turn.words[last - 1] not in OPEN_ENDED or turn.ends[last - 1] in (".", "?", "!"):
        return tag
    return replace(tag, span=Span(tag.span.start, turn.span(last, turn.clause_of(last)[1]).stop))


def _outside_options(turn: Turn, name: str) -> Iterator[Tag]:
    """Find "the county does it for free": somebody else, for little, and not we."""
    words = turn.words
    for i, word in enumerate(words):
        if word in FOR_LITTLE:
            first, last = turn.sentence_of(i)
            first, last = max(first, i - 14), min(last, i + 10)
            near = set(words[first:last])
            if near & ELSEWHERE and not near & HOUSE:
                who = sorted(near & ELSEWHERE)[0]
                yield make_tag(turn, first, last, name, 0.6, f"an option elsewhere: '{who}', '{word}'")
                return


def _explanations(turn: Turn, given: Sequence[Tag]) -> Iterator[Tag]:
    """Weigh each sentence: is it made as explanations are?"""
    total = len(turn.words)
    for first, last in turn.sentences:
        length = last - first
        if length < SURE:
            continue
        words = turn.words[first:last]
        counts = Counter(words)
        weight = BASE + LENGTH * min(length, 40) + REST * min(total - length, 40)
        weight += sum(WEIGHTS[word] * min(count, 3) for word, count in counts.items() if word in WEIGHTS)
        weight += OPENER * ((words[0], words[1]) in OPENERS or words[0] == "see")
        span = turn.span(first, last)
        beside = [tag.tag for tag in given if tag.span & span]
        if beside:
            weight += ASKED * any(name.startswith("question") for name in beside)
            weight += BUSY * any(name.startswith(("empathy", "value", COMMITMENT)) for name in beside)
        if weight > LEAST:
            signs = [word for word in dict.fromkeys(words) if WEIGHTS.get(word, 0) >= 0.5]
            why = "explains: " + ", ".join(f"'{word}'" for word in signs[:4])
            yield make_tag(turn, first, last, EDUCATION, 0.7 if weight > 1 else 0.6, why)


def _joined(turn: Turn, tags: Iterable[Tag]) -> Iterator[Tag]:
    """Make one of moves that follow on: "I'll ring the depot and I'll text you", "That was me. My mistake."."""
    text = turn.utt.text
    open_tag: Tag | None = None
    for tag in sorted(tags, key=lambda tag: tag.span):
        if open_tag is not None and _follows(text, open_tag, tag):
            surer = max(open_tag, tag, key=lambda tag: tag.score)
            stop = max(open_tag.span.stop, tag.span.stop)
            open_tag = replace(surer, span=Span(open_tag.span.start, stop))
            continue
        if open_tag is not None:
            yield open_tag
        open_tag = tag
    if open_tag is not None:
        yield open_tag


def _follows(text: str, one: Tag, two: Tag) -> bool:
    """Tell whether the second tag meets the first or goes on where it ends."""
    if text[one.span.stop : two.span.start].strip(" ,-–—.;"):
        return False
    strung = text[one.span.stop - 1] not in ".?!" and text[two.span.start :][:4].lower() == "and "
    return one.tag in NEXT or strung or two.span.start < one.span.stop
