"""Rev.ai: monologues of elements."""

from __future__ import annotations

from collections.abc import Iterator

from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._cells import whole
from softskills.readers._json import dig, head, objects, taken
from softskills.readers._speech import Speeches, label
from softskills.readers._words import Heard
from softskills.transcript import Transcript


def sees(value: object) -> str | None:
    """Return the reason when there are monologues with elements."""
    return "monologues[].elements: Rev.ai" if "elements" in head(value, "monologues") else None


def read(source: Source) -> Transcript:
    """Read monologues; elements follow each other without a gap, punctuation elements hold the spaces."""
    found = Speeches(source, READER.name, Ledger(source.path))
    for i, monologue in objects(dig(source.json(), "monologues"), found.skipped):
        name = label(dig(monologue, "speaker_info", "display_name"))
        found.stream(
            _heard(monologue, found),
            speaker=label(monologue.get("speaker")) if name is None else name,
            source_id=f"monologues[{i}]",
        )
    return found.transcript("monologues")


def _heard(monologue: dict[str, object], found: Speeches) -> Iterator[Heard]:
    """Yield the elements; white space becomes what stands before the next."""
    glue = ""
    for _, element in taken(monologue.get("elements"), found.skipped):
        value = element.get("value")
        if not isinstance(value, str):
            found.ledger.add("element without words, left out", label(element.get("type")) or "")
            continue
        said = value.strip()
        if said:
            glue += value[: len(value) - len(value.lstrip())]
            yield Heard(
                whole(said),
                found.clock(element.get("ts")),
                found.clock(element.get("end_ts")),
                found.confidence(element.get("confidence")),
                None,
                glue,
            )
            glue = ""
        # Many spaces in a row would only be seen in the source.
        glue = " " if value[-1:].isspace() else glue


READER = Reader(name="revai", title="Rev.ai", extensions=(), sees=sees, read=read, kind="json")
