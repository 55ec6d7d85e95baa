"""Rank figures: Spearman's correlation and the area under the curve. Ties share the mean of their ranks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def ranks(values: Sequence[float] | Floats) -> Floats:
    """Return ranks counted from 1; equal values share the mean of the ranks they take up.

    >>> ranks([10, 20, 20, 5]).tolist()
    [2.0, 3.5, 3.5, 1.0]
    """
    array = np.asarray(values, dtype=np.float64)
    _, place, count = np.unique(array, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    mean: Floats = last - (count - 1) / 2
    return mean[place]


def spearman(one: Sequence[float], other: Sequence[float]) -> tuple[float, int]:
    """Return the rank correlation of the pairs in which neither value is NaN, and how many those are.

    NaN with fewer than three pairs, or where one side is the same throughout.

    >>> spearman([1, 2, 3, 4], [10, 20, 30, 25])
    (0.8, 4)
    """
    pairs = np.column_stack([np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)])
    pairs = pairs[~np.isnan(pairs).any(axis=1)]
    count = len(pairs)
    if count < 3:
        return float("nan"), count
    left, right = (column - column.mean() for column in (ranks(pairs[:, 0]), ranks(pairs[:, 1])))
    spread = float(np.sqrt((left @ left) * (right @ right)))
    return (round(float(left @ right) / spread, 12) if spread else float("nan")), count


def area_under_curve(high: Sequence[float], low: Sequence[float]) -> float:
    """Return how often a value of `high` lies above one of `low`, ties counted half; NaN is passed over.

    >>> area_under_curve([3, 4], [1, 3])
    0.875
    """
    above, below = ([value for value in side if value == value] for side in (high, low))
    if not above or not below:
        return float("nan")
    total = float(ranks([*above, *below])[: len(above)].sum())
    return (total - len(above) * (len(above) + 1) / 2) / (len(above) * len(below))
