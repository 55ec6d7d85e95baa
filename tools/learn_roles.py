"""Learn who sounds like a rep: writes src/softskills/lexicon/en/roles.toml from corpora/train.

    python tools/learn_roles.py            (needs the extra `train`)

A logistic regression on the difference between the two sides' features (softskills.roles.features). Every train call
takes part whole and in several damaged copies: cut short, begun late, the greeting cut to a word or two, turns lost,
turns clipped. Only words heard in at least 120 of the train calls take part, so that no line of business and no name
is learned; numbers and words of gender are left out on purpose. The steepness of the confidence is fitted on damaged
copies of corpora/dev in which half of all words are unknown. Deterministic: the seeds are below.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression

from softskills import corpora
from softskills.roles.features import SMOOTHING, speaker_features
from softskills.segment import turns

MIN_CALLS = 120
COPIES = 8
STRENGTH = 1.0
KEPT = 0.05
GENDERED = {
    "he", "she", "him", "her", "his", "hers", "sir", "madam", "mr", "mrs", "miss", "ms", "love", "mate",
    "ma'am", "darling", "dear", "lady", "gentleman", "guy", "girl", "boy", "man", "woman", "wife", "husband",
}  # fmt: skip
NUMBERS = {
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty",
    "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "thousand", "first", "second",
    "third", "pound", "pounds", "dollar", "dollars", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday",
}  # fmt: skip

# One call: for each turn whether the rep speaks, and the folded words.
Said = list[tuple[bool, list[str]]]


def main() -> None:
    """Fit, calibrate, report, write the file."""
    train, dev = (_load(split) for split in ("train", "dev"))
    heard: Counter[str] = Counter()
    for said in train:
        heard.update({name for side in (True, False) for name in _features(said, side)})
    names = sorted(
        name
        for name, n in heard.items()
        if name[0] in "@^#" or (n >= MIN_CALLS and not (GENDERED | NUMBERS) & set(name.split()))
    )
    fold = len(train) // 5
    held: list[float] = []
    for k in range(5):
        test = train[k * fold : (k + 1) * fold]
        weights = _fit([said for said in train if said not in test], names)
        held += list(_rows(_copies(test, COPIES, 2), names) @ weights)
    print(f"{len(names)} features, {len(train)} calls; five folds, damaged copies: {np.mean(np.array(held) > 0):.3f}")
    weights = _fit(train, names)
    margins = _margins(_copies(dev, 20, 3), names, weights)
    print(f"dev, damaged copies: {np.mean(margins > 0):.3f} right; slope {_slope(margins):.3f}")
    rng = random.Random(4)
    margins = _margins([strange(said, rng) for said in _copies(dev, 40, 3)], names, weights)
    slope = _slope(margins)
    print(f"dev, damaged copies made strange: {np.mean(margins > 0):.3f} right; slope {slope:.3f}")
    kept = sorted(
        ((name, w) for name, w in zip(names, weights, strict=True) if abs(w) >= KEPT), key=lambda item: -item[1]
    )
    out = [
        "# How much more a rep says a word than a customer does: made by tools/learn_roles.py from corpora/train.",
        "# Weights of a logistic regression on differences of rates (square roots); @ a group of role_cues.toml, ^@",
        "# the same in a speaker's first words, #first who speaks first. slope: how the margin becomes a confidence,",
        "# fitted on damaged copies of corpora/dev in which half of all words are unknown.",
        "",
        f"slope = {slope:.3f}",
        "",
        "[weights]",
        *(f'"{name}" = {weight:.2f}' for name, weight in kept),
    ]
    target = Path(__file__).resolve().parents[1] / "src/softskills/lexicon/en/roles.toml"
    target.write_text("\n".join(out) + "\n", "utf-8")
    print(f"wrote {len(kept)} weights to {target.name}")


def damage(said: Said, rng: random.Random) -> Said:
    """Return a call as a bad recording would leave it: cut, begun late, with turns lost or clipped."""
    said = list(said)
    count = len(said)
    if rng.random() < 0.93:
        if rng.random() < 0.6:
            said = said[: rng.randint(min(5, count), count)]
    else:
        start = rng.randint(1, max(1, count // 2))
        said = said[start : start + rng.randint(8, max(8, count))]
    if rng.random() < 0.4:
        side, words = said[0]
        said[0] = (side, words[: rng.randint(1, 3)] if rng.random() < 0.7 else words[len(words) // 2 :])
    if rng.random() < 0.3:
        said = said[:1] + [turn for turn in said[1:] if rng.random() > 0.2]
    if rng.random() < 0.3:
        said = [(side, words[: rng.randint(3, 15)]) for side, words in said]
    return said


def strange(said: Said, rng: random.Random) -> Said:
    """Return a call as if its people talked unlike those of the corpora: half of all words unknown, some opening lost.

    The corpora have one author's ear; a confidence fitted on them as they are would be too sure of itself elsewhere.
    """
    if rng.random() < 0.5:
        said = said[rng.randint(0, min(3, len(said) - 5)) :] if len(said) > 8 else said
    kinds = sorted({word for _, words in said for word in words})
    unknown = set(rng.sample(kinds, len(kinds) // 2))
    return [(side, ["_" if word in unknown else word for word in words]) for side, words in said]


def _load(split: str) -> list[Said]:
    return [
        [(t.utt.role == "rep", t.words) for t in turns(call.transcript.utterances) if t.utt.role != "other" and t.words]
        for call in corpora.load(split)
    ]


def _copies(calls: Sequence[Said], copies: int, seed: int) -> list[Said]:
    rng = random.Random(seed)
    found: list[Said] = []
    for said in calls:
        found.append(said)
        for _ in range(copies):
            copy = damage(said, rng)
            if all(sum(len(words) for s, words in copy if s is side) >= 3 for side in (True, False)):
                found.append(copy)
    return found


def _features(said: Said, side: bool) -> dict[str, float]:
    return speaker_features([words for s, words in said if s is side], said[0][0] is side)


def _rows(calls: Sequence[Said], names: Sequence[str]) -> csr_matrix:
    place = {name: i for i, name in enumerate(names)}
    table = np.zeros((len(calls), len(names)))
    for row, said in enumerate(calls):
        for side in (True, False):
            for name, value in _features(said, side).items():
                if name in place:
                    table[row, place[name]] += value if side else -value
    return csr_matrix(table)


def _fit(calls: Sequence[Said], names: Sequence[str]) -> np.ndarray:
    rows = _rows(_copies(calls, COPIES, 1), names)
    # Each pair and its mirror image: no side is the first by nature.
    x = vstack([rows, -rows])
    y = np.repeat([1, 0], rows.shape[0])
    return LogisticRegression(C=STRENGTH, fit_intercept=False, max_iter=5000).fit(x, y).coef_[0]


def _margins(calls: Sequence[Said], names: Sequence[str], weights: np.ndarray) -> np.ndarray:
    """Return the margins, weighed by how much was said as softskills.roles.inference.confidence_of does."""
    words = np.array([sum(len(words) for _, words in said) for said in calls])
    return _rows(calls, names) @ weights * words / (words + SMOOTHING)


def _slope(margins: np.ndarray) -> float:
    """Return the slope of the logistic that makes the margins' confidence fit how often they are right."""
    slopes = np.exp(np.linspace(math.log(0.2), math.log(5), 200))
    losses = [np.mean(np.logaddexp(0, -slope * margins)) for slope in slopes]
    return float(slopes[int(np.argmin(losses))])


if __name__ == "__main__":
    main()
