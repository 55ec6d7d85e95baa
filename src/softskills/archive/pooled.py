"""Profiles out of a scored archive: its counts by call and speaker, pooled with intervals, or compared.

Only the counts are read, and only the rows that pass the tests: some 1.3 KB a call and speaker. The parts are read one
by one, without pandas; what is held in the end is one matrix.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from softskills.archive import sink as sinks
from softskills.archive.parts import read_parts
from softskills.archive.schema import SCHEMA_VERSION, columns
from softskills.archive.settings import Settings
from softskills.errors import ArchiveError, Notice, OptionError
from softskills.frames import frame_of
from softskills.frameworks import Framework
from softskills.frameworks import framework as scorecard
from softskills.measures import counts
from softskills.metadata.fields import DATE_HINT, iso_date
from softskills.profiles import COMPARE_COLUMNS, CountTable, compare_rows, pooled_profile, profile_frame

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

BY = ("rep", "team", "client", "month", "call", "role")
COMPARE_BY = ("rep", "team", "client", "all")
ROLES = ("rep", "customer", "all")
UNKNOWN = "(unknown)"
TOLD = ("call_id", "source", "speaker", "role", "call_type", "date", "rep", "team", "client")
_TEST = re.compile(r"\s*(\w+)\s*(!=|>=|<=|=|>|<)\s*(.*?)\s*")


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
        DataFrame, one row per group and role, sorted: the group (str, named as `by`; "call_id" for calls), role (str),
        n_calls (int64), and the columns of `softskills.profile`: rates and skills with their 95 % intervals.

    Raises:
        ArchiveError: it is no scored archive, or was written by another version.
        OptionError: a wrong `by`, role, date or test.
    """
    if by not in BY:
        raise OptionError(f"by={by!r} is not known", hint=", ".join(BY))
    manifest, notices = manifest_of(out)
    card, settings = card_of(manifest, framework)
    table = _read(out, settings, card, by, role, period_of(since, until), where, notices)
    # A group is to the pooling what a speaker is: rows that belong together.
    rows = pooled_profile(table, {"call": "call", "role": "role"}.get(by, "speaker"), card)
    if by not in ("call", "role"):
        rows = [{by: row.pop("speaker"), **row} for row in rows]
    column = "call_id" if by == "call" else by
    rows.sort(key=lambda row: (row[column], row["role"]))
    # `profile_frame` knows the identities of calls and speakers; the others are put beside it.
    groups = [row.pop(column) for row in rows] if by not in ("call", "role") else []
    frame = profile_frame(rows)
    if not rows:
        frame = frame_of({name: ("str", []) for name in (column, "role")} | {"n_calls": ("int64", [])})
    elif groups:
        frame.insert(0, column, frame_of({column: ("str", groups)})[column])
    return Found(frame, tuple(notices))


def compare_archives(
    before: str,
    after: str | None = None,
    *,
    at: str | None = None,
    by: str = "rep",
    since: str | None = None,
    until: str | None = None,
    where: Sequence[str] = (),
    framework: str | None = None,
) -> Found:
    """Compare the reps of two scored archives group by group, or of one before and after a day.

    Args:
        before: what `score` wrote.
        after: the other one; None to compare within `before`.
        at: with one archive, the day from which calls count as after.
        by: "rep", "team" or "client": groups that stand on both sides; "all" for all calls against all.
        since: only calls of this day and later.
        until: only calls before this day.
        where: tests on columns.
        framework: another scorecard.

    Returns:
        DataFrame, one row per group and measure: the group (str; not for "all"), measure, kind (str: "skill", "rate"),
        before, after, difference, low, high (float64; the difference's 95 % interval), n_calls_before, n_calls_after
        (int64), clear (bool, the interval leaves out 0), method (str), as `softskills.compare` gives them.

    Raises:
        OptionError: neither a second archive nor a day is given, or both; nobody stands on both sides.
        ArchiveError: see `profile_archive`.
    """
    if by not in COMPARE_BY:
        raise OptionError(f"by={by!r} is not known", hint=", ".join(COMPARE_BY))
    if (after is None) == (at is None):
        raise OptionError("give a second archive, or a day with --at", hint="one of the two")
    first, last = period_of(since, until)
    day = _day("--at", at)
    sides: list[CountTable] = []
    notices: list[Notice] = []
    periods = ((first, _least(last, day)), (_most(first, day), last))
    for out, period in zip((before, after or before), periods, strict=True):
        manifest, said = manifest_of(out)
        card, settings = card_of(manifest, framework)
        sides.append(_read(out, settings, card, "rep" if by == "all" else by, "rep", period, where, said))
        notices += said
    rows = compare_rows(sides[0], sides[1], None if by == "all" else "speaker", card)
    # A group stands where the speaker does; all calls together are no group.
    head = {} if by == "all" else {"speaker": by}
    told = {
        head.get(name, name): (kind, [row[name] for row in rows])
        for name, kind in COMPARE_COLUMNS.items()
        if name != "speaker" or head
    }
    return Found(frame_of(told), tuple(dict.fromkeys(notices)))


def card_of(manifest: Mapping[str, Any], framework: str | None) -> tuple[Framework, Settings]:
    """Return the scorecard, by default the archive's own, and what the archive was scored with."""
    settings = Settings.from_json(manifest["settings"])
    return scorecard(framework or settings.framework), settings


def _read(
    out: str,
    settings: Settings,
    card: Framework,
    by: str,
    role: str,
    period: tuple[str | None, str | None],
    where: Sequence[str],
    notices: list[Notice],
) -> CountTable:
    """Read the counts of all calls that pass; the group stands where the speaker would."""
    if role not in ROLES:
        raise OptionError(f"role={role!r} is not known", hint=", ".join(ROLES))
    tests = [condition(text, settings.framework) for text in where]
    names = (*counts(), *card.counts)
    told: dict[str, list[str]] = {name: [] for name in ("call", "group", "role", "call_type")}
    blocks: list[np.ndarray[Any, Any]] = []
    n_undated = 0
    for part in read_parts(out, "profiles", [*TOLD, *names, *(column for column, _, _ in tests)], TOLD):
        rows, undated = passing(part, role, period, tests)
        n_undated += undated
        if not rows.num_rows:
            continue
        cells = {name: rows.column(name).to_pylist() for name in TOLD}
        for i in range(rows.num_rows):
            row = {name: cells[name][i] for name in TOLD}
            told["group"].append(_group(row, by))
            told["call"].append(row["call_id"] if by == "call" else f"{row['call_id']}\n{row['source']}")
        told["role"] += cells["role"]
        told["call_type"] += cells["call_type"]
        nothing = np.full(rows.num_rows, np.nan)
        there = set(rows.column_names)
        blocks.append(np.column_stack([rows.column(name).to_numpy() if name in there else nothing for name in names]))
    if n_undated:
        notices.append(Notice(f"{n_undated:,} rows have no date and are left out", path=out))
    if not blocks:
        notices.append(Notice("no call passes the tests", path=out))
    values = np.concatenate(blocks) if blocks else np.empty((0, len(names)))
    order = sorted(range(len(values)), key=lambda i: (told["group"][i], told["call"][i]))
    lists = [[told[name][i] for i in order] for name in ("call", "group", "role", "call_type")]
    return CountTable(lists[0], lists[1], lists[2], lists[3], names, values[order], card.pooling)


def passing(
    table: pa.Table, role: str, period: tuple[str | None, str | None], tests: Sequence[tuple[str, str, Any]]
) -> tuple[pa.Table, int]:
    """Return the rows that pass, and how many have no date where one is needed."""
    import pyarrow.compute as pc

    compare = {"=": pc.equal, "!=": pc.not_equal, ">=": pc.greater_equal, "<=": pc.less_equal}
    compare |= {">": pc.greater, "<": pc.less}
    since, until = period
    if role != "all":
        table = table.filter(pc.equal(table["role"], role))
    for column, operator, value in tests:
        table = table.filter(compare[operator](table[column], value))
    undated = 0
    if since is not None or until is not None:
        undated = table["date"].null_count
        # ISO 8601 sorts as text.
        if since is not None:
            table = table.filter(pc.greater_equal(table["date"], since))
        if until is not None:
            table = table.filter(pc.less(table["date"], until))
    return table, undated


def _group(row: Mapping[str, str | None], by: str) -> str:
    if by == "call":
        return row["call_id"] or UNKNOWN
    if by == "month":
        return row["date"][:7] if row["date"] else UNKNOWN
    if by == "rep":
        # The metadata names the rep of the call; whoever else speaks goes by the label.
        return (row["rep"] if row["role"] == "rep" and row["rep"] else row["speaker"]) or UNKNOWN
    return row[by] or UNKNOWN


def period_of(since: str | None, until: str | None) -> tuple[str | None, str | None]:
    """Return both days as ISO dates.

    Raises:
        OptionError: one is no date.
    """
    return _day("--since", since), _day("--until", until)


def _day(name: str, text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return iso_date(text)
    except ValueError:
        raise OptionError(f"{name} {text!r} is no date", hint=DATE_HINT) from None


def _least(one: str | None, other: str | None) -> str | None:
    return min(filter(None, (one, other)), default=None)


def _most(one: str | None, other: str | None) -> str | None:
    return max(filter(None, (one, other)), default=None)


def condition(text: str, card: str) -> tuple[str, str, Any]:
    """Read a test such as "team=North"."""
    found = _TEST.fullmatch(text)
    kinds = {column.name: column.kind for column in columns("profiles", card)}
    if found is None or found[1] not in kinds:
        what = f"{found[1]!r} is no column of profiles" if found else f"{text!r} is no test"
        raise OptionError(what, hint='write "team=North" or "n_turns_call>=20"; operators = != < > <= >=')
    name, operator, value = found[1], found[2], found[3].strip("\"'")
    kind = kinds[name]
    try:
        if kind == "bool":
            return name, operator, {"true": True, "false": False}[value.lower()]
        return name, operator, value if kind == "string" else float(value)
    except (KeyError, ValueError) as error:
        raise OptionError(f"{name} is compared with {value!r}", hint=f"it holds {kind} values") from error


def manifest_of(out: str) -> tuple[dict[str, Any], list[Notice]]:
    """Return an archive's manifest and what should be known about it.

    Raises:
        ArchiveError: it is no scored archive, or was written by another version.
    """
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
