"""Counts of many calls as one matrix, from rows or from a table that was stored."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from softskills.errors import OptionError
from softskills.frameworks import CALL_TYPES, Framework
from softskills.measures import Pool, counts
from softskills.profiles.rows import Row

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
# How often calls or exchanges are drawn anew, and the seed of it: the same calls always give the same interval.
DRAWS = 400
SEED = 20_240
LOW, HIGH = 2.5, 97.5


@dataclass(frozen=True)
class CountTable:
    """One row per call and speaker.

    Args:
        call_id: of each row.
        speaker: of each row.
        role: of each row.
        call_type: of each row; whose bands apply.
        names: the counts, column by column.
        values: rows by counts, NaN where something could not be observed.
        how: how each count is put together over calls.
    """

    call_id: Sequence[str]
    speaker: Sequence[str]
    role: Sequence[str]
    call_type: Sequence[str]
    names: tuple[str, ...]
    values: Floats
    how: Mapping[str, Pool]

    @classmethod
    def of_rows(cls, rows: Iterable[Row], card: Framework) -> CountTable:
        """Lay out counted rows; in order of call and speaker, so that their order changes nothing."""
        ordered = sorted(rows, key=lambda row: (row.speaker, row.call_id))
        names = (*counts(), *card.counts)
        nan = float("nan")
        values = np.array([[row.counts.get(name, nan) for name in names] for row in ordered], dtype=np.float64)
        return cls(
            [row.call_id for row in ordered],
            [row.speaker for row in ordered],
            [row.role for row in ordered],
            [row.call_type for row in ordered],
            names,
            values.reshape(len(ordered), len(names)),
            card.pooling,
        )

    @classmethod
    def of_frame(cls, frame: pd.DataFrame, card: Framework) -> CountTable:
        """Lay out a table of profiles by call, as `Analysis.profile` gives and an archive stores them.

        Raises:
            OptionError: a column that is needed is missing.
        """
        for column in ("call_id", "speaker", "role", "n_words", "n_words_call"):
            if column not in frame.columns:
                raise OptionError(
                    f"the table has no column {column!r}", hint="one row per call and speaker, with its counts"
                )
        ordered = frame.sort_values(["speaker", "call_id"], kind="stable")
        names = (*counts(), *card.counts)
        values = ordered.reindex(columns=list(names)).to_numpy(dtype=np.float64, na_value=np.nan)
        said = [ordered[column].astype(object).tolist() for column in ("call_id", "speaker", "role")]
        kinds = ordered["call_type"].astype(object).tolist() if "call_type" in ordered else ["general"] * len(ordered)
        unknown = sorted(set(map(str, kinds)) - set(CALL_TYPES))
        if unknown:
            raise OptionError(f"there is no call type {unknown[0]!r}", hint=f"one of {', '.join(CALL_TYPES)}")
        return cls(said[0], said[1], said[2], kinds, names, values, card.pooling)

    def __len__(self) -> int:
        return len(self.call_id)

    def take(self, index: Sequence[int] | npt.NDArray[np.intp]) -> CountTable:
        """Return some of the rows."""
        picked = list(map(int, index))
        lists: list[list[str]] = [
            [column[i] for i in picked] for column in (self.call_id, self.speaker, self.role, self.call_type)
        ]
        return CountTable(lists[0], lists[1], lists[2], lists[3], self.names, self.values[picked], self.how)

    def only(self, names: Iterable[str]) -> CountTable:
        """Return the table with these counts only."""
        wanted = set(names)
        at = [i for i, name in enumerate(self.names) if name in wanted]
        return replace(self, names=tuple(self.names[i] for i in at), values=self.values[:, at])

    def groups(self, *columns: str) -> dict[tuple[str, ...], list[int]]:
        """Return the rows of each group, in order of first appearance."""
        found: dict[tuple[str, ...], list[int]] = {}
        for i, key in enumerate(zip(*(getattr(self, column) for column in columns), strict=True)):
            found.setdefault(key, []).append(i)
        return found

    def columns(self) -> dict[str, Floats]:
        """Return each count as an array over the rows."""
        return {name: self.values[:, i] for i, name in enumerate(self.names)}

    def pooled(self) -> dict[str, float]:
        """Put all rows together."""
        return {name: float(value[0]) for name, value in self.drawn(np.ones((1, len(self)))).items()}

    def drawn(self, weights: Floats) -> dict[str, Floats]:
        """Put the rows together as often as `weights` has rows, each row of the table so often as its weight says.

        NaN is passed over; what could be observed in no row drawn is NaN.
        """
        seen = ~np.isnan(self.values)
        filled = np.where(seen, self.values, 0.0)
        total = weights @ filled
        partly = ~seen.all(axis=0)
        if partly.any():
            total[:, partly] = np.where(weights @ seen[:, partly] > 0, total[:, partly], np.nan)
        for i, name in enumerate(self.names):
            if self.how[name] != "sum":
                total[:, i] = _extreme(self.values[:, i], weights, np.fmax if self.how[name] == "max" else np.fmin)
        return {name: total[:, i] for i, name in enumerate(self.names)}

    def pooled_by(self, group: npt.NDArray[np.intp], n: int) -> dict[str, Floats]:
        """Put the rows of each of `n` groups together; `group` says which one each row is in, every group has rows."""
        order = np.argsort(group, kind="stable")
        values = self.values[order]
        starts = np.searchsorted(group[order], np.arange(n))
        seen = ~np.isnan(values)
        total = np.add.reduceat(np.where(seen, values, 0.0), starts, axis=0)
        total = np.where(np.add.reduceat(seen, starts, axis=0, dtype=np.intp) > 0, total, np.nan)
        for i, name in enumerate(self.names):
            if self.how[name] != "sum":
                better = np.fmax if self.how[name] == "max" else np.fmin
                total[:, i] = better.reduceat(values[:, i], starts)
        return {name: total[:, i] for i, name in enumerate(self.names)}


def _extreme(values: Floats, weights: Floats, better: Any) -> Floats:
    there: Floats = np.where(weights > 0, values, np.nan)
    found: Floats = better.reduce(there, axis=1)
    return found


def draws(rows: int, key: str, times: int = DRAWS) -> Floats:
    """Return how often each of so many rows is drawn, for each of `times` samples with replacement.

    The seed hangs on the key alone (a rep's name, a call's), so that nobody's interval depends on who else is there.
    """
    random = np.random.default_rng([SEED, zlib.crc32(key.encode("utf-8", "surrogatepass"))])
    return random.multinomial(rows, np.full(rows, 1 / rows), size=times).astype(np.float64)


def percentile_pair(values: Floats) -> tuple[float, float]:
    """Return the 2.5th and 97.5th percentile; NaN where fewer than half of the draws have a value."""
    return percentile_pairs({"": values})[""]


def percentile_pairs(columns: Mapping[str, Floats]) -> dict[str, tuple[float, float]]:
    """Return the 2.5th and 97.5th percentile of each column of draws; see `percentile_pair`."""
    found: dict[str, tuple[float, float]] = {}
    whole: list[str] = []
    for name, values in columns.items():
        there = values[~np.isnan(values)]
        if len(there) == len(values):
            whole.append(name)
        elif len(there) * 2 >= len(values):
            found[name] = tuple(np.percentile(there, [LOW, HIGH]).tolist())
        else:
            found[name] = (float("nan"), float("nan"))
    if whole:
        pairs = np.percentile(np.array([columns[name] for name in whole]), [LOW, HIGH], axis=1).T
        found |= {name: (float(low), float(high)) for name, (low, high) in zip(whole, pairs, strict=True)}
    return found
