"""Who is the rep and who the customer: told, read off what is known of the call, or inferred with a confidence.

In this order, the first that decides: the rep's name, a speaker map, the rep's channel, the sides the source states, a
name known from the metadata, the words in the speakers' labels, and how the speakers talk.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from softskills.roles.faults import diarisation_faults
from softskills.roles.inference import infer_roles, weights
from softskills.roles.labels import is_machine, roles_from_labels
from softskills.roles.machines import machines
from softskills.roles.speakers import SpeakerMap, Voice, speaker_map
from softskills.roles.told import by_channel, by_map, by_metadata, by_name, by_source, rename, unmapped, with_notices
from softskills.segment import Turn, turns
from softskills.transcript import Transcript

__all__ = ["SpeakerMap", "Speakers", "Voice", "assign_roles", "speaker_map", "weights"]

Speakers = SpeakerMap | Mapping[str, Any] | str | Path | None


def assign_roles(
    call: Transcript,
    rep: str | Iterable[str] | None = None,
    said: Sequence[Turn] | None = None,
    *,
    speakers: Speakers = None,
    rep_channel: int | None = None,
) -> Transcript:
    """Give every speaker a side, and report what looks like a fault of the diarisation.

    Several reps or several customers stay separate speakers of one side. Menus, hold messages and mailboxes, known by
    their label or by what they say, are "other".

    Args:
        call: a transcript; roles it already carries are kept unless one of the options says otherwise.
        rep: the rep's name or names, as in the transcript (case does not matter; a first name will do where it
            fits one speaker only). Everybody else is then the customer's side, machines excepted.
        said: the call's turns, tokenised, if that was done already.
        speakers: a speaker map or its file; see `SpeakerMap`. Names it gives are borne before anything else.
        rep_channel: the audio channel of the rep, counted from 0.

    Returns:
        The call with roles, `role_confidence` (1 when told or labelled) and `role_reason`; a warning is added under .8.

    Raises:
        RoleError: nobody bears the name, it fits several speakers, or there is no such channel.
        ReadError, OptionError: the speaker map is missing or malformed.
    """
    names = None if speakers is None else speaker_map(speakers)
    kept = not math.isnan(call.role_confidence)
    if kept and rep is None and names is None and rep_channel is None:
        return call
    said = list(turns(call.utterances)) if said is None else said
    if names is not None:
        call = rename(call, names)
        said = [replace(turn, utt=utt) for turn, utt in zip(said, call.utterances, strict=True)]
    others = machines(said)
    found: Transcript | None = None
    if rep is not None:
        found = by_name(call, _as_named_now(rep, names), others)
    if found is None and names is not None:
        found = by_map(call, names, others)
        if found is None:
            call = with_notices(call, unmapped(call, names, {}))
    if found is None and rep_channel is not None:
        found = by_channel(call, rep_channel, others)
    if found is None and kept:
        return call
    found = found or by_source(call, others) or by_metadata(call, others) or _by_labels(call, others)
    if found is None:
        found = infer_roles(call, said, {*others, *filter(is_machine, call.speakers)})
    return with_notices(found, diarisation_faults(found, said))


def _by_labels(call: Transcript, others: Collection[str]) -> Transcript | None:
    people = [name for name in call.speakers if name not in others]
    roles = roles_from_labels(people)
    if roles is None:
        return None
    return call.with_roles({**roles, **dict.fromkeys(others, "other")}, 1.0, "the speakers' labels say so")


def _as_named_now(rep: str | Iterable[str], names: SpeakerMap | None) -> list[str]:
    """Return the reps' names, those the map has renamed by their new name."""
    reps = [rep] if isinstance(rep, str) else list(rep)
    if names is None:
        return reps
    return [voice.name if (voice := names.of(name)) and voice.name else name for name in reps]
