"""Gold calls: the project's own labelled transcripts, one readable file a call.

    call: b24-01
    domain: caravan park
    style: punctuated
    quality: high
    english: Welsh
    ratings: questioning=5 listening=5 empathy=4 ... overall=5

    rep: Morning, Gwersyll Park, it's Carys.
      rapport.greeting: Morning, Gwersyll Park, it's Carys.
    customer: ...
      customer.need: words copied from the turn above

A tag line is two spaces, the tag, its attributes, and the exact words; `#2` names their second occurrence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from softskills.errors import OptionError, ReadError
from softskills.taxonomy import tags as known_tags
from softskills.transcript import Span, Tag, Transcript, Utterance

SPLITS = ("train", "dev", "test")
STYLES = ("punctuated", "asr")
QUALITIES = ("high", "mixed", "low")
RATINGS = ("questioning", "listening", "empathy", "tailored_value", "trust", "rapport", "strategic", "overall")
SPEAKERS = ("rep", "customer", "other")
FLAGS = {"generic", "tailored", "quantified", "price"}
TAG_LINE = re.compile(r"  ([a-z]+\.[a-z_]+)((?: [a-z]+)*)(?: #([1-9]\d*))?: (.+)")


@dataclass(frozen=True, slots=True)
class GoldCall:
    """One labelled call.

    Args:
        transcript: the turns, roles given.
        tags: the gold tags in order of turn and place.
        domain: the line of business.
        style: "punctuated" or "asr" (as a recogniser gives it: lower case, no punctuation).
        quality: of the rep: "high", "mixed", "low".
        english: whose English, or "unstated".
        ratings: a coach's 1 to 5 for each skill; None where the call gave no occasion.
    """

    transcript: Transcript
    tags: tuple[Tag, ...]
    domain: str
    style: str
    quality: str
    english: str
    ratings: dict[str, int | None]


def load(split: str, path: str | Path | None = None) -> list[GoldCall]:
    """Read the gold calls of one split.

    Args:
        split: "train", "dev" or "test".
        path: the corpora folder; by default the one of the checkout this package runs from, or else `corpora` in the
            current folder.

    Returns:
        The calls in order of their names.

    Raises:
        OptionError: no such split, or no corpora folder to be found.
        ReadError: a file is malformed.
    """
    if split not in SPLITS:
        raise OptionError(f"there is no split {split!r}", hint=f"one of {', '.join(SPLITS)}")
    own = Path(__file__).resolve().parents[2] / "corpora"
    folder = Path(path) if path is not None else own if own.is_dir() else Path("corpora")
    if not (folder / split).is_dir():
        raise OptionError(f"no corpora folder at {folder}", hint="it is part of the repository; name it with path=")
    return list(load_folder(folder / split))


def gold_calls(path: str | Path, corpora_path: str | Path | None = None) -> list[GoldCall]:
    """Read gold calls: "train", "dev" or "test" for a split of the project's own, else a folder or a file.

    Raises:
        OptionError: there is no corpora folder to take a split from.
        ReadError: no such file or folder, no `.call` files, or one that is malformed.
    """
    return load(str(path), corpora_path) if str(path) in SPLITS else list(load_folder(path))


def load_folder(folder: str | Path) -> Iterator[GoldCall]:
    """Read every `.call` file below a folder, or one such file."""
    folder = Path(folder)
    if not folder.exists():
        raise ReadError("no such file or folder", path=str(folder), hint="name a folder of .call files")
    files = [folder] if folder.is_file() else sorted(folder.rglob("*.call"))
    if not files:
        raise ReadError("no .call files", path=str(folder), hint="the format is described in corpora/README.md")
    for file in files:
        try:
            text = file.read_text("utf-8")
        except UnicodeDecodeError as error:
            raise ReadError("not UTF-8", path=str(file), hint="gold calls are written in UTF-8") from error
        yield parse(text, str(file))


def parse(text: str, path: str = "<call>") -> GoldCall:
    """Read one gold call.

    Raises:
        ReadError: with the line and what is allowed there.
    """
    lines = text.split("\n")
    head: dict[str, str] = {}
    first = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
    for line in lines[:first]:
        key, _, value = line.partition(": ")
        head[key] = value.strip()
    _check_head(head, path)
    utterances: list[Utterance] = []
    tags: list[Tag] = []
    for number, line in enumerate(lines[first:], start=first + 1):
        if not line.strip():
            continue
        if line.startswith("  "):
            if not utterances:
                raise ReadError("a tag before the first turn", path=path, line=number)
            tags.append(_tag(line, utterances[-1], path, number))
            continue
        speaker, _, words = line.partition(": ")
        if speaker not in SPEAKERS or not words.strip():
            raise ReadError("not a turn", path=path, line=number, hint="'rep: ...', 'customer: ...' or 'other: ...'")
        role = next(name for name in ("rep", "customer", "other") if name == speaker)
        utterances.append(Utterance(len(utterances), speaker, words, role=role, line=number))
    transcript = Transcript(head["call"], tuple(utterances), "call", path, role_confidence=1.0, role_reason="labelled")
    ratings = {name: None if value == "null" else int(value) for name, value in _pairs(head["ratings"])}
    return GoldCall(transcript, tuple(tags), head["domain"], head["style"], head["quality"], head["english"], ratings)


def dump(call: GoldCall) -> str:
    """Write one gold call; `parse(dump(call))` gives the call back."""
    ratings = " ".join(f"{name}={'null' if value is None else value}" for name, value in call.ratings.items())
    out = [
        f"call: {call.transcript.call_id}",
        f"domain: {call.domain}",
        f"style: {call.style}",
        f"quality: {call.quality}",
        f"english: {call.english}",
        f"ratings: {ratings}",
        "",
    ]
    for utt in call.transcript.utterances:
        out.append(f"{utt.role}: {utt.text}")
        for tag in call.tags:
            if tag.turn != utt.turn:
                continue
            words = tag.span.of(utt.text)
            flags = "".join(f" {value if name == 'depth' else name}" for name, value in tag.attributes.items())
            nth = _occurrence(utt.text, words, tag.span.start)
            out.append(f"  {tag.tag}{flags}{f' #{nth}' if nth > 1 else ''}: {words}")
    return "\n".join(out) + "\n"


def _check_head(head: dict[str, str], path: str) -> None:
    for key in ("call", "domain", "style", "quality", "english", "ratings"):
        if key not in head:
            raise ReadError(f"the header {key!r} is missing", path=path, line=1)
    for key, allowed in (("style", STYLES), ("quality", QUALITIES)):
        if head[key] not in allowed:
            raise ReadError(f"{key} is {head[key]!r}", path=path, line=1, hint=f"one of {', '.join(allowed)}")
    pairs = dict(_pairs(head["ratings"]))
    if tuple(pairs) != RATINGS or any(value not in ("1", "2", "3", "4", "5", "null") for value in pairs.values()):
        raise ReadError("malformed ratings", path=path, line=1, hint=f"{'=1..5|null '.join(RATINGS)}=1..5|null")


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(name, value) for name, _, value in (part.partition("=") for part in text.split())]


def _tag(line: str, utt: Utterance, path: str, number: int) -> Tag:
    match = TAG_LINE.fullmatch(line)
    if match is None:
        raise ReadError("not a tag line", path=path, line=number, hint="'  family.move flags: exact words'")
    name, flags, nth, words = match.groups()
    info = known_tags().get(name)
    if info is None:
        raise ReadError(f"there is no tag {name!r}", path=path, line=number)
    if utt.role == "other" or info.side not in ("both", utt.role):
        raise ReadError(f"{name} on a {utt.role} turn", path=path, line=number)
    start = -1
    for _ in range(int(nth or 1)):
        start = utt.text.find(words, start + 1)
        if start < 0:
            raise ReadError(f"the turn above does not hold {words!r}", path=path, line=number)
    attributes: dict[str, bool | str] = {}
    for flag in flags.split():
        if flag in FLAGS:
            attributes[flag] = True
        elif flag in ("simple", "complex"):
            attributes["depth"] = flag
        else:
            raise ReadError(f"unknown attribute {flag!r}", path=path, line=number)
    return Tag(utt.turn, Span(start, start + len(words)), name, 1.0, "labelled", attributes)


def _occurrence(text: str, words: str, start: int) -> int:
    nth, at = 1, text.find(words)
    while at != start:
        nth, at = nth + 1, text.find(words, at + 1)
    return nth
