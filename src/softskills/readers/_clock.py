"""Clock values to seconds: "0:15", "00:12:03", "00:00:16.239", "00:00:01,000"."""

from __future__ import annotations

import re

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


def cue_seconds(clock: str) -> float:
    """Return `seconds(clock)`; quick for the "hh:mm:ss.mmm" that makes up nearly all of a caption file."""
    if len(clock) == 12 and clock[2] == ":" == clock[5] and clock[8] in ".,":
        digits = clock[:2] + clock[3:5] + clock[6:8] + clock[9:]
        if digits.isascii() and digits.isdigit() and clock[3] < "6" and clock[6] < "6":
            number = int(digits)
            return (
                number // 10_000_000 * 3_600_000 + number // 100_000 % 100 * 60_000 + number % 100_000
            ) / 1000
    return seconds(clock)
