"""The moments of a call that show a skill: what to keep, and what to try instead, with the words and the reason.

Each kind is one file in `kinds/` and one line in `KINDS`; what is said about it stands in `en/moments.toml`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from softskills.coaching.base import Find, Finder, Moment, Valence
from softskills.coaching.frame import feelings, moments_frame
from softskills.coaching.kinds import (
    advice_unasked,
    big_picture,
    blame,
    candour,
    commitment,
    credit,
    empathy_brushed_off,
    empathy_met,
    empathy_missed,
    jargon,
    leave_asked,
    listening_reflection,
    monologue,
    ownership,
    pitch_early,
    pressure,
    question_closed,
    question_opened,
    question_stacked,
    refusal_bare,
    value_feature_bare,
    value_let_fall,
    value_off_need,
    value_taken_in,
)
from softskills.coaching.rewrite import Rewrite, open_question
from softskills.coaching.wording import choose, wordings
from softskills.measures.view import CallView

__all__ = [
    "KINDS",
    "Find",
    "Finder",
    "Moment",
    "Rewrite",
    "Valence",
    "feelings",
    "moments",
    "moments_frame",
    "open_question",
    "ranked",
]

KINDS: dict[str, Finder] = {
    "empathy_missed": empathy_missed.find,
    "empathy_brushed_off": empathy_brushed_off.find,
    "question_closed": question_closed.find,
    "question_stacked": question_stacked.find,
    "pitch_early": pitch_early.find,
    "value_feature_bare": value_feature_bare.find,
    "value_off_need": value_off_need.find,
    "value_let_fall": value_let_fall.find,
    "monologue": monologue.find,
    "jargon": jargon.find,
    "refusal_bare": refusal_bare.find,
    "advice_unasked": advice_unasked.find,
    "blame": blame.find,
    "pressure": pressure.find,
    "empathy_met": empathy_met.find,
    "question_opened": question_opened.find,
    "listening_reflection": listening_reflection.find,
    "value_taken_in": value_taken_in.find,
    "leave_asked": leave_asked.find,
    "ownership": ownership.find,
    "candour": candour.find,
    "commitment": commitment.find,
    "credit": credit.find,
    "big_picture": big_picture.find,
}
# More than this nobody practises; of them at most so many of one valence while there are others.
SHOWN, MOST_WORST, MOST_BEST = 5, 3, 2
# What each further moment of a kind already shown loses: variety before repetition (by hand).
AGAIN = 0.5


def moments(view: CallView) -> list[Moment]:
    """Find and rank the moments of a call.

    Returns:
        For each rep in order of appearance: first those to be shown, at most five, in order of weight and never two
        of one kind in a row; then the others in order of weight.
    """
    by_rep: dict[str, list[Moment]] = {}
    for name, find in KINDS.items():
        for nth, found in enumerate(find(view)):
            moment = _moment(view, name, found, nth)
            by_rep.setdefault(moment.speaker, []).append(moment)
    return [moment for speaker in view.call.speakers for moment in ranked(by_rep.get(speaker, ()))]


def ranked(found: Iterable[Moment]) -> list[Moment]:
    """Rank the moments of one rep and mark those to be shown.

    Args:
        found: moments in any order.

    Returns:
        All of them; those shown first. A turn is shown once.
    """
    waiting = sorted(found, key=lambda moment: (-moment.weight, moment.turn, moment.kind))
    shown: list[Moment] = []
    kinds: Counter[str] = Counter()
    left = {"worst": MOST_WORST, "best": MOST_BEST}

    def worth(moment: Moment) -> float:
        # Beyond its share a valence only fills what the other leaves free.
        full = left[moment.valence] <= 0
        return moment.weight * AGAIN ** kinds[moment.kind] / (100.0 if full else 1.0)

    while waiting and len(shown) < SHOWN:
        turns = {moment.turn for moment in shown}
        last = shown[-1].kind if shown else ""
        free = [moment for moment in waiting if moment.turn not in turns and moment.kind != last]
        best = max(free, key=worth, default=None)
        if best is None:
            break
        shown.append(replace(best, shown=True))
        kinds[best.kind] += 1
        left[best.valence] -= 1
        waiting.remove(best)
    return [*shown, *waiting]


def _moment(view: CallView, name: str, found: Find, nth: int) -> Moment:
    wording = wordings()[name]
    utt = view.turns[found.turn].utt
    return Moment(
        speaker=utt.speaker or "",
        skill=wording.skill,
        kind=name,
        valence=wording.valence,
        title=wording.title,
        turn=found.turn,
        start=utt.start,
        quote=found.span.of(utt.text),
        why=choose(wording.why, found.slots, 0) or "",
        source=wording.source,
        suggestion=choose(wording.suggest, found.slots, nth) or "",
        weight=round(wording.weight + found.weight, 3),
    )
