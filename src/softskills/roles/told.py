"""Roles that somebody or something states: a name, a speaker map, a channel, the source, the metadata."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from softskills.errors import Notice, RoleError
from softskills.roles.labels import is_machine
from softskills.roles.speakers import SpeakerMap
from softskills.transcript import Role, Transcript, Utterance

NAME_PARTS = re.compile(r"[\s,._\-]+")
# What shares a channel with so few of its words is an echo on the line.
ECHO = 0.05


def by_name(call: Transcript, rep: str | Iterable[str], others: Collection[str] = ()) -> Transcript:
    """Make the speakers named the rep's side and everybody else, machines excepted, the customer's.

    Raises:
        RoleError: nobody bears a name, or it fits several speakers.
    """
    names = [rep] if isinstance(rep, str) else list(rep)
    reps = {find_speaker(name, call.speakers, call.path) for name in names}
    return call.with_roles(_rest_is_customer(call, reps, others), 1.0, f"told: {', '.join(sorted(reps))} is the rep")


def find_speaker(name: str, speakers: Sequence[str], path: str | None = None) -> str:
    """Return the speaker a name means: the whole label in any case, else a part of one label only.

    Raises:
        RoleError: nobody bears it, or it fits several.
    """
    folded = name.casefold().strip()
    exact = [speaker for speaker in speakers if speaker.casefold().strip() == folded]
    parts = [speaker for speaker in speakers if folded in re.split(r"[\s,]+", speaker.casefold())]
    found = exact or parts
    if len(found) != 1:
        what = f"nobody is called {name!r}" if not found else f"{name!r} fits {', '.join(found)}"
        raise RoleError(what, path=path, hint="the speakers are: " + ", ".join(speakers))
    return found[0]


def rename(call: Transcript, names: SpeakerMap) -> Transcript:
    """Give the speakers the names of the map; a second time nothing changes."""
    new = {label: voice.name for label in call.speakers if (voice := names.of(label)) and voice.name}
    if not any(label != name for label, name in new.items()):
        return call
    utterances = tuple(
        replace(utt, speaker=new.get(utt.speaker, utt.speaker)) if utt.speaker is not None else utt
        for utt in call.utterances
    )
    sides = {new.get(label, label): role for label, role in call.sides.items()}
    return replace(call, utterances=utterances, sides=sides)


def by_map(call: Transcript, names: SpeakerMap, others: Collection[str] = ()) -> Transcript | None:
    """Apply a speaker map that gives roles.

    A speaker the map does not know is reported. It takes the role the source gives it; else the other side, where the
    map names one side only (any number of customers, but no second rep); else it is unknown.

    Returns:
        The call with roles; None where the map gives no speaker of this call a role, which is reported by `unmapped`.
    """
    told: dict[str, Role] = {}
    for label in call.speakers:
        voice = names.of(label)
        if voice is not None and voice.role is not None:
            told[label] = voice.role
    if not told:
        return None
    rest = [label for label in call.speakers if label not in told]
    sides = set(told.values())
    people = [label for label in rest if not (label in others or is_machine(label) or label in call.sides)]
    guess: dict[str, Role] = {}
    for label in rest:
        if label in others or is_machine(label):
            guess[label] = "other"
        elif label in call.sides:
            guess[label] = call.sides[label]
        elif "rep" in sides and "customer" not in sides:
            guess[label] = "customer"
        elif "customer" in sides and "rep" not in sides and len(people) == 1:
            guess[label] = "rep"
        else:
            guess[label] = "unknown"
    call = call.with_roles({**told, **guess}, 1.0, "the speaker map says so")
    return with_notices(call, unmapped(call, names, guess))


def unmapped(call: Transcript, names: SpeakerMap, guess: Mapping[str, Role]) -> list[Notice]:
    """Report the speakers a map does not know."""
    missing = [label for label in call.speakers if names.of(label) is None]
    if not missing:
        return []
    if len(missing) == len(call.speakers):
        what = "none of the speaker map's labels is in this call"
    else:
        said = ", ".join(f"{label} ({guess[label]})" if label in guess else label for label in missing)
        what = f"not in the speaker map: {said}"
    return [Notice(what, path=call.path, hint="the speakers are: " + ", ".join(call.speakers))]


def by_channel(call: Transcript, channel: int, others: Collection[str] = ()) -> Transcript:
    """Make who is heard on one channel the rep's side, and who is heard on the others the customer's.

    A turn without a speaker takes the name of its channel. A speaker heard on several channels belongs to the one
    that has most of its words; that is reported unless it is a mere echo.

    Raises:
        RoleError: the source tells no channels, or not this one.
    """
    heard = sorted({utt.channel for utt in call.utterances if utt.channel is not None})
    if channel not in heard:
        what = f"nobody is heard on channel {channel}" if heard else "the transcript does not tell channels"
        hint = f"the channels are: {', '.join(map(str, heard))}" if heard else "name the rep with rep=... (--rep)"
        raise RoleError(what, path=call.path, hint=hint)
    call = replace(call, utterances=tuple(_named_by_channel(utt) for utt in call.utterances))
    words: dict[str, Counter[int]] = {}
    for utt in call.utterances:
        if utt.speaker is not None and utt.channel is not None:
            words.setdefault(utt.speaker, Counter())[utt.channel] += len(utt.text.split())
    roles: dict[str, Role] = {}
    notices: list[Notice] = []
    for label, counts in words.items():
        on = max(counts, key=lambda number: (counts[number], -number))
        roles[label] = "rep" if on == channel else "other" if label in others or is_machine(label) else "customer"
        astray = counts.total() - counts[on]
        if astray > ECHO * counts.total():
            notices.append(
                Notice(
                    f"{label} is heard on several channels: taken as channel {on}",
                    path=call.path,
                    hint="check the diarisation",
                )
            )
    reps = ", ".join(label for label, role in roles.items() if role == "rep")
    return with_notices(call.with_roles(roles, 1.0, f"told: the rep is on channel {channel} ({reps})"), notices)


def by_source(call: Transcript, others: Collection[str] = ()) -> Transcript | None:
    """Take the sides as the source states them; with only the rep stated everybody else is the customer's side."""
    stated = {label: role for label in call.speakers if (role := call.sides.get(label)) is not None}
    sides = set(stated.values())
    if not sides & {"rep", "customer"}:
        return None
    rest = [label for label in call.speakers if label not in stated]
    people = [label for label in rest if label not in others and not is_machine(label)]
    found = dict(stated)
    for label in rest:
        if label not in people:
            found[label] = "other"
        elif sides & {"rep", "customer"} == {"rep"}:
            found[label] = "customer"
        elif "rep" not in sides and len(people) == 1:
            found[label] = "rep"
        else:
            found[label] = "unknown"
    if "rep" not in found.values():
        return None
    return call.with_roles(found, 1.0, "the source states the sides")


def by_metadata(call: Transcript, others: Collection[str] = ()) -> Transcript | None:
    """Find the rep's name, as the metadata know it, among the speakers; or the client's, where two people talk."""
    people = [label for label in call.speakers if label not in others and not is_machine(label)]
    if call.info.rep:
        reps = _bearers(call.info.rep, people)
        if len(reps) == 1:
            roles = _rest_is_customer(call, set(reps), others)
            return call.with_roles(roles, 1.0, f"the metadata name {call.info.rep} as the rep")
    if call.info.client and len(people) == 2:
        clients = _bearers(call.info.client, people)
        if len(clients) == 1:
            reps = [label for label in people if label not in clients]
            roles = _rest_is_customer(call, set(reps), others)
            return call.with_roles(roles, 1.0, f"the metadata name {call.info.client} as the client")
    return None


def _bearers(name: str, speakers: Sequence[str]) -> list[str]:
    """Return who may bear a name: with all its parts in any order, else with more parts, else with fewer."""
    wanted = _parts(name)
    if not wanted:
        return []
    whole = [label for label in speakers if _parts(label) == wanted]
    wider = [label for label in speakers if wanted < _parts(label)]
    # "Dana" for "Dana Smith"; initials and numbers alone say nothing.
    part = [label for label in speakers if _parts(label) and _parts(label) < wanted]
    return whole or wider or part


def _parts(name: str) -> frozenset[str]:
    name = name.casefold().partition("@")[0]
    return frozenset(part for part in NAME_PARTS.split(name) if len(part) > 1 and not part.isdigit())


def _rest_is_customer(call: Transcript, reps: Collection[str], others: Collection[str]) -> dict[str, Role]:
    return {
        label: "rep" if label in reps else "other" if label in others or is_machine(label) else "customer"
        for label in call.speakers
    }


def _named_by_channel(utt: Utterance) -> Utterance:
    return utt if utt.speaker is not None or utt.channel is None else replace(utt, speaker=f"channel {utt.channel}")


def with_notices(call: Transcript, notices: Iterable[Notice]) -> Transcript:
    """Add notices that the call does not carry yet."""
    return call.with_warnings(*(notice for notice in notices if notice not in call.warnings))
