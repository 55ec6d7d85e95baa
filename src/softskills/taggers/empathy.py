"""Empathy: concern, understanding, validation, exploration, reassurance, apology.

EPITOME (Sharma et al. 2020) gives the first four their meaning. Most of it is phrases (lexicon/en/empathy.toml);
here is what phrases cannot settle: which "sorry" apologises, which question explores a feeling, and the moves that
count as empathy only because the customer has just shown trouble.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from softskills.lexicon import Hit, classes, compiled, words_of
from softskills.lexicon.pattern import search_regex
from softskills.segment import Turn
from softskills.taggers.base import DISCOURSE, Call, from_hits, make_tag, widen
from softskills.transcript import Span, Tag

CONCERN, UNDERSTANDING, VALIDATION = "empathy.concern", "empathy.understanding", "empathy.validation"
EXPLORATION, REASSURANCE, APOLOGY = "empathy.exploration", "empathy.reassurance", "empathy.apology"
TAGS = (CONCERN, UNDERSTANDING, VALIDATION, EXPLORATION, REASSURANCE, APOLOGY)

# Groups whose words are empathy only as an answer to trouble ("oh no", "nobody is going to ...").
NEEDS_TROUBLE = {
    "oh-no", "you-are-carrying", "nobody-will", "not-alone-weak", "nothing-wrong-weak", "no-rush-weak",
}  # fmt: skip
REACH = 3  # turns back in which the customer's trouble, or what a stock phrase takes up, is looked for
LONG = 35  # words: a longer sentence is read clause by clause
ASKS, SUBJECT = frozenset({"what", "how", "which", "tell", "where"}), words_of("subject")
GRAVE = words_of("empathy_grave")
HARD = (words_of("feeling") | words_of("empathy_grief") | words_of("empathy_trouble") | GRAVE) - {"hard", "heavy"}
HARD_STEMS = tuple(word[:-1] for word in words_of("feeling") if word.endswith("*") and " " not in word)
PLAIN = words_of("empathy_stock_noun") | words_of("empathy_plain")
SORE = search_regex("@empathy_sore", classes())
JOINED = (CONCERN, APOLOGY, REASSURANCE)  # moves that run over several clauses
HEAD = re.compile(r"\b((?:i['’]?m|i am|we['’]?re|that['’]?s|it['’]?s) *)$", re.IGNORECASE)
SIGHS = frozenset({"oh", "ah", "aw", "och", "ach", "aww", "ooh"})
# "Sorry" that is named, not said; that asks pardon or corrects oneself; courtesy before a no.
NOT_SAID = frozenset({"be", "feel", "felt", "to", "say", "saying", "said", "whole", "a", "the", "not"})
PARDON = words_of("empathy_pardon")
NO_HELP = ("can not", "we do not", "just how", "just the", "no outside", "could not", "not able", "not possible")
DEGREE = frozenset({"so", "very", "really", "real", "truly", "ever", "terribly", "awfully", "deeply"})
OWNS = {("my", "fault"), ("my", "mistake"), ("my", "bad"), ("my", "error"), ("it", "was"), ("for", "the")}
BOTHERS = frozenset({"keep", "bother", "trouble", "interrupt", "pull", "drag", "have", "hold", "put", "be"})
# What follows where the firm's own doing is named.
FIRM = frozenset(
    {"we", "us", "our", "i", "my", "me", "nobody", "were", "had", "machine", "letter", "wait", "delay", "about"}
)
# How a statement begins that says back what the customer is in, and the words of one that advises instead.
SHOWS = frozenset({"so", "you", "your", "it", "that"})
BUSINESS = frozenset({"well", "yeah", "okay"})  # openings that turn to the rep's own point
ABOUT_THEM = frozenset({"you", "your", "yourself", "ye", "him", "her"})
ADVISES = frozenset(
    {"i", "we", "us", "our", "let", "please", "can", "could", "should", "will", "try", "my", "me", "need", "if"}
)
CONTRASTS = (
    ["so", "it", "is", "not"], ["so", "it", "was", "not"], ["it", "is", "not", "really"], ["so", "it", "is", "less"],
    ["so", "for", "you", "it"], ["so", "it", "is", "more"], ["so", "this", "is", "not"], ["so", "it", "was", "never"],
)  # fmt: skip


def tag(turn: Turn, call: Call, hits: Mapping[str, Sequence[Hit]]) -> Iterator[Tag]:
    """Yield the empathy moves of a turn."""
    trouble = _trouble(call)
    found: list[Tag] = []
    for name in (CONCERN, UNDERSTANDING, VALIDATION, REASSURANCE, APOLOGY):
        if name in hits:
            kept = [hit for hit in hits[name] if trouble or hit.group.name not in NEEDS_TROUBLE]
            found.extend(_specific(turn, call, _headed(turn, given)) for given in from_hits(turn, name, kept))
    if "sorry" in turn.words:
        found.extend(_headed(turn, given) for given in _sorries(turn, call, hits.get(CONCERN, ())))
    if trouble:
        found.extend(_sighs(turn))
        yield from _shows_experience(turn, call)
    if EXPLORATION in hits:
        yield from from_hits(turn, EXPLORATION, [hit for hit in hits[EXPLORATION] if _asked(turn, call, hit)])
    found.sort(key=lambda given: given.span)
    for name in JOINED:
        yield from _joined(turn, [given for given in found if given.tag == name])
    yield from (given for given in found if given.tag not in JOINED)


def _trouble(call: Call) -> bool:
    """Tell whether the customer has just shown a hard feeling or told of something grave."""
    if call.heard("customer.distress", REACH):
        return True
    role = call.turn.utt.role
    return any(
        turn.utt.role != role and any(map(_hard, turn.words)) for turn in call.turns[max(0, call.at - REACH) : call.at]
    )


@cache
def _hard(word: str) -> bool:
    """Tell whether a word speaks of trouble; remembered, since customers say the same words again and again."""
    return word in HARD or word.startswith(HARD_STEMS)


def _asked(turn: Turn, call: Call, hit: Hit) -> bool:
    """Tell whether a cue asks: by its own word order, or standing in a question ("how you are holding up")."""
    first, second = turn.words[hit.first], turn.words[hit.first + 1]
    if first in ASKS and second not in SUBJECT:
        return True
    span = turn.span(*widen(turn, hit))
    return any(given.tag.startswith("question.") and given.span & span for given in call.tags[call.at])


def _specific(turn: Turn, call: Call, given: Tag) -> Tag:
    """Take `generic` back where the words also take up something the customer said."""
    if "generic" not in given.attributes:
        return given
    said = {word.lower().strip(".,;:!?") for word in given.span.of(turn.utt.text).split()}
    named = {word for word in said - PLAIN if len(word) > 4}
    role = call.turn.utt.role
    before = call.turns[max(0, call.at - REACH) : call.at]
    heard = any(other.utt.role != role and not named.isdisjoint(other.words) for other in before)
    return replace(given, attributes={}) if heard else given


def _headed(turn: Turn, given: Tag) -> Tag:
    """Take in the "I'm" that a clause break before "so" cuts off: "I'm | so sorry"."""
    if not given.span.of(turn.utt.text).startswith(("so ", "so,")):
        return given
    head = HEAD.search(turn.utt.text, 0, given.span.start)
    return replace(given, span=Span(head.start(1), given.span.stop)) if head else given


def _joined(turn: Turn, tags: Sequence[Tag]) -> Iterator[Tag]:
    """Make one of tags that stand side by side: "Oh, Walter. That grieves me." is one move."""
    open_tag: Tag | None = None
    for given in tags:
        if open_tag is not None and _side_by_side(turn, open_tag, given):
            best = max(open_tag, given, key=lambda item: item.score)
            generic = "generic" in open_tag.attributes and "generic" in given.attributes
            span = Span(open_tag.span.start, max(open_tag.span.stop, given.span.stop))
            open_tag = replace(best, span=span, attributes={"generic": True} if generic else {})
            continue
        if open_tag is not None:
            yield open_tag
        open_tag = given
    if open_tag is not None:
        yield open_tag


def _side_by_side(turn: Turn, one: Tag, two: Tag) -> bool:
    """Tell whether nothing stands between two tags; reassurance goes on into a new sentence as a new point."""
    if turn.utt.text[one.span.stop : two.span.start].strip(" ,-–—…"):
        return False
    return one.tag != REASSURANCE or turn.utt.text[one.span.stop - 1] not in ".?!"


def _sorries(turn: Turn, call: Call, pity: Sequence[Hit]) -> Iterator[Tag]:
    """Yield each "sorry" that apologises or feels with the customer and is no part of a cue of concern."""
    for i, word in enumerate(turn.words):
        if word == "sorry" and not any(hit.first <= i < hit.last for hit in pity):
            kind = _sorry(turn, call, i)
            first, last = turn.clause_of(i)
            if kind == CONCERN:
                yield make_tag(turn, first, last, CONCERN, 0.75, "'sorry' after a grave fact")
            elif kind:
                yield make_tag(turn, first, last, APOLOGY, 0.8, "'sorry' that is no pardon and no refusal")


def _sorry(turn: Turn, call: Call, i: int) -> str:
    """Tell what a "sorry" is: an apology, concern, or "" (pardon, correcting oneself, courtesy before a no)."""
    words = turn.words
    first, last = turn.sentence_of(i)
    before = words[max(first, i - 3) : i]
    rest = words[i + 1 : min(last, i + 6)]
    following = rest[0] if rest else ""
    if before and before[-1] in NOT_SAID:
        return ""
    meant = "am" in before or not DEGREE.isdisjoint(before)
    if meant and not FIRM.intersection(rest) and _grave(call):
        return CONCERN
    text = turn.text_of(first, last)
    if any(phrase in text for phrase in NO_HELP) and following not in ("about", "for"):
        return ""
    if meant:
        return APOLOGY
    asked = turn.ends[last - 1] == "?"
    if tuple(rest[:2]) in OWNS or (following == "to" and not BOTHERS.isdisjoint(rest[1:2])):
        return APOLOGY
    if following in PARDON or (asked and last - i < 9) or (before[-1:] == ["oh"] and not rest):
        return ""
    if not following and last < len(words) and i - first < 2 and _puzzled(call):
        return ""
    return APOLOGY


def _grave(call: Call) -> bool:
    """Tell whether the customer has just told of a death, an illness or the like."""
    for at in range(max(0, call.at - 3), call.at):
        turn = call.turns[at]
        if turn.utt.role != call.turn.utt.role and not GRAVE.isdisjoint(turn.words):
            return True
    return False


def _puzzled(call: Call) -> bool:
    """Tell whether the customer has just asked what was meant: "sorry" then begins the answer."""
    if not call.at:
        return False
    before = call.turns[call.at - 1]
    return before.utt.role != call.turn.utt.role and before.ends[-1:] == ["?"] and len(before.words) < 7


def _sighs(turn: Turn) -> Iterator[Tag]:
    """Find the customer's name sighed ("Oh, Colin."): warmth by tone alone."""
    for first, last in turn.sentences:
        if not 2 <= last - first <= 4 or turn.words[first] not in SIGHS or turn.ends[last - 1] == "?":
            continue
        rest = range(first + 1, last)
        if all(turn.utt.text[turn.starts[i]].isupper() and turn.words[i] != "i" for i in rest):
            yield make_tag(turn, first, last, CONCERN, 0.75, "the customer's name sighed, after trouble told")


def _shows_experience(turn: Turn, call: Call) -> Iterator[Tag]:
    """Find statements about the customer that show, after trouble told, what it is like to be in it."""
    asked = [given.span for given in call.tags[call.at] if given.tag.startswith("question.")]
    for first, last in _units(turn)[:4]:
        if turn.words[first] in BUSINESS:
            continue
        core = _past_discourse(turn, first, last)
        words = turn.words[core:last]
        if len(words) < 4 or words[0] not in SHOWS or ABOUT_THEM.isdisjoint(words) or not ADVISES.isdisjoint(words):
            continue
        if any(turn.span(first, last) & span for span in asked):
            continue
        text = " " + turn.text_of(core, last)
        if compiled(SORE).search(text):
            yield make_tag(turn, first, last, UNDERSTANDING, 0.65, "shows what the trouble is like, after it was told")
        elif words[:4] in CONTRASTS:
            yield make_tag(turn, first, last, UNDERSTANDING, 0.55, "says what the trouble is really about")


def _units(turn: Turn) -> list[tuple[int, int]]:
    """Return the sentences of a turn; the clauses where it has no punctuation or a sentence runs long."""
    units: list[tuple[int, int]] = []
    for first, last in turn.sentences:
        if last - first <= LONG and turn.ends[last - 1]:
            units.append((first, last))
        else:
            units.extend(clause for clause in turn.clauses if first <= clause[0] < last)
    return units


def _past_discourse(turn: Turn, first: int, last: int) -> int:
    """Return where a unit begins once "oh", "and" and the like are passed over."""
    while first < last - 1 and turn.words[first] in DISCOURSE and turn.words[first] not in ("so", "that"):
        first += 1
    return first
