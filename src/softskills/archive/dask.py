"""Many machines: the same shards on Dask distributed (extra `dask`).

Names go out, counts come back; the workers write the parts themselves, so `out` must be a place all of them reach. A
shard whose worker dies is tried again by Dask; one that kills its workers each time is halved until the call that
does it is found, and is then finished without it. Which engine ran is not to be seen in the output.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from softskills.archive.plan import Shard
from softskills.archive.settings import Settings
from softskills.archive.shard import Outcome, probe_shard, run_shard
from softskills.archive.sink import open_sink
from softskills.archive.sources import Item
from softskills.archive.work import WHOLE, Ref
from softskills.errors import ArchiveError, OptionError

# Shards that wait at the scheduler for each thread of the cluster: enough that none idles, few enough to stop soon.
AHEAD = 2
# How often a shard is handed in anew when its workers died and no call of it is to blame.
ATTEMPTS = 4
# How long the cluster may be without a worker: long enough for one to be started again.
ALONE_S = 120.0
_LOOK_S = 2.0
_AGAIN = "what is finished is kept: see to the cluster and run the same command again"
_REASON = "the processes that scored it died, each time"


def run_on_dask(
    shards: Iterator[Shard],
    settings: Settings,
    fingerprint: Mapping[str, Any],
    out: str,
    *,
    scheduler: str | None = None,
    client: Any = None,
    again: bool = False,
    stopping: Callable[[], bool] = lambda: False,
) -> Iterator[tuple[Shard, Outcome]]:
    """Yield each shard once it is finished, in the order they finish.

    Args:
        shards: the plan, taken as the cluster has room.
        settings: how to score and what to keep.
        fingerprint: what the settings come to.
        out: where the parts go; every worker must reach it by this name.
        scheduler: its address; a cluster of this machine's cores when None.
        client: one that is open already, instead.
        again: redo finished shards in which calls failed.
        stopping: asked again and again; once it says so no new shard is handed in.

    Raises:
        OptionError: Dask is not installed.
        ArchiveError: the scheduler cannot be reached, the output not written.
    """
    try:
        from distributed import Client
        from distributed.scheduler import KilledWorker
    except ImportError as error:
        raise OptionError("the dask engine needs Dask", hint='pip install "softskills[dask]"') from error
    own = client is None
    if client is None:
        try:
            client = Client(scheduler) if scheduler else Client(threads_per_worker=1, dashboard_address=None)
        except (OSError, ValueError, TimeoutError) as error:
            raise ArchiveError(f"the scheduler cannot be reached: {error}", path=scheduler) from error
    try:
        told = (settings.to_json(), dict(fingerprint), out, again)
        tasks: dict[Any, tuple[Shard, dict[Ref, str], int]] = {}
        more = True

        def hand_in(shard: Shard, poison: dict[Ref, str], attempt: int) -> None:
            items = [item.to_json() for item in shard.items]
            named = [[*ref, reason] for ref, reason in poison.items()]
            future = client.submit(_commit, items, named, *told, pure=False, retries=1)
            tasks[future] = (shard, poison, attempt)

        while True:
            room = AHEAD * max(1, sum(client.nthreads().values())) - len(tasks)
            while more and room > 0 and not stopping():
                shard = next(shards, None)
                if shard is None:
                    more = False
                else:
                    hand_in(shard, {}, 1)
                    room -= 1
            if not tasks:
                return
            future = _first(client, list(tasks))
            shard, poison, attempt = tasks.pop(future)
            if future.status not in ("finished", "error"):
                raise ArchiveError(f"the scheduler let go of a shard ({future.status})", path=scheduler, hint=_AGAIN)
            wrong = future.exception() if future.status == "error" else None
            if wrong is None:
                yield shard, Outcome.from_json(future.result())
            elif isinstance(wrong, KilledWorker) and attempt < ATTEMPTS:
                found = _find_poison(client, shard, settings, KilledWorker)
                hand_in(shard, {**poison, **dict.fromkeys(found, _REASON)}, attempt + 1)
            elif isinstance(wrong, KilledWorker):
                names = ", ".join(item.name for item in shard.items[:3])
                raise ArchiveError("workers die on one shard again and again", path=names) from wrong
            else:
                raise wrong
    finally:
        if own:
            client.close()


def _find_poison(client: Any, shard: Shard, settings: Settings, killed: type[Exception]) -> list[Ref]:
    """Return the calls (or files) of a shard that kill whoever touches them, by halving."""
    files = [(number, WHOLE) for number in range(len(shard.items))]
    bad = _halve(client, shard, settings, files, killed)
    good = Shard(shard.number, tuple(item for number, item in enumerate(shard.items) if (number, WHOLE) not in bad))
    places = [number for number in range(len(shard.items)) if (number, WHOLE) not in bad]
    asked = client.submit(_probe, [item.to_json() for item in good.items], [], settings.to_json(), pure=False)
    refs = [(first, second) for first, second in _first(client, [asked]).result()]
    found = _halve(client, good, settings, refs, killed)
    return [*bad, *((places[first], second) for first, second in found)]


def _halve(client: Any, shard: Shard, settings: Settings, refs: Sequence[Ref], killed: type[Exception]) -> list[Ref]:
    """Return those of some calls that kill."""
    if not refs:
        return []
    items = [item.to_json() for item in shard.items]
    try:
        _first(client, [client.submit(_probe, items, list(refs), settings.to_json(), pure=False)]).result()
    except killed:
        if len(refs) == 1:
            return list(refs)
        half = len(refs) // 2
        one = _halve(client, shard, settings, refs[:half], killed)
        return [*one, *_halve(client, shard, settings, refs[half:], killed)]
    return []


def _first(client: Any, futures: Sequence[Any]) -> Any:
    """Wait for the first of some futures, as long as there is anybody to work on them.

    Raises:
        ArchiveError: the cluster has had no worker for a while.
    """
    from distributed import wait

    alone = 0.0
    while True:
        try:
            done = wait(futures, timeout=_LOOK_S, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            try:
                alone = 0.0 if client.nthreads() else alone + _LOOK_S
            except (OSError, RuntimeError) as error:
                raise ArchiveError(f"the scheduler is gone: {error}", hint=_AGAIN) from error
            if alone >= ALONE_S:
                raise ArchiveError("the cluster has no workers left", hint=_AGAIN) from None
            continue
        return next(future for future in futures if future in done)


def _commit(
    items: list[Any],
    poison: list[list[Any]],
    settings: dict[str, Any],
    fingerprint: dict[str, Any],
    out: str,
    again: bool,
) -> dict[str, Any]:
    """Run on a worker: one shard, written."""
    known = {(first, second): reason for first, second, reason in poison}
    shard = [Item.from_json(item) for item in items]
    outcome = run_shard(shard, Settings.from_json(settings), fingerprint, _sink(out), poison=known, again=again)
    return outcome.to_json()


def _probe(items: list[Any], only: list[Ref], settings: dict[str, Any]) -> tuple[Ref, ...]:
    """Run on a worker: some calls, thrown away; returns the calls there are."""
    wanted = {(first, second) for first, second in only}
    return probe_shard([Item.from_json(item) for item in items], Settings.from_json(settings), only=wanted).refs


@cache
def _sink(out: str) -> Any:
    return open_sink(out)
