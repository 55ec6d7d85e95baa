"""A pandas DataFrame with a column of words and one of speakers."""

from __future__ import annotations

from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._columns import Rows, columns_of
from softskills.transcript import Transcript


def sees(head: str) -> str | None:
    """Return the reason; what is asked is always a DataFrame, and has no text to look at."""
    return "is a DataFrame"


def read(source: Source) -> Transcript:
    """Take a DataFrame as it stands: row i is turn i, whatever the index says."""
    frame = source.frame
    if frame is None:
        raise source.error("this is no DataFrame", hint="leave the format to be detected")
    columns = columns_of(source, list(frame.columns))
    if frame.empty:
        raise source.error("no turns found: the DataFrame has no rows")
    rows = Rows(source, READER.name, Ledger(source.path))
    for row in zip(*(frame.iloc[:, i].tolist() for i in range(frame.shape[1])), strict=True):
        rows.add(row, columns)
    return rows.transcript()


READER = Reader(name="frame", title="pandas DataFrame", extensions=(), sees=sees, read=read, kind="frame")
