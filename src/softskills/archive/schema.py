"""What a scored archive consists of: the tables, their columns and types, and the version of all this.

A scored archive is a folder (or an object-store prefix):

    manifest.json                     what was scored, with which settings and versions, and the counts
    profiles/part-<key>.parquet       one row per call and speaker
    tags/part-<key>.parquet           one row per tag
    moments/part-<key>.parquet        the moments to look at
    contacts/part-<key>.parquet       one row per call whose client is known: what it says about the relationship
    relationships/part-<nnn>.parquet  one row per rep and client over all calls; made when all calls are scored
    failures/part-<key>.parquet       one row per call that could not be scored
    utterances/part-<key>.parquet     one row per turn (only when asked for)
    shards/<key>.json                 what a finished shard wrote; its presence means done

A name with a leading "_" is no part of the data (`_tmp/`, `_lock`). DuckDB, pandas, Polars and Spark read each folder
as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from softskills.errors import OptionError
from softskills.frameworks import framework
from softskills.measures import counts, rates

if TYPE_CHECKING:
    import pyarrow as pa

# Raised when a column goes, changes its type or its meaning; new tables and new columns at the end do not raise it.
SCHEMA_VERSION = 1
# What each shard writes, and with it what is made of all of them at the end.
SHARD_TABLES = ("profiles", "tags", "moments", "contacts", "failures", "utterances")
TABLES = (*SHARD_TABLES, "relationships")

Kind = Literal["string", "int64", "float64", "bool"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its type, and what it holds."""

    name: str
    kind: Kind
    doc: str


_CALL = (
    Column("call_id", "string", "the call: its path within the archive, or what the manifest or table calls it"),
    Column("source", "string", "the file it was read from, relative to the archive"),
)
_WHO = (
    Column("speaker", "string", "the label in the source; null when it has none"),
    Column("role", "string", "rep, customer, other or unknown"),
)
_KNOWN = (
    Column("date", "string", "when the call took place, ISO 8601; null when unknown"),
    Column("rep", "string", "the rep's name from the manifest, the path or the source; null when unknown"),
    Column("team", "string", "the rep's team; null when unknown"),
    Column("client", "string", "the customer's or the firm's name; null when unknown"),
    Column("call_type", "string", "whose bands were applied"),
    Column("tier", "string", "the tagger's tier: full, fast or rules"),
    Column("encoded_share", "float64", "share of the words the encoder read; 0 in the fast tier"),
    Column("format", "string", "the reader that read it"),
    Column("n_turns_call", "int64", "turns in the call"),
    Column("role_confidence", "float64", "how sure the roles are, 0 to 1"),
    Column("n_warnings", "int64", "how many things were repaired, skipped or guessed in reading"),
    Column("warnings", "string", "what they were, one a line; null when there were none or text is not kept"),
    Column("enough", "bool", "whether both sides said enough to be scored"),
    Column("talk_share_basis", "string", "seconds or words"),
    Column("talk_share", "float64", "the speaker's share of the talk, 0 to 1"),
)
_TAGS = (
    *_CALL,
    Column("turn", "int64", "the turn, counted from 0"),
    *_WHO,
    Column("start", "int64", "first character of the span in the turn's stored text"),
    Column("stop", "int64", "the character after its last"),
    Column("tag", "string", "the codebook's name"),
    Column("text", "string", "the words; null when text is not kept"),
    Column("score", "float64", "how sure, 0 to 1"),
    Column("why", "string", "what decided it; null when text is not kept"),
    Column("attributes", "string", "what else the codebook asks for, as a JSON object"),
)
_MOMENTS = (
    *_CALL,
    Column("speaker", "string", "the rep"),
    Column("skill", "string", "the skill it shows"),
    Column("kind", "string", "a key of softskills.coaching.KINDS"),
    Column("valence", "string", "best (to keep) or worst (to work on)"),
    Column("turn", "int64", "the turn, counted from 0"),
    Column("start", "float64", "seconds from the start of the call, NaN when unknown"),
    Column("quote", "string", "the words; null when text is not kept"),
    Column("why", "string", "what they show; null when text is not kept"),
    Column("suggestion", "string", "what to try, or to keep; null when text is not kept"),
    Column("weight", "float64", "how telling, 0 to about 2"),
    Column("shown", "bool", "whether it is among the few for the rep's eyes"),
)
_FAILURES = (
    *_CALL,
    Column("kind", "string", "the kind of error, such as ReadError, or crash"),
    Column("message", "string", "what is wrong; without the words of the call when text is not kept"),
    Column("line", "int64", "the line in the source, counted from 1; null when there is none"),
    Column("hint", "string", "what can be done about it; null when nothing is known"),
)
_UTTERANCES = (
    *_CALL,
    Column("turn", "int64", "the turn, counted from 0"),
    *_WHO,
    Column("start", "float64", "seconds from the start of the call, NaN when unknown"),
    Column("stop", "float64", "seconds, NaN when unknown"),
    Column("text", "string", "the words; null when text is not kept"),
    Column("n_words", "int64", "words in the turn"),
    Column("n_tags", "int64", "tags on the turn"),
)
_PAIR = (
    Column("rep", "string", "the rep's name from the metadata, else the label of the rep who talks most"),
    Column("client", "string", "the customer's or the firm's name from the metadata"),
)
_ASKED = (
    Column("n_check_ins", "float64", "check-ins that are not generic (rapport.check_in)"),
    Column("n_rep_questions", "float64", "the rep's questions"),
    Column("n_client_questions", "float64", "the client's questions"),
)
_CONTACTS = (
    *_CALL,
    *_PAIR,
    Column("date", "string", "when the call took place, ISO 8601; null when unknown"),
    Column("n_offers", "float64", "features and benefits exchanged"),
    Column("n_needs", "float64", "the client's needs and goals"),
    Column("n_needs_met", "float64", "those understood and acted on, in words they share"),
    Column("n_feelings", "float64", "empathic opportunities"),
    Column("n_feelings_met", "float64", "those met"),
    *_ASKED,
    Column("offer_quote", "string", "the first offer; null when there is none or text is not kept"),
    Column("need_quote", "string", "the first need that was met, and with what; null likewise"),
    Column("feeling_quote", "string", "the first feeling that was met, and with what; null likewise"),
)
_RELATIONSHIPS = (
    *_PAIR,
    Column("n_calls", "int64", "calls of this pair"),
    Column("first", "string", "the day of the first, ISO 8601; null when no call is dated"),
    Column("last", "string", "the day of the last; null when no call is dated"),
    Column(
        "level",
        "float64",
        "1 features and benefits exchanged, 2 needs understood and acted on, 3 feelings met; NaN where none was heard",
    ),
    Column("trend", "float64", "mean level of the later half of the calls less the earlier; NaN with fewer than two"),
    *_ASKED,
    Column("asking_share", "float64", "the rep's share of the questions, 0 to 1; NaN without any"),
    Column("interval_days", "float64", "median days between days of contact; NaN with fewer than two"),
    Column("days_since", "float64", "days from the last contact to `as_of`; NaN when not dated"),
    Column("overdue_days", "float64", "days beyond one and a half intervals, 0 when not overdue; NaN likewise"),
    Column("overdue", "bool", "whether `overdue_days` is above 0"),
    Column("evidence", "string", "why this level: counts, and a call with its quote where text is kept"),
    Column("as_of", "string", "the day this is said of: the latest of all contacts; null when none is dated"),
)
_FIXED: Mapping[str, Sequence[Column]] = {
    "tags": _TAGS,
    "moments": _MOMENTS,
    "contacts": _CONTACTS,
    "relationships": _RELATIONSHIPS,
    "failures": _FAILURES,
    "utterances": _UTTERANCES,
}


def columns(table: str, card: str = "softskills") -> tuple[Column, ...]:
    """Return a table's columns in order.

    Args:
        table: one of `TABLES`.
        card: the scorecard; its skills are columns of `profiles`.

    Raises:
        OptionError: there is no such table or scorecard.
    """
    if table == "profiles":
        return _profile_columns(card)
    if table not in _FIXED:
        raise OptionError(f"there is no table {table!r}", hint=f"one of {', '.join(TABLES)}")
    return tuple(_FIXED[table])


def schema(table: str, card: str = "softskills") -> pa.Schema:
    """Return a table's columns as an Arrow schema; the schema's version stands in its metadata."""
    import pyarrow as pa

    kinds = {"string": pa.string(), "int64": pa.int64(), "float64": pa.float64(), "bool": pa.bool_()}
    return pa.schema(
        [pa.field(column.name, kinds[column.kind]) for column in columns(table, card)],
        metadata={"softskills.schema": str(SCHEMA_VERSION), "softskills.table": table},
    )


def spark_ddl(table: str, card: str = "softskills") -> str:
    """Return a table's columns as Spark's `mapInPandas` wants them ("call_id string, source string, ...")."""
    kinds = {"string": "string", "int64": "bigint", "float64": "double", "bool": "boolean"}
    return ", ".join(f"`{column.name}` {kinds[column.kind]}" for column in columns(table, card))


def to_arrow(table: str, rows: Sequence[Mapping[str, Any]], card: str = "softskills") -> pa.Table:
    """Return rows as an Arrow table of the documented columns; what a row lacks is null."""
    import pyarrow as pa

    shape = schema(table, card)
    arrays = [pa.array([row.get(field.name) for row in rows], field.type) for field in shape]
    return pa.Table.from_arrays(arrays, schema=shape)


@cache
def _profile_columns(card: str) -> tuple[Column, ...]:
    found = framework(card)
    skills = [
        Column(f"skill_{skill.name}", "float64", f"{skill.title}, 0 to 100; NaN without an occasion")
        for skill in found.skills
    ]
    length = Column("n_minutes", "float64", "how long the call is; by 150 words a minute without times")
    divided = [
        Column(name, "float64", f"{rate.doc} ({rate.formula})") for name, rate in {**rates(), **found.rates}.items()
    ]
    counted = [Column(name, "float64", count.doc) for name, count in {**counts(), **found.counts}.items()]
    return (*_CALL, *_WHO, *_KNOWN, *skills, length, *divided, *counted)
