"""The public verbs: `analyze` a call, `profile` many. Read, assign roles, segment, tag, measure, score."""

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
    CountTable,
    Row,
    call_intervals,
    compare_rows,
    evidence_rows,
    pooled_profile,
    profile_frame,
    profile_rows,
    reliability_rows,
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
COMPARE_COLUMNS = {
    "speaker": "str",
    "measure": "str",
    "kind": "str",
    "before": "float64",
    "after": "float64",
    "difference": "float64",
    "low": "float64",
    "high": "float64",
    "n_calls_before": "int64",
    "n_calls_after": "int64",
    "clear": "bool",
    "method": "str",
}
RELIABILITY_COLUMNS = {
    "skill": "str",
    "n_reps": "int64",
    "n_calls": "int64",
    "reliability": "float64",
    "repeats": "object",
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
    card = _card(framework, call_type)
    call = with_info(_read(source, format, call_id, columns, asr, heard), manifest, pattern)
    said = list(turns(call.utterances))
    call = assign_roles(call, rep, said, speakers=speakers, rep_channel=rep_channel)
    tokenised = [replace(turn, utt=utt) for turn, utt in zip(said, call.utterances, strict=True)]
    weights = load_model(model) if tier != "rules" else None
    found: Tagging = tag_call(tokenised, tier, weights)
    view = CallView(call, tokenised, found.tags)
    share = found.n_encoded / found.n_words if found.n_words else NAN
    return _typed(Analysis(call, tuple(found.tags), view, card, "general", tier, share, weights), call_type)


def profile(
    calls: Any,
    *,
    by: str = "speaker",
    rep: Rep = None,
    framework: str = "softskills",
    call_type: str | None = None,
    tier: str = "full",
    model: str | Path | None = None,
) -> pd.DataFrame:
    """Pool calls: add the counts, then divide.

    Args:
        calls: sources as `read` takes them, or analyses; or a DataFrame of profiles by call, as an archive stores
            them (one row per call and speaker, with its counts).
        by: "speaker", "role" or "call".
        rep: the rep's name or names, the same in all calls.
        framework: a scorecard's id or file.
        call_type: whose bands apply.
        tier: the tagger's tier, see `analyze`.
        model: the tagger's model, see `analyze`.

    Returns:
        DataFrame, one row per group and role, `n_calls` (int64), the columns of `softskills.profiles.profile_frame`,
        and how sure each figure is: `<skill or rate>_low` and `_high` (95 %), `skill_*_adjusted` (pulled towards the
        team where calls are few) and `skill_*_pull` (how far), `skill_*_percentile` (among ten reps or more),
        `evidence` ("thin", "fair", "solid"), `interval_from`, `not_repeating`; see `softskills.schema()`. Speakers are
        told apart by their labels: one label, one person.

    Raises:
        SoftskillsError: a call cannot be read; the message names it.
    """
    card = _card(framework, call_type)
    return profile_frame(pooled_profile(_counted(calls, card, rep, call_type, tier, model), by, card))


def compare(
    before: Any,
    after: Any,
    *,
    by: str | None = "speaker",
    rep: Rep = None,
    framework: str = "softskills",
    call_type: str | None = None,
) -> pd.DataFrame:
    """Compare two periods, or two reps, or before and after a training: each difference with its interval.

    Args:
        before: calls as `profile` takes them, or a DataFrame of profiles by call (one row per call and speaker).
        after: likewise.
        by: "speaker" for each rep who occurs on both sides; None for all calls of one side against all of the other.
        rep: the rep's name or names.
        framework: a scorecard's id or file.
        call_type: whose bands apply to calls that are read here.

    Returns:
        DataFrame, one row per rep and measure: speaker (str, "" for all), measure, kind (str: "skill", "rate"), before,
        after, difference (float64, after less before), low, high (float64, 95 %), n_calls_before, n_calls_after
        (int64), clear (bool, the interval leaves out 0), method (str: "calls" from eight calls a side on, each side's
        calls drawn anew; "team" below: how calls differ within reps; "" where neither can be had).

    Raises:
        OptionError: nobody is on both sides, or one side has no rep.
    """
    card = _card(framework, call_type)
    sides = [_counted(side, card, rep, call_type) for side in (before, after)]
    found = compare_rows(sides[0], sides[1], by, card)
    return frame_of({name: (kind, [row[name] for row in found]) for name, kind in COMPARE_COLUMNS.items()})


def reliability(
    calls: Any, *, rep: Rep = None, framework: str = "softskills", call_type: str | None = None
) -> pd.DataFrame:
    """Ask of each skill whether it repeats: split-half reliability over the reps of an archive.

    Args:
        calls: calls as `profile` takes them, or a DataFrame of profiles by call.
        rep: the rep's name or names.
        framework: a scorecard's id or file.
        call_type: whose bands apply to calls that are read here.

    Returns:
        DataFrame, one row per skill: skill (str), n_reps, n_calls (int64), reliability (float64; NaN below ten reps
        with four calls each), repeats (object: True, False, or None where it is not known; True from .6 on).
    """
    card = _card(framework, call_type)
    found = reliability_rows(_counted(calls, card, rep, call_type), card)
    return frame_of({name: (kind, [row[name] for row in found]) for name, kind in RELIABILITY_COLUMNS.items()})


def _counted(
    calls: Any,
    card: Framework,
    rep: Rep,
    call_type: str | None,
    tier: str = "full",
    model: str | Path | None = None,
) -> CountTable:
    if hasattr(calls, "columns"):
        return CountTable.of_frame(calls, card)
    rows: list[Row] = []
    for call in calls:
        done = isinstance(call, Analysis)
        result = call if done else analyze(call, rep=rep, call_type=call_type, tier=tier, model=model)
        # A card with checks of its own has counts that another card's analysis lacks.
        rows.extend(result.rows if not card.checks else replace(result, card=card).rows)
    return CountTable.of_rows(rows, card)


def _card(name: str, call_type: str | None) -> Framework:
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
