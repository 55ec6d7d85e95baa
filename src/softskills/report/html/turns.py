"""The transcript as pieces: plain words, and words that carry tags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from softskills.analysis import Analysis
from softskills.report.timeline import OUTCOMES, longest_run
from softskills.report.words import clock
from softskills.taxonomy import tags as known_tags
from softskills.transcript import Tag


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a turn with the same tags throughout; without tags it is plain text.

    Args:
        text: its raw characters.
        families: of its tags, each once, the narrowest tag's first.
        note: the number of the note that explains the narrowest, -1 without tags.
        says: its tags and scores in a line.
    """

    text: str
    families: tuple[str, ...] = ()
    note: int = -1
    says: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What is said about one tag: what it is, the words, why, how sure."""

    family: str
    move: str
    definition: str
    words: str
    why: str
    score: float
    attributes: str


@dataclass(frozen=True, slots=True)
class Said:
    """One turn."""

    number: int
    speaker: str
    role: str
    time: str
    pieces: Sequence[Piece]
    notes: Sequence[Note]
    events: Sequence[tuple[str, str]]


def said(result: Analysis) -> list[Said]:
    """Return the turns of a call with their tags."""
    view = result.view
    events: dict[int, list[tuple[str, str]]] = {}
    for event in view.opportunities:
        events.setdefault(event.turn, []).append((event.outcome, f"feeling shown: {OUTCOMES[event.outcome]}"))
    for role, name in (("rep", "longest monologue starts"), ("customer", "longest story starts")):
        run = longest_run(view, role)
        if run is not None:
            events.setdefault(run.turns[0], []).append(("run", name))
    found = []
    for i, (turn, tags) in enumerate(zip(view.turns, view.tags_at, strict=True)):
        utt = turn.utt
        ordered = sorted(tags, key=lambda tag: (tag.span, tag.tag))
        found.append(
            Said(
                i,
                utt.speaker or "unknown",
                utt.role,
                "" if utt.start != utt.start else clock(utt.start),
                pieces(utt.text, ordered),
                [_note(tag, utt.text) for tag in ordered],
                events.get(i, ()),
            )
        )
    return found


def pieces(text: str, tags: Sequence[Tag]) -> list[Piece]:
    """Cut a turn where tags begin and end; together the pieces are the text."""
    if not tags:
        return [Piece(text)] if text else []
    edges = sorted({0, len(text)} | {edge for tag in tags for edge in (tag.span.start, tag.span.stop)})
    found: list[Piece] = []
    for start, stop in pairwise(edges):
        over = [(n, tag) for n, tag in enumerate(tags) if tag.span.start < stop and tag.span.stop > start]
        over.sort(key=lambda item: len(item[1].span))
        if not over:
            found.append(Piece(text[start:stop]))
            continue
        families = tuple(dict.fromkeys(tag.tag.partition(".")[0] for _, tag in over))
        says = " + ".join(f"{spoken(tag.tag)} {tag.score:.2f}" for _, tag in over)
        found.append(Piece(text[start:stop], families, over[0][0], says))
    return found


@cache
def spoken(tag: str) -> str:
    """Return a tag's name for people: "empathy.understanding" is "empathy: understanding"."""
    return tag.replace(".", ": ", 1).replace("_", " ")


def _note(tag: Tag, text: str) -> Note:
    family, _, move = tag.tag.partition(".")
    info = known_tags().get(tag.tag)
    attributes = ", ".join(
        name if value is True else f"{name} {value}" for name, value in tag.attributes.items() if value is not False
    )
    return Note(
        family,
        move.replace("_", " "),
        info.definition if info else "",
        tag.span.of(text),
        tag.why,
        tag.score,
        attributes,
    )
