"""What is offered: features with their prices, benefits, and proof."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from softskills.lexicon import Hit, classes, words_of
from softskills.segment import Turn
from softskills.taggers.base import Call, from_hits, make_tag
from softskills.transcript import Span, Tag

TAGS = (
    "value.feature",
    "value.benefit",
    "value.proof",
)
NUMBER = words_of("value_number")
CURRENCY = words_of("value_currency")
MEASURE = words_of("value_measure")
PERIOD = words_of("value_period")
STOP = words_of("value_stop")
# Per what things are sold.
PRICED = frozenset("month week year head user seat person employee terminal unit kilo tonne session visit hour day truck pallet".split())
# Two words before a price: "it is forty a month", "that comes to ...".
LEADS = frozenset(
    tuple(pair.split())
    for pair in ("it is|that is|they are|it would|that would|comes to|come to|it to|is at|runs to|for only|down to|it will|that will|there is|is only|plus|fee is|price is|cost is").split("|")
    if len(pair.split()) == 2
)
ASKS = frozenset("cost costs price prices fee fees charge charges damage rate rates quote expensive charged".split())
SUMS = frozenset("cost costs costing losing lose lost save saving saves times against worth margin between".split())
PRICE_WHYS = ("a sum after the price was asked", "what it costs")
PRICE_WORDS = frozenset("charge charges price discount fee fees cost costs half-price deposit instalments vat refund percent".split())
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
# Small whole numbers, near the coefficients of a regression on corpora/train.
WEIGHTS = {
    "value.feature": Weights(
        {"has": 1, "thing": 1, "price": 1, "amount": 1, "fut": -1, "spared": -1, "past": -1, "him": -1, "other": -1, "iwe": -1, "who": -1, "you": -1, "time": -1},
        beside_cue=1, alone=5,
    ),
    "value.benefit": Weights(
        {"fut": 1, "modal": 1, "conseq": 2, "spared": 1, "gain": 1, "people": 1, "amount": 1, "ifwe": 1, "self": -2, "iwe": -2, "past": -2, "wehad": -1, "guar": -1, "other": -1},
        beside_cue=3, alone=7,
    ),
    "value.proof": Weights(
        {"verb3": 2, "size": 2, "amount": 1, "past": 1, "other": 1, "wehad": 1, "ref": 1, "measure": 1, "guar": 1, "she": 1, "you": -1, "so": -1, "what": -1, "iwe": -1, "spared": -1, "sayback": -2},
        beside_cue=1, alone=5,
    ),
}  # fmt: skip


def tag(turn: Turn, call: Call, hits: Mapping[str, Sequence[Hit]]) -> Iterator[Tag]:
    """Yield the value moves of a turn: none inside a question, neighbouring clauses as one span."""
    asked = questions(call)
    shown = signs(turn)
    for name in TAGS:
        found = weighed(turn, name, hits.get(name, ()), shown, WEIGHTS[name])
        if name == "value.feature":
            found.extend(_prices(turn, call))
        found = [tag for tag in found if not any(tag.span & span for span in asked)]
        for tag in found if name == "value.feature" else _joined(found):
            yield replace(tag, attributes=_attributes(turn, call, tag))


def questions(call: Call) -> list[Span]:
    """Return the spans of the current turn that are questions."""
    return [given.span for given in call.tags[call.at] if given.tag.startswith("question.")]


def signs(turn: Turn) -> list[set[str]]:
    """Return, clause by clause, which classes of signs its words belong to."""
    shown: list[set[str]] = []
    figures = [amount.first for amount in amounts(turn)]
    words = turn.words
    for first, last in turn.clauses:
        found: set[str] = set()
        for i in range(first, last):
            if words[i] in SIGN:
                found.update(SIGN[words[i]])
            if words[i] in PAIRED and i + 1 < last and words[i + 1] in PAIRED[words[i]]:
                found.update(PAIRED[words[i]][words[i + 1]])
        if any(first <= figure < last for figure in figures):
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
        if weight >= weights.beside_cue:
            score = min(0.9, tag.score + 0.05 * min(weight - weights.beside_cue, 3))
            found.append(replace(tag, score=round(score, 2)))
    for k, (first, last) in enumerate(turn.clauses):
        weight = weights.of(shown[k])
        if weight >= weights.alone and not any(turn.span(first, last) & tag.span for tag in found):
            why = "signs: " + ", ".join(sorted(sign for sign in shown[k] if weights.signs.get(sign, 0) > 0))
            found.append(make_tag(turn, first, last, name, 0.6, why))
    return sorted(found, key=lambda tag: tag.span)


def _joined(tags: Sequence[Tag]) -> list[Tag]:
    """Make one tag of those that follow each other with no more than a joining word between."""
    joined: list[Tag] = []
    for tag in tags:
        last = joined[-1] if joined else None
        if last is not None and tag.span.start - last.span.stop <= GAP:
            surer = max(last, tag, key=lambda one: one.score)
            joined[-1] = replace(surer, span=Span(last.span.start, max(last.span.stop, tag.span.stop)))
        else:
            joined.append(tag)
    return joined


def _prices(turn: Turn, call: Call) -> Iterator[Tag]:
    """Yield the clauses that name a price: what it comes to, or what was asked for just before."""
    asked = _asked_price(call)
    end = -1
    for amount in amounts(turn):
        if amount.first < end or (amount.measure and not amount.per):
            continue
        first, last = turn.clause_of(amount.first)[0], turn.clause_of(amount.last - 1)[1]
        words = turn.words[first:last]
        lead = words[max(0, amount.first - first - 4) : amount.first - first]
        told = any(pair in LEADS for pair in zip(lead, lead[1:]))
        score = 0.0
        if asked and not amount.measure:
            score, why = 0.65, "a sum after the price was asked"
        elif told and (amount.per in PRICED or (amount.money and len(words) < 14)):
            score, why = 0.65, "what it costs"
        # What the trouble costs the customer, or a sum worked out, is no price.
        if not score or any(word in SUMS for word in words) or ("you", "are") in zip(words, words[1:]):
            continue
        end = last
        yield make_tag(turn, first, last, "value.feature", score, why)


def _asked_price(call: Call) -> bool:
    """Tell whether the customer's last words asked for a price."""
    for before in reversed(call.turns[max(0, call.at - 2) : call.at]):
        if before.utt.role == "customer":
            return any(word in ASKS for word in before.words) or ("how", "much") in zip(before.words, before.words[1:])
    return False


def _attributes(turn: Turn, call: Call, tag: Tag) -> dict[str, bool | str]:
    """Say whether a value move takes up the customer's words, holds an amount of the gain, or names a price."""
    first = bisect_left(turn.starts, tag.span.start)
    last = bisect_left(turn.starts, tag.span.stop)
    found: dict[str, bool | str] = {}
    sums = [amount for amount in amounts(turn) if first <= amount.first < last]
    words = turn.words[first:last]
    if tag.tag == "value.feature":
        if any(amount.money or amount.per for amount in sums) or tag.why in PRICE_WHYS or any(word in PRICE_WORDS for word in words) or "(free-or-discounted)" in tag.why:
            found["price"] = True
    elif tag.tag == "value.benefit":
        begin, stop = turn.sentence_of(first)[0], turn.sentence_of(max(first, last - 1))[1]
        if _content(turn.words[begin:stop]) & _heard(call):
            found["tailored"] = True
        if any(amount.money or amount.per or amount.measure for amount in sums):
            found["quantified"] = True
    return found


def _heard(call: Call) -> frozenset[str]:
    """Return the content words the customer used before: of needs and goals where there are any, else of any turn."""
    wanted: set[str] = set()
    rest: set[str] = set()
    for before, given in zip(call.turns[: call.at], call.tags):
        if before.utt.role != "customer":
            continue
        for tag in given:
            if tag.tag in ("customer.need", "customer.goal"):
                first, last = bisect_left(before.starts, tag.span.start), bisect_left(before.starts, tag.span.stop)
                wanted |= _content(before.words[first:last])
        rest |= _content(before.words)
    return frozenset(wanted or rest)


def _content(words: Sequence[str]) -> set[str]:
    """Return the crude stems of the words that are not too common to show anything."""
    return {stem(word) for word in words if word not in STOP and len(word) > 2}


def stem(word: str) -> str:
    """Cut the commonest endings off a word: enough to meet "approvals" with "approval"."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word.rstrip("e") or word


def is_number(word: str) -> bool:
    """Tell whether a word is a number, in digits or letters."""
    return word in NUMBER or word[0].isdigit() or (len(word) > 6 and "-" in word and set(word.split("-")) <= NUMBER)


def amounts(turn: Turn) -> list[Amount]:
    """Find the numbers of a turn with their units: "two hundred and ten pounds a month" is one."""
    found: list[Amount] = []
    words, count = turn.words, len(turn.words)
    i = 0
    while i < count:
        if not is_number(words[i]):
            i += 1
            continue
        first = i
        i += 1
        while i < count and (is_number(words[i]) or (words[i] in ("and", "point") and is_number(words[i + 1 : i + 2][0] if i + 1 < count else "x"))):
            i += 1
        mark = turn.starts[first] - 1
        money = mark >= 0 and turn.utt.text[mark] in "£$€₹" or words[i - 1] in ("grand", "lakh", "lakhs", "crore", "crores")
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
        if i + 1 < count and words[i] in ("a", "an", "per", "each", "every", "the") and words[i + 1] in PERIOD and (measure == "" or words[i] != "the"):
            per, i = words[i + 1], i + 2
        found.append(Amount(first, i, money, per, measure))
    return found
