"""Where calls come from: folders, globs, single files and fsspec URLs; listed one by one, read when needed.

Listing holds the names of one folder at a time, so an archive of any size can be walked. Nothing is fetched unless the
caller names a URL.
"""

from __future__ import annotations

import glob
import hashlib
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from softskills.audio import container_of
from softskills.errors import ArchiveError, OptionError, ReadError
from softskills.readers._open import is_corpus, listing
from softskills.readers.recording import beside_digest, recording_of

# One call is a few kilobytes; a table or a zip of many may be larger. What is larger still is no transcript.
MAX_BYTES = 128 << 20
# What a ConvoKit corpus consists of, old and new.
CORPUS_FILES = frozenset(
    {"utterances.jsonl", "conversations.json", "speakers.json", "users.json", "corpus.json", "index.json"}
)


@dataclass(frozen=True, slots=True)
class Item:
    """The name of a file with one call or several, or of a stretch of a table; small, and all that travels to a worker.

    Args:
        name: its path within the archive, with "/"; how its calls are called.
        path: where it is opened: a local path or a URL.
        size: bytes, 0 when unknown.
        rows: for a stretch of a Parquet table the first row and the one after its last.
        info: what a manifest says of it ("rep", "date", ...).
        error: why it could not even be listed.
        beside: the recording in the same folder that this file lies beside, as a diarisation does.
    """

    name: str
    path: str
    size: int = 0
    rows: tuple[int, int] | None = None
    info: Mapping[str, str] = field(default_factory=dict)
    error: str | None = None
    beside: str | None = None

    def to_json(self) -> list[Any]:
        """Return the item as it travels."""
        return [self.name, self.path, self.rows, dict(self.info), self.error, self.beside]

    @classmethod
    def from_json(cls, data: Sequence[Any]) -> Item:
        """Return the item that `to_json` wrote down."""
        name, path, rows, info, error, beside = data
        return cls(name, path, 0, tuple(rows) if rows else None, info, error, beside)


def is_url(path: str) -> bool:
    """Tell whether a path is for fsspec."""
    return "://" in path


def list_items(archive: Sequence[str], *, leave_out: str | None = None) -> Iterator[Item]:
    """Yield what there is to score, in an order that depends on nothing but the names.

    Args:
        archive: folders, files, globs or URLs.
        leave_out: a folder that is not looked into: the output, when it lies within the archive.

    Raises:
        ArchiveError: one of them does not exist.
    """
    several = len(archive) > 1
    for root in archive:
        if is_url(root):
            yield from _remote(root, several)
        else:
            yield from _local(root, several, leave_out)


def read_bytes(path: str) -> bytes:
    """Return what a file holds.

    Raises:
        ReadError: it vanished, may not be read, is no file, or is too large; the message does not depend on the system.
    """
    try:
        if is_url(path):
            fs, inner = _filesystem(path)
            if (fs.info(inner).get("size") or 0) > MAX_BYTES:
                raise _too_large(path)
            data: bytes = fs.cat_file(inner)
            return data
        # Opening a pipe would wait for somebody to write; so nothing here waits.
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise ReadError("this is no regular file", path=path)
            if found.st_size > MAX_BYTES:
                raise _too_large(path)
            return file.read()
    except FileNotFoundError as error:
        raise ReadError("the file is gone", path=path, hint="it was there when the archive was listed") from error
    except IsADirectoryError as error:
        raise ReadError("this is a folder, not a file", path=path) from error
    except PermissionError as error:
        raise ReadError("not allowed to read the file", path=path, hint="check its permissions") from error
    except OSError as error:
        raise ReadError(f"the file cannot be read: {error.strerror or error}", path=path) from error


def recording_digest(path: str) -> str | None:
    """Return the hash of a local file that is a recording, read piece by piece; None for any other file.

    What lies beside it and may say who speaks counts as well. Recordings may be of any size: they are streamed from
    where they lie, never held in memory.
    """
    if is_url(path):
        return None
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode) or container_of(file.read(16)) is None:
                return None
            file.seek(0)
            own = hashlib.file_digest(file, "sha256").hexdigest()
            beside = beside_digest(path)
            return f"{own}+{beside}" if beside else own
    except OSError:
        return None  # reading it will say why


def corpus_digest(path: str) -> str | None:
    """Return the hash of a folder's files that is a ConvoKit corpus; None for anything else.

    Raises:
        ReadError: one of its files vanished or may not be read.
    """
    if is_url(path) or not is_corpus(path):
        return None
    found = hashlib.sha256()
    try:
        for name in listing(path).split("\n"):
            if name in CORPUS_FILES:
                with (Path(path) / name).open("rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
                found.update(f"{name}\0{digest}\0".encode(errors="replace"))
    except OSError as error:
        raise ReadError(f"the corpus cannot be read: {error.strerror or error}", path=path) from error
    return found.hexdigest()


def _too_large(path: str) -> ReadError:
    return ReadError(
        f"the file is larger than {MAX_BYTES >> 20} MB", path=path, hint="split it, or make it a Parquet table"
    )


def _local(root: str, several: bool, leave_out: str | None) -> Iterator[Item]:
    if not os.path.lexists(root) and glob.has_magic(root):
        found = sorted(glob.glob(root, recursive=True))  # noqa: PTH207 - absolute patterns too
        if not found:
            raise ArchiveError("no file fits this pattern", path=root)
        base = _fixed_part(root)
        for path in found:
            if Path(path).is_file():
                yield Item(Path(os.path.relpath(path, base)).as_posix(), path, Path(path).stat().st_size)
        return
    where = Path(root)
    if where.is_dir():
        out = os.path.realpath(leave_out) if leave_out is not None and not is_url(leave_out) else None
        prefix = f"{where.name}/" if several and where.name else ""
        yield from _walk(where, prefix, out, ())
    elif where.exists():
        yield Item(where.as_posix() if several else where.name, root, where.stat().st_size)
    else:
        raise ArchiveError("there is no such file or folder", path=root, hint="check the path")


def _walk(folder: Path, prefix: str, out: str | None, above: tuple[tuple[int, int], ...]) -> Iterator[Item]:
    try:
        found = folder.stat()
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        reason = "not allowed to list the folder" if isinstance(error, PermissionError) else "the folder is gone"
        yield Item(prefix.rstrip("/") or folder.name, str(folder), error=reason)
        return
    corpus = [entry for entry in entries if entry.name in CORPUS_FILES]
    if len(corpus) > 1 and is_corpus(str(folder)):
        # These files belong together: one names the speakers of another. What else lies there is walked as ever.
        yield Item(prefix.rstrip("/") or folder.name, str(folder), sum(map(_size, corpus)))
        entries = [entry for entry in entries if entry not in corpus]
    names = {entry.name for entry in entries}
    here = (found.st_dev, found.st_ino)
    if here in above:  # a link that leads back up
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        name = prefix + entry.name
        if _is_folder(entry):
            if os.path.realpath(entry.path) != out:
                yield from _walk(Path(entry.path), name + "/", out, (*above, here))
        else:
            recording = recording_of(entry.name, names)
            beside = str(folder / recording) if recording is not None else None
            yield Item(name, entry.path, _size(entry), beside=beside)


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat().st_size
    except OSError:
        return 0  # a dangling link or a file just gone: reading it will say so


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # a link that leads to itself: reading it will say so


def _fixed_part(pattern: str) -> str:
    parts = Path(pattern).parts
    fixed = next(i for i, part in enumerate(parts) if glob.has_magic(part))
    return str(Path(*parts[:fixed])) if fixed else "."


def _filesystem(url: str) -> tuple[Any, str]:
    try:
        import fsspec
    except ImportError as error:
        raise OptionError("URLs need fsspec", path=url, hint='pip install "softskills[dask]"') from error
    try:
        fs, path = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise OptionError(f"this URL cannot be opened: {error}", path=url) from error
    return fs, path


def _remote(url: str, several: bool) -> Iterator[Item]:
    fs, path = _filesystem(url)
    scheme = url.partition("://")[0]
    if glob.has_magic(url):
        base = PurePosixPath(_fixed_part(path))
        for found in sorted(fs.glob(path)):
            name = str(PurePosixPath(found).relative_to(base)) if PurePosixPath(found).is_relative_to(base) else found
            yield Item(name, f"{scheme}://{found.lstrip('/') if scheme != 'file' else found}")
        return
    try:
        info = fs.info(path)
    except FileNotFoundError as error:
        raise ArchiveError("there is no such file or prefix", path=url) from error
    except PermissionError as error:
        raise ArchiveError("not allowed to list this", path=url, hint="check the credentials") from error
    if info["type"] != "directory":
        yield Item(url if several else PurePosixPath(path).name, url, info.get("size") or 0)
        return
    yield from _walk_remote(fs, path, PurePosixPath(path).name + "/" if several else "", scheme)


def _walk_remote(fs: Any, folder: str, prefix: str, scheme: str) -> Iterator[Item]:
    for entry in sorted(fs.ls(folder, detail=True, refresh=True), key=lambda entry: str(entry["name"])):
        base = PurePosixPath(entry["name"]).name
        if base.startswith(".") or entry["name"].rstrip("/") == folder.rstrip("/"):
            continue
        if entry["type"] == "directory":
            yield from _walk_remote(fs, entry["name"], f"{prefix}{base}/", scheme)
        else:
            full = entry["name"] if scheme == "file" else entry["name"].lstrip("/")
            yield Item(prefix + base, f"{scheme}://{full}", entry.get("size") or 0)
