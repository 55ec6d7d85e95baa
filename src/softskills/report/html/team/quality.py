"""What the figures rest on: relationships with clients, what the calls lack, and what could not be scored."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from softskills.archive.overview import Tables
from softskills.relations import Relationship, contact_from_row, relate
from softskills.report.html.team.figures import texts
from softskills.roles.inference import SURE

if TYPE_CHECKING:
    import pandas as pd

# So many overdue contacts stand on the page; the others are counted.
OVERDUE = 15
# So many sources of a kind of failure are named.
SOURCES = 3


@dataclass(frozen=True, slots=True)
class Due:
    """A client who would usually have been spoken to by now."""

    rep: str
    client: str
    n_calls: int
    last: str
    every: float
    since: float
    over: float


@dataclass(frozen=True, slots=True)
class Levels:
    """How far a rep has come with the clients: how many of them stand on each level.

    Args:
        rep: the rep.
        n_clients: clients that are known by name; 0 when the metadata names none.
        n_felt: clients whose feelings were met (level 3).
        n_understood: clients whose needs were understood and acted on (level 2).
        n_offered: clients with whom features and benefits were exchanged (level 1).
        n_none: clients with whom nothing of the kind was heard.
        n_trend: clients with enough dated calls to say whether the later ones stand higher than the earlier ones.
        n_up: clients with whom the later calls stand on a higher level than the earlier ones.
        n_down: clients with whom they stand on a lower one.
    """

    rep: str
    n_clients: int
    n_felt: int
    n_understood: int
    n_offered: int
    n_none: int
    n_trend: int
    n_up: int
    n_down: int


@dataclass(frozen=True)
class Contacts:
    """Reps and their clients over the archive.

    Args:
        n_pairs: pairs of a rep and a client.
        n_rhythm: pairs with at least two days of contact, of which it can be said whether they are overdue.
        n_overdue: pairs that are.
        asking: the reps' share of all questions asked with known clients; NaN where nobody asked.
        as_of: the day this is said of.
        due: the most overdue, the longest first.
        n_unnamed: calls that name no client.
        levels: one a rep, by name, also for those without a known client.
        whole: all pairs together.
    """

    n_pairs: int
    n_rhythm: int
    n_overdue: int
    asking: float
    as_of: str
    due: Sequence[Due]
    n_unnamed: int
    levels: Sequence[Levels]
    whole: Levels


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that calls lack: how many of how many, and what follows."""

    says: str
    n: int
    of: int
    so: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A kind of failure: how many calls, the commonest message, what to do, some sources."""

    kind: str
    n: int
    message: str
    hint: str
    sources: Sequence[str]


def one_a_call(tables: Tables) -> pd.DataFrame:
    """Return one row a call: the rep's where it has one."""
    rows = tables.profiles.assign(_other=tables.profiles["role"] != "rep")
    return rows.sort_values("_other", kind="stable").drop_duplicates(["call_id", "source"])


def contacts(tables: Tables, as_of: str | None = None) -> Contacts:
    """Say how far the reps have come with their clients, and which clients are overdue.

    Raises:
        OptionError: `as_of` is no date.
    """
    rows = ({str(name): value for name, value in row.items()} for row in tables.contacts.to_dict("records"))
    pairs, _ = relate([contact_from_row(row) for row in rows], as_of)
    rhythm = [pair for pair in pairs if not math.isnan(pair.overdue_days)]
    late = sorted(
        (pair for pair in rhythm if pair.overdue_days > 0), key=lambda pair: (-pair.overdue_days, pair.rep, pair.client)
    )
    ours, theirs = sum(pair.n_rep_questions for pair in pairs), sum(pair.n_client_questions for pair in pairs)
    reps = tables.profiles.loc[(tables.profiles["role"] == "rep").to_numpy(), "person"]
    by_rep: dict[str, list[Relationship]] = {rep: [] for rep in texts(reps)}
    for pair in pairs:
        by_rep.setdefault(pair.rep, []).append(pair)
    return Contacts(
        n_pairs=len(pairs),
        n_rhythm=len(rhythm),
        n_overdue=len(late),
        asking=ours / (ours + theirs) if ours + theirs else math.nan,
        as_of=(as_of or max((str(pair.last) for pair in pairs if pair.last), default=""))[:10],
        due=[
            Due(
                pair.rep,
                pair.client,
                pair.n_calls,
                str(pair.last),
                pair.interval_days,
                pair.days_since,
                pair.overdue_days,
            )
            for pair in late[:OVERDUE]
        ],
        n_unnamed=sum(not client for client in texts(one_a_call(tables)["client"])),
        levels=[_levels(rep, by_rep[rep]) for rep in sorted(by_rep, key=lambda name: (name.casefold(), name))],
        whole=_levels("", pairs),
    )


def _levels(rep: str, pairs: Sequence[Relationship]) -> Levels:
    levels = [pair.level for pair in pairs]
    return Levels(
        rep,
        len(pairs),
        levels.count(3.0),
        levels.count(2.0),
        levels.count(1.0),
        sum(map(math.isnan, levels)),
        # A trend that is not known is neither up nor down.
        sum(not math.isnan(pair.trend) for pair in pairs),
        sum(pair.trend > 0 for pair in pairs),
        sum(pair.trend < 0 for pair in pairs),
    )


def lacks(tables: Tables) -> list[Lack]:
    """Say what the scored calls lack; what none lacks is left out."""
    calls = one_a_call(tables)
    n = len(calls)
    led = calls[(calls["role"] == "rep").to_numpy()]
    found = [
        Lack("have no rep", n - len(led), n, "they are in no figure here; name the rep when scoring"),
        Lack(
            f"have roles that are a guess (confidence under {SURE:.1f})",
            int((calls["role_confidence"] < SURE).sum()),
            n,
            "rep and customer may be the wrong way round; name the rep when scoring",
        ),
        Lack(
            "say too little to be scored",
            int((~led["enough"].astype(bool)).sum()),
            len(led),
            "their words count in sums, but they have no score of their own",
        ),
        Lack(
            "have no times",
            int(calls["n_words_timed"].isna().sum()),
            n,
            "pace, pauses and interruptions are not known; minutes are taken from words",
        ),
        Lack("have no date", _empty(calls, "date"), n, "they are in no month and no contact interval"),
        Lack("name no rep", _empty(led, "rep"), len(led), "the speaker’s label stands for the person"),
        Lack("name no client", _empty(calls, "client"), n, "they are in no relationship"),
        Lack(
            "were mended or guessed at in reading",
            int((calls["n_warnings"] > 0).sum()),
            n,
            "see the column warnings of profiles",
        ),
    ]
    return [lack for lack in found if lack.n]


def failed(tables: Tables) -> list[Failed]:
    """Return the failures by kind, the most frequent first."""
    found = []
    for kind, rows in tables.failures.groupby("kind", sort=True):
        messages = texts(rows["message"])
        hints = [hint for hint in texts(rows["hint"]) if hint]
        found.append(
            Failed(
                str(kind),
                len(rows),
                max(dict.fromkeys(messages), key=messages.count),
                max(dict.fromkeys(hints), key=hints.count, default=""),
                texts(rows["source"])[:SOURCES],
            )
        )
    return sorted(found, key=lambda one: (-one.n, one.kind))


def _empty(rows: pd.DataFrame, column: str) -> int:
    return sum(not text for text in texts(rows[column]))
