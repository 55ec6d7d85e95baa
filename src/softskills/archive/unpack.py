"""Files that hold files: gzip and zip, read in memory with limits; nothing is ever written to a path they name.

A seam: when the readers open members themselves, this page is where to call them.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from softskills.archive.sources import MAX_BYTES
from softskills.errors import ReadError

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
# What Word and Excel files hold: they are zips, but one document each.
_DOCUMENTS = ("word/", "xl/", "ppt/")


def unpack(name: str, data: bytes) -> Iterator[tuple[str, bytes | ReadError]]:
    """Yield the files within a file by name; a plain file is its own only member.

    A member that cannot be unpacked is yielded as the error that says why, so that the others go on.
    """
    if data.startswith(_GZIP):
        try:
            yield name.removesuffix(".gz"), _gunzip(data, name)
        except ReadError as error:
            yield name, error
    elif data.startswith(_ZIP):
        yield from _members(name, data)
    else:
        yield name, data


def _gunzip(data: bytes, name: str) -> bytes:
    found: list[bytes] = []
    total = 0
    try:
        while data:
            stream = zlib.decompressobj(wbits=31)
            part = stream.decompress(data, MAX_BYTES - total + 1)
            total += len(part)
            if total > MAX_BYTES:
                raise ReadError(f"unpacked, the file is larger than {MAX_BYTES >> 20} MB", path=name)
            if not stream.eof:
                raise ReadError("the gzip file is cut short", path=name, hint="fetch it again")
            found.append(part)
            data = stream.unused_data.lstrip(b"\0")
    except zlib.error as error:
        raise ReadError("the gzip file is damaged", path=name, hint="fetch it again") from error
    return b"".join(found)


def _members(name: str, data: bytes) -> Iterator[tuple[str, bytes | ReadError]]:
    try:
        file = zipfile.ZipFile(io.BytesIO(data))
        members = sorted(file.infolist(), key=lambda member: member.filename)
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        yield name, ReadError(f"the zip file is damaged: {error}", path=name, hint="fetch it again")
        return
    if any(member.filename.startswith(_DOCUMENTS) for member in members):
        yield name, data
        return
    left = MAX_BYTES
    for member in members:
        base = member.filename.rstrip("/").rpartition("/")[2]
        if member.is_dir() or base.startswith(".") or member.filename.startswith("__MACOSX/"):
            continue
        inner = f"{name}/{member.filename}"
        try:
            with file.open(member) as stream:
                content = stream.read(left + 1)
            if len(content) > left:
                raise ReadError(f"unpacked, the zip file is larger than {MAX_BYTES >> 20} MB", path=name)
            left -= len(content)
            yield inner, content
        except ReadError as error:
            yield inner, error
            return
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError) as error:
            yield inner, ReadError(f"the member cannot be unpacked: {error}", path=inner)
