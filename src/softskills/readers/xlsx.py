"""Excel workbooks: the first sheet with a column of words. Formulas count by the value saved with them."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._columns import Rows, columns_of, find_columns
from softskills.readers._office import Opened, needed_part, parts_of, walk
from softskills.readers._packed import part_of
from softskills.transcript import NAN, Transcript

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedStrings.xml"
_STYLES = "xl/styles.xml"
# A header stands within the first rows; titles and blank rows may come before it.
_HEADER_WITHIN = 20
# No transcript table is wider; a workbook may have 16,384 columns.
_MAX_COLUMNS = 512
_DAY_S = 86_400.0
_EPOCHS = {False: dt.datetime(1899, 12, 30), True: dt.datetime(1904, 1, 1)}

# Number formats that need no declaration (ECMA-376, part 1, 18.8.30).
_DATES = frozenset({14, 15, 16, 17, 22})
_TIMES = frozenset({18, 19, 20, 21, 45, 46, 47})
_HOURS_MINUTES = frozenset({18, 20})
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]hmsHMS]*\]')
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

# A row's number, and what stands in which column (counted from 0): a row may be all gaps.
Row = tuple[int, dict[int, object]]


@dataclass(frozen=True, slots=True)
class _Book:
    """What the sheets of a workbook share."""

    source: Source
    strings: list[str]
    kinds: list[str]
    epoch: dt.datetime


def sees(head: str) -> str | None:
    """Return the reason when a file's parts are those of a workbook."""
    return f"is a zip with the part {_WORKBOOK}" if f"\n{_WORKBOOK}\n" in f"\n{head}\n" else None


def read(source: Source) -> Transcript:
    """Read the rows under the header; each with anything in it is one turn."""
    ledger = Ledger(source.path)
    with parts_of(source) as archive:
        sheets, is_1904 = _sheets(archive, source)
        strings, kinds = _strings(archive, source), _kinds(archive, source)
        book = _Book(source, strings, kinds, _EPOCHS[is_1904])
        first: list[Row] = []
        for n, (name, part) in enumerate(sheets):
            rows = _rows(needed_part(archive, part, source), part, book, ledger)
            at = _header(rows, source.columns)
            if at is None:
                first = first or rows
                continue
            if n:
                ledger.add("sheet without a column of words, left out", sheets[0][0])
            if n + 1 < len(sheets):
                ledger.add("only the first sheet of words is read", name)
            return _turns(rows, at, source, ledger)
    if not first:
        raise source.error("no turns found: the workbook has no rows")
    line, names = first[0]
    columns_of(source, _names(names), line=line)
    raise source.error("no turns found: no row has words")  # the header alone


def _turns(rows: list[Row], at: int, source: Source, ledger: Ledger) -> Transcript:
    line, header = rows[at]
    columns = columns_of(source, _names(header), line=line)
    for number, _ in rows[:at]:
        ledger.add("row above the header, left out", line=number)
    turns = Rows(source, READER.name, ledger)
    for number, row in rows[at + 1 :]:
        if row == header:
            ledger.add("header repeated, left out", line=number)
        else:
            turns.add(_listed(row), columns, line=number)
    return turns.transcript()


def _header(rows: list[Row], told: Mapping[str, str]) -> int | None:
    """Return which row names a column of words beside another column."""
    for i, (_, row) in enumerate(rows[:_HEADER_WITHIN]):
        if len(row) > 1 and find_columns(_names(row), told).text is not None:
            return i
    return None


def _listed(row: dict[int, object]) -> list[object]:
    return [row.get(at) for at in range(max(row) + 1)]


def _names(row: dict[int, object]) -> list[str]:
    return ["" if cell is None else str(cell) for cell in _listed(row)]


def _sheets(archive: zipfile.ZipFile, source: Source) -> tuple[list[tuple[str, str]], bool]:
    """Return each sheet's name and part, in the workbook's order, and whether it counts days from 1904."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []
    is_1904 = False

    def relation(tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")

    def sheet(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal is_1904
        if tag == "sheet":
            reference = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            sheets.append((attributes.get("name", ""), targets.get(reference, "")))
        elif tag == "workbookPr":
            is_1904 = attributes.get("date1904", "0") in ("1", "true")

    _walk(needed_part(archive, _RELATIONS, source), _RELATIONS, source, relation)
    _walk(needed_part(archive, _WORKBOOK, source), _WORKBOOK, source, sheet)
    names = set(archive.namelist())
    # A chart sheet or a sheet that is not there has no rows.
    return [(name, part) for name, part in sheets if part in names and "chartsheets" not in part], is_1904


def _walk(part: bytes, name: str, source: Source, opened: Opened) -> None:
    walk(part, name, source, opened, lambda tag: None, lambda words: None)


def _strings(archive: zipfile.ZipFile, source: Source) -> list[str]:
    """Return the texts that cells refer to by number."""
    part = part_of(archive, _STRINGS, source.path)
    strings: list[str] = []
    if part is None:
        return strings
    words: list[str] = []
    in_text = phonetic = False

    def opened(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal in_text, phonetic
        if tag == "si":
            words.clear()
        elif tag == "rPh":
            phonetic = True  # how Japanese words are spoken: no words of their own
        elif tag == "t":
            in_text = not phonetic

    def closed(tag: str) -> None:
        nonlocal in_text, phonetic
        if tag == "si":
            strings.append(_unescaped("".join(words)))
        elif tag == "rPh":
            phonetic = False
        elif tag == "t":
            in_text = False

    def said(characters: str) -> None:
        if in_text:
            words.append(characters)

    walk(part, _STRINGS, source, opened, closed, said)
    return strings


def _kinds(archive: zipfile.ZipFile, source: Source) -> list[str]:
    """Return for each cell style whether its numbers are dates ("date"), times ("time", "h:mm") or numbers ("")."""
    part = part_of(archive, _STYLES, source.path)
    kinds: list[str] = []
    if part is None:
        return kinds
    codes: dict[str, str] = {}
    in_cells = False

    def opened(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal in_cells
        if tag == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            in_cells = True
        elif tag == "xf" and in_cells:
            kinds.append(_kind(attributes.get("numFmtId", "0"), codes))

    def closed(tag: str) -> None:
        nonlocal in_cells
        if tag == "cellXfs":
            in_cells = False

    walk(part, _STYLES, source, opened, closed, lambda words: None)
    return kinds


def _kind(number: str, codes: Mapping[str, str]) -> str:
    if number in codes:
        code = _QUOTED.sub("", codes[number][:255]).lower().split(";")[0]
        if "y" in code or "d" in code:
            return "date"
        if "h" not in code and "s" not in code:
            return ""
        return "time" if "s" in code else "h:mm"
    if not number.isdecimal() or len(number) > 4:
        return ""
    built_in = int(number)
    if built_in in _DATES:
        return "date"
    return "h:mm" if built_in in _HOURS_MINUTES else "time" if built_in in _TIMES else ""


def _rows(part: bytes, name: str, book: _Book, ledger: Ledger) -> list[Row]:
    """Return a sheet's rows that have anything in them, each with its number."""
    rows: list[Row] = []
    row: dict[int, object] = {}
    number = column = 0
    kind = style = ""
    value: list[str] = []
    in_value = phonetic = False

    def opened(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal row, number, column, kind, style, in_value, phonetic
        if tag == "row":
            row, column = {}, 0
            stated = attributes.get("r", "")
            number = int(stated) if stated.isdecimal() and len(stated) < 9 else number + 1
        elif tag == "c":
            reference = _REFERENCE.fullmatch(attributes.get("r", ""))
            column = _column(reference.group(1)) if reference else column + 1
            kind, style = attributes.get("t", "n"), attributes.get("s", "")
            value.clear()
        elif tag == "rPh":
            phonetic = True
        elif tag == "v" or (tag == "t" and not phonetic):
            in_value = True

    def closed(tag: str) -> None:
        nonlocal in_value, phonetic
        if tag == "c":
            if value and column > _MAX_COLUMNS:
                ledger.add(f"cell beyond column {_MAX_COLUMNS}, left out", line=number)
            elif value:
                cell = _value("".join(value), kind, style, book, ledger, number)
                if cell is not None and cell != "":
                    row[column - 1] = cell
        elif tag == "row":
            if row:
                rows.append((number, row))
        elif tag == "rPh":
            phonetic = False
        elif tag in ("v", "t"):
            in_value = False

    def said(characters: str) -> None:
        if in_value:
            value.append(characters)

    walk(part, name, book.source, opened, closed, said)
    return rows


def _column(letters: str) -> int:
    """Return a column's number, A being 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _value(raw: str, kind: str, style: str, book: _Book, ledger: Ledger, line: int) -> object:
    """Return what a cell holds: text, a number, a date or a time."""
    if kind == "s":
        at = int(raw) if raw.isdecimal() and len(raw) < 10 else len(book.strings)
        if at >= len(book.strings):
            ledger.add("cell that refers to no text, left empty", line=line)
            return None
        return book.strings[at]
    if kind in ("str", "inlineStr", "d"):
        return _unescaped(raw)
    if kind == "e":
        ledger.add("cell with an error, left empty", raw, line=line)
        return None
    try:
        number = float(raw)
    except ValueError:
        number = NAN
    if kind == "b" or number != number:
        return raw
    form = book.kinds[int(style)] if style.isdecimal() and len(style) < 7 and int(style) < len(book.kinds) else ""
    if form:
        return _time(number, form, book, ledger, line)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _time(days: float, form: str, book: _Book, ledger: Ledger, line: int) -> object:
    """Return the time or date a number of days stands for."""
    if not 0 <= days < 3_000_000:
        return days
    # Excel itself tells no more than thousandths of a second apart.
    since = dt.timedelta(seconds=round(days * _DAY_S, 3))
    if form == "date" or days >= 366:
        return book.epoch + since
    if form == "h:mm":
        ledger.add(
            "times formatted as hours and minutes, read as such",
            line=line,
            hint="Excel makes hours and minutes of 0:15; write 0:00:15 or seconds",
        )
    return since


def _unescaped(text: str) -> str:
    """Return text with "_x000D_" and the like resolved."""
    return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text) if "_x" in text else text


READER = Reader(name="xlsx", title="Excel workbook", extensions=(".xlsx", ".xlsm"), sees=sees, read=read, kind="office")
