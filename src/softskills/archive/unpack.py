"""Files that hold files: gzip and zip, as the readers open them, in memory and within their limits."""

from __future__ import annotations

import io
from collections.abc import Iterator

from softskills.errors import ReadError
from softskills.readers import Member
from softskills.readers._packed import GZIP, INSIDE, ZIP, files_in, gunzip, open_zip

# What Word and Excel files hold: they are zips, but one document each.
_DOCUMENTS = ("word/", "xl/", "ppt/")


def unpack(name: str, data: bytes) -> Iterator[tuple[str, bytes | ReadError]]:
    """Yield the files within a file by name ("calls.zip!/a.vtt"); a plain file is its own only member.

    A member that cannot be unpacked is yielded as the error that says why, so that the others go on.
    """
    if data.startswith(GZIP):
        try:
            yield name.removesuffix(".gz"), gunzip(io.BytesIO(data), name)
        except ReadError as error:
            yield name, error
    elif data.startswith(ZIP):
        yield from _members(name, data)
    else:
        yield name, data


def _members(name: str, data: bytes) -> Iterator[tuple[str, bytes | ReadError]]:
    try:
        file = open_zip(io.BytesIO(data), name)
    except ReadError as error:
        yield name, error
        return
    with file:
        infos = files_in(file)
        if any(info.filename.startswith(_DOCUMENTS) for info in infos):
            yield name, data
            return
        for info in infos:
            inner = name + INSIDE + info.filename
            try:
                yield inner, Member(inner, info.file_size, file, info).read()
            except ReadError as error:
                yield inner, error
