"""Turn scores into probabilities and choose thresholds, on calls that nothing was learned from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from softskills.model.labels import ATTRIBUTES, INDEX, TAGS
from softskills.model.store import Mix

N_TAGS = len(TAGS)
# How strongly a tag's own weights are held to those of all tags together: in units of a squared weight.
HOLD = 12.0
# Thresholds outside this range rest on a handful of clauses.
LOWEST, HIGHEST = 0.15, 0.7


@dataclass(frozen=True, eq=False)
class Scores:
    """What the parts of the tagger say of the clauses of some calls, and what is true.

    Args:
        linear: log-odds by the linear model, one column per label.
        encoder: log-odds by the encoder, or None.
        rules: 1 where a rule or cue gave the tag, or None.
        truth: 1 where the label holds.
        asked: whether it can.
    """

    linear: np.ndarray
    encoder: np.ndarray | None
    rules: np.ndarray | None
    truth: np.ndarray
    asked: np.ndarray


def fit_mix(scores: Scores) -> Mix:
    """Fit the mix of a tier: a logistic regression per tag, held to the weights that suit all tags together."""
    parts = [scores.linear[:, :N_TAGS]]
    if scores.encoder is not None and scores.rules is not None:
        parts += [scores.encoder[:, :N_TAGS], scores.rules]
    columns = np.stack(parts, axis=2)
    truth, asked = scores.truth[:, :N_TAGS], scores.asked[:, :N_TAGS]
    shared = _logistic(columns[asked], truth[asked], np.zeros(len(parts) + 1), 1e-3)
    weights = np.stack([_logistic(columns[asked[:, k], k], truth[asked[:, k], k], shared, HOLD) for k in range(N_TAGS)])
    nought = np.zeros(N_TAGS)
    full = len(parts) > 1
    mix = Mix(
        weights[:, 1] if full else nought,
        weights[:, 0],
        weights[:, 2] if full else nought,
        weights[:, -1],
        np.full(N_TAGS, 0.5),
    )
    chance = mix.chance(*parts) if full else mix.chance(parts[0])
    threshold = np.array([_threshold(chance[asked[:, k], k], truth[asked[:, k], k]) for k in range(N_TAGS)])
    return Mix(mix.encoder, mix.linear, mix.rule, mix.bias, threshold)


def fit_attributes(logits: np.ndarray, scores: Scores) -> dict[str, float]:
    """Return for each attribute the log-odds above which it is set: where most of the clauses come out right."""
    found = {}
    for name in ATTRIBUTES:
        rows = scores.asked[:, INDEX[name]]
        given, truth = logits[rows, INDEX[name]], scores.truth[rows, INDEX[name]] > 0
        tried = np.quantile(given, np.linspace(0.02, 0.98, 49)) if len(given) else np.zeros(1)
        right = [float(((given >= least) == truth).mean()) if len(given) else 0.0 for least in tried]
        found[name] = round(float(tried[int(np.argmax(right))]), 3)
    return found


def expected_calibration_error(chance: np.ndarray, truth: np.ndarray, n_bins: int = 10) -> float:
    """Return the mean distance of stated from observed shares over bins of equal width (Naeini et al. 2015)."""
    bins = np.minimum((chance * n_bins).astype(int), n_bins - 1)
    gaps = [
        abs(float(chance[bins == b].mean() - truth[bins == b].mean())) * float((bins == b).mean())
        for b in range(n_bins)
        if (bins == b).any()
    ]
    return sum(gaps)


def _logistic(columns: np.ndarray, truth: np.ndarray, prior: np.ndarray, hold: float, steps: int = 25) -> np.ndarray:
    """Fit a logistic regression by Newton's method; its weights (not the bias) are held to `prior`."""
    data = np.column_stack([columns, np.ones(len(columns))]).astype(np.float64)
    weights = prior.astype(np.float64).copy()
    pull = np.full(len(weights), hold)
    pull[-1] = min(hold, 0.1)
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-np.clip(data @ weights, -30, 30)))
        slope = data.T @ (chance - truth) + pull * (weights - prior)
        curve = (data * (chance * (1 - chance))[:, None]).T @ data + np.diag(pull + 1e-9)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def _threshold(chance: np.ndarray, truth: np.ndarray) -> float:
    """Return the threshold with the best F1: the mean of what was observed and what the probabilities lead to expect.

    The expected half steadies tags that are seldom seen.
    """
    tried = np.arange(LOWEST, HIGHEST + 0.001, 0.01)
    gold, hoped = truth.sum(), chance.sum()
    best = []
    for least in tried:
        given = chance >= least
        n = given.sum()
        observed = 2 * truth[given].sum() / max(n + gold, 1)
        expected = 2 * chance[given].sum() / max(n + hoped, 1e-9)
        best.append(observed + expected)
    return round(float(tried[int(np.argmax(best))]), 2)
