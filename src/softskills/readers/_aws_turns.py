"""The turns of Amazon Transcribe Call Analytics and of Contact Lens, which share their shape."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from softskills.readers._base import Ledger, Source
from softskills.readers._columns import stated_role
from softskills.readers._json import date_of, dig, first_of, head, objects, taken
from softskills.readers._speech import Speeches, label
from softskills.transcript import NAN, CallInfo, Role, Transcript

_MS = 1000.0


def is_turn(value: object) -> bool:
    """Tell whether a document has turns of this shape."""
    turn = head(value, "Transcript")
    return bool(turn.keys() & {"ParticipantRole", "ParticipantId"}) and "Content" in turn


def transcript(source: Source, name: str) -> Transcript:
    """Read the turns; who speaks is the role, and the participant where several have one role."""
    value = source.json()
    if dig(value, "JobStatus") == "FAILED":
        raise source.error("the job failed: there is no transcript", hint="look at the job in the AWS console")
    found = Speeches(source, name, Ledger(source.path), _MS)
    names, sides = _participants(value)
    began: datetime | None = None
    for i, turn in taken(dig(value, "Transcript"), found.skipped):
        who = label(turn.get("ParticipantId"))
        role = label(turn.get("ParticipantRole"))
        speaker = names.get(who or "", role or who)
        if who is not None and names and who not in names:
            found.ledger.add("participant who is not among the participants, side unknown", who)
        if speaker is not None:
            sides.setdefault(speaker, stated_role(role or who))
        start = found.clock(first_of(turn, "BeginOffsetMillis", "BeginOffset"))
        said_at = _moment(turn.get("AbsoluteTime"))
        if said_at is not None and start != start:  # chats have the time of day instead
            began = began or said_at
            start = (said_at - began).total_seconds() if said_at >= began else NAN
        found.add(
            turn.get("Content"),
            found.words(
                turn.get("Items"),
                ("Content",),
                start="BeginOffsetMillis",
                stop="EndOffsetMillis",
                confidence=("Confidence",),
                speaker=None,
            ),
            speaker=speaker,
            start=start,
            stop=found.clock(first_of(turn, "EndOffsetMillis", "EndOffset")),
            source_id=label(turn.get("Id")) or f"Transcript[{i}]",
        )
    return found.transcript(
        "Transcript",
        sides={who: role for who, role in sides.items() if role != "unknown"},
        call_id=label(dig(value, "CustomerMetadata", "ContactId")),
        info=CallInfo(date=began.isoformat() if began else None),
    )


def _participants(value: object) -> tuple[dict[str, str], dict[str, Role]]:
    """Return the label for each participant's id, and the side of each label."""
    people = [person for _, person in objects(dig(value, "Participants"))]
    n_of_role = Counter(label(person.get("ParticipantRole")) for person in people)
    names: dict[str, str] = {}
    sides: dict[str, Role] = {}
    for person in people:
        role, who = label(person.get("ParticipantRole")), label(person.get("ParticipantId"))
        if role is None:
            continue
        # Ids are often random: the role says more, as long as one person has it.
        name = who if who is not None and n_of_role[role] > 1 else role
        sides[name] = stated_role(role)
        if who is not None:
            names[who] = name
    return names, sides


def _moment(value: object) -> datetime | None:
    """Return a time of day with its date, None for anything else."""
    iso = date_of(value) if isinstance(value, str) else None
    moment = datetime.fromisoformat(iso) if iso else None
    return moment if moment is not None and moment.tzinfo is not None else None
