"""One row per rep (or role, or call): pooled counts, rates, skills, and how sure each figure is.

Where the interval of a skill comes from stands in `interval_from`:

* "calls": from eight calls on, the rep's calls are drawn anew 400 times (bootstrap by call) and scored each time.
* "team": with fewer calls, how much one call differs from another within reps, taken over the whole table.
* "": neither can be had (one call alone; `Analysis.intervals` draws within the call).

A rep with few calls is pulled towards the team (empirical Bayes, one-way random effects): `skill_*_adjusted` is the
pulled score and `skill_*_pull` how far it was pulled, 0 (not at all) to 1 (the team's mean).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from softskills.errors import OptionError
from softskills.frameworks import Framework
from softskills.measures import Rate, rates
from softskills.profiles.counted import DRAWS, CountTable, Floats, draws, percentile_pairs
from softskills.profiles.evidence import evidence_word
from softskills.profiles.intervals import Z, rate_interval
from softskills.profiles.percentiles import MIN_PEERS, percentile_of
from softskills.profiles.reliability import not_repeating, reliability_rows
from softskills.profiles.rows import profile_rows

# The interval of each skill and mean that was drawn anew.
Drawn = Mapping[str, tuple[float, float]]
# From how many calls on a rep's own calls say how much they differ.
OWN_CALLS = 8
# How many reps with a score make a team that one can be pulled towards.
MIN_TEAM = 3


@dataclass(frozen=True, slots=True)
class Spread:
    """How one skill varies over a table of calls.

    Args:
        within: variance from call to call of one rep; NaN where no rep has two calls.
        between: variance from rep to rep; NaN below `MIN_TEAM` reps.
        mean: of the reps.
    """

    within: float
    between: float
    mean: float


def pooled_profile(table: CountTable, by: str, card: Framework) -> list[dict[str, Any]]:
    """Pool a table of calls and say how sure each figure is.

    Args:
        table: one row per call and speaker.
        by: "speaker", "role" or "call".
        card: the scorecard.

    Returns:
        One dict per group and role: identity, `n_calls`, the columns of `softskills.profiles.profile_rows`, for each
        skill `_low`, `_high` and for reps `_adjusted`, `_pull`, `_percentile`, for each rate `_low` and `_high`,
        `evidence`, `interval_from`, `not_repeating`.

    Raises:
        OptionError: `by` is none of these.
    """
    column = {"speaker": "speaker", "role": "role", "call": "call_id"}.get(by)
    if column is None:
        raise OptionError(f"by={by!r} is not known", hint="speaker, role or call")
    slim = table.only(card.needed | _mean_counts(card))
    groups = table.groups(column, "role")
    found: list[dict[str, Any]] = []
    drawn: list[Drawn] = []
    for (name, role), index in groups.items():
        group = Group(slim.take(index), card, f"{by}:{name}:{role}")
        whole = table.take(index)
        identity: dict[str, str | int] = {
            ("call_id" if by == "call" else by): name,
            "role": role,
            "n_calls": len(set(whole.call_id)),
            "call_type": _only(whole.call_type),
        }
        row = profile_rows([(identity, whole.pooled())], card, "general")[0]
        skills = group.skills() if role == "rep" else {}
        for skill in card.skills:
            row[f"skill_{skill.name}"] = skills.get(skill.name, math.nan)
        row["evidence"] = evidence_word(row["n_calls"], row["n_minutes"])
        found.append(row)
        drawn.append(percentile_pairs(group.sample()) if row["n_calls"] >= OWN_CALLS else {})
    reps = [i for i, row in enumerate(found) if row["role"] == "rep"]
    spreads = _spreads(slim, card, found, [found[i].get(column) for i in reps], column) if by == "speaker" else {}
    marked = not_repeating(reliability_rows(slim, card)) if by == "speaker" else ""
    for row, pairs in zip(found, drawn, strict=True):
        _skill_columns(row, card, pairs, spreads)
        _rate_columns(row, card, pairs)
        row["not_repeating"] = marked if row["role"] == "rep" else ""
    _percentiles(found, card, by)
    return found


@dataclass(frozen=True)
class Group:
    """Calls that are pooled: of one type or of several, each scored on its own bands.

    Args:
        table: the calls, with the counts that are needed.
        card: the scorecard.
        key: what the draws hang on.
    """

    table: CountTable
    card: Framework
    key: str

    def skills(self) -> dict[str, float]:
        """Score the pooled calls; over several call types the mean, weighted by their calls."""
        return {name: float(score[0]) for name, score in self._scored(self._parts(1)).items()}

    def sample(self) -> dict[str, Floats]:
        """Draw the calls anew `DRAWS` times: each skill (`skill_*`) and each mean among the rates, as arrays."""
        parts = self._parts(DRAWS)
        found = {f"skill_{name}": score for name, score in self._scored(parts).items()}
        columns = {name: np.nansum([part[name] for _, _, part in parts], axis=0) for name in self.table.names}
        if len(parts) > 1:
            for name in self.table.names:
                unseen = np.all([np.isnan(part[name]) for _, _, part in parts], axis=0)
                columns[name] = np.where(unseen, np.nan, columns[name])
        else:
            columns = parts[0][2]
        for rate in all_rates(self.card).values():
            if rate.numerator in columns and rate.denominator in columns:
                below = columns[rate.denominator]
                found[rate.name] = rate.scale * columns[rate.numerator] / np.where(below == 0, np.nan, below)
        return found

    def _parts(self, times: int) -> list[tuple[str, int, dict[str, Floats]]]:
        """Return for each call type how many calls it has and their pooled counts, as often as asked."""
        parts = []
        for (call_type,), index in self.table.groups("call_type").items():
            part = self.table.take(index)
            calls = {call: n for n, call in enumerate(dict.fromkeys(part.call_id))}
            weights = np.ones((1, len(calls))) if times == 1 else draws(len(calls), f"{self.key}:{call_type}", times)
            parts.append((call_type, len(calls), part.drawn(weights[:, [calls[call] for call in part.call_id]])))
        return parts

    def _scored(self, parts: Sequence[tuple[str, int, Mapping[str, Floats]]]) -> dict[str, Floats]:
        scores = [(n, self.card.scores(columns, call_type)) for call_type, n, columns in parts]
        if len(scores) == 1:
            return scores[0][1]
        mixed: dict[str, Floats] = {}
        for skill in self.card.skills:
            values = np.array([found[skill.name] for _, found in scores])
            weights = np.where(np.isnan(values), 0.0, np.array([[float(n)] for n, _ in scores]))
            total = weights.sum(axis=0)
            above = (np.nan_to_num(values) * weights).sum(axis=0)
            mixed[skill.name] = np.where(total > 0, above / np.where(total > 0, total, 1.0), np.nan)
        return mixed


def all_rates(card: Framework) -> dict[str, Rate]:
    """Return every rate, those of the card's checks among them."""
    return {**rates(), **card.rates}


def call_scores(table: CountTable, card: Framework) -> dict[str, Floats]:
    """Score each row of a table by itself, on the bands of its call type."""
    found = {skill.name: np.full(len(table), np.nan) for skill in card.skills}
    for (call_type,), index in table.groups("call_type").items():
        scores = card.scores(table.take(index).columns(), call_type)
        for name, score in scores.items():
            found[name][index] = score
    return found


def _spreads(
    table: CountTable, card: Framework, rows: Sequence[dict[str, Any]], names: Sequence[Any], column: str
) -> dict[str, Spread]:
    """Return how each skill varies within and between reps."""
    at = [i for i, role in enumerate(table.role) if role == "rep"]
    reps = table.take(at)
    scores = call_scores(reps, card)
    groups = reps.groups(column)
    pooled = {row[column]: row for row in rows if row["role"] == "rep"}
    found: dict[str, Spread] = {}
    for skill in card.skills:
        parts = [scores[skill.name][index] for index in groups.values()]
        parts = [part[~np.isnan(part)] for part in parts]
        means = [pooled[name][f"skill_{skill.name}"] for name in names]
        found[skill.name] = spread(parts, [mean for mean in means if not math.isnan(mean)])
    return found


def spread(parts: Sequence[Floats], means: Sequence[float]) -> Spread:
    """Estimate variance within and between groups (one-way random effects, method of moments).

    Args:
        parts: the calls' scores, rep by rep.
        means: the reps' pooled scores, for the team's mean.
    """
    parts = [part for part in parts if len(part)]
    sizes = np.array([len(part) for part in parts], dtype=np.float64)
    free = float((sizes - 1).sum()) if len(parts) else 0.0
    if free <= 0:
        return Spread(math.nan, math.nan, math.nan)
    within = float(sum(((part - part.mean()) ** 2).sum() for part in parts)) / free
    if len(parts) < MIN_TEAM:
        return Spread(within, math.nan, math.nan)
    centre = float(np.concatenate(list(parts)).mean())
    among = float(sum(n * (part.mean() - centre) ** 2 for n, part in zip(sizes, parts, strict=True)))
    typical = (sizes.sum() - (sizes**2).sum() / sizes.sum()) / (len(parts) - 1)
    between = max(0.0, (among / (len(parts) - 1) - within) / typical)
    return Spread(within, between, float(np.mean(means)))


def _skill_columns(row: dict[str, Any], card: Framework, drawn: Drawn, spreads: Mapping[str, Spread]) -> None:
    source = ""
    for skill in card.skills:
        name = f"skill_{skill.name}"
        score, known = row[name], spreads.get(skill.name, Spread(math.nan, math.nan, math.nan))
        low = high = adjusted = pull = math.nan
        if not math.isnan(score):
            error = math.sqrt(known.within / row["n_calls"]) if known.within >= 0 else math.nan
            if name in drawn:
                low, high = drawn[name]
                source = "calls"
            elif not math.isnan(error):
                low, high = max(0.0, score - Z * error), min(100.0, score + Z * error)
                source = source or "team"
            if not math.isnan(known.between) and not math.isnan(error) and row["role"] == "rep":
                pull = error**2 / (known.between + error**2) if known.between + error**2 > 0 else 1.0
                adjusted = known.mean + (1 - pull) * (score - known.mean)
        row |= {f"{name}_low": low, f"{name}_high": high, f"{name}_adjusted": adjusted, f"{name}_pull": pull}
    row["interval_from"] = source


def _rate_columns(row: dict[str, Any], card: Framework, drawn: Drawn) -> None:
    """Set each rate's interval: the closed form, or by calls, whichever is wider (calls differ more than chance)."""
    for name, rate in all_rates(card).items():
        low, high = rate_interval(rate, row)
        if name in drawn and not math.isnan(row[name]):
            below, above = drawn[name]
            low, high = _fmin(low, below), _fmax(high, above)
        row |= {f"{name}_low": low, f"{name}_high": high}


def _percentiles(rows: Sequence[dict[str, Any]], card: Framework, by: str) -> None:
    """Set where each rep (or call) stands among the others, once there are enough of them."""
    peers = [row for row in rows if row["role"] == "rep"]
    for skill in card.skills:
        name = f"skill_{skill.name}"
        values: npt.NDArray[np.float64] = np.array([row[name] for row in peers], dtype=np.float64)
        ranks = percentile_of(values, MIN_PEERS[by])
        for row in rows:
            row[f"{name}_percentile"] = math.nan
        for row, rank in zip(peers, ranks.tolist(), strict=True):
            row[f"{name}_percentile"] = rank


def _mean_counts(card: Framework) -> set[str]:
    return {name for rate in all_rates(card).values() for name in (rate.numerator, rate.denominator)}


def _only(values: Sequence[str]) -> str:
    return values[0] if len(set(values)) == 1 else "mixed"


def _fmin(one: float, other: float) -> float:
    return other if math.isnan(one) else one if math.isnan(other) else min(one, other)


def _fmax(one: float, other: float) -> float:
    return other if math.isnan(one) else one if math.isnan(other) else max(one, other)
