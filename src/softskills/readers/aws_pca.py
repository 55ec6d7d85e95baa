"""Amazon Transcribe Post Call Analytics (PCA): its own output, made from either kind of Transcribe job."""

from __future__ import annotations

from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._columns import stated_role
from softskills.readers._json import date_of, dig, first_of, objects
from softskills.readers._speech import Speeches, label
from softskills.transcript import CallInfo, Role, Transcript


def sees(value: object) -> str | None:
    """Return the reason when there are PCA's two parts."""
    if isinstance(dig(value, "SpeechSegments"), list) and isinstance(dig(value, "ConversationAnalytics"), dict):
        return "ConversationAnalytics and SpeechSegments: AWS post-call analytics"
    return None


def read(source: Source) -> Transcript:
    """Read segments; a speaker is called what PCA displays, which also states the side."""
    value = source.json()
    found = Speeches(source, READER.name, Ledger(source.path))
    about = dig(value, "ConversationAnalytics")
    names: dict[str, str] = {}
    sides: dict[str, Role] = {}
    for _, person in objects(dig(about, "SpeakerLabels"), found.skipped):
        key, shown = label(person.get("Speaker")), label(person.get("DisplayText"))
        if key is None:
            continue
        # Two voices may be displayed alike; they stay two.
        names[key] = shown if shown is not None and shown not in names.values() else key
        role = stated_role(shown)
        if role != "unknown":
            sides[names[key]] = role
    for i, segment in objects(dig(value, "SpeechSegments"), found.skipped):
        who = label(segment.get("SegmentSpeaker"))
        found.add(
            first_of(segment, "DisplayText", "OriginalText"),
            found.words(
                segment.get("WordConfidence"),
                ("Text",),
                start="StartTime",
                stop="EndTime",
                confidence=("Confidence",),
                speaker=None,
            ),
            speaker=names.get(who, who) if who is not None else None,
            start=found.clock(segment.get("SegmentStartTime")),
            stop=found.clock(segment.get("SegmentEndTime")),
            source_id=f"SpeechSegments[{i}]",
        )
    return found.transcript(
        "SpeechSegments",
        sides=sides,
        call_id=label(dig(about, "GUID")),
        info=CallInfo(date=date_of(dig(about, "ConversationTime")), rep=label(dig(about, "Agent"))),
    )


READER = Reader(name="aws-pca", title="AWS post-call analytics", extensions=(), sees=sees, read=read, kind="json")
