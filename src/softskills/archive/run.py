"""The run: plan, engine, sink and manifest put together. `score` is the verb."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from softskills import __version__
from softskills.archive import sink as sinks
from softskills.archive.local import Pool
from softskills.archive.plan import Shard, plan
from softskills.archive.relationships import write_relationships
from softskills.archive.schema import SCHEMA_VERSION
from softskills.archive.settings import SHARD_CALLS, Settings, digest, tables_of
from softskills.archive.shard import Outcome, run_shard
from softskills.archive.sources import is_url
from softskills.archive.stop import Stop, signals_to
from softskills.archive.work import STAGES
from softskills.cores import cores
from softskills.errors import ArchiveError, OptionError

Engine = Literal["local", "dask"]
ENGINES = ("local", "dask")
COUNTS = ("n_calls", "n_failed", "n_turns", "n_words")


@dataclass(slots=True)
class Progress:
    """How far a run is.

    Args:
        n_files: files done, and of how many (None when not counted).
        n_calls: calls scored.
        n_failed: calls that could not be.
        n_words: words of the scored calls.
        n_kept: files that were found finished.
        seconds: since the start.
    """

    n_files: int = 0
    n_files_total: int | None = None
    n_calls: int = 0
    n_failed: int = 0
    n_words: int = 0
    n_kept: int = 0
    seconds: float = 0.0
    words_now: int = 0

    @property
    def words_per_s(self) -> float:
        """Words a second of this run, without what was found finished."""
        return self.words_now / self.seconds if self.seconds else 0.0

    @property
    def left_s(self) -> float | None:
        """Seconds left at this pace; None when it cannot be told."""
        done = self.n_files - self.n_kept
        if self.n_files_total is None or not done:
            return None
        return self.seconds * (self.n_files_total - self.n_files) / done


@dataclass(slots=True)
class Summary:
    """What a run came to.

    Args:
        out: the output.
        counts: n_calls scored, n_failed, n_turns, n_words, over the whole archive.
        n_shards: shards of the archive, and how many of them were found finished.
        seconds: processor time of this run by stage, summed over workers.
        wall_s: from start to end.
        complete: False when it was stopped.
        n_deaths: workers that died.
    """

    out: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    n_shards: int = 0
    n_kept: int = 0
    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STAGES, 0.0))
    wall_s: float = 0.0
    complete: bool = False
    n_deaths: int = 0

    def add(self, outcome: Outcome) -> None:
        """Add a shard."""
        for name in COUNTS:
            self.counts[name] += outcome.counts.get(name, 0)
        for name, seconds in outcome.seconds.items():
            self.seconds[name] += seconds
        self.n_shards += 1
        self.n_kept += outcome.skipped


def score(
    archive: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    rep: str | Iterable[str] | None = None,
    framework: str = "softskills",
    call_type: str | None = None,
    tier: str = "full",
    model: str | os.PathLike[str] | None = None,
    speakers: str | os.PathLike[str] | None = None,
    rep_channel: int | None = None,
    format: str | None = None,
    pattern: str | None = None,
    utterances: bool = False,
    text: bool = True,
    redact: bool = False,
    workers: int | None = None,
    engine: Engine = "local",
    scheduler: str | None = None,
    shard_calls: int = SHARD_CALLS,
    asr: str | os.PathLike[str] | None = None,
    heard: str | os.PathLike[str] | None = None,
    timeout_s: float | None = None,
    fail_fast: bool = False,
    retry_failed: bool = False,
    replace_other: bool = False,
    break_lock: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Score a whole archive into a Parquet dataset; run it again to go on where it stopped.

    Args:
        archive: a folder, a file, a glob, a table with one utterance a row, a manifest, an fsspec URL, or several.
        out: the folder or URL the dataset goes to; its tables are described in `softskills.archive.schema`.
        rep: who the reps are, where the calls do not tell.
        framework: a scorecard's id or file.
        call_type: whose bands apply; by default each call's own, else "general"; "auto" infers it.
        tier: "full", "fast" or "rules", see `softskills.analyze`.
        model: a folder that `softskills train` wrote; by default the model of the package.
        speakers: a speaker map's file.
        rep_channel: the rep's audio channel, counted from 0.
        format: the reader's name, to detect it when None.
        pattern: what the paths say, such as "{team}/{rep}/{date}_{client}.vtt".
        utterances: keep the turns as a table too.
        text: keep words of the calls; False leaves all quotes out.
        redact: replace card, account, phone, e-mail and postal numbers and the metadata's names in what is kept.
        workers: processes (by default one a core); 0 works in this process.
        engine: "local" or "dask".
        scheduler: with "dask", its address, such as "tcp://host:8786".
        shard_calls: calls in a shard, on average; what is redone after a crash.
        asr: for recordings, the folder of a Whisper model for faster-whisper; without it only times are known.
        heard: the folder in which recognised transcripts are kept, so that each recording is recognised once; by
            default `heard` within a local output, and none where `text` or `redact` keep words out of it.
        timeout_s: how long one call may take before it counts as a failure; by default 300 s, and ten times as long
            as it lasts more for a recording that is to be recognised.
        fail_fast: stop at the first call that fails.
        retry_failed: try again what failed in an earlier run.
        replace_other: the output holds another archive's scores; let this one's take their place.
        break_lock: take the output although a run on another machine seems to hold it (URLs only).
        on_progress: called after each shard.

    Returns:
        The counts. Calls that could not be scored are rows of `failures`, never silently gone.

    Raises:
        ArchiveError: nothing to score, the output is in use, full, or holds another archive.
        OptionError, ScorecardError: an argument is not allowed.
    """
    names = [os.fspath(archive)] if isinstance(archive, (str, os.PathLike)) else [os.fspath(one) for one in archive]
    settings = Settings(
        rep=() if rep is None else (rep,) if isinstance(rep, str) else tuple(rep),
        framework=framework,
        call_type=call_type,
        tier=tier,
        model=None if model is None else os.fspath(model),
        speakers=None if speakers is None else os.fspath(speakers),
        rep_channel=rep_channel,
        pattern=pattern,
        format=format,
        utterances=utterances,
        text=text,
        redact=redact,
        shard_calls=shard_calls,
        asr=None if asr is None else os.fspath(asr),
        heard=_heard(heard, os.fspath(out), asked=asr is not None and text and not redact),
    ).check()
    if engine not in ENGINES:
        raise OptionError(f"there is no engine {engine!r}", hint=f"one of {', '.join(ENGINES)}")
    where = os.fspath(out)
    sink = sinks.open_sink(where, break_lock=break_lock)

    def shards() -> Iterator[Shard]:
        return plan(names, shard_calls=shard_calls, leave_out=where)

    stop = Stop()
    with signals_to(stop):
        sink.lock()
        try:
            fingerprint = settings.fingerprint()
            manifest = _manifest(names, settings, fingerprint)
            _same_archive(sink, manifest, replace_other)
            first = next(shards(), None)
            if first is None:
                raise ArchiveError("there are no files to score", path=names[0] if names else None)
            sink.write(sinks.MANIFEST, _written(manifest, None))
            total = _count(shards, names) if on_progress is not None else None
            run = _Run(settings, fingerprint, where, sink, total, on_progress, stop, fail_fast=fail_fast)
            pool: Pool | None = None
            if engine == "dask":
                from softskills.archive.dask import run_on_dask

                found = run_on_dask(
                    shards(), settings, fingerprint, where, scheduler=scheduler, again=retry_failed, stopping=stop
                )
            elif workers == 0:
                found = _here(shards(), settings, fingerprint, sink, retry_failed, stop)
            else:
                pool = Pool(
                    settings,
                    fingerprint,
                    where,
                    workers=workers or cores(),
                    timeout_s=timeout_s,
                    again=retry_failed,
                    stopping=stop,
                )
                found = pool.run(shards())
            summary = run.finish(found, manifest)
            summary.n_deaths = pool.n_deaths if pool is not None else 0
            return summary
        finally:
            sink.unlock()


def _heard(folder: str | os.PathLike[str] | None, out: str, *, asked: bool) -> str | None:
    """Return where recognised transcripts are kept: never words in an output that is to hold none."""
    if folder is not None:
        return os.fspath(folder)
    return os.path.join(out, "heard") if asked and not is_url(out) else None  # noqa: PTH118 - as the output is written


class _Run:
    """Takes outcomes in, keeps count, and closes the books."""

    def __init__(
        self,
        settings: Settings,
        fingerprint: Mapping[str, Any],
        out: str,
        sink: sinks.Sink,
        total: int | None,
        on_progress: Callable[[Progress], None] | None,
        stop: Stop,
        *,
        fail_fast: bool,
    ) -> None:
        self._sink = sink
        self._report = on_progress
        self._stop = stop
        self._fail_fast = fail_fast
        self._start = time.monotonic()
        self._progress = Progress(n_files_total=total)
        self._summary = Summary(out)
        self._keys: set[str] = set()

    def finish(self, outcomes: Iterator[tuple[Shard, Outcome]], manifest: dict[str, Any]) -> Summary:
        """Consume the outcomes; then clear away what is no longer part of the archive, and write the manifest."""
        summary = self._summary
        stopped_early = False
        for shard, outcome in outcomes:
            self._keys.add(outcome.key)
            summary.add(outcome)
            self._tell(shard, outcome)
            if self._fail_fast and outcome.counts.get("n_failed") and not self._stop():
                stopped_early = True
                self._stop.asked = max(1, self._stop.asked)
        summary.wall_s = time.monotonic() - self._start
        summary.complete = not self._stop() and not stopped_early
        if summary.complete:
            sinks.clear(self._sink, self._keys)
            write_relationships(self._sink)
            counts = {**summary.counts, "n_shards": summary.n_shards}
            self._sink.write(sinks.MANIFEST, _written(manifest, counts))
        return summary

    def _tell(self, shard: Shard, outcome: Outcome) -> None:
        now = self._progress
        now = replace(
            now,
            n_files=now.n_files + len(shard.items),
            n_calls=now.n_calls + outcome.counts.get("n_calls", 0),
            n_failed=now.n_failed + outcome.counts.get("n_failed", 0),
            n_words=now.n_words + outcome.counts.get("n_words", 0),
            words_now=now.words_now + (0 if outcome.skipped else outcome.counts.get("n_words", 0)),
            n_kept=now.n_kept + (len(shard.items) if outcome.skipped else 0),
            seconds=time.monotonic() - self._start,
        )
        self._progress = now
        if self._report is not None:
            self._report(now)


def _here(
    shards: Iterator[Shard],
    settings: Settings,
    fingerprint: Mapping[str, Any],
    sink: sinks.Sink,
    again: bool,
    stop: Stop,
) -> Iterator[tuple[Shard, Outcome]]:
    for shard in shards:
        if stop():
            return
        yield shard, run_shard(shard.items, settings, fingerprint, sink, again=again)


def _count(shards: Callable[[], Iterator[Shard]], names: Sequence[str]) -> int | None:
    """Count the files, where listing them twice costs next to nothing."""
    return None if any(map(is_url, names)) else sum(len(shard.items) for shard in shards())


def _manifest(names: Sequence[str], settings: Settings, fingerprint: Mapping[str, Any]) -> dict[str, Any]:
    told = [name if is_url(name) else os.path.abspath(name) for name in names]  # noqa: PTH100 - links are kept
    if len(told) > 1:
        told = [os.path.commonpath(told)] if not any(map(is_url, told)) else sorted({_prefix(name) for name in told})
    return {
        "softskills": __version__,
        "schema": SCHEMA_VERSION,
        "archive": told,
        "settings": settings.to_json(),
        "fingerprint": digest(dict(fingerprint)),
        "tables": [*tables_of(settings), "relationships"],
    }


def _prefix(url: str) -> str:
    return url.rpartition("/")[0]


def _written(manifest: Mapping[str, Any], counts: Mapping[str, int] | None) -> bytes:
    # No times and no host names: the same archive gives the same bytes whenever and wherever it is scored.
    told = {**manifest, "complete": counts is not None, "counts": counts}
    return (json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _same_archive(sink: sinks.Sink, manifest: Mapping[str, Any], replace_other: bool) -> None:
    found = sink.read(sinks.MANIFEST)
    if found is None or replace_other:
        return
    try:
        before = json.loads(found).get("archive")
    except (ValueError, AttributeError):
        raise ArchiveError(
            "there is a manifest.json here that score did not write", path=sink.url, hint="choose another output"
        ) from None
    if before != manifest["archive"]:
        raise ArchiveError(
            f"the output holds the scores of another archive: {', '.join(map(str, before or ['?']))}",
            path=sink.url,
            hint="choose another output, or replace them with --replace",
        )
