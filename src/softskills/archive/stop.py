"""Ctrl-C: once, and no new shard is begun; twice, and the run ends at once, clearing up behind it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# The Ctrl-C that ends a run at once, and the one from which on clearing up is given up.
INSISTS, DESPAIRS = 2, 5


class Stop:
    """Whether somebody wants the run to end: once politely, twice at once."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> bool:
        """Tell whether no new shard should be begun."""
        return self.asked > 0

    def ask(self, *_: object) -> None:
        """Ask for the end, the second time insist; who asks on neither disturbs the clearing up nor waits for ever."""
        self.asked += 1
        if self.asked == INSISTS or self.asked >= DESPAIRS:
            raise KeyboardInterrupt


@contextmanager
def signals_to(stop: Stop) -> Iterator[None]:
    """Take Ctrl-C and a request to terminate as a wish to stop, while a run goes on in the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, stop.ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
