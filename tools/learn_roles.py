"""Learn who sounds like a rep: writes src/softskills/lexicon/en/roles.toml from corpora/train.

    python tools/learn_roles.py            (needs the extra `train`)

A logistic regression on the difference between the two sides' word rates. Only words heard in at least 80 of the
train calls take part, so that no line of business and no name is learned; words of gender are left out on purpose.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from softskills import corpora
from softskills.roles import FIRST_SCALE, word_rates
from softskills.segment import turns

MIN_CALLS = 80
GENDERED = {"he", "she", "him", "her", "his", "hers", "sir", "madam", "mr", "mrs", "miss", "ms", "love", "mate"}


def main() -> None:
    """Fit, report cross-validated accuracy, write the file."""
    sides: list[tuple[dict[str, float], dict[str, float], float]] = []
    heard: Counter[str] = Counter()
    for call in corpora.load("train"):
        both = {
            role: word_rates([t for t in turns(call.transcript.utterances) if t.utt.role == role])
            for role in ("rep", "customer")
        }
        first = next(utt.role for utt in call.transcript.utterances if utt.role in both)
        sides.append((both["rep"], both["customer"], 1.0 if first == "rep" else -1.0))
        heard.update(set(both["rep"]) | set(both["customer"]))
    words = sorted(word for word, n in heard.items() if n >= MIN_CALLS and not GENDERED & set(word.split()))
    rows = np.array(
        [
            [rep.get(word, 0.0) - customer.get(word, 0.0) for word in words] + [first * FIRST_SCALE]
            for rep, customer, first in sides
        ]
    )
    x = np.vstack([rows, -rows])
    y = np.array([1] * len(rows) + [0] * len(rows))
    model = LogisticRegression(C=3.0, fit_intercept=False, max_iter=5000)
    folds = [(np.setdiff1d(np.arange(len(y)), test), test) for test in _folds(len(rows))]
    guess = cross_val_predict(model, x, y, cv=folds)
    print(f"{len(words)} words, {len(rows)} calls, cross-validated accuracy {float((guess == y).mean()):.3f}")
    model.fit(x, y)
    weights = dict(zip([*words, "#first"], model.coef_[0], strict=True))
    out = [
        "# How much more a rep says a word than a customer does: made by tools/learn_roles.py from corpora/train.",
        "# Weights of a logistic regression on differences of word rates (square roots); #first: who speaks first.",
        "",
        "[weights]",
    ]
    kept = sorted(((word, w) for word, w in weights.items() if abs(w) >= 0.1), key=lambda item: -item[1])
    out += [f'"{word}" = {weight:.2f}' for word, weight in kept]
    target = Path(__file__).resolve().parents[1] / "src/softskills/lexicon/en/roles.toml"
    target.write_text("\n".join(out) + "\n", "utf-8")
    print(f"wrote {len(kept)} weights to {target.name}")


def _folds(count: int) -> list[np.ndarray]:
    """Keep a call and its mirror image in one fold."""
    parts = np.array_split(np.arange(count), 10)
    return [np.concatenate([part, part + count]) for part in parts]


if __name__ == "__main__":
    main()
