"""The parts of a scored archive's tables, read one by one."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from softskills.archive import sink as sinks
from softskills.archive.sources import is_url
from softskills.errors import ArchiveError

if TYPE_CHECKING:
    import pyarrow as pa


def read_parts(out: str, table: str, wanted: Sequence[str], needed: Sequence[str] | None = None) -> Iterator[pa.Table]:
    """Yield a table's parts in the order of their names.

    Args:
        out: what `score` wrote.
        table: the table's name.
        wanted: columns in the order they shall have; those a part lacks are left out.
        needed: columns a part must have; by default all that are wanted.

    Raises:
        ArchiveError: a part is damaged, or lacks a column.
    """
    import pyarrow.parquet as pq

    sink = sinks.open_sink(out)
    for name in sorted(sink.sizes(table)):
        if not name.endswith(".parquet"):
            continue
        source: Any = io.BytesIO(sink.read(f"{table}/{name}") or b"") if is_url(out) else f"{out}/{table}/{name}"
        try:
            with pq.ParquetFile(source) as file:
                there = set(file.schema_arrow.names)
                missing = [column for column in (wanted if needed is None else needed) if column not in there]
                if missing:
                    raise ValueError(missing[0])
                chosen = [column for column in dict.fromkeys(wanted) if column in there]
                yield file.read(columns=chosen).select(chosen)
        except (OSError, ValueError, KeyError) as error:
            raise ArchiveError(
                "this part is damaged or of another version",
                path=f"{out}/{table}/{name}",
                hint="score the archive again",
            ) from error
