"""How far a relationship has come: per rep and client the calls, the level with its evidence, and who is overdue.

Three levels: 1, features and benefits are exchanged; 2, the client's motives and values are understood and acted on;
3, the client's emotions are understood (the relationship-levels model of the skill models). A call gives a `Contact`
of plain numbers and three quotes; contacts add up to a `Relationship`, so an archive needs to keep no transcripts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from itertools import pairwise
from statistics import mean, median
from typing import TYPE_CHECKING, Any, Protocol

from softskills.errors import Notice, OptionError
from softskills.frames import frame_of
from softskills.measures.view import CallView
from softskills.transcript import NAN, Tag

if TYPE_CHECKING:
    import pandas as pd

# The share of the client's feelings that must have been met for level 3, and of needs for level 2 (by hand: half of
# the feelings, since each is an occasion; a third of the needs, since one call seldom acts on all).
LEAST_MET, LEAST_NEEDS = 0.5, 1 / 3
# A contact is overdue once the pair's own typical interval has passed one and a half times (by hand).
OVERDUE = 1.5
UNDERSTOOD = ("listening.reflection", "listening.summary", "question.open", "strategy.outcome")
ACTED_ON = ("value.benefit", "trust.commitment", "trust.ownership", "strategy.outcome")
QUOTE_WORDS = 20


@dataclass(frozen=True, slots=True)
class Contact:
    """What one call says about a relationship: small enough to keep for every call of an archive.

    Args:
        call_id: the call.
        rep: the rep's name; "" when unknown.
        client: the client's name; "" when unknown.
        date: ISO 8601, "" when unknown.
        n_offers: features and benefits exchanged.
        n_needs: needs and goals the client told.
        n_needs_met: those said back, asked on or tied to a goal, and acted on with a benefit or a commitment, in words
            they share.
        n_feelings: empathic opportunities.
        n_feelings_met: those met (`CallView.opportunities`).
        n_check_ins: spans of rapport.check_in that are not generic.
        n_rep_questions: the rep's questions.
        n_client_questions: the client's questions.
        offer_quote: the words of the first offer, "" when there was none.
        need_quote: the first need that was met, and with what.
        feeling_quote: the first feeling that was met, and with what.
    """

    call_id: str
    rep: str = ""
    client: str = ""
    date: str = ""
    n_offers: float = 0.0
    n_needs: float = 0.0
    n_needs_met: float = 0.0
    n_feelings: float = 0.0
    n_feelings_met: float = 0.0
    n_check_ins: float = 0.0
    n_rep_questions: float = 0.0
    n_client_questions: float = 0.0
    offer_quote: str = ""
    need_quote: str = ""
    feeling_quote: str = ""

    def to_row(self) -> dict[str, str | float]:
        """Return the contact as a flat row, fit for a Parquet table."""
        return asdict(self)


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


class Analysed(Protocol):
    """Anything that holds a call laid out, such as `softskills.Analysis`."""

    @property
    def view(self) -> CallView:
        """The call."""


COLUMNS = tuple(field.name for field in fields(Contact))
COUNTED = tuple(name for name in COLUMNS if name.startswith("n_"))


def contact_of(view: CallView) -> Contact:
    """Return what one call says about a relationship.

    Who the rep and the client are is read from the call's `info`; a rep not named there is the speaker who talks most
    on the rep's side. A client not named there stays unknown: labels such as "Customer" are no names.
    """
    info = view.call.info
    offers = _tags(view, "rep", "value.feature", "value.benefit")
    needs = _tags(view, "customer", "customer.need", "customer.goal")
    met_needs = [(need, answer) for need in needs if (answer := _acted_on(view, need)) is not None]
    met = [event for event in view.opportunities if event.outcome == "met"]
    check_ins = [tag for tag in _tags(view, "rep", "rapport.check_in") if not tag.attributes.get("generic")]
    feeling = met[0] if met else None
    return Contact(
        call_id=view.call.call_id,
        rep=info.rep or _loudest(view),
        client=info.client or "",
        date=info.date or "",
        n_offers=len(offers),
        n_needs=len(needs),
        n_needs_met=len(met_needs),
        n_feelings=len(view.opportunities),
        n_feelings_met=len(met),
        n_check_ins=len(check_ins),
        n_rep_questions=len(_tags(view, "rep", "question.")),
        n_client_questions=len(_tags(view, "customer", "question.")),
        offer_quote=_quote(view, offers[0]) if offers else "",
        need_quote=f'"{_quote(view, met_needs[0][0])}": "{_quote(view, met_needs[0][1])}"' if met_needs else "",
        feeling_quote=(
            f'"{_quote(view, feeling.tag)}": "{_cut(view.turns[feeling.answer].utt.text)}"'
            if feeling is not None and feeling.answer is not None
            else ""
        ),
    )


def contact_from_row(row: Mapping[str, Any]) -> Contact:
    """Return the contact that `Contact.to_row` made a row of; other columns are passed over.

    Raises:
        OptionError: a column is missing, or a count is not a number.
    """
    missing = [name for name in COLUMNS if name not in row]
    if missing:
        raise OptionError(f"a contact needs the columns {', '.join(missing)}", hint="rows are made by Contact.to_row")
    try:
        counted = {name: 0.0 if _blank(row[name]) else float(row[name]) for name in COUNTED}
    except (TypeError, ValueError) as error:
        raise OptionError(f"a count of the contact {row['call_id']!r} is not a number: {error}") from error
    return Contact(**{name: counted.get(name, "" if _blank(row[name]) else str(row[name])) for name in COLUMNS})  # type: ignore[arg-type]


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
        day = _day(contact.date)
        if contact.date and day is None:
            notices.append(
                Notice(f"the call {contact.call_id} has no readable date: {contact.date!r}", hint="ISO 8601")
            )
        groups.setdefault((contact.rep, contact.client), []).append((day, contact))
    today = _as_of(as_of, [day for members in groups.values() for day, _ in members if day is not None])
    found = tuple(_relationship(*key, members, today) for key, members in sorted(groups.items()))
    return found, tuple(notices)


def relationships(
    source: Iterable[Analysed | CallView | Contact | Mapping[str, Any]] | pd.DataFrame,
    *,
    as_of: date | str | None = None,
) -> pd.DataFrame:
    """Say how far each relationship has come.

    Args:
        source: analyses, contacts, or rows of contacts (dicts or a DataFrame), one for each call.
        as_of: the day on which contacts may be overdue; by default the day of the latest call.

    Returns:
        DataFrame, one row per rep and client: rep, client (str), n_calls (int64), first, last (datetime64, NaT when no
        call is dated), level (float64, 1 to 3 or NaN), trend (float64, levels), n_check_ins, n_rep_questions,
        n_client_questions (float64), asking_share (float64, 0 to 1), interval_days, days_since, overdue_days (float64,
        days), overdue (bool), evidence (str). Calls that belong to no relationship are named in
        `frame.attrs["warnings"]`.

    Raises:
        OptionError: `as_of` is no date, or a row lacks a column.
    """
    rows: Iterable[Any] = source.to_dict("records") if hasattr(source, "to_dict") else source
    found, notices = relate([_contact(item) for item in rows], as_of)
    frame = frame_of(
        {
            "rep": ("str", [one.rep for one in found]),
            "client": ("str", [one.client for one in found]),
            "n_calls": ("int64", [one.n_calls for one in found]),
            "first": ("datetime64[ns]", [one.first for one in found]),
            "last": ("datetime64[ns]", [one.last for one in found]),
            "level": ("float64", [one.level for one in found]),
            "trend": ("float64", [one.trend for one in found]),
            "n_check_ins": ("float64", [one.n_check_ins for one in found]),
            "n_rep_questions": ("float64", [one.n_rep_questions for one in found]),
            "n_client_questions": ("float64", [one.n_client_questions for one in found]),
            "asking_share": ("float64", [one.asking_share for one in found]),
            "interval_days": ("float64", [one.interval_days for one in found]),
            "days_since": ("float64", [one.days_since for one in found]),
            "overdue_days": ("float64", [one.overdue_days for one in found]),
            "overdue": ("bool", [one.overdue_days > 0 for one in found]),
            "evidence": ("str", [one.evidence for one in found]),
        }
    )
    # Text only: pandas writes attrs into Parquet as JSON.
    frame.attrs["warnings"] = [str(notice) for notice in notices]
    return frame


def _contact(item: Any) -> Contact:
    if isinstance(item, Contact):
        return item
    if isinstance(item, CallView):
        return contact_of(item)
    if isinstance(item, Mapping):
        return contact_from_row(item)
    view = getattr(item, "view", None)
    if isinstance(view, CallView):
        return contact_of(view)
    raise OptionError(f"{type(item).__name__} is no call", hint="analyses, contacts, or rows of contacts")


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


def _acted_on(view: CallView, need: Tag) -> Tag | None:
    """Return the tag that acted on a need which had been understood, None where either is missing."""
    about = view.content_at[need.turn]
    understood = False
    acted: Tag | None = None
    for j in range(need.turn + 1, len(view.turns)):
        if view.turns[j].utt.role != "rep" or not view.content_at[j] & about:
            continue
        understood = understood or view.has(j, *UNDERSTOOD)
        acted = acted or next((tag for tag in view.tags_at[j] if tag.tag in ACTED_ON), None)
    return acted if understood else None


def _tags(view: CallView, role: Any, *names: str) -> list[Tag]:
    return [tag for i in view.indices(role) for tag in view.tags_at[i] if tag.tag.startswith(names)]


def _loudest(view: CallView) -> str:
    words: dict[str, int] = {}
    for i in view.indices("rep"):
        name = view.turns[i].utt.speaker or ""
        words[name] = words.get(name, 0) + view.words_at[i]
    return max(words, key=lambda name: words[name], default="")


def _quote(view: CallView, tag: Tag) -> str:
    return _cut(tag.span.of(view.turns[tag.turn].utt.text))


def _cut(text: str) -> str:
    words = text.split()
    return " ".join(words[:QUOTE_WORDS]) + ("…" if len(words) > QUOTE_WORDS else "")


def _day(text: str) -> date | None:
    # The day alone counts: a contact in the evening is no half day later.
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _as_of(as_of: date | str | None, days: Sequence[date]) -> date | None:
    if as_of is None:
        return max(days, default=None)
    day = _day(as_of if isinstance(as_of, str) else as_of.isoformat())
    if day is None:
        raise OptionError(f"as_of={as_of!r} is no date", hint="ISO 8601, such as 2026-03-14")
    return day


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
