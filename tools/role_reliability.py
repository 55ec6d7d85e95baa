"""How often a stated confidence is right: writes docs/roles.md.

    python tools/role_reliability.py ../shared/benchmarks            (the public sets; without it corpora/test only)

Names are hidden: the two sides bear labels that say nothing. Nothing here is learned from.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from softskills import corpora
from softskills.evaluate.datasets import read_dataset
from softskills.roles import assign_roles
from softskills.transcript import Transcript, Utterance

BINS = ((0.0, 0.6), (0.6, 0.8), (0.8, 0.9), (0.9, 0.95), (0.95, 0.99), (0.99, 1.01))
SETS = ("bt_oasis", "annomi", "maia", "p4g")
TARGETS = {"bt_oasis": 0.98, "annomi": 0.98, "maia": 0.95, "p4g": 0.95}
NAMES = {"rep": "SPEAKER_00", "customer": "SPEAKER_01"}


def hidden(call: Transcript) -> Transcript | None:
    """Return a call's two sides with nothing but their words; None where only one side speaks."""
    said = [utt for utt in call.utterances if utt.role in NAMES and utt.text.strip()]
    call = Transcript("c", tuple(Utterance(i, NAMES[utt.role], utt.text) for i, utt in enumerate(said)))
    return call if len(call.speakers) == 2 else None


def judge(calls: Iterable[Transcript]) -> list[tuple[float, bool]]:
    """Return for each call the stated confidence and whether the rep was found."""
    told = [assign_roles(call) for call in map(hidden, calls) if call is not None]
    return [(call.role_confidence, call.roles[NAMES["rep"]] == "rep") for call in told]


def rows(name: str, judged: list[tuple[float, bool]]) -> list[str]:
    """Return the lines of one set in the reliability table."""
    found: list[str] = []
    for low, high in BINS:
        inside = [pair for pair in judged if low <= pair[0] < high]
        if inside:
            stated = sum(confidence for confidence, _ in inside) / len(inside)
            right = sum(ok for _, ok in inside) / len(inside)
            found.append(f"| {name} | {low:.2f} to {min(high, 1):.2f} | {len(inside)} | {stated:.2f} | {right:.2f} |")
    return found


def main(folder: Path | None) -> None:
    """Judge every set and write the page."""
    judged = {"corpora/test": judge(call.transcript for call in corpora.load("test"))}
    for name in SETS if folder is not None else ():
        judged[name] = judge(dialogue.transcript for dialogue in read_dataset(name, folder))  # type: ignore[arg-type]
    out = [
        "# Who is the rep: how sure the inference may be",
        "",
        "Made by `python tools/role_reliability.py ../shared/benchmarks`: names hidden, the words alone decide.",
        "Weights were learned from corpora/train, the confidence was fitted on damaged copies of corpora/dev.",
        "",
        "| set | conversations | rep found | share | wanted | mean stated confidence |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, pairs in judged.items():
        right = sum(ok for _, ok in pairs)
        mean = sum(confidence for confidence, _ in pairs) / len(pairs)
        wanted = f"{TARGETS[name]:.2f}" if name in TARGETS else "–"
        out.append(f"| {name} | {len(pairs)} | {right} | {right / len(pairs):.3f} | {wanted} | {mean:.3f} |")
    out += ["", "| set | stated confidence | conversations | mean stated | share right |", "|---|---|---:|---:|---:|"]
    for name, pairs in judged.items():
        out += rows(name, pairs)
    out += rows("all", [pair for pairs in judged.values() for pair in pairs])
    target = Path(__file__).resolve().parents[1] / "docs" / "roles.md"
    target.write_text("\n".join(out) + "\n", "utf-8")
    print("\n".join(out))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
