"""Does a skill repeat? Split-half reliability of each skill over an archive."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from softskills.frameworks import Framework
from softskills.profiles.counted import SEED, CountTable, Floats

# A rep with fewer calls has no halves worth comparing; fewer such reps give no correlation worth naming (by hand).
MIN_CALLS, MIN_REPS = 4, 10
SPLITS = 20
# Below this a skill does not repeat well enough to tell reps apart (the usual floor for comparing groups; by hand).
REPEATS = 0.6
NAN = float("nan")


def reliability_rows(table: CountTable, card: Framework) -> list[dict[str, Any]]:
    """Split each rep's calls in two at random, score both halves, and see whether they agree from rep to rep.

    The correlation of the halves is stepped up to whole archives (Spearman-Brown), and the mean taken over twenty
    splits.

    Returns:
        One dict per skill: skill (str), n_reps (int, with at least four calls and a score in both halves),
        n_calls (int), reliability (float, NaN below ten reps), repeats (bool or None: at least .6).
    """
    reps = table.only(card.needed).take([i for i, role in enumerate(table.role) if role == "rep"])
    people = {key: index for key, index in reps.groups("speaker").items() if len(index) >= MIN_CALLS}
    rhos: dict[str, list[float]] = {skill.name: [] for skill in card.skills}
    counted = dict.fromkeys(rhos, 0)
    if len(people) >= MIN_REPS:
        for split in range(SPLITS):
            halves = _halves(reps, people, card, split)
            for name, (one, other) in halves.items():
                both = ~(np.isnan(one) | np.isnan(other))
                counted[name] = max(counted[name], int(both.sum()))
                if both.sum() >= MIN_REPS:
                    rhos[name].append(_correlation(one[both], other[both]))
    n_calls = sum(map(len, people.values()))
    found: list[dict[str, Any]] = []
    for name, rho in rhos.items():
        known = [value for value in rho if not np.isnan(value)]
        mean = float(np.mean(known)) if known else NAN
        stepped = 2 * mean / (1 + mean) if mean > 0 else mean
        repeats = None if np.isnan(stepped) else bool(stepped >= REPEATS)
        found.append(
            {
                "skill": name,
                "n_reps": counted[name],
                "n_calls": n_calls,
                "reliability": stepped,
                "repeats": repeats,
            }
        )
    return found


def not_repeating(rows: Sequence[dict[str, Any]]) -> str:
    """Return the skills that do not repeat, separated by commas; "" where none, or where it is not known."""
    return ", ".join(row["skill"] for row in rows if row["repeats"] is False)


def _halves(
    table: CountTable, people: dict[tuple[str, ...], list[int]], card: Framework, split: int
) -> dict[str, tuple[Floats, Floats]]:
    """Score both halves of everybody's calls; people with calls of several types by the type they have most of."""
    pooled: list[tuple[str, dict[str, Floats]]] = []
    for (name,), index in people.items():
        random = np.random.default_rng([SEED, split, zlib.crc32(name.encode("utf-8", "surrogatepass"))])
        order = random.permutation(len(index))
        weights = np.zeros((2, len(index)))
        weights[0, order[: len(index) // 2]] = 1
        weights[1, order[len(index) // 2 :]] = 1
        part = table.take(index)
        kinds = list(part.call_type)
        pooled.append((max(sorted(set(kinds)), key=kinds.count), part.drawn(weights)))
    found = {skill.name: (np.full(len(pooled), np.nan), np.full(len(pooled), np.nan)) for skill in card.skills}
    for call_type in {kind for kind, _ in pooled}:
        at = [i for i, (kind, _) in enumerate(pooled) if kind == call_type]
        for half in (0, 1):
            columns = {name: np.array([pooled[i][1][name][half] for i in at]) for name in table.names}
            for name, score in card.scores(columns, call_type).items():
                found[name][half][at] = score
    return found


def _correlation(one: Floats, other: Floats) -> float:
    left, right = one - one.mean(), other - other.mean()
    spread = float(np.sqrt((left @ left) * (right @ right)))
    return float(left @ right) / spread if spread > 0 else NAN
