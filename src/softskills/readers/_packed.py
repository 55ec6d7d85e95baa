"""Compressed files and archives, read in place within limits: .gz, members of a .zip, the parts of office files.

Nothing is ever written out, so a member's path ("../../x") is no more than a name. Sizes are counted while
unpacking; what an archive says about itself is only used to refuse sooner.
"""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from softskills.errors import ReadError

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
# Between an archive's path and a member's name, as Java and fsspec write it.
INSIDE = "!/"

# Twenty hours of talk are 1 MB of text; no transcript comes near this.
MAX_UNPACKED = 256 * 2**20
# Captions shrink to a tenth, office XML to a fiftieth. What shrinks to less was made to fill a memory.
MAX_RATIO = 250
_RATIO_FROM = 16 * 2**20
_CHUNK = 2**20
_LISTED = 10

# Everything the standard library is known to raise on a damaged archive.
_DAMAGED = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,  # UnicodeError among them
    RuntimeError,  # NotImplementedError among them
    IndexError,
    KeyError,
    OverflowError,
    AssertionError,
)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_JUNK_FILES = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a zip; `read_transcript` takes it as it takes an open file.

    Args:
        name: where it is, such as "calls.zip!/north/call.vtt"; also a path `read_transcript` takes.
        size: bytes once unpacked, as the archive states it.
    """

    name: str
    size: int
    _archive: zipfile.ZipFile
    _info: zipfile.ZipInfo

    def read(self) -> bytes:
        """Return the member's bytes.

        Raises:
            ReadError: it is encrypted, damaged or too large.
        """
        return _unzipped(self._archive, self._info, self.name)


def members(archive: str | Path, only: Collection[str] | None = None) -> Iterator[Member]:
    """Go through the files of a zip one by one, in the archive's order; each is unpacked when it is read.

    Folders and what systems leave behind (__MACOSX, .DS_Store) are passed over. The archive stays open
    until the last member was given out.

    Args:
        archive: the path of a zip.
        only: names such as "calls.zip!/call.vtt" to be given out; None for all.

    Yields:
        The members.

    Raises:
        ReadError: there is no such file, or it is no zip that can be read.
    """
    path = str(archive)
    try:
        file = Path(path).open("rb")  # noqa: SIM115  # closed below
    except OSError as error:
        raise ReadError(f"the archive cannot be opened: {error.strerror or error}", path=path) from error
    with file, open_zip(file, path) as opened:
        for info in files_in(opened):
            name = path + INSIDE + info.filename
            if only is None or name in only:
                yield Member(name, info.file_size, opened, info)


def split_path(path: str) -> tuple[str, str] | None:
    """Split "calls.zip!/call.vtt" into archive and member; None when the path is an ordinary one."""
    archive, inside, member = path.partition(INSIDE)
    if not inside or not member or "\0" in path:
        return None
    try:
        return None if Path(path).exists() or not Path(archive).is_file() else (archive, member)
    except OSError:
        return None


def gunzip(file: IO[bytes], path: str | None) -> bytes:
    """Return what a gzip stream holds.

    Raises:
        ReadError: it is damaged or too large.
    """
    try:
        with gzip.GzipFile(fileobj=file) as stream:
            return _within_limits(stream, file.tell, path)
    except ReadError:
        raise
    except _DAMAGED as error:
        raise ReadError(f"the gzip file is damaged: {_reason(error)}", path=path, hint="fetch it again") from error


def open_zip(file: IO[bytes], path: str | None) -> zipfile.ZipFile:
    """Open a zip.

    Raises:
        ReadError: it is damaged.
    """
    try:
        return zipfile.ZipFile(file)
    except _DAMAGED as error:
        raise ReadError(f"the zip archive is damaged: {_reason(error)}", path=path, hint="fetch it again") from error


def files_in(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return an archive's files in its order, without folders and system litter."""
    found: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        parts = PurePosixPath(info.filename).parts
        is_litter = "__MACOSX" in parts or (parts and parts[-1].lower() in _JUNK_FILES)
        if not info.is_dir() and not is_litter:
            found.setdefault(info.filename, info)
    return list(found.values())


def from_zip(file: IO[bytes], path: str | None, member: str | None) -> tuple[bytes, str | None]:
    """Return a member's bytes and its full name.

    Args:
        file: the archive.
        path: its path.
        member: which; None where there is only one.

    Raises:
        ReadError: there is no such member, or several and none was named; or it is damaged.
    """
    with open_zip(file, path) as archive:
        infos = files_in(archive)
        if member is not None:
            info = next((info for info in infos if info.filename == member), None)
            if info is None:
                raise ReadError(f"the archive holds no {member!r}", path=path, hint=f"it holds {_listed(infos)}")
        elif len(infos) == 1:
            info = infos[0]
        elif infos:
            how = (path or "archive.zip") + INSIDE + infos[0].filename
            raise ReadError(
                f"the archive holds {len(infos)} files: {_listed(infos)}", path=path, hint=f"name one, such as {how}"
            )
        else:
            raise ReadError("the archive holds no files", path=path)
        name = path + INSIDE + info.filename if path else info.filename
        return _unzipped(archive, info, name), name


def part_of(archive: zipfile.ZipFile, name: str, path: str | None) -> bytes | None:
    """Return a part of an office file, or None when it has no such part.

    Raises:
        ReadError: it is encrypted, damaged or too large.
    """
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    return _unzipped(archive, info, path)


def _unzipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str | None) -> bytes:
    if info.flag_bits & _ENCRYPTED:
        raise ReadError("the member is encrypted", path=path, hint="unpack it with its password first")
    # Other methods unpack without a bound on what one step may give.
    if info.compress_type not in _METHODS:
        raise ReadError(
            f"the member is compressed by method {info.compress_type}, which is not read",
            path=path,
            hint="pack it anew as an ordinary zip",
        )
    if info.file_size > MAX_UNPACKED:
        raise _too_large(path)
    try:
        with archive.open(info) as stream:
            return _within_limits(stream, lambda: info.compress_size, path)
    except ReadError:
        raise
    except _DAMAGED as error:
        raise ReadError(
            f"the member is damaged: {_reason(error)}", path=path, hint="fetch the archive again"
        ) from error


def _within_limits(stream: IO[bytes] | gzip.GzipFile, n_packed: Callable[[], int], path: str | None) -> bytes:
    """Read a stream to its end, or up to the limits."""
    unpacked = io.BytesIO()
    total = 0
    while chunk := stream.read(_CHUNK):
        total += len(chunk)
        if total > MAX_UNPACKED or (total > _RATIO_FROM and total > MAX_RATIO * n_packed()):
            raise _too_large(path)
        unpacked.write(chunk)
    return unpacked.getvalue()


def _too_large(path: str | None) -> ReadError:
    return ReadError(
        f"unpacked this is more than {MAX_UNPACKED >> 20} MB, or {MAX_RATIO} times its size: no transcript",
        path=path,
        hint="unpack it yourself if you trust it",
    )


def _listed(infos: list[zipfile.ZipInfo]) -> str:
    more = len(infos) - _LISTED
    return ", ".join(info.filename for info in infos[:_LISTED]) + (f" and {more} more" if more > 0 else "") or "nothing"


def _reason(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__
