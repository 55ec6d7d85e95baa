"""How long the pages take: to make and, in headless Chromium, to show.

    python benchmarks/pages.py

A call of 5,000 turns (a call of the corpora over and over) and a team of 200 reps and 4,000 calls (the made-up tables
of the tests). Seconds of one processor, median of three; the start of Chromium is not counted.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import softskills as ss
from softskills import corpora
from softskills.report.html import page
from softskills.report.html.team import team_page

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "report"))
from browser import CHROMIUM, Browser
from team_kit import tables

ROUNDS = 3


def main() -> None:
    """Time both pages and print a table."""
    turns = [(utt.speaker, utt.text) for utt in corpora.load("test")[0].transcript.utterances]
    call = ss.analyze([turns[i % len(turns)] for i in range(5000)], tier="fast")
    call.coached  # noqa: B018 - what a page needs and any caller may have asked for before
    call.scored  # noqa: B018
    team = tables(200, 20)
    print(f"{'':<24}{'made, s':>10}{'shown, s':>10}")
    for name, make in (("5,000 turns", lambda: page(call)), ("200 reps, 4,000 calls", lambda: team_page(team))):
        print(f"{name:<24}{_made(make):>10.2f}{_shown(make()):>10.2f}")


def _made(make: Callable[[], str]) -> float:
    seconds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        make()
        seconds.append(time.process_time() - start)
    return statistics.median(seconds)


def _shown(text: str) -> float:
    if not CHROMIUM:
        return float("nan")
    browser = Browser()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(text, "utf-8")
        seconds = [browser.seconds_to_show(path) for _ in range(ROUNDS)]
    browser.close()
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
