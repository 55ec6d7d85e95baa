"""Tables and objects: which column is what, and how a row becomes a turn."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan

from softskills.errors import OptionError, ReadError
from softskills.readers._base import Ledger, Source, sample
from softskills.readers._cells import channel_of, is_missing, label_of, moment_of, share_of, time_of, words_of
from softskills.readers._clock import LIMIT_S
from softskills.readers._labelled import MALFORMED
from softskills.readers._labels import strip_marks
from softskills.transcript import NAN, CallInfo, Role, Transcript, Utterance


def _words(text: str) -> tuple[str, ...]:
    """Return a list of words that is easier to read without quotation marks."""
    return tuple(text.split())


# In order: the first name that a table has is taken: "speaker" before "agent", which may be the call's owner.
_SYNONYMS: Mapping[str, Sequence[str]] = {
    "text": _words(
        "text utterance transcript transcription content said words message sentence body spoken_text "
        "display_text original_text raw_text speech dialogue phrase line utterance_text turn_text"
    ),
    "speaker": _words(
        "speaker speaker_name speaker_label speaker_id who said_by name participant participant_name "
        "participant_id party user username author sender talker voice interlocutor from agent"
    ),
    "start": _words(
        "start start_time starttime begin begin_time t0 from_time start_offset begin_offset offset onset "
        "segment_start start_at time timestamp ts"
    ),
    "stop": _words("stop end end_time endtime stop_time t1 to_time end_offset finish segment_end end_at end_ts"),
    "role": _words("role participant_role speaker_role party_role speaker_type party_type affiliation side"),
    "call_id": _words(
        "call_id call callid conversation_id conversation dialogue_id dialog_id transcript_id session_id recording_id"
    ),
    "channel": _words("channel channel_id channel_tag channel_label audio_channel"),
    "confidence": _words("confidence avg_confidence mean_confidence"),
    "source_id": _words("utterance_id utt_id segment_id cue_id turn_id line_id id"),
}
_MS = ("ms", "msec", "millis", "milliseconds")
_UNITS = {**dict.fromkeys(_MS, 0.001), **dict.fromkeys(("s", "sec", "secs", "seconds"), 1.0)}
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_WORD = re.compile(r"[^a-z0-9]+")

_ROLE_SYNONYMS: Mapping[Role, Sequence[str]] = {
    "rep": _words(
        "rep representative agent adviser advisor seller sales salesperson salesrep sdr ae csr csm operator "
        "support internal employee staff consultant host therapist counselor counsellor coach"
    ),
    "customer": _words(
        "customer client caller buyer prospect lead patient external consumer member subscriber coachee"
    ),
    "other": _words("other ivr bot custom_bot system supervisor interpreter third_party"),
}
_ROLE_WORDS: Mapping[str, Role] = {word: role for role, words in _ROLE_SYNONYMS.items() for word in words}
_ROLES_GIVEN = "roles given by the source"


def stated_role(label: object) -> Role:
    """Return the side that a source's own word for a role means ("AGENT", "External"), "unknown" for others."""
    return _ROLE_WORDS.get(normal(label), "unknown") if isinstance(label, str) else "unknown"


_NO_ROLE = frozenset({"", "unknown", "none", "null", "nan", "na", "n_a"})


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a row each thing stands, counted from 0; None for what is not there."""

    text: int | None
    speaker: int | None
    start: int | None
    stop: int | None
    role: int | None
    call_id: int | None
    start_unit: float = 1.0
    stop_unit: float = 1.0
    channel: int | None = None
    confidence: int | None = None
    source_id: int | None = None


def normal(name: object) -> str:
    """Return a column's name in the form the synonyms have: "startTime" becomes "start_time"."""
    return _NOT_WORD.sub("_", _CAMEL.sub("_", strip_marks(str(name))).lower()).strip("_")


def find_columns(names: Iterable[object], told: Mapping[str, str] | None = None) -> Columns:
    """Tell which columns hold words, speaker, times, role, call and so on.

    Args:
        names: the columns' names in order.
        told: names the caller gave for some of it, such as {"speaker": "who"}; they come before all guesses.

    Returns:
        The places; None for what was not found, also for what was told and is not there.
    """
    places: dict[str, tuple[int, float]] = {}
    exact: dict[str, int] = {}
    for i, name in enumerate(names):
        exact.setdefault(strip_marks(str(name)), i)
        plain = normal(name)
        places.setdefault(plain, (i, 1.0))
        stem, _, unit = plain.rpartition("_")
        if stem and unit in _UNITS:
            places.setdefault(stem, (i, _UNITS[unit]))
    found = {
        what: next((places[name] for name in synonyms if name in places), None) for what, synonyms in _SYNONYMS.items()
    }
    for what, name in (told or {}).items():
        unit_s = _UNITS.get(normal(name).rpartition("_")[2], 1.0)
        at_exact = exact.get(strip_marks(name))
        found[what] = (at_exact, unit_s) if at_exact is not None else places.get(normal(name))
    at = {what: place[0] if place else None for what, place in found.items()}
    start, stop = found["start"], found["stop"]
    return Columns(**at, start_unit=start[1] if start else 1.0, stop_unit=stop[1] if stop else 1.0)


def role_of(label: str) -> Role | None:
    """Return the role a word such as "Agent" or "caller" means, None when it means none."""
    return _ROLE_WORDS.get(normal(label))


def columns_of(source: Source, names: Sequence[object], *, line: int | None = None) -> Columns:
    """Return where a table's header has what, as told and as found.

    Raises:
        OptionError: a column the caller named is not there.
        ReadError: no column holds the words.
    """
    columns = find_columns(names, source.columns)
    for what, name in source.columns.items():
        if getattr(columns, what) is None:
            raise OptionError(
                f"no column is called {name!r}", path=source.path, line=line, hint=f"the columns are {_listed(names)}"
            )
    if columns.text is None:
        raise no_words_column(source, names, line=line)
    return columns


def told_columns(columns: Mapping[str, str] | str | None) -> dict[str, str]:
    """Return what a caller says about columns: {"speaker": "who"} or "speaker=who,text=said".

    Raises:
        OptionError: it is not of this form, or names something no table has.
    """
    if columns is None:
        return {}
    if isinstance(columns, str):
        pairs = [part.partition("=") for part in columns.split(",")]
        if not all(name.strip() and equals and column.strip() for name, equals, column in pairs):
            raise OptionError(f"columns {columns!r} are not understood", hint=_TOLD_HINT)
        columns = {name.strip(): column.strip() for name, _, column in pairs}
    for what in columns:
        if what not in _SYNONYMS:
            raise OptionError(f"a transcript has no {what!r} column", hint=f"one of {', '.join(_SYNONYMS)}")
    return {what: str(column) for what, column in columns.items()}


_TOLD_HINT = "write speaker=who,text=said,start=t0"


class Rows:
    """Makes turns of rows, one each, and remembers what the whole call needs to know.

    Args:
        source: where they come from.
        name: the reader's name.
        ledger: takes what is missing or malformed.
    """

    def __init__(self, source: Source, name: str, ledger: Ledger) -> None:
        self._source = source
        self._name = name
        self._ledger = ledger
        self._utterances: list[Utterance] = []
        self._calls: dict[str, None] = {}
        self._began: dt.datetime | None = None

    def add(self, row: Sequence[object], columns: Columns, *, line: int | None = None) -> None:
        """Add a row as the next turn; what is missing in it stays missing."""
        turn = len(self._utterances)
        place = "" if line else f"row {turn}"
        text = words_of(_cell(row, columns.text))
        if text is None:
            self._ledger.add("row without words, kept as an empty turn", place, line=line)
            text = ""
        role_label = label_of(_cell(row, columns.role))
        # Without a speaker column the role is the label the source gives: "agent", "customer".
        speaker = role_label if columns.speaker is None else label_of(_cell(row, columns.speaker))
        if speaker is None:
            self._ledger.add("row without a speaker, kept with none", place or text, line=line)
        role = self._role(role_label, place, line)
        start = self._time(_cell(row, columns.start), columns.start_unit, place, line)
        stop = self._time(_cell(row, columns.stop), columns.stop_unit, place, line)
        if stop < start:
            self._ledger.add("end before start, end left unknown", place, line=line)
            stop = NAN
        call = label_of(_cell(row, columns.call_id))
        if call is not None:
            self._calls.setdefault(call)
        self._utterances.append(
            Utterance(
                turn,
                speaker,
                text,
                start,
                stop,
                role,
                line,
                None if columns.channel is None else channel_of(_cell(row, columns.channel)),
                NAN if columns.confidence is None else share_of(_cell(row, columns.confidence)),
                None if columns.source_id is None else label_of(_cell(row, columns.source_id)),
            )
        )

    def keep(self, utt: Utterance) -> None:
        """Add an utterance as it is, but for its place."""
        turn = len(self._utterances)
        if utt.turn != turn:
            utt = replace(utt, turn=turn)
        self._utterances.append(utt)

    def transcript(self) -> Transcript:
        """Return the call.

        Raises:
            ReadError: there are no words, nobody is named, or the rows belong to several calls.
        """
        source = self._source
        if not any(utt.text.strip() for utt in self._utterances):
            raise source.error("no turns found: no row has words")
        has_roles = any(utt.role != "unknown" for utt in self._utterances)
        if not has_roles and all(utt.speaker is None for utt in self._utterances):
            first = next(utt for utt in self._utterances if utt.text.strip())
            raise source.no_labels(first.text, first.line)
        if len(self._calls) > 1:
            names = ", ".join(list(self._calls)[:3])
            raise source.error(
                f"the rows belong to {len(self._calls)} calls: {names}",
                hint="pass the rows of one call at a time",
            )
        return Transcript(
            next(iter(self._calls), source.call_id),
            tuple(self._utterances),
            self._name,
            source.path,
            self._ledger.notices(),
            1.0 if has_roles else NAN,
            _ROLES_GIVEN if has_roles else "",
            CallInfo(date=self._began.isoformat() if self._began else None),
        )

    def _role(self, label: str | None, place: str, line: int | None) -> Role:
        """Return the role a label evidently means."""
        if label is None or normal(label) in _NO_ROLE:
            return "unknown"
        role = role_of(label)
        if role is None:
            self._ledger.add("role not known, left unknown", label or place, line=line)
            return "unknown"
        return role

    def _time(self, value: object, unit: float, place: str, line: int | None) -> float:
        """Return seconds, NaN for what is missing or malformed."""
        if is_missing(value) or value == "":
            return NAN
        moment = moment_of(value)
        time_s = time_of(value, unit) if moment is None else self._since_start(moment, line)
        if isnan(time_s):
            self._ledger.add(
                MALFORMED,
                value if isinstance(value, str) else place,
                line=line,
                hint="give seconds or h:mm:ss",
            )
        return time_s

    def _since_start(self, moment: dt.datetime, line: int | None) -> float:
        """Return the seconds since the first turn began, for tables that give the time of day."""
        if self._began is None:
            self._began = moment
            self._ledger.add("times are dates; counted from the first of them", moment.isoformat(), line=line)
        try:
            time_s = (moment - self._began).total_seconds()
        except TypeError:  # one has a time zone, the other has none
            return NAN
        return time_s if 0 <= time_s < LIMIT_S else NAN


def no_words_column(source: Source, names: Iterable[object], *, line: int | None = None) -> ReadError:
    """Return the error for a table in which no column holds the words."""
    return source.error(
        f"no column holds the words; columns: {_listed(names)}",
        line=line,
        hint='name it "text", and the speakers\' column "speaker"',
    )


def _listed(names: Iterable[object]) -> str:
    return sample(", ".join(str(name) for name in list(names)[:12]) or "none")


def _cell(row: Sequence[object], at: int | None) -> object:
    return row[at] if at is not None and at < len(row) else None
