"""One machine: a pool of worker processes that outlives any of them.

Each worker is asked for one shard at a time and says which call it is about to begin. So when one dies it is known what
it had in hand: the shard is given to a new worker; a call on which workers die twice is tried alone; one that kills
its worker alone, twice, is poison, and its shard is finished without it. A worker that is killed for other reasons
costs no call.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from softskills.archive.plan import Shard
from softskills.archive.settings import Settings
from softskills.archive.shard import Outcome
from softskills.archive.work import Ref
from softskills.errors import ArchiveError

# How often a worker may die on a call before the call is tried alone, and how often on that call alone before it is
# held to be the cause. Who kills workers at random must hit the same call six times running, and no other.
DEATHS = 2
PROBES = 4
# How often a shard may lose its worker in all before the call in hand is given up, whatever the probes say.
PATIENCE = 24
# How many shards may wait to be tried again before that goes before anything new.
TROUBLED = 100
# How many workers in a row may die before they are ready, and how long one may take to be.
STARTS = 5
START_S = 600.0
# How long a worker that has nothing more to do may take to end before it is ended.
END_S = 10.0
# How long one call may take, unless somebody says otherwise; and by how much longer recognition may take than the
# recording lasts: large models on one old core take three to five times as long, and the core may be shared.
TIMEOUT_S = 300.0
RECOGNITION_RATIO = 10.0
_ROOT = str(Path(__file__).resolve().parents[2])
_LOOK_S = 0.25
_PROGRAM = (
    "from softskills.lean import leave_out; leave_out('pandas'); from softskills.archive.worker import main; main()"
)


@dataclass(slots=True)
class Task:
    """A shard on its way, with what is known of the calls that kill."""

    shard: Shard
    poison: dict[Ref, str] = field(default_factory=dict)
    deaths: dict[Ref | None, int] = field(default_factory=dict)
    n_deaths: int = 0
    probing: Ref | None = None
    n_probes: int = 0

    def died(self, at: Ref | None, reason: str, weight: int = 1) -> None:
        """Take note that a worker died on this shard, and decide what to try next.

        Raises:
            ArchiveError: workers die on it again and again before they begin any call.
        """
        self.n_deaths += 1
        if self.probing is not None:
            # Died before the suspect was begun: that says nothing of it.
            self.n_probes += weight if at == self.probing else 0
            if self.n_probes >= PROBES or self.n_deaths >= PATIENCE:
                self.poison[self.probing], self.probing = reason, None
            return
        self.deaths[at] = self.deaths.get(at, 0) + weight
        if at is None:
            if self.n_deaths >= PATIENCE:
                names = ", ".join(item.name for item in self.shard.items[:3])
                raise ArchiveError(f"workers die on one shard again and again: {reason}", path=names)
        elif self.n_deaths >= PATIENCE:
            self.poison[at] = reason
        elif self.deaths[at] >= DEATHS:
            self.probing, self.n_probes = at, 0

    def survived(self) -> None:
        """Take note that the suspected call did no harm alone."""
        self.deaths[self.probing] = 0
        self.probing = None

    def doubt(self) -> None:
        """Take note that workers die elsewhere too: what was held against the suspect may have been chance."""
        self.n_probes = 0

    def job(self, again: bool) -> dict[str, Any]:
        """Return what to ask a worker for."""
        return {
            "items": [item.to_json() for item in self.shard.items],
            "probe": None if self.probing is None else [self.probing],
            "poison": [[*ref, told] for ref, told in self.poison.items()],
            "again": again,
        }


class _Worker:
    """A process, the task it has in hand, and the call it is at."""

    def __init__(self, hello: bytes) -> None:
        path = os.pathsep.join([_ROOT, *filter(None, [os.environ.get("PYTHONPATH")])])
        self.errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the worker
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            # As many processes as cores: each reads with one thread, unless somebody says otherwise.
            env={"SOFTSKILLS_THREADS": "1", "OMP_NUM_THREADS": "1", **os.environ, "PYTHONPATH": path},
            start_new_session=True,  # a Ctrl-C at the terminal is for the parent alone
        )
        self.ready = False
        self.task: Task | None = None
        self.at: Ref | None = None
        self.recorded_s = 0.0
        self.since = time.monotonic()
        self.reason: str | None = None
        self._rest = b""
        self.send(hello)

    def send(self, line: bytes) -> None:
        """Write one line; a worker that is dead is noticed when its end of the other pipe closes."""
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):
            self.process.stdin.write(line)
            self.process.stdin.flush()

    def lines(self) -> list[dict[str, Any]] | None:
        """Return what it said since; None when it is gone."""
        assert self.process.stdout is not None
        data = os.read(self.process.stdout.fileno(), 1 << 16)
        if not data:
            return None
        *whole, self._rest = (self._rest + data).split(b"\n")
        self.since = time.monotonic()
        return [json.loads(line) for line in whole]

    def end(self, *, kill: bool = False) -> str:
        """Close its pipes, wait for it, and say in words how it ended."""
        if kill:
            self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        try:
            code = self.process.wait(END_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self.errors.seek(0)
        self.last_words = self.errors.read().decode("utf-8", "replace").strip().rpartition("\n")[2][-300:]
        self.errors.close()
        if self.reason is not None:
            return self.reason
        if code < 0:
            return f"its process was killed by signal {-code} ({signal.Signals(-code).name})"
        return f"its process ended with exit code {code}"


class Pool:
    """Scores shards in worker processes.

    Args:
        settings: how to score and what to keep.
        fingerprint: what the settings come to.
        out: where the output goes.
        workers: how many processes.
        timeout_s: how long one call may take; None for 300 s and ten times what is to be recognised of recordings.
        again: redo finished shards in which calls failed.
        stopping: asked again and again; once it says so no new shard is begun.
    """

    def __init__(
        self,
        settings: Settings,
        fingerprint: Mapping[str, Any],
        out: str,
        *,
        workers: int,
        timeout_s: float | None,
        again: bool = False,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        hello = {"settings": settings.to_json(), "fingerprint": dict(fingerprint), "out": out}
        self._hello = (json.dumps(hello) + "\n").encode()
        self._n_workers = workers
        self._timeout_s = timeout_s
        self._again = again
        self._stopping = stopping
        self._workers: list[_Worker] = []
        self._waiting: deque[Task] = deque()
        self._selector = selectors.DefaultSelector()
        self._failed_starts = 0
        self.n_deaths = 0

    @property
    def pids(self) -> list[int]:
        """The workers' process ids, for whoever watches their memory."""
        return [worker.process.pid for worker in self._workers]

    def run(self, shards: Iterator[Shard]) -> Iterator[tuple[Shard, Outcome]]:
        """Yield each shard once it is finished, in the order they finish.

        Raises:
            ArchiveError: the output cannot be written, or workers do not start.
        """
        more = True
        try:
            while True:
                more = more and not self._stopping()
                more = self._feed(shards, more)
                if not more and not self._waiting and all(worker.task is None for worker in self._workers):
                    return
                if self._stopping() and all(worker.task is None for worker in self._workers):
                    return
                for key, _ in self._selector.select(_LOOK_S):
                    yield from self._heard(key.data)
                self._overdue()
        finally:
            self.close()

    def close(self) -> None:
        """End all workers at once; what they had in hand is not written."""
        for worker in self._workers:
            with suppress(KeyError, ValueError):
                self._selector.unregister(worker.process.stdout)  # type: ignore[arg-type]  # it is piped
            worker.end(kill=True)
        self._workers = []

    def _feed(self, shards: Iterator[Shard], more: bool) -> bool:
        """Give every idle worker something to do; return whether there may be more."""
        idle = [worker for worker in self._workers if worker.ready and worker.task is None]
        room = self._n_workers - len(self._workers)
        starting = sum(not worker.ready for worker in self._workers)
        while idle or room > 0:
            if self._stopping() or (not self._waiting and not more):
                return more
            if not idle:
                # Another process only where there is a task for it beyond those for which one is starting up.
                if starting >= len(self._waiting) + (self._n_workers if more else 0):
                    return more
                self._start()
                room -= 1
                starting += 1
                continue
            # Fresh shards first: what killed the last worker may be over by the time a shard is tried again.
            shard = next(shards, None) if more and len(self._waiting) < TROUBLED else None
            more = more and (shard is not None or len(self._waiting) >= TROUBLED)
            if shard is None and not self._waiting:
                return more
            task = Task(shard) if shard is not None else self._waiting.popleft()
            worker = idle.pop()
            worker.task, worker.at, worker.reason, worker.since = task, None, None, time.monotonic()
            worker.recorded_s = 0.0
            worker.send((json.dumps(task.job(self._again)) + "\n").encode())
        return more

    def _start(self) -> None:
        worker = _Worker(self._hello)
        self._workers.append(worker)
        self._selector.register(worker.process.stdout, selectors.EVENT_READ, worker)  # type: ignore[arg-type]

    def _heard(self, worker: _Worker) -> Iterator[tuple[Shard, Outcome]]:
        if worker not in self._workers:
            return
        lines = worker.lines()
        if lines is None:
            self._lost(worker)
            return
        for told in lines:
            if "at" in told:
                first, second = told["at"]
                worker.at, worker.recorded_s = (first, second), told["recorded_s"]
            elif "ready" in told:
                worker.ready = True
                self._failed_starts = 0
            elif "error" in told:
                message, path, hint = told["error"]
                worker.task = None
                raise ArchiveError(message, path=path, hint=hint)
            else:
                task, worker.task, worker.at = worker.task, None, None
                if told.get("retire"):
                    self._forget(worker)
                    worker.end()
                if task is None:
                    continue
                if task.probing is not None:
                    task.survived()
                    self._waiting.append(task)
                else:
                    yield task.shard, Outcome.from_json(told["done"])

    def _lost(self, worker: _Worker) -> None:
        self._forget(worker)
        reason = worker.end()
        self.n_deaths += 1
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= STARTS:
                raise ArchiveError(f"the workers do not start: {worker.last_words or reason}")
        task = worker.task
        if task is None or task.probing is None:
            for other in (*self._waiting, *(other.task for other in self._workers)):
                if other is not None and other is not task:
                    other.doubt()
        if task is not None:
            # Who took too long was not killed by chance.
            task.died(worker.at, reason, PROBES if worker.reason is not None else 1)
            self._waiting.append(task)

    def _forget(self, worker: _Worker) -> None:
        self._selector.unregister(worker.process.stdout)  # type: ignore[arg-type]
        self._workers.remove(worker)

    def _limit_s(self, worker: _Worker) -> float:
        """Return how long a worker may take for the call it is at."""
        if self._timeout_s is not None:
            return self._timeout_s
        return TIMEOUT_S + RECOGNITION_RATIO * worker.recorded_s

    def _overdue(self) -> None:
        now = time.monotonic()
        for worker in self._workers:
            limit = self._limit_s(worker) if worker.task is not None else START_S
            if (worker.task is not None or not worker.ready) and worker.reason is None and now - worker.since > limit:
                worker.reason = f"it took longer than {limit:g} s"
                worker.process.kill()
