"""What may be passed, what is refused, how bytes become text, and the registry."""

from __future__ import annotations

import gc
import io
import os
import sys
from pathlib import Path

import pytest

from softskills.errors import OptionError, ReadError
from softskills.readers import READERS, _unique, detect, read_transcript

LABELLED = "Dana: hi\nSam: yo\n"


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        (b"", "x.txt: the file is empty (nothing was said, or the export failed)"),
        (b" \n\t", "x.txt: the file holds only white space (nothing was said, or the export failed)"),
        (b"%PDF-1.4", "x.txt: this is a PDF, not a text file (save it as plain text and pass that)"),
        (b"PK\x03\x04", "x.txt: the zip archive is damaged: File is not a zip file (fetch it again)"),
        (b"Rar!\x1a\7", "x.txt: this is a RAR archive, not a text file (unpack it first, or pack it as .gz or .zip)"),
        (
            b"Dana: a\0b",
            "x.txt: this is a binary file, not text (if it is text, pass its encoding, such as utf-16-le)",
        ),
        (
            b"\x01\x02\x03Dana: hi",
            "x.txt: this is a binary file, not text (if it is text, pass its encoding, such as utf-16-le)",
        ),
    ],
)
def test_files_that_are_no_text_are_named_for_what_they_are(write, contents, message):
    with pytest.raises(ReadError) as error:
        read_transcript(write("x.txt", contents))

    assert str(error.value) == message


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("no/such.vtt", "no/such.vtt: there is no such file (check the path)"),
        (".", ".: this is a folder, not a file (pass its files one by one)"),
        ("a\0b", "a b: the file cannot be read: embedded null byte"),
        (
            LABELLED,
            (
                "this is a transcript, not a path: 'Dana: hi\\nSam: yo' (a string is always a path; "
                "pass a list of (speaker, text) or a file object such as io.StringIO(...))"
            ),
        ),
        (
            "Dana: hello",
            (
                "this is a transcript, not a path: 'Dana: hello' (a string is always a path; "
                "pass a list of (speaker, text) or a file object such as io.StringIO(...))"
            ),
        ),
        (3, "cannot read a int (pass a path, an open file, a DataFrame or a list of turns)"),
    ],
)
def test_what_is_no_file_is_refused_with_a_hint(source, message):
    with pytest.raises(ReadError) as error:
        read_transcript(source)

    assert str(error.value).replace("a\0b", "a b") == message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_one_may_not_read_is_an_error(write):
    path = write("a.txt", LABELLED)
    Path(path).chmod(0)

    with pytest.raises(ReadError, match=r"^a.txt: not allowed to read the file"):
        read_transcript(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "utf-32"])
def test_byte_order_marks_are_honoured(write, said, encoding):
    text = "Dana: café ’s\nSam: yo\n"
    data = b"\xff\xfe" + text.encode("utf-16-le") if encoding.endswith("bom") else text.encode(encoding)

    call = read_transcript(write("a.txt", data))

    assert said(call) == [("Dana", "café ’s"), ("Sam", "yo")]
    assert call.warnings == ()


@pytest.mark.parametrize(
    ("data", "words", "byte"),
    [
        ("Dana: caf\u00e9 \u201cyes\u201d\nSam: yo".encode("cp1252"), "café “yes”", 9),
        # One stray byte does not garble what is good UTF-8.
        ("Dana: it\u2019s caf".encode() + b"\xe9\nSam: yo", "it’s café", 16),
    ],
)
def test_bytes_that_are_no_utf8_are_read_as_windows_1252(write, warned, data, words, byte):
    call = read_transcript(write("a.txt", data))

    assert call.utterances[0].text == words
    assert warned(call) == [
        (
            f"a.txt:1: not valid utf-8 from byte {byte} on; read as Windows-1252 "
            "(pass encoding=... if names or words look wrong)"
        )
    ]


def test_a_given_encoding_is_used_and_an_unknown_one_refused(write, said):
    path = write("a.txt", LABELLED.encode("utf-16-be"))

    assert said(read_transcript(path, encoding="utf-16-be")) == [("Dana", "hi"), ("Sam", "yo")]
    with pytest.raises(OptionError, match="no text encoding 'klingon'"):
        read_transcript(path, encoding="klingon")


def test_open_files_are_read_and_detection_leaves_them_where_they_were(write, said):
    path = write("my.call.txt", LABELLED)
    turns = [("Dana", "hi"), ("Sam", "yo")]

    with open(path) as text, open(path, "rb") as data:
        assert detect(text).name == detect(data).name == "text"
        assert said(read_transcript(text)) == said(read_transcript(data)) == turns
    call = read_transcript(io.StringIO(LABELLED))

    assert (call.call_id, call.path) == ("call", None)
    assert read_transcript(Path(path)).call_id == "my.call"


def test_a_file_opened_with_the_wrong_encoding_is_an_error(write):
    path = write("a.txt", b"Dana: caf\xe9")

    with open(path, encoding="utf-8") as file, pytest.raises(ReadError) as error:
        read_transcript(file)

    assert error.value.hint == 'open it with "rb"'


def test_a_format_can_be_asked_for_and_must_fit_the_source(write):
    path = write("a.txt", LABELLED)

    names = [reader.name for reader in READERS if reader.kind in ("text", "json")]

    with pytest.raises(ReadError, match="no turns found"):
        read_transcript(path, format="vtt")
    with pytest.raises(OptionError) as error:
        read_transcript(path, format="frame")
    assert str(error.value) == ("a.txt: no format 'frame' for this source (one of " + ", ".join(names) + ")")


def test_content_tells_the_format_not_the_ending(write):
    assert detect(write("a.csv", LABELLED)).name == "text"
    assert detect(write("a.txt", "speaker,text\nDana,hi\n")).name == "table"
    assert detect([("Dana", "hi")]).reason == "is a list"


def test_two_readers_of_one_name_are_a_mistake():
    assert len({reader.name for reader in READERS}) == len(READERS)
    with pytest.raises(ValueError, match="two readers are called 'vtt'"):
        _unique([*READERS, next(reader for reader in READERS if reader.name == "vtt")])


def test_every_module_without_an_underscore_is_a_registered_reader():
    folder = Path(sys.modules["softskills.readers"].__file__ or "").parent
    modules = {path.stem for path in folder.glob("*.py") if not path.stem.startswith("_")}

    assert modules == {Path(sys.modules[reader.read.__module__].__file__ or "").stem for reader in READERS}


def test_reading_neither_prints_nor_leaves_the_collector_off(write, capfd):
    path = write("a.txt", LABELLED * 70_000)

    call = read_transcript(path)

    assert len(call.utterances) == 140_000
    assert gc.isenabled()
    assert capfd.readouterr() == ("", "")
