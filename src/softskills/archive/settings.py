"""What a run was asked for, and the fingerprint of it: two runs with the same fingerprint write the same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from softskills import __version__
from softskills.archive.schema import SCHEMA_VERSION
from softskills.errors import OptionError
from softskills.frameworks import CALL_TYPES, framework

# Calls in a shard, on average. A shard is what is redone after a crash and what one Parquet file of each table holds.
SHARD_CALLS = 64
# Options that name a file or folder: its contents are what counts.
_FILES = ("model",)


@dataclass(frozen=True, slots=True)
class Settings:
    """How calls are scored and what is kept of them.

    Args:
        rep: the rep's name or names, the same in all calls; empty to tell from each call.
        framework: a scorecard's id, or a path to a TOML file.
        call_type: whose bands apply where a call's own type is not known.
        format: the reader's name, None to detect it.
        utterances: whether the turns are kept as a table.
        text: whether any words of a call are kept at all.
        redact: whether numbers, addresses and names are replaced in what is kept.
        shard_calls: calls in a shard, on average.
        options: what else `softskills.analyze` takes (a tier, a model), passed through as it is.
    """

    rep: tuple[str, ...] = ()
    framework: str = "softskills"
    call_type: str = "general"
    format: str | None = None
    utterances: bool = False
    text: bool = True
    redact: bool = False
    shard_calls: int = SHARD_CALLS
    options: Mapping[str, Any] = field(default_factory=dict)

    def check(self) -> Settings:
        """Return these settings, or raise for what cannot be.

        Raises:
            OptionError, ScorecardError: an unknown call type, scorecard or shard size.
        """
        if self.call_type not in CALL_TYPES:
            raise OptionError(f"there is no call type {self.call_type!r}", hint=f"one of {', '.join(CALL_TYPES)}")
        if self.shard_calls < 1:
            raise OptionError(f"a shard of {self.shard_calls} calls cannot be", hint="1 or more; 64 is usual")
        framework(self.framework)
        return self

    def to_json(self) -> dict[str, Any]:
        """Return the settings as they travel to workers and stand in the manifest."""
        return {**asdict(self), "rep": list(self.rep), "options": dict(self.options)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Settings:
        """Return the settings that `to_json` wrote down."""
        return cls(**{**data, "rep": tuple(data["rep"])})

    def fingerprint(self) -> dict[str, Any]:
        """Return all that decides the output beside the calls themselves, with files by their contents."""
        told = self.to_json()
        # How calls are put together is seen from the calls in a shard; a scorecard is what it says, wherever it lies.
        del told["shard_calls"]
        told["framework"] = _content(self.framework) if self.framework.endswith(".toml") else self.framework
        told["options"] = {
            name: _content(value) if name in _FILES else value for name, value in sorted(self.options.items())
        }
        return {"package": __version__, "schema": SCHEMA_VERSION, **told}


def digest(value: object) -> str:
    """Return a short hash of anything JSON can write (128 bits: no two shards of an archive will ever share one)."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _content(value: object) -> object:
    """Return a value, or for one that names a file or folder the hash of what it holds: a new model is a new key."""
    path = Path(value) if isinstance(value, str) and value else None
    if path is None or not path.exists():
        return value
    if path.is_file():
        return f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    found = hashlib.sha256()
    for file in sorted(path.rglob("*")):
        if file.is_file():
            found.update(file.relative_to(path).as_posix().encode() + b"\0")
            found.update(hashlib.sha256(file.read_bytes()).digest())
    return f"sha256:{found.hexdigest()}"
