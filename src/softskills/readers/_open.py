"""From what a caller passes to a `Source` in memory: opening, refusing what is no text, decoding."""

from __future__ import annotations

import codecs
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Union

from softskills.errors import Notice, OptionError, ReadError
from softskills.readers._base import Source, sample
from softskills.readers._labels import clean_label

if TYPE_CHECKING:
    import pandas as pd

PathOrFile = str | os.PathLike[str] | IO[str] | IO[bytes]
Readable = Union[PathOrFile, "pd.DataFrame", Sequence[object]]

# The first bytes of files people pass by mistake, what they are, and what to do about it.
_SAVE_AS_TEXT = "save it as plain text and pass that"
_TRANSCRIBE = "transcribe it first and pass the transcript"
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF", _SAVE_AS_TEXT),
    (b"{\\rtf", "an RTF document", _SAVE_AS_TEXT),
    (b"\xd0\xcf\x11\xe0", "an old Office document", _SAVE_AS_TEXT),
    (b"RIFF", "an audio or video recording (RIFF)", _TRANSCRIBE),
    (b"ID3", "an audio recording (MP3)", _TRANSCRIBE),
    (b"\xff\xfb", "an audio recording (MP3)", _TRANSCRIBE),
    (b"\xff\xf3", "an audio recording (MP3)", _TRANSCRIBE),
    (b"OggS", "an audio recording (Ogg)", _TRANSCRIBE),
    (b"fLaC", "an audio recording (FLAC)", _TRANSCRIBE),
    (b"\x89PNG", "a picture", "pass the transcript as text"),
    (b"\xff\xd8\xff", "a picture", "pass the transcript as text"),
    (b"\x1f\x8b", "compressed (gzip)", "unpack it first"),
    (b"PAR1", "a Parquet file", "read it with pandas.read_parquet and pass the DataFrame"),
)
_ZIPS = (
    (b"word/", "a Word document (docx)", _SAVE_AS_TEXT),
    (b"xl/", "an Excel workbook (xlsx)", "save it as CSV, or pass pandas.read_excel(...)"),
    (b"", "a zip archive", "unpack it first"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOOKED_AT = 8_192
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
        return _from_contents(_contents_of(path), path, encoding)
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


def _contents_of(path: str) -> bytes:
    """Return a file's bytes."""
    if "\n" in path or "\r" in path:
        raise ReadError(f"this is a transcript, not a path: {sample(path)}", hint=_LIST_HINT)
    try:
        return Path(path).read_bytes()
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


def _from_contents(contents: str | bytes, path: str | None, encoding: str | None) -> Source:
    """Return the source for a file's contents, decoded and known to be text."""
    notices: tuple[Notice, ...] = ()
    if isinstance(contents, bytes):
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
    call_id = (Path(path).stem if path else "") or "call"
    return Source(call_id=call_id, path=path, text=text, notices=notices)


def _refuse_known_binary(data: bytes, path: str | None) -> None:
    """Raise for a file that says in its first bytes that it is no text."""
    kinds = _MAGIC
    if data.startswith(b"PK\x03\x04"):
        kinds = tuple((b"PK", what, hint) for part, what, hint in _ZIPS if part in data)
    elif data[4:8] == b"ftyp":
        kinds = ((data[:4], "an audio or video recording (MP4)", _TRANSCRIBE),)
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
