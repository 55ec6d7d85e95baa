"""Questions, open and closed, by word order: with a question mark or without one.

MITI 4.2 and MISC 2.5 define open and closed; the order of auxiliary and subject is what marks a question in
English where a recogniser has dropped the mark (Huddleston & Pullum 2002, ch. 10).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from softskills.lexicon import Hit, words_of
from softskills.segment import Turn
from softskills.taggers.base import Call, make_tag
from softskills.taggers.inversion import (
    AUX,
    CLOSED,
    DISCOURSE,
    FACT,
    HOW_MEASURE,
    INVITES,
    OPEN,
    PERSON,
    REQUEST,
    SOMEBODY,
    STORY,
    THERE_OR_PERSON,
    THING,
    TURNS_ON,
    WH,
    Shape,
    invite,
    question_shape,
    story,
)
from softskills.transcript import Tag

TAGS = (OPEN, CLOSED)
RELATIVE = words_of("question_relative")
BE_FORMS = words_of("question_be_forms")
POINTERS = words_of("question_pointers")
KNOWERS = words_of("question_knowers")
INNER = words_of("question_inner")
DISCOURSE_PAIR = words_of("discourse_pair")
MURMURS = words_of("question_murmurs")
WONDERS = words_of("question_wonders")
WONDERED = words_of("question_wondered")
REFLECTS = words_of("question_reflects")
NO_QUESTION_BEFORE = words_of("question_no_question_before")
BE_OR_WILL = BE_FORMS | {"will"}
WISHES = frozenset(("love", "like", "interested", "keen"))
IN_TAG = PERSON | {"it", "there"}
# Without one of these, and without a question mark, nothing but a fragment asks.
INSIDE = AUX | WH | INVITES | WONDERS | WISHES
SIGNS = INSIDE | TURNS_ON
NO_TAG_BEFORE = NO_QUESTION_BEFORE - {"it", "that", "there", "them", "only"}


class Ask(NamedTuple):
    """A question found: the words it covers, its kind, how sure, and the rule that saw it."""

    first: int
    last: int
    kind: str
    score: float
    rule: str


def tag(turn: Turn, call: Call, hits: Mapping[str, Sequence[Hit]]) -> Iterator[Tag]:
    """Yield the questions of a turn."""
    for ask in asks(turn):
        yield make_tag(turn, ask.first, ask.last, ask.kind, ask.score, ask.rule)


def asks(turn: Turn) -> Iterator[Ask]:
    """Yield the questions of a turn as word ranges."""
    text = turn.utt.text
    quoted = '"' in text
    for first, last in turn.sentences:
        if quoted and text.count('"', 0, turn.starts[last - 1]) % 2:
            continue  # reported speech asks nobody on the line
        mark = turn.ends[last - 1]
        yield from _in_sentence(turn, first, last, mark)


def _in_sentence(turn: Turn, first: int, last: int, mark: str) -> Iterator[Ask]:
    words = turn.words
    asked = mark == "?"
    if not asked and SIGNS.isdisjoint(words[first:last]):
        yield from _fragment(turn, first, last)
        return
    found: list[Ask] = []
    request = False
    begin = bisect_right(turn.clauses, (first, last)) - 1
    for c in range(begin, len(turn.clauses)):
        start, stop = turn.clauses[c]
        if start >= last:
            break
        core = _core(words, start, stop)
        shape = None
        inside = not asked and core > first
        embedded = inside and (
            (words[core] in WH and words[core - 1] in KNOWERS)
            or (
                words[core] in BE_OR_WILL
                and turn.ends[core - 1] == ","
                and words[core + 1 : core + 2]
                and words[core + 1] in THING
            )
        )
        if not (words[core] in AUX and turn.glued(core)) and not embedded:
            shape = question_shape(words, core, last, asked and (c == begin or words[core] not in RELATIVE))
        if shape is not None and shape[0] == REQUEST:
            request = True
            continue
        if shape is None:
            shape, core = _within(turn, core + 1, stop, last, asked)
            if shape is not None and shape[0] == REQUEST:
                request = True
                continue
        if shape is None:
            shape = (
                None if turn.glued(stop - 2) and words[stop - 2] != "not" else _tag_question(words, start, stop, asked)
            )
            core = start
        if shape is not None and not (found and words[core - 1] == "or"):
            found.append(Ask(core, stop, *shape))
    if found:
        yield from _spread(found, words, last)
    elif asked and not request:
        yield from _declarative(turn, first, last)
    elif not request:
        yield from _fragment(turn, first, last)


def _spread(found: list[Ask], words: list[str], last: int) -> Iterator[Ask]:
    """Let each question run to the next one; "or" and a following clause of the same question stay with it."""
    for ask, following in zip(found, [*found[1:], None], strict=True):
        stop = following.first if following else last
        yield ask._replace(last=stop) if stop > ask.last else ask


def _declarative(turn: Turn, first: int, last: int) -> Iterator[Ask]:
    """A statement that rises asks for confirmation; one that says back what was heard is a reflection."""
    words = turn.words
    core = _core(words, first, last)
    if last - core == 1 and words[core] in MURMURS:
        return
    head = words[core : core + 6]
    if "you" in head[:3] and INNER & set(head) and words[last - 1] not in ("right", "yeah", "correct", "okay"):
        return  # says back a wish or a feeling: a reflection that rises
    if " ".join(words[core : core + 2]) in REFLECTS or " ".join(words[core : core + 3]) in REFLECTS:
        return
    if (words[core] == "if" and last - core <= 9) or (words[last - 1] in ("how", "what") and last - core <= 4):
        yield Ask(core, last, OPEN, 0.7, "an elliptic open question")
        return
    if last - core > 14:
        core = turn.clause_of(last - 1)[0]
    yield Ask(core, last, CLOSED, 0.8, "a statement or fragment with a question mark")


def _fragment(turn: Turn, first: int, last: int) -> Iterator[Ask]:
    """Without a question mark: "your postcode please", "for what time"."""
    words = turn.words
    core = _core(words, first, last)
    length = last - core
    if length > 6:
        return
    rest = words[core:last]
    if (
        rest[0] in ("your", "the")
        and length > 1
        and any(word in FACT for word in rest[1:])
        and not any(word in AUX for word in rest)
    ):
        if rest[0] == "your" or rest[-1] == "please" or words[first] == "and":
            yield Ask(core, last, CLOSED, 0.7, "a request for a fact without a verb")
    elif rest == ["what"] or (
        length <= 4 and rest[0] in ("for", "at", "from", "to", "on", "in") and rest[1:2] and rest[1] in WH
    ):
        yield Ask(core, last, CLOSED, 0.6, "an elliptic question")


def _core(words: list[str], first: int, last: int) -> int:
    """Skip what may stand before the question itself; never the whole of it."""
    i = first
    while i < last - 1:
        if words[i] in DISCOURSE and not (words[i] in AUX and words[i + 1] in SOMEBODY):
            i += 1
        elif i + 2 < last and f"{words[i]} {words[i + 1]}" in DISCOURSE_PAIR:
            i += 2
        else:
            break
    return i


def _within(turn: Turn, start: int, stop: int, last: int, asked: bool) -> tuple[Shape | None, int]:
    """Look inside a clause for an inversion that can be nothing but a question."""
    words = turn.words
    for i in range(start, stop - 1):
        word = words[i]
        if word not in INSIDE:
            continue
        if word in AUX:
            following = words[i + 1]
            if words[i - 1] in NO_QUESTION_BEFORE or turn.glued(i):
                continue
            if following == "there" and words[i + 2 : i + 3] and words[i + 2] in BE_FORMS:
                continue  # "what I hear is there's a lot": the verb of a clause to come
            if _surely_inverted(word, following, words[i - 1], asked):
                shape = question_shape(words, i, last, asked)
                if shape is not None:
                    return shape, i
        elif word in WH and word not in RELATIVE:
            following = words[i + 1]
            after = words[i + 2] if i + 2 < last else ""
            before = words[i - 1]
            if (
                (
                    following in AUX
                    and (
                        after in PERSON or (after in POINTERS and (following not in BE_FORMS or before not in KNOWERS))
                    )
                )
                or (word == "how" and following in HOW_MEASURE and _inverts(words[i + 2 : min(last, i + 7)]))
                or (word == "how" and following == "come")
                or (asked and turn.ends[i - 1] == ",")
                or (
                    asked
                    and following not in SOMEBODY
                    and following not in AUX
                    and before not in KNOWERS
                    and (word != "how" or following in HOW_MEASURE)
                )
            ):
                shape = question_shape(words, i, last, asked)
                if shape is not None:
                    return shape, i
        elif word in INVITES:
            shape = invite(word, words[i + 1 : min(last, i + 9)])
            if shape is not None:
                return shape, i
        elif word in WONDERS and words[i + 1] in WONDERED and {"i", "we"} & set(words[max(0, i - 4) : i]):
            kind = CLOSED if words[i + 1] in ("if", "whether", "where") and not _opens(words[i + 2 : last]) else OPEN
            return (kind, 0.75, f"'{word}' asks in the form of a statement"), start - 1
        elif (
            word in WISHES
            and words[i + 1] in ("to", "in")
            and i + 2 < stop
            and words[i + 2] in ("hear", "know", "understand", "learn", "what", "how", "hearing")
            and "you" not in words[max(0, i - 3) : i]
        ):
            return (OPEN, 0.7, "'I would like to hear' invites an account"), start - 1
    return None, start


def _surely_inverted(word: str, following: str, before: str, asked: bool) -> bool:
    """Tell whether an auxiliary in the middle of a run of words begins a question: "thanks have i missed anything"."""
    if (asked and following in PERSON) or (before in DISCOURSE and following in THERE_OR_PERSON):
        return True
    if word in BE_FORMS:
        return following == "there" or (following in ("you", "we", "they", "i") and word != "is")
    if following in PERSON:
        return True
    return word in ("does", "did", "would", "could", "can") and following in THING


def _inverts(rest: list[str]) -> bool:
    """Tell whether an auxiliary stands right before a person: "how many drinks would you"."""
    return any(one in AUX and two in PERSON for one, two in pairwise(rest))


def _opens(rest: list[str]) -> bool:
    """Tell whether "if you could ..." goes on to invite an account."""
    return (
        rest[:2] in (["you", "could"], ["you", "can"], ["you", "would"])
        and rest[2:3] != []
        and rest[2] in STORY
        and story(rest[2], rest[3:9])[0] == OPEN
    )


def _tag_question(words: list[str], start: int, stop: int, asked: bool) -> Shape | None:
    """Find the tag at the end of a statement: "isn't it", "do you", "right?"."""
    if stop - start < 4:
        return None
    zero, one, two, three = words[stop - 4 : stop]
    if one in AUX and two == "not" and three in THERE_OR_PERSON:
        return CLOSED, 0.75 if asked else 0.6, "a question tag at the end"
    if (
        two in AUX
        and three in IN_TAG
        and (asked or (one not in NO_TAG_BEFORE and zero not in WH and stop == len(words)))
    ):
        return CLOSED, 0.75 if asked else 0.6, "a question tag at the end"
    if asked and three in ("right", "yeah", "correct", "okay", "yes", "no"):
        return CLOSED, 0.75, "a statement put up for confirmation"
    return None
