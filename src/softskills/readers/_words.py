"""Words as a recogniser gives them, and where they stand in the text they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isnan
from typing import NamedTuple

from softskills.readers._base import Ledger
from softskills.readers._turns import MERGE_GAP_S
from softskills.transcript import NAN

# A word is looked for this far ahead: texts may hold a little more than the list of words (punctuation, numbers
# written out), and a look-out without end would make the work quadratic.
_AHEAD_CHARS = 40
_MAX_AHEAD_CHARS = 400

ADRIFT = "timed word that is not in its turn's text, its time left out"
NO_SPEAKER = "word without a speaker, given to who spoke just before"


class Heard(NamedTuple):
    """A word with its time (seconds) and confidence, NaN where unknown; `glue` goes between it and what precedes."""

    text: str
    start: float = NAN
    stop: float = NAN
    confidence: float = NAN
    speaker: str | None = None
    glue: str = " "


def is_mark(heard: Heard) -> bool:
    """Tell whether a word is punctuation: it belongs to the text, but nobody said it."""
    return isnan(heard.start) and not any(char.isalnum() for char in heard.text)


class Placed(NamedTuple):
    """A heard word and its characters in a text."""

    at: int
    to: int
    heard: Heard


class Stretch(NamedTuple):
    """Some words of one speaker."""

    speaker: str | None
    text: str
    words: list[Placed]


def placed(text: str, words: Sequence[Heard], ledger: Ledger) -> list[Placed]:
    """Find words in the text they belong to, in order; those that are not there are reported and left out."""
    found: list[Placed] = []
    at = missed = 0
    for heard in words:
        said = heard.text
        here = at + 1 if text[at : at + 1] == " " else at
        if not text.startswith(said, here):
            here = text.find(said, at, at + len(said) + missed + _AHEAD_CHARS)
            if here < 0 or (here and text[here - 1].isalnum() and said[0].isalnum() and said[0].isascii()):
                ledger.add(ADRIFT, said)
                missed = min(missed + len(said) + 1, _MAX_AHEAD_CHARS)
                continue
        at, missed = here + len(said), 0
        if not is_mark(heard):
            found.append(Placed(here, at, heard))
    return found


def by_speaker(text: str, words: list[Placed], ledger: Ledger) -> list[Stretch]:
    """Cut a text where its words change the speaker.

    Words without a speaker belong to who spoke just before, at the beginning to who speaks first.
    """
    cuts: list[tuple[int, str]] = []  # the first word of each stretch, and who speaks
    for i, word in enumerate(words):
        speaker = word.heard.speaker
        if speaker is None:
            continue
        if not cuts:
            cuts.append((0, speaker))
        elif cuts[-1][1] != speaker:
            cuts.append((i, speaker))
    if not cuts:
        return [Stretch(None, text, words)]
    if any(word.heard.speaker is None for word in words):
        ledger.add(NO_SPEAKER, next(word.heard.text for word in words if word.heard.speaker is None))
    if len(cuts) == 1:
        return [Stretch(cuts[0][1], text, words)]
    stretches = []
    for (first, speaker), (last, _) in zip(cuts, [*cuts[1:], (len(words), "")], strict=True):
        begin = words[first].at if first else 0
        end = words[last].at if last < len(words) else len(text)
        part = text[begin:end].rstrip()
        own = [Placed(word.at - begin, word.to - begin, word.heard) for word in words[first:last]]
        stretches.append(Stretch(speaker, part, own))
    return stretches


def streamed(words: Iterable[Heard], ledger: Ledger) -> list[Stretch]:
    """Put a stream of words together; a new stretch begins with another speaker, or after a silence.

    The silence is the one that also keeps turns apart (`MERGE_GAP_S`).
    """
    stretches: list[Stretch] = []
    own: list[Placed] = []
    parts: list[str] = []
    at = 0
    who: str | None = None
    latest = NAN
    for heard in words:
        speaker = heard.speaker
        if speaker is None and who is not None:
            if not is_mark(heard):
                ledger.add(NO_SPEAKER, heard.text)
            speaker = who
        is_late = heard.start - latest > MERGE_GAP_S  # False when either is unknown
        if parts and (is_late or (speaker != who and who is not None)):
            stretches.append(Stretch(who, "".join(parts), own))
            own, parts, at = [], [], 0
        who = speaker
        glue = heard.glue if parts else ""
        at += len(glue)
        parts.append(glue)
        parts.append(heard.text)
        if not is_mark(heard):
            own.append(Placed(at, at + len(heard.text), heard))
        at += len(heard.text)
        if not heard.stop <= latest and not isnan(heard.stop):
            latest = heard.stop
    if parts:
        stretches.append(Stretch(who, "".join(parts), own))
    return stretches
