"""Which kind of question a run of words is: by its first word, and by where the auxiliary stands.

Each function gets folded words from the question's first on and gives its kind, how sure, and the rule; or None.
"""

from __future__ import annotations

from softskills.lexicon import words_of

Shape = tuple[str, float, str]

OPEN, CLOSED = "question.open", "question.closed"
WHERE_OPEN = words_of("question_where_open")
THOUGHTS = words_of("question_thoughts")
SUPERLATIVE = words_of("question_superlative")
ELLIPTIC = words_of("question_elliptic")
OBJECTS = words_of("question_objects")
REQUEST = "request"
INVITES = words_of("question_invites")
PERSON = words_of("question_person")
THING = words_of("question_thing")
HOW_MEASURE = words_of("how_measure")
FACT = frozenset(noun.split()[0] for noun in words_of("question_noun"))
STORY, FACT_VERB, ACT = words_of("story_verb"), words_of("fact_verb"), words_of("act_verb")
WH, AUX, DISCOURSE = words_of("wh"), words_of("aux"), words_of("discourse")
MODAL = words_of("question_modal")
OPEN_SECOND = words_of("question_open_second")
OPEN_IS = words_of("question_open_is")
VAGUE = words_of("question_vague")
# Who or what a question can be about, and the same with the little words that stand for them.
SOMEBODY = PERSON | THING
IT_OR_PERSON = PERSON | {"it", "that"}
THERE_OR_PERSON = IT_OR_PERSON | {"there"}
NEAR_PERSON = IT_OR_PERSON | {"your", "the"}
IS_OPEN = OPEN_IS | PERSON | VAGUE
ASKED_FOR = STORY | FACT_VERB
ANY = frozenset(("any", "anything", "anybody", "anyone"))
# Where none of these stands, there is no word order to look at.
TURNS_ON = WH | AUX | INVITES | ANY


def question_shape(words: list[str], i: int, last: int, asked: bool) -> Shape | None:
    """Tell what question, if any, begins at word `i`."""
    word = words[i]
    if word not in TURNS_ON:
        return None
    rest = words[i + 1 : min(last, i + 9)]
    if word in WH:
        return wh(word, rest, asked)
    if word in AUX:
        return _inverted(word, rest, asked, last - i)
    if word in INVITES:
        return invite(word, rest)
    elliptic = len(rest) <= 3 and rest[:1] != [] and rest[0] in ELLIPTIC
    if word in ANY and (asked or elliptic):
        return CLOSED, 0.85 if asked else 0.7, "an elliptic yes-no question"
    return None


def wh(word: str, rest: list[str], asked: bool) -> Shape | None:
    """Tell what a question word asks for; None where it only joins clauses."""
    following = rest[0] if rest else ""
    sure = 0.95 if asked else 0.8
    inverted = following in AUX
    subject_next = len(rest) > 1 and (rest[1] in SOMEBODY or rest[1] == "a")
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
            return wh("what", rest[again:], asked)
        return _what(following, rest, asked, inverted, subject_next, sure)
    if word == "where" and inverted and set(rest[1:5]) & WHERE_OPEN:
        return OPEN, 0.7, "'where' in a figurative sense asks for an account"
    if word == "which" and following in ("part", "bit", "side") and asked:
        return OPEN, 0.65, "'which part' asks for an account"
    if word in ("when", "which", "where", "who", "whose", "whom"):
        if word == "which" and following in ("one", "ones", "of") and (asked or len(rest) <= 6):
            return CLOSED, sure, "'which' asks for one of several"
        if inverted and (asked or (len(rest) > 1 and rest[1] in NEAR_PERSON and word != "which")):
            return CLOSED, sure, f"'{word}' asks for one fact"
        if asked and (word != "when" or not following or following not in SOMEBODY):
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
    if asked and following not in SOMEBODY:
        return CLOSED, 0.7, "'how' with an adjective asks for a degree"
    if len(rest) > 1 and rest[1] in AUX and following not in SOMEBODY:
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
            if after and after[0] in IS_OPEN:
                return OPEN, sure, "'what is' asks for an account"
            return (OPEN, 0.75, "'what is' with a question mark") if asked or subject_next else None
        if subject_next or asked:
            if any(word in ("call", "called", "pay", "paying", "weigh", "charge", "spend", "cost") for word in after):
                return CLOSED, 0.7, "'what' asks for one fact"
            return OPEN, sure, "'what' with the verb before its subject asks for an account"
        if following in ("would", "could", "might", "will") and len(after) > 1:
            return OPEN, 0.65, f"'what {following}' asks for an account"
        return None
    if following in SOMEBODY or following in ("a", "an"):
        return None
    if asked:
        return OPEN, 0.75, "'what' with a question mark"
    return None


def _inverted(word: str, rest: list[str], asked: bool, length: int) -> Shape | None:
    if rest[:1] == ["not"]:
        rest = rest[1:]
        if word in ("do", "can", "will", "have") and rest[:1] and rest[0] not in SOMEBODY:
            return None
    following = rest[0] if rest else ""
    if asked and length <= 3 and len(rest) == 1 and following in IT_OR_PERSON:
        return None  # "did they?" keeps the other talking
    if following not in SOMEBODY:
        if asked and word not in ("may", "might", "must"):
            return CLOSED, 0.85, "the auxiliary stands first, with a question mark"
        return None
    if word in ("have", "had", "do", "may", "might", "should", "were") and following in OBJECTS and not asked:
        return None  # "have a seat", "do it", "had the part": the verb's object, not its subject
    if following == "you" and word in MODAL:
        return _request(word, rest[1:], asked)
    if rest[1:2] == ["ask"] and following == "i":
        at = next((n for n, item in enumerate(rest[2:5], start=2) if item in WH), 0)
        inner = wh(rest[at], [*rest[at + 1 :], ""], True) if at else None
        if inner is not None and inner[0] == OPEN:
            return OPEN, 0.8, "'can I ask' before an open question"
    if (
        word in ("do", "have")
        and following == "you"
        and THOUGHTS & set(rest[2:5])
        and {"about", "how", "why", "as", "what", "on", "of"} & set(rest[3:7])
    ):
        return OPEN, 0.65, "'any thoughts about' invites an account"
    if word == "do" and rest[:2] == ["you", "want"] and any(verb in STORY for verb in rest[2:5]):
        return OPEN, 0.7, "an offer to tell the story"
    return CLOSED, 0.95 if asked else 0.8, f"'{word} {following}': the verb stands before its subject"


def _request(word: str, rest: list[str], asked: bool) -> Shape | None:
    """Tell a request for a story, for a fact and for an act apart ("can you ...")."""
    if rest[:1] == ["like"]:
        return CLOSED, 0.95 if asked else 0.8, f"'{word} you like': the verb stands before its subject"
    words = [
        item
        for item in rest
        if item
        not in ("please", "just", "maybe", "possibly", "quickly", "also", "kindly", "like", "to", "be", "able", "not")
    ]
    verb = words[0] if words else ""
    if verb == "mind":
        if "if" in words[1:3]:
            return CLOSED, 0.8, "asks leave"
        verb = words[1].removesuffix("ing") if len(words) > 1 else ""
        verb = {"shar": "share", "describ": "describe", "giv": "give", "tak": "take"}.get(verb, verb)
        if verb not in ASKED_FOR:
            return (REQUEST, 1.0, "a request for an act") if verb else (CLOSED, 0.7, "asks leave")
        words = words[1:]
    if verb in STORY:
        return story(verb, words[1:])
    if verb == "give" and {"example", "idea", "sense", "feel", "picture", "flavour"} & set(words[1:5]):
        return OPEN, 0.8, "'give me an example' invites an account"
    if verb in FACT_VERB or (verb in ("read", "let") and word in ("can", "could")):
        return CLOSED, 0.8, "a polite request for a fact"
    if verb in ACT:
        return REQUEST, 1.0, "a request for an act"
    return CLOSED, 0.95 if asked else 0.8, f"'{word} you': the verb stands before its subject"


def story(verb: str, rest: list[str]) -> Shape:
    """Tell whether "can you tell me ..." wants an account, a fact or an act."""
    if verb in ("tell", "explain", "share", "describe") and rest:
        after = [
            word
            for word in rest
            if word not in ("me", "us", "to", "with", "exactly", "please", "just", "the", "your", "a", "again")
        ]
        first = after[0] if after else ""
        second = after[1] if len(after) > 1 else ""
        if first in ("if", "whether", "when", "where", "who", "which") or (first in FACT and first not in VAGUE):
            return CLOSED, 0.8, "a polite request for a fact"
        if (first == "how" and second in HOW_MEASURE) or (first == "what" and second in FACT):
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


def invite(word: str, rest: list[str]) -> Shape | None:
    """Imperatives and openings that invite talk."""
    if word == "tell" and rest[:1] in (["me"], ["us"]):
        after = [item for item in rest[1:] if item not in ("just", "a", "please", "first", "then", "again")]
        first = after[0] if after else ""
        if first in (
            "about",
            "more",
            "what",
            "how",
            "why",
            "bit",
            "little",
            "something",
            "everything",
            "all",
            "some",
            "anything",
        ):
            if (first == "what" and len(after) > 1 and after[1] in FACT) or (
                first == "how" and len(after) > 1 and after[1] in HOW_MEASURE
            ):
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
    if (
        word == "give"
        and rest[:1] in (["me"], ["us"])
        and any(w in ("sense", "idea", "feel", "picture", "flavour", "example") for w in rest[1:4])
    ):
        return OPEN, 0.8, "'give me a sense' invites an account"
    if word == "say" and ("more" in rest[:3]):
        return OPEN, 0.8, "'say more' invites an account"
    return None
