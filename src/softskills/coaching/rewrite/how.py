"""Rules that ask how: each gets a question laid out and returns the open one, or None."""

from __future__ import annotations

from softskills.coaching.grammar import (
    base_of,
    feeling_verb,
    gerund,
    is_participle,
    noun_phrase,
    parts_of_speech,
    past,
    sentence,
    word_list,
)
from softskills.coaching.rewrite.layout import Ask, about, laid_out

OBJECT_YOU = frozenset(("you", "it", "that", "this"))


def sounds(ask: Ask) -> str | None:
    """Turn "Does that sound good?" into "How does that sound?"."""
    if ask.who in ("that", "this", "it") and ask.verb in ("sound", "look", "suit", "seem") and len(ask.rest) <= 4:
        more = [word for word in ask.after(1) if word.lower() not in word_list("tail") | word_list("state") | {"like"}]
        if all(word.lower() in ("to", "you", "for") for word in more):
            return sentence(["how", ask.aux, *ask.subject, ask.rest[0], *more], "?")
    return None


def how(ask: Ask) -> str | None:
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
    if ask.who.startswith(("anybody", "anyone", "somebody", "someone")):
        return None
    if (
        ask.aux in ("is", "are", "was", "were")
        and base is not None
        and verb.endswith("ing")
        and base in word_list("how_verb")
    ):
        if base in ("look", "go", "check", "run", "change", "sound", "reach", "find") and (
            ask.who in ("you", "there") or base in ("look", "sound")
        ):
            return None
        return _how_of(ask, base)
    done = base_of(verb) if is_participle(verb) else None
    if ask.aux in ("has", "have") and done in word_list("how_verb") - word_list("act_verb"):
        if done in ("look", "go", "find", "plan", "feel") and (ask.who == "you" or done == "go"):
            return None
        return _how_of(ask, done or "")
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


def feeling(ask: Ask) -> str | None:
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
            return about(["what", *said, "about"], ask, 2)
        return None
    if ask.who == "you" and ask.verb in word_list("feel_about") and len(low) > 2 and low[1] in ("with", "about", "for"):
        return about(["how", "did" if past_tense else "do", "you", "feel", "about"], ask, 2)
    return None


def state(ask: Ask) -> str | None:
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


def doing(ask: Ask) -> str | None:
    """Turn "Is the light flashing?" into "What is the light doing?"."""
    if ask.aux in ("is", "are", "was", "were") and ask.verb in word_list("doing") and ask.who not in ("you", "there"):
        return sentence(["what", ask.aux, *ask.subject, "doing"], "?")
    return None


def able(ask: Ask) -> str | None:
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


def proposal(ask: Ask) -> str | None:
    """Turn "Would you consider moving?" into "How would you feel about moving?"."""
    if ask.who != "you":
        return None
    low = ask.low
    if ask.aux == "have" and low[:2] == ["thought", "about"]:
        return about(["what", "are", "your", "thoughts", "on"], ask, 2)
    if ask.aux in ("have", "did") and ask.verb in ("considered", "consider"):
        return about(["what", "are", "your", "thoughts", "on"], ask, 1)
    if ask.aux != "would":
        return None
    if ask.verb == "consider":
        return about(["how", "would", "you", "feel", "about"], ask, 1)
    if ask.verb == "be" and len(low) > 3 and low[1] in word_list("willing"):
        if low[2] in ("to", "in") and low[3].endswith("ing") and low[3] not in ("bring", "sing", "ring"):
            return sentence(["how", "would", "you", "feel", "about", *ask.after(3)], "?")
        if low[2] in ("to", "in") and (low[3] in word_list("determiner") or low[3] in ("that", "it", "this")):
            return about(["how", "would", "you", "feel", "about"], ask, 3)
        if low[2] == "to" and ask.tags[3].startswith(("VB", "NN")) and low[1] != "open":
            return sentence(["how", "would", "you", "feel", "about", gerund(low[3]), *ask.after(4)], "?")
    return None


def before(ask: Ask) -> str | None:
    """Turn "Has this happened before?" asks for the other times."""
    if ask.aux == "has" and ask.who in ("this", "that", "it") and ask.low in (["happened"], ["happened", "before"]):
        return "Tell me about any other times this has happened."
    return None


def degree(words: list[str], low: list[str]) -> str | None:
    """Turn "How worried are you about it?" into "What worries you about it?"; "When did it start?"."""
    if low[0] == "when":
        if len(low) < 4 or low[1] != "did":
            return None
        ask = laid_out(words[1:], low[1:])
        if ask is None or ask.verb not in word_list("start_verb") or ask.who in ("i", "we", "there"):
            return None
        more = [word for word in ask.after(1) if word.lower() not in word_list("tail")]
        first = ["first"] if "first" in low[:5] else []
        return sentence(["what", "was", "happening", "when", *ask.subject, *first, past(ask.verb), *more], "?")
    if len(low) >= 4 and low[2] in ("is", "are", "was", "were"):
        turned = [words[2], *words[3:]]
        if low[3] == "you":
            return _feeling_of(low[1], low[2], turned)
        ask = laid_out([*turned, words[1]], [*low[2:], low[1]])
        return state(ask) if ask is not None and low[1] in word_list("like_state") | word_list("state") else None
    return None


def _feeling_of(adjective: str, aux: str, turned: list[str]) -> str | None:
    words = [turned[0], turned[1], adjective, *turned[2:]]
    ask = laid_out(words, [word.lower() for word in words])
    return feeling(ask) if ask is not None else None
