"""A scored archive as DataFrames, for whoever reports on the whole of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from softskills.archive.parts import read_parts
from softskills.archive.pooled import TOLD, UNKNOWN, card_of, condition, manifest_of, passing, period_of
from softskills.archive.schema import schema
from softskills.errors import Notice
from softskills.frameworks import Framework
from softskills.measures import counts

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

# What is known of a call beside its counts.
_KNOWN = ("tier", "format", "n_turns_call", "role_confidence", "n_warnings", "enough", "talk_share_basis")


@dataclass(frozen=True)
class Tables:
    """What a report on an archive is made of; nothing else of the archive is looked at.

    Args:
        out: what `score` wrote.
        archive: what was scored.
        card: the scorecard.
        tier: the tagger's tier.
        words: what is kept of the calls' words: "kept", "redacted" or "none".
        profiles: one row per call and speaker, as `softskills.archive.schema` has them, and `person`: who the row is
            of (the rep of the metadata, else the label).
        moments: one row per moment of these calls, with `person`.
        contacts: one row per call of these whose client is known.
        failures: one row per call that could not be scored; of the whole archive, since nothing is known of them.
        chosen: what was asked for, such as "from 2026-01-01", in words.
        notices: what a reader should know.
    """

    out: str
    archive: str
    card: Framework
    tier: str
    words: str
    profiles: pd.DataFrame
    moments: pd.DataFrame
    contacts: pd.DataFrame
    failures: pd.DataFrame
    chosen: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()


def read_tables(
    out: str,
    *,
    since: str | None = None,
    until: str | None = None,
    where: Sequence[str] = (),
    framework: str | None = None,
) -> Tables:
    """Read what a report on an archive is made of.

    Args:
        out: what `score` wrote.
        since: only calls of this day and later; calls without a date are left out, and it is said how many.
        until: only calls before this day.
        where: tests on columns of `profiles`, such as "team=North"; all must hold.
        framework: another scorecard.

    Raises:
        ArchiveError: it is no scored archive, or was written by another version.
        OptionError: a wrong date or test.
    """
    import pyarrow as pa

    manifest, notices = manifest_of(out)
    card, settings = card_of(manifest, framework)
    period = period_of(since, until)
    tests = [condition(text, settings.framework) for text in where]
    wanted = [*TOLD, *_KNOWN, *counts(), *card.counts, *(column for column, _, _ in tests)]
    parts: list[pa.Table] = []
    undated = 0
    for part in read_parts(out, "profiles", wanted, TOLD):
        rows, n = passing(part, "all", period, tests)
        undated += n
        parts.append(rows)
    if undated:
        notices.append(Notice(f"{undated:,} rows have no date and are left out", path=out))
    profiles = pa.concat_tables(parts, promote_options="default").to_pandas() if parts else _empty("profiles")
    if not len(profiles):
        notices.append(
            Notice("no call passes the tests" if where or since or until else "no call was scored", path=out)
        )
    profiles = with_persons(profiles)
    moments = _rows(out, "moments")
    called = profiles[["call_id", "source", "person"]].loc[(profiles["role"] == "rep").to_numpy()]
    # A call's rep goes by one name; where two reps speak under their own labels, the label says which.
    moments = moments.merge(
        called.assign(speaker=profiles["speaker"]).drop_duplicates(["call_id", "source", "speaker"]),
        on=["call_id", "source", "speaker"],
        how="inner",
    )
    if "contacts" not in manifest.get("tables", ()):
        notices.append(
            Notice("scored before contacts were kept, so clients are not shown", path=out, hint="score it again")
        )
    contacts = _rows(out, "contacts").merge(
        profiles[["call_id", "source"]].drop_duplicates(), on=["call_id", "source"], how="inner"
    )
    return Tables(
        out=out,
        archive=", ".join(map(str, manifest.get("archive") or ["?"])),
        card=card,
        tier=settings.tier,
        words="none" if not settings.text else "redacted" if settings.redact else "kept",
        profiles=profiles,
        moments=moments,
        contacts=contacts,
        failures=_rows(out, "failures"),
        chosen=tuple(
            [f"{name} {day[:10]}" for name, day in zip(("from", "before"), period, strict=True) if day]
            + list(map(str, where))
        ),
        notices=tuple(notices),
    )


def with_persons(profiles: pd.DataFrame) -> pd.DataFrame:
    """Add `person`: the metadata names the rep of the call; whoever else speaks goes by the label."""
    named = profiles["rep"].where((profiles["role"] == "rep") & (profiles["rep"].fillna("") != ""))
    person = named.astype(object).fillna(profiles["speaker"].astype(object))
    return profiles.assign(person=[UNKNOWN if _null(who) else str(who) for who in person])


def _rows(out: str, table: str) -> pd.DataFrame:
    """Read a whole table of the archive."""
    import pyarrow as pa

    parts = list(read_parts(out, table, schema(table).names))
    return pa.concat_tables(parts).to_pandas() if parts else _empty(table)


def _empty(table: str) -> pd.DataFrame:
    frame: pd.DataFrame = schema(table).empty_table().to_pandas()
    return frame


def _null(value: object) -> bool:
    return value is None or value != value or value == ""
