"""Goals, business sense and change on the customer's side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from softskills.lexicon import Hit, words_of
from softskills.segment import Turn
from softskills.taggers.base import Call, from_hits, make_tag
from softskills.taggers.value import Amount, Weights, joined, reading, weighed
from softskills.transcript import Tag

TAGS = (
    "strategy.outcome",
    "strategy.business",
    "strategy.change",
)
RECKONING = words_of("strategy_reckoning")
# See value.WEIGHTS.
WEIGHTS = {
    "strategy.outcome": Weights(
        {"time": 1, "what": 1, "ifwe": 1, "want": 1, "so": 1, "about": 1}
        | {"self": -2, "she": -1, "fut": -1, "do": -1, "thing": -1},
        beside_cue=1,
        alone=6,
    ),
    "strategy.change": Weights(
        {"who": 2, "she": 1, "letv": 1, "take": 1, "do": 1, "others": 1, "him": 1}
        | {"you": -1, "past": -1, "amount": -1, "iwe": -1},
        beside_cue=0,
        alone=5,
    ),
}
# A sum is told in one breath: amounts farther apart than this many words belong to different ones.
REACH = 16


def tag(turn: Turn, call: Call, hits: Mapping[str, Sequence[Hit]]) -> Iterator[Tag]:
    """Yield the strategic moves of a turn."""
    sums, shown = reading(call)
    for name in TAGS:
        if name == "strategy.business":
            heard = from_hits(turn, name, [hit for hit in hits.get(name, ()) if _reckons(turn, hit, sums)])
            yield from joined(sorted([*heard, *_sums(turn, sums)], key=lambda tag: tag.span))
        else:
            yield from joined(weighed(turn, name, hits.get(name, ()), shown, WEIGHTS[name]))


def _reckons(turn: Turn, hit: Hit, sums: Sequence[Amount]) -> bool:
    """Tell a business word in a sum from one in passing: "turnover" alone may be a tax or a cake."""
    if hit.group.name != "business-words":
        return True
    first, last = turn.sentence_of(hit.first)
    near = range(max(first, hit.first - REACH), min(last, hit.last + REACH))
    return any(amount.first in near for amount in sums)


def _sums(turn: Turn, sums: Sequence[Amount]) -> Iterator[Tag]:
    """Yield business sums: several amounts close together, some of them money, and a word of reckoning."""
    run: list[Amount] = []
    for amount in sums:
        if run and (amount.first - run[-1].last > REACH or _parted(turn, run[-1], amount)):
            yield from _sum(turn, run)
            run = []
        run.append(amount)
    if run:
        yield from _sum(turn, run)


def _parted(turn: Turn, one: Amount, other: Amount) -> bool:
    return turn.sentence_of(one.first) != turn.sentence_of(other.first)


def _sum(turn: Turn, run: Sequence[Amount]) -> Iterator[Tag]:
    """Weigh one run of amounts."""
    money = sum(amount.money or bool(amount.per) for amount in run)
    if len(run) < 2 or not money:
        return
    begin, end = turn.sentence_of(run[0].first)
    words = turn.words[max(begin, run[0].first - 8) : min(end, run[-1].last + 6)]
    line = " " + " ".join(words) + " "
    reckoned = [phrase for phrase in RECKONING if f" {phrase} " in line]
    weight = min(len(run) - 2, 2) + min(money - 1, 1) * 2 + len(reckoned)
    # "Forty a month plus ten for the bags" is a price list.
    weight -= "plus" in words
    if weight < 3 or not reckoned or (len(run) == 2 and len(reckoned) < 2):
        return
    first, last = turn.clause_of(run[0].first)[0], turn.clause_of(run[-1].last - 1)[1]
    why = f"{len(run)} amounts reckoned together: {', '.join(sorted(reckoned))}"
    yield make_tag(turn, first, last, "strategy.business", 0.65 if weight < 5 else 0.75, why)
