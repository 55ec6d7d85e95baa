"""JSON documents: parsed with limits, and looked into without trusting their shape."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

# The formats here nest some ten levels. Python's own parser gives up at about a thousand.
MAX_DEPTH = 500
_OPENS = re.compile(r"\s*[\[{]")
_TOO_DEEP = f"the JSON is nested more than {MAX_DEPTH} levels deep"
_CUT_OFF = "the file ends too early; export it again"
_EPOCH_MS = 1e11  # seconds reach this in the year 5138, milliseconds did in 1973


class BadJson(Exception):  # noqa: N818  # a reason, not yet an error: `Source.json` makes one of it
    """Why a text is no JSON document.

    Args:
        message: what is wrong.
        line: where, counted from 1.
        hint: what to do about it.
    """

    def __init__(self, message: str, line: int | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.hint = hint


def opens(text: str) -> bool:
    """Tell whether a text begins as an object or an array does."""
    return _OPENS.match(text) is not None


def parse(text: str) -> object:
    """Return the value of a JSON document.

    Raises:
        BadJson: it is none, or nested too deeply.
    """
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        # A closing bracket is missing when nothing but white space is left where the parser stopped.
        ends_early = error.msg.startswith("Unterminated string") or not text[error.pos :].strip()
        raise BadJson(f"not valid JSON: {error.msg}", error.lineno, _CUT_OFF if ends_early else None) from None
    except RecursionError:
        raise BadJson(_TOO_DEEP) from None
    except ValueError as error:  # a number of thousands of digits
        raise BadJson(f"not valid JSON: {error}") from None
    if _is_too_deep(value):
        raise BadJson(_TOO_DEEP)
    return value


def _is_too_deep(value: object) -> bool:
    """Walk level by level; each container is seen once."""
    level = [value] if isinstance(value, (dict, list)) else []
    for _ in range(MAX_DEPTH):
        if not level:
            return False
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, (dict, list))
        ]
    return bool(level)


def dig(value: object, *keys: str | int) -> object:
    """Return what lies under some keys and positions, None when the way does not exist."""
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and isinstance(key, int) and key < len(value):
            value = value[key]
        else:
            return None
    return value


def first_of(item: dict[str, object], *keys: str) -> object:
    """Return the first value that is there and not null: vendors rename keys between versions."""
    for key in keys:
        value = item.get(key)
        if value is not None:
            return value
    return None


def objects(value: object, skipped: Callable[[str], None] | None = None) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield the objects of an array with their positions.

    Args:
        value: an array; anything else has no objects.
        skipped: told of each item that is no object.
    """
    if not isinstance(value, list):
        return
    for i, item in enumerate(value):
        if isinstance(item, dict):
            yield i, item
        elif skipped is not None:
            skipped(repr(item)[:80] if not isinstance(item, int) else type(item).__name__)


def taken(value: object, skipped: Callable[[str], None] | None = None) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield the objects of an array as `objects` does, and take them out of it.

    A word is some ten times as large in memory as in its file; what has been read is let go, so that the parsed
    document and the transcript are never both whole. Only for the last look at an array.
    """
    for i, item in objects(value, skipped):
        yield i, item
        if isinstance(value, list):
            value[i] = None


def head(value: object, *keys: str | int) -> dict[str, object]:
    """Return the first object of the array under some keys; an empty one when there is none."""
    for _, item in objects(dig(value, *keys)):
        return item
    return {}


def date_of(value: object) -> str | None:
    """Return a date as ISO 8601, None for what is none; numbers are seconds or milliseconds since 1970."""
    try:
        if isinstance(value, str):
            return datetime.fromisoformat(value.strip()).isoformat()
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0:
            seconds = value / 1000 if value > _EPOCH_MS else value
            return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None
    return None
