"""Files made to break readers, and random ones: a call or one of our errors, in time linear in the size."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_any_input import check

from softskills.errors import ReadError, SoftskillsError
from softskills.readers import READERS, read_transcript

FORMATS = [reader.name for reader in READERS if reader.kind == "text"]
SCRAPS = [
    "@UTF8\n", "@Begin\n", "@Participants:\tAGT Agent", "@ID:\t|||||||Agent|", "@Date:\t1-JAN-2026",
    "@End", "*AGT:\t", "\n*CUS:\t", "\n%wor:\t", "\n\t", "\x15", "\x150_10\x15", "\x159_1\x15", "[/]", "[= x", "<", ">",
    "&-um", "&*CUS:mhm",
    "+...", "(.)", "(", ")", "0", "‡", ":::", "@l", "^",
    "0.5\t2.1\t[[SPEAKER_00]]", "[[", "]]", "\t",
    "Transcript\n", "# 📖 Transcript\n", "Weekly - Transcript (2026-04-28 99:99)", "Notes by Gemini\n", "Attendees\n",
    "**Dana:** ", "\\!", "Thank\n", "Dana: you\n", "Sam: Yes\n", "00:05:12\n", "Transcription ended after",
    "Mark started transcription\n", " transcription\n", "transcription", "SPEAKERS\n", "Apr 31, 2026 13:00 PM\n",
    "Dana  0:02\n", "\n\n", "\ufeff", "\0", "\ud800", "\r", "\u2028", "words", "who,said\n", "2026-01-01T00:00:00Z,",
    "WEBVTT\n\n", "id\n", "00:00:01.000 --> 00:00:02.000\n", "<v Dana>", "</v>", "1\n", "Mhm", "?",
]  # fmt: skip
scraps = st.lists(st.sampled_from(SCRAPS) | st.text(max_size=5), max_size=30).map("".join)


def read_all_ways(text: str) -> None:
    for name in [None, *FORMATS]:
        try:
            check(read_transcript(io.StringIO(text), format=name))
        except SoftskillsError as error:
            assert "\n" not in str(error)


@given(text=scraps)
@settings(max_examples=100, deadline=None)
def test_scraps_of_every_dialect_give_a_call_or_our_error(text):
    read_all_ways(text)


@pytest.mark.slow
@given(text=scraps)
@settings(max_examples=20_000, deadline=None)
def test_scraps_at_length(text):
    read_all_ways(text)


def office(**parts: str | bytes) -> io.BytesIO:
    """Return an office file of parts given as word__document for word/document.xml."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            path = name.replace("__", "/").replace("_rels/workbook", "_rels/workbook.xml.rels")
            archive.writestr(path if path.endswith(".rels") else path + ".xml", part)
    file.seek(0)
    return file


RELS = '<R><Relationship Id="a" Target="worksheets/s.xml"/></R>'
BOOK = '<w xmlns:r="r"><sheet name="S" r:id="a"/></w>'


def workbook(sheet: str | bytes, **parts: str | bytes) -> io.BytesIO:
    return office(**{"xl___rels__workbook": RELS, "xl__workbook": BOOK, "xl__worksheets__s": sheet, **parts})


XML = [
    "<w:p>", "</w:p>", "<w:t>", "</w:t>", "<w:br/>", "<mc:Fallback>", "</mc:Fallback>", "Dana: hi", "Dana   0:15",
    "&amp;",    "&#0;", "&#xD800;", "<![CDATA[x]]>", "<!DOCTYPE x>", "<?xml version='1.1'?>",
    "<?xml version='1.0' encoding='utf-7'?>",    "<row>", "</row>",
    '<row r="99999999999">', '<c r="A1" t="inlineStr">', '<c r="ZZZ9" t="s">', '<c t="d" s="99">', "</c>",
    "<v>", "</v>", "<t>", "</t>", "text", "speaker", "1e999", "-1", "NaN", "0.5", "\ud800", "_xD800_", "<", "\0",
]  # fmt: skip
xml = st.lists(st.sampled_from(XML) | st.text(max_size=4), max_size=20).map("".join)


@given(body=xml, root=st.sampled_from(["<d>{}</d>", "{}", "<d><w:p><w:t>{}</w:t></w:p></d>"]))
@settings(max_examples=150, deadline=None)
def test_any_office_xml_gives_a_call_or_our_error(body, root):
    part = root.format(body).encode("utf-8", "replace")
    for file in (
        office(word__document=part),
        workbook(part),
        workbook("<s><row><c><v>1</v></c></row></s>", xl__styles=part, xl__sharedStrings=part),
        office(xl___rels__workbook=part, xl__workbook=part),
    ):
        try:
            check(read_transcript(file))
        except SoftskillsError as error:
            assert "\n" not in str(error)


LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (
            office(word__document=f'<!DOCTYPE z [<!ENTITY l0 "ha">{LAUGHS}]><d><p><t>Dana: &l9;</t></p></d>'),
            "the part 'word/document.xml' declares entities, which is refused",
        ),
        (
            office(word__document='<!DOCTYPE z SYSTEM "http://localhost:9/x.dtd"><d><p><t>Dana: hi</t></p></d>'),
            "the part 'word/document.xml' declares entities, which is refused",
        ),
        (
            workbook('<!DOCTYPE z [<!ENTITY f SYSTEM "file:///etc/passwd">]><s><row><c><v>&f;</v></c></row></s>'),
            "the part 'xl/worksheets/s.xml' declares entities, which is refused",
        ),
        (
            office(word__document="<d><p>"),
            "the part 'word/document.xml' is not valid XML: no element found: line 1, column 6",
        ),
        (office(word__document="<d><p><t> </t></p></d>"), "no turns found: the document has no words"),
        (office(xl__workbook=BOOK), "the file has no part 'xl/_rels/workbook.xml.rels'"),
        (workbook("<s/>"), "no turns found: the workbook has no rows"),
    ],
)  # fmt: skip
def test_office_files_that_are_broken_or_hostile_say_so(file, message):
    with pytest.raises(ReadError) as error:
        read_transcript(file)

    assert error.value.message == message


def test_what_lies_outside_a_workbook_is_not_fetched():
    """A sheet may be linked to; a link is not followed, and a path out of the archive leads nowhere."""
    outside = '<R><Relationship Id="a" TargetMode="External" Target="http://localhost:9/s.xml"/></R>'
    above = '<R><Relationship Id="a" Target="../../../etc/passwd"/></R>'
    for relations in (outside, above):
        with pytest.raises(ReadError, match="no turns found: the workbook has no rows"):
            read_transcript(office(xl___rels__workbook=relations, xl__workbook=BOOK))


def test_a_cell_far_to_the_right_takes_no_room(said):
    row = '<row><c r="A{0}"><v>Dana</v></c><c r="B{0}"><v>hi</v></c><c r="XFD{0}"><v>1</v></c></row>'
    header = '<row><c t="str"><v>speaker</v></c><c t="str"><v>text</v></c></row>'

    call = read_transcript(workbook("<s>" + header + "".join(row.format(i) for i in range(2, 5)) + "</s>"))

    assert said(call) == [("Dana", "hi")] * 3
    assert str(call.warnings[0]) == "line 2: cell beyond column 512, left out and 2 more"


CUE = "00:00:01.000 --> 00:00:02.000\n"


def stamp(i: int) -> str:
    return f"{i // 3600:02d}:{i // 60 % 60:02d}:{i % 60:02d}"


# Each as a function of how many: a hundred thousand at length, a tenth of it by default.
HOSTILE = {
    "one long line": lambda n: "Dana: " + "word " * 20 * n,
    "a long label": lambda n: "D" * 100 * n + ": x",
    "cues": lambda n: "WEBVTT\n\n" + "".join(
        f"{stamp(i)}.000 --> {stamp(i)}.900\n<v {'Dana' if i % 7 else 'Sam'}>Well, yes.\n\n" for i in range(n)
    ),
    "cues backwards": lambda n: "WEBVTT\n\n" + "".join(
        f"{stamp(i)}.000 --> 99:00:00.000\nDana: mhm\n\n" for i in range(n, 0, -1)
    ),
    "names of cues": lambda n: "WEBVTT\n\n" + "name\n" * n + CUE + "Dana: x\n",
    "tags": lambda n: "WEBVTT\n\n" + CUE + "<v Dana>" + "<c.x>a</c>" * n,
    "tags never closed": lambda n: "WEBVTT\n\n" + CUE + "<v Dana>x" + "<c." * n + "{\\an" * n,
    "voices": lambda n: "WEBVTT\n\n" + CUE + "<v Dana>a<v Sam>b" * n,
    "entities": lambda n: "WEBVTT\n\n" + CUE + "Dana: " + "&amp;&#1234567890;&am" * n,
    "hours without end": lambda n: "1\n" + "9" * 10 * n + ":00:00,000 --> 1000000000000000:00:00,000\nDana: x\n",
    "arrows": lambda n: "WEBVTT\n\n" + "a:b-->" * n,
    "CHAT codes never closed": lambda n: "@UTF8\n@Begin\n*AGT:\tx" + " [" * n + " <" * n + " (" * n + " \x15" * n,
    "CHAT marks in a word": lambda n: "@UTF8\n@Begin\n*AGT:\tx" + ":" * n + "(" * n + "@" * n + "+" * n + "^" * n,
    "a CHAT tier of many lines": lambda n: "@UTF8\n@Begin\n*AGT:\tx\n" + "\tword [x] <a> \x151_2\x15\n" * n,
    "CHAT speakers": lambda n: "@UTF8\n@Begin\n" + "".join(f"*A{i}:\tx .\n" for i in range(n)),
    "Meet headings": lambda n: "Dana: x\n" + "Transcript\nAttendees\n" * n + "Dana: y\n",
    "Meet halves": lambda n: "- Transcript\nTranscript\n" + "Dana: Thank.\nSam: a\nDana: you\n" * n,
    "dates": lambda n: ("2026-13-45 " * 10 + "Jan 99, 2026 at " * 5 + "\n") * (n // 5) + "Dana  0:01\nx\n",
    "backslashes": lambda n: "Attendees\n**Dana:** " + "\\" * 10 * n,
    "footers": lambda n: "Dana: x\n" + ("*#_ " * 100 + " transcription\n") * (n // 5),
    "Audacity brackets": lambda n: "0.5\t2.1\t[[A]]" + "[[" * n + "]]" * n + ("\n1\t2\t[[" + "x" * 79) * n,
    "labels": lambda n: "".join(f"Name {i}: x\n" for i in range(n)),
    "dated rows": lambda n: "speaker,text,start\n" + "Dana,x,2026-01-01T10:00:00\n" * n,
    "NUL after the head": lambda n: "Dana: x\n" * 2_000 + "\0" * 10 * n,
    "lone surrogates": lambda n: "Dana: " + "\ud800" * 10 * n,
}  # fmt: skip


def read_in_time(text: str, limit_s: float) -> None:
    began = time.process_time()
    for form in (None, "vtt", "srt", "chat", "otter", "meet", "text", "table", "audacity"):
        try:
            read_transcript(io.StringIO(text), format=form)
        except SoftskillsError as error:
            assert len(str(error)) < 2_000

    assert time.process_time() - began < limit_s


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_sizes_take_linear_time(name):
    """Read as what it is and as every other format. Ten times what a busy machine needs; quadratic takes minutes."""
    read_in_time(HOSTILE[name](10_000), 10)


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_sizes_at_length(name):
    read_in_time(HOSTILE[name](100_000), 100)


def test_office_files_of_hostile_sizes_take_linear_time():
    n = 20_000
    deep = "<p>" * n + "<t>Dana: hi</t>" + "</p>" * n
    wide = "".join(f'<row><c t="s"><v>{i}</v></c><c t="inlineStr"><is><t>x</t></is></c></row>' for i in range(n))
    began = time.process_time()
    for file in (
        office(word__document=f"<d>{deep}</d>"),
        office(word__document="<d><p><t>Dana: " + "x" * 2_000_000 + "</t></p></d>"),
        office(word__document="<d>" + "<p><t>Dana: hi</t></p>" * n + "</d>"),
        office(word__document='<d a="' + "x" * 2_000_000 + '"><p><t>Dana: hi</t></p></d>'),
        workbook(f'<s><row><c t="str"><v>speaker</v></c><c t="str"><v>text</v></c></row>{wide}</s>'),
    ):
        try:
            read_transcript(file)
        except SoftskillsError as error:
            assert len(str(error)) < 2_000

    assert time.process_time() - began < 40
