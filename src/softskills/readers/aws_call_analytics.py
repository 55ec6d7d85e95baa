"""Amazon Transcribe Call Analytics: turns with the participant's role."""

from __future__ import annotations

from softskills.readers._aws_turns import is_turn, transcript
from softskills.readers._base import Reader, Source
from softskills.transcript import Transcript


def sees(value: object) -> str | None:
    """Return the reason when the turns carry roles."""
    return "Transcript[].ParticipantRole: Amazon Transcribe Call Analytics" if is_turn(value) else None


def read(source: Source) -> Transcript:
    """Read the turns; times are in milliseconds."""
    return transcript(source, READER.name)


READER = Reader(
    name="aws-call-analytics",
    title="Amazon Transcribe Call Analytics",
    extensions=(),
    sees=sees,
    read=read,
    kind="json",
)
