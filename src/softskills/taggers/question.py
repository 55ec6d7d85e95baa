"""Questions, open and closed, by word order: with a question mark or without one.

MITI 4.2 and MISC 2.5 define open and closed; the order of auxiliary and subject is what marks a question in
English where a recogniser has dropped the mark (Huddleston & Pullum 2002, ch. 10).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from softskills.lexicon import Hit, words_of
from softskills.segment import Turn
from softskills.taggers.base import Call, from_hits, make_tag
from softskills.transcript import Tag

OPEN, CLOSED = "question.open", "question.closed"
TAGS = (OPEN, CLOSED)
RELATIVE = frozenset("where which who whose whom when".split())
BE_FORMS = frozenset("am is are was were had has".split())
POINTERS = frozenset("your it that this the going happening wrong".split())
KNOWERS = frozenset("know knew see that is of about understand tell me sure wonder what idea was for know's from on with".split())
WHERE_OPEN = frozenset("think see feel stand stands sit sits start begin fit leave leaves going go hope want like".split())
THOUGHTS = frozenset("idea ideas thought thoughts sense plan plans feeling feelings concerns worries hopes".split())
INNER = frozenset("feel feeling felt wanting hoping worried afraid trying wondering feels wishing like".split())
SUPERLATIVE = frozenset("longest highest lowest earliest latest oldest maximum minimum cheapest nearest total".split())
REQUEST = "request"
DISCOURSE_PAIR = words_of("discourse_pair")
MURMURS = frozenset("yeah mm right okay hmm huh really hello oh honest".split())
REFLECTS = frozenset(["sounds like", "it sounds", "seems like", "it seems", "so what you", "what i am", "what you are saying", "i hear you", "i am hearing", "looks like"])
INVITES = frozenset("tell walk talk take run help describe give say".split())

PERSON = frozenset("you i we they he she ye yous".split())
THING = frozenset("it that this there the your these those everything everyone anything anyone anybody my our his her their a any somebody someone either both".split())
HOW_MEASURE = words_of("how_measure")
FACT = frozenset(noun.split()[0] for noun in words_of("question_noun"))
STORY, FACT_VERB, ACT = words_of("story_verb"), words_of("fact_verb"), words_of("act_verb")
WH, AUX, DISCOURSE = words_of("wh"), words_of("aux"), words_of("discourse")
MODAL = frozenset("can could will would may might".split())
# "So do I", "neither am I", "had I known": inversion that asks nothing.
NO_QUESTION_BEFORE = frozenset(
    "so neither nor than as to what who which where how why when i you we they he she it that there not never if "
    "people who's also only then us them everyone".split()
)
NO_TAG_BEFORE = NO_QUESTION_BEFORE - {"it", "that", "there", "them", "only"}
OPEN_SECOND = frozenset("about else if happened happens brings brought makes made worries kind sort type".split())
OPEN_IS = frozenset(
    "wrong going happening the your been that like it important holding stopping keeping worrying bothering different "
    "this on behind missing driving making left causing been bringing troubling".split()
)
VAGUE = frozenset(
    "problem reason issue plan goal idea situation story matter difference impact hope concern worry thinking "
    "feeling experience sense thoughts priority priorities challenge challenges best worst biggest hardest main "
    "point trouble process next like approach view take first most real".split()
)


@dataclass(frozen=True, slots=True)
class Ask:
    """A question found: the words it covers, its kind, how sure, and the rule that saw it."""

    first: int
    last: int
    kind: str
    score: float
    rule: str


def tag(turn: Turn, call: Call, hits: Mapping[str, Sequence[Hit]]) -> Iterator[Tag]:
    """Yield the questions of a turn."""
    for name in TAGS:
        yield from from_hits(turn, name, hits.get(name, ()))
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
            or (words[core] in BE_FORMS | {"will"} and turn.ends[core - 1] == "," and set(words[core + 1 : core + 2]) & THING)
        )
        if not (words[core] in AUX and turn.glued(core)) and not embedded:
            shape = _shape(words, core, last, asked and (c == begin or words[core] not in RELATIVE))
        if shape is not None and shape[0] == REQUEST:
            request = True
            continue
        if shape is None:
            shape, core = _within(turn, core + 1, stop, last, asked)
            if shape is not None and shape[0] == REQUEST:
                request = True
                continue
        if shape is None:
            shape = None if turn.glued(stop - 2) and words[stop - 2] != "not" else _tag_question(words, start, stop, asked)
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
        yield Ask(ask.first, max(stop, ask.last), ask.kind, ask.score, ask.rule)


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
    if words[core] == "if" and last - core <= 9 or words[last - 1] in ("how", "what") and last - core <= 4:
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
    if rest[0] in ("your", "the") and length > 1 and any(word in FACT for word in rest[1:]) and not any(word in AUX for word in rest):
        if rest[0] == "your" or rest[-1] == "please" or words[first] == "and":
            yield Ask(core, last, CLOSED, 0.7, "a request for a fact without a verb")
    elif rest == ["what"] or length <= 4 and rest[0] in ("for", "at", "from", "to", "on", "in") and rest[1:2] and rest[1] in WH:
        yield Ask(core, last, CLOSED, 0.6, "an elliptic question")


def _core(words: list[str], first: int, last: int) -> int:
    """Skip what may stand before the question itself; never the whole of it."""
    i = first
    while i < last - 1:
        if words[i] in DISCOURSE and not (words[i] in AUX and words[i + 1] in PERSON | THING):
            i += 1
        elif i + 2 < last and f"{words[i]} {words[i + 1]}" in DISCOURSE_PAIR:
            i += 2
        else:
            break
    return i


Shape = tuple[str, float, str]


def _shape(words: list[str], i: int, last: int, asked: bool) -> Shape | None:
    """Tell what question, if any, begins at word `i`."""
    word = words[i]
    rest = words[i + 1 : min(last, i + 9)]
    if word in WH:
        return _wh(word, rest, asked)
    if word in AUX:
        return _inverted(word, rest, asked, last - i)
    if word in INVITES:
        return _invite(word, rest)
    if word in ("any", "anything", "anybody", "anyone") and (asked or len(rest) <= 3):
        if asked or (rest and (rest[0] in ("else", "questions", "question", "other", "idea", "ideas"))):
            return CLOSED, 0.85 if asked else 0.7, "an elliptic yes-no question"
    return None


def _wh(word: str, rest: list[str], asked: bool) -> Shape | None:
    following = rest[0] if rest else ""
    sure = 0.95 if asked else 0.8
    inverted = following in AUX
    subject_next = len(rest) > 1 and (rest[1] in PERSON or rest[1] in THING or rest[1] == "a")
    if word in ("why",):
        if inverted or following in ("not", "", "would") or asked:
            return OPEN, sure, "'why' asks for a reason"
        return None
    if word == "how":
        return _how(following, rest, asked, inverted, sure)
    if word == "what":
        if "what" in rest[:3]:
            # A start that is begun again: "what was, what was your name".
            again = rest.index("what") + 1
            return _wh("what", rest[again:], asked)
        return _what(following, rest, asked, inverted, subject_next, sure)
    if word == "where" and inverted and set(rest[1:5]) & WHERE_OPEN:
        return OPEN, 0.7, "'where' in a figurative sense asks for an account"
    if word == "which" and following in ("part", "bit", "side") and asked:
        return OPEN, 0.65, "'which part' asks for an account"
    if word in ("when", "which", "where", "who", "whose", "whom"):
        if word == "which" and following in ("one", "ones", "of") and (asked or len(rest) <= 6):
            return CLOSED, sure, "'which' asks for one of several"
        if inverted and (asked or (len(rest) > 1 and rest[1] in PERSON | {"it", "that", "your", "the"} and word != "which")):
            return CLOSED, sure, f"'{word}' asks for one fact"
        if asked and (word != "when" or not following or following not in PERSON | THING):
            return CLOSED, 0.8, f"'{word}' asks for one fact"
        if word in ("who", "where") and not rest:
            return CLOSED, 0.6, f"'{word}' asks for one fact"
    return None


def _how(following: str, rest: list[str], asked: bool, inverted: bool, sure: float) -> Shape | None:
    if following in HOW_MEASURE:
        if asked or any(word in AUX for word in rest[1:5]) or len(rest) <= 2:
            return CLOSED, sure, f"'how {following}' asks for a measure"
        return None
    if following in ("come", "so") and (asked or following == "come" or len(rest) == 1):
        return OPEN, sure, f"'how {following}' asks for an account"
    if following == "else" and len(rest) > 1:
        return OPEN, sure, "'how else' asks for an account"
    if following == "about":
        return (OPEN, 0.7, "'how about' leaves the answer free") if asked or len(rest) <= 5 else None
    if inverted:
        if "spell" in rest or "spelled" in rest or "spelt" in rest:
            return CLOSED, sure, "'how is it spelled' asks for one fact"
        return OPEN, sure, "'how' with the verb before its subject asks for an account"
    if asked and following in ("to", ""):
        return OPEN, 0.7, "'how to' asks for an account"
    if asked and following not in PERSON | THING:
        return CLOSED, 0.7, "'how' with an adjective asks for a degree"
    if len(rest) > 1 and rest[1] in AUX and following not in PERSON | THING:
        return CLOSED, 0.7, "'how' with an adjective asks for a degree"
    return (OPEN, 0.7, "'how' with a question mark") if asked else None


def _what(
    following: str, rest: list[str], asked: bool, inverted: bool, subject_next: bool, sure: float
) -> Shape | None:
    if following in FACT and following not in VAGUE:
        if asked or any(word in AUX for word in rest[1:4]) or len(rest) <= 3:
            return CLOSED, sure, f"'what {following}' asks for one fact"
        return None
    if following in OPEN_SECOND:
        return OPEN, sure, f"'what {following}' asks for an account"
    if inverted:
        after = rest[1:]
        if following in ("is", "are", "was", "were"):
            head = [word for word in after[:6] if word in FACT]
            if set(after[:3]) & SUPERLATIVE:
                return CLOSED, sure, "'what is the longest' asks for one fact"
            if head and not any(word in VAGUE for word in after[:4]):
                return CLOSED, sure, "'what is' before the name of one fact"
            if after and after[0] in OPEN_IS | PERSON | VAGUE:
                return OPEN, sure, "'what is' asks for an account"
            return (OPEN, 0.75, "'what is' with a question mark") if asked or subject_next else None
        if subject_next or asked:
            if any(word in ("call", "called", "pay", "paying", "weigh", "charge", "spend", "cost") for word in after):
                return CLOSED, 0.7, "'what' asks for one fact"
            return OPEN, sure, "'what' with the verb before its subject asks for an account"
        if following in ("would", "could", "might", "will") and len(after) > 1:
            return OPEN, 0.65, f"'what {following}' asks for an account"
        return None
    if following in PERSON or following in THING or following in ("a", "an"):
        return None
    if asked:
        return OPEN, 0.75, "'what' with a question mark"
    return None


def _inverted(word: str, rest: list[str], asked: bool, length: int) -> Shape | None:
    if rest[:1] == ["not"]:
        rest = rest[1:]
        if word in ("do", "can", "will", "have") and rest[:1] and rest[0] not in PERSON | THING:
            return None
    following = rest[0] if rest else ""
    if asked and length <= 3 and len(rest) == 1 and following in PERSON | {"it", "that"}:
        return None  # "did they?" keeps the other talking
    if following not in PERSON and following not in THING:
        if asked and word not in ("may", "might", "must"):
            return CLOSED, 0.85, "the auxiliary stands first, with a question mark"
        return None
    if word in ("have", "had", "do", "may", "might", "should", "were") and following in THING and not asked:
        if following in ("the", "a", "this", "that", "it", "there", "your", "my", "our", "these", "those"):
            return None
    if following == "you" and word in MODAL:
        return _request(word, rest[1:], asked)
    if rest[1:2] == ["ask"] and following == "i":
        at = next((n for n, item in enumerate(rest[2:5], start=2) if item in WH), 0)
        inner = _wh(rest[at], [*rest[at + 1 :], ""], True) if at else None
        if inner is not None and inner[0] == OPEN:
            return OPEN, 0.8, "'can I ask' before an open question"
    if word in ("do", "have") and following == "you" and THOUGHTS & set(rest[2:5]) and {"about", "how", "why", "as", "what", "on", "of"} & set(rest[3:7]):
        return OPEN, 0.65, "'any thoughts about' invites an account"
    if word == "do" and rest[:2] == ["you", "want"] and any(verb in STORY for verb in rest[2:5]):
        return OPEN, 0.7, "an offer to tell the story"
    return CLOSED, 0.95 if asked else 0.8, f"'{word} {following}': the verb stands before its subject"


def _request(word: str, rest: list[str], asked: bool) -> Shape | None:
    """Tell a request for a story, for a fact and for an act apart ("can you ...")."""
    if rest[:1] == ["like"]:
        return CLOSED, 0.95 if asked else 0.8, f"'{word} you like': the verb stands before its subject"
    words = [item for item in rest if item not in ("please", "just", "maybe", "possibly", "quickly", "also", "kindly", "like", "to", "be", "able", "not")]
    verb = words[0] if words else ""
    if verb == "mind":
        if "if" in words[1:3]:
            return CLOSED, 0.8, "asks leave"
        verb = words[1].removesuffix("ing") if len(words) > 1 else ""
        verb = {"shar": "share", "describ": "describe", "giv": "give", "tak": "take"}.get(verb, verb)
        if verb not in STORY | FACT_VERB:
            return (REQUEST, 1.0, "a request for an act") if verb else (CLOSED, 0.7, "asks leave")
        words = words[1:]
    if verb in STORY:
        return _story(verb, words[1:])
    if verb == "give" and {"example", "idea", "sense", "feel", "picture", "flavour"} & set(words[1:5]):
        return OPEN, 0.8, "'give me an example' invites an account"
    if verb in FACT_VERB or (verb in ("read", "let") and word in ("can", "could")):
        return CLOSED, 0.8, "a polite request for a fact"
    if verb in ACT:
        return REQUEST, 1.0, "a request for an act"
    return CLOSED, 0.95 if asked else 0.8, f"'{word} you': the verb stands before its subject"


def _story(verb: str, rest: list[str]) -> Shape:
    if verb in ("tell", "explain", "share", "describe") and rest:
        after = [word for word in rest if word not in ("me", "us", "to", "with", "exactly", "please", "just", "the", "your", "a", "again")]
        first = after[0] if after else ""
        second = after[1] if len(after) > 1 else ""
        if first in ("if", "whether", "when", "where", "who", "which") or (first in FACT and first not in VAGUE):
            return CLOSED, 0.8, "a polite request for a fact"
        if first == "how" and second in HOW_MEASURE or first == "what" and second in FACT:
            return CLOSED, 0.8, "a polite request for a fact"
        return OPEN, 0.9, f"'{verb} me' invites an account in the form of a yes-no question"
    if verb == "help":
        if "understand" in rest[:4] or "see" in rest[:3] or "picture" in rest[:3]:
            return OPEN, 0.9, "'help me understand' invites an account"
        return REQUEST, 1.0, "a request for an act"
    if verb in ("take", "walk", "talk"):
        if "through" in rest[:3] or (verb == "talk" and "about" in rest):
            return OPEN, 0.9, f"'{verb} me through' invites an account"
        return REQUEST, 1.0, "a request for an act"
    return OPEN, 0.8, f"'{verb}' invites an account"


def _invite(word: str, rest: list[str]) -> Shape | None:
    """Imperatives and openings that invite talk."""
    if word == "tell" and rest[:1] in (["me"], ["us"]):
        after = [item for item in rest[1:] if item not in ("just", "a", "please", "first", "then", "again")]
        first = after[0] if after else ""
        if first in ("about", "more", "what", "how", "why", "bit", "little", "something", "everything", "all", "some", "anything"):
            if first == "what" and len(after) > 1 and after[1] in FACT or first == "how" and len(after) > 1 and after[1] in HOW_MEASURE:
                return CLOSED, 0.7, "'tell me' before one fact"
            return OPEN, 0.85, "'tell me' invites an account"
        return None
    if word in ("walk", "talk", "take", "run") and rest[:1] in (["me"], ["us"]) and "through" in rest[1:3]:
        return OPEN, 0.85, f"'{word} me through' invites an account"
    if word == "talk" and rest[:3] == ["to", "me", "about"]:
        return OPEN, 0.85, "'talk to me about' invites an account"
    if word == "help" and rest[:2] in (["me", "understand"], ["me", "see"], ["us", "understand"]):
        return OPEN, 0.85, "'help me understand' invites an account"
    if word == "describe" and rest:
        return OPEN, 0.8, "'describe' invites an account"
    if word == "give" and rest[:1] in (["me"], ["us"]) and any(w in ("sense", "idea", "feel", "picture", "flavour", "example") for w in rest[1:4]):
        return OPEN, 0.8, "'give me a sense' invites an account"
    if word == "say" and ("more" in rest[:3]):
        return OPEN, 0.8, "'say more' invites an account"
    return None


def _within(turn: Turn, start: int, stop: int, last: int, asked: bool) -> tuple[Shape | None, int]:
    """Look inside a clause for an inversion that can be nothing but a question."""
    words = turn.words
    for i in range(start, stop - 1):
        word = words[i]
        if word in AUX:
            following = words[i + 1]
            if words[i - 1] in NO_QUESTION_BEFORE or turn.glued(i):
                continue
            if _surely_inverted(word, following, words[i - 1], asked):
                shape = _shape(words, i, last, asked)
                if shape is not None:
                    return shape, i
        elif word in WH and word not in RELATIVE:
            following = words[i + 1]
            after = words[i + 2] if i + 2 < last else ""
            before = words[i - 1]
            if (
                (following in AUX and (after in PERSON or (after in POINTERS and (following not in BE_FORMS or before not in KNOWERS))))
                or (word == "how" and following in HOW_MEASURE and _inverts(words[i + 2 : min(last, i + 7)]))
                or (word == "how" and following == "come")
                or (asked and turn.ends[i - 1] == ",")
                or (
                    asked
                    and following not in PERSON | THING
                    and following not in AUX
                    and before not in KNOWERS
                    and (word != "how" or following in HOW_MEASURE)
                )
            ):
                shape = _shape(words, i, last, asked)
                if shape is not None:
                    return shape, i
        elif word in INVITES:
            shape = _invite(word, words[i + 1 : min(last, i + 9)])
            if shape is not None:
                return shape, i
        elif word in ("curious", "wondering", "wonder", "wondered") and words[i + 1] in ("what", "how", "why", "if", "whether", "where"):
            kind = CLOSED if words[i + 1] in ("if", "whether", "where") and not _opens(words[i + 2 : last]) else OPEN
            return (kind, 0.75, f"'{word}' asks in the form of a statement"), start - 1
        elif (
            word in ("love", "like", "interested", "keen")
            and words[i + 1] in ("to", "in")
            and i + 2 < stop
            and words[i + 2] in ("hear", "know", "understand", "learn", "what", "how", "hearing")
            and "you" not in words[max(0, i - 3) : i]
        ):
            return (OPEN, 0.7, "'I would like to hear' invites an account"), start - 1
    return None, start


def _surely_inverted(word: str, following: str, before: str, asked: bool) -> bool:
    """Tell whether an auxiliary in the middle of a run of words begins a question: "thanks have i missed anything"."""
    if asked and following in PERSON or before in DISCOURSE and following in PERSON | {"it", "that", "there"}:
        return True
    if word in BE_FORMS:
        return following == "there" or following in ("you", "we", "they", "i") and word != "is"
    if following in PERSON:
        return True
    return word in ("does", "did", "would", "could", "can") and following in THING


def _inverts(rest: list[str]) -> bool:
    """Tell whether an auxiliary stands right before a person: "how many drinks would you"."""
    return any(one in AUX and two in PERSON for one, two in zip(rest, rest[1:], strict=False))


def _opens(rest: list[str]) -> bool:
    """Tell whether "if you could ..." goes on to invite an account."""
    return rest[:2] in (["you", "could"], ["you", "can"], ["you", "would"]) and rest[2:3] != [] and rest[2] in STORY and _story(rest[2], rest[3:9])[0] == OPEN


def _tag_question(words: list[str], start: int, stop: int, asked: bool) -> Shape | None:
    """Find the tag at the end of a statement: "isn't it", "do you", "right?"."""
    if stop - start < 4:
        return None
    zero, one, two, three = words[stop - 4 : stop]
    if one in AUX and two == "not" and three in PERSON | {"it", "there", "that"}:
        return CLOSED, 0.75 if asked else 0.6, "a question tag at the end"
    if two in AUX and three in PERSON | {"it", "there"} and (asked or (one not in NO_TAG_BEFORE and zero not in WH and stop == len(words))):
        return CLOSED, 0.75 if asked else 0.6, "a question tag at the end"
    if asked and three in ("right", "yeah", "correct", "okay", "yes", "no"):
        return CLOSED, 0.75, "a statement put up for confirmation"
    return None
