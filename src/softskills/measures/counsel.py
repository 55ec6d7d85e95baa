"""Telling and advising against listening: advice, leave for it, what is told, room for the customer to talk."""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from softskills.measures.base import Count, Family, Rate
from softskills.measures.phrases import Phrases
from softskills.measures.tally import Tally
from softskills.measures.view import CallView
from softskills.transcript import Span

# What is not telling: asking, saying back, feeling with, courtesy, asking leave.
NOT_TOLD = ("question.", "listening.", "empathy.", "rapport.", "trust.permission", "trust.client_first")
# Spans that hold a question need not be looked at for advice: "do you need to go?" asks.
ASKING = ("question.", "listening.", "trust.permission")


@cache
def advice_phrases() -> Phrases:
    """Return the phrases of `advice.toml`, read once."""
    return Phrases(tomllib.loads(files(__package__).joinpath("advice.toml").read_text("utf-8"))["phrases"])


def advice(view: CallView, i: int) -> Iterator[Span]:
    """Yield each piece of advice in a turn."""
    asked = [tag.span for tag in view.tags_at[i] if tag.tag.startswith(ASKING)]
    for span in advice_phrases().find(view.turns[i]):
        if not any(span & other for other in asked):
            yield span


def count(view: CallView, speaker: str, tally: Tally) -> None:
    """Count what a rep tells and advises, and the room the customer gets; nothing for other sides."""
    own = [i for i, turn in enumerate(view.turns) if turn.utt.speaker == speaker]
    if view.turns[own[0]].utt.role != "rep":
        return
    tally.observe("n_advice", "n_advice_unasked", "n_told_words", "n_customer_words", "n_customer_turns")
    tally.observe("n_checked_reflections", "n_complex_reflections", "answer_words", "n_answered_open")
    for i in own:
        for span in advice(view, i):
            tally.add("n_advice", i, 1.0, span)
            if not _leave(view, i, span):
                tally.add("n_advice_unasked", i, 1.0, span)
        told = _told(view, i)
        if told:
            tally.add("n_told_words", i, told)
        _reflections(view, i, tally)
        if any(tag.tag == "question.open" for tag in view.tags_at[i]) and not view.has(i, "rapport.greeting"):
            words = _answer(view, i)
            if words:
                tally.add("n_answered_open", i)
                tally.add("answer_words", i, words)
    heard = list(view.indices("customer"))
    tally.add_all("n_customer_words", ((i, view.words_at[i]) for i in heard))
    tally.add_all("n_customer_turns", ((i, 1.0) for i in heard if not view.is_backchannel(i)))


def _reflections(view: CallView, i: int, tally: Tally) -> None:
    for tag in view.tags_at[i]:
        depth = tag.attributes.get("depth")
        if tag.tag == "listening.reflection" and depth:
            tally.add("n_checked_reflections", i, 1.0, tag.span)
            if depth == "complex":
                tally.add("n_complex_reflections", i, 1.0, tag.span)


def _told(view: CallView, i: int) -> int:
    """Count the words of a turn that only tell: outside any span of asking, listening, feeling and courtesy."""
    if view.is_backchannel(i):
        return 0
    starts = view.turns[i].starts
    told = len(starts)
    upto = 0
    for span in sorted([tag.span for tag in view.tags_at[i] if tag.tag.startswith(NOT_TOLD)]):
        first, last = bisect_left(starts, max(span.start, upto)), bisect_left(starts, span.stop)
        told -= max(0, last - first)
        upto = max(upto, span.stop)
    return told


def _leave(view: CallView, i: int, span: Span) -> bool:
    """Tell whether the customer asked for advice, or the rep for leave: earlier in this turn or in the one before."""
    if any(tag.tag == "trust.permission" and tag.span.start < span.start for tag in view.tags_at[i]):
        return True
    before = view.previous_of(i, "rep")
    if before is not None and before >= i - 2 and view.has(before, "trust.permission"):
        return True
    heard = view.previous_of(i, "customer")
    return heard is not None and heard >= i - 2 and view.has(heard, "question.")


def _answer(view: CallView, i: int) -> int:
    """Count the customer's words after a turn, until the rep says more than a back-channel."""
    words = 0
    for j in range(i + 1, len(view.turns)):
        role = view.turns[j].utt.role
        if role == "customer":
            words += view.words_at[j]
        elif role == "rep" and not view.is_backchannel(j):
            break
    return words


FAMILY = Family(
    "counsel",
    (
        Count(
            "n_advice", "pieces of advice: telling the customer what to do (MITI 4.2, MISC 2.5; phrases in advice.toml)"
        ),
        Count("n_advice_unasked", "those given without leave: not asked for, and no permission sought just before"),
        Count("n_told_words", "words of the rep outside any span of asking, listening, empathy and courtesy"),
        Count("n_customer_words", "words of the customer's side (in the rep's row)"),
        Count("n_customer_turns", "turns of the customer's side but back-channels (in the rep's row)"),
        Count("n_checked_reflections", "reflections whose depth is known"),
        Count("n_complex_reflections", "those that add meaning or feeling"),
        Count("n_answered_open", "open-question turns that got an answer"),
        Count("answer_words", "words of the customer in those answers"),
    ),
    (
        Rate("advice_share", "n_advice", "n_long_turns", "advice per turn of more than three words", kind="events"),
        Rate("unasked_share", "n_advice_unasked", "n_advice", "share of advice given without leave (MITI 4.2)"),
        Rate(
            "unasked_per_turn",
            "n_advice_unasked",
            "n_long_turns",
            "advice without leave per turn of more than three words",
            kind="events",
        ),
        Rate("told_share", "n_told_words", "n_words", "share of the rep's words that only tell"),
        Rate(
            "complex_share",
            "n_complex_reflections",
            "n_checked_reflections",
            "complex among reflections (MITI 4.2: 40 % fair, 50 % good; people agree poorly on depth)",
        ),
        Rate("customer_words_per_turn", "n_customer_words", "n_customer_turns", "words per customer turn", kind="mean"),
        Rate(
            "answer_length", "answer_words", "n_answered_open", "customer's words after an open question", kind="mean"
        ),
    ),
    count,
)
