"""vCon (IETF draft): transcripts of any recogniser inside an envelope, and dialogs in writing.

The draft defines no shape for a transcript. Its body is handed to the reader that recognises it; nothing is ever
fetched from a URL.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from softskills.errors import ReadError
from softskills.readers import (
    assemblyai,
    aws_call_analytics,
    aws_contact_lens,
    aws_transcribe,
    deepgram,
    fireflies,
    google_v1,
    google_v2,
    pyannote,
    revai,
    srt,
    text,
    vtt,
    whisper,
    whisperx,
)
from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._cells import whole
from softskills.readers._clock import LIMIT_S
from softskills.readers._columns import stated_role
from softskills.readers._json import BadJson, date_of, dig, first_of, objects, opens, parse
from softskills.readers._speech import Speeches, label
from softskills.readers._words import Heard
from softskills.transcript import NAN, CallInfo, Role, Transcript, Utterance

_Object = dict[str, object]
# What may stand in a body, in order of trial.
_BODIES: tuple[Reader, ...] = (
    aws_transcribe.READER,
    aws_contact_lens.READER,
    aws_call_analytics.READER,
    deepgram.READER,
    assemblyai.READER,
    fireflies.READER,
    revai.READER,
    google_v2.READER,
    google_v1.READER,
    pyannote.READER,
    whisperx.READER,
    whisper.READER,
)
_TEXTS: tuple[Reader, ...] = (vtt.READER, srt.READER, text.READER)
_TRANSCRIPT_TYPES = ("transcript", "transcription", "wtf_transcription")
_BASE64URL = re.compile(r"[A-Za-z0-9_\-+/=\s]*")


def sees(value: object) -> str | None:
    """Return the reason when there are parties and a dialog, or the envelope of a signed or encrypted vCon."""
    if isinstance(dig(value, "parties"), list) and isinstance(dig(value, "dialog"), list):
        return "parties and dialog: vCon"
    if isinstance(dig(value, "parties"), list) and isinstance(dig(value, "vcon"), str):
        return "parties and vcon: vCon"
    if isinstance(value, dict) and {"payload", "signatures"} <= value.keys():
        return "payload and signatures: signed vCon"
    if isinstance(value, dict) and "ciphertext" in value and value.keys() & {"recipients", "protected", "unprotected"}:
        return "ciphertext: encrypted vCon"
    return None


@dataclass(frozen=True, slots=True)
class _Party:
    """Somebody who takes part: the label, and the side if it is stated."""

    name: str
    role: Role


def read(source: Source) -> Transcript:
    """Read each recording's transcript and each dialog in writing; times count from the first dialog's start."""
    value = source.json()
    if isinstance(value, dict) and "ciphertext" in value:
        raise source.error("this vCon is encrypted", hint="decrypt it first; no keys are read here")
    if isinstance(value, dict) and "signatures" in value:
        raise source.error("this vCon is signed", hint="verify it first, and pass its payload")
    ledger = Ledger(source.path)
    found = Speeches(source, READER.name, ledger)
    parties = _parties(dig(value, "parties"))
    dialogs = [dialog for _, dialog in objects(dig(value, "dialog"), found.skipped)]
    analyses = _transcripts(value, found)
    began = min((at for dialog in dialogs if (at := _moment(dialog.get("start")))), default=None)
    calls: list[Transcript] = []
    n_timed = sum(i in analyses or dialog.get("type") == "text" for i, dialog in enumerate(dialogs))
    for i, dialog in enumerate(dialogs):
        at = _moment(dialog.get("start"))
        offset = (at - began).total_seconds() if at and began else 0.0 if n_timed <= 1 else NAN
        if dialog.get("type") == "text":
            _add_text(dialog, i, offset if at else NAN, parties, found)
        elif i in analyses:
            call = _read_body(analyses[i], source, found)
            if call is not None:
                calls.append(call)
                _add_call(call, i, offset, _heard_on(dialog, parties), found)
        elif dialog.get("type") in ("recording", "recording-set"):
            ledger.add("recording without a transcript, left out", f"dialog[{i}]")
    for i in analyses.keys() - set(range(len(dialogs))):
        call = _read_body(analyses[i], source, found)
        if call is not None:
            calls.append(call)
            _add_call(call, i, 0.0 if len(analyses) == 1 else NAN, {}, found)
    if not found:
        reasons = "; ".join(notice.message for notice in ledger.notices()) or "no dialog has a transcript"
        raise source.error(
            f"no turns found: {reasons}",
            hint="it needs an analysis of type transcript with a body, or a dialog of type text",
        )
    sides = {who: role for call in calls for who, role in call.sides.items()}
    sides.update({party.name: party.role for party in parties if party.role != "unknown"})
    fillers = {call.info.fillers for call in calls}
    whole_call = found.transcript(
        "dialog",
        sides=sides,
        call_id=label(dig(value, "uuid")),
        info=CallInfo(
            date=date_of(dialogs[0].get("start") if dialogs else None) or date_of(dig(value, "created_at")),
            fillers=fillers.pop() if len(fillers) == 1 else None,
        ),
    )
    known = {notice.message for notice in whole_call.warnings}
    inner = (notice for call in calls for notice in call.warnings if notice.message not in known)
    return replace(whole_call, warnings=(*inner, *whole_call.warnings))


def _transcripts(value: object, found: Speeches) -> dict[int, _Object]:
    """Return the transcript of each dialog by the dialog's place; of several the first."""
    by_dialog: dict[int, _Object] = {}
    for i, analysis in objects(dig(value, "analysis"), found.skipped):
        if analysis.get("type") not in _TRANSCRIPT_TYPES:
            continue
        of = analysis.get("dialog", 0)
        of = of[0] if isinstance(of, list) and of else of
        place = of if type(of) is int and of >= 0 else 0
        if place in by_dialog:
            found.ledger.add("second transcript of a dialog, left out", f"analysis[{i}]")
        elif analysis.get("body") is None:
            what = "that lies at a URL, not fetched" if analysis.get("url") else "without a body, left out"
            found.ledger.add(f"transcript {what}", f"analysis[{i}]", hint="fetch it and put it into the body")
        else:
            by_dialog[place] = analysis
    return by_dialog


def _read_body(analysis: _Object, source: Source, found: Speeches) -> Transcript | None:
    """Read a transcript's body with the reader that recognises it; None, reported, when none does."""
    vendor = " ".join(name for key in ("vendor", "product", "schema") if (name := label(analysis.get(key))))
    body = _decoded(analysis.get("body"), analysis.get("encoding"))
    try:
        if isinstance(body, str) and opens(body):
            body = parse(body)
    except BadJson as error:
        found.ledger.add(f"transcript whose body is broken ({error.message}), left out", vendor)
        return None
    try:
        if isinstance(body, (dict, list)):
            for reader in _BODIES:
                if reader.sees(body) is not None:
                    call = reader.read(source.holding(body))
                    # Others use the same shape, and may write hesitations.
                    is_whisper = "whisper" in vendor.lower() or reader not in (whisper.READER, whisperx.READER)
                    return call if is_whisper else replace(call, info=replace(call.info, fillers=None))
        elif isinstance(body, str):
            for reader in _TEXTS:
                if reader.sees(body[:16_384]) is not None:
                    return reader.read(Source(call_id=source.call_id, path=source.path, text=body))
    except ReadError as error:
        found.ledger.add(f"transcript left out: {error.message}", vendor)
        return None
    found.ledger.add("transcript of a shape no reader knows, left out", vendor)
    return None


def _decoded(body: object, encoding: object) -> object:
    """Return a body without its base64url, None when that is broken."""
    if encoding != "base64url" or not isinstance(body, str):
        return body
    if _BASE64URL.fullmatch(body) is None:
        return None
    plain = "".join(body.split()).rstrip("=").replace("+", "-").replace("/", "_")
    try:
        return base64.urlsafe_b64decode(plain + "=" * (-len(plain) % 4)).decode("utf-8", "replace")
    except (ValueError, binascii.Error):
        return None


def _add_call(call: Transcript, i: int, offset: float, channels: Mapping[int, _Party], found: Speeches) -> None:
    """Add a transcript's turns; with several channels, channel i is the party that the dialog names for it."""
    heard_on = {utt.channel for utt in call.utterances if utt.channel is not None}
    is_split = len(heard_on) > 1
    for utt in call.utterances:
        party = channels.get(utt.channel) if is_split and utt.channel is not None else None
        speaker = utt.speaker if party is None else party.name
        found.add(
            utt.text,
            [_heard(utt, k, offset) for k in range(len(utt.timed_words))],
            speaker=speaker,
            start=_shifted(utt.start, offset),
            stop=_shifted(utt.stop, offset),
            channel=utt.channel,
            confidence=utt.confidence,
            source_id=f"dialog[{i}]: {utt.source_id}" if utt.source_id else f"dialog[{i}]",
        )


def _heard(utt: Utterance, k: int, offset: float) -> Heard:
    word = utt.timed_words[k]
    return Heard(word.span.of(utt.text), _shifted(word.start, offset), _shifted(word.stop, offset), word.confidence)


def _shifted(time_s: float, offset: float) -> float:
    shifted = time_s if offset == 0.0 else time_s + offset
    return shifted if shifted < LIMIT_S else NAN


def _add_text(dialog: _Object, i: int, at: float, parties: Sequence[_Party], found: Speeches) -> None:
    """Add a dialog in writing: one turn."""
    body = _decoded(dialog.get("body"), dialog.get("encoding"))
    if not isinstance(body, str):
        found.ledger.add("text without a body, left out (nothing is fetched)", f"dialog[{i}]")
        return
    kind = label(first_of(dialog, "mediatype", "mimetype")) or "text/plain"
    if not kind.startswith("text/plain"):
        found.ledger.add("text that is not plain, its markup kept", kind)
    named = dialog.get("parties")
    sender = dialog.get("originator")
    if type(sender) is not int:
        sender = named[0] if isinstance(named, list) and named else named
    # Written at once: a message has a beginning and no end.
    found.add(
        whole(body),
        speaker=party.name if (party := _at(parties, sender)) else None,
        start=_shifted(at, 0.0),
        source_id=f"dialog[{i}]",
    )


def _heard_on(dialog: _Object, parties: Sequence[_Party]) -> dict[int, _Party]:
    """Return the party on each channel; null is an empty channel."""
    named = dialog.get("parties")
    if not isinstance(named, list):
        return {}
    found = {channel: _at(parties, of) for channel, of in enumerate(named)}
    return {channel: party for channel, party in found.items() if party is not None}


def _at(parties: Sequence[_Party], place: object) -> _Party | None:
    return parties[place] if type(place) is int and 0 <= place < len(parties) else None


def _parties(listed: object) -> list[_Party]:
    """Return who takes part, in the order that indices refer to; two of one name are told apart by their place."""
    parties: list[_Party] = []
    taken: set[str] = set()
    for i, party in enumerate(listed if isinstance(listed, list) else []):
        known = party if isinstance(party, dict) else {}
        name = label(first_of(known, "name", "tel", "mailto", "email", "sip", "uuid")) or f"party {i}"
        name = f"{name} (party {i})" if name in taken else name
        taken.add(name)
        parties.append(_Party(name, stated_role(known.get("role"))))
    return parties


def _moment(value: object) -> datetime | None:
    """Return a point in time; without a zone it is UTC."""
    iso = date_of(value)
    if iso is None:
        return None
    moment = datetime.fromisoformat(iso)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


READER = Reader(name="vcon", title="vCon", extensions=(".vcon",), sees=sees, read=read, kind="json")
