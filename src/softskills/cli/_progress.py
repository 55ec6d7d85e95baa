"""How a long run tells of itself, on standard error: a bar on a terminal, plain lines elsewhere, or JSON lines."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from softskills.archive.run import Progress

# Plain lines go into log files: one every so many seconds is enough.
EVERY_S = 10.0
Teller = Callable[["Progress"], None]


def line(now: Progress) -> str:
    """Say in one line how far a run is."""
    of = f" of {now.n_files_total:,}" if now.n_files_total is not None else ""
    text = f"{now.n_files:,}{of} files, {now.n_calls:,} calls, {now.words_per_s:,.0f} words/s, {now.n_failed:,} failed"
    return text if now.left_s is None else f"{text}, {clock(now.left_s)} left"


def clock(seconds: float) -> str:
    """Return seconds as h:mm:ss or m:ss."""
    whole = int(seconds + 0.5)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def as_json(now: Progress) -> dict[str, Any]:
    """Return progress as a scheduler reads it."""
    return {
        "event": "progress",
        "files": now.n_files,
        "files_total": now.n_files_total,
        "files_kept": now.n_kept,
        "calls": now.n_calls,
        "failed": now.n_failed,
        "words": now.n_words,
        "words_per_s": round(now.words_per_s),
        "left_s": None if now.left_s is None else round(now.left_s, 1),
    }


@contextmanager
def telling(*, as_lines_of_json: bool) -> Iterator[Teller]:
    """Yield the function that tells of progress, in the way that suits where standard error goes."""
    if as_lines_of_json:
        yield lambda now: click.echo(json.dumps(as_json(now)), err=True)
    elif sys.stderr.isatty():
        with _bar() as tell:
            yield tell
    else:
        yield _Lines()


class _Lines:
    def __init__(self) -> None:
        self._last = 0.0

    def __call__(self, now: Progress) -> None:
        if now.n_files == now.n_files_total or now.seconds - self._last >= EVERY_S:
            self._last = now.seconds
            click.echo(line(now), err=True)


@contextmanager
def hearing(name: str, *, asked: bool) -> Iterator[Callable[[float, float], None] | None]:
    """Yield the function that tells how far the recognition of a recording is; None where nobody would read it.

    Args:
        name: what is recognised.
        asked: whether plain lines are wanted where standard error is no terminal.
    """
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:.0f} %"))
        with Bar(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(f"listening to {name}", total=None)

            def tell(done: float, total: float) -> None:
                said = f"recognising {name}, {clock(done)} of {clock(total)}"
                bar.update(task, completed=done, total=total, description=said)

            yield tell
    elif asked:
        yield _HeardLines(name)
    else:
        yield None


class _HeardLines:
    def __init__(self, name: str) -> None:
        self._name = name
        self._last = -EVERY_S

    def __call__(self, done: float, total: float) -> None:
        now = time.monotonic()
        if done >= total or now - self._last >= EVERY_S:
            self._last = now
            click.echo(f"recognising {self._name}: {clock(done)} of {clock(total)} of voice", err=True)


@contextmanager
def _bar() -> Iterator[Teller]:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    with Bar(BarColumn(), TextColumn("{task.description}"), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def tell(now: Progress) -> None:
            bar.update(task, completed=now.n_files, total=now.n_files_total, description=line(now))

        yield tell
