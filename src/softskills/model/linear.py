"""The linear half: one weight table over hashed words, word pairs and places, all labels at once, in numpy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from softskills.model.layout import Layout


@dataclass(frozen=True, eq=False)
class Linear:
    """A multi-label linear model.

    Args:
        table: weights, one row per hashed feature (row 0 is empty), one column per label; float32.
        bias: one per label.
    """

    table: np.ndarray
    bias: np.ndarray

    def logits(self, layout: Layout) -> np.ndarray:
        """Return the log-odds of each label for each clause of a call, float32."""
        if not len(layout):
            return np.zeros((0, len(self.bias)), dtype=np.float32)
        take = self.table.take
        total = take(layout.edges[:, 0], axis=0) + self.bias
        for column in range(1, layout.edges.shape[1]):
            total += take(layout.edges[:, column], axis=0)
        # Clauses follow each other without a gap, so that their own words are summed in one pass.
        total += np.add.reduceat(take(layout.words, axis=0) + take(layout.pairs, axis=0), layout.first, axis=0)
        for rows, start, stop in layout.around():
            # One more row of nought, so that a stretch may end where the call ends.
            sums = np.zeros((len(rows[0]) + 1, self.table.shape[1]), dtype=np.float32)
            said = take(rows[0], axis=0)
            for more in rows[1:]:
                said += take(more, axis=0)
            np.cumsum(said, axis=0, out=sums[1:])
            total += sums[stop] - sums[start]
        return np.asarray(total)

    def weighed_most(self, layout: Layout, units: np.ndarray, labels: np.ndarray) -> np.ndarray:
        """Return for each (clause, label) the word, counted through the call, that spoke most for it.

        A word speaks by itself and as the first of a pair.
        """
        if not len(units):
            return np.zeros(0, dtype=np.int64)
        first, last = layout.first[units], layout.last[units]
        length = last - first
        begin = np.concatenate(([0], np.cumsum(length)))
        place = np.arange(begin[-1]) + np.repeat(first - begin[:-1], length)
        label = np.repeat(labels, length)
        said = self.table[layout.words[place], label] + self.table[layout.pairs[place], label]
        most = np.maximum.reduceat(said, begin[:-1])
        at = np.flatnonzero(said == np.repeat(most, length))
        pair = np.searchsorted(begin, at, side="right") - 1
        _, index = np.unique(pair, return_index=True)
        return place[at[index]]  # type: ignore[no-any-return]
