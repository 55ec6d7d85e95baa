"""Word documents: Teams transcripts as they are downloaded, Google Meet's saved from Docs, labelled lines.

The paragraphs become text, and the text is read as one of the dialects. A turn's `line` is its paragraph.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace

from softskills.errors import Notice, ReadError
from softskills.readers import chat, meet, otter, srt, text, vtt
from softskills.readers._base import Reader, Source
from softskills.readers._office import needed_part, parts_of, walk
from softskills.transcript import Transcript

_PART = "word/document.xml"
_DIALECTS = (vtt.READER, srt.READER, chat.READER, otter.READER, meet.READER)
_HEAD_CHARS = 16_384
# Tab stops and other properties; the same words again, for older programs.
_PASSED_OVER = frozenset({"pPr", "Fallback"})
_LINE_ENDS = str.maketrans(dict.fromkeys("\r\u2028\u2029", "\n"))
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}


def sees(head: str) -> str | None:
    """Return the reason when a file's parts are those of a Word document."""
    return f"is a zip with the part {_PART}" if f"\n{_PART}\n" in f"\n{head}\n" else None


def read(source: Source) -> Transcript:
    """Read the paragraphs as the dialect they are in."""
    paragraphs = _paragraphs(source)
    if not any(map(str.strip, paragraphs)):
        raise source.error("no turns found: the document has no words")
    # Blank lines between paragraphs: a name and a time under a blank line head a block.
    starts: list[int] = []
    lines: list[str] = []
    for paragraph in paragraphs:
        starts.append(len(lines) + 1)
        lines += [*paragraph.split("\n"), ""]
    inner = replace(source, kind="text", text="\n".join(lines), data=b"")
    head = inner.text[:_HEAD_CHARS]
    dialect = next((reader for reader in _DIALECTS if reader.sees(head) is not None), text.READER)
    try:
        call = dialect.read(inner)
    except ReadError as error:
        raise ReadError(error.message, path=error.path, line=_at(starts, error.line), hint=error.hint) from error
    return replace(
        call,
        utterances=tuple(replace(utt, line=_at(starts, utt.line)) for utt in call.utterances),
        source_format=READER.name,
        warnings=tuple(
            Notice(notice.message, notice.path, _at(starts, notice.line), notice.hint) for notice in call.warnings
        ),
    )


def _at(starts: list[int], line: int | None) -> int | None:
    """Return the number of the paragraph a line of the text comes from."""
    return None if line is None else bisect_right(starts, line)


def _paragraphs(source: Source) -> list[str]:
    """Return a document's paragraphs; line breaks within them are line ends."""
    with parts_of(source) as archive:
        part = needed_part(archive, _PART, source)
    paragraphs: list[str] = []
    # A text box stands in the middle of a paragraph and has its own: they end before it does.
    open_ones: list[list[str]] = []
    in_text = False
    passed_over = 0

    def opened(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal in_text, passed_over
        if passed_over or tag in _PASSED_OVER:
            passed_over += 1
        elif tag == "p":
            open_ones.append([])
        elif tag == "t":
            in_text = True
        elif tag in _BREAKS and open_ones:
            open_ones[-1].append(_BREAKS[tag])

    def closed(tag: str) -> None:
        nonlocal in_text, passed_over
        if passed_over:
            passed_over -= 1
        elif tag == "p" and open_ones:
            paragraphs.append("".join(open_ones.pop()).translate(_LINE_ENDS))
        elif tag == "t":
            in_text = False

    def said(words: str) -> None:
        if in_text and not passed_over and open_ones:
            open_ones[-1].append(words)

    walk(part, _PART, source, opened, closed, said)
    return paragraphs


READER = Reader(
    name="docx", title="Word document (Teams, Meet)", extensions=(".docx",), sees=sees, read=read, kind="office"
)
