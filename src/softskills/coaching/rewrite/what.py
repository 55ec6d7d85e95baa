"""Rules that ask what, and those that ask to be told: a question laid out becomes the open one, or None."""

from __future__ import annotations

from softskills.coaching.grammar import (
    base_of,
    is_participle,
    noun_phrase,
    parts_of_speech,
    past,
    sentence,
    third,
    word_list,
)
from softskills.coaching.rewrite.layout import Ask, about

# "Do you know what your number is?" and "how many" ask for a fact, not for what one thinks.
NOT_CAUSES = frozenset(("many", "much", "long", "old", "far", "to", "your", "the"))
POINTERS = frozenset(("it", "that", "this", "a"))


def any_(ask: Ask) -> str | None:
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
    if (more and more[-1].lower() in ("since", "good")) or word_list("subordinator") & set(low[:at]):
        return None
    return sentence(["what", *noun, ask.aux, *ask.subject, *verb, *more], "?")


def anything(ask: Ask) -> str | None:
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
    if "any" in low or word_list("subordinator") & set(low[:at]):
        return None
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


def effect(ask: Ask) -> str | None:
    """Turn "Will that cause a problem?" into "What problem will that cause?"."""
    low = ask.low
    if ask.verb in ("cause", "causing", "make", "create", "causes") and len(low) >= 2:
        at = 2 if low[1] in ("a", "an", "any", "much") else 1
        if len(low) > at and low[at] in word_list("effect_noun") - {"sense"}:
            return sentence(["what", ask.rest[at], ask.aux, *ask.subject, ask.rest[0], *ask.after(at + 1)], "?")
    return None


def think(ask: Ask) -> str | None:
    """Opinions, likings and knowledge are asked for, not confirmed."""
    if ask.who != "you" or ask.aux not in ("do", "did", "would"):
        return None
    low, verb = ask.low, ask.verb
    if verb in ("like", "enjoy", "love", "miss") and ask.aux != "would" and len(low) > 1:
        return about(["what", ask.aux, "you", verb, "about"], ask, 1)
    if verb in ("remember", "recall", "know") and ask.aux == "do" and len(low) > 2:
        if low[1] in ("why", "how", "what") and low[2] not in (
            NOT_CAUSES | POINTERS if low[1] == "what" else NOT_CAUSES
        ):
            return sentence([low[1], "do", "you", "think", *ask.after(2)], "?")
        if low[1] == "about":
            return about(["what", "do", "you", verb, "about"], ask, 2)
        if verb in ("remember", "recall") and low[1] in word_list("definite"):
            return about(["what", "do", "you", verb, "about"], ask, 1)
    if verb in ("think", "feel", "believe") and low[1:2] in (["about"],):
        return about(["what", ask.aux, "you", "think", "about"], ask, 2)
    if verb == "agree":
        return "What do you make of that?" if len(low) == 1 else None
    return None


def have(ask: Ask) -> str | None:
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


def event(ask: Ask) -> str | None:
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
        if ask.verb == "get" and low[1] in ("that", "this", "my", "our"):
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


def any_alone(words: list[str], low: list[str]) -> str | None:
    """Turn "Any problems with the app?" into "Tell me about any problems with the app."."""
    if low[0] != "any":
        return None
    tags = parts_of_speech(words)
    stop = noun_phrase(low, tags, 0, attached=True)
    if stop is None or stop != len(low) or low[1] in word_list("vague_any") or low[-1] in word_list("fact") | {"else"}:
        return None
    return sentence(["tell", "me", "about", *low[:1], *words[1:]], ".")
