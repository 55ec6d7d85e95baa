"""The moments that show a skill: for each the best and the one to work on, with the words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from softskills.measures.view import CallView
from softskills.transcript import Span, Tag

# A turn of so many words is a lecture unless the customer asked for it (a minute at 130 words, by hand).
LECTURE_WORDS = 90


@dataclass(frozen=True, slots=True)
class Moment:
    """A place in the call that shows a skill.

    Args:
        skill: the skill of the default scorecard it belongs to.
        kind: "best" or "worst".
        turn: the turn.
        speaker: the rep.
        quote: the words.
        why: what they show.
        weight: how telling, to choose among several.
    """

    skill: str
    kind: str
    turn: int
    speaker: str
    quote: str
    why: str
    weight: float


Finder = Callable[[CallView], Iterable[Moment]]


def moments(view: CallView) -> list[Moment]:
    """Return the best and the worst moment of each skill and rep, where there is one, in order of skills."""
    chosen: list[Moment] = []
    for finder in FINDERS.values():
        best: dict[tuple[str, str], Moment] = {}
        for moment in finder(view):
            key = (moment.speaker, moment.kind)
            if key not in best or moment.weight > best[key].weight:
                best[key] = moment
        chosen.extend(best.values())
    return chosen


def _moment(view: CallView, skill: str, kind: str, tag: Tag, why: str, weight: float) -> Moment:
    utt = view.turns[tag.turn].utt
    return Moment(skill, kind, tag.turn, utt.speaker or "", tag.span.of(utt.text), why, weight)


def _rep_tags(view: CallView) -> Iterator[Tag]:
    for i in view.indices("rep"):
        yield from view.tags_at[i]


def _questioning(view: CallView) -> Iterator[Moment]:
    for i in view.indices("rep"):
        asked = [
            tag for tag in view.tags_at[i] if tag.tag.startswith("question.") and not view.has(i, "rapport.greeting")
        ]
        for tag in asked:
            if tag.tag == "question.open":
                answer = view.words_at[i + 1] if i + 1 < len(view.turns) else 0
                yield _moment(
                    view,
                    "questioning",
                    "best",
                    tag,
                    f"an open question; the answer runs to {answer} words",
                    tag.score + answer / 100,
                )
        if len(asked) >= 2:
            span = Span(asked[0].span.start, asked[-1].span.stop)
            utt = view.turns[i].utt
            yield Moment(
                "questioning",
                "worst",
                i,
                utt.speaker or "",
                span.of(utt.text),
                f"{len(asked)} questions at once; only one can be answered",
                len(asked),
            )


def _listening(view: CallView) -> Iterator[Moment]:
    for tag in _rep_tags(view):
        if tag.tag in ("listening.reflection", "listening.summary"):
            words = len(tag.span.of(view.turns[tag.turn].utt.text).split())
            why = "gathers what the customer said" if tag.tag == "listening.summary" else "says back what was heard"
            yield _moment(view, "listening", "best", tag, why, tag.score + words / 50)
    for i in view.indices("rep"):
        if view.words_at[i] >= LECTURE_WORDS:
            utt = view.turns[i].utt
            yield Moment(
                "listening",
                "worst",
                i,
                utt.speaker or "",
                utt.text,
                f"{view.words_at[i]} words without a pause for the customer",
                view.words_at[i],
            )


def _empathy(view: CallView) -> Iterator[Moment]:
    for event in view.opportunities:
        said = event.tag.span.of(view.turns[event.turn].utt.text)
        if event.answer is None:
            continue
        if event.outcome == "met":
            for tag in view.tags_at[event.answer]:
                if tag.tag.startswith(("empathy.", "listening.reflection")) and not tag.attributes.get("generic"):
                    yield _moment(view, "empathy", "best", tag, f'answers "{said}"', tag.score)
        elif event.outcome in ("missed", "closed_off"):
            utt = view.turns[event.answer].utt
            what = "is followed by business" if event.outcome == "missed" else "is brushed aside"
            yield Moment(
                "empathy",
                "worst",
                event.answer,
                utt.speaker or "",
                utt.text,
                f'"{said}" {what}',
                event.tag.score + (event.outcome == "closed_off"),
            )


def _value(view: CallView) -> Iterator[Moment]:
    needs = [i for i in view.indices("customer") if view.has(i, "customer.need", "customer.goal")]
    for tag in _rep_tags(view):
        if tag.tag == "value.benefit":
            fits = bool(tag.attributes.get("tailored"))
            why = "ties a benefit to the customer's own words" if fits else "says what the customer gets"
            yield _moment(view, "tailored_value", "best", tag, why, tag.score + fits)
        elif tag.tag == "value.feature" and not view.has(tag.turn, "value.benefit"):
            early = not any(i < tag.turn for i in needs)
            why = (
                "an offer before any need was known"
                if early
                else "a feature; what it does for the customer is not said"
            )
            yield _moment(view, "tailored_value", "worst", tag, why, tag.score + early)


def _from_tags(skill: str, good: Sequence[str], bad: Sequence[str]) -> Finder:
    """Make a finder for skills that tags show directly; earlier names weigh more."""

    def find(view: CallView) -> Iterator[Moment]:
        for tag in _rep_tags(view):
            for kind, names in (("best", good), ("worst", bad)):
                if tag.tag in names and not tag.attributes.get("generic"):
                    weight = tag.score + (len(names) - names.index(tag.tag)) / 10
                    yield _moment(view, skill, kind, tag, SAYS[tag.tag], weight)

    return find


SAYS = {
    "trust.ownership": "takes responsibility",
    "trust.candor": "says plainly what speaks against the offer",
    "trust.client_first": "puts the customer's interest first",
    "trust.commitment": "a concrete next step",
    "trust.permission": "asks leave first",
    "friction.blame": "puts the fault elsewhere",
    "friction.refusal": "a no without a way forward",
    "friction.pressure": "pushes for a decision",
    "friction.dismissive": "brushes the concern aside",
    "friction.jargon": "a term the customer did not use",
    "rapport.affirmation": "gives the customer credit",
    "rapport.loyalty": "recognises the customer's history",
    "rapport.small_talk": "interest beyond the matter in hand",
    "rapport.check_in": "asks how things are",
    "rapport.gratitude": "thanks the customer",
    "strategy.outcome": "speaks to the customer's goals",
    "strategy.change": "thinks of the people who have to take it up",
    "strategy.business": "reasons in the customer's business terms",
}

FINDERS: dict[str, Finder] = {
    "questioning": _questioning,
    "listening": _listening,
    "empathy": _empathy,
    "tailored_value": _value,
    "trust": _from_tags(
        "trust",
        ("trust.ownership", "trust.candor", "trust.client_first", "trust.commitment", "trust.permission"),
        ("friction.blame", "friction.refusal", "friction.pressure"),
    ),
    "rapport": _from_tags(
        "rapport",
        ("rapport.affirmation", "rapport.loyalty", "rapport.small_talk", "rapport.check_in", "rapport.gratitude"),
        ("friction.dismissive", "friction.jargon"),
    ),
    "strategic": _from_tags("strategic", ("strategy.outcome", "strategy.change", "strategy.business"), ()),
}
