"""What recognisers hand out, made into the turns of a transcript: times, words, channel, confidence, sides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import isnan

from softskills.readers._base import Ledger, Source
from softskills.readers._cells import label_of, whole
from softskills.readers._clock import LIMIT_S, seconds
from softskills.readers._json import first_of, taken
from softskills.readers._labelled import MALFORMED
from softskills.readers._turns import MERGE_GAP_S
from softskills.readers._words import Heard, Placed, by_speaker, placed, streamed
from softskills.transcript import NAN, CallInfo, Role, Span, Transcript, Utterance, Word

NOBODY_HINT = "use a recogniser's speaker labels, WhisperX or pyannote to tell the voices apart"
_OUT_OF_RANGE = "confidence that is not between 0 and 1, left unknown"


def label(value: object) -> str | None:
    """Return a speaker's label: a name as it is, a number written out, None for anything else."""
    return None if isinstance(value, bool) else label_of(value)


def _shown(value: object) -> str:
    """Return a value that is not what it should be, as it can be quoted."""
    is_short = isinstance(value, (str, float)) or (isinstance(value, int) and value.bit_length() < 64)
    return str(value)[:60] if is_short else type(value).__name__


class Clock:
    """Reads a source's times.

    Args:
        ledger: told of what is no time.
        per_second: the source's units in a second: 1, or 1000 for milliseconds.
    """

    def __init__(self, ledger: Ledger, per_second: float = 1.0) -> None:
        self._ledger = ledger
        self._per_second = per_second
        self._limit = LIMIT_S * per_second

    def __call__(self, value: object) -> float:
        """Return seconds; NaN for what is missing or malformed."""
        kind = type(value)
        if (kind is float or kind is int) and 0 <= value < self._limit:  # type: ignore[operator]  # a number it is
            # A float of seconds is kept as it is, which saves a third of a word's memory.
            if kind is float and self._per_second == 1.0:
                return value  # type: ignore[return-value]
            return value / self._per_second  # type: ignore[operator]
        if value is None or value == "" or value != value:  # NaN is unknown, and says so
            return NAN
        time_s = self._written(value.strip()) if isinstance(value, str) else NAN
        if isnan(time_s):
            self._ledger.add(MALFORMED, _shown(value))
        return time_s

    def _written(self, value: str) -> float:
        """Return the seconds of a string: "4.87", "1.200s", "12180"; "0:05", which is in seconds whatever the unit."""
        if ":" in value:
            return seconds(value)
        try:
            units = float(value.removesuffix("s"))
        except ValueError:
            return NAN
        return units / self._per_second if 0 <= units < self._limit else NAN


class Speech:
    """One stretch of one speaker's words; mutable while a file is read."""

    __slots__ = (
        "channel",
        "confidence",
        "first",
        "more",
        "n_chars",
        "n_words",
        "source_id",
        "speaker",
        "start",
        "stop",
        "words",
    )

    def __init__(self, speaker: str | None, text: str, words: Iterable[Placed]) -> None:
        self.speaker = speaker
        self.first = text
        self.more: list[str] | None = None  # most are never joined to another
        self.n_chars = len(text)
        self.words: Sequence[Word] = tuple(
            Word(Span(at, to), heard.start, heard.stop, heard.confidence) for at, to, heard in words
        )
        self.n_words = len(self.words) or text.count(" ") + 1
        self.start = self.stop = self.confidence = NAN
        self.channel: int | None = None
        self.source_id: str | None = None

    @property
    def text(self) -> str:
        """All words."""
        return self.first if self.more is None else " ".join([self.first, *self.more])

    def observe(self) -> None:
        """Take from the words what the source does not state for the whole: times, and the mean confidence."""
        if isnan(self.start):
            self.start = next((word.start for word in self.words if not isnan(word.start)), NAN)
        if isnan(self.stop):
            self.stop = max((word.stop for word in self.words if not isnan(word.stop)), default=NAN)
        if isnan(self.confidence):
            known = [word.confidence for word in self.words if not isnan(word.confidence)]
            self.confidence = sum(known) / len(known) if known else NAN

    def take(self, other: Speech) -> None:
        """Add what the same speaker says next."""
        offset = self.n_chars + 1
        if self.more is None:
            self.more = []
        if other.words:
            if not isinstance(self.words, list):
                self.words = list(self.words)
            self.words.extend(
                replace(word, span=Span(word.span.start + offset, word.span.stop + offset)) for word in other.words
            )
        self.more.append(other.text)
        self.n_chars = offset + other.n_chars
        # The later end wins; an unknown end makes the turn's end unknown.
        if not other.stop <= self.stop:
            self.stop = other.stop
        if self.channel != other.channel:
            self.channel = None
        # By words, and unknown when either is.
        n_words = self.n_words + other.n_words
        self.confidence = (self.confidence * self.n_words + other.confidence * other.n_words) / n_words
        self.n_words = n_words

    def utterance(self, turn: int) -> Utterance:
        """Return the finished turn."""
        return Utterance(
            turn,
            self.speaker,
            self.text,
            self.start,
            self.stop,
            channel=self.channel,
            confidence=self.confidence,
            source_id=self.source_id,
            timed_words=tuple(self.words),
        )


class Speeches:
    """Collects what a source holds and makes the transcript of it.

    Args:
        source: where it comes from.
        name: the reader's name.
        ledger: takes what was skipped or repaired.
        per_second: the source's time units in a second.
    """

    def __init__(self, source: Source, name: str, ledger: Ledger, per_second: float = 1.0) -> None:
        self.source = source
        self.name = name
        self.ledger = ledger
        self.clock = Clock(ledger, per_second)
        self._found: list[Speech] = []

    def __len__(self) -> int:
        return len(self._found)

    def skipped(self, what: str) -> None:
        """Report an entry of a list that has not the shape of its neighbours."""
        self.ledger.add("entry that is no object, left out", what)

    def confidence(self, value: object) -> float:
        """Return a confidence between 0 and 1, NaN for what is missing or none."""
        if type(value) is float and 0 <= value <= 1:
            return value
        if value is None or value == "":
            return NAN
        try:
            known = float(value) if isinstance(value, (str, int, float)) else NAN
        except (ValueError, OverflowError):
            known = NAN
        if not 0 <= known <= 1:
            self.ledger.add(_OUT_OF_RANGE, _shown(value))
            return NAN
        return known

    def heard(
        self, text: object, start: object, stop: object, confidence: object, speaker: object = None, glue: str = " "
    ) -> Heard | None:
        """Return a word as the source writes it, None when it says nothing."""
        said = whole(text.strip()) if isinstance(text, str) else label(text)
        if not said:
            self.ledger.add("word without letters, left out")
            return None
        clock = self.clock
        return Heard(said, clock(start), clock(stop), self.confidence(confidence), label(speaker), glue)

    def words(
        self,
        items: object,
        text: Sequence[str],
        *,
        start: str = "start",
        stop: str = "end",
        confidence: Sequence[str] = ("confidence",),
        speaker: str | None = "speaker",
    ) -> list[Heard]:
        """Return the words of a list of objects.

        Args:
            items: the list; anything else has no words.
            text: the keys that may hold the word, the best first.
            start: the key of the beginning.
            stop: the key of the end.
            confidence: the keys that may hold the confidence.
            speaker: the key of who says it, None where the words do not tell.
        """
        found = (
            self.heard(
                first_of(item, *text),
                item.get(start),
                item.get(stop),
                first_of(item, *confidence),
                None if speaker is None else item.get(speaker),
            )
            for _, item in taken(items, self.skipped)
        )
        return [word for word in found if word is not None]

    def add(
        self,
        text: object,
        words: Sequence[Heard] = (),
        *,
        speaker: str | None = None,
        start: float = NAN,
        stop: float = NAN,
        channel: int | None = None,
        confidence: float = NAN,
        source_id: str | None = None,
    ) -> None:
        """Add a text with its words; it is cut where the words change the speaker."""
        said = whole(text.strip()) if isinstance(text, str) else ""
        if not said and words:
            self.stream(words, speaker=speaker, channel=channel, source_id=source_id)
            return
        if not said:
            self.ledger.add("segment without words, left out", source_id or "")
            return
        stretches = by_speaker(said, placed(said, words, self.ledger), self.ledger)
        for stretch in stretches:
            speech = Speech(stretch.speaker if stretch.speaker is not None else speaker, stretch.text, stretch.words)
            if len(stretches) == 1:
                speech.start, speech.stop, speech.confidence = start, stop, confidence
            self._keep(speech, channel, source_id)

    def stream(
        self,
        words: Iterable[Heard],
        *,
        speaker: str | None = None,
        channel: int | None = None,
        source_id: str | None = None,
    ) -> None:
        """Add words that no text goes with; `speaker` says them unless they have their own.

        They become one stretch or several, numbered in `source_id`.
        """
        for i, stretch in enumerate(streamed(words, self.ledger)):
            who = stretch.speaker if stretch.speaker is not None else speaker
            self._keep(Speech(who, stretch.text, stretch.words), channel, f"{source_id}/{i}" if source_id else None)

    def in_time(self) -> None:
        """Order what was found by start, silently: channels stand one after the other in their files."""
        self._found = _by_start(self._found, None)

    def transcript(
        self,
        where: str,
        *,
        info: CallInfo | None = None,
        sides: Mapping[str, Role] | None = None,
        call_id: str | None = None,
    ) -> Transcript:
        """Return the call.

        Args:
            where: the part of the source that holds the words, for the error.
            info: what is known beside the words.
            sides: roles that the source states.
            call_id: the source's name for the call, the file's stem when it has none.

        Raises:
            ReadError: there are no words.
        """
        if not self._found:
            raise self.source.error(f"no turns found: {where} holds no words", hint="was anything said?")
        turns = _merged(_by_start(self._found, self.ledger))
        if all(turn.speaker is None for turn in turns):
            self.ledger.add("nobody is named: the source does not tell voices apart", hint=NOBODY_HINT)
        else:
            for turn in turns:
                if turn.speaker is None:
                    self.ledger.add("words without a speaker, kept with none", turn.text)
        named = {turn.speaker for turn in turns}
        utterances = tuple(turn.utterance(i) for i, turn in enumerate(turns))
        return Transcript(
            call_id or self.source.call_id,
            utterances,
            self.name,
            self.source.path,
            self.ledger.notices(),
            info=info or CallInfo(),
            sides={who: role for who, role in (sides or {}).items() if who in named},
        )

    def _keep(self, speech: Speech, channel: int | None, source_id: str | None) -> None:
        """Keep a stretch once what is known of it is settled."""
        speech.channel, speech.source_id = channel, source_id
        speech.observe()
        if speech.stop < speech.start:
            self.ledger.add("end before start, end left unknown", speech.text)
            speech.stop = NAN
        self._found.append(speech)


def _by_start(found: list[Speech], ledger: Ledger | None) -> list[Speech]:
    """Return speeches by their start; those without one stay behind what they followed."""
    keys: list[float] = []
    latest = 0.0
    n_late = 0
    for speech in found:
        if not isnan(speech.start):
            if speech.start < latest:
                n_late += 1
                if ledger is not None:
                    ledger.add("turn out of order, sorted by its start", speech.text)
            latest = speech.start
        keys.append(latest)
    return [found[i] for i in sorted(range(len(found)), key=keys.__getitem__)] if n_late else found


def _merged(found: Sequence[Speech]) -> list[Speech]:
    """Join what one speaker says with no more than `MERGE_GAP_S` between.

    What another says wholly while somebody speaks is a turn of its own and does not end the speaker's turn.
    """
    turns: list[Speech] = []
    last: Speech | None = None
    for speech in found:
        if last is not None and last.speaker is not None:
            if speech.speaker == last.speaker:
                # False when either time is unknown.
                if speech.start - last.stop <= MERGE_GAP_S and not speech.start < last.start:
                    last.take(speech)
                    continue
            elif last.start <= speech.start and speech.stop <= last.stop:
                turns.append(speech)
                continue
        turns.append(speech)
        last = speech
    return turns
