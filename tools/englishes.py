"""Write docs/fairness.md: whether a skill score depends on whose English is spoken.

python tools/englishes.py

For each variety of English in the gold calls of dev and test: the score made from the tagger's tags less the score made
from the gold tags of the same calls. What differs between varieties is then the tagger's doing, not the reps'.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from softskills import corpora
from softskills.evaluate import evaluate_calls

ROOT = Path(__file__).resolve().parents[1]
GROUPS = {
    "American": ("america", "us ", "californ", "midwest", "texan", "southern us"),
    "British": ("brit", "yorkshire", "london", "scous", "lancash", "essex", "brum", "geordie", "west country"),
    "Irish": ("irish",),
    "Scottish or Welsh": ("scot", "glasw", "welsh"),
    "Australian or New Zealand": ("austral", "new zealand"),
    "African": ("niger", "south african", "kenya", "ghana", "uganda"),
    "Asian": ("india", "singapore", "pakist", "filip", "malays", "hong kong"),
    "second language": ("second", "polish", "german", "french", "spanish", "non-native"),
}
SKILLS = ("overall", "questioning", "listening", "empathy", "trust")


def group_of(english: str) -> str:
    """Return the group of a variety, "other" where none fits."""
    said = english.lower() + " "
    return next((name for name, parts in GROUPS.items() if any(part in said for part in parts)), "other")


def main() -> None:
    """Measure and write."""
    calls = [call for split in ("dev", "test") for call in corpora.load(split) if call.english != "unstated"]
    scored = {one.call_id: one for one in evaluate_calls(calls, source="dev and test").calls}
    groups: dict[str, list[str]] = {}
    for call in calls:
        groups.setdefault(group_of(call.english), []).append(call.transcript.call_id)
    out = [
        "# Does a score depend on whose English is spoken?",
        "",
        "Written by tools/englishes.py from the gold calls of dev and test whose English is stated (the 52 newest dev",
        "calls share their writers with train). Score from the tagger's tags less score from the gold tags of the same",
        "calls: mean difference in points of 100, plus or minus 1.96 standard errors. Nought is what it should be. The",
        "calls were written by a language model in imitation of each variety; real speakers may fare otherwise.",
        "",
        "| English | calls | " + " | ".join(SKILLS) + " |",
        "|---|---:|" + "---:|" * len(SKILLS),
    ]
    for name, ids in sorted(groups.items(), key=lambda item: -len(item[1])):
        cells = []
        for skill in SKILLS:
            off = np.array([scored[i].scored[skill] - scored[i].from_gold[skill] for i in ids])
            off = off[~np.isnan(off)]
            cells.append(f"{off.mean():+.0f} ± {1.96 * off.std(ddof=1) / len(off) ** 0.5:.0f}" if len(off) > 2 else "–")
        out.append(f"| {name} | {len(ids)} | " + " | ".join(cells) + " |")
    (ROOT / "docs" / "fairness.md").write_text("\n".join(out) + "\n", "utf-8")


if __name__ == "__main__":
    main()
