"""Relationships as a DataFrame, from whatever is at hand: analyses, contacts, or rows of contacts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from softskills.errors import OptionError
from softskills.frames import frame_of
from softskills.measures.view import CallView
from softskills.relations.contact import Contact, contact_from_row, contact_of
from softskills.relations.pairs import relate

if TYPE_CHECKING:
    import pandas as pd


class Analysed(Protocol):
    """Anything that holds a call laid out, such as `softskills.Analysis`."""

    @property
    def view(self) -> CallView:
        """The call."""


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
