"""ConvoKit corpora, read and written: a folder of utterances, speakers and conversations as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from softskills.errors import ReadError
from softskills.readers._base import BadCall, Ledger, Reader, Source, one_of
from softskills.readers._cells import whole
from softskills.readers._clock import LIMIT_S
from softskills.readers._columns import stated_role
from softskills.readers._convokit_out import OWN, write
from softskills.readers._json import BadJson, dig, first_of, parse
from softskills.readers._open import CORPUS_FILE, open_source
from softskills.readers._speech import Clock, label
from softskills.transcript import NAN, ROLES, CallInfo, Role, Span, Transcript, Utterance, Word

__all__ = ["READER", "read", "read_all", "sees", "write"]

_Object = dict[str, object]
# Where corpora say on which side somebody is.
_ROLE_KEYS = ("role", "speaker_role", "participant_role", "utt_group", "side", "type")


def sees(listing: str) -> str | None:
    """Return the reason when a folder's listing has the corpus's utterances."""
    return f"is a folder with {CORPUS_FILE}: ConvoKit corpus" if CORPUS_FILE in listing.split("\n") else None


def read(source: Source) -> Transcript:
    """Read the only conversation of a corpus."""
    return one_of(read_all(source), source)


def read_all(source: Source) -> Sequence[Transcript | BadCall]:
    """Read every conversation; an utterance is a turn as it stands, nothing is merged.

    A conversation in which nobody says anything, or that only `conversations.json` knows of, is no call but is told of.
    """
    folder = Path(source.path or "")
    text = open_source(folder / CORPUS_FILE, None)
    ledger = Ledger(text.path)
    conversations = _by_conversation(text, ledger)
    if not conversations:
        raise text.no_turns(text.lines(), hint="each line is an object with id, speaker, conversation_id and text")
    old = folder / "users.json"
    speakers = _metadata(old if "users.json" in source.text.split("\n") else folder / "speakers.json", ledger)
    about = _metadata(folder / "conversations.json", ledger)
    calls = [
        _call(name, in_order, speakers, _meta_of(about.get(name)), source, text.path)
        for name, in_order in conversations.items()
    ]
    if all(isinstance(call, BadCall) for call in calls):
        raise text.error("no turns found: no utterance has words")
    silent = [name for name in about if name not in conversations]
    if len(silent) == len(about) > 0:
        ledger.add("conversations.json knows none of these conversations, not used", silent.pop())
        silent.clear()
    missing = [_bad(name, _meta_of(about[name]), "the conversation has no utterances", text.path) for name in silent]
    # What could not be given to one conversation concerns all.
    common = (*text.notices, *ledger.notices())
    return [
        call if isinstance(call, BadCall) else replace(call, warnings=(*common, *call.warnings))
        for call in (*calls, *missing)
    ]


def _by_conversation(text: Source, ledger: Ledger) -> dict[str, list[tuple[int, _Object]]]:
    """Return the utterances of each conversation, with their lines, in the order they were said."""
    grouped: dict[str, list[tuple[int, _Object]]] = {}
    home: dict[str, str] = {}  # the conversation of each utterance
    for number, line in enumerate(text.lines(), 1):
        if not line or line.isspace():
            continue
        try:
            item = parse(line)
        except BadJson:
            ledger.add("line that is not valid JSON, left out", line, line=number)
            continue
        if not isinstance(item, dict):
            ledger.add("line that is no object, left out", line, line=number)
            continue
        own, parent = label(item.get("id")), _parent(item)
        name = label(first_of(item, "conversation_id", "root")) or (home.get(parent) if parent else own)
        if name is None:
            ledger.add("utterance of no conversation, left out", line, line=number)
            continue
        if own is not None:
            home[own] = name
        grouped.setdefault(name, []).append((number, item))
    return {name: _in_order(items, ledger) for name, items in grouped.items()}


def _in_order(items: list[tuple[int, _Object]], ledger: Ledger) -> list[tuple[int, _Object]]:
    """Return utterances in the file's order, or by their replies when an answer stands before its question."""
    place = {label(item.get("id")): i for i, (_, item) in enumerate(items)}
    parents = [place.get(_parent(item)) if _parent(item) else None for _, item in items]
    if all(parent is None or parent < i for i, parent in enumerate(parents)):
        return items
    ledger.add("utterances stand before what they reply to, put in the order of the replies", line=items[0][0])
    replies: dict[int | None, list[int]] = {}
    for i, parent in enumerate(parents):
        replies.setdefault(parent if parent != i else None, []).append(i)
    order: list[int] = []
    waiting = list(reversed(replies.get(None, [])))
    while waiting:
        i = waiting.pop()
        order.append(i)
        waiting.extend(reversed(replies.get(i, [])))
    # Replies in a circle are reached from nowhere.
    reached = set(order)
    order += [i for i in range(len(items)) if i not in reached]
    return [items[i] for i in order]


def _parent(item: _Object) -> str | None:
    return label(first_of(item, "reply_to", "reply-to"))


def _metadata(path: Path, ledger: Ledger) -> _Object:
    """Return one of the corpus's files of metadata, nothing when it is missing or broken."""
    try:
        value = open_source(path, None).json()
    except ReadError as error:
        ledger.add(f"{path.name} cannot be read and is left out: {error.message}")
        return {}
    return value if isinstance(value, dict) else {}


def _meta_of(entry: object) -> _Object:
    """Return the metadata of a speaker or conversation; old corpora do not wrap them."""
    inner = dig(entry, "meta")
    found = inner if isinstance(inner, dict) else entry
    return found if isinstance(found, dict) else {}


def _call(
    name: str,
    items: list[tuple[int, _Object]],
    speakers: Mapping[str, object],
    about: _Object,
    source: Source,
    path: str | None,
) -> Transcript | BadCall:
    """Return a conversation as a call, or why it is none: nobody says anything."""
    ledger = Ledger(path)
    clock = Clock(ledger)
    own = about.get(OWN)
    kept = own if isinstance(own, dict) else {}
    utterances: list[Utterance] = []
    stated: dict[str, set[Role]] = {}
    for number, item in items:
        meta = _meta_of(item.get("meta"))
        text = item.get("text")
        if not isinstance(text, str) or (not text.strip() and not kept):
            ledger.add("utterance without words, left out", label(item.get("id")) or "", line=number)
            continue
        speaker = None if kept and meta.get("nameless") is True else label(first_of(item, "speaker", "user"))
        if speaker is None:
            ledger.add("words without a speaker, kept with none", text, line=number)
        start, stop = clock(meta.get("start")), clock(meta.get("stop"))
        if stop < start:
            ledger.add("end before start, end left unknown", text, line=number)
            stop = NAN
        if item.get("timestamp") is not None and not kept:
            ledger.add("timestamp of no stated scale, not used", line=number)
        if speaker is not None and not kept:
            for entry in (meta, _meta_of(speakers.get(speaker))):
                for key in _ROLE_KEYS:
                    if (role := stated_role(entry.get(key))) != "unknown":
                        stated.setdefault(speaker, set()).add(role)
        said = whole(text)
        utterances.append(
            Utterance(
                len(utterances),
                speaker,
                said,
                start,
                stop,
                _role(meta.get("role")) if kept else "unknown",
                _whole_number(meta.get("line")) if kept else number,
                _whole_number(meta.get("channel")),
                _share(meta.get("confidence")),
                label(meta.get("source_id")) if kept else label(item.get("id")),
                tuple(_words(meta.get("words"), len(said))),
            )
        )
    if not utterances:
        return _bad(name, about, "no turns found: no utterance has words", path, items[0][0])
    sides: dict[str, Role] = {}
    for speaker, roles in stated.items():
        if len(roles) == 1:
            sides[speaker] = next(iter(roles))
        else:
            ledger.add("sides that contradict each other, not used", speaker)
    call = Transcript(name, tuple(utterances), READER.name, source.path, ledger.notices(), sides=sides)
    return _as_it_was(call, kept) if kept else call


def _bad(name: str, about: _Object, reason: str, path: str | None, line: int | None = None) -> BadCall:
    error = ReadError(reason, path=path, line=line, hint="nothing of it can be scored")
    return BadCall(label(dig(about.get(OWN), "call_id")) or name, error, passable=True)


def _as_it_was(call: Transcript, kept: _Object) -> Transcript:
    """Return a call that this library wrote with what was known of it."""
    info = kept.get("info")
    known = {
        key: value
        for key, value in (info.items() if isinstance(info, dict) else ())
        if key in CallInfo.__dataclass_fields__
        and (isinstance(value, bool) if key == "fillers" else isinstance(value, str))
    }
    sides = kept.get("sides")
    return replace(
        call,
        call_id=label(kept.get("call_id")) or call.call_id,
        role_confidence=_share(kept.get("role_confidence")),
        role_reason=label(kept.get("role_reason")) or "",
        info=CallInfo(**known),
        sides={who: _role(role) for who, role in sides.items()} if isinstance(sides, dict) else {},
    )


def _role(value: object) -> Role:
    return next((role for role in ROLES if role == value), "unknown")


def _whole_number(value: object) -> int | None:
    return value if type(value) is int and 0 <= value < 2**53 else None


def _share(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) and 0 <= value <= 1 else NAN


def _words(listed: object, n_chars: int) -> Iterable[Word]:
    """Yield the words that `write` kept: begin, end, start, stop, confidence."""
    for entry in listed if isinstance(listed, list) else ():
        if not isinstance(entry, list) or len(entry) != 5:
            continue
        begin, end = _whole_number(entry[0]), _whole_number(entry[1])
        if begin is None or end is None or not begin < end <= n_chars:
            continue
        start, stop = (float(time) if _is_time(time) else NAN for time in entry[2:4])
        yield Word(Span(begin, end), start, stop, _share(entry[4]))


def _is_time(value: object) -> bool:
    return isinstance(value, (int, float)) and 0 <= value < LIMIT_S


READER = Reader(
    name="convokit",
    title="ConvoKit corpus",
    extensions=(),
    sees=sees,
    read=read,
    kind="folder",
    read_all=read_all,
)
