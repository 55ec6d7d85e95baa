"""A generated archive scored as a whole: words per second by stage, memory, one worker against two.

    python benchmarks/archive.py [--calls 1000] [--workers 1 2] [--keep FOLDER] [--tier full|fast|rules]

The archive is made by recombination: each call takes the turns of one call of corpora/train up to a place and goes on
with another one's from the same share on, so its words are real sentences in new orders, but no new vocabulary. It
says nothing of accuracy, and a little too much of speed where caches know the words already. Seconds by stage are
processor time summed over workers, so that neighbours on the machine count less; the ratio of workers is by the wall
clock, and needs idle cores.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import threading
import time
from pathlib import Path

from softskills import corpora
from softskills.archive import local
from softskills.archive.run import STAGES, Summary, score

SEED = 7
LABELS = {"rep": "Agent", "customer": "Customer", "other": "IVR"}


def make(folder: Path, n_calls: int, words: int) -> None:
    """Write the archive: `n_calls` text files of about `words` words."""
    dice = random.Random(SEED)
    calls = [call.transcript.utterances for call in corpora.load("train")]
    for i in range(n_calls):
        lines: list[str] = []
        n_words = 0
        while n_words < words:
            one, two = dice.choice(calls), dice.choice(calls)
            share = dice.random()
            turns = [*one[: int(share * len(one))], *two[int(share * len(two)) :]]
            lines += [f"{LABELS[utt.role]}: {utt.text}" for utt in turns]
            n_words += sum(len(utt.text.split()) for utt in turns)
        path = folder / f"team{i % 20:02}" / f"2026-{1 + i % 12:02}-{1 + i % 28:02}_{i:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", "utf-8")


class Memory:
    """Watches the most memory the parent and any worker hold (Linux: /proc)."""

    def __init__(self) -> None:
        self.parent = self.worker = 0.0
        self._pools: list[local.Pool] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        self._made = local.Pool.__init__
        made, pools = self._made, self._pools

        def init(pool: local.Pool, *args: object, **kwargs: object) -> None:
            made(pool, *args, **kwargs)  # type: ignore[arg-type]
            pools.append(pool)

        local.Pool.__init__ = init  # type: ignore[method-assign]
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        local.Pool.__init__ = self._made  # type: ignore[method-assign]

    def _watch(self) -> None:
        while not self._ended.wait(0.2):
            self.parent = max(self.parent, _rss_mb(os.getpid()))
            for pool in self._pools:
                self.worker = max([self.worker, *map(_rss_mb, pool.pids)])


def _rss_mb(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def main() -> None:
    """Make the archive, score it with each number of workers, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=1_000)
    parser.add_argument("--words", type=int, default=1_500, help="words in a call, at least")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--tier", choices=("full", "fast", "rules"), default="fast")
    parser.add_argument("--keep", type=Path, help="make the archive here, and use what is there already")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = told.keep or Path(scratch) / "calls"
        if not folder.exists():
            start = time.monotonic()
            make(folder, told.calls, told.words)
            print(f"{told.calls:,} calls made by recombination of corpora/train in {time.monotonic() - start:.0f} s")
        walls: dict[int, float] = {}
        for n in told.workers:
            with Memory() as memory:
                summary = score(folder, Path(scratch) / f"out{n}", workers=n, tier=told.tier)
            walls[n] = summary.wall_s
            _print(n, summary, memory)
        first = told.workers[0]
        for n in told.workers[1:]:
            print(f"{n} workers are {walls[first] / walls[n]:.2f} times as fast as {first}, start-up included")


def _print(n: int, summary: Summary, memory: Memory) -> None:
    words = summary.counts["n_words"]
    print(f"\n{n} workers: {summary.counts['n_calls']:,} calls, {words:,} words, {summary.counts['n_failed']} failed")
    for stage in STAGES:
        seconds = summary.seconds[stage]
        print(f"  {stage:<10}{words / seconds if seconds else 0:>14,.0f} words/s of processor time")
    total = sum(summary.seconds.values())
    print(f"  {'all':<10}{words / total:>14,.0f} words/s of processor time")
    print(f"  {'wall':<10}{words / summary.wall_s:>14,.0f} words/s over {n} workers, start-up included")
    print(f"  memory: parent {memory.parent:,.0f} MB, largest worker {memory.worker:,.0f} MB")


if __name__ == "__main__":
    main()
