"""Empathy: concern, understanding, validation, exploration, reassurance, apology.

EPITOME (Sharma et al. 2020) gives the first four their meaning. Most of it is phrases (lexicon/en/empathy.toml);
here is what phrases cannot settle: which "sorry" apologises, which question explores a feeling, and the moves that
count as empathy only because the customer has just shown trouble.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from softskills.lexicon import Hit, words_of
from softskills.segment import Turn
from softskills.taggers.base import Call, from_hits, make_tag, widen
from softskills.transcript import Tag

CONCERN, UNDERSTANDING, VALIDATION = "empathy.concern", "empathy.understanding", "empathy.validation"
EXPLORATION, REASSURANCE, APOLOGY = "empathy.exploration", "empathy.reassurance", "empathy.apology"
TAGS = (CONCERN, UNDERSTANDING, VALIDATION, EXPLORATION, REASSURANCE, APOLOGY)

# Groups whose words are empathy only as an answer to trouble ("oh no", "nobody is going to ...").
NEEDS_TROUBLE = frozenset(
    "oh-no you-are-carrying you-are-carrying-weak nobody-will not-alone-weak nothing-wrong-weak no-rush-weak fair-enough".split()
)
SIGHS = frozenset("oh ah aw och ach aww ooh".split())
GRAVE = words_of("empathy_grave")
HARD = frozenset(word for word in words_of("feeling") | words_of("empathy_grief") | GRAVE if "*" not in word) - {"a lot"}
HARD_STEMS = tuple(word[:-1] for word in words_of("feeling") if word.endswith("*") and " " not in word)
# "Sorry" that is named, not said; as pardon or correcting oneself; as courtesy before a no.
NOT_SAID = frozenset("be feel felt to say saying said whole a the not no-one".split())
PARDON = frozenset(
    "what which who where when how did was is are can could would do say come go again yes no yeah not one mine the my "
    "hang hold bear two let better wait okay so it for if to oh um and but mean".split()
)
NO_HELP = ("can not", "we do not", "just how", "just the", "no outside", "could not", "not able", "not possible")
DEGREE = frozenset("so very really real truly ever terribly awfully deeply".split())
# What follows where the firm's own doing is named.
FIRM = frozenset("we us our i my me nobody were had machine letter that's website system wait delay bother about".split())


def tag(turn: Turn, call: Call, hits: Mapping[str, Sequence[Hit]]) -> Iterator[Tag]:
    """Yield the empathy moves of a turn."""
    sorry = "sorry" in turn.words
    trouble = bool(hits or sorry or turn.words[0] in SIGHS) and _trouble(call)
    for name in TAGS:
        found = hits.get(name, ())
        if name == EXPLORATION:
            found = [hit for hit in found if _asked(turn, call, hit)]
        elif name == APOLOGY:
            continue
        elif not trouble:
            found = [hit for hit in found if hit.group.name not in NEEDS_TROUBLE]
        for given in from_hits(turn, name, found):
            yield _named(turn, call, given)
    apologies = list(_apologies(turn, call, hits)) if sorry or APOLOGY in hits else ()
    for given in apologies:
        yield _named(turn, call, given)
    if trouble:
        yield from _sighs(turn)


def _trouble(call: Call) -> bool:
    """Tell whether the customer has just shown a hard feeling or told of a grave fact."""
    if call.heard("customer.distress", 3):
        return True
    before = call.last_of_other_side(4)
    return before is not None and any(_hard(word) for word in before.words)


@cache
def _hard(word: str) -> bool:
    return word in HARD or word.startswith(HARD_STEMS)


def _asked(turn: Turn, call: Call, hit: Hit) -> bool:
    """Tell whether a cue stands in a question: words such as "what it was like for you" may also report."""
    span = turn.span(*widen(turn, hit))
    return any(given.tag.startswith("question.") and given.span & span for given in call.tags[call.at])


def _named(turn: Turn, call: Call, given: Tag) -> Tag:
    """Take `generic` back where the words also name something of this customer's situation."""
    return given


def _apologies(turn: Turn, call: Call, hits: Mapping[str, Sequence[Hit]]) -> Iterator[Tag]:
    """Yield the apologies of a turn: cues and "sorry", what stands side by side made one."""
    found = [(*widen(turn, hit), hit.group.score, f"cue '{hit.cue}' ({hit.group.name})", hit.group.generic)
             for hit in hits.get(APOLOGY, ())]
    pity = [range(hit.first, hit.last) for hit in hits.get(CONCERN, ())]
    for i, word in enumerate(turn.words):
        if word == "sorry" and not any(i in covered for covered in pity):
            kind = _sorry(turn, call, i)
            first, last = turn.clause_of(i)
            if kind == CONCERN:
                yield make_tag(turn, first, last, CONCERN, 0.75, "'sorry' after a grave fact")
            elif kind:
                found.append((first, last, 0.8, "'sorry' that apologises", False))
    merged: list[tuple[int, int, float, str, bool]] = []
    for first, last, score, why, generic in sorted(found):
        if merged and first <= merged[-1][1]:
            before = merged[-1]
            best = max(before, (first, last, score, why, generic), key=lambda item: item[2])
            merged[-1] = (before[0], max(before[1], last), *best[2:])
        else:
            merged.append((first, last, score, why, generic))
    for first, last, score, why, generic in merged:
        yield make_tag(turn, first, last, APOLOGY, score, why, {"generic": True} if generic else {})


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
    before = call.turns[call.at - 1] if call.at else None
    return before is not None and before.utt.role != call.turn.utt.role and before.ends[-1:] == ["?"] and len(before.words) < 7


def _sighs(turn: Turn) -> Iterator[Tag]:
    """Find the customer's name sighed ("Oh, Colin."): warmth by tone alone."""
    for first, last in turn.sentences:
        if not 2 <= last - first <= 4 or turn.words[first] not in SIGHS or turn.ends[last - 1] == "?":
            continue
        rest = range(first + 1, last)
        if all(turn.utt.text[turn.starts[i]].isupper() and turn.words[i] != "i" for i in rest):
            yield make_tag(turn, first, last, CONCERN, 0.75, "the customer's name sighed, after trouble told")
