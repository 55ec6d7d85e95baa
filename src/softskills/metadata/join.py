"""Put together what the source, the path and the manifest say of a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from softskills.errors import Notice, RoleError
from softskills.metadata.fields import INFO_FIELDS
from softskills.metadata.manifest import Entry, Manifest
from softskills.metadata.pattern import PathPattern
from softskills.roles.told import by_channel, find_speaker
from softskills.transcript import Role, Transcript


def with_info(
    call: Transcript,
    manifest: Manifest | str | Path | None = None,
    pattern: PathPattern | str | None = None,
) -> Transcript:
    """Return a call with what the manifest and its path say of it.

    The manifest stands over the path, the path over the source; where they differ there is a notice. A day that only
    repeats the source's date and time leaves it as it is. `rep_speaker` and `rep_channel` become the call's sides, so
    that `assign_roles` takes them as stated. Applied twice it changes nothing more.

    Args:
        call: a transcript as it was read.
        manifest: a manifest, or its file; the notices of a manifest read here are added to the call.
        pattern: a path pattern, or its text.

    Returns:
        The call with `info`, perhaps `call_id` and `sides`, and a notice where the manifest lacks it or its path does
        not fit the pattern.

    Raises:
        ReadError: the manifest cannot be read.
        OptionError: the pattern is malformed.
        RoleError: the manifest names a speaker or a channel that the call does not have.
    """
    notices: list[Notice] = []
    if isinstance(manifest, str | Path):
        manifest = Manifest.read(manifest)
        notices += manifest.warnings
    fields = _of_path(call, PathPattern(pattern) if isinstance(pattern, str) else pattern, notices) if pattern else {}
    if manifest is not None:
        # The path may name the call that the manifest knows by its id.
        entry = manifest.of(replace(call, call_id=fields.get("call_id", call.call_id)))
        if entry is None:
            notices.append(Notice("the manifest has no row for this call", path=call.path, hint=manifest.path))
        else:
            stated = _of_row(entry)
            for name in stated.keys() & fields.keys():
                if stated[name] != fields[name]:
                    notices.append(
                        _differ(call, name, f"manifest (line {entry.line})", stated[name], "path", fields[name])
                    )
            fields |= stated
            call = _with_sides(call, entry, manifest.path, notices)
    call = _joined(call, fields, notices)
    return call.with_warnings(*(notice for notice in dict.fromkeys(notices) if notice not in call.warnings))


def _of_path(call: Transcript, pattern: PathPattern, notices: list[Notice]) -> dict[str, str]:
    if call.path is None:
        notices.append(Notice("the call has no path to lay the pattern against", hint=pattern.text))
        return {}
    found = pattern.info(call.path)
    if found is None:
        notices.append(Notice(f"the path does not fit the pattern {pattern.text}", path=call.path))
        return {}
    fields, wrong = found
    notices += (Notice(what, path=call.path, hint="left unknown") for what in wrong)
    return fields


def _of_row(entry: Entry) -> dict[str, str]:
    fields = {name: value for name in INFO_FIELDS if (value := getattr(entry.info, name)) is not None}
    return fields if entry.call_id is None else {**fields, "call_id": entry.call_id}


def _joined(call: Transcript, fields: Mapping[str, str], notices: list[Notice]) -> Transcript:
    new: dict[str, str] = {}
    for name, value in fields.items():
        if name == "call_id":
            continue
        old: str | None = getattr(call.info, name)
        if old is not None and name == "date" and old.startswith(value):
            continue
        if old is not None and old != value:
            notices.append(_differ(call, name, "manifest or the path", value, "source", old))
        new[name] = value
    info = replace(call.info, **new)  # type: ignore[arg-type]
    return replace(call, info=info, call_id=fields.get("call_id", call.call_id))


def _differ(call: Transcript, name: str, one: str, value: str, other: str, old: str) -> Notice:
    return Notice(f"the {one} gives the {name} as {value!r}, the {other} as {old!r}: the first stands", path=call.path)


def _with_sides(call: Transcript, entry: Entry, path: str | None, notices: list[Notice]) -> Transcript:
    try:
        return _sided(call, entry, notices)
    except RoleError as error:
        hint = f"{call.path}: {error.hint}" if call.path else error.hint
        raise RoleError(error.message, path=path, line=entry.line, hint=hint) from None


def _sided(call: Transcript, entry: Entry, notices: list[Notice]) -> Transcript:
    if entry.rep_speakers:
        reps = {find_speaker(name, call.speakers) for name in entry.rep_speakers}
        # Whatever else the source states stands, but nobody else is the rep.
        stated: dict[str, Role] = {label: role for label, role in call.sides.items() if role != "rep"}
        return replace(call, sides={**stated, **dict.fromkeys(reps, "rep")})
    if entry.rep_channel is not None:
        told = by_channel(call, entry.rep_channel)
        notices += (notice for notice in told.warnings if notice not in call.warnings)
        utterances = tuple(
            replace(utt, speaker=named.speaker) for utt, named in zip(call.utterances, told.utterances, strict=True)
        )
        return replace(call, utterances=utterances, sides=told.roles)
    return call
