""".gz and .zip: read in place, within limits, and nothing written."""

from __future__ import annotations

import bz2
import gzip
import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from softskills.errors import ReadError, SoftskillsError
from softskills.readers import _packed, detect, members, read_transcript

LABELLED = "Dana: hi\nSam: yo\n"
TURNS = [("Dana", "hi"), ("Sam", "yo")]
VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Dana>hi\n\n00:02.000 --> 00:03.000\n<v Sam>yo\n"


def zipped(*files: tuple[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, contents in files:
            archive.writestr(name, contents)
    return made.getvalue()


def test_a_gz_file_is_read_under_the_name_it_has_inside(write, said):
    path = write("call.7.vtt.gz", gzip.compress(VTT.encode()))

    call = read_transcript(path)

    assert said(call) == TURNS
    assert (call.call_id, call.path, call.source_format) == ("call.7", "call.7.vtt.gz", "vtt")
    with open(path, "rb") as file:
        assert detect(file).name == "vtt"
        assert said(read_transcript(file)) == TURNS


def test_the_only_file_of_a_zip_is_read_litter_apart(write, said):
    path = write(
        "c.zip", zipped(("north/", ""), ("__MACOSX/._a.txt", "x"), ("north/.DS_Store", "x"), ("north/a.vtt", VTT))
    )

    call = read_transcript(path)

    assert said(call) == TURNS
    assert (call.call_id, call.path) == ("a", "c.zip!/north/a.vtt")
    assert said(read_transcript(io.BytesIO(Path(path).read_bytes()))) == TURNS


def test_a_file_in_a_zip_can_be_named(write, said):
    packed = zipped(("b.csv", "speaker,text\nDana,hi\nSam,yo\n"), ("n/a.txt.gz", gzip.compress(LABELLED.encode())))
    write("c.zip", packed)

    assert said(read_transcript("c.zip!/b.csv")) == TURNS
    call = read_transcript("c.zip!/n/a.txt.gz")
    assert said(call) == TURNS
    assert call.call_id == "a"


def test_a_zip_of_several_calls_lists_them_and_says_how_to_name_one(write):
    write("c.zip", zipped(*((f"{i}.txt", LABELLED) for i in range(12))))

    with pytest.raises(ReadError) as error:
        read_transcript("c.zip")
    assert str(error.value) == (
        "c.zip: the archive holds 12 files: 0.txt, 1.txt, 2.txt, 3.txt, 4.txt, 5.txt, 6.txt, 7.txt, 8.txt, 9.txt "
        "and 2 more (name one, such as c.zip!/0.txt)"
    )
    with pytest.raises(ReadError) as error:
        read_transcript("c.zip!/x.txt")
    assert str(error.value).startswith("c.zip: the archive holds no 'x.txt' (it holds 0.txt, 1.txt,")


def test_the_files_of_a_zip_are_gone_through_one_by_one(write, said):
    write("c.zip", zipped(("a.txt", LABELLED), ("d/", ""), ("broken.txt", "no labels"), ("d/b.vtt", VTT)))

    names, calls, errors = [], [], []
    for member in members("c.zip"):
        names.append(member.name)
        try:
            calls.append(read_transcript(member))
        except ReadError as error:
            errors.append(str(error))

    assert names == ["c.zip!/a.txt", "c.zip!/broken.txt", "c.zip!/d/b.vtt"]
    assert [said(call) for call in calls] == [TURNS, TURNS]
    assert [call.path for call in calls] == ["c.zip!/a.txt", "c.zip!/d/b.vtt"]
    assert errors == [
        "c.zip!/broken.txt:1: no speaker labels found; the first line is 'no labels' "
        '(write lines as "Name: words", or pass a table with a speaker column)'
    ]
    assert [m.size for m in members("c.zip", only={"c.zip!/a.txt"})] == [len(LABELLED)]


def test_nothing_is_written_wherever_a_member_says_it_belongs(write, said, tmp_path):
    write("c.zip", zipped(("../../escaped.txt", LABELLED)))

    assert said(read_transcript("c.zip")) == TURNS
    assert said(read_transcript("c.zip!/../../escaped.txt")) == TURNS
    assert [path.name for path in tmp_path.iterdir()] == ["c.zip"]
    assert not (tmp_path.parent.parent / "escaped.txt").exists()


def test_a_folder_may_end_in_the_mark(tmp_path, said):
    folder = tmp_path / "odd.zip!"
    folder.mkdir()
    (folder / "a.txt").write_text(LABELLED)

    assert said(read_transcript(folder / "a.txt")) == TURNS


def encrypted() -> bytes:
    packed = bytearray(zipped(("a.txt", LABELLED)))
    packed[6] |= 1  # the flag in the local header,
    packed[packed.index(b"PK\x01\x02") + 8] |= 1  # and in the directory
    return bytes(packed)


def wrong_sum() -> bytes:
    packed = bytearray(zipped(("a.txt", LABELLED), method=zipfile.ZIP_STORED))
    packed[packed.index(b"Dana")] = ord("X")
    return bytes(packed)


@pytest.mark.parametrize(
    ("name", "contents", "message"),
    [
        (
            "c.zip",
            zipped(),
            "c.zip: this is a binary file, not text (if it is text, pass its encoding, such as utf-16-le)",
        ),
        ("c.zip", zipped(("d/", "")), "c.zip: the archive holds no files"),
        ("c.zip", encrypted(), "c.zip!/a.txt: the member is encrypted (unpack it with its password first)"),
        (
            "c.zip",
            wrong_sum(),
            "c.zip!/a.txt: the member is damaged: Bad CRC-32 for file 'a.txt' (fetch the archive again)",
        ),
        (
            "c.zip",
            zipped(("a.txt", LABELLED), method=zipfile.ZIP_BZIP2),
            "c.zip!/a.txt: the member is compressed by method 12, which is not read (pack it anew as an ordinary zip)",
        ),
        (
            "c.zip",
            zipped(("inner.zip", zipped(("a.txt", LABELLED)))),
            "c.zip!/inner.zip: this is an archive within an archive (unpack the outer one first)",
        ),
        (
            "c.gz",
            gzip.compress(gzip.compress(gzip.compress(LABELLED.encode(), mtime=0), mtime=0), mtime=0),
            "c.gz: this is compressed again and again (unpack it first)",
        ),
        (
            "c.gz",
            gzip.compress(LABELLED.encode(), mtime=0)[:-9],
            "c.gz: the gzip file is damaged: Compressed file ended before the end-of-stream marker was reached "
            "(fetch it again)",
        ),
        ("c.txt", bz2.compress(LABELLED.encode()), "c.txt: this is compressed (bzip2), not a text file "
            "(unpack it first, or pack it as .gz or .zip)"),
        (
            "c.odt",
            zipped(("META-INF/manifest.xml", "x"), ("content.xml", "x")),
            "c.odt: this is an OpenDocument file, not a text file (save it as .docx, .xlsx or plain text)",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_unpacked_is_refused_with_a_reason(write, name, contents, message):
    with pytest.raises(ReadError) as error:
        read_transcript(write(name, contents))

    assert str(error.value) == message


@pytest.mark.parametrize("name", ["bomb.txt.gz", "bomb.zip", "bomb.docx"])
def test_a_bomb_is_refused_before_it_fills_the_memory(write, name):
    """Half a gigabyte of zeros in half a megabyte."""
    zeros = bytes(2**20)
    made = io.BytesIO()
    if name.endswith(".gz"):
        with gzip.open(made, "wb", 6) as file:
            for _ in range(512):
                file.write(zeros)
    else:
        part = "word/document.xml" if name.endswith("docx") else "a.txt"
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(part, "w") as file:
            for _ in range(512):
                file.write(zeros)
    path = write(name, made.getvalue())
    del made

    tracemalloc.start()
    with pytest.raises(ReadError, match="unpacked this is more than 256 MB, or 250 times its size: no transcript"):
        read_transcript(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 60 * 2**20


def test_a_member_larger_than_it_says_is_no_way_round_the_limits(write, monkeypatch):
    monkeypatch.setattr(_packed, "MAX_UNPACKED", 1000)
    packed = bytearray(zipped(("a.txt", "Dana: hi\n" * 1000)))
    for at in (22, packed.index(b"PK\x01\x02") + 24):
        packed[at : at + 4] = (10).to_bytes(4, "little")

    with pytest.raises(ReadError, match=r"^c.zip!/a.txt: the member is damaged"):
        read_transcript(write("c.zip", bytes(packed)))


VALID = [
    zipped(("a.txt", LABELLED)),
    zipped(("word/document.xml", "<w:document xmlns:w='w'><w:p><w:r><w:t>Dana: hi</w:t></w:r></w:p></w:document>")),
    gzip.compress(LABELLED.encode(), mtime=0),
]


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_archive_gives_a_call_or_our_error(data):
    packed = bytearray(data.draw(st.sampled_from(VALID)))
    for _ in range(data.draw(st.integers(1, 6))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(packed)) | st.just(len(packed)))

    try:
        call = read_transcript(io.BytesIO(bytes(packed[:cut])))
    except SoftskillsError as error:
        assert "\n" not in str(error)
    else:
        assert call.utterances
