"""The rows that one scored call leaves in each table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from softskills.analysis import Analysis
from softskills.archive.keep import Keeper
from softskills.relations import contact_of

Row = dict[str, Any]


def rows_of(result: Analysis, base: Row, keeper: Keeper, *, utterances: bool) -> dict[str, list[Row]]:
    """Lay a call out.

    Args:
        result: the call, analysed.
        base: what stands in every row.
        keeper: what may be kept of its words.
        utterances: whether the turns are a table too.

    Returns:
        Rows by table.
    """
    made = {
        "profiles": list(_profiles(result, base, keeper)),
        "tags": list(_tags(result, base, keeper)),
        "moments": list(_moments(result, base, keeper)),
        "contacts": list(_contacts(result, base, keeper)),
    }
    if utterances:
        made["utterances"] = list(_utterances(result, base, keeper))
    return made


def _profiles(result: Analysis, base: Row, keeper: Keeper) -> Iterator[Row]:
    info = result.call.info
    notices = [keeper.words(str(replace(notice, path=None))) for notice in result.call.warnings]
    known = {
        "date": info.date,
        "rep": info.rep,
        "team": info.team,
        "client": info.client,
        "call_type": result.call_type,
        "tier": result.tier,
        "encoded_share": result.encoded_share,
        "format": result.call.source_format,
        "n_turns_call": len(result.call.utterances),
        "role_confidence": result.call.role_confidence,
        "n_warnings": len(notices),
        "warnings": "\n".join(text for text in notices if text is not None) or None,
    }
    for row in result.scored:
        yield {**row, **base, **known}


def _tags(result: Analysis, base: Row, keeper: Keeper) -> Iterator[Row]:
    for tag in result.tags_found:
        utt = result.call.utterances[tag.turn]
        start, stop, text = keeper.span(tag.turn, tag.span)
        yield {
            **base,
            "turn": tag.turn,
            "speaker": utt.speaker,
            "role": utt.role,
            "start": start,
            "stop": stop,
            "tag": tag.tag,
            "text": text,
            "score": tag.score,
            "why": keeper.words(tag.why),
            "attributes": json.dumps(dict(tag.attributes), sort_keys=True) if tag.attributes else "{}",
        }


def _moments(result: Analysis, base: Row, keeper: Keeper) -> Iterator[Row]:
    for moment in result.coached:
        yield {
            **base,
            "speaker": moment.speaker,
            "skill": moment.skill,
            "kind": moment.kind,
            "valence": moment.valence,
            "turn": moment.turn,
            "start": moment.start,
            "quote": keeper.words(moment.quote),
            "why": keeper.words(moment.why),
            "suggestion": keeper.words(moment.suggestion),
            "weight": moment.weight,
            "shown": moment.shown,
        }


def _contacts(result: Analysis, base: Row, keeper: Keeper) -> Iterator[Row]:
    """Yield what the call says about a relationship, where it is known whose."""
    if not result.call.info.client:
        return
    found = contact_of(result.view, lambda turn, span: keeper.span(turn, span)[2])
    if found.rep:
        # Quotes and dates that are not there are null, as in every table.
        yield {**{name: None if value == "" else value for name, value in found.to_row().items()}, **base}


def _utterances(result: Analysis, base: Row, keeper: Keeper) -> Iterator[Row]:
    for i, utt in enumerate(result.call.utterances):
        yield {
            **base,
            "turn": utt.turn,
            "speaker": utt.speaker,
            "role": utt.role,
            "start": utt.start,
            "stop": utt.stop,
            "text": keeper.turn(i),
            "n_words": result.view.words_at[i],
            "n_tags": len(result.view.tags_at[i]),
        }
