"""From stretches of voice to turns: who holds the floor when, with words or without."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isnan

from softskills.audio.recognise import HeardWord
from softskills.errors import Notice
from softskills.readers._turns import MERGE_GAP_S
from softskills.transcript import NAN, Span, Utterance, Word

# A shorter stretch only shows attention and takes no floor ("very short utterances", Edlund, Heldner & al. 2010).
VERY_SHORT_S = 1.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of one voice.

    Args:
        speaker: the label, None where voices are not told apart.
        start: seconds.
        stop: seconds.
        channel: where it was heard, None when unknown.
        words: what was recognised in it.
    """

    speaker: str | None
    start: float
    stop: float
    channel: int | None = None
    words: tuple[HeardWord, ...] = ()


def utterances(stretches: Iterable[Stretch]) -> tuple[Utterance, ...]:
    """Return the turns of a call in order of their starts.

    A speaker's stretches are one turn when no more than 2 s lies between them, as in every reader, and nobody else
    began to speak in between; a very short stretch of another's does not count as that.
    """
    ordered = sorted(stretches, key=lambda one: (one.start, one.stop))
    groups: list[list[Stretch]] = []
    open_turns: dict[str | None, list[Stretch]] = {}
    # Where each other voice last began something longer than a murmur.
    began: dict[str | None, float] = {}
    for one in ordered:
        own = open_turns.get(one.speaker)
        cut = max((start for who, start in began.items() if who != one.speaker), default=-1.0)
        if own is not None and one.start - own[-1].stop <= MERGE_GAP_S and not cut >= own[-1].stop:
            own.append(one)
        else:
            own = open_turns[one.speaker] = [one]
            groups.append(own)
        if one.stop - one.start >= VERY_SHORT_S:
            began[one.speaker] = one.start
    return tuple(_utterance(turn, group) for turn, group in enumerate(groups))


def _utterance(turn: int, group: Sequence[Stretch]) -> Utterance:
    text = ""
    words: list[Word] = []
    for one in group:
        for heard in one.words:
            text += heard.glue if text else ""
            words.append(Word(Span(len(text), len(text) + len(heard.text)), heard.start, heard.stop, heard.confidence))
            text += heard.text
    known = [word.confidence for word in words if not isnan(word.confidence)]
    return Utterance(
        turn,
        group[0].speaker,
        text,
        group[0].start,
        max(one.stop for one in group),
        channel=group[0].channel,
        confidence=round(sum(known) / len(known), 3) if known else NAN,
        timed_words=tuple(words),
        voice=tuple((one.start, one.stop) for one in group),
    )


def no_words(path: str | None) -> Notice:
    """Return what is said of a call of which only the times are known."""
    return Notice(
        "no words are known: only what follows from the times is measured",
        path=path,
        hint="recognise them with asr=... (--asr MODEL_DIR); say who the rep is with rep_channel=... (--rep-channel)",
    )
