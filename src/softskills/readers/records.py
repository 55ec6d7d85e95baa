"""A list: of (speaker, text), (speaker, text, start), (speaker, text, start, stop), dicts or utterances."""

from __future__ import annotations

from collections.abc import Mapping

from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._columns import Columns, Rows, find_columns, no_words_column
from softskills.transcript import Transcript, Utterance

_TUPLE = Columns(text=1, speaker=0, start=2, stop=3, role=None, call_id=None)
_HINT = "an item is (speaker, text), (speaker, text, start), (speaker, text, start, stop), a dict or an Utterance"


def sees(head: str) -> str | None:
    """Return the reason; what is asked is always a list, and has no text to look at."""
    return "is a list"


def read(source: Source) -> Transcript:
    """Take a list as it stands: item i is turn i."""
    if not source.items:
        raise source.error("no turns found: the list is empty", hint=_HINT)
    rows = Rows(source, READER.name, Ledger(source.path))
    for i, item in enumerate(source.items):
        if isinstance(item, Utterance):
            rows.keep(item)
        elif isinstance(item, Mapping):
            columns = find_columns(item, source.columns)
            if columns.text is None:
                raise no_words_column(source, item)
            rows.add(list(item.values()), columns)
        elif isinstance(item, (tuple, list)) and 2 <= len(item) <= 4:
            rows.add(item, _TUPLE)
        else:
            raise source.error(f"item {i} of the list is no turn but a {type(item).__name__}", hint=_HINT)
    return rows.transcript()


READER = Reader(name="list", title="Python list", extensions=(), sees=sees, read=read, kind="list")
