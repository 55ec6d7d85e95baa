"""Reflections, summaries, checks and back-channels.

Checks and stock reflections are found by cues. The rest is found by comparing: a reflection says back what the
customer just said, a summary gathers several of their turns, a back-channel says nothing but "I am here".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from softskills.lexicon import Hit, words_of
from softskills.segment import Turn
from softskills.taggers.base import Call, from_hits, make_tag
from softskills.transcript import Tag
from softskills.uptake import content

REFLECTION, SUMMARY, CHECK, BACKCHANNEL = TAGS = (
    "listening.reflection",
    "listening.summary",
    "listening.check",
    "listening.backchannel",
)
ATTENTION = words_of("attention")
MURMUR = words_of("murmur")
SELF = words_of("listening_self")
OTHERS = words_of("listening_others")
# How many words of the customer's make an echo, and how many turns back they may lie.
ECHO_SHARE, REACH = 0.5, 3
# How far back a summary may gather from, in turns.
MEMORY = 80


def tag(turn: Turn, call: Call, hits: Mapping[str, Sequence[Hit]]) -> Iterator[Tag]:
    """Yield the listening moves of a turn."""
    yield from from_hits(turn, CHECK, hits.get(CHECK, ()))
    heard = list(_customer_turns(call))
    summary = list(_summaries(turn, call, hits, heard))
    yield from summary
    yield from _backchannels(turn, call)
    if not summary:
        yield from from_hits(turn, REFLECTION, [hit for hit in hits.get(REFLECTION, ()) if _opens(turn, hit)])
        yield from _reflections(turn, call, heard)


def _customer_turns(call: Call) -> Iterator[frozenset[str]]:
    """Yield the content words of the other side's turns, the latest first."""
    role = call.turn.utt.role
    for i in range(call.at - 1, max(-1, call.at - 1 - MEMORY), -1):
        before = call.turns[i]
        if before.utt.role not in (role, "other"):
            yield call.content(i)


def _statements(turn: Turn, call: Call) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a turn that ask nothing: sentences, and what stands before a question in them."""
    asked = [given.span for given in call.tags[call.at] if given.tag.startswith("question.")]
    for first, last in turn.sentences:
        stop = last
        for span in asked:
            at = next((i for i in range(first, last) if turn.starts[i] >= span.start), last)
            if at < last and turn.starts[at] < span.stop:
                stop = min(stop, at)
        if stop - first >= 2:
            yield first, stop


def _opens(turn: Turn, hit: Hit) -> bool:
    """Tell whether a cue opens one of the first sentences: later on, "so you ..." draws a conclusion."""
    first = turn.sentence_of(hit.first)[0]
    if first > 25 or turn.ends[turn.sentence_of(hit.first)[1] - 1] == "?":
        return False
    return hit.first - first <= 3 or hit.group.name == "sounds-like"


def _reflections(turn: Turn, call: Call, heard: list[frozenset[str]]) -> Iterator[Tag]:
    recent = frozenset().union(*heard[:REACH])
    for number, (first, last) in enumerate(_statements(turn, call)):
        if number > 2:
            return
        words = turn.words[first:last]
        opens_so = words[0] == "so" or words[:2] in (["okay", "so"], ["right", "so"])
        subject = next((word for word in words if word not in ATTENTION and word not in ("so", "and", "but")), "")
        own = content(words)
        shared = own & recent
        if subject in SELF or not own or SELF & set(words[:5]) or len(words) > 40:
            continue
        you = "you" in words or "your" in words
        if (
            opens_so
            and number <= 1
            and subject in OTHERS
            and words[1:3] != ["you", "can"]
            and "will" not in words[:5]
            and (shared or you)
        ):
            why = f"opens with 'so' and says back {_quoted(shared)}" if shared else "opens with 'so you'"
            yield make_tag(turn, first, last, REFLECTION, 0.6 if shared else 0.5, why, _depth(shared, own))
        elif (
            number == 0
            and len(shared) >= 2
            and len(own) >= 3
            and "you" in words
            and len(shared) >= ECHO_SHARE * len(own)
            and len(words) <= 25
        ):
            yield make_tag(turn, first, last, REFLECTION, 0.55, f"says back {_quoted(shared)}", _depth(shared, own))
        elif number == 0 and len(shared) >= 2 and own <= frozenset().union(*heard[:1]) and len(words) <= 10:
            yield make_tag(turn, first, last, REFLECTION, 0.5, f"echoes {_quoted(shared)}", _depth(shared, own))


def _summaries(turn: Turn, call: Call, hits: Mapping[str, Sequence[Hit]], heard: list[frozenset[str]]) -> Iterator[Tag]:
    announced = hits.get(SUMMARY, ())
    for first, last in _statements(turn, call):
        words = turn.words[first:last]
        if len(words) < 10:
            continue
        own = content(words)
        sources = sum(1 for said in heard if len(own & said) >= 1)
        shared = own & frozenset().union(*heard)
        cue = next((hit for hit in announced if first <= hit.first < last), None)
        near = cue or next((hit for hit in announced if hit.last <= first <= hit.last + 3), None)
        if near and shared and sources >= 2:
            yield make_tag(turn, first, last, SUMMARY, 0.75, f"'{near.cue}', then {_quoted(shared)}")
        elif (
            len(words) >= 16
            and len(shared) >= 4
            and sources >= 3
            and (words[0] == "so" or "you" in words[:4] or "your" in words[:3])
            and not {"will", "should", "could", "if"} & set(words[:8])
            and sum(1 for i in range(first, last) if turn.ends[i]) + words.count("and") >= 2
        ):
            yield make_tag(turn, first, last, SUMMARY, 0.55, f"gathers {_quoted(shared)} from {sources} turns")


def _backchannels(turn: Turn, call: Call) -> Iterator[Tag]:
    words = turn.words
    first, last = turn.sentences[0]
    opening = words[first:last]
    if len(opening) > 4:
        # Without punctuation a murmur still stands out at the head of a turn.
        if words[0] == "mm" and last == len(words):
            stop = 2 if words[1] in ("hm", "hmm", "mm") else 1
            yield make_tag(turn, 0, stop, BACKCHANNEL, 0.7, "a murmur at the head of the turn")
        return
    if not all(word in ATTENTION for word in opening):
        return
    whole = last == len(words)
    murmur = all(word in MURMUR for word in opening)
    if whole and (murmur or not call.asked_before()):
        yield make_tag(turn, first, last, BACKCHANNEL, 0.8, "nothing but attention")
    elif murmur and not whole and turn.ends[last - 1] in (".", "!"):
        yield make_tag(turn, first, last, BACKCHANNEL, 0.6, "a murmur that stands by itself")


def _depth(shared: frozenset[str], own: frozenset[str]) -> dict[str, bool | str]:
    """Call it simple where most content words are the customer's own."""
    return {"depth": "simple" if 2 * len(shared) >= len(own) else "complex"}


def _quoted(words: frozenset[str]) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words)[:4])
