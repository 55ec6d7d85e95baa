"""Clock values to seconds: "0:15", "00:12:03", "00:00:16.239", "00:00:01,000"."""

from __future__ import annotations

import re
from collections.abc import Callable

from softskills.transcript import NAN

# A call longer than this is a misread date or a counter, not a call.
LIMIT_S = 100 * 3600.0

# Loose on purpose: 00:61:00 is seen as a time and then refused, so that it can be reported.
CLOCK = r"[0-9]{1,5}:[0-9]{1,2}(?::[0-9]{1,2})?(?:[.,][0-9]{1,6})?"
_CLOCK = re.compile(r"(?:([0-9]{1,5}):)?([0-9]{1,5}):([0-9]{2})(?:[.,]([0-9]{1,6}))?")


def seconds(clock: str) -> float:
    """Return a clock value in seconds, or NaN when it is no time (minute 61, hour 100, "xx:yy")."""
    match = _CLOCK.fullmatch(clock)
    if match is None:
        return NAN
    hours, minutes, secs, fraction = match.groups()
    whole = int(minutes) * 60 + int(secs)
    if int(secs) >= 60:
        return NAN
    if hours is not None:
        if int(minutes) >= 60:
            return NAN
        whole += int(hours) * 3600
    if whole >= LIMIT_S:
        return NAN
    if fraction is None:
        return float(whole)
    # Integers first: 16 + 0.239 would not be the float 16.239.
    scale: int = 10 ** len(fraction)
    return (whole * scale + int(fraction)) / scale


class CueClock:
    """Reads the "hh:mm:ss.mmm" of caption files quickly: its two halves repeat, so each is read once."""

    def __init__(self) -> None:
        self._minutes = _Known(_CUE_MINUTES, lambda hours, minutes: int(hours) * 3_600_000 + int(minutes) * 60_000)
        self._millis = _Known(_CUE_MILLIS, lambda secs, millis: int(secs) * 1000 + int(millis))

    def seconds(self, clock: str) -> float:
        """Return what `seconds` returns."""
        try:
            return (self._minutes[clock[:6]] + self._millis[clock[6:]]) / 1000
        except KeyError:
            return seconds(clock)


class _Known(dict[str, int]):
    """Half clocks met so far, in milliseconds."""

    def __init__(self, shape: re.Pattern[str], value: Callable[[str, str], int]) -> None:
        super().__init__()
        self._shape = shape
        self._value = value

    def __missing__(self, half: str) -> int:
        match = self._shape.fullmatch(half)
        if match is None:
            raise KeyError(half)
        self[half] = self._value(*match.groups())
        return self[half]


_CUE_MINUTES = re.compile(r"([0-9]{2}):([0-5][0-9]):")
_CUE_MILLIS = re.compile(r"([0-5][0-9])[.,]([0-9]{3})")
