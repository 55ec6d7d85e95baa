"""Amazon Connect Contact Lens: calls and chats, raw or redacted."""

from __future__ import annotations

from softskills.readers._aws_turns import is_turn, transcript
from softskills.readers._base import Reader, Source
from softskills.readers._json import head
from softskills.transcript import Transcript

_OWN_KEYS = ("Version", "ContentMetadata", "CustomerMetadata", "JobDetails")


def sees(value: object) -> str | None:
    """Return the reason when the turns come with what only Contact Lens adds."""
    if not is_turn(value) or not isinstance(value, dict):
        return None
    if "ParticipantId" in head(value, "Transcript"):
        return "Transcript[].ParticipantId: Contact Lens"
    own = next((key for key in _OWN_KEYS if key in value), None)
    return f"Transcript[].ParticipantRole and {own}: Contact Lens" if own else None


def read(source: Source) -> Transcript:
    """Read the turns; the call is named by its contact id."""
    return transcript(source, READER.name)


READER = Reader(
    name="contact-lens",
    title="Amazon Connect Contact Lens",
    extensions=(),
    sees=sees,
    read=read,
    kind="json",
)
