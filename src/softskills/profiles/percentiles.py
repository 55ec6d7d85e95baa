"""Where one stands within one's own archive, once it holds enough to stand among."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
# How many scored rows make a ranking worth naming: reps, calls (by hand).
MIN_PEERS = {"speaker": 10, "role": 10**9, "call": 50}


def percentile_of(values: Floats, least: int) -> Floats:
    """Return for each value the share of the others that lie below it, 0 to 100, ties counted half.

    NaN for NaN, and everywhere when fewer than `least` have a value.

    >>> percentile_of(np.array([10.0, 20.0, 20.0, 30.0, np.nan]), least=3).tolist()
    [12.5, 50.0, 50.0, 87.5, nan]
    """
    there = ~np.isnan(values)
    found = np.full(len(values), np.nan)
    known = np.sort(values[there])
    if len(known) >= least:
        below = np.searchsorted(known, values[there], side="left")
        upto = np.searchsorted(known, values[there], side="right")
        found[there] = 100.0 * (below + upto) / (2 * len(known))
    return found
