"""Profiles out of a scored archive: the counts of its parts added up group by group, then divided.

The parts are read in batches and only the columns that are needed, so memory follows the number of groups, not of
calls.

A seam: the frames made here carry no intervals of their own; `Pooled.rows` are counts as `profiles.profile_rows`
takes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from softskills.archive import sink as sinks
from softskills.archive.meta import iso_date
from softskills.archive.schema import SCHEMA_VERSION, columns
from softskills.archive.settings import Settings
from softskills.archive.sources import is_url
from softskills.errors import ArchiveError, Notice, OptionError
from softskills.frameworks import framework as scorecard
from softskills.measures import counts, pooling
from softskills.profiles import profile_frame, profile_rows

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

BY = ("rep", "team", "client", "month", "call", "role")
UNKNOWN = "(unknown)"
_TEST = re.compile(r"\s*(\w+)\s*(!=|>=|<=|=|>|<)\s*(.*?)\s*")
_OPERATORS = {"=": "==", "!=": "!=", ">=": ">=", "<=": "<=", ">": ">", "<": "<"}


@dataclass(frozen=True)
class Found:
    """A table and what should be known about it."""

    frame: pd.DataFrame
    notices: tuple[Notice, ...]


def profile_archive(
    out: str,
    *,
    by: str = "rep",
    role: str = "rep",
    since: str | None = None,
    until: str | None = None,
    where: Sequence[str] = (),
    framework: str | None = None,
) -> Found:
    """Pool a scored archive.

    Args:
        out: what `score` wrote.
        by: "rep" (the metadata's name, else the speaker's label), "team", "client", "month", "call" or "role".
        role: whose rows: "rep", "customer" or "all".
        since: only calls of this day and later; calls without a date are left out, and it is said how many.
        until: only calls before this day.
        where: tests on columns of `profiles`, such as "team=North"; all must hold.
        framework: another scorecard to score the pooled counts by; by default the one the archive was scored with.

    Returns:
        DataFrame, one row per group and role, sorted: the group (str), role (str), n_calls (int64) and the columns of
        `softskills.profiles.profile_frame`.

    Raises:
        ArchiveError: it is no scored archive, or was written by another version.
        OptionError: a wrong `by`, date or test.
    """
    if by not in BY:
        raise OptionError(f"by={by!r} is not known", hint=", ".join(BY))
    manifest, notices = _manifest(out)
    settings = Settings.from_json(manifest["settings"])
    card = scorecard(framework or settings.framework)
    pools = _pooled(out, settings, by, role, _period(since, until), where)
    if pools.n_undated:
        notices.append(Notice(f"{pools.n_undated:,} rows have no date and are left out", path=out))
    if not pools.groups:
        notices.append(Notice("no call passes the tests", path=out))
    rows = profile_rows([(dict(identity), found) for identity, found in pools.rows(by)], card, settings.call_type)
    # `profile_frame` knows the identities of calls and speakers; the others are put beside it.
    column = _column(by)
    groups = [row.pop(column) for row in rows] if by not in ("call", "role") else []
    frame = profile_frame(rows)
    if groups:
        frame.insert(0, column, groups)
    return Found(frame, tuple(notices))


def compare_archives(
    before: str,
    after: str | None = None,
    *,
    at: str | None = None,
    by: str = "rep",
    role: str = "rep",
    where: Sequence[str] = (),
    framework: str | None = None,
) -> Found:
    """Compare two scored archives group by group, or one before and after a day.

    Args:
        before: what `score` wrote.
        after: the other one; None to compare within `before`.
        at: with one archive, the day from which calls count as after.
        by: as for `profile_archive`.
        role: whose rows.
        where: tests on columns.
        framework: another scorecard.

    Returns:
        DataFrame, one row per group that stands on either side: the group (str), role (str), n_calls_before and
        n_calls_after (int64), and for each skill and rate `<name>_before`, `<name>_after` and `<name>_change`
        (float64, NaN where one side gives none).

    Raises:
        OptionError: neither a second archive nor a day is given, or both.
        ArchiveError: see `profile_archive`.
    """
    import pandas as pd

    if (after is None) == (at is None):
        raise OptionError("give a second archive, or a day with --at", hint="one of the two")
    one = profile_archive(before, by=by, role=role, until=at, where=where, framework=framework)
    two = profile_archive(after or before, by=by, role=role, since=at, where=where, framework=framework)
    key = [_column(by), "role"] if by != "role" else ["role"]
    left = one.frame if len(one.frame) else pd.DataFrame(columns=two.frame.columns)
    right = two.frame if len(two.frame) else pd.DataFrame(columns=left.columns)
    if not len(left.columns):
        return Found(pd.DataFrame(), (*one.notices, *two.notices))
    from softskills.measures import rates

    numbers = [name for name in left.columns if name.startswith("skill_") or name in rates() or name == "talk_share"]
    joined = left[[*key, "n_calls", *numbers]].merge(
        right[[*key, "n_calls", *numbers]], on=key, how="outer", suffixes=("_before", "_after"), sort=True
    )
    shown: dict[str, Any] = {name: joined[name] for name in key}
    for name in ("n_calls_before", "n_calls_after"):
        shown[name] = joined[name].astype("float64").fillna(0).astype("int64")
    for name in numbers:
        was, now = (joined[f"{name}_{side}"].astype("float64") for side in ("before", "after"))
        shown |= {f"{name}_before": was, f"{name}_after": now, f"{name}_change": now - was}
    return Found(pd.DataFrame(shown), tuple(dict.fromkeys((*one.notices, *two.notices))))


class _Pools:
    """Sums, largest and smallest values by group, filled batch by batch."""

    def __init__(self) -> None:
        how = pooling()
        self.names = tuple(counts())
        self._how = {kind: np.array([how[name] == kind for name in self.names]) for kind in ("sum", "max", "min")}
        self.groups: dict[tuple[str, str], np.ndarray[Any, Any]] = {}
        self._calls: dict[tuple[str, str], int] = {}
        self._last: dict[tuple[str, str], tuple[str, str]] = {}
        self.n_undated = 0

    def add(self, group: tuple[str, str], call: tuple[str, str], values: np.ndarray[Any, Any]) -> None:
        """Add one speaker's counts in one call."""
        before = self.groups.get(group)
        if before is None:
            self.groups[group] = values.copy()
        else:
            # NaN is passed over: what one call could not observe another may have.
            either = np.where(np.isnan(before), values, before)
            both = ~np.isnan(before) & ~np.isnan(values)
            for kind, operation in (("sum", np.add), ("max", np.maximum), ("min", np.minimum)):
                at = both & self._how[kind]
                either[at] = operation(before[at], values[at])
            self.groups[group] = either
        # The rows of a call stand together, so a call of two reps in one group counts once.
        if self._last.get(group) != call:
            self._last[group] = call
            self._calls[group] = self._calls.get(group, 0) + 1

    def rows(self, by: str) -> Iterator[tuple[dict[str, str | int], dict[str, float]]]:
        """Yield each group's identity and counts, sorted by name."""
        for (name, role), values in sorted(self.groups.items()):
            identity: dict[str, str | int] = {} if by == "role" else {_column(by): name}
            identity |= {"role": role, "n_calls": self._calls[name, role]}
            yield identity, dict(zip(self.names, values.tolist(), strict=True))


def _pooled(
    out: str,
    settings: Settings,
    by: str,
    role: str,
    period: tuple[str | None, str | None],
    where: Sequence[str],
) -> _Pools:
    tests = [_test(text, settings.framework) for text in where]
    pools = _Pools()
    needed = ["call_id", "source", "speaker", "role", "date", "rep", "team", "client"]
    wanted = list(dict.fromkeys([*needed, *pools.names, *(column for column, _, _ in tests)]))
    for batch in _batches(out, wanted):
        rows = _passing(batch, role, period, tests, pools)
        if not rows.num_rows:
            continue
        told = {name: rows.column(name).to_pylist() for name in needed}
        values = np.column_stack([rows.column(name).to_numpy() for name in pools.names])
        for i in range(rows.num_rows):
            group = _group({name: told[name][i] for name in needed}, by)
            pools.add((group, told["role"][i]), (told["source"][i], told["call_id"][i]), values[i])
    return pools


def _batches(out: str, wanted: Sequence[str]) -> Iterator[pa.Table]:
    """Yield the parts of `profiles` one by one; a part's name is the order."""
    import io

    import pyarrow.parquet as pq

    sink = sinks.open_sink(out)
    for name in sorted(sink.sizes("profiles")):
        if not name.endswith(".parquet"):
            continue
        if is_url(out):
            data = sink.read(f"profiles/{name}")
            source: Any = io.BytesIO(data or b"")
        else:
            source = f"{out}/profiles/{name}"
        try:
            yield pq.read_table(source, columns=list(wanted), partitioning=None)
        except (OSError, ValueError, KeyError) as error:
            raise ArchiveError(
                "this part is damaged or of another version",
                path=f"{out}/profiles/{name}",
                hint="score the archive again",
            ) from error


def _passing(
    table: pa.Table,
    role: str,
    period: tuple[str | None, str | None],
    tests: Sequence[tuple[str, str, Any]],
    pools: _Pools,
) -> pa.Table:
    import pyarrow.compute as pc

    since, until = period
    if role != "all":
        table = table.filter(pc.equal(table["role"], role))
    for column, operator, value in tests:
        compare = {"==": pc.equal, "!=": pc.not_equal, ">=": pc.greater_equal, "<=": pc.less_equal}
        compare |= {">": pc.greater, "<": pc.less}
        table = table.filter(compare[operator](table[column], value))
    if since is not None or until is not None:
        pools.n_undated += table["date"].null_count
        # ISO 8601 sorts as text.
        if since is not None:
            table = table.filter(pc.greater_equal(table["date"], since))
        if until is not None:
            table = table.filter(pc.less(table["date"], until))
    return table


def _group(row: Mapping[str, str | None], by: str) -> str:
    if by == "call":
        return row["call_id"] or UNKNOWN
    if by == "month":
        return (row["date"] or UNKNOWN)[:7] if row["date"] else UNKNOWN
    if by == "rep":
        # The metadata names the rep of the call; whoever else speaks goes by the label.
        return (row["rep"] if row["role"] == "rep" and row["rep"] else row["speaker"]) or UNKNOWN
    return (row["role"] if by == "role" else row[by]) or UNKNOWN


def _column(by: str) -> str:
    return "call_id" if by == "call" else by


def _period(since: str | None, until: str | None) -> tuple[str | None, str | None]:
    found: list[str | None] = []
    for name, text in (("--since", since), ("--until", until)):
        date = None if text is None else iso_date(text)
        if text is not None and date is None:
            raise OptionError(f"{name} {text!r} is no date", hint="such as 2026-03-14")
        found.append(date)
    return found[0], found[1]


def _test(text: str, card: str) -> tuple[str, str, Any]:
    """Read a test such as "team=North"."""
    found = _TEST.fullmatch(text)
    kinds = {column.name: column.kind for column in columns("profiles", card)}
    if found is None or found[1] not in kinds:
        what = f"{found[1]!r} is no column of profiles" if found else f"{text!r} is no test"
        raise OptionError(what, hint='write "team=North" or "n_turns_call>=20"; operators = != < > <= >=')
    name, operator, value = found[1], _OPERATORS[found[2]], found[3].strip("\"'")
    kind = kinds[name]
    try:
        if kind == "bool":
            return name, operator, {"true": True, "false": False}[value.lower()]
        return name, operator, value if kind == "string" else float(value)
    except (KeyError, ValueError) as error:
        raise OptionError(f"{name} is compared with {value!r}", hint=f"it holds {kind} values") from error


def _manifest(out: str) -> tuple[dict[str, Any], list[Notice]]:
    found = sinks.open_sink(out).read(sinks.MANIFEST)
    if found is None:
        raise ArchiveError("there are no scores here", path=out, hint="name the folder `softskills score` wrote")
    try:
        manifest: dict[str, Any] = json.loads(found)
        version = manifest["schema"]
        manifest["settings"]["rep"]
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveError("the manifest is damaged", path=f"{out}/{sinks.MANIFEST}") from error
    if version != SCHEMA_VERSION:
        raise ArchiveError(
            f"these tables are of schema version {version}, this program reads {SCHEMA_VERSION}",
            path=out,
            hint="score the archive again",
        )
    notices = []
    if not manifest.get("complete"):
        hint = "run score again to finish it"
        notices.append(Notice("the archive is not scored to the end; parts may be old or missing", path=out, hint=hint))
    return manifest, notices
