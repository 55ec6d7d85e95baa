"""AnnoMI's published CSV: one row an annotator and utterance, so that 13,551 rows are 9,699 utterances.

Rows are put together by (transcript_id, utterance_id), and each label goes to the majority of its annotators; a tie
is no label. One annotator called 98 % of questions open and has no vote on the kind of question.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from softskills.errors import ReadError
from softskills.evaluate.datasets.base import Dialogue, Label
from softskills.transcript import NAN, Role, Transcript, Utterance

NEEDED = ("mi_quality", "transcript_id", "utterance_id", "interlocutor", "utterance_text")
NO_VOTE_ON_KIND = "3"
ROLE: dict[str, Role] = {"therapist": "rep", "client": "customer"}

Row = Mapping[str, str]


def read_csv(file: Path) -> Iterator[Dialogue]:
    """Read AnnoMI-full.csv, or AnnoMI-simple.csv, which lacks the kind of question.

    Raises:
        ReadError: a column is missing, or a row is malformed.
    """
    sessions: dict[str, dict[int, list[Row]]] = {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            lacking = [name for name in NEEDED if name not in (rows.fieldnames or ())]
            if lacking:
                raise ReadError(f"no column {lacking[0]!r}", path=str(file), line=1, hint=f"needs {', '.join(NEEDED)}")
            for row in rows:
                session = sessions.setdefault(row["transcript_id"], {})
                session.setdefault(int(row["utterance_id"]), []).append(row)
    except (ValueError, TypeError, csv.Error) as error:
        raise ReadError(f"not AnnoMI's CSV: {error}", path=str(file)) from error
    except OSError as error:
        raise ReadError(f"cannot be read: {error.strerror}", path=str(file)) from error
    for name, session in sessions.items():
        yield _dialogue(name, [session[number] for number in sorted(session)], str(file))


def _dialogue(name: str, session: list[list[Row]], path: str) -> Dialogue:
    starts = [_seconds(votes[0].get("timestamp")) for votes in session]
    utterances = tuple(
        Utterance(
            turn,
            votes[0]["interlocutor"],
            votes[0]["utterance_text"],
            starts[turn],
            starts[turn + 1] if turn + 1 < len(starts) else starts[turn],
            ROLE.get(votes[0]["interlocutor"], "unknown"),
        )
        for turn, votes in enumerate(session)
    )
    transcript = Transcript(name, utterances, "dataset", path, role_confidence=1.0, role_reason="labelled")
    return Dialogue(transcript, tuple(_labels(votes) for votes in session), session[0][0]["mi_quality"])


def _labels(votes: list[Row]) -> dict[str, Label]:
    if ROLE.get(votes[0]["interlocutor"]) != "rep":
        return {}
    labels: dict[str, Label] = {}
    for label in ("question", "reflection"):
        said = _majority(_said(row, label) for row in votes)
        if said is not None:
            labels[label] = int(said)
    kind = _majority(
        row.get("question_subtype") if row.get("question_subtype") in ("open", "closed") else None
        for row in votes
        if row.get("annotator_id") != NO_VOTE_ON_KIND
    )
    if labels.get("question") == 1 and kind is not None:
        labels["question_kind"] = str(kind)
    return labels


def _said(row: Row, label: str) -> bool | None:
    """Return an annotator's vote, from the full file's own column or the simple file's main behaviour."""
    exists = row.get(f"{label}_exists", "").strip().lower()
    if exists in ("true", "false", "1", "0"):
        return exists in ("true", "1")
    main = row.get("main_therapist_behaviour", "").strip()
    return main == label if main not in ("", "n/a") else None


def _majority(votes: Iterable[bool | str | None]) -> bool | str | None:
    """Return what most say; None without votes and on a tie."""
    first, second, *_ = [*Counter(vote for vote in votes if vote is not None).most_common(2), (None, 0), (None, 0)]
    return first[0] if first[1] > second[1] else None


def _seconds(clock: str | None) -> float:
    """Return "00:01:05" as seconds, NaN when it is none."""
    parts = (clock or "").strip().split(":")
    if not 2 <= len(parts) <= 3 or not all(part.isdigit() for part in parts):
        return NAN
    total = 0
    for part in parts:
        total = 60 * total + int(part)
    return float(total)
