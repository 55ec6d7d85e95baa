"""What the figures rest on: contacts with clients, what the calls lack, and what could not be scored."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from softskills.archive.overview import Tables
from softskills.relations import Contact, relate
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
    """

    n_pairs: int
    n_rhythm: int
    n_overdue: int
    asking: float
    as_of: str
    due: Sequence[Due]
    n_unnamed: int


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
    """Say which clients are overdue.

    Levels are not shown: whether a need was acted on in the customer's own words takes the call itself.

    Raises:
        OptionError: `as_of` is no date.
    """
    calls = one_a_call(tables)
    rows = tables.profiles
    asked = (rows["n_question_open"] + rows["n_question_closed"]).groupby(
        [rows["call_id"], rows["source"], rows["role"]]
    )
    total = asked.sum().to_dict()
    made: list[Contact] = []
    n_unnamed = 0
    told = (texts(calls[name]) for name in ("call_id", "source", "person", "role", "client", "date"))
    for call, source, person, role, client, day in zip(*told, strict=True):
        if not client or role != "rep":
            n_unnamed += not client
            continue
        made.append(
            Contact(
                call_id=call,
                rep=person,
                client=client,
                date=day,
                n_rep_questions=_number(total.get((call, source, "rep"))),
                n_client_questions=_number(total.get((call, source, "customer"))),
            )
        )
    pairs, _ = relate(made, as_of)
    rhythm = [pair for pair in pairs if not math.isnan(pair.overdue_days)]
    late = sorted(
        (pair for pair in rhythm if pair.overdue_days > 0), key=lambda pair: (-pair.overdue_days, pair.rep, pair.client)
    )
    ours, theirs = sum(pair.n_rep_questions for pair in pairs), sum(pair.n_client_questions for pair in pairs)
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
        n_unnamed=n_unnamed,
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


def _number(value: float | None) -> float:
    return 0.0 if value is None or math.isnan(value) else float(value)
