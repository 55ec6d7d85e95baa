"""One cell of a table: its words, label, time, channel or share, and what counts as empty."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from math import isnan
from numbers import Real

from softskills.readers._clock import LIMIT_S, seconds
from softskills.readers._labels import strip_marks
from softskills.transcript import NAN


def is_missing(value: object) -> bool:
    """Tell whether a cell is empty in one of the ways tables have."""
    if isinstance(value, float):
        return isnan(value)
    # pandas has its own (NA, NaT); whoever passes them has imported it.
    return value is None or type(value).__name__ in ("NAType", "NaTType")


def words_of(value: object) -> str | None:
    """Return a cell's words as they are, None when it has none."""
    if isinstance(value, str):
        return whole(value) if value.strip() else None
    return _number(value)


def label_of(value: object) -> str | None:
    """Return a cell's label without edges, None when it has none."""
    if isinstance(value, str):
        return whole(strip_marks(value)) or None
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a column of numbers with gaps makes 1.0 of speaker 1
    return _number(value)


def _number(value: object) -> str | None:
    """Return a number as text, None when it is none."""
    if not isinstance(value, (Real, Decimal)) or is_missing(value):
        return None
    try:
        return str(value)
    except ValueError:  # Python refuses to write out integers of thousands of digits
        return None


def time_of(value: object, unit: float) -> float:
    """Return a cell's time in seconds; NaN when it is none."""
    if isinstance(value, str) and ":" in value:
        return seconds(value.strip())
    try:
        if isinstance(value, dt.timedelta):
            time_s = value.total_seconds()
        elif isinstance(value, str):
            time_s = float(value.strip().removesuffix("s")) * unit
        elif isinstance(value, (Real, Decimal)) and not isinstance(value, bool):
            time_s = float(value) * unit
        else:
            return NAN
    except (ValueError, OverflowError):
        return NAN
    return time_s if 0 <= time_s < LIMIT_S else NAN


def moment_of(value: object) -> dt.datetime | None:
    """Return a cell's date and time; None when it is none."""
    if isinstance(value, dt.datetime):
        return value
    if not isinstance(value, str) or "-" not in value or not _DATED.match(value):
        return None
    try:
        return dt.datetime.fromisoformat(value.strip())
    except ValueError:
        return None


_DATED = re.compile(r"[ ]{0,4}[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}")


def channel_of(value: object) -> int | None:
    """Return a channel's number; "ch_1" is 1."""
    label = label_of(value)
    digits = "" if label is None else label.lower().removeprefix("ch_").removeprefix("channel_")
    return int(digits) if digits.isdecimal() and len(digits) < 4 else None


def share_of(value: object) -> float:
    """Return a confidence, NaN when it is none between 0 and 1."""
    share = NAN if value is None or isinstance(value, bool) else time_of(value, 1.0)
    return share if share <= 1 else NAN


def whole(text: str) -> str:
    """Return text without halves of characters, which no file and no table can hold; its length stays."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


_SURROGATES = re.compile("[\ud800-\udfff]")
