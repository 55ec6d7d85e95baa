"""The public verbs: `analyze` a call, `profile` many. Read, assign roles, segment, tag, measure, score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from softskills import coaching
from softskills.errors import OptionError, ReadError
from softskills.frames import frame_of
from softskills.frameworks import CALL_TYPES, Framework
from softskills.frameworks import framework as scorecard
from softskills.measures import CallView, measure_call
from softskills.measures.mood import Feeling, feeling
from softskills.model import Tagging, load_model, tag_call
from softskills.profiles import Row, pool_rows, profile_frame, profile_rows
from softskills.readers import read_transcript
from softskills.roles import assign_roles
from softskills.segment import turns
from softskills.transcript import NAN, Tag, Transcript

if TYPE_CHECKING:
    import pandas as pd

Rep = str | Iterable[str] | None
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
    """

    call: Transcript
    tags_found: tuple[Tag, ...]
    view: CallView = field(repr=False)
    card: Framework = field(repr=False)
    call_type: str = "general"
    tier: str = "full"
    encoded_share: float = NAN

    @cached_property
    def rows(self) -> list[Row]:
        """Each speaker's counts, before anything is divided."""
        roles = self.call.roles
        return [
            Row(self.call.call_id, speaker, roles[speaker], found) for speaker, found in measure_call(self.view).items()
        ]

    @cached_property
    def scored(self) -> list[dict[str, Any]]:
        """The rows of `profile` as plain dicts."""
        return profile_rows(
            [({"call_id": row.call_id, "speaker": row.speaker, "role": row.role}, row.counts) for row in self.rows],
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


def read(source: Any, *, rep: Rep = None, format: str | None = None, call_id: str | None = None) -> Transcript:
    """Read a call and tell who is the rep.

    Args:
        source: a path, an open file, a DataFrame (one row per turn), a list of (speaker, text), or a Transcript.
        rep: the rep's name or names; None to read it off labels or infer it.
        format: the reader's name, None to detect it by content (`softskills formats`).
        call_id: the call's name, by default the file's stem.

    Returns:
        The transcript with roles and warnings.

    Raises:
        ReadError: it cannot be read.
        RoleError: nobody bears the name `rep`.
    """
    return assign_roles(_read(source, format, call_id), rep)


def _read(source: Any, format: str | None, call_id: str | None) -> Transcript:
    call = source if isinstance(source, Transcript) else read_transcript(source, format=format, call_id=call_id)
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
    call_type: str = "general",
    tier: str = "full",
    model: str | Path | None = None,
    format: str | None = None,
    call_id: str | None = None,
) -> Analysis:
    """Analyse one call.

    Args:
        source: what `read` takes.
        rep: the rep's name or names.
        framework: a scorecard's id, or a path to a TOML file.
        call_type: "general", "service", "discovery", "demo" or "coaching"; whose bands apply.
        tier: "full" (an encoder reads what is not certain), "fast" (a linear model: twenty times faster, finds less)
            or "rules" (cues and word order alone, the baseline).
        model: a folder that `softskills train` wrote; None for the model that comes with the package.
        format: the reader's name.
        call_id: the call's name.

    Returns:
        The analysis, with `.profile`, `.tags`, `.utterances`.

    Raises:
        ReadError, RoleError, OptionError, ScorecardError: see `read`; and for an unknown framework, call type or tier.
        ModelError: the model is missing or malformed.
    """
    card = _card(framework, call_type)
    call = _read(source, format, call_id)
    said = list(turns(call.utterances))
    call = assign_roles(call, rep, said)
    tokenised = [replace(turn, utt=utt) for turn, utt in zip(said, call.utterances, strict=True)]
    found: Tagging = tag_call(tokenised, tier, load_model(model) if tier != "rules" else None)
    view = CallView(call, tokenised, found.tags)
    share = found.n_encoded / found.n_words if found.n_words else NAN
    return Analysis(call, tuple(found.tags), view, card, call_type, tier, share)


def profile(
    calls: Iterable[Any],
    *,
    by: str = "speaker",
    rep: Rep = None,
    framework: str = "softskills",
    call_type: str = "general",
    tier: str = "full",
    model: str | Path | None = None,
) -> pd.DataFrame:
    """Pool calls: add the counts, then divide.

    Args:
        calls: sources as `read` takes them, or analyses.
        by: "speaker", "role" or "call".
        rep: the rep's name or names, the same in all calls.
        framework: a scorecard's id or file.
        call_type: whose bands apply.
        tier: the tagger's tier, see `analyze`.
        model: the tagger's model, see `analyze`.

    Returns:
        DataFrame, one row per group and role, `n_calls` (int64) and the columns of
        `softskills.profiles.profile_frame`. Speakers are told apart by their labels: one label, one person.

    Raises:
        SoftskillsError: a call cannot be read; the message names it.
    """
    card = _card(framework, call_type)
    rows: list[Row] = []
    for call in calls:
        result = (
            call if isinstance(call, Analysis) else analyze(call, rep=rep, call_type=call_type, tier=tier, model=model)
        )
        rows.extend(result.rows)
    return profile_frame(profile_rows(pool_rows(rows, by), card, call_type))


def _card(name: str, call_type: str) -> Framework:
    if call_type not in CALL_TYPES:
        raise OptionError(f"there is no call type {call_type!r}", hint=f"one of {', '.join(CALL_TYPES)}")
    return scorecard(name)
