"""Contacts put together, rep by rep and client by client: level, trend, rhythm, and who is overdue."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise
from statistics import mean, median
from typing import Any

from softskills.errors import Notice, OptionError
from softskills.relations.contact import COUNTED, Contact
from softskills.transcript import NAN

# The share of the client's feelings that must have been met for level 3, and of needs for level 2 (by hand: half of
# the feelings, since each is an occasion; a third of the needs, since one call seldom acts on all).
LEAST_MET, LEAST_NEEDS = 0.5, 1 / 3
# A contact is overdue once the pair's own typical interval has passed one and a half times (by hand).
OVERDUE = 1.5


@dataclass(frozen=True, slots=True)
class Relationship:
    """One rep and one client over all their calls.

    Args:
        rep: the rep.
        client: the client.
        n_calls: how many calls.
        first: the date of the first, None when no call is dated.
        last: the date of the last.
        level: 1 to 3 over all calls, NaN where none was reached.
        trend: mean level of the later half of the calls less that of the earlier; NaN with fewer than two calls that
            have a date and a level.
        n_check_ins: check-ins over all calls.
        n_rep_questions: the rep's questions.
        n_client_questions: the client's questions.
        asking_share: the rep's share of the questions, NaN without any.
        interval_days: median days between contacts of this pair, NaN with fewer than two days of contact.
        days_since: days from the last contact to `as_of`, NaN when not dated.
        overdue_days: days beyond one and a half intervals, 0 when not overdue, NaN where there is no interval.
        evidence: why this level, with counts and quotes.
    """

    rep: str
    client: str
    n_calls: int
    first: date | None
    last: date | None
    level: float
    trend: float
    n_check_ins: float
    n_rep_questions: float
    n_client_questions: float
    asking_share: float
    interval_days: float
    days_since: float
    overdue_days: float
    evidence: str

    def to_row(self) -> dict[str, Any]:
        """Return the relationship as a flat row, with `overdue` beside the days."""
        return {**asdict(self), "overdue": self.overdue_days > 0}


def level_of(contact: Contact) -> float:
    """Return the highest level that one contact, or the sum of several, gives evidence of; NaN where there is none."""
    if contact.n_feelings_met and contact.n_feelings_met >= LEAST_MET * contact.n_feelings:
        return 3.0
    if contact.n_needs_met and contact.n_needs_met >= LEAST_NEEDS * contact.n_needs:
        return 2.0
    return 1.0 if contact.n_offers else NAN


def relate(
    contacts: Iterable[Contact], as_of: date | str | None = None
) -> tuple[tuple[Relationship, ...], tuple[Notice, ...]]:
    """Put contacts together, rep by rep and client by client; the order they come in changes nothing.

    Args:
        contacts: one for each call.
        as_of: the day on which contacts may be overdue; by default the day of the latest call.

    Returns:
        The relationships by rep and client, and what could not be used: calls that name no client belong to no
        relationship, a date that cannot be read counts as unknown.

    Raises:
        OptionError: `as_of` is no date.
    """
    notices: list[Notice] = []
    groups: dict[tuple[str, str], list[tuple[date | None, Contact]]] = {}
    for contact in sorted(contacts, key=lambda contact: (contact.call_id, contact.date, contact.rep, contact.client)):
        if not contact.client or not contact.rep:
            who = "client" if not contact.client else "rep"
            notices.append(
                Notice(
                    f"the call {contact.call_id} names no {who}", hint="say who it was in the call's info or manifest"
                )
            )
            continue
        day = day_of(contact.date)
        if contact.date and day is None:
            notices.append(
                Notice(f"the call {contact.call_id} has no readable date: {contact.date!r}", hint="ISO 8601")
            )
        groups.setdefault((contact.rep, contact.client), []).append((day, contact))
    today = _as_of(as_of, [day for members in groups.values() for day, _ in members if day is not None])
    found = tuple(_relationship(*key, members, today) for key, members in sorted(groups.items()))
    return found, tuple(notices)


def _relationship(
    rep: str, client: str, members: Sequence[tuple[date | None, Contact]], today: date | None
) -> Relationship:
    contacts = [contact for _, contact in members]
    days = sorted({day for day, _ in members if day is not None})
    total = _sum(contacts)
    asked = total.n_rep_questions + total.n_client_questions
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    interval = float(median(gaps)) if gaps else NAN
    since = float((today - days[-1]).days) if days and today is not None else NAN
    level = level_of(total)
    return Relationship(
        rep,
        client,
        len(contacts),
        days[0] if days else None,
        days[-1] if days else None,
        level,
        _trend(members),
        total.n_check_ins,
        total.n_rep_questions,
        total.n_client_questions,
        total.n_rep_questions / asked if asked else NAN,
        interval,
        since,
        # A day that has not come yet leaves nothing overdue.
        NAN if math.isnan(interval) or math.isnan(since) else max(0.0, since - OVERDUE * interval),
        _evidence(level, total, contacts),
    )


def _sum(contacts: Sequence[Contact]) -> Contact:
    return Contact("", **{name: sum(getattr(contact, name) for contact in contacts) for name in COUNTED})


def _trend(members: Sequence[tuple[date | None, Contact]]) -> float:
    """Return how the level moved; of an odd number of calls the middle one belongs to neither half."""
    seen = sorted(
        (day, contact.call_id, level)
        for day, contact in members
        if day is not None and not math.isnan(level := level_of(contact))
    )
    levels = [level for _, _, level in seen]
    half = len(levels) // 2
    return mean(levels[-half:]) - mean(levels[:half]) if half else NAN


def _evidence(level: float, total: Contact, contacts: Sequence[Contact]) -> str:
    if math.isnan(level):
        return "nothing offered, no need met, no feeling met"
    says, name = {
        3.0: (f"{total.n_feelings_met:.0f} of {total.n_feelings:.0f} feelings met", "feeling_quote"),
        2.0: (f"{total.n_needs_met:.0f} of {total.n_needs:.0f} needs understood and acted on", "need_quote"),
        1.0: (f"{total.n_offers:.0f} features and benefits exchanged", "offer_quote"),
    }[level]
    shown = next(((contact.call_id, quote) for contact in contacts if (quote := getattr(contact, name))), None)
    return says if shown is None else f"{says}; {shown[0]}: {shown[1]}"


def day_of(text: str) -> date | None:
    """Return the day a date begins with, None when it is none."""
    # The day alone counts: a contact in the evening is no half day later.
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _as_of(as_of: date | str | None, days: Sequence[date]) -> date | None:
    if as_of is None:
        return max(days, default=None)
    day = day_of(as_of if isinstance(as_of, str) else as_of.isoformat())
    if day is None:
        raise OptionError(f"as_of={as_of!r} is no date", hint="ISO 8601, such as 2026-03-14")
    return day
