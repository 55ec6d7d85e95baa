"""A closed question turned into an open one, by word order: "Is the delay hurting you?", "How is it hurting you?".

Each rule is one function and one line in `RULES`; it gets a question laid out as auxiliary, subject and rest, and
returns the open question or None. Where no rule is sure the fall-back asks about the question's own noun phrase;
where there is none there is no rewrite. Names, dates, leave asked and checks have no open form and get none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from softskills.coaching.grammar import (
    base_of,
    feeling_verb,
    gerund,
    is_participle,
    noun_phrase,
    parts_of_speech,
    past,
    sentence,
    third,
    tokens,
    word_list,
)

# Longer questions hold more than one thing.
MOST_WORDS = 18
MARKS = frozenset(".,?!;:…—–")
OBJECT_YOU = frozenset(("you", "it", "that", "this"))


@dataclass(frozen=True, slots=True)
class Rewrite:
    """An open question for a closed one.

    Args:
        text: the open question.
        rule: the rule that made it; "noun phrase" is the fall-back.
    """

    text: str
    rule: str

    @property
    def sure(self) -> bool:
        """Whether a rule of word order made it."""
        return self.rule != "noun phrase"


@dataclass(frozen=True, slots=True)
class Ask:
    """A yes-no question laid out.

    Args:
        aux: the auxiliary in front, lower case.
        subject: the subject's words.
        rest: what follows, fillers and tails left off.
        tags: parts of speech of `rest`.
    """

    aux: str
    subject: tuple[str, ...]
    rest: tuple[str, ...]
    tags: tuple[str, ...]

    @property
    def verb(self) -> str:
        """The first word after the subject."""
        return self.rest[0].lower() if self.rest else ""

    @property
    def who(self) -> str:
        """The subject as one lower-case string."""
        return " ".join(self.subject).lower()

    def after(self, n: int) -> tuple[str, ...]:
        """The words from the n-th of `rest` on."""
        return self.rest[n:]

    @property
    def low(self) -> list[str]:
        """`rest` in lower case."""
        return [word.lower() for word in self.rest]


def open_question(text: str) -> Rewrite | None:
    """Turn a closed question into an open one.

    Args:
        text: the question as it was said, with or without punctuation.

    Returns:
        The rewrite with the rule that made it, or None where there is no sure one.
    """
    words = _core(text)
    if words is None:
        return None
    low = [word.lower() for word in words]
    if low[0] in ("any", "anything"):
        return _made("any alone", _any_alone(words, low))
    if low[0] in ("how", "when"):
        return _made("degree", _degree(words, low))
    ask = _laid_out(words, low)
    if ask is None or _procedural(ask):
        return None
    for name, rule in RULES.items():
        made = rule(ask)
        if made is not None:
            return _made(name, made)
    return _made("noun phrase", _noun_phrase(ask))


def _made(rule: str, text: str | None) -> Rewrite | None:
    return None if text is None else Rewrite(text, rule)


def _core(text: str) -> list[str] | None:
    """Return the words of the question itself: no opener, no afterthought, one clause of alternatives at most."""
    if text.rstrip()[-1:] in "-—–":
        return None  # broken off
    words = tokens(text)
    while words and words[-1] in MARKS:
        words.pop()
    # The last sentence is the question.
    for i in range(len(words) - 1, -1, -1):
        if words[i] in ".?!:;…":
            words = words[i + 1 :]
            break
    # Openers, and whatever stands before a comma ("Mr Keogh, …", "Right, …").
    while words and (words[0] in MARKS or words[0].lower() in word_list("opener")):
        words = words[1:]
    while "," in words and not _asks(words[: words.index(",")]):
        words = words[words.index(",") + 1 :]
        while words and (words[0] in MARKS or words[0].lower() in word_list("opener")):
            words = words[1:]
    for i, word in enumerate(words):
        if word in MARKS:
            words = words[:i]
            break
    low = [word.lower() for word in words]
    if not 2 <= len(words) <= MOST_WORDS or "or" in low or "and" in low[:3]:
        return None
    return words


def _asks(words: Sequence[str]) -> bool:
    return bool(words) and words[0].lower() in word_list("auxiliary") | {"any", "anything", "how", "when"}


def _laid_out(words: list[str], low: list[str]) -> Ask | None:
    if low[0] not in word_list("auxiliary") or len(low) < 3:
        return None
    tags = parts_of_speech(words)
    stop = 2 if low[1] in word_list("nominative") | {"anything", "everything", "something"} else None
    if stop == 2 and low[1] in ("this", "that", "these", "those"):
        # "that pain": a determiner; "that work": a subject and its verb.
        inner = noun_phrase(low, tags, 1)
        follows = low[inner] if inner is not None and inner < len(low) else ""
        if inner is not None and inner > 2 and not _verb_there(low, 2) and follows:
            stop = inner
    if stop is None:
        stop = noun_phrase(low, tags, 1)
    # "does the new plan work for you", "is the patient breathing": the tagger takes such verbs for nouns.
    if stop is not None and stop > 3 and _verb_there(low, stop - 1):
        stop -= 1
    if stop is None or stop >= len(words):
        return None
    if stop < len(words) and low[1] in ("anything", "everything", "something") and low[2] == "else":
        stop = 3
    rest, kept = list(words[stop:]), list(tags[stop:])
    if rest and stop > 2 and rest[0].lower() in ("it", "you", "them", "him", "me", "us"):
        return None  # the noun phrase has swallowed the verb
    while rest and rest[0].lower() in word_list("filler"):
        rest, kept = rest[1:], kept[1:]
    if _runs_on([word.lower() for word in rest]):
        return None
    if [word.lower() for word in rest[-2:]] == ["at", "all"] or [word.lower() for word in rest[-2:]] == ["so", "far"]:
        rest, kept = rest[:-2], kept[:-2]
    if not rest:
        return None
    return Ask(low[0], tuple(_lower(words[1:stop])), tuple(rest), tuple(kept))


def _verb_there(low: Sequence[str], i: int) -> bool:
    """Tell whether the word at `i` is a verb in the form that the auxiliary in front asks for."""
    word = low[i]
    if low[0] in ("is", "are", "was", "were"):
        return word.endswith("ing") and len(word) > 5
    if low[0] in ("has", "have", "had"):
        return is_participle(word)
    return any(word in word_list(name) for name in ("how_verb", "act_verb", "like_verb", "effect_verb"))


def _lower(words: Sequence[str]) -> list[str]:
    """Lower the case of words that grammar put a capital on, not that of names."""
    return [
        word.lower() if word.lower() in word_list("determiner") | word_list("nominative") else word for word in words
    ]


def _runs_on(low: Sequence[str]) -> bool:
    """Tell whether another clause follows without a mark ("is it raining there i can hear something")."""
    for i, word in enumerate(low):
        if i == 0 or word not in ("i", "we", "he", "she", "they", "you", "it"):
            continue
        before, after = low[i - 1], low[i + 1] if i + 1 < len(low) else ""
        subject = after in word_list("auxiliary") or word in ("i", "we", "he", "she", "they")
        if subject and before not in word_list("subordinator") | {"anything", "else", "everything"}:
            return True
    return False


def _procedural(ask: Ask) -> bool:
    """Leave asked, checks, offers and greetings: closed by their nature."""
    rest = " ".join(ask.low)
    if ask.who in ("i", "we") or ask.low[:1] in (["not"], ["mind"]):
        return True
    if ask.who == "you" and (rest.startswith(("want me", "like me", "need me", "there", "still there", "ready"))):
        return True
    return (
        rest.startswith(("make sense", "ring a bell", "okay if", "ok if", "all right if", "alright if", "fine if"))
        or (ask.who in ("that", "it", "this") and rest in ("right", "correct", "it", "all", "everything", "so", "fair"))
        or (
            any(word in ask.low for word in ("i", "me"))
            and ask.aux in ("can", "could", "would", "is", "may", "will")
            and ask.who not in ("there",)
        )
    )


# The rules, in the order they are tried.


def _any(ask: Ask) -> str | None:
    """Ask what, where the question asks whether any: "Do you have any problems?", "What problems do you have?"."""
    low = ask.low
    if "any" not in low:
        return None
    at = low.index("any")
    stop = noun_phrase(low, ask.tags, at)
    if (
        stop is None
        or stop == at + 1
        or low[at + 1] in word_list("vague_any")
        or low[stop - 1] in word_list("vague_any")
    ):
        return None
    noun, verb, more = ask.rest[at + 1 : stop], ask.rest[:at], ask.rest[stop:]
    if more and (more[0].lower() in word_list("nominative") or ask.tags[stop].startswith(("VB", "JJ", "W"))):
        return None
    if not verb and ask.aux in ("have", "has", "had"):
        do = {"have": "do", "has": "does", "had": "did"}[ask.aux]
        return sentence(["what", *noun, do, *ask.subject, "have", *more], "?")
    if (not verb and ask.who != "there") or {"anybody", "anyone"} & {*low, ask.who} or "there" in low:
        return None
    if more and more[-1].lower() in ("since", "good"):
        return None
    return sentence(["what", *noun, ask.aux, *ask.subject, *verb, *more], "?")


def _anything(ask: Ask) -> str | None:
    """The same for "anything", as subject, object, or after "is there"."""
    what = ["what"]
    if ask.who in ("anything", "something", "anything else", "something else"):
        what += ["else"] if ask.who.endswith("else") else []
        verb = ask.verb
        if ask.aux == "did":
            return sentence([*what, past(verb), *ask.after(1)], "?") if ask.tags[0].startswith("VB") else None
        if ask.aux == "does":
            return sentence([*what, third(verb), *ask.after(1)], "?") if ask.tags[0].startswith("VB") else None
        if ask.aux in ("is", "was") and not verb.endswith("ing") and verb not in ("wrong", "different", "missing"):
            return None
        return sentence([*what, ask.aux, *ask.rest], "?")
    low = ask.low
    if "anything" not in low or low[-2:] == ["like", "that"]:
        return None
    at = low.index("anything")
    more, tags = list(ask.rest[at + 1 :]), list(ask.tags[at + 1 :])
    if more and more[0].lower() == "else":
        what, more, tags = ["what", "else"], more[1:], tags[1:]
    if ask.who == "there" and at == 0:
        return _is_there(what, ask.aux, more)
    if at == 0 or ask.who == "there":
        return None
    seen = ask.rest[:at]
    if more and tags[0].startswith("JJ") and all(tag == "RB" for tag in tags[1:]):
        be = "was" if ask.aux in ("did", "had") else "is"
        return sentence([*what, ask.aux, *ask.subject, *seen, "that", be, *more], "?")
    if more and more[0].lower() not in word_list("preposition"):
        return None
    if more and more[0].lower() in ("to", "for") and low[0] in ("add", "like"):
        return None
    return sentence([*what, ask.aux, *ask.subject, *seen, *more], "?")


def _is_there(what: list[str], aux: str, more: list[str]) -> str | None:
    low = [word.lower() for word in more]
    if low[:1] == ["that"]:
        more, low = more[1:], low[1:]
    if len(low) < 2 or aux not in ("is", "was"):
        return None
    if low[0] in ("i", "we", "you", "they", "he", "she", "it"):
        if low[1] in word_list("auxiliary") - {"have", "do"}:
            return sentence([*what, more[1], more[0], *more[2:]], "?") if len(low) > 2 else None
        if low[1] in ("need", "want", "like", "see", "feel", "notice", "know"):
            do = "does" if low[0] in ("he", "she", "it") else "do"
            return sentence([*what, do, more[0], *more[1:]], "?")
        return None
    if low[0].endswith("ing"):
        return sentence([*what, aux, *more], "?")
    return None


def _effect(ask: Ask) -> str | None:
    """Turn "Will that cause a problem?" into "What problem will that cause?"."""
    low = ask.low
    if ask.verb in ("cause", "causing", "make", "create", "causes") and len(low) >= 2:
        at = 2 if low[1] in ("a", "an", "any", "much") else 1
        if len(low) > at and low[at] in word_list("effect_noun") - {"sense"}:
            return sentence(["what", ask.rest[at], ask.aux, *ask.subject, ask.rest[0], *ask.after(at + 1)], "?")
    return None


def _before(ask: Ask) -> str | None:
    """Turn "Has this happened before?" asks for the other times."""
    if ask.aux == "has" and ask.who in ("this", "that", "it") and ask.low in (["happened"], ["happened", "before"]):
        return "Tell me about any other times this has happened."
    return None


def _sounds(ask: Ask) -> str | None:
    """Turn "Does that sound good?" into "How does that sound?"."""
    if ask.who in ("that", "this", "it") and ask.verb in ("sound", "look", "suit", "seem") and len(ask.rest) <= 4:
        more = [word for word in ask.after(1) if word.lower() not in word_list("tail") | word_list("state") | {"like"}]
        if all(word.lower() in ("to", "you", "for") for word in more):
            return sentence(["how", ask.aux, *ask.subject, ask.rest[0], *more], "?")
    return None


def _think(ask: Ask) -> str | None:
    """Opinions, likings and knowledge are asked for, not confirmed."""
    if ask.who != "you" or ask.aux not in ("do", "did", "would"):
        return None
    low, verb = ask.low, ask.verb
    if verb in ("like", "enjoy", "love", "miss") and ask.aux != "would" and len(low) > 1:
        return _about(["what", ask.aux, "you", verb, "about"], ask, 1)
    if verb in ("remember", "recall", "know") and ask.aux == "do" and len(low) > 2:
        if low[1] in ("why", "how", "what") and low[2] not in (
            "many",
            "much",
            "long",
            "old",
            "far",
            "to",
            "your",
            "the",
        ):
            return sentence([low[1], "do", "you", "think", *ask.after(2)], "?")
        if low[1] == "about":
            return _about(["what", "do", "you", verb, "about"], ask, 2)
        if verb in ("remember", "recall") and low[1] in word_list("definite"):
            return _about(["what", "do", "you", verb, "about"], ask, 1)
    if verb in ("think", "feel", "believe") and low[1:2] in (["about"],):
        return _about(["what", ask.aux, "you", "think", "about"], ask, 2)
    if verb == "agree":
        return "What do you make of that?" if len(low) == 1 else None
    return None


def _about(head: list[str], ask: Ask, at: int) -> str | None:
    """Finish a question on "about" with a noun phrase, pronoun or -ing form; None with anything else."""
    low = ask.low
    if len(low) == at + 1 and low[at] in ("it", "that", "this", "them", "him", "her"):
        return sentence([*head, *ask.after(at)], "?")
    stop = noun_phrase(low, ask.tags, at, attached=True)
    if (stop is not None and stop == len(low)) or (at < len(low) and low[at].endswith("ing") and len(low[at]) > 4):
        return sentence([*head, *ask.after(at)], "?")
    return None


def _how(ask: Ask) -> str | None:
    """Ask how, where the question asks whether it does, is doing, or has done."""
    low = ask.low
    verb = ask.verb
    base = base_of(verb) if verb.endswith("ing") else verb
    if ask.aux == "did" and verb in word_list("act_verb"):
        return None
    if ask.aux in ("do", "does", "did", "would", "will") and verb in word_list("how_verb"):
        if verb == "get on" or (ask.aux in ("do", "did") and verb in ("go", "look", "change", "check", "plan")):
            return None
        if verb in ("find", "look", "sound", "go", "reach", "run") and ask.who == "you":
            return None
        return _how_of(ask, base or verb)
    if ask.aux in ("is", "are", "was", "were") and base is not None and base in word_list("how_verb"):
        if base in ("look", "go", "check", "run", "change", "sound", "reach", "find") and (
            ask.who in ("you", "there") or base in ("look", "sound")
        ):
            return None
        return _how_of(ask, base)
    if ask.aux in ("has", "have") and is_participle(verb) and base_of(verb) in word_list("how_verb"):
        if base_of(verb) in ("look", "go", "find", "check", "use", "run", "test", "plan", "try", "feel", "change") and (
            ask.who == "you" or base_of(verb) == "go"
        ):
            return None
        return _how_of(ask, base_of(verb) or "")
    if ask.aux in ("has", "have") and low[:1] == ["been"] and len(low) > 1:
        if low[1] in word_list("state") and low[2:] in ([], ["for", "you"]):
            return sentence(["how", ask.aux, *ask.subject, "been", *low[2:]], "?")
        inner = base_of(low[1]) if low[1].endswith("ing") else None
        if inner in word_list("how_verb") - {"look", "check"}:
            more = [word for word in ask.after(2) if word.lower() not in word_list("tail")]
            return sentence(["how", ask.aux, *ask.subject, "been", low[1], *more], "?")
    return None


def _how_of(ask: Ask, base: str) -> str | None:
    more = list(ask.after(1))
    while more and (more[-1].lower() in word_list("tail") or more == ["all"]):
        more.pop()
    if base in word_list("how_bare") and more:
        kept = [
            word
            for word, tag in zip(more, ask.tags[1:], strict=False)
            if (not tag.startswith(("JJ", "RB")) or word.lower() == "own") and word.lower() not in ("like", "enough")
        ]
        if kept and kept[0].lower() not in word_list("preposition") | OBJECT_YOU | {
            "the",
            "your",
            "this",
            "that",
            "when",
        }:
            return None
        more = kept
    if len(more) > 1 and more[0].lower() in ("that", "like", "if", "to", "as"):
        return None
    return sentence(["how", ask.aux, *ask.subject, ask.rest[0].lower(), *more], "?")


def _feeling(ask: Ask) -> str | None:
    """Turn "Are you worried about the move?" into "What worries you about the move?"."""
    if ask.aux not in ("are", "were", "is", "was") or not ask.rest:
        return None
    low = ask.low
    verb = feeling_verb(ask.verb)
    past_tense = ask.aux in ("were", "was")
    if ask.who == "you" and verb is not None and not past_tense:
        said = [verb] if "you" in verb.split() else [verb, "you"]
        if len(low) == 1:
            return sentence(["what", *said], "?")
        if low[1] in ("about", "by", "in", "with", "of", "at"):
            return _about(["what", *said, "about"], ask, 2)
        return None
    if ask.who == "you" and ask.verb in word_list("feel_about") and len(low) > 2 and low[1] in ("with", "about", "for"):
        return _about(["how", "did" if past_tense else "do", "you", "feel", "about"], ask, 2)
    return None


def _state(ask: Ask) -> str | None:
    """Turn "Was the engineer helpful?" into "How was the engineer?"."""
    low = [word for word in ask.low if word not in ("very", "too", "quite", "really", "any", "so", "pretty", "all")]
    if ask.aux not in ("is", "are", "was", "were") or ask.who in ("you", "there", "that", "this"):
        return None
    if "CD" in parts_of_speech(ask.subject):
        return None
    while len(low) > 1 and low[-1] in ("now", "today", "then"):
        low.pop()
    more = low[1:]
    if more and more not in (["for", "you"], ["to", "use"], ["to", "you"], ["about", "it"]):
        return None
    if not low or more == ["about", "it"]:
        return None
    if low[0] in word_list("state") and ask.subject[0].lower() not in ("i", "we"):
        if ask.who == "it":
            hard = low[0] in ("hard", "difficult", "tough", "rough", "stressful")
            return sentence(["what", ask.aux, "it", "like", *more], "?") if hard else None
        return sentence(["how", ask.aux, *ask.subject], "?")
    if low[0] in word_list("like_state") and ask.who not in ("he", "she", "they", "it"):
        return sentence(["what", ask.aux, *ask.subject, "like"], "?")
    return None


def _doing(ask: Ask) -> str | None:
    """Turn "Is the light flashing?" into "What is the light doing?"."""
    if ask.aux in ("is", "are", "was", "were") and ask.verb in word_list("doing") and ask.who not in ("you", "there"):
        return sentence(["what", ask.aux, *ask.subject, "doing"], "?")
    return None


def _event(ask: Ask) -> str | None:
    """Turn "Did you call the supplier?" into "What happened when you called the supplier?"."""
    low = ask.low
    more = list(ask.after(1))
    while more and more[-1].lower() in word_list("tail") | {"before", "after"}:
        more.pop()
    if any(word.lower() in ("anybody", "anyone", "somebody", "someone", "which", "what") for word in more):
        return None
    if any(word.lower() in ("that", "if", "when", "because", "how", "why", "what") for word in more[1:]):
        return None
    if more and more[0].lower() in ("a", "an", "any") and ask.verb in ("get", "take", "see", "hear", "miss"):
        return None
    if ask.aux == "did" and ask.verb in word_list("act_verb") and ask.who not in ("there", "that", "this"):
        if ask.verb in ("see", "get", "hear", "take", "miss", "look", "go", "use", "tell", "send") and not more:
            return None
        if ask.verb in ("come", "arrive") and ask.who in ("you", "they"):
            return None
        if low[:2] in (
            ["get", "to"],
            ["get", "any"],
            ["get", "over"],
            ["get", "back"],
            ["go", "ahead"],
            ["take", "it"],
        ):
            return None
        return sentence(["what", "happened", "when", *ask.subject, past(ask.verb), *more], "?")
    if ask.aux == "have" and ask.who == "you" and is_participle(ask.verb):
        base = base_of(ask.verb) or ""
        if base in ("try", "attempt") and (not more or more == ["it"] or more == ["that"]):
            return (
                "What have you tried so far?"
                if not more
                else sentence(["what", "happened", "when", "you", "tried", *more], "?")
            )
        if base in ("come", "arrive") and more[:1] and more[0].lower() not in word_list("preposition"):
            return None
        if (
            base in word_list("act_verb")
            and ask.verb not in word_list("not_after_have")
            and (more or base == "complain")
        ):
            return sentence(["what", "happened", "when", "you", past(base), *more], "?")
    return None


def _able(ask: Ask) -> str | None:
    """Turn "Are you able to log in?" into "What happens when you try to log in?"."""
    low = ask.low
    if ask.aux in ("can", "could") and ask.who == "you" and ask.verb in ("see", "hear", "smell", "feel"):
        if low[1:2] and low[1] in ("a", "an", "any", "the") and len(low) > 2:
            stop = noun_phrase(low, ask.tags, 1)
            more = ask.after(stop) if stop is not None else None
            if more is not None and (not more or more[0].lower() in word_list("preposition")):
                return sentence(["what", ask.aux, "you", ask.verb, *more], "?")
        return None
    if ask.aux == "are" and ask.who == "you" and low[:2] == ["able", "to"] and len(low) > 2:
        return sentence(["what", "happens", "when", "you", "try", "to", *ask.after(2)], "?")
    if (
        ask.aux == "can"
        and ask.who in ("he", "she", "they", "you")
        and ask.verb in word_list("able_verb")
        and len(low) <= 4
    ):
        return sentence(
            [
                "what",
                "happens",
                "when",
                *ask.subject,
                "try" if ask.who in ("they", "you") else "tries",
                "to",
                *ask.rest,
            ],
            "?",
        )
    return None


def _proposal(ask: Ask) -> str | None:
    """Turn "Would you consider moving?" into "How would you feel about moving?"."""
    if ask.who != "you":
        return None
    low = ask.low
    if ask.aux == "have" and low[:2] == ["thought", "about"]:
        return _about(["what", "are", "your", "thoughts", "on"], ask, 2)
    if ask.aux in ("have", "did") and ask.verb in ("considered", "consider"):
        return _about(["what", "are", "your", "thoughts", "on"], ask, 1)
    if ask.aux != "would":
        return None
    if ask.verb == "consider":
        return _about(["how", "would", "you", "feel", "about"], ask, 1)
    if ask.verb == "be" and len(low) > 3 and low[1] in word_list("willing"):
        if low[2] in ("to", "in") and low[3].endswith("ing") and low[3] not in ("bring", "sing", "ring"):
            return sentence(["how", "would", "you", "feel", "about", *ask.after(3)], "?")
        if low[2] in ("to", "in") and (low[3] in word_list("determiner") or low[3] in ("that", "it", "this")):
            return _about(["how", "would", "you", "feel", "about"], ask, 3)
        if low[2] == "to" and ask.tags[3].startswith(("VB", "NN")) and low[1] != "open":
            return sentence(["how", "would", "you", "feel", "about", gerund(low[3]), *ask.after(4)], "?")
    return None


def _have(ask: Ask) -> str | None:
    """Turn "Do you have a budget?" into "Tell me about your budget."."""
    low = ask.low
    if ask.who not in ("you", "y'all"):
        return None
    if (ask.aux == "do" and ask.verb == "have") or (ask.aux == "have" and ask.verb == "got"):
        at = 1
    elif ask.aux == "have" and ask.verb in ("a", "an"):
        at = 0
    else:
        return None
    if at < len(low) and low[at] in ("a", "an"):
        at += 1
    elif at < len(low) and not ask.tags[at].startswith(("NN", "JJ")):
        return None
    stop = noun_phrase(low, ask.tags, at)
    if stop is None or low[stop - 1] in word_list("fact") or low[at] in word_list("fact") or low[at] in ("good", "big"):
        return None
    whole = noun_phrase(low, ask.tags, at, attached=True)
    if whole is None or whole < len(low) or low[at][0].isdigit() or ask.tags[at] == "CD":
        return None
    return sentence(["tell", "me", "about", "your", *ask.after(at)], ".")


def _degree(words: list[str], low: list[str]) -> str | None:
    """Turn "How worried are you about it?" into "What worries you about it?"; "When did it start?"."""
    if low[0] == "when":
        if len(low) < 4 or low[1] != "did":
            return None
        ask = _laid_out(words[1:], low[1:])
        if ask is None or ask.verb not in word_list("start_verb") or ask.who in ("i", "we", "there"):
            return None
        more = [word for word in ask.after(1) if word.lower() not in word_list("tail")]
        first = ["first"] if "first" in low[:5] else []
        return sentence(["what", "was", "happening", "when", *ask.subject, *first, past(ask.verb), *more], "?")
    if len(low) >= 4 and low[2] in ("is", "are", "was", "were"):
        turned = [words[2], *words[3:]]
        if low[3] == "you":
            return _feeling_of(low[1], low[2], turned)
        ask = _laid_out([*turned, words[1]], [*low[2:], low[1]])
        return _state(ask) if ask is not None and low[1] in word_list("like_state") | word_list("state") else None
    return None


def _feeling_of(adjective: str, aux: str, turned: list[str]) -> str | None:
    words = [turned[0], turned[1], adjective, *turned[2:]]
    ask = _laid_out(words, [word.lower() for word in words])
    return _feeling(ask) if ask is not None else None


def _any_alone(words: list[str], low: list[str]) -> str | None:
    """Turn "Any problems with the app?" into "Tell me about any problems with the app."."""
    if low[0] != "any":
        return None
    tags = parts_of_speech(words)
    stop = noun_phrase(low, tags, 0, attached=True)
    if stop is None or stop != len(low) or low[1] in word_list("vague_any") or low[-1] in word_list("fact") | {"else"}:
        return None
    return sentence(["tell", "me", "about", *low[:1], *words[1:]], ".")


def _noun_phrase(ask: Ask) -> str | None:
    """Fall back on the thing the question is about: "Tell me more about the invoices."."""
    if ask.aux in ("can", "could", "may", "shall", "should", "might") or (
        ask.who in ("there", "this", "it") and not ask.rest
    ):
        return None
    if ask.subject[0].lower() in word_list("definite") and len(ask.subject) > 1:
        return _more_about([word.lower() for word in ask.subject], ask.subject)
    low = ask.low
    for i, word in enumerate(low):
        if word in word_list("definite") and i > 0:
            stop = noun_phrase(low, ask.tags, i)
            if stop is None or stop == i + 1 or stop < len(low):
                continue
            return _more_about(low[i:stop], ask.rest[i:stop])
    return None


def _more_about(low: Sequence[str], words: Sequence[str]) -> str | None:
    if word_list("fact") & set(low) or low[-1].endswith("'s") or low[0] in ("this", "these"):
        return None
    # "that Mrs Pugh": a name is no topic.
    if any(word[:1].isupper() for word in words[1:]) or "CD" in parts_of_speech(words):
        return None
    return sentence(["tell", "me", "more", "about", *words], ".")


RULES: dict[str, Callable[[Ask], str | None]] = {
    "any": _any,
    "anything": _anything,
    "effect": _effect,
    "happened before": _before,
    "sounds": _sounds,
    "opinion": _think,
    "feeling": _feeling,
    "proposal": _proposal,
    "ability": _able,
    "how": _how,
    "state": _state,
    "doing": _doing,
    "event": _event,
    "possession": _have,
}
