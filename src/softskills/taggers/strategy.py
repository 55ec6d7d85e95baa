"""Goals, business sense and change on the customer's side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from softskills.lexicon import Hit, words_of
from softskills.segment import Turn
from softskills.taggers.base import Call, from_hits, make_tag
from softskills.taggers.value import Amount, Weights, amounts, signs, weighed
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
        {"time": 1, "what": 1, "ifwe": 1, "want": 1, "so": 1, "about": 1, "self": -2, "she": -1, "fut": -1, "do": -1, "thing": -1},
        beside_cue=1, alone=6,
    ),
    "strategy.change": Weights(
        {"who": 2, "she": 1, "letv": 1, "take": 1, "do": 1, "others": 1, "him": 1, "you": -1, "past": -1, "amount": -1, "iwe": -1},
        beside_cue=0, alone=5,
    ),
}  # fmt: skip
# A sum is told in one breath: amounts farther apart than this many words belong to different ones.
REACH = 16


def tag(turn: Turn, call: Call, hits: Mapping[str, Sequence[Hit]]) -> Iterator[Tag]:
    """Yield the strategic moves of a turn."""
    shown = signs(turn)
    for name in TAGS:
        if name == "strategy.business":
            yield from from_hits(turn, name, hits.get(name, ()))
            yield from _sums(turn)
        else:
            yield from weighed(turn, name, hits.get(name, ()), shown, WEIGHTS[name])


def _sums(turn: Turn) -> Iterator[Tag]:
    """Yield business sums: several amounts close together, some of them money, and a word of reckoning."""
    run: list[Amount] = []
    for amount in amounts(turn):
        if run and (amount.first - run[-1].last > REACH or turn.sentence_of(amount.first) != turn.sentence_of(run[-1].first)):
            yield from _sum(turn, run)
            run = []
        run.append(amount)
    if run:
        yield from _sum(turn, run)


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
    if weight < 3:
        return
    first, last = turn.clause_of(run[0].first)[0], turn.clause_of(run[-1].last - 1)[1]
    why = f"{len(run)} amounts reckoned together: {', '.join(sorted(reckoned)) or 'money'}"
    yield make_tag(turn, first, last, "strategy.business", 0.65 if weight < 5 else 0.75, why)
