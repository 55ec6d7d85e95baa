"""Line-JSON: one conversation a line, plain or gzipped.

Each has "dataset", "dialogue_id", "meta" (perhaps with "mi_quality") and "utterances", and each of these "speaker",
"role" ("rep", "customer" or null), "start", "end" (seconds or null), "text" and "labels".
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from softskills.errors import ReadError
from softskills.evaluate.datasets.base import Dialogue
from softskills.transcript import NAN, Role, Transcript, Utterance

ROLE: dict[str | None, Role] = {"rep": "rep", "customer": "customer", None: "unknown"}
HINT = "one conversation a line: dialogue_id, utterances with speaker, role, text, labels"


def read_linejson(file: Path) -> Iterator[Dialogue]:
    """Read the conversations of a line-JSON file, one by one.

    Raises:
        ReadError: with the line that is malformed.
    """
    at = 0
    try:
        with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
            for at, line in enumerate(lines, start=1):  # noqa: B007  (`at` places the error below)
                if line.strip():
                    yield _dialogue(json.loads(line), str(file))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReadError("not a labelled conversation", path=str(file), line=at or 1, hint=HINT) from error
    except (OSError, EOFError, zlib.error) as error:
        raise ReadError(f"cannot be read: {error}", path=str(file), hint=HINT) from error


def _dialogue(given: dict[str, Any], path: str) -> Dialogue:
    said = given["utterances"]
    utterances = tuple(_utterance(turn, item) for turn, item in enumerate(said))
    transcript = Transcript(
        str(given["dialogue_id"]), utterances, "dataset", path, role_confidence=1.0, role_reason="labelled"
    )
    return Dialogue(transcript, tuple(dict(item["labels"]) for item in said), given["meta"].get("mi_quality"))


def _utterance(turn: int, item: dict[str, Any]) -> Utterance:
    if not isinstance(item["text"], str):
        raise TypeError("a text is no text")
    return Utterance(
        turn, str(item["speaker"]), item["text"], _time(item, "start"), _time(item, "end"), ROLE[item["role"]]
    )


def _time(item: dict[str, Any], key: str) -> float:
    value = item.get(key)
    return NAN if value is None else float(value)
