"""A small archive, and a time limit for every test: processes are started here, and nothing may wait for ever."""

import faulthandler
import signal
import sys

import pytest
from archive_kit import PATIENCE, call_text

LIMIT_S = {"slow": 900 * PATIENCE, "": 120 * PATIENCE}


@pytest.fixture
def archive(tmp_path):
    """Twenty calls in two teams' folders."""
    root = tmp_path / "calls"
    for i in range(20):
        path = root / f"team{i % 2}" / f"2026-0{1 + i % 3}-1{i % 9}_client{i % 4}_{i:02}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(call_text(i), "utf-8")
    return root


@pytest.fixture(autouse=True)
def _limit(request):
    """End a test that takes too long, and say where it was."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    limit = LIMIT_S["slow" if request.node.get_closest_marker("slow") else ""]

    def over(*_):
        faulthandler.dump_traceback(sys.__stderr__, all_threads=True)
        raise TimeoutError(f"the test took more than {limit:g} s")

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
