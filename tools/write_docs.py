"""Write docs/columns.md from the measures themselves, and the README's sample output from the command.

python tools/write_docs.py           write
python tools/write_docs.py --check   exit 1 where a page is not what it should be
"""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd
from click.testing import CliRunner

from softskills.analysis import analyze
from softskills.cli import main as command
from softskills.evaluate import Evaluation, datasets, evaluate, evaluate_dataset
from softskills.evaluate.render import accuracy_page, refresh_page
from softskills.frameworks import framework
from softskills.measures import counts, rates

ROOT = Path(__file__).resolve().parents[1]
FENCE = "```\n"
SAMPLE = "corpora/samples/water-utility.vtt"


def main() -> int:
    """Write or check both pages."""
    readme = ROOT / "README.md"
    pages = {
        ROOT / "docs" / "columns.md": columns(),
        ROOT / "docs" / "accuracy.md": accuracy(ROOT / "docs" / "accuracy.md"),
        readme: with_sample(readme.read_text("utf-8")),
    }
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is stale: run python tools/write_docs.py")
        return 1 if stale else 0
    for path in stale:
        path.write_text(pages[path], "utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


def columns() -> str:
    """Return the page of columns."""
    out = [
        "# The columns of a profile",
        "",
        "Written by tools/write_docs.py from the code. Counts add up over calls (or take the longest); rates are",
        "divided last. What could not be observed is NaN.",
        "",
        "`call_id`, `speaker`, `role` (or `n_calls` when pooled); `enough` (whether enough was said to be scored);",
        "`talk_share` with `talk_share_basis` (`seconds` when every turn has times, else `words`).",
        "",
        "## Skills, 0 to 100",
        "",
        "| column | what it asks | rests on |",
        "|---|---|---|",
    ]
    for skill in framework().skills:
        rests = ", ".join(f"`{item.measure}`" for item in skill.items) or ", ".join(skill.skills)
        out.append(f"| `skill_{skill.name}` | {skill.says} | {rests} |")
    out += ["", "## Rates", "", "| column | formula | what it says |", "|---|---|---|"]
    out += [f"| `{rate.name}` | `{rate.formula}` | {rate.doc} |" for rate in rates().values()]
    out += ["", "## Counts", "", "| column | what is counted | pooled by |", "|---|---|---|"]
    out += [f"| `{item.name}` | {item.doc} | {item.pool} |" for item in counts().values()]
    return "\n".join(out) + "\n"


def tier_on(split: str, tier: str) -> Evaluation:
    """Return the evaluation of a tier; its name says so."""
    found = evaluate(split, corpora_path=ROOT / "corpora", analyze=partial(analyze, tier=tier))
    return replace(found, source=f"{split}, {tier} tier")


def accuracy(page: Path) -> str:
    """Return the page of accuracy: gold measured now, public sets too where their folder is named."""
    measured = [tier_on(split, tier) for split, tier in (("test", "full"), ("test", "fast"), ("dev", "full"))]
    if "--public" not in sys.argv:
        return refresh_page(page.read_text("utf-8"), measured)
    folder = sys.argv[sys.argv.index("--public") + 1]
    runs = [(name, False) for name in datasets()] + [(name, True) for name in ("annomi", "swda", "esconv")]
    found = []
    for tier in ("full", "fast"):
        told = partial(analyze, call_type="coaching", tier=tier)
        for name, strip in runs:
            rows = evaluate_dataset(name, folder, strip=strip, analyze=told)
            found.append(rows.assign(dataset=rows["dataset"] + f" ({tier})"))
    return accuracy_page(measured, pd.concat(found, ignore_index=True))


def with_sample(text: str) -> str:
    """Return the README with the sample call's output as the command prints it today."""
    shown = CliRunner().invoke(command, ["analyze", str(ROOT / SAMPLE)], catch_exceptions=False).stdout
    shown = "\n".join(line.rstrip() for line in shown.splitlines())
    before, rest = text.split("The first prints:\n\n" + FENCE, 1)
    after = rest.split("\n" + FENCE, 1)[1]
    return f"{before}The first prints:\n\n{FENCE}{shown}\n{FENCE}{after}"


if __name__ == "__main__":
    sys.exit(main())
