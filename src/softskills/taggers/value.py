"""What is offered: features with their prices, benefits, and proof."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from softskills.lexicon import Hit, classes, words_of
from softskills.segment import Turn
from softskills.taggers.base import Call, from_hits, make_tag
from softskills.transcript import Span, Tag
from softskills.uptake import content

TAGS = (
    "value.feature",
    "value.benefit",
    "value.proof",
)
NUMBER = words_of("value_number")
CURRENCY = words_of("value_currency")
# Number words that are sums of money as well.
SUM_WORDS = frozenset(("grand", "lakh", "lakhs", "crore", "crores"))
MEASURE = words_of("value_measure")
PERIOD = words_of("value_period")
PRICED = words_of("value_priced")
LEADS = words_of("value_price_lead")
ASKS = words_of("value_price_asked")
SUMS = words_of("value_sum_word")
ASKED = "a sum after the price was asked"
TOLD = "what it costs"
PRICE_WHYS = (ASKED, TOLD)
SMALL = words_of("value_small_number")
PRICE_WORDS = words_of("value_price_word")
# Characters that may lie between two clauses of one move: " and ", ", ".
GAP = 5


@dataclass(frozen=True, slots=True)
class Weights:
    """How signs are weighed for one tag.

    Args:
        signs: what each class of signs counts.
        beside_cue: the least weight with which a cue is believed.
        alone: the least weight that carries a clause without a cue.
    """

    signs: Mapping[str, int]
    beside_cue: int
    alone: int

    def of(self, shown: Iterable[str]) -> int:
        """Return the weight of the signs a clause shows."""
        return sum(self.signs.get(sign, 0) for sign in shown)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and what it counts.

    Args:
        first: its first word.
        last: one past its last word, the unit included.
        money: whether a currency is named.
        per: "month" in "forty a month"; "" for a plain sum.
        measure: "hours", "percent" and the like; "" when none is named.
    """

    first: int
    last: int
    money: bool
    per: str
    measure: str


def _sign_index() -> tuple[dict[str, list[str]], dict[str, dict[str, list[str]]]]:
    """Return the classes of signs by word, and by the two words of a pair."""
    single: dict[str, list[str]] = {}
    paired: dict[str, dict[str, list[str]]] = {}
    for name, phrases in classes().items():
        if name.startswith("value_sign_"):
            sign = name.removeprefix("value_sign_")
            for phrase in phrases:
                one, _, two = phrase.partition(" ")
                if two:
                    paired.setdefault(one, {}).setdefault(two, []).append(sign)
                else:
                    single.setdefault(one, []).append(sign)
    return single, paired


SIGN, PAIRED = _sign_index()
SELF = ("i", "we")
DOUBTFUL, SURE = 0.6, 0.8
# Small whole numbers, near the coefficients of a regression on corpora/train.
WEIGHTS = {
    "value.feature": Weights(
        {"has": 1, "thing": 1, "price": 1, "amount": 1}
        | dict.fromkeys(("fut", "spared", "past", "him", "other", "iwe", "who", "you", "time"), -1),
        beside_cue=1,
        alone=5,
    ),
    "value.benefit": Weights(
        {"conseq": 2, "fut": 1, "modal": 1, "spared": 1, "gain": 1, "people": 1, "amount": 1, "ifwe": 1}
        | {"self": -2, "iwe": -2, "past": -2, "wehad": -1, "guar": -1, "other": -1},
        beside_cue=3,
        alone=7,
    ),
    "value.proof": Weights(
        {"verb3": 2, "size": 2, "amount": 1, "past": 1, "other": 1, "wehad": 1, "ref": 1, "measure": 1, "guar": 2}
        | {"she": 1, "you": -1, "so": -1, "what": -1, "iwe": -1, "spared": -1, "sayback": -2},
        beside_cue=1,
        alone=5,
    ),
}


def tag(turn: Turn, call: Call, hits: Mapping[str, Sequence[Hit]]) -> Iterator[Tag]:
    """Yield the value moves of a turn: none inside a question, neighbouring clauses as one span."""
    asked = questions(call)
    sums, shown = reading(call)
    for name in TAGS:
        found = weighed(turn, name, hits.get(name, ()), shown, WEIGHTS[name])
        if name == "value.feature":
            found.extend(_prices(turn, call, sums))
        found = [tag for tag in found if not any(tag.span & span for span in asked)]
        for tag in found if name == "value.feature" else joined(found):
            yield replace(tag, attributes=attributes(turn, call, tag, sums))


def reading(call: Call) -> tuple[list[Amount], list[set[str]]]:
    """Return the amounts and the signs of the current turn."""

    def make(turn: Turn) -> tuple[list[Amount], list[set[str]]]:
        sums = amounts(turn)
        return sums, signs(turn, sums)

    found: tuple[list[Amount], list[set[str]]] = call.once("value.reading", make)
    return found


def questions(call: Call) -> list[Span]:
    """Return the spans of the current turn that are questions."""
    return [given.span for given in call.tags[call.at] if given.tag.startswith("question.")]


def signs(turn: Turn, sums: Sequence[Amount]) -> list[set[str]]:
    """Return, clause by clause, which classes of signs its words belong to."""
    shown: list[set[str]] = []
    words = turn.words
    for first, last in turn.clauses:
        found: set[str] = set()
        for i in range(first, last):
            if words[i] in SIGN:
                found.update(SIGN[words[i]])
            if words[i] in PAIRED and i + 1 < last and words[i + 1] in PAIRED[words[i]]:
                found.update(PAIRED[words[i]][words[i + 1]])
        if any(first <= amount.first < last for amount in sums):
            found.add("amount")
        if words[first] in SELF or (last - first > 1 and words[first + 1] in SELF):
            found.add("self")
        shown.append(found)
    return shown


def weighed(turn: Turn, name: str, hits: Sequence[Hit], shown: Sequence[set[str]], weights: Weights) -> list[Tag]:
    """Keep the cue hits that enough signs bear out, and add the clauses that signs alone carry.

    Phrases for value and strategy are made of common words; whether they are the move is told by what stands
    around them: who it happens to, when, how much of it.
    """
    found: list[Tag] = []
    for tag in from_hits(turn, name, hits):
        weight = max(
            weights.of(shown[k]) for k, (first, last) in enumerate(turn.clauses) if turn.span(first, last) & tag.span
        )
        # A doubtful cue needs one sign more; a sure one only that the signs do not speak against it.
        needed = weights.beside_cue + (tag.score < DOUBTFUL) if tag.score < SURE else min(0, weights.beside_cue - 1)
        if weight >= needed:
            score = min(0.9, tag.score + 0.05 * min(weight - needed, 3))
            found.append(replace(tag, score=round(score, 2)))
    for k, (first, last) in enumerate(turn.clauses):
        # No sign counts more than two: most clauses need no weighing.
        if 2 * len(shown[k]) < weights.alone:
            continue
        if weights.of(shown[k]) >= weights.alone and not any(turn.span(first, last) & tag.span for tag in found):
            why = "signs: " + ", ".join(sorted(sign for sign in shown[k] if weights.signs.get(sign, 0) > 0))
            found.append(make_tag(turn, first, last, name, 0.6, why))
    return sorted(found, key=lambda tag: tag.span)


def joined(tags: Iterable[Tag]) -> list[Tag]:
    """Make one tag of those that follow each other with no more than a joining word between: a move in two clauses."""
    found: list[Tag] = []
    for tag in tags:
        last = found[-1] if found else None
        if last is not None and tag.span.start - last.span.stop <= GAP:
            surer = max(last, tag, key=lambda one: one.score)
            found[-1] = replace(surer, span=Span(last.span.start, max(last.span.stop, tag.span.stop)))
        else:
            found.append(tag)
    return found


def _prices(turn: Turn, call: Call, sums: Sequence[Amount]) -> Iterator[Tag]:
    """Yield the clauses that name a price: what it comes to, or a sum soon after the price was asked."""
    if not sums:
        return
    asked = _asked_price(call)
    end = -1
    for amount in sums:
        if amount.first < end or (amount.measure and not amount.per):
            continue
        plain = amount.last == amount.first + 1 and not amount.money and turn.words[amount.first] in SMALL
        first, last = turn.clause_of(amount.first)[0], turn.clause_of(amount.last - 1)[1]
        words = turn.words[first:last]
        lead = words[max(0, amount.first - first - 4) : amount.first - first]
        told = any(f"{one} {two}" in LEADS for one, two in pairwise(lead))
        if asked and not amount.measure and not plain and amount.first < 30:
            why = ASKED
        elif told and (amount.per in PRICED or (amount.money and len(words) < 14)):
            why = TOLD
        else:
            continue
        # What the trouble costs the customer, or a sum worked out, is no price.
        if any(word in SUMS for word in words) or ("you", "are") in pairwise(words):
            continue
        end = last
        yield make_tag(turn, first, last, "value.feature", 0.6, why)


def _asked_price(call: Call) -> bool:
    """Tell whether the customer's last words asked for a price."""
    for before in reversed(call.turns[max(0, call.at - 2) : call.at]):
        if before.utt.role == "customer":
            return any(word in ASKS for word in before.words) or ("how", "much") in pairwise(before.words)
    return False


def attributes(turn: Turn, call: Call, tag: Tag, figures: Sequence[Amount] | None = None) -> dict[str, bool | str]:
    """Say whether a value move takes up the customer's words, holds an amount of the gain, or names a price."""
    if figures is None:
        figures = amounts(turn)
    first = bisect_left(turn.starts, tag.span.start)
    last = bisect_left(turn.starts, tag.span.stop)
    found: dict[str, bool | str] = {}
    sums = [amount for amount in figures if first <= amount.first < last]
    words = turn.words[first:last]
    if tag.tag == "value.feature":
        priced = tag.why in PRICE_WHYS or tag.why.endswith("(free-or-discounted)")
        if priced or any(amount.money or amount.per for amount in sums) or not PRICE_WORDS.isdisjoint(words):
            found["price"] = True
    elif tag.tag == "value.benefit":
        begin, stop = turn.sentence_of(first)[0], turn.sentence_of(max(first, last - 1))[1]
        if content(turn.words[begin:stop]) & _heard(call):
            found["tailored"] = True
        if any(amount.money or amount.per or amount.measure for amount in sums):
            found["quantified"] = True
    return found


def _heard(call: Call) -> set[str]:
    """Return the content words the customer used before, of needs and goals and of everything else.

    Needs told in words no cue knows are needs all the same: only `customer.need` spans would miss half of them.
    """

    def add(at: int, before: Turn, found: set[str]) -> None:
        if before.utt.role == "customer":
            found |= call.content(at)

    return call.gathered("value.heard", add)


def is_number(word: str) -> bool:
    """Tell whether a word is a number, in digits or letters."""
    return word in NUMBER or word[0].isdigit() or (len(word) > 6 and "-" in word and set(word.split("-")) <= NUMBER)


def _number_at(words: Sequence[str], i: int) -> bool:
    return i < len(words) and is_number(words[i])


def amounts(turn: Turn) -> list[Amount]:
    """Find the numbers of a turn with their units: "two hundred and ten pounds a month" is one."""
    found: list[Amount] = []
    words, count = turn.words, len(turn.words)
    i = 0
    for first in [at for at, word in enumerate(words) if word in NUMBER or word[0] <= "9" or "-" in word]:
        if first < i or not is_number(words[first]):
            continue
        i = first
        i += 1
        if words[first] == "grand":
            # "That's grand": no number begins with it.
            continue
        while i < count and (is_number(words[i]) or (words[i] in ("and", "point") and _number_at(words, i + 1))):
            i += 1
        mark = turn.starts[first] - 1
        money = (mark >= 0 and turn.utt.text[mark] in "£$€₹") or words[i - 1] in SUM_WORDS
        measure = ""
        if i < count and words[i] in CURRENCY:
            money, i = True, i + 1
        elif i < count and words[i] in MEASURE:
            measure, i = words[i], i + 1
        elif i + 1 < count and words[i] == "per" and words[i + 1] == "cent":
            measure, i = "percent", i + 2
        elif i - first and turn.utt.text[turn.stops[i - 1] : turn.stops[i - 1] + 2].lstrip().startswith("%"):
            measure = "percent"
        per = ""
        if i + 1 < count and words[i] in ("a", "an", "per", "each", "every") and words[i + 1] in PERIOD:
            per, i = words[i + 1], i + 2
        found.append(Amount(first, i, money, per, measure))
    return found
