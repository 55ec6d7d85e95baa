"""The same work as a function over DataFrames, for Spark's `mapInPandas` and for anybody who has tables in pieces.

from functools import partial
from softskills.archive.spark import score_partition, spark_ddl

calls = spark.read.parquet("calls").repartition("call_id").sortWithinPartitions("call_id", "start")
profiles = calls.mapInPandas(partial(score_partition, table="profiles"), spark_ddl("profiles"))
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from softskills.archive import meta
from softskills.archive import schema as schemas
from softskills.archive.settings import Settings
from softskills.archive.tables import call_column, told_in
from softskills.archive.work import Loaded, score
from softskills.errors import OptionError

if TYPE_CHECKING:
    import pandas as pd

_ERROR = "error"


def score_partition(
    frames: Iterable[pd.DataFrame], *, table: str = "profiles", settings: Settings | None = None
) -> Iterator[pd.DataFrame]:
    """Score the calls of one partition.

    Args:
        frames: one utterance a row, with a column that names the call, one of words, and one of speakers; the rows of
            a call stand together and in order, over the edges of frames too.
        table: "profiles", "tags", "moments", "contacts", "failures" or "utterances".
        settings: how to score and what to keep; the default scorecard and everything when None.

    Yields:
        DataFrames of the columns `spark_ddl` names: those of the table, and for `profiles` an `error` (str), null for
        a call that was scored; a call that could not be is one row of it, so that none is lost.

    Raises:
        OptionError: there is no such table, or no column names the call.
    """
    chosen = settings or Settings()
    if table == "utterances" and not chosen.utterances:
        chosen = replace(chosen, utterances=True)
    if table not in schemas.SHARD_TABLES:
        raise OptionError(
            f"no partition makes the table {table!r}",
            hint="relationships are made of contacts: softskills.relationships(contacts)"
            if table == "relationships"
            else f"one of {', '.join(schemas.SHARD_TABLES)}",
        )
    current: list[dict[str, Any]] = []
    name: object = None
    column: str | None = None
    for frame in frames:
        if not len(frame):
            continue
        if column is None:
            column = call_column(list(frame.columns))
            if column is None:
                raise OptionError(
                    "no column names the call", hint='the rows need "call_id", "speaker" and "text", or the like'
                )
        done: list[tuple[object, list[dict[str, Any]]]] = []
        for cells in frame.to_dict("records"):
            row = {str(key): value for key, value in cells.items()}
            if current and row[column] != name:
                done.append((name, current))
                current = []
            name = row[column]
            current.append(row)
        if done:
            yield _scored(done, table, chosen)
    if current:
        yield _scored([(name, current)], table, chosen)


def spark_ddl(table: str = "profiles", framework: str = "softskills") -> str:
    """Return the columns of what `score_partition` yields, as Spark's `mapInPandas` wants them."""
    columns = schemas.spark_ddl(table, framework)
    return f"{columns}, `{_ERROR}` string" if table == "profiles" else columns


def _scored(calls: list[tuple[object, list[dict[str, Any]]]], table: str, settings: Settings) -> pd.DataFrame:
    loaded = [
        Loaded((0, k), str(name), "partition", rows, told_in(rows, meta.FIELDS[1:]))
        for k, (name, rows) in enumerate(calls)
    ]
    found = score(loaded, settings)
    rows = found.rows[table]
    frame: pd.DataFrame = schemas.to_arrow(table, rows, settings.framework).to_pandas()
    if table != "profiles":
        return frame
    frame[_ERROR] = None
    failed = [
        {"call_id": row["call_id"], "source": row["source"], _ERROR: row["message"]} for row in found.rows["failures"]
    ]
    if failed:
        import pandas as pd

        more = pd.DataFrame(failed).reindex(columns=frame.columns)
        more["n_turns_call"], more["n_warnings"], more["enough"] = 0, 0, False
        # Whole numbers and truths have no "not known" in every version of pandas: 0 and False beside the error.
        kinds = frame.dtypes.to_dict()
        frame = more.astype(kinds) if frame.empty else pd.concat([frame, more.astype(kinds)])
    whole: pd.DataFrame = frame.reset_index(drop=True)
    return whole
