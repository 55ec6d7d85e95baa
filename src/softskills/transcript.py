"""The nouns of the library, from `Span` to `Transcript` and `Tag`. All frozen; steps return new values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from softskills.errors import Notice
from softskills.frames import frame_of

if TYPE_CHECKING:
    import pandas as pd

Role = Literal["rep", "customer", "other", "unknown"]
ROLES: tuple[Role, ...] = ("rep", "customer", "other", "unknown")
NAN = float("nan")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters in the raw text of one utterance."""

    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start

    def __and__(self, other: Span) -> Span | None:
        """Return what two spans share, or None when they do not meet."""
        start, stop = max(self.start, other.start), min(self.stop, other.stop)
        return Span(start, stop) if start < stop else None

    def of(self, text: str) -> str:
        """Return the words this span covers in `text`."""
        return text[self.start : self.stop]


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its time, as a recogniser gives it.

    Args:
        span: its characters in the utterance's text.
        start: seconds from the start of the call, NaN when unknown.
        stop: seconds, NaN when unknown.
        confidence: the recogniser's, 0 to 1; NaN when unknown.
    """

    span: Span
    start: float = NAN
    stop: float = NAN
    confidence: float = NAN


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one speaker says until another takes over.

    Args:
        turn: position in the call, counted from 0.
        speaker: the label in the source ("Dana", "SPEAKER_00"); None when the source has none.
        text: the raw words; never changed, so that spans stay true.
        start: seconds from the start of the call, NaN when unknown.
        stop: seconds, NaN when unknown.
        role: whose side the speaker is on.
        line: where it stood in the source (counted from 1), None when there is no such place.
        channel: the audio channel it was heard on (counted from 0), None when unknown.
        confidence: the recogniser's for the whole turn, 0 to 1; NaN when unknown.
        source_id: the source's own name for it, None when it has none.
        timed_words: its words with their times; empty when the source has none.
        voice: the stretches in which it is heard, (start, stop) in seconds, pauses left out; empty when unknown.
    """

    turn: int
    speaker: str | None
    text: str
    start: float = NAN
    stop: float = NAN
    role: Role = "unknown"
    line: int | None = None
    channel: int | None = None
    confidence: float = NAN
    source_id: str | None = None
    timed_words: tuple[Word, ...] = ()
    voice: tuple[tuple[float, float], ...] = ()

    def with_role(self, role: Role) -> Utterance:
        """Return the same words said by somebody of another side."""
        # `dataclasses.replace` takes twice as long, and every turn of a call passes here.
        return Utterance(
            self.turn,
            self.speaker,
            self.text,
            self.start,
            self.stop,
            role,
            self.line,
            self.channel,
            self.confidence,
            self.source_id,
            self.timed_words,
            self.voice,
        )


@dataclass(frozen=True, slots=True)
class CallInfo:
    """What is known of a call beside its words, from the source, a manifest or the path; None where it is not.

    Args:
        date: when it took place, ISO 8601 ("2026-03-14", "2026-03-14T10:30:00+01:00").
        rep: the rep's name in the organisation, however the transcript labels the speaker.
        client: the customer's or the customer's firm's name.
        team: the rep's team.
        call_type: "service", "discovery", "demo", "coaching" or "general".
        fillers: whether the source writes hesitations ("um"), so that their absence means something.
    """

    date: str | None = None
    rep: str | None = None
    client: str | None = None
    team: str | None = None
    call_type: str | None = None
    fillers: bool | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """One call as it was read: utterances in order, and what should be known about the reading.

    Args:
        call_id: a name for the call; the file's stem by default.
        utterances: the turns in order.
        source_format: the reader that made it ("vtt", "frame", ...).
        path: the file, or None.
        warnings: what was repaired, skipped or guessed.
        role_confidence: how sure the roles are, 0 to 1; 1 when told, NaN before roles are assigned.
        role_reason: why they are what they are.
        info: what is known of the call beside its words.
        sides: the speakers' roles as the source itself states them; empty when it does not.
        has_words: False where only the times of speech are known, so that nothing said can be counted.
    """

    call_id: str
    utterances: tuple[Utterance, ...]
    source_format: str = "list"
    path: str | None = None
    warnings: tuple[Notice, ...] = ()
    role_confidence: float = NAN
    role_reason: str = ""
    info: CallInfo = CallInfo()
    sides: Mapping[str, Role] = field(default_factory=dict)
    has_words: bool = True

    @property
    def speakers(self) -> tuple[str, ...]:
        """The speakers' labels in order of appearance."""
        return tuple(dict.fromkeys(utt.speaker for utt in self.utterances if utt.speaker is not None))

    @property
    def roles(self) -> dict[str, Role]:
        """Each speaker's role."""
        return {utt.speaker: utt.role for utt in self.utterances if utt.speaker is not None}

    def with_roles(self, roles: Mapping[str, Role], confidence: float, reason: str) -> Transcript:
        """Return this call with its speakers' roles set; who is not named stays `unknown`."""
        utterances = tuple(
            utt.with_role(roles.get(utt.speaker, "unknown") if utt.speaker is not None else "unknown")
            for utt in self.utterances
        )
        return replace(self, utterances=utterances, role_confidence=confidence, role_reason=reason)

    def with_warnings(self, *notices: Notice) -> Transcript:
        """Return this call with more to be known about it."""
        return replace(self, warnings=(*self.warnings, *notices))

    def to_frame(self) -> pd.DataFrame:
        """Return one row per turn.

        Returns:
            DataFrame with call_id (str), turn (int64), speaker (str), role (str), start and stop
            (float64, seconds or NaN), text (str).
        """
        said = self.utterances
        return frame_of(
            {
                "call_id": ("str", [self.call_id] * len(said)),
                "turn": ("int64", [utt.turn for utt in said]),
                "speaker": ("str", [utt.speaker for utt in said]),
                "role": ("str", [utt.role for utt in said]),
                "start": ("float64", [utt.start for utt in said]),
                "stop": ("float64", [utt.stop for utt in said]),
                "text": ("str", [utt.text for utt in said]),
            }
        )


@dataclass(frozen=True, slots=True)
class Tag:
    """A claim about a span of one utterance: which move it is, how sure, and why.

    Args:
        turn: the utterance it lies on.
        span: the characters of that utterance's raw text.
        tag: the codebook's name, such as "question.open".
        score: how sure, 0 to 1.
        why: what decided it, in words a reader can check.
        attributes: what else the codebook asks for ("generic", "tailored", "depth", ...).
    """

    turn: int
    span: Span
    tag: str
    score: float
    why: str
    attributes: Mapping[str, bool | str] = field(default_factory=dict)
