"""The work on one shard: a pure function from names to tables. It reads, scores and lays out; it writes nothing.

Whoever runs it (a process, a Dask worker, Spark) sends names in and gets rows out; spaCy's documents never travel.
"""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from softskills.analysis import analyze
from softskills.archive import meta, tables
from softskills.archive.keep import Keeper
from softskills.archive.rows import Row, rows_of
from softskills.archive.settings import Settings, digest, tables_of
from softskills.archive.sources import Item, corpus_digest, read_bytes, recording_digest
from softskills.archive.unpack import unpack
from softskills.audio import container_of, open_sound
from softskills.errors import ReadError, RoleError, SoftskillsError
from softskills.metadata import Manifest, PathPattern, with_info
from softskills.readers import read_calls
from softskills.readers._base import Source
from softskills.readers._cells import whole
from softskills.readers.recording import takes
from softskills.readers.records import READER as RECORDS
from softskills.roles import SpeakerMap, speaker_map
from softskills.roles.told import find_speaker
from softskills.transcript import Transcript

# A call's place in its shard: the file, and which call of that file.
Ref = tuple[int, int]
# Stands for a file as such, before its calls are known.
WHOLE = -1
# Told of a call before it is begun, and how many seconds of recording are to be recognised in it.
Beat = Callable[[Ref, float], None]
STAGES = ("read", "tag", "measure", "write")


@dataclass(frozen=True, slots=True)
class Loaded:
    """One call as it was found: its contents unread, where its recording or corpus lies, or why there is none."""

    ref: Ref
    call_id: str
    source: str
    content: bytes | Path | tables.Rows | SoftskillsError
    info: Mapping[str, str]

    def __post_init__(self) -> None:
        # A file's name need not be Unicode; a table's cells must be.
        object.__setattr__(self, "call_id", whole(self.call_id))
        object.__setattr__(self, "source", whole(self.source))


@dataclass(slots=True)
class Scored:
    """What came of a shard: rows by table, counts, and seconds by stage."""

    rows: dict[str, list[Row]]
    n_calls: int = 0
    n_failed: int = 0
    n_turns: int = 0
    n_words: int = 0
    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STAGES, 0.0))

    @property
    def counts(self) -> dict[str, int]:
        """What is added up over shards."""
        return {
            "n_calls": self.n_calls,
            "n_failed": self.n_failed,
            "n_turns": self.n_turns,
            "n_words": self.n_words,
        }


def load(
    items: Sequence[Item],
    fingerprint: Mapping[str, Any],
    *,
    poison: Mapping[Ref, str] | None = None,
    beat: Beat | None = None,
) -> tuple[list[Loaded], str]:
    """Read a shard's files, once: what is hashed is what is scored.

    Args:
        items: the files' names.
        fingerprint: what the settings come to (`Settings.fingerprint`).
        poison: files that are known to kill their process when opened, as (place, WHOLE).
        beat: told of each file before it is opened, as (place, WHOLE).

    Returns:
        The calls in order, and the shard's key: the hash of their contents, their names, what is known of them and the
        settings. A file that cannot be read counts with the reason, so that it is tried again once that changes.
    """
    calls: list[Loaded] = []
    tokens: list[list[Any]] = []
    for number, item in enumerate(items):
        place = (number, WHOLE)
        if beat is not None:
            beat(place, 0.0)
        if poison and place in poison:
            calls.append(Loaded(place, _call_id(item), item.name, ReadError(poison[place]), item.info))
            tokens.append([item.name, f"crash: {poison[place]}", dict(item.info)])
            continue
        try:
            if item.error is not None:
                raise ReadError(item.error, path=item.name)
            if item.rows is not None:
                token, by_name = tables.read_stretch(item)
                found = [(name, rows) for name, rows in by_name]
                for k, (name, rows) in enumerate(found):
                    told = {**tables.told_in(rows, meta.FIELDS[1:]), **item.info}
                    calls.append(Loaded((number, k), name, item.name, rows, told))
            elif item.beside is not None and takes(item.beside, item.path):
                token = "beside a recording"  # with which it is read; its contents count there
            elif (found_there := recording_digest(item.path) or corpus_digest(item.path)) is not None:
                token = found_there
                calls.append(Loaded((number, 0), _call_id(item), item.name, Path(item.path), item.info))
            else:
                data = read_bytes(item.path)
                token = hashlib.sha256(data).hexdigest()
                calls.extend(_within(number, item, data))
        except ReadError as error:
            token = f"error: {error.message}"
            calls.append(Loaded((number, 0), _call_id(item), item.name, error, item.info))
        tokens.append([item.name, token, dict(item.info)])
    return calls, digest([dict(fingerprint), tokens])


def score(
    calls: Iterable[Loaded],
    settings: Settings,
    *,
    poison: Mapping[Ref, str] | None = None,
    only: Collection[Ref] | None = None,
    beat: Beat | None = None,
) -> Scored:
    """Score a shard's calls.

    Args:
        calls: as `load` found them.
        settings: how to score and what to keep.
        poison: calls that are known to kill their process, and what to say of them; they are not touched.
        only: score these calls alone (to find out which one kills).
        beat: told of each call before it is begun.

    Returns:
        Rows by table. A call that cannot be scored is a row of `failures`; nothing raises for it.
    """
    done = Scored({name: [] for name in tables_of(settings)})
    for call in calls:
        if only is not None and call.ref not in only:
            continue
        if beat is not None:
            beat(call.ref, 0.0)
        told = (poison or {}).get(call.ref)
        if told is not None:
            _fail(done, call, settings, "crash", SoftskillsError(told, hint="score it alone to see what it does"))
            continue
        with _failing(done, call, settings):
            if beat is not None and (seconds := _to_recognise_s(call, settings)):
                beat(call.ref, seconds)
            _score_one(done, call, settings, beat)
    return done


def _to_recognise_s(call: Loaded, settings: Settings) -> float:
    """Return how many seconds of recording are to be recognised, 0 for what is none or takes no recognition."""
    if settings.asr is None:
        return 0.0
    if isinstance(call.content, Path):
        return open_sound(str(call.content)).seconds
    if isinstance(call.content, bytes) and container_of(call.content[:16]) is not None:
        return open_sound(call.call_id, call.content).seconds
    return 0.0


@contextmanager
def _failing(done: Scored, call: Loaded, settings: Settings) -> Iterator[None]:
    """Make a row of `failures` of whatever goes wrong with a call."""
    try:
        yield
    except SoftskillsError as error:
        _fail(done, call, settings, type(error).__name__, error)
    except Exception as error:  # noqa: BLE001 - one call must not take the archive down with it
        message = f"the analysis failed: {type(error).__name__}: {error}"
        _fail(done, call, settings, type(error).__name__, SoftskillsError(message, hint="please report this"))


def _within(number: int, item: Item, data: bytes) -> Iterator[Loaded]:
    """Yield the calls of one file: itself, the members of a zip, the calls of a table."""
    k = 0
    for name, content in unpack(item.name, data):
        inner = name != item.name and name != item.name.removesuffix(".gz")
        own = name if inner else _call_id(item)
        by_name = None if isinstance(content, ReadError) else tables.calls_in(name, content)
        if by_name is None:
            yield Loaded((number, k), own, item.name, content, item.info)
            k += 1
            continue
        for call_id, rows in by_name:
            told = {**tables.told_in(rows, meta.FIELDS[1:]), **item.info}
            yield Loaded((number, k), call_id, item.name, rows, told)
            k += 1
    if k == 0:
        error = ReadError("the archive file holds no calls", path=item.name)
        yield Loaded((number, 0), _call_id(item), item.name, error, item.info)


def _call_id(item: Item) -> str:
    return item.info.get("call_id") or item.name


def _read(call: Loaded, settings: Settings, unread: list[tuple[str, ReadError]]) -> list[Transcript]:
    """Read what one file (or the rows of one call) holds and put to each call what is known of it.

    Calls among several that cannot be read are put into `unread`, by name.
    """
    if isinstance(call.content, SoftskillsError):
        raise call.content
    found: Sequence[Transcript]
    if isinstance(call.content, (bytes, Path)):
        source: Path | io.BytesIO = call.content if isinstance(call.content, Path) else io.BytesIO(call.content)
        if isinstance(source, io.BytesIO):
            source.name = call.call_id if "." in call.call_id else call.source
        found = read_calls(
            source,
            format=settings.format,
            asr=settings.asr,
            heard=settings.heard,
            on_error=lambda name, error: unread.append((name, error)),
        )
    else:
        # The column that names the call has done its work; a list of dicts is what the readers know.
        found = (RECORDS.read(Source(call_id=call.call_id, path=call.source, kind="list", items=call.content)),)
    read: list[Transcript] = []
    for one in found:
        own = call.call_id if len(found) + len(unread) == 1 else _among(call, one.call_id)
        entry, notices = meta.entry_of(call.info, own, call.source)
        one = replace(one, call_id=own, path=call.source)
        one = with_info(one, Manifest((entry,)), _pattern(settings.pattern))
        read.append(one.with_warnings(*notices))
    return read


def _among(call: Loaded, name: str) -> str:
    """Return what a call among several of one file is called."""
    return whole(f"{call.call_id}#{name}")


@cache
def _pattern(text: str | None) -> PathPattern | None:
    return None if text is None else PathPattern(text)


@cache
def _speakers(path: str | None) -> SpeakerMap | None:
    return None if path is None else speaker_map(path)


def _rep(call: Transcript, settings: Settings) -> Sequence[str] | None:
    """Return those of the reps' names that this call has; where it has none, all, so that the error names them."""
    fitting = [name for name in settings.rep if _fits(call, name)]
    return fitting or settings.rep or None


def _fits(call: Transcript, name: str) -> bool:
    try:
        find_speaker(name, call.speakers)
    except RoleError:
        return False
    return True


def _score_one(done: Scored, call: Loaded, settings: Settings, beat: Beat | None) -> None:
    clock = time.process_time()
    unread: list[tuple[str, ReadError]] = []
    found = _read(call, settings, unread)
    done.seconds["read"] += time.process_time() - clock
    for name, error in unread:
        _fail(done, replace(call, call_id=_among(call, name)), settings, type(error).__name__, error)
    for one in found:
        if len(found) + len(unread) == 1:
            _score_call(done, one, call.source, settings)
        else:
            if beat is not None:
                beat(call.ref, 0.0)  # the time a call may take is that of each
            alone = replace(call, call_id=one.call_id)
            with _failing(done, alone, settings):
                _score_call(done, one, call.source, settings)


def _score_call(done: Scored, call: Transcript, source: str, settings: Settings) -> None:
    clock = time.process_time()

    def lap(stage: str) -> None:
        nonlocal clock
        now = time.process_time()
        done.seconds[stage] += now - clock
        clock = now

    result = analyze(
        call,
        rep=_rep(call, settings),
        framework=settings.framework,
        call_type=settings.call_type,
        tier=settings.tier,
        model=settings.model,
        speakers=_speakers(settings.speakers),
        rep_channel=settings.rep_channel,
    )
    lap("tag")
    keeper = Keeper(result.call, text=settings.text, redact=settings.redact)
    base = {"call_id": result.call.call_id, "source": source}
    rows = rows_of(result, base, keeper, utterances=settings.utterances)
    lap("measure")
    # Only a call that went through to the end leaves rows: half a call is none.
    for name, made in rows.items():
        done.rows[name].extend(made)
    done.n_calls += 1
    done.n_turns += len(result.call.utterances)
    done.n_words += sum(result.view.words_at)


def _fail(done: Scored, call: Loaded, settings: Settings, kind: str, error: SoftskillsError) -> None:
    keeper = Keeper(None, text=settings.text, redact=settings.redact)
    done.n_failed += 1
    done.rows["failures"].append(
        {
            "call_id": call.call_id,
            "source": call.source,
            "kind": kind,
            "message": keeper.message(error.message),
            "line": error.line,
            "hint": keeper.message(error.hint) if error.hint else None,
        }
    )
