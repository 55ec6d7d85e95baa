"""Where the output goes: a folder or an object-store prefix, and how a part gets there whole or not at all.

In a folder a part is written under a temporary name, flushed to the disk, then renamed; in an object store an upload
is atomic by itself. A shard counts as done when its marker (`shards/<key>.json`) stands and every table it names has
the size the marker says. Nothing here asks the time: a clock that goes backwards changes nothing.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from softskills.archive.schema import SHARD_TABLES
from softskills.archive.sources import is_url
from softskills.errors import ArchiveError, OptionError

MANIFEST = "manifest.json"
_LOCK = "_lock"
_TMP = "_tmp"
KEEPS = "what is finished is kept: make room and run the same command again"


class Sink(Protocol):
    """A place for the output. Names are relative, with "/"."""

    url: str

    def write(self, name: str, data: bytes) -> None:
        """Put a whole file in place, or none of it."""

    def read(self, name: str) -> bytes | None:
        """Return a file's contents, None when it is not there."""

    def sizes(self, folder: str) -> dict[str, int]:
        """Return the files of a folder with their sizes."""

    def has(self, name: str, size: int) -> bool:
        """Tell whether a Parquet file is there and whole."""

    def remove(self, name: str) -> None:
        """Take a file away; one that is not there is no matter."""

    def lock(self) -> None:
        """Take the output for this run alone."""

    def unlock(self) -> None:
        """Give it back, and clear away what a killed run left half-written."""


def open_sink(out: str, *, break_lock: bool = False) -> Sink:
    """Return the sink for a path or a URL."""
    return Remote(out, break_lock=break_lock) if is_url(out) else Local(out)


class Local:
    """A folder on this machine.

    Args:
        out: the folder; made when first written to.
    """

    def __init__(self, out: str) -> None:
        self.url = out
        self._root = Path(out)
        self._held: int | None = None

    def write(self, name: str, data: bytes) -> None:
        """Write under a temporary name, flush, rename."""
        target = self._root / name
        temporary = self._root / _TMP / f"{os.getpid()}-{secrets.token_hex(6)}"
        try:
            temporary.parent.mkdir(parents=True, exist_ok=True)
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with temporary.open("wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                temporary.replace(target)
            except BaseException:
                with suppress(OSError):
                    temporary.unlink(missing_ok=True)
                raise
        except OSError as error:
            raise ArchiveError(f"cannot write: {error.strerror or error}", path=str(target), hint=KEEPS) from error

    def read(self, name: str) -> bytes | None:
        """Return a file's contents."""
        try:
            return (self._root / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise ArchiveError(f"cannot read: {error.strerror}", path=str(self._root / name)) from error

    def sizes(self, folder: str) -> dict[str, int]:
        """List a folder."""
        try:
            return {entry.name: entry.stat().st_size for entry in os.scandir(self._root / folder) if entry.is_file()}
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise ArchiveError(f"cannot list: {error.strerror}", path=str(self._root / folder)) from error

    def has(self, name: str, size: int) -> bool:
        """Look at a file's size, and at its first and last bytes: a crash of the machine may leave zeros."""
        try:
            with (self._root / name).open("rb") as file:
                if os.fstat(file.fileno()).st_size != size or size < 8:
                    return False
                head = file.read(4)
                file.seek(-4, os.SEEK_END)
                return head == file.read(4) == b"PAR1"
        except OSError:
            return False

    def remove(self, name: str) -> None:
        """Unlink a file."""
        with suppress(OSError):
            (self._root / name).unlink(missing_ok=True)

    def lock(self) -> None:
        """Hold the folder with the system's file lock, which ends with the process, however that ends."""
        try:
            import fcntl
        except ImportError:  # Windows: two runs at once write the same parts, which is only wasteful
            return
        path = self._root / _LOCK
        while True:
            try:
                self._root.mkdir(parents=True, exist_ok=True)
                held = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            except OSError as error:
                raise ArchiveError(f"cannot write here: {error.strerror}", path=str(self._root)) from error
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                who = os.read(held, 200).decode("utf-8", "replace").strip() or "another process"
                os.close(held)
                raise ArchiveError(
                    f"another run is writing here ({who})", path=self.url, hint="wait for it, or choose another output"
                ) from error
            # Who held it may have taken the file away since it was opened: then the lock keeps nobody out.
            with suppress(OSError):
                if os.path.samestat(os.fstat(held), path.stat()):
                    break
            os.close(held)
        with suppress(OSError):  # a full disk: the name of the holder is only for the message
            os.ftruncate(held, 0)
            os.write(held, _holder().encode())
        self._held = held
        self._sweep()

    def unlock(self) -> None:
        """Let go of the folder."""
        if self._held is None:
            return
        self._sweep()
        self.remove(_LOCK)
        os.close(self._held)
        self._held = None

    def _sweep(self) -> None:
        with suppress(OSError):
            for entry in os.scandir(self._root / _TMP):
                Path(entry.path).unlink(missing_ok=True)
            (self._root / _TMP).rmdir()


class Remote:
    """A prefix in an object store, or anything else fsspec opens.

    Args:
        out: the URL.
        break_lock: take the output even though a lock lies there.
    """

    def __init__(self, out: str, *, break_lock: bool = False) -> None:
        try:
            import fsspec
        except ImportError as error:
            raise OptionError("URLs need fsspec", path=out, hint='pip install "softskills[dask]"') from error
        self.url = out.rstrip("/")
        try:
            self._fs, self._root = fsspec.core.url_to_fs(self.url)
        except (ImportError, ValueError) as error:
            raise OptionError(f"this URL cannot be opened: {error}", path=out) from error
        self._break = break_lock
        self._held = False

    def write(self, name: str, data: bytes) -> None:
        """Upload; an object store shows an object whole or not at all."""
        try:
            self._fs.pipe_file(f"{self._root}/{name}", data)
        except OSError as error:
            raise ArchiveError(f"cannot write: {error}", path=f"{self.url}/{name}", hint=KEEPS) from error

    def read(self, name: str) -> bytes | None:
        """Fetch an object."""
        try:
            data: bytes = self._fs.cat_file(f"{self._root}/{name}")
            return data
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ArchiveError(f"cannot read: {error}", path=f"{self.url}/{name}") from error

    def sizes(self, folder: str) -> dict[str, int]:
        """List a prefix."""
        try:
            entries = self._fs.ls(f"{self._root}/{folder}", detail=True, refresh=True)
        except FileNotFoundError:
            return {}
        return {entry["name"].rpartition("/")[2]: entry["size"] for entry in entries if entry["type"] == "file"}

    def has(self, name: str, size: int) -> bool:
        """Look at an object's size; what is there was uploaded whole."""
        try:
            found: bool = self._fs.info(f"{self._root}/{name}", refresh=True).get("size") == size
            return found
        except (OSError, TypeError):
            return False

    def remove(self, name: str) -> None:
        """Delete an object."""
        with suppress(FileNotFoundError):
            self._fs.rm_file(f"{self._root}/{name}")

    def lock(self) -> None:
        """Leave a note who is writing; a note of a dead process of this machine does not count."""
        found = self.read(_LOCK)
        if found is not None and not self._break and not _is_gone(found.decode("utf-8", "replace")):
            raise ArchiveError(
                f"another run is writing here ({found.decode('utf-8', 'replace').strip()})",
                path=self.url,
                hint="wait for it; if it is dead, run again with --break-lock",
            )
        self.write(_LOCK, _holder().encode())
        self._held = True

    def unlock(self) -> None:
        """Take the note away."""
        if self._held:
            self.remove(_LOCK)
            self._held = False


def _holder() -> str:
    return f"process {os.getpid()} on {socket.gethostname()}"


def _is_gone(holder: str) -> bool:
    words = holder.split()
    if len(words) < 4 or words[3] != socket.gethostname() or not words[1].isdigit():
        return False
    try:
        os.kill(int(words[1]), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def part(table: str, key: str) -> str:
    """Return the name of a shard's part of a table."""
    return f"{table}/part-{key}.parquet"


def marker(key: str) -> str:
    """Return the name of a shard's marker."""
    return f"shards/{key}.json"


def commit(sink: Sink, key: str, parts: Mapping[str, bytes], counts: Mapping[str, int]) -> None:
    """Write a shard's parts, and its marker last.

    Raises:
        ArchiveError: they cannot be written; then the shard does not count as done.
    """
    for table, data in parts.items():
        sink.write(part(table, key), data)
    told = {"key": key, "counts": dict(counts), "bytes": {table: len(data) for table, data in parts.items()}}
    sink.write(marker(key), (json.dumps(told, sort_keys=True) + "\n").encode())


def done(sink: Sink, key: str, wanted: Iterable[str]) -> dict[str, int] | None:
    """Return a finished shard's counts; None when it is not finished, or a part of it is missing or cut short."""
    found = sink.read(marker(key))
    if found is None:
        return None
    try:
        told: dict[str, Any] = json.loads(found)
        sizes: dict[str, int] = told["bytes"]
        counts: dict[str, int] = told["counts"]
    except (ValueError, KeyError, TypeError):
        return None
    if set(sizes) != set(wanted):
        return None
    for table, size in sizes.items():
        if not sink.has(part(table, key), size):
            return None
    return counts


def clear(sink: Sink, keep: frozenset[str] | set[str]) -> int:
    """Take away the parts and markers of shards that are no longer part of the archive; return how many went."""
    gone = 0
    for folder, start, end in [*((table, "part-", ".parquet") for table in SHARD_TABLES), ("shards", "", ".json")]:
        for name in sink.sizes(folder):
            if name.startswith(start) and name.endswith(end) and name[len(start) : -len(end)] not in keep:
                sink.remove(f"{folder}/{name}")
                gone += 1
    return gone
