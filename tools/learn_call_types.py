"""Learn src/softskills/calltype.toml from corpora/train, and say how it does there and on corpora/dev.

python tools/learn_call_types.py           write
python tools/learn_call_types.py --check   only say how it does
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import numpy as np

import softskills as ss
from softskills import calltype, corpora

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("service", "discovery", "coaching")
# How far the covariance is drawn to its diagonal; folds of the check on train; confidences above this were too high.
SHRINK, FOLDS, SHARPNESS = 0.5, 10, 0.7


def main() -> None:
    """Learn, check, write."""
    labels = {
        call: kind
        for kind, calls in tomllib.loads((ROOT / "tools" / "call_types.toml").read_text("utf-8")).items()
        for call in calls.split()
    }
    x, y, names = _matrix("train", labels)
    dev_x, dev_y, _ = _matrix("dev", labels)
    fold = np.arange(len(y)) % FOLDS
    held = np.zeros((len(y), len(KINDS)))
    for i in range(FOLDS):
        held[fold == i] = _probabilities(x[fold == i], *_fit(x[fold != i], y[fold != i]))
    weights, bias = _fit(x, y)
    _say("train, held out", held, y)
    _say("dev", _probabilities(dev_x, weights, bias), dev_y)
    if "--check" not in sys.argv:
        (ROOT / "src" / "softskills" / "calltype.toml").write_text(_page(weights, bias, names), "utf-8")


def _matrix(split: str, labels: dict[str, str]) -> tuple[np.ndarray, np.ndarray, list[str]]:
    rows, kinds, names = [], [], []
    for call in corpora.load(split, ROOT / "corpora"):
        kind = labels.get(call.transcript.call_id)
        if kind not in KINDS:
            continue
        result = ss.analyze(call.transcript)
        found = calltype.features(result.view, {row.speaker: row.counts for row in result.rows})
        names = names or list(found)
        rows.append(list(found.values()))
        kinds.append(KINDS.index(kind))
    return np.array(rows), np.array(kinds), names


def _fit(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Linear discriminants, the kinds taken as equally likely."""
    means = np.array([x[y == kind].mean(axis=0) for kind in range(len(KINDS))])
    rest = x - means[y]
    spread = rest.T @ rest / (len(x) - len(KINDS))
    spread = (1 - SHRINK) * spread + SHRINK * np.diag(np.diag(spread))
    weights = np.linalg.solve(spread, means.T).T
    return weights, -0.5 * (weights * means).sum(axis=1)


def _probabilities(x: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    scores = SHARPNESS * (x @ weights.T + bias)
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


def _say(what: str, found: np.ndarray, y: np.ndarray) -> None:
    right = found.argmax(axis=1) == y
    sure = found.max(axis=1) >= calltype.SURE
    by_kind = ", ".join(f"{kind} {right[y == i].mean():.2f}" for i, kind in enumerate(KINDS))
    print(f"{what}: {len(y)} calls, right {right.mean():.2f} ({by_kind})")
    print(f"    sure of {sure.mean():.2f} of them, there right {right[sure].mean():.2f}")


def _page(weights: np.ndarray, bias: np.ndarray, names: list[str]) -> str:
    out = [
        "# Written by tools/learn_call_types.py from corpora/train; do not edit.",
        f"sharpness = {SHARPNESS}",
        "",
        "[bias]",
    ]
    out += [f"{kind} = {value:.3f}" for kind, value in zip(KINDS, bias, strict=True)]
    for kind, row in zip(KINDS, weights, strict=True):
        out += ["", f"[weights.{kind}]", *(f"{name} = {value:.3f}" for name, value in zip(names, row, strict=True))]
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    main()
