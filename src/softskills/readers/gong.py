"""Gong: call transcripts, with names and sides from the extensive call data when that is in the file too.

Gong hands out the two in two answers (`/v2/calls/transcript` and `/v2/calls/extensive`). Both are read from one file
that holds them in a list, as `jq -s . transcript.json extensive.json` writes it, or in one object with both keys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log

from softskills.errors import ReadError
from softskills.readers._base import BadCall, Ledger, Reader, Source, one_of
from softskills.readers._columns import stated_role
from softskills.readers._json import date_of, dig, first_of, head, objects, taken
from softskills.readers._speech import Speeches, label
from softskills.transcript import CallInfo, Role, Transcript

_MS = 1000.0
_Object = dict[str, object]


def sees(value: object) -> str | None:
    """Return the reason when there are call transcripts."""
    if any("transcript" in head(part, "callTranscripts") for part in _parts(value)):
        known = any("parties" in head(part, "calls") for part in _parts(value))
        return "callTranscripts and calls: Gong, with names" if known else "callTranscripts: Gong, without names"
    return None


def read(source: Source) -> Transcript:
    """Read the only call of a file."""
    return one_of(read_all(source), source)


def read_all(source: Source) -> Sequence[Transcript | BadCall]:
    """Read every call of a file; one in which nobody says anything does not stand in the others' way."""
    value = source.json()
    extensive: dict[str | None, _Object] = {}
    for part in _parts(value):
        for _, call in objects(dig(part, "calls")):
            extensive[label(dig(call, "metaData", "id"))] = call
    calls = [
        _read_one(call, extensive, source)
        for part in _parts(value)
        for _, call in objects(dig(part, "callTranscripts"))
    ]
    if not calls:
        raise source.error("no turns found: callTranscripts holds no call", hint="was the call transcribed?")
    return calls


def _read_one(call: _Object, extensive: Mapping[str | None, _Object], source: Source) -> Transcript | BadCall:
    """Read one call."""
    try:
        return _transcript(call, extensive, source)
    except ReadError as error:
        return BadCall(label(call.get("callId")) or source.call_id, error)


def _transcript(call: _Object, extensive: Mapping[str | None, _Object], source: Source) -> Transcript:
    ledger = Ledger(source.path)
    call_id = label(call.get("callId"))
    about = extensive.get(call_id, {})
    names, sides = _parties(about)
    unit = _unit(call.get("transcript"), dig(about, "metaData", "duration"), ledger)
    found = Speeches(source, READER.name, ledger, unit)
    if not about:
        ledger.add(
            "names and sides are not in this file",
            hint="put the answer of /v2/calls/extensive beside it: jq -s . transcript.json extensive.json",
        )
    for i, monologue in taken(call.get("transcript"), found.skipped):
        who = label(monologue.get("speakerId"))
        if about and who is not None and who not in names:
            ledger.add("speaker who is none of the call's parties, kept by id", who)
        for j, sentence in taken(monologue.get("sentences"), found.skipped):
            found.add(
                sentence.get("text"),
                speaker=names.get(who, who) if who is not None else None,
                start=found.clock(sentence.get("start")),
                stop=found.clock(sentence.get("end")),
                source_id=f"transcript[{i}].sentences[{j}]",
            )
    return found.transcript(
        "transcript[].sentences",
        sides=sides,
        call_id=call_id,
        info=CallInfo(
            date=date_of(dig(about, "metaData", "started")),
            rep=_only(sides, "rep"),
            client=_only(sides, "customer"),
        ),
    )


def _parties(about: _Object) -> tuple[dict[str, str], dict[str, Role]]:
    """Return each speaker's name by id, and each name's side."""
    people = [
        (who, label(first_of(person, "name", "emailAddress")), label(person.get("emailAddress")), person)
        for _, person in objects(about.get("parties"))
        if (who := label(person.get("speakerId"))) is not None
    ]
    n_called = Counter(name for _, name, _, _ in people)
    names: dict[str, str] = {}
    sides: dict[str, Role] = {}
    for who, name, address, person in people:
        # Two people of one name stay two.
        shown = f"{name} ({address or who})" if name is not None and n_called[name] > 1 else name
        if shown is None or shown in names.values():
            shown = who
        names[who] = shown
        role = stated_role(person.get("affiliation"))
        if role != "unknown":
            sides[shown] = role
    return names, sides


def _only(sides: Mapping[str, Role], role: Role) -> str | None:
    """Return the one name on a side, None when there are several."""
    names = [name for name, side in sides.items() if side == role]
    return names[0] if len(names) == 1 else None


def _unit(transcript: object, duration: object, ledger: Ledger) -> float:
    """Return the units in a second.

    Gong's own description says seconds, its answers have milliseconds. The call's duration (seconds) decides; without
    it a time with a fraction does, which milliseconds have not.
    """
    last = 0.0
    has_fractions = False
    for _, monologue in objects(transcript):
        for _, sentence in objects(monologue.get("sentences")):
            for time in (sentence.get("start"), sentence.get("end")):
                if isinstance(time, (int, float)) and 0 <= time < 1e12:
                    last = max(last, time)
                    has_fractions |= not float(time).is_integer()
    if last > 0 and isinstance(duration, (int, float)) and 0 < duration < 1e9:
        is_ms = abs(log(last / _MS / duration)) <= abs(log(last / duration))
        why = "the call's duration"
    else:
        is_ms, why = not has_fractions, "their fractions"
    if not is_ms:
        ledger.add(f"times taken as seconds, not milliseconds, because of {why}")
    return _MS if is_ms else 1.0


def _parts(value: object) -> list[object]:
    """Return the answers a file holds: one, or several in a list."""
    return value if isinstance(value, list) else [value]


READER = Reader(
    name="gong",
    title="Gong call transcripts",
    extensions=(),
    sees=sees,
    read=read,
    kind="json",
    read_all=read_all,
)
