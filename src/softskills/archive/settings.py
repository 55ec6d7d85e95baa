"""What a run was asked for, and the fingerprint of it: two runs with the same fingerprint write the same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from softskills import __version__
from softskills.archive.schema import SCHEMA_VERSION, SHARD_TABLES
from softskills.audio.recognise import check_model, fingerprint
from softskills.errors import ModelError, OptionError
from softskills.frameworks import CALL_TYPES, framework
from softskills.metadata import PathPattern
from softskills.model import SHIPPED, TIERS
from softskills.roles import speaker_map

# Calls in a shard, on average. A shard is what is redone after a crash and what one Parquet file of each table holds.
SHARD_CALLS = 64
# What a model consists of, the first of them always.
MODEL_FILES = ("model.json", "linear.npz", "encoder.onnx", "tokenizer.json")


@dataclass(frozen=True, slots=True)
class Settings:
    """How calls are scored and what is kept of them.

    Args:
        rep: the rep's name or names, the same in all calls; empty to tell from each call.
        framework: a scorecard's id, or a path to a TOML file.
        call_type: whose bands apply; None for each call's own type, "auto" to infer it.
        tier: the tagger's tier: "full", "fast" or "rules".
        model: a folder that `softskills train` wrote; None for the model of the package.
        speakers: a speaker map's file.
        rep_channel: the rep's audio channel.
        pattern: what the paths say, such as "{team}/{rep}/{date}_{client}.vtt".
        format: the reader's name, None to detect it.
        utterances: whether the turns are kept as a table.
        text: whether any words of a call are kept at all.
        redact: whether numbers, addresses and names are replaced in what is kept.
        shard_calls: calls in a shard, on average.
        asr: for recordings, the folder of a speech model; without it only times are known.
        heard: the folder in which recognised transcripts are kept.
    """

    rep: tuple[str, ...] = ()
    framework: str = "softskills"
    call_type: str | None = None
    tier: str = "full"
    model: str | None = None
    speakers: str | None = None
    rep_channel: int | None = None
    pattern: str | None = None
    format: str | None = None
    utterances: bool = False
    text: bool = True
    redact: bool = False
    shard_calls: int = SHARD_CALLS
    asr: str | None = None
    heard: str | None = None

    def check(self) -> Settings:
        """Return these settings, or raise for what cannot be.

        Raises:
            OptionError, ScorecardError: an unknown call type, tier, scorecard, pattern or shard size.
            ReadError, ModelError: the speaker map or the model is missing or malformed.
        """
        if self.call_type not in (None, "auto", *CALL_TYPES):
            raise OptionError(
                f"there is no call type {self.call_type!r}", hint=f"one of {', '.join(CALL_TYPES)}, or auto"
            )
        if self.tier not in TIERS:
            raise OptionError(f"there is no tier {self.tier!r}", hint=f"one of {', '.join(TIERS)}")
        if self.shard_calls < 1:
            raise OptionError(f"a shard of {self.shard_calls} calls cannot be", hint="1 or more; 64 is usual")
        framework(self.framework)
        if self.pattern is not None:
            PathPattern(self.pattern)
        if self.speakers is not None:
            speaker_map(self.speakers)
        if self.model is not None and not (Path(self.model) / MODEL_FILES[0]).is_file():
            raise ModelError("no model there", path=self.model, hint="a folder that `softskills train` wrote")
        if self.asr is not None:
            check_model(self.asr)
        return self

    def to_json(self) -> dict[str, Any]:
        """Return the settings as they travel to workers and stand in the manifest."""
        return {**asdict(self), "rep": list(self.rep)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Settings:
        """Return the settings that `to_json` wrote down."""
        return cls(**{**data, "rep": tuple(data["rep"])})

    def fingerprint(self) -> dict[str, Any]:
        """Return all that decides the output beside the calls themselves, with files by their contents."""
        told = self.to_json()
        # How calls are put together is seen from the calls in a shard; a scorecard is what it says, wherever it lies.
        # Transcripts are kept to save time; with the same model the same words are heard without them.
        del told["shard_calls"], told["heard"], told["asr"]
        if self.asr is not None:
            told["asr"] = fingerprint(self.asr)
        told["framework"] = _content(self.framework) if self.framework.endswith(".toml") else self.framework
        told["speakers"] = None if self.speakers is None else _content(self.speakers)
        told["model"] = None if self.tier == "rules" else _model(Path(self.model) if self.model else SHIPPED)
        return {"package": __version__, "schema": SCHEMA_VERSION, **told}


def tables_of(settings: Settings) -> tuple[str, ...]:
    """Return the tables that each shard writes."""
    return tuple(name for name in SHARD_TABLES if name != "utterances" or settings.utterances)


def digest(value: object) -> str:
    """Return a short hash of anything JSON can write (128 bits: no two shards of an archive will ever share one)."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _content(path: str) -> str:
    """Return the hash of what a file holds."""
    return f"sha256:{hashlib.sha256(Path(path).read_bytes()).hexdigest()}"


def _model(folder: Path) -> str:
    """Return the hash of a model's files: a model trained anew is a new key, the same one elsewhere is not."""
    found = hashlib.sha256()
    for name in MODEL_FILES:
        file = folder / name
        if file.is_file():
            found.update(name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return f"sha256:{found.hexdigest()}"
