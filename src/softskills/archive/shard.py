"""One shard from names to finished parts: what every engine runs, wherever it runs it."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from softskills.archive import sink as sinks
from softskills.archive.schema import to_arrow
from softskills.archive.settings import Settings, tables_of
from softskills.archive.sources import Item
from softskills.archive.work import STAGES, WHOLE, Beat, Ref, load, score


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a shard; small enough to travel.

    Args:
        key: the shard's key.
        counts: n_calls, n_failed, n_turns, n_words.
        seconds: processor time by stage; all zero when it was found finished.
        skipped: whether it was found finished.
        refs: the calls' places, for whoever looks for the one that kills (only when asked).
    """

    key: str
    counts: Mapping[str, int]
    seconds: Mapping[str, float]
    skipped: bool = False
    refs: tuple[Ref, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the outcome as it travels."""
        return {
            "key": self.key,
            "counts": dict(self.counts),
            "seconds": dict(self.seconds),
            "skipped": self.skipped,
            "refs": [list(ref) for ref in self.refs],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Outcome:
        """Return the outcome that `to_json` wrote down."""
        refs = tuple((first, second) for first, second in data["refs"])
        return cls(data["key"], data["counts"], data["seconds"], data["skipped"], refs)


def run_shard(
    items: Sequence[Item],
    settings: Settings,
    fingerprint: Mapping[str, Any],
    out: sinks.Sink,
    *,
    poison: Mapping[Ref, str] | None = None,
    again: bool = False,
    beat: Beat | None = None,
    before_writing: Callable[[], None] | None = None,
) -> Outcome:
    """Score a shard and write its parts, unless it is finished already.

    Args:
        items: the files' names.
        settings: how to score and what to keep.
        fingerprint: what the settings come to.
        out: where the parts go.
        poison: calls not to touch, and what to say of them.
        again: redo a finished shard in which calls failed.
        beat: told of each call before it is begun.
        before_writing: called once all is scored; what it raises keeps the shard from being written.

    Returns:
        Its key and counts.

    Raises:
        ArchiveError: the parts cannot be written.
    """
    clock = time.process_time()
    calls, key = load(items, fingerprint, poison=poison, beat=beat)
    read_s = time.process_time() - clock
    tables = tables_of(settings)
    found = sinks.done(out, key, tables)
    if found is not None and not (again and found.get("n_failed")):
        return Outcome(key, found, dict.fromkeys(STAGES, 0.0), skipped=True)
    scored = score(calls, settings, poison=poison, beat=beat)
    if before_writing is not None:
        before_writing()
    clock = time.process_time()
    parts = {table: parquet_of(table, scored.rows[table], settings.framework) for table in tables}
    sinks.commit(out, key, parts, scored.counts)
    scored.seconds["read"] += read_s
    scored.seconds["write"] += time.process_time() - clock
    return Outcome(key, scored.counts, scored.seconds)


def probe_shard(
    items: Sequence[Item],
    settings: Settings,
    *,
    only: Collection[Ref] | None = None,
    beat: Beat | None = None,
) -> Outcome:
    """Score some of a shard's calls and throw the result away: to find out which of them kills its process.

    With `only` empty nothing is scored: it lists the calls.
    """
    if only and all(place == WHOLE for _, place in only):
        items = [items[number] for number, _ in only]
        only = ()
    calls, key = load(items, {}, beat=beat)
    scored = score(calls, settings, only=only, beat=beat)
    return Outcome(key, scored.counts, scored.seconds, refs=tuple(call.ref for call in calls))


def parquet_of(table: str, rows: Sequence[Mapping[str, Any]], card: str) -> bytes:
    """Return rows as the bytes of a Parquet file; the same rows give the same bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    buffer = pa.BufferOutputStream()
    found = to_arrow(table, rows, card)
    # Names and tags repeat, numbers hardly do: a dictionary for each of two hundred columns of them is only work.
    repeating = [field.name for field in found.schema if pa.types.is_string(field.type)]
    # zstd: every reader of the last years knows it, and it halves what snappy leaves.
    pq.write_table(found, buffer, compression="zstd", use_dictionary=repeating)
    data: bytes = buffer.getvalue().to_pybytes()
    return data
