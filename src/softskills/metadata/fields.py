"""The fields of a call's metadata and what they may hold."""

from __future__ import annotations

from datetime import date, datetime

# As softskills.frameworks has them; a test keeps the two alike.
CALL_TYPES = ("general", "service", "discovery", "demo", "coaching")
INFO_FIELDS = ("date", "rep", "client", "team", "call_type")
DATE_HINT = "ISO 8601: 2026-03-14, or 2026-03-14T10:30:00+01:00"


def iso_date(text: str) -> str:
    """Return a date or a date and time as ISO 8601.

    Days and months in any other order are refused: 03/04 is two days.

    Args:
        text: "2026-03-14", "20260314", "2026_03_14", or one of these with a time.

    Raises:
        ValueError: it is no date.

    >>> iso_date("20260314"), iso_date("2026_03_14"), iso_date("2026-03-14 10:30")
    ('2026-03-14', '2026-03-14', '2026-03-14T10:30:00')
    """
    text = text.strip()
    if len(text) >= 10 and text[4] == text[7] == "_":
        text = f"{text[:4]}-{text[5:7]}-{text[8:]}"
    # A week ("2026-W11") is no day, and ten digits may be anything.
    if not text[:4].isdigit() or "W" in text.upper():
        raise ValueError(text)
    if len(text) in (8, 10):
        return date.fromisoformat(text).isoformat()
    return datetime.fromisoformat(text).isoformat()


def call_type_of(text: str) -> str:
    """Return a call type as the scorecards call it.

    Raises:
        ValueError: there is no such type.
    """
    folded = text.strip().casefold()
    if folded not in CALL_TYPES:
        raise ValueError(text)
    return folded
