"""A closed question turned into an open one, by word order: "Is the delay hurting you?", "How is it hurting you?".

Each rule is one function (in `what.py` or `how.py`) and one line in `RULES`; it gets a question laid out as auxiliary,
subject and rest, and returns the open question or None. Where no rule is sure the fall-back asks about the question's
own noun phrase; where there is none there is no rewrite. Names, dates, leave asked and checks have no open form and
get none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from softskills.coaching.grammar import noun_phrase, parts_of_speech, sentence, word_list
from softskills.coaching.rewrite import how, what
from softskills.coaching.rewrite.layout import Ask, core, laid_out, procedural

# "that mean", "its green": before these the tagger takes verbs and adjectives for nouns.
POINTERS = frozenset(("this", "these", "that", "those", "its"))


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


def open_question(text: str) -> Rewrite | None:
    """Turn a closed question into an open one.

    Args:
        text: the question as it was said, with or without punctuation.

    Returns:
        The rewrite with the rule that made it, or None where there is no sure one.
    """
    words = core(text)
    if words is None:
        return None
    low = [word.lower() for word in words]
    if low[0] in ("any", "anything"):
        return _made("any alone", what.any_alone(words, low))
    if low[0] in ("how", "when"):
        return _made("degree", how.degree(words, low))
    ask = laid_out(words, low)
    if ask is None or procedural(ask):
        return None
    for name, rule in RULES.items():
        made = rule(ask)
        if made is not None:
            return _made(name, made)
    return _made("noun phrase", _noun_phrase(ask))


def _made(rule: str, text: str | None) -> Rewrite | None:
    return None if text is None else Rewrite(text, rule)


def _noun_phrase(ask: Ask) -> str | None:
    """Fall back on the thing the question is about: "Tell me more about the invoices."."""
    if ask.aux in ("can", "could", "may", "shall", "should", "might") or (
        ask.who in ("there", "this", "it") and not ask.rest
    ):
        return None
    if ask.subject[0].lower() in word_list("definite") and len(ask.subject) > 1:
        if ask.who.startswith("that ") and ask.verb in word_list("preposition"):
            return None  # "does that square with …": the tagger takes the verb for a noun
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
    if word_list("fact") & set(low) or low[-1].endswith("'s") or low[0] in POINTERS:
        return None
    # "that Mrs Pugh": a name is no topic.
    if any(word[:1].isupper() for word in words[1:]) or "CD" in parts_of_speech(words):
        return None
    return sentence(["tell", "me", "more", "about", *words], ".")


RULES: dict[str, Callable[[Ask], str | None]] = {
    "any": what.any_,
    "anything": what.anything,
    "effect": what.effect,
    "happened before": how.before,
    "sounds": how.sounds,
    "opinion": what.think,
    "feeling": how.feeling,
    "proposal": how.proposal,
    "ability": how.able,
    "how": how.how,
    "state": how.state,
    "doing": how.doing,
    "event": what.event,
    "possession": what.have,
}
