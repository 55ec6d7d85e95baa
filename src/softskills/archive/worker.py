"""A worker process: takes shards by name, one JSON line each, and answers with counts.

It ends when its parent does: the line it waits on closes then. It heeds no Ctrl-C: the parent decides what is finished.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from typing import Any, TextIO

from softskills.archive.settings import Settings
from softskills.archive.shard import probe_shard, run_shard
from softskills.archive.sink import Sink, open_sink
from softskills.archive.sources import Item
from softskills.archive.work import Ref
from softskills.errors import SoftskillsError

# spaCy remembers every word it ever met, so a worker grows slowly; past this a fresh one takes its place.
MAX_MB = 450
LEAST_SHARDS = 20


def main() -> None:
    """Serve until there is nothing more to come."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = os.getppid()
    answers = os.fdopen(os.dup(1), "w", buffering=1, encoding="ascii")
    # Whatever a library prints must not end up among the answers.
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    first = json.loads(sys.stdin.readline())
    settings = Settings.from_json(first["settings"])
    out = open_sink(first["out"])
    _warm(settings)
    # What is loaded by now stays to the end, and a shard's rows are no garbage until it is written.
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    _say(answers, {"ready": True})
    for number, line in enumerate(sys.stdin, 1):
        outcome = _serve(json.loads(line), settings, first["fingerprint"], out, answers, parent)
        _say(answers, {**outcome, "retire": number >= LEAST_SHARDS and _peak_mb() > MAX_MB})


def _serve(
    job: dict[str, Any], settings: Settings, fingerprint: dict[str, Any], out: Sink, answers: TextIO, parent: int
) -> dict[str, Any]:
    items = [Item.from_json(item) for item in job["items"]]

    def attended() -> None:
        if os.getppid() != parent:
            os._exit(0)  # the parent is gone: by now the output may be another run's, of an archive that has changed

    def beat(ref: Ref, recorded_s: float) -> None:
        _say(answers, {"at": ref, "recorded_s": recorded_s})

    try:
        if job["probe"] is not None:
            only = {(first, second) for first, second in job["probe"]}
            outcome = probe_shard(items, settings, only=only, beat=beat)
        else:
            poison = {(first, second): told for first, second, told in job["poison"]}
            outcome = run_shard(
                items, settings, fingerprint, out, poison=poison, again=job["again"], beat=beat, before_writing=attended
            )
    except SoftskillsError as error:
        return {"error": [error.message, error.path, error.hint]}
    return {"done": outcome.to_json()}


def _peak_mb() -> float:
    """Return the most memory this process ever held."""
    try:
        import resource
    except ImportError:  # not on Windows
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _warm(settings: Settings) -> None:
    """Pay for imports and cue tables once, before the clock of the first call runs."""
    from softskills.analysis import analyze
    from softskills.coaching.grammar import parts_of_speech

    turns = [("Agent", "Hello, how can I help?"), ("Customer", "My line is down.")]
    result = analyze(turns, framework=settings.framework, tier=settings.tier, model=settings.model)
    result.scored, result.coached  # noqa: B018 - counting warms up too
    parts_of_speech(["down"])  # its lists are long


def _say(answers: TextIO, what: dict[str, Any]) -> None:
    try:
        answers.write(json.dumps(what) + "\n")
    except BrokenPipeError:
        os._exit(0)  # the parent is gone; what was written stays
