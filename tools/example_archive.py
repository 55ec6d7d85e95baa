"""Lay some of the project's own training calls out as an archive to try things on: who, when and for whom are made up.

python tools/example_archive.py calls/          48 calls of two teams as calls/TEAM/REP/DATE_CLIENT.txt
python tools/example_archive.py calls/ --calls 12

The words are those of corpora/train; reps, dates, teams and clients are dealt out in turn and mean nothing. What such
an archive shows about a "rep" is chance; it is for learning the commands.
"""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from pathlib import Path

from softskills import corpora

TEAMS = {"north": ("Ada", "Bo", "Cleo"), "south": ("Dev", "Eve", "Finn")}
CLIENTS = ("Acme", "Birch", "Cobalt", "Delta", "Elm")
FIRST, EVERY = date(2026, 1, 5), timedelta(days=2)


def main() -> int:
    """Write the archive."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--calls", type=int, default=48)
    told = parser.parse_args()
    print(f"{write(told.folder, told.calls)} calls in {told.folder}")
    return 0


def write(folder: Path, n_calls: int) -> int:
    """Write so many calls (as many as there are) and return how many there were."""
    reps = [(team, rep) for names in zip(*TEAMS.values(), strict=True) for team, rep in zip(TEAMS, names, strict=True)]
    golds = corpora.load("train")[:n_calls]
    for n, gold in enumerate(golds):
        team, rep = reps[n % len(reps)]
        client = CLIENTS[n % len(CLIENTS)]
        name = {"rep": rep, "customer": client}
        path = folder / team / rep / f"{FIRST + n * EVERY}_{client}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [f"{name.get(utt.role, 'Somebody')}: {utt.text}\n" for utt in gold.transcript.utterances]
        path.write_text("".join(lines), "utf-8")
    return len(golds)


if __name__ == "__main__":
    raise SystemExit(main())
