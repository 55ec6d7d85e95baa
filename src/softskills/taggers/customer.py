"""What the customer lets be known: needs, goals, feelings, objections, agreement.

Cues say what a wording mostly means; where it stands in the call says the rest. "That would be good" accepts when it
follows an offer and answers nothing when it follows an open question, so each cue's score is moved by its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

from softskills.lexicon import Hit
from softskills.segment import Turn
from softskills.taggers.base import Call, make_tag, widen
from softskills.transcript import Tag

TAGS = (
    "customer.need",
    "customer.goal",
    "customer.distress",
    "customer.delight",
    "customer.objection",
    "customer.agreement",
)

# A list of pains is several needs (ruling 34); the others are mostly one move of a turn.
MANY = frozenset({"customer.need"})

# How much surer (in log odds) a wording makes each tag by its place: rounded from a logistic regression on
# corpora/train. "early" and "late" are the first tenth and the last four tenths of a call, "asked" and "opened" follow
# a question and an open question, "offered" follows a claim, an offer or a promise, "asks" is itself a question.
PLACE: Mapping[str, Mapping[str, float]] = {
    "customer.need": {"early": 0.3, "told": 0.4, "late": -0.2, "closing": -0.9, "asked": -0.1},
    "customer.goal": {"early": -1.5, "opened": 0.4},
    "customer.distress": {"late": -0.4, "offered": -0.6, "asks": -0.5},
    "customer.delight": {"early": -0.6, "late": 0.4, "asked": -0.4},
    "customer.objection": {"early": -0.6, "closing": -0.6, "asked": -0.8, "offered": 0.8, "asks": -0.5},
    "customer.agreement": {
        "early": -1.4, "late": 0.7, "closing": -0.4, "opened": -0.9, "offered": 0.6, "asks": -1.5, "long": -0.6,
    },
}  # fmt: skip
# What a second and a third cue for the same claim each add.
AGAIN = 0.7
SHORT = 10
# A missed empathic opportunity costs more than a false one, and objections are often only implied; accepting words
# are often mere politeness. All other tags need an even chance.
FLOOR = {"customer.distress": 0.4, "customer.objection": 0.4, "customer.agreement": 0.55}


@dataclass(slots=True)
class Claim:
    """The hits of one tag in one sentence."""

    first: int
    last: int
    best: Hit
    cues: set[str]

    def take(self, first: int, last: int, hit: Hit) -> None:
        """Add a hit."""
        self.first, self.last = min(self.first, first), max(self.last, last)
        self.cues.add(hit.cue)
        if hit.group.score > self.best.group.score:
            self.best = hit


def tag(turn: Turn, call: Call, hits: Mapping[str, Sequence[Hit]]) -> Iterator[Tag]:
    """Yield the customer moves of a turn."""
    places: frozenset[str] | None = None
    for name in TAGS:
        if name not in hits:
            continue
        if places is None:
            places = _places(turn, call)
        found: list[Tag] = []
        for claim in _claims(turn, hits[name], name not in MANY):
            score, moved = _score(turn, name, claim, places)
            if score < FLOOR.get(name, 0.5):
                continue
            # The words found, not the cue: with its alternatives a cue may be a paragraph.
            words = " ".join(turn.words[claim.best.first : claim.best.last])
            why = f"cue '{words}' ({claim.best.group.name})" + (f"; {', '.join(moved)}" if moved else "")
            found.append(make_tag(turn, claim.first, claim.last, name, score, why))
        yield from found if name in MANY else sorted(found, key=lambda tag: -tag.score)[:1]


def _claims(turn: Turn, hits: Sequence[Hit], once: bool) -> list[Claim]:
    """Gather hits clause by clause; of a tag given once a turn, neighbouring clauses of a sentence are one claim."""
    claims: list[Claim] = []
    for hit in hits:
        first, last = widen(turn, hit)
        before = claims[-1] if claims else None
        if before and (first < before.last or (once and first == before.last and not _ends(turn, first - 1))):
            before.take(first, last, hit)
        else:
            claims.append(Claim(first, last, hit, {hit.cue}))
    return claims


def _ends(turn: Turn, word: int) -> bool:
    """Tell whether a sentence ends after a word."""
    return turn.ends[word] in (".", "?", "!")


def _places(turn: Turn, call: Call) -> frozenset[str]:
    """Say where in the call a turn stands."""
    # In an excerpt of a few turns, first and last say nothing.
    share = call.at / len(call.turns) if len(call.turns) >= SHORT else 0.5
    before = {tag.tag for tag in call.tags[call.at - 1]} if call.at else set()
    true = {
        "early": share < 0.1,
        "told": share < 0.2,
        "late": share >= 0.6,
        "closing": share >= 0.9,
        "asked": any(name.startswith("question.") for name in before),
        "opened": "question.open" in before,
        "offered": any(name.startswith(("value.", "trust.")) for name in before),
        "long": len(turn.words) > 25,
    }
    return frozenset(name for name, holds in true.items() if holds)


def _score(turn: Turn, name: str, claim: Claim, places: frozenset[str]) -> tuple[float, list[str]]:
    """Return a claim's score, and what about its place moved it."""
    here = places | {"asks"} if turn.ends[claim.last - 1] == "?" else places
    moved = [place for place in PLACE[name] if place in here]
    sure = claim.best.group.score
    odds = log(sure / (1 - sure)) + AGAIN * min(2, len(claim.cues) - 1) + sum(PLACE[name][place] for place in moved)
    return min(0.95, 1 / (1 + exp(-odds))), moved
