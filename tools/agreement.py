"""How well the two annotators of the test calls agree: writes corpora/agreement.json, F1 per tag.

    python tools/agreement.py            write
    python tools/agreement.py --check    exit 1 where the file is not what the labels give

The first labels are in corpora/first, the second in corpora/second; corpora/test holds the adjudicated ones. Spans
are matched as predictions are (softskills.evaluate): same tag, same turn, shared words, each span once.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from softskills.corpora import load_folder
from softskills.evaluate.scoring import Counts, compare, prf
from softskills.taxonomy import tags

CORPORA = Path(__file__).resolve().parents[1] / "corpora"


def main() -> int:
    """Compare, print a table, write or check the file."""
    second = {call.transcript.call_id: call for call in load_folder(CORPORA / "second")}
    total = Counts()
    for call in load_folder(CORPORA / "first"):
        counts, _ = compare(call, second[call.transcript.call_id].tags)
        total = total + counts
    table = {name: round(prf(total.hit[name], total.wrong[name], total.missed[name])[2], 3) for name in tags()}
    for name, f1 in table.items():
        print(f"{name:24}{total.support(name):6}{total.hit[name] + total.wrong[name]:6}{f1:8.2f}")
    both = prf(sum(total.hit.values()), sum(total.wrong.values()), sum(total.missed.values()))
    print(f"{'all':24}{'':12}{both[2]:8.2f}   macro {sum(table.values()) / len(table):.2f}")
    target = CORPORA / "agreement.json"
    text = json.dumps(table, indent=1) + "\n"
    if "--check" in sys.argv:
        return 0 if target.exists() and target.read_text("utf-8") == text else 1
    target.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
