"""From what a caller passes to a `Source` in memory: opening, refusing what is no text, decoding."""

from __future__ import annotations

import codecs
import io
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Union

from softskills.audio.sound import container_of, foreign, foreign_of
from softskills.errors import Notice, OptionError, ReadError
from softskills.readers._base import Source, sample
from softskills.readers._labels import clean_label
from softskills.readers._packed import GZIP, ZIP, from_zip, gunzip, open_zip, split_path

if TYPE_CHECKING:
    import pandas as pd

PathOrFile = str | os.PathLike[str] | IO[str] | IO[bytes]
Readable = Union[PathOrFile, "pd.DataFrame", Sequence[object]]

# The first bytes of files people pass by mistake, what they are, and what to do about it.
_SAVE_AS_TEXT = "save it as plain text and pass that"
_UNPACK = "unpack it first, or pack it as .gz or .zip"
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF", _SAVE_AS_TEXT),
    (b"{\\rtf", "an RTF document", _SAVE_AS_TEXT),
    (b"\xd0\xcf\x11\xe0", "an old Office document", _SAVE_AS_TEXT),
    (b"\x89PNG", "a picture", "pass the transcript as text"),
    (b"\xff\xd8\xff", "a picture", "pass the transcript as text"),
    (b"BZh", "compressed (bzip2)", _UNPACK),
    (b"\xfd7zXZ\0", "compressed (xz)", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "compressed (Zstandard)", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"Rar!\x1a", "a RAR archive", _UNPACK),
    (b"PAR1", "a Parquet file", "read it with pandas.read_parquet and pass the DataFrame"),
)
# What a zip is when it has a part that begins so, and what to do about those that are not read.
_OFFICE: tuple[tuple[str, str, str | None], ...] = (
    ("word/document.xml", "a Word document", None),
    ("xl/workbook.xml", "an Excel workbook", None),
    ("xl/workbook.bin", "a binary Excel workbook", "save it as .xlsx or CSV"),
    ("ppt/presentation.xml", "a PowerPoint file", _SAVE_AS_TEXT),
    ("META-INF/manifest.xml", "an OpenDocument file", "save it as .docx, .xlsx or plain text"),
)
_TAR = (257, b"ustar")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOOKED_AT = 8_192
# So many bytes tell a zip, a gzip file or a recording.
_OPENING = 16
CORPUS_FILE = "utterances.jsonl"
# Text has hardly any control characters; white space, form feed, escape and CHAT's \x15 may well occur.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x14\x16-\x1a\x1c-\x1f\x7f]")
_MAX_CONTROL_SHARE = 0.01
_SURROGATES = re.compile("[\ud800-\udfff]")
# What a byte that is no UTF-8 means in the encoding Windows programs use.
_AS_CP1252 = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
_LIST_HINT = "a string is always a path; pass a list of (speaker, text) or a file object such as io.StringIO(...)"


def open_source(source: Readable, encoding: str | None) -> Source:
    """Return what a caller passed as a `Source`.

    Raises:
        ReadError: it cannot be opened, or is no text.
        OptionError: there is no such encoding.
    """
    if encoding is not None:
        try:
            "".encode(encoding)
        except (LookupError, UnicodeError, ValueError) as error:
            raise OptionError(f"no text encoding {encoding!r}", hint='such as "utf-8" or "cp1252"') from error
    pandas = sys.modules.get("pandas")  # whoever passes a DataFrame has imported it
    if pandas is not None and isinstance(source, pandas.DataFrame):
        return Source(kind="frame", frame=source)
    if isinstance(source, (list, tuple)):
        return Source(kind="list", items=source)
    if isinstance(source, (str, os.PathLike)):
        path = os.fsdecode(source)
        if is_corpus(path):
            return Source(call_id=Path(path).name or "call", path=path, kind="folder", text=listing(path))
        return _from_path(path, encoding)
    if hasattr(source, "read"):
        return _from_contents(_contents_from(source), _name_of(source), encoding)
    raise ReadError(
        f"cannot read a {type(source).__name__}",
        hint="pass a path, an open file, a DataFrame or a list of turns",
    )


def is_corpus(path: str) -> bool:
    """Tell whether a path is a folder that holds a ConvoKit corpus; any other folder is no call."""
    try:
        folder = Path(path)
        return folder.is_dir() and (folder / CORPUS_FILE).is_file()
    except (OSError, ValueError):
        return False


def listing(path: str) -> str:
    """Return a folder's file names, one a line, in order."""
    return "\n".join(sorted(entry.name for entry in Path(path).iterdir()))


def ending_of(path: str | None) -> str:
    """Return a file's ending in small letters, that of what is inside for "call.vtt.gz"."""
    return Path(_unpacked_name(path)).suffix.lower()


def _unpacked_name(path: str | None) -> str:
    path = path or ""
    return path[:-3] if path.lower().endswith(".gz") else path


def _from_path(path: str, encoding: str | None) -> Source:
    """Return the source for a path, one such as "calls.zip!/call.vtt" included."""
    if "\n" in path or "\r" in path:
        raise ReadError(f"this is a transcript, not a path: {sample(path)}", hint=_LIST_HINT)
    at = split_path(path)
    try:
        with Path(at[0] if at else path).open("rb") as file:
            opening = file.peek(_OPENING)[:_OPENING]
            if at is not None:
                data, name = from_zip(file, *at)
                return _from_contents(data, name, encoding, depth=1)
            if opening.startswith(ZIP):
                return _from_zip(file, path, encoding, depth=0)
            if opening.startswith(GZIP):
                return _from_contents(gunzip(file, path), path, encoding, depth=1)
            if (recording := _recording(opening, path)) is not None:
                return recording  # streamed from its path, not held in memory
            data = file.read()
    except FileNotFoundError as error:
        if _looks_like_words(path):
            raise ReadError(f"this is a transcript, not a path: {sample(path)}", hint=_LIST_HINT) from error
        raise ReadError("there is no such file", path=path, hint="check the path") from error
    except IsADirectoryError as error:
        raise ReadError("this is a folder, not a file", path=path, hint="pass its files one by one") from error
    except PermissionError as error:
        raise ReadError("not allowed to read the file", path=path, hint="check its permissions") from error
    except (OSError, ValueError) as error:
        if _looks_like_words(path):
            raise ReadError(f"this is a transcript, not a path: {sample(path)}", hint=_LIST_HINT) from error
        reason = getattr(error, "strerror", None) or str(error)
        raise ReadError(f"the file cannot be read: {reason}", path=path) from error
    return _from_contents(data, path, encoding)


def _from_zip(file: IO[bytes], path: str | None, encoding: str | None, *, depth: int) -> Source:
    """Return the source for a zip: an office file, or an archive with one file in it."""
    with open_zip(file, path) as archive:
        names = archive.namelist()
    for part, what, hint in _OFFICE:
        if any(name.startswith(part) for name in names):
            if hint is not None:
                raise ReadError(f"this is {what}, not a text file", path=path, hint=hint)
            file.seek(0)
            data = file.read()
            return Source(call_id=_call_id(path), path=path, kind="office", text="\n".join(names), data=data)
    if depth:
        raise ReadError("this is an archive within an archive", path=path, hint="unpack the outer one first")
    data, name = from_zip(file, path, None)
    return _from_contents(data, name, encoding, depth=1)


def _call_id(path: str | None) -> str:
    return Path(_unpacked_name(path)).stem or "call"


def _looks_like_words(path: str) -> bool:
    """Tell whether a string that is no file is rather what somebody says."""
    label, colon, words = path.partition(": ")
    return bool(colon and words.strip() and clean_label(label)) or len(path) > 255


def _contents_from(file: object) -> str | bytes:
    """Return what a file object holds."""
    path = _name_of(file)
    try:
        contents = file.read()  # type: ignore[attr-defined]  # asked for with hasattr
    except UnicodeError as error:
        raise ReadError(
            f"the file is not in the encoding it was opened with: {error}",
            path=path,
            hint='open it with "rb"',
        ) from error
    except (OSError, ValueError) as error:
        raise ReadError(f"the file cannot be read: {error}", path=path) from error
    if isinstance(contents, (str, bytes)):
        return contents
    if isinstance(contents, (bytearray, memoryview)):
        return bytes(contents)
    raise ReadError(f"reading the file gave a {type(contents).__name__}, not text", path=path)


def _name_of(file: object) -> str | None:
    """Return the path of an open file; "<stdin>" and numbers are none."""
    name = getattr(file, "name", None)
    return name if isinstance(name, str) and name and not name.startswith("<") else None


def _from_contents(contents: str | bytes, path: str | None, encoding: str | None, *, depth: int = 0) -> Source:
    """Return the source for a file's contents, decoded and known to be text; `depth`: how often it was unpacked."""
    notices: tuple[Notice, ...] = ()
    if isinstance(contents, bytes):
        if contents.startswith(ZIP):
            return _from_zip(io.BytesIO(contents), path, encoding, depth=depth)
        if contents.startswith(GZIP):
            if depth > 1:  # "calls.zip!/call.vtt.gz" is common enough
                raise ReadError("this is compressed again and again", path=path, hint="unpack it first")
            return _from_contents(gunzip(io.BytesIO(contents), path), path, encoding, depth=depth + 1)
        if (recording := _recording(contents[:_OPENING], path)) is not None:
            return replace(recording, data=contents)
        _refuse_known_binary(contents, path)
        text, notices = _decoded(contents, path, encoding)
    else:
        text = contents
    if not text.isascii():
        text = _SURROGATES.sub("\ufffd", text.lstrip("\ufeff"))
    if not text or text.isspace():
        what = "holds only white space" if contents else "is empty"
        raise ReadError(f"the file {what}", path=path, hint="nothing was said, or the export failed")
    head = text[:_LOOKED_AT]
    if "\0" in head or _MAX_CONTROL_SHARE * len(head) < len(_CONTROLS.findall(head)):
        raise ReadError(
            "this is a binary file, not text",
            path=path,
            hint="if it is text, pass its encoding, such as utf-16-le",
        )
    return Source(call_id=_call_id(path), path=path, text=text, notices=notices)


def _recording(opening: bytes, path: str | None) -> Source | None:
    """Return the source for a recording, by its first bytes; None for anything else.

    Raises:
        ReadError: it is a recording of a kind that is not read.
    """
    container = container_of(opening)
    if container is not None:
        return Source(call_id=_call_id(path), path=path, kind="audio", text=container)
    kind = foreign_of(opening)
    if kind is not None:
        raise foreign(kind, path)
    return None


def _refuse_known_binary(data: bytes, path: str | None) -> None:
    """Raise for a file that says in its first bytes that it is no text."""
    kinds = _MAGIC
    if data.startswith(_TAR[1], _TAR[0]):
        kinds = ((data[:4], "a tar archive", "pack its files as a zip, or pass them one by one"),)
    for magic, what, hint in kinds:
        if data.startswith(magic):
            raise ReadError(f"this is {what}, not a text file", path=path, hint=hint)


def _decoded(data: bytes, path: str | None, encoding: str | None) -> tuple[str, tuple[Notice, ...]]:
    """Return a file's text, and a notice when bytes of it had to be guessed."""
    if encoding is None:
        for bom, marked in _BOMS:
            if data.startswith(bom):
                data, encoding = data[len(bom) :], marked
                break
    try:
        return data.decode(encoding or "utf-8"), ()
    except UnicodeError as error:
        byte = getattr(error, "start", 0)
    if encoding is None or encoding == "utf-8":
        text, how = _guessed(data), "read as Windows-1252"
    else:
        text, how = data.decode(encoding, "replace"), "replaced by U+FFFD"
    notice = Notice(
        f"not valid {encoding or 'utf-8'} from byte {byte} on; {how}",
        path=path,
        line=data.count(b"\n", 0, byte) + 1,
        hint="pass encoding=... if names or words look wrong",
    )
    return text, (notice,)


def _guessed(data: bytes) -> str:
    """Decode what is not quite UTF-8.

    A file cut in the middle of a character, or glued together, is UTF-8 but for a few bytes: those alone
    are taken as Windows-1252, or one bad byte would garble every curly quote of the file. Where bad bytes
    outnumber good characters the whole is Windows-1252.
    """
    good = data.decode("utf-8", "ignore")
    n_bad = len(data) - len(good.encode("utf-8"))
    n_good = 0 if good.isascii() else sum(1 for _ in re.finditer(r"[^\x00-\x7f]", good))
    if n_bad <= n_good:
        return data.decode("utf-8", "surrogateescape").translate(_AS_CP1252)
    return data.decode("cp1252", "replace")
