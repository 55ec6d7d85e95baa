"""The writing half of `convokit`: calls as a folder of utterances, speakers and conversations as JSON."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from math import isnan
from pathlib import Path

from softskills.errors import OptionError
from softskills.readers._open import CORPUS_FILE
from softskills.transcript import Role, Transcript, Utterance

_Object = dict[str, object]
NAMELESS = "(unknown)"  # ConvoKit wants a speaker for every utterance; the metadata say that nobody knows
OWN = "softskills_call"  # the key under which a conversation keeps what ConvoKit has no place for


def write(calls: Transcript | Iterable[Transcript], folder: str | Path) -> Path:
    """Write calls as a ConvoKit corpus: one conversation a call, one utterance a turn.

    What ConvoKit has no place for (times, roles, channel, confidence, word times, the call's date and people) goes
    to the metadata and comes back with `read_calls`; warnings and paths do not. One label is one speaker of the
    corpus: speakers called "spk_0" in two calls become one.

    Args:
        calls: one call or several; their `call_id`s differ.
        folder: the corpus, which must not exist yet; it appears whole or not at all.

    Returns:
        The folder's path.

    Raises:
        OptionError: the folder exists or cannot be written, there is no call, one has no turns, or two have one
            name.
    """
    several = [calls] if isinstance(calls, Transcript) else list(calls)
    target = Path(folder)
    if target.exists():
        raise OptionError("the folder exists already", path=str(target), hint="name a new one")
    names = [call.call_id for call in several]
    if not several or any(not call.utterances for call in several):
        raise OptionError("there is nothing to write: no call, or one without turns", path=str(target))
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise OptionError(f"two calls are called {twice!r}", path=str(target), hint="give each its own call_id")
    files = _files(several)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as scratch:
            whole_corpus = Path(scratch) / "corpus"
            whole_corpus.mkdir()
            for name, contents in files.items():
                (whole_corpus / name).write_text(contents, "utf-8")
            whole_corpus.rename(target)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise OptionError(f"the corpus cannot be written: {reason}", path=str(target)) from error
    return target


def _files(calls: Sequence[Transcript]) -> dict[str, str]:
    """Return the files of a corpus with their contents."""
    lines: list[str] = []
    conversations: dict[str, _Object] = {}
    speakers: dict[str, set[Role]] = {}
    for call in calls:
        root = f"{call.call_id}-0"
        before: str | None = None
        for i, utt in enumerate(call.utterances):
            name = NAMELESS if utt.speaker is None else utt.speaker
            speakers.setdefault(name, set()).add(utt.role)
            own = f"{call.call_id}-{i}"
            lines.append(_dump(_utterance(utt, own, name, root, before)))
            before = own
        conversations[root] = {
            "meta": {
                OWN: {
                    "call_id": call.call_id,
                    "source_format": call.source_format,
                    "role_confidence": _known(call.role_confidence),
                    "role_reason": call.role_reason,
                    "info": asdict(call.info),
                    "sides": dict(call.sides),
                }
            },
            "vectors": [],
        }
    people = {
        name: {"meta": {"role": next(iter(roles)) if len(roles) == 1 else "unknown"}, "vectors": []}
        for name, roles in speakers.items()
    }
    # ConvoKit drops metadata that its index does not list.
    index = {
        "utterances-index": {key: [f"<class '{kind}'>"] for key, kind in _INDEX.items()},
        "speakers-index": {"role": ["<class 'str'>"]},
        "conversations-index": {OWN: ["<class 'dict'>"]},
        "overall-index": {},
        "version": 1,
        "vectors": [],
    }
    return {
        CORPUS_FILE: "".join(f"{line}\n" for line in lines),
        "speakers.json": _dump(people),
        "conversations.json": _dump(conversations),
        "corpus.json": "{}",
        "index.json": _dump(index),
    }


_INDEX = {
    "role": "str",
    "start": "float",
    "stop": "float",
    "channel": "int",
    "confidence": "float",
    "source_id": "str",
    "line": "int",
    "nameless": "bool",
    "words": "list",
}


def _utterance(utt: Utterance, own: str, speaker: str, root: str, before: str | None) -> _Object:
    """Return a turn as ConvoKit has it; its timestamp is the start in seconds."""
    return {
        "id": own,
        "conversation_id": root,
        "text": utt.text,
        "speaker": speaker,
        "meta": {
            "role": utt.role,
            "start": _known(utt.start),
            "stop": _known(utt.stop),
            "channel": utt.channel,
            "confidence": _known(utt.confidence),
            "source_id": utt.source_id,
            "line": utt.line,
            "nameless": utt.speaker is None,
            "words": [
                [word.span.start, word.span.stop, _known(word.start), _known(word.stop), _known(word.confidence)]
                for word in utt.timed_words
            ],
        },
        "reply-to": before,
        "timestamp": _known(utt.start),
        "vectors": [],
    }


def _known(number: float) -> float | None:
    return None if isnan(number) else number


def _dump(value: object) -> str:
    return json.dumps(value, allow_nan=False)
