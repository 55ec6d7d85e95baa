"""`read` and `analyze` a call: read, assign roles, segment, tag, measure, score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from softskills import coaching
from softskills.calltype import infer_call_type
from softskills.errors import Notice, OptionError, ReadError
from softskills.frames import frame_of
from softskills.frameworks import CALL_TYPES, Framework
from softskills.frameworks import framework as scorecard
from softskills.measures import CallView, Tally, totals
from softskills.measures.mood import Feeling, feeling
from softskills.metadata import Manifest, PathPattern, with_info
from softskills.model import Tagging, Weights, load_model, tag_call
from softskills.model.reasons import occlude
from softskills.profiles import (
    Row,
    call_intervals,
    evidence_rows,
    profile_frame,
    profile_rows,
)
from softskills.readers import read_transcript
from softskills.roles import Speakers, assign_roles
from softskills.segment import turns
from softskills.transcript import NAN, Tag, Transcript

if TYPE_CHECKING:
    import pandas as pd

Rep = str | Iterable[str] | None
Columns = Mapping[str, str] | str | None
# A day's talk has some 20,000 turns; what holds more is an archive in one file.
MAX_TURNS = 100_000


@dataclass(frozen=True)
class Analysis:
    """One analysed call. Tables are made when asked for, once.

    Args:
        call: the transcript, roles assigned.
        tags_found: the tags in order of turn and place.
        view: the call laid out for measuring.
        card: the scorecard.
        call_type: whose bands apply.
        tier: which tier of the tagger gave the tags.
        encoded_share: share of words that reached the encoder; 0 in the fast tier, NaN for a call without words.
        weights: the model that gave them; None for the rules.
        call_type_reason: why these.
    """

    call: Transcript
    tags_found: tuple[Tag, ...]
    view: CallView = field(repr=False)
    card: Framework = field(repr=False)
    call_type: str = "general"
    tier: str = "full"
    encoded_share: float = NAN
    weights: Weights | None = field(default=None, repr=False)
    call_type_reason: str = ""

    def explained(self) -> Analysis:
        """Return this analysis with the words that decided each tag found by hiding them one by one.

        Only tags that the encoder gave by meaning change; takes a few milliseconds a word.
        """
        if self.tier != "full" or self.weights is None or self.weights.encoder is None:
            return self
        return replace(self, tags_found=tuple(occlude(self.weights.encoder, self.view.turns, self.tags_found)))

    @cached_property
    def tallies(self) -> dict[str, Tally]:
        """Each speaker's counts with the turns and words they come from."""
        return self.card.tally(self.view)

    @cached_property
    def rows(self) -> list[Row]:
        """Each speaker's counts, before anything is divided."""
        roles = self.call.roles
        return [
            Row(self.call.call_id, speaker, roles[speaker], totals(tally), self.call_type)
            for speaker, tally in self.tallies.items()
        ]

    @cached_property
    def scored(self) -> list[dict[str, Any]]:
        """The rows of `profile` as plain dicts."""
        return profile_rows(
            [
                (
                    {"call_id": row.call_id, "speaker": row.speaker, "role": row.role, "call_type": row.call_type},
                    row.counts,
                )
                for row in self.rows
            ],
            self.card,
            self.call_type,
        )

    @cached_property
    def coached(self) -> list[coaching.Moment]:
        """The moments as they were found and ranked; those with `shown` are for the rep."""
        return coaching.moments(self.view)

    @cached_property
    def feeling(self) -> Feeling | None:
        """How the customer was made to feel: mood at the start, at its worst, at the end, and what the rep did between
        worst and end; None where no mood was seen. `softskills.coaching.feelings` makes a table of it."""
        return feeling(self.view)

    @cached_property
    def profile(self) -> pd.DataFrame:
        """One row per speaker: call_id, speaker, role, then the columns of `softskills.profiles.profile_frame`."""
        return profile_frame(self.scored)

    @cached_property
    def intervals(self) -> pd.DataFrame:
        """How sure the call is of each skill and rate; made only when asked for, as it costs as much as the tagging.

        Returns:
            DataFrame, one row per speaker and measure: call_id, speaker, role, measure (str), kind ("skill", "rate"),
            value, low, high (float64, 95 %), numerator, denominator (float64), method (str: "wilson" for shares and
            ratios, "poisson" for numbers of events, "exchanges": the call's exchanges drawn anew; "" for none).
        """
        found = list(call_intervals(self.view, self.tallies, self.rows, self.card, self.call_type))
        return _table(self.call.call_id, found, INTERVAL_COLUMNS)

    @cached_property
    def evidence(self) -> pd.DataFrame:
        """What each score rests on, down to the words.

        Returns:
            DataFrame, one row per rep, skill, measure, count and place: call_id, speaker, skill, measure (str), value,
            score, weight (float64: of the measure; its share of the skill), count (str, the column), total (float64),
            turn (int64, -1 for the whole call), start, stop (int64, characters of the turn), amount (float64), text.
        """
        found = list(evidence_rows(self.view, self.tallies, self.rows, self.card, self.call_type))
        return _table(self.call.call_id, found, EVIDENCE_COLUMNS)

    @cached_property
    def tags(self) -> pd.DataFrame:
        """One row per tag: call_id (str), turn (int64), speaker, role (str), start, stop (int64, characters of the
        turn's text, half-open), tag, text (str), score (float64, 0 to 1), why (str), attributes (object: dict)."""
        tags = self.tags_found
        said = [self.call.utterances[tag.turn] for tag in tags]
        return frame_of(
            {
                "call_id": ("str", [self.call.call_id] * len(tags)),
                "turn": ("int64", [tag.turn for tag in tags]),
                "speaker": ("str", [utt.speaker for utt in said]),
                "role": ("str", [utt.role for utt in said]),
                "start": ("int64", [tag.span.start for tag in tags]),
                "stop": ("int64", [tag.span.stop for tag in tags]),
                "tag": ("str", [tag.tag for tag in tags]),
                "text": ("str", [tag.span.of(utt.text) for tag, utt in zip(tags, said, strict=True)]),
                "score": ("float64", [tag.score for tag in tags]),
                "why": ("str", [tag.why for tag in tags]),
                "attributes": ("object", [dict(tag.attributes) for tag in tags]),
            }
        )

    @cached_property
    def moments(self) -> pd.DataFrame:
        """One row per coaching moment, each rep's ranked: the columns of `softskills.coaching.moments_frame`."""
        return coaching.moments_frame(self.call.call_id, self.coached)

    @cached_property
    def utterances(self) -> pd.DataFrame:
        """One row per turn: the columns of `Transcript.to_frame`, and n_words (int64), n_tags (int64)."""
        more = frame_of(
            {
                "n_words": ("int64", self.view.words_at),
                "n_tags": ("int64", [len(tags) for tags in self.view.tags_at]),
            }
        )
        return self.call.to_frame().join(more)

    def to_html(self, path: str | Path | None = None) -> str:
        """Return the call as one self-contained HTML page, and write it to `path` where one is given."""
        from softskills.report.html import page

        return page(self, path)

    def _repr_html_(self) -> str:
        from softskills.report.html import card

        return card(self)


INTERVAL_COLUMNS = {
    "speaker": "str",
    "role": "str",
    "measure": "str",
    "kind": "str",
    "value": "float64",
    "low": "float64",
    "high": "float64",
    "numerator": "float64",
    "denominator": "float64",
    "method": "str",
}
EVIDENCE_COLUMNS = {
    "speaker": "str",
    "skill": "str",
    "measure": "str",
    "value": "float64",
    "score": "float64",
    "weight": "float64",
    "count": "str",
    "total": "float64",
    "turn": "int64",
    "start": "int64",
    "stop": "int64",
    "amount": "float64",
    "text": "str",
}


def _table(call_id: str, rows: list[dict[str, Any]], columns: dict[str, str]) -> pd.DataFrame:
    kinds = {name: (kind, [row[name] for row in rows]) for name, kind in columns.items()}
    return frame_of({"call_id": ("str", [call_id] * len(rows)), **kinds})


def read(
    source: Any,
    *,
    rep: Rep = None,
    format: str | None = None,
    call_id: str | None = None,
    columns: Columns = None,
    speakers: Speakers = None,
    rep_channel: int | None = None,
    manifest: Manifest | str | Path | None = None,
    pattern: PathPattern | str | None = None,
    asr: str | Path | None = None,
    heard: str | Path | None = None,
) -> Transcript:
    """Read a call and tell who is the rep.

    Args:
        source: a path, an open file, a DataFrame (one row per turn), a list of (speaker, text), or a Transcript.
        rep: the rep's name or names; None to read it off labels or infer it.
        format: the reader's name, None to detect it by content (`softskills formats`).
        call_id: the call's name, by default the file's stem.
        columns: which column of a table holds what, as for `softskills.readers.read_transcript`:
            "speaker=who,text=said,start=t0" or a mapping.
        speakers: a speaker map (label to role, or to role and name), or its file; see `softskills.roles.SpeakerMap`.
        rep_channel: the rep's audio channel, counted from 0.
        manifest: a manifest of calls, or its file; see `softskills.metadata.Manifest`.
        pattern: what the path says, such as "{team}/{rep}/{date}_{client}.vtt".
        asr: for recordings, the folder of a Whisper model for faster-whisper; without it only times are known.
        heard: the folder in which what was recognised is kept, so that a recording is recognised once.

    Returns:
        The transcript with roles, what is known of the call (`info`) and warnings.

    Raises:
        ReadError: it, the speaker map or the manifest cannot be read.
        RoleError: nobody bears the name `rep`, or nobody is on the channel.
        OptionError: there is no such format or column; a speaker map or a pattern makes no sense.
        ModelError: the speech model is missing or incomplete.
    """
    call = with_info(_read(source, format, call_id, columns, asr, heard), manifest, pattern)
    return assign_roles(call, rep, speakers=speakers, rep_channel=rep_channel)


def _read(
    source: Any,
    format: str | None,
    call_id: str | None,
    columns: Columns,
    asr: str | Path | None,
    heard: str | Path | None,
) -> Transcript:
    if isinstance(source, Transcript):
        call = source
    else:
        call = read_transcript(source, format=format, call_id=call_id, columns=columns, asr=asr, heard=heard)
    if len(call.utterances) > MAX_TURNS:
        raise ReadError(
            f"{len(call.utterances):,} turns are no single call", path=call.path, hint="one call a file, please"
        )
    return call


def analyze(
    source: Any,
    *,
    rep: Rep = None,
    framework: str = "softskills",
    call_type: str | None = None,
    tier: str = "full",
    model: str | Path | None = None,
    format: str | None = None,
    call_id: str | None = None,
    columns: Columns = None,
    speakers: Speakers = None,
    rep_channel: int | None = None,
    manifest: Manifest | str | Path | None = None,
    pattern: PathPattern | str | None = None,
    asr: str | Path | None = None,
    heard: str | Path | None = None,
) -> Analysis:
    """Analyse one call.

    Args:
        source: what `read` takes.
        rep: the rep's name or names.
        framework: a scorecard's id, or a path to a TOML file.
        call_type: "general", "service", "discovery", "demo" or "coaching": whose bands apply. "auto" infers it, with a
            confidence, and falls back on "general" where that is low. By default what the transcript says of itself
            (`Transcript.info.call_type`), else "general".
        tier: "full" (an encoder reads what is not certain), "fast" (a linear model: many times faster, finds less)
            or "rules" (cues and word order alone, the baseline).
        model: a folder that `softskills train` wrote; None for the model that comes with the package.
        format: the reader's name.
        call_id: the call's name.
        columns: which column of a table holds what.
        speakers: a speaker map or its file.
        rep_channel: the rep's audio channel.
        manifest: a manifest of calls or its file.
        pattern: what the path says; these four as `read` takes them.
        asr: for recordings, the folder of a speech model.
        heard: the folder in which what was recognised is kept; these two as `read` takes them.

    Returns:
        The analysis, with `.profile`, `.tags`, `.utterances`.

    Raises:
        ReadError, RoleError, OptionError, ScorecardError: see `read`; and for an unknown framework, call type or tier.
        ModelError: the model, or the speech model, is missing or malformed.
    """
    card = scorecard_for(framework, call_type)
    call = with_info(_read(source, format, call_id, columns, asr, heard), manifest, pattern)
    said = list(turns(call.utterances))
    call = assign_roles(call, rep, said, speakers=speakers, rep_channel=rep_channel)
    tokenised = [turn.said_as(utt) for turn, utt in zip(said, call.utterances, strict=True)]
    weights = load_model(model) if tier != "rules" else None
    found: Tagging = tag_call(tokenised, tier, weights)
    view = CallView(call, tokenised, found.tags)
    share = found.n_encoded / found.n_words if found.n_words else NAN
    return _typed(Analysis(call, tuple(found.tags), view, card, "general", tier, share, weights), call_type)


def scorecard_for(name: str, call_type: str | None) -> Framework:
    """Return a scorecard.

    Raises:
        OptionError: there is no such call type.
        ScorecardError: there is no such scorecard, or it is malformed.
    """
    if call_type is not None and call_type not in (*CALL_TYPES, "auto"):
        raise OptionError(f"there is no call type {call_type!r}", hint=f"one of {', '.join(CALL_TYPES)}, or auto")
    return scorecard(name)


def _typed(result: Analysis, call_type: str | None) -> Analysis:
    """Settle whose bands apply: as given, as the source says, inferred, or the general ones."""
    stated = result.call.info.call_type
    if call_type == "auto":
        found = infer_call_type(result.view, {row.speaker: row.counts for row in result.rows})
        reason = f"inferred, confidence {found.confidence:.2f}: {found.reason}"
        call = result.call.with_warnings(
            Notice(f"call type {found.name} ({reason})", path=result.call.path, hint="set call_type to choose")
        )
        return replace(result, call=call, call_type=found.name, call_type_reason=reason)
    if call_type is not None:
        return replace(result, call_type=call_type, call_type_reason="given")
    if stated is None:
        return result
    if stated in CALL_TYPES:
        return replace(result, call_type=stated, call_type_reason="as the source says")
    notice = Notice(
        f"unknown call type {stated!r} taken as general", path=result.call.path, hint=f"one of {', '.join(CALL_TYPES)}"
    )
    return replace(result, call=result.call.with_warnings(notice))
