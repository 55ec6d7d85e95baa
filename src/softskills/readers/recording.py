"""Recordings: who is heard when on each channel, and what is said where a speech model is given."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from softskills.audio import Sound, Voices, open_sound, speaking_times
from softskills.audio.recognise import HeardWord, check_model, fingerprint, recognise
from softskills.errors import Notice, ReadError
from softskills.readers import heard, pyannote, rttm, whisperx
from softskills.readers._base import Ledger, Reader, Source
from softskills.readers._floor import Stretch, no_words, utterances
from softskills.readers._json import dig, taken
from softskills.readers._speech import Speeches, label
from softskills.transcript import CallInfo, Transcript

# A word may lie so far outside all stretches of a diarisation and still belong to the nearest.
NEAR_S = 0.5
_BESIDE = (".rttm", ".json")
_APART = Notice(
    "one channel: the sides cannot be told apart without diarisation",
    hint="put an RTTM file, or what pyannote or WhisperX wrote, beside it as NAME.rttm or NAME.json",
)
_CHUNK = 1 << 20


def sees(head: str) -> str | None:
    """Return the reason; a source is only of kind "audio" when its first bytes said so."""
    return f"its first bytes are those of {head}: a recording"


def read(source: Source) -> Transcript:
    """Listen to a recording; with `source.asr`, a model's folder, recognise what is said."""
    if source.asr is not None:
        check_model(source.asr)
    sound = open_sound(source.path, source.data or None)
    kept = _kept_at(source)
    if kept is not None and kept.is_file():
        return _from_kept(source, kept)
    beside = _beside(source) if sound.channels == 1 else None
    if beside is not None and isinstance(beside, Transcript):
        return replace(beside, call_id=source.call_id)
    voices = speaking_times(sound)
    notices = list(voices.notices)
    if voices.is_one and beside is None:
        beside = _beside(source) if sound.channels > 1 else None
        if isinstance(beside, Transcript):
            return replace(beside.with_warnings(*notices), call_id=source.call_id)
        if beside is None:
            notices.append(replace(_APART, path=source.path))
    words = recognise(sound, voices.stretches, source.asr, source.on_progress) if source.asr is not None else None
    if isinstance(beside, _Told):
        notices += beside.notices
        stretches = _assigned(beside.stretches, words, notices, source.path)
    else:
        stretches = _by_channel(voices, words)
    if words is not None:
        stretches = _with_words(stretches, notices, source.path)
    if not stretches:
        raise ReadError("somebody is heard, but no word was recognised", path=source.path, hint="is it English speech?")
    call = Transcript(
        source.call_id,
        utterances(stretches),
        READER.name,
        source.path,
        tuple(notices) if words is not None else (*notices, no_words(source.path)),
        # Recognisers of the Whisper family were trained on captions and leave hesitations out.
        info=CallInfo(fillers=False) if words is not None else CallInfo(),
        has_words=words is not None,
    )
    if kept is not None:
        _keep(kept, call, source, sound, voices.seconds)
    return call


def recording_of(name: str, names: Collection[str]) -> str | None:
    """Return which file of a folder is the recording that another lies beside, as its diarisation or transcript may.

    Args:
        name: "call.rttm", "call.json", "call.wav.rttm" or "call.wav.json"; for any other there is none.
        names: of the files in the same folder.
    """
    stem, ending = Path(name).stem, Path(name).suffix
    if ending not in _BESIDE:
        return None
    for beside in (stem, *(stem + extension for extension in READER.extensions)):
        if beside in names and Path(beside).suffix.lower() in READER.extensions:
            return beside
    return None


def takes(recording: str, beside: str) -> bool:
    """Tell whether a file beside a recording belongs to it, and so is no call of its own.

    An RTTM file is always about its recording. A JSON file may be a transcript in its own right; it is taken where
    there is one channel, whose sides it tells apart.
    """
    try:
        return Path(beside).suffix == ".rttm" or open_sound(recording).channels == 1
    except ReadError:
        return False


def beside_digest(recording: str) -> str:
    """Return the hash of all that lies beside a recording and may say who speaks in it, "" where nothing does."""
    paths = _files_beside(Source(path=recording))
    return hashlib.sha256(b"".join(_hash_of(path) for path in paths)).hexdigest() if paths else ""


def _hash_of(path: Path) -> bytes:
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        return b""  # reading the recording will say why


class _Told:
    """What a diarisation beside a recording says."""

    def __init__(self, stretches: Sequence[Stretch], notices: Sequence[Notice]) -> None:
        self.stretches = stretches
        self.notices = notices


def _beside(source: Source) -> _Told | Transcript | None:
    """Return what lies beside a recording: who speaks when, or a transcript that says it with the words."""
    for path in _files_beside(source):
        found = _diarisation(source, path)
        if found is not None:
            return found
    return None


def _files_beside(source: Source) -> list[Path]:
    if source.path is None or not Path(source.path).is_file():
        return []
    own = Path(source.path)
    paths = (path for ending in _BESIDE for path in (own.with_suffix(ending), own.with_name(own.name + ending)))
    return [path for path in paths if path.is_file()]


def _diarisation(source: Source, path: Path) -> _Told | Transcript | None:
    try:
        text = path.read_text("utf-8-sig", errors="replace")
    except OSError as error:
        raise ReadError(f"the file cannot be read: {error.strerror}", path=str(path)) from error
    beside = Source(call_id=source.call_id, path=str(path), text=text)
    note = Notice(f"speakers taken from {path.name}, which lies beside it", path=source.path)
    ledger = Ledger(str(path))
    if path.suffix == ".rttm":
        return _Told(rttm.stretches(beside, ledger), (note, *ledger.notices()))
    try:
        value = beside.json()
    except ReadError:
        return None  # some other file of that name
    for reader in (whisperx.READER, heard.READER):
        if reader.sees(value) is not None:
            return reader.read(beside.parsed_only()).with_warnings(note)
    if pyannote.READER.sees(value) is None:
        return None
    output = dig(value, "output") if isinstance(dig(value, "output"), dict) else value
    if any(dig(output, key) for key in ("turnLevelTranscription", "wordLevelTranscription")):
        return pyannote.READER.read(beside.parsed_only()).with_warnings(note)
    found = Speeches(beside, pyannote.READER.name, ledger)
    stretches = []
    for _, item in taken(dig(output, "diarization"), found.skipped):
        speaker, start, stop = label(item.get("speaker")), found.clock(item.get("start")), found.clock(item.get("end"))
        if start < stop:
            stretches.append(Stretch(speaker, start, stop))
        else:
            ledger.add("stretch without a beginning and a later end, left out", speaker or "")
    if not stretches:
        raise beside.error("the diarisation holds no stretches", hint="was anybody heard?")
    return _Told(stretches, (note, *ledger.notices()))


Words = Sequence[Sequence[tuple[HeardWord, ...]]]


def _by_channel(voices: Voices, words: Words | None) -> list[Stretch]:
    """Make each channel a speaker; a single one nobody."""
    return [
        Stretch(
            None if voices.is_one else f"channel {channel}",
            start,
            stop,
            channel,
            words[channel][i] if words is not None else (),
        )
        for channel, stretches in enumerate(voices.stretches)
        for i, (start, stop) in enumerate(stretches)
    ]


def _assigned(told: Sequence[Stretch], words: Words | None, notices: list[Notice], path: str | None) -> list[Stretch]:
    """Give each word to the stretch of the diarisation in which its middle lies, the shortest of several."""
    if words is None:
        return list(told)
    own: list[list[HeardWord]] = [[] for _ in told]
    astray = 0
    for word in (word for channel in words for stretch in channel for word in stretch):
        middle = (word.start + word.stop) / 2
        outside, _, at = min(
            (max(one.start - middle, middle - one.stop, 0.0), one.stop - one.start, i) for i, one in enumerate(told)
        )
        if outside <= NEAR_S:
            own[at].append(word)
        else:
            astray += 1
    if astray:
        notices.append(Notice(f"{astray} words where the diarisation hears nobody, left out", path=path))
    return [replace(one, words=tuple(words)) for one, words in zip(told, own, strict=True)]


def _with_words(stretches: list[Stretch], notices: list[Notice], path: str | None) -> list[Stretch]:
    """Leave out what the recogniser found no words in: noise, breath, music."""
    mute = [one for one in stretches if not one.words]
    if mute:
        seconds = sum(one.stop - one.start for one in mute)
        notices.append(
            Notice(f"{len(mute)} stretches ({seconds:.1f} s) in which no word was recognised, left out", path=path)
        )
    return [one for one in stretches if one.words]


def _kept_at(source: Source) -> Path | None:
    """Return where the transcript of exactly this recording by exactly this model is kept; None where it is not.

    What lies beside the recording may say who speaks, and so counts as well.
    """
    if source.asr is None or source.heard is None:
        return None
    parts = [_digest(source)[:20], fingerprint(source.asr)]
    beside = beside_digest(source.path) if source.path is not None else ""
    if beside:
        parts.append(beside[:8])
    return Path(source.heard) / f"{'-'.join(parts)}.json"


def _digest(source: Source) -> str:
    digest = hashlib.sha256()
    if source.data:
        digest.update(source.data)
    else:
        with Path(str(source.path)).open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    return digest.hexdigest()


def _from_kept(source: Source, kept: Path) -> Transcript:
    text = Source(call_id=source.call_id, path=str(kept), text=kept.read_text("utf-8"))
    call = heard.READER.read(text.parsed_only())
    warnings = tuple(replace(notice, path=source.path) for notice in call.warnings)
    return replace(call, call_id=source.call_id, source_format=READER.name, path=source.path, warnings=warnings)


def _keep(kept: Path, call: Transcript, source: Source, sound: Sound, seconds: float) -> None:
    """Write a transcript whole or not at all."""
    about = {
        "recording": {
            "name": Path(source.path).name if source.path else source.call_id,
            "sha256": _digest(source),
            "seconds": round(seconds, 2),
            "channels": sound.channels,
            "rate": sound.rate,
            "codec": sound.codec,
        },
        "model": {"name": Path(str(source.asr)).resolve().name, "fingerprint": fingerprint(str(source.asr))},
    }
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=kept.parent, prefix=f".{kept.name}.", delete=False
        ) as file:
            file.write(heard.written(call, about))
        Path(file.name).replace(kept)
    except OSError as error:
        raise ReadError(f"the transcript cannot be kept: {error.strerror}", path=str(kept)) from error


READER = Reader(
    name="recording",
    title="recordings: WAV (also mu-law, A-law), FLAC, MP3, OGG",
    extensions=(".wav", ".flac", ".mp3", ".ogg", ".opus", ".aiff", ".au", ".w64"),
    sees=sees,
    read=read,
    kind="audio",
)
