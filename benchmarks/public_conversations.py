"""Run the command line over public conversations and compare with their labels.

    python benchmarks/public_conversations.py ../shared/benchmarks

Each conversation is written out as a text file with made-up names and read back through `softskills tag`, so that
readers, roles and taggers are measured together. Prints crashes, how often the rep was found, question F1 over
turns, and open/closed accuracy given a question.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

from click.testing import CliRunner

from softskills.cli import main as command

SETS = ("annomi", "bt_oasis", "maia")
NAMES = {"rep": "Robin", "customer": "Jo"}


def main(folder: Path) -> int:
    """Measure every set; exit 1 if anything crashed."""
    crashed = 0
    for name in SETS:
        crashed += measure(folder / f"{name}.jsonl.gz", name)
    return 1 if crashed else 0


def measure(path: Path, name: str) -> int:
    """Measure one set and print a line; return the number of crashes."""
    tally: Counter[str] = Counter()
    with gzip.open(path, "rt", encoding="utf-8") as lines, tempfile.TemporaryDirectory() as scratch:
        for line in lines:
            one(json.loads(line), Path(scratch) / "call.txt", tally)
    hit, wrong, missed = tally["hit"], tally["wrong"], tally["missed"]
    parts = [
        f"{name}: {tally['calls']} calls, {tally['crashed']} crashed, {tally['refused']} refused",
        f"rep found {tally['found']}/{tally['two']} = {tally['found'] / max(1, tally['two']):.3f}",
    ]
    if hit:
        parts.append(
            f"question P {hit / (hit + wrong):.3f} R {hit / (hit + missed):.3f} "
            f"F1 {2 * hit / (2 * hit + wrong + missed):.3f}"
        )
    if tally["kinds"]:
        parts.append(f"open/closed accuracy {tally['kind']}/{tally['kinds']} = {tally['kind'] / tally['kinds']:.3f}")
    print("; ".join(parts))
    return tally["crashed"]


def one(talk: dict[str, object], path: Path, tally: Counter[str]) -> None:
    """Write one conversation out, tag it, compare turn by turn."""
    said = [utt for utt in talk["utterances"] if utt["text"].strip()]  # type: ignore[attr-defined]
    path.write_text("".join(f"{NAMES[utt['role']]}: {' '.join(utt['text'].split())}\n" for utt in said), "utf-8")
    result = CliRunner().invoke(command, ["tag", str(path), "--format", "json"])
    tally["calls"] += 1
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        tally["crashed"] += 1
        print(f"  crash in {talk['dialogue_id']}: {result.exception!r}")
        return
    if result.exit_code:
        tally["refused"] += 1
        return
    tags = json.loads(result.stdout)
    roles = {tag["speaker"]: tag["role"] for tag in tags}
    tally["two"] += 1
    tally["found"] += all(roles.get(label, role) == role for role, label in NAMES.items()) and bool(roles)
    asked: dict[int, set[str]] = {}
    for tag in tags:
        if tag["tag"].startswith("question."):
            asked.setdefault(tag["turn"], set()).add(tag["tag"].removeprefix("question."))
    for turn, utt in enumerate(said):
        gold = utt["labels"].get("question")
        if gold is None:
            continue
        kinds = asked.get(turn, set())
        tally["hit"] += bool(gold and kinds)
        tally["wrong"] += bool(not gold and kinds)
        tally["missed"] += bool(gold and not kinds)
        kind = utt["labels"].get("question_kind")
        if gold and kind and kinds:
            tally["kinds"] += 1
            tally["kind"] += kind == ("open" if "open" in kinds else "closed")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/benchmarks")))
