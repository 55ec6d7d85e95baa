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
    group = np.zeros(len(table), dtype=np.intp)
    for i, ((name,), index) in enumerate(people.items()):
        random = np.random.default_rng([SEED, split, zlib.crc32(name.encode("utf-8", "surrogatepass"))])
        second = random.permutation(len(index))[len(index) // 2 :]
        group[index] = 2 * i
        group[np.array(index)[second]] = 2 * i + 1
    rows = [i for index in people.values() for i in index]
    columns = table.take(rows).pooled_by(group[rows], 2 * len(people))
    kinds = np.array([_most([table.call_type[i] for i in index]) for index in people.values()])
    found = {skill.name: np.full(2 * len(people), np.nan) for skill in card.skills}
    for call_type in sorted(set(kinds.tolist())):
        at = np.repeat(kinds == call_type, 2)
        for name, score in card.scores({name: value[at] for name, value in columns.items()}, call_type).items():
            found[name][at] = score
    return {name: (score[::2], score[1::2]) for name, score in found.items()}


def _most(kinds: list[str]) -> str:
    return max(sorted(set(kinds)), key=kinds.count)


def _correlation(one: Floats, other: Floats) -> float:
    left, right = one - one.mean(), other - other.mean()
    spread = float(np.sqrt((left @ left) * (right @ right)))
    return float(left @ right) / spread if spread > 0 else NAN
