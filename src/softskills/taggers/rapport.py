"""Courtesy, small talk, thanks, affirmation, check-ins, loyalty.

What is said is found by cues; what it is often depends on where in the call it stands: a greeting opens or closes
it, "anything else" is a check-in towards the end. A customer's history with the firm is found by its parts: a
length of time, the customer, and the firm.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from softskills.lexicon import Hit
from softskills.segment import Turn
from softskills.taggers.base import Call, from_hits, make_tag, widen
from softskills.transcript import Tag

GREETING, SMALL_TALK, GRATITUDE, AFFIRMATION, CHECK_IN, LOYALTY = TAGS = (
    "rapport.greeting",
    "rapport.small_talk",
    "rapport.gratitude",
    "rapport.affirmation",
    "rapport.check_in",
    "rapport.loyalty",
)
# How many turns belong to the opening and to the parting.
OPENING, PARTING = 3, 6
LONGEST_NAME = 8
# Words of a sentence with a matter of its own, which no bare name holds.
BUSINESS = frozenset(("i", "you", "we", "they", "not", "was", "will", "would", "that", "so"))
# How many words may lie between two clauses of one greeting.
APART = 4
# "Anything else?" asks after more business only once the matter is dealt with.
LATE = 0.7
CALLING = frozenset(("calling", "ringing", "phoning", "choosing", "contacting", "joining", "reaching"))


def tag(turn: Turn, call: Call, hits: Mapping[str, Sequence[Hit]]) -> Iterator[Tag]:
    """Yield the rapport moves of a turn."""
    yield from _greetings(turn, call, hits.get(GREETING, ()))
    yield from from_hits(turn, SMALL_TALK, hits.get(SMALL_TALK, ()))
    yield from from_hits(turn, GRATITUDE, list(_thanks(turn, call, hits.get(GRATITUDE, ()))))
    yield from joined(turn, AFFIRMATION, hits.get(AFFIRMATION, ()))
    yield from from_hits(turn, CHECK_IN, list(_check_ins(turn, call, hits.get(CHECK_IN, ()))))
    yield from joined(turn, LOYALTY, hits.get(LOYALTY, ()))


def _greetings(turn: Turn, call: Call, hits: Sequence[Hit]) -> Iterator[Tag]:
    """Yield greetings: opening cues at the start of the call, closing cues at its end, a second voice anywhere."""
    speakers = call.gathered("rapport.speakers", lambda at, before, found: found.add(before.utt.speaker or ""))
    first_words = (turn.utt.speaker or "") not in speakers
    asked = [hit for hit in hits if hit.group.name == "opening-how-are-you"] if call.at <= OPENING else []
    fitting = []
    for hit in hits:
        where = hit.group.name.partition("-")[0]
        opens = call.at <= OPENING and hit not in asked and (first_words or hit.group.name != "opening-name")
        if where == "any" or (where == "opening" and opens) or (where == "closing" and _parting(call)):
            fitting.append(hit)
    found = list(runs(turn, fitting))
    for first, last, hit in found:
        # "hello there, how are you today?" is two moves: the greeting, and the question that is one too.
        stop = min((how.first for how in asked if first < how.first < last), default=last)
        if not any(how.first <= first < how.last for how in asked):
            yield make_tag(turn, first, stop, GREETING, hit.group.score, _why(turn, hit))
    yield from from_hits(turn, GREETING, asked)
    if found or asked or call.given("question"):
        return
    if first_words and call.at <= 1:
        first, last = turn.sentences[0]
        if last - first <= LONGEST_NAME and not BUSINESS.intersection(turn.words[first:last]):
            yield make_tag(turn, first, last, GREETING, 0.6, "a call begins with a name or a greeting")


def _thanks(turn: Turn, call: Call, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Yield thanks, without the "thank you for calling" that belongs to the greeting."""
    for hit in hits:
        after = turn.words[hit.first : min(hit.last + 2, len(turn.words))]
        if call.at > 2 or not CALLING & set(after):
            yield hit


def _check_ins(turn: Turn, call: Call, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Yield check-ins that are asked, the routine closer only towards the end."""
    asked = [given.span for given in call.tags[call.at] if given.tag.startswith("question.")]
    late = call.at + 1 >= LATE * len(call.turns)
    for hit in hits:
        span = turn.span(hit.first, hit.last)
        stated = turn.ends[turn.sentence_of(hit.first)[1] - 1] in (".", "!")
        if (late or not hit.group.name.startswith("late")) and (not stated or any(span & other for other in asked)):
            yield hit


def _parting(call: Call) -> bool:
    """Tell whether the call is at its end."""
    return call.at >= len(call.turns) - PARTING and call.at > 0


def joined(turn: Turn, name: str, hits: Sequence[Hit], apart: int = APART) -> Iterator[Tag]:
    """Yield the tags of a move that often runs on over several clauses: hits near each other make one."""
    for first, last, hit in runs(turn, hits, apart):
        attributes = {"generic": True} if hit.group.generic else {}
        yield make_tag(turn, first, last, name, hit.group.score, _why(turn, hit), attributes)


def _why(turn: Turn, hit: Hit) -> str:
    heard = " ".join(turn.words[hit.first : hit.last])
    return f"heard '{heard}' ({hit.group.name})"


def runs(turn: Turn, hits: Sequence[Hit], apart: int = APART) -> Iterator[tuple[int, int, Hit]]:
    """Yield the clauses of the hits, those next to each other as one: "morning, you're through to Bev"."""
    spans = sorted((*widen(turn, hit), n) for n, hit in enumerate(hits))
    while spans:
        first, last, n = spans.pop(0)
        while spans and spans[0][0] <= last + apart:
            last = max(last, spans.pop(0)[1])
        yield first, last, hits[n]
