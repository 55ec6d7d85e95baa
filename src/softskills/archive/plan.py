"""The plan: which calls go into which shard. Listed as it is consumed, so that any number of calls can be planned.

Shards are cut where the names say so (a name whose hash falls below a bound ends its shard), not after every so many
calls: a file that comes or goes changes its own shard and hardly another, and the finished rest stays finished.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from softskills.archive import meta, tables
from softskills.archive.sources import Item, list_items
from softskills.errors import ArchiveError

# A shard's files are held in memory once: so much at most, unless one file alone is larger.
SHARD_BYTES = 8 << 20


@dataclass(frozen=True, slots=True)
class Shard:
    """Files that are scored together.

    Args:
        number: its place in the plan, counted from 0.
        items: the files' names.
    """

    number: int
    items: tuple[Item, ...]


def plan(archive: Sequence[str], *, shard_calls: int, leave_out: str | None = None) -> Iterator[Shard]:
    """Yield the shards of an archive.

    Args:
        archive: folders, files, globs, URLs, or one manifest.
        shard_calls: files in a shard, on average.
        leave_out: a folder not to look into.

    Raises:
        ArchiveError: something named does not exist or cannot be read.
    """
    listed = _stretched(_items(archive, leave_out))
    # A walk meets each file once; a list may name one twice.
    return cut(_once(listed) if len(archive) > 1 or meta.is_manifest(archive[0]) else listed, shard_calls)


def cut(items: Iterable[Item], shard_calls: int) -> Iterator[Shard]:
    """Cut a stream of files into shards of half to twice `shard_calls`, so many on average."""
    least = max(1, shard_calls // 2)
    most = 2 * shard_calls
    chance = shard_calls - least + 1
    held: list[Item] = []
    size = number = 0
    for item in items:
        held.append(item)
        size += item.size
        ends = len(held) >= least and _hash(item) % chance == 0
        if ends or len(held) >= most or size >= SHARD_BYTES:
            yield Shard(number, tuple(held))
            held, size, number = [], 0, number + 1
    if held:
        yield Shard(number, tuple(held))


def _items(archive: Sequence[str], leave_out: str | None) -> Iterator[Item]:
    if len(archive) == 1 and meta.is_manifest(archive[0]):
        yield from meta.from_manifest(archive[0])
    else:
        yield from list_items(archive, leave_out=leave_out)


def _stretched(items: Iterable[Item]) -> Iterator[Item]:
    for item in items:
        if tables.is_parquet(item.name) and item.error is None:
            yield from tables.stretches(item)
        else:
            yield item


def _once(items: Iterable[Item]) -> Iterator[Item]:
    """Refuse a file that is listed twice: its calls would be counted twice."""
    seen: set[int] = set()
    for item in items:
        mark = _hash(item)
        if mark in seen:
            raise ArchiveError("this file is listed twice", path=item.name, hint="list each file once")
        seen.add(mark)
        yield item


def _hash(item: Item) -> int:
    name = item.name if item.rows is None else f"{item.name}:{item.rows[0]}"
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
