"""Dates in the headings of transcripts: "2026-04-28 15:01 CEST", "Apr 28, 2026, 3:00PM". Only what has one meaning."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from itertools import islice

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_TIME = r"(?:(?:,|T| at)?[ \u202f]{0,2}([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?[ \u202f]?([AaPp][Mm])?)?"
_ISO = re.compile(rf"(?<![0-9])([0-9]{{4}})[-/]([0-9]{{2}})[-/]([0-9]{{2}})(?![0-9]){_TIME}")
_US = re.compile(rf"\b{_MONTH} ([0-9]{{1,2}})(?:st|nd|rd|th)?,? ([0-9]{{4}})\b{_TIME}", re.IGNORECASE)
_UK = re.compile(rf"(?<![0-9])([0-9]{{1,2}})(?:st|nd|rd|th)? {_MONTH},? ([0-9]{{4}})\b{_TIME}", re.IGNORECASE)

# A heading is short, and stands before anybody speaks.
_LINES = 40
_CHARS = 120


def date_in(lines: Iterable[str]) -> str | None:
    """Return the first date in some headings as ISO 8601, with the time of day where it is given, without zone."""
    for line in islice(lines, _LINES):
        if not any(char.isdigit() for char in line[:_CHARS]):
            continue
        for pattern, order in ((_ISO, (1, 2, 3)), (_US, (3, 1, 2)), (_UK, (3, 2, 1))):
            match = pattern.search(line[:_CHARS])
            found = None if match is None else _iso(*(match.group(i) or "" for i in (*order, 4, 5, 6)))
            if found is not None:
                return found
    return None


def _iso(year: str, month: str, day: str, hour: str, minute: str, half: str) -> str | None:
    n_month = _MONTHS.index(month[:3].lower()) + 1 if month.isalpha() else int(month)
    try:
        if not hour:
            return dt.date(int(year), n_month, int(day)).isoformat()
        n_hour = int(hour) % 12 + (12 if half.lower() == "pm" else 0) if half else int(hour)
        return dt.datetime(int(year), n_month, int(day), n_hour, int(minute)).isoformat(timespec="minutes")
    except ValueError:
        return None
