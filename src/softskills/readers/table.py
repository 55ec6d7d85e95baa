"""CSV and TSV with a header; the delimiter and the columns are found out from it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._columns import Rows, columns_of, find_columns
from softskills.transcript import Transcript

_DELIMITERS = (",", "\t", ";", "|")
_QUOTES_HINT = 'words are quoted "like this", a quotation mark in them is doubled'
_EXCEL_HINT = "sep="  # Excel's own first line: "sep=;"


def sees(head: str) -> str | None:
    """Return the reason when the first line names a column of words beside others."""
    delimiter, names = _header(_first_line(head))
    columns = find_columns(names)
    others = (columns.speaker, columns.start, columns.role, columns.call_id)
    if columns.text is None or all(place is None for place in others):
        return None
    shown = {"\t": "tab"}.get(delimiter, delimiter)
    return f'has a header with the column "{names[columns.text].strip()}", delimiter {shown}'


def read(source: Source) -> Transcript:
    """Read rows; each row with anything in it is one turn."""
    delimiter, _ = _header(_first_line(source.text), source.columns)
    lines = _rows(source, delimiter)
    line, names = next(lines, (1, []))
    columns = columns_of(source, names, line=line)
    ledger = Ledger(source.path)
    rows = Rows(source, READER.name, ledger)
    n_names = len(names)
    for line, row in lines:
        if row == names:
            ledger.add("header repeated, left out", line=line)
        elif not any(map(str.strip, row)):
            ledger.add("row of empty cells, left out", line=line)
        elif len(row) <= n_names:
            rows.add(row, columns, line=line)
        elif columns.text == n_names - 1:
            ledger.add("delimiter within the words, put back", line=line)
            rows.add([*row[: columns.text], delimiter.join(row[columns.text :])], columns, line=line)
        else:
            ledger.add("row longer than the header, the rest left out", delimiter.join(row), line=line)
            rows.add(row, columns, line=line)
    return rows.transcript()


def _rows(source: Source, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not a blank line, with the line it begins on."""
    reader = csv.reader(_lines(source.text), delimiter=delimiter)
    line = n_lines = 0
    try:
        for row in reader:
            line, n_lines = n_lines + 1, reader.line_num
            if row and not (len(row) <= 2 and row[0].lower().startswith(_EXCEL_HINT)):
                yield line, row
    except csv.Error as error:
        raise source.error(f"the table cannot be read: {error}", line=line + 1, hint=_QUOTES_HINT) from error
    # An open quotation mark swallows all that follows; well-formed tables have them in pairs.
    if line < n_lines and source.text.count('"') % 2:
        raise source.error("a quotation mark opened here is never closed", line=line, hint=_QUOTES_HINT)


def _lines(text: str) -> Iterable[str]:
    """Return a text's lines with their ends, one at a time."""
    if text.count("\r") != text.count("\r\n"):
        return io.StringIO(text, newline="")  # old line ends; it needs four bytes a character
    return _cut(text)


def _cut(text: str) -> Iterator[str]:
    at = 0
    while end := text.find("\n", at) + 1:
        yield text[at:end]
        at = end
    if at < len(text):
        yield text[at:]


def _first_line(text: str) -> str:
    """Return the line with the column names."""
    for line in io.StringIO(text[:65_536], newline=None):
        if line.strip() and not line.lower().startswith(_EXCEL_HINT):
            return line.rstrip("\n")
    return ""


def _header(line: str, told: Mapping[str, str] | None = None) -> tuple[str, list[str]]:
    """Return the delimiter under which most columns make sense, and the names it cuts."""
    best = (",", [line])
    most = 0
    for delimiter in _DELIMITERS:
        if delimiter not in line:
            continue
        try:
            names = next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            continue
        columns = find_columns(names, told)
        n_known = sum(
            place is not None for place in (columns.text, columns.speaker, columns.start, columns.stop, columns.role)
        )
        if most < n_known:
            best, most = (delimiter, names), n_known
    return best


READER = Reader(name="table", title="CSV or TSV", extensions=(".csv", ".tsv", ".tab"), sees=sees, read=read)
