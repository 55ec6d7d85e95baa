"""Write docs/reference from what the package knows: tags, scorecards, formats, the command line.

python tools/write_reference.py           write
python tools/write_reference.py --check   exit 1 where a page is not what it should be
"""

from __future__ import annotations

import re
import sys
import tomllib
from itertools import groupby
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from softskills.cli import main as command
from softskills.frameworks import framework, frameworks, in_words
from softskills.readers import READERS
from softskills.taxonomy import TagInfo, tags

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "reference"
WRITTEN = "Written by tools/write_reference.py; do not edit."
FAMILIES = {
    "question": "Questions",
    "listening": "Listening",
    "empathy": "Empathy",
    "value": "Value",
    "trust": "Trust",
    "rapport": "Rapport",
    "strategy": "Strategy",
    "friction": "Friction: what costs trust",
    "customer": "Customer signals",
}
WHO = {"rep": "said by the rep", "customer": "said by the customer", "both": "said by either side"}
# So many near-misses are shown; all of them stand in the tests.
SHOWN = 4


def main() -> int:
    """Write or check the pages."""
    pages = {
        "tags.md": tag_page(),
        "scorecards.md": scorecard_page(),
        "formats.md": format_page(),
        "command-line.md": command_page(),
    }
    stale = [PAGES / name for name, text in pages.items() if _read(PAGES / name) != text]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is stale: run python tools/write_reference.py")
        return 1 if stale else 0
    for path in stale:
        path.write_text(pages[path.name], "utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


def _read(path: Path) -> str | None:
    return path.read_text("utf-8") if path.exists() else None


def tag_page() -> str:
    """Return the page of tags: what each is, words that carry it, words that do not, and how often it is right."""
    figures, split = accuracy()
    out = [
        "# The tags",
        "",
        WRITTEN,
        "",
        "Each tag is a claim about a stretch of words. The near-misses are kept as tests, with the reason why they",
        "carry no such tag. *Right* is precision (of ten tags given, so many are right), *found* recall (of ten that",
        "are there, so many are given), for the full tier on the test calls:",
        f"{split}.",
        "A hit is a span of the same tag that shares words with the gold one. *Two people* is how well two annotators",
        "agree (F1): no tagger can be expected to do better. The figures of the fast tier stand on the page on",
        "[accuracy](../accuracy.md), the rulings in",
        "the [codebook](../codebook.md).",
        "",
    ]
    cases = near_misses()
    for family, members in groupby(tags().values(), key=lambda info: info.family):
        out += [f"## {FAMILIES[family]}", ""]
        for info in members:
            out += tag_entry(info, cases.get(info.name, []), figures[info.name])
    return "\n".join(out).rstrip() + "\n"


def tag_entry(info: TagInfo, misses: list[dict[str, Any]], cells: list[str]) -> list[str]:
    """Return the lines of one tag; `cells` are its row in docs/accuracy.md."""
    _, spans, right, found, f1, asr_spans, asr_right, asr_found, asr_f1, ceiling = cells
    out = [f"### `{info.name}` {{ #{anchor(info.name)} }}", ""]
    out += [f"{info.definition[0].upper()}{info.definition[1:]}. *{WHO[info.side].capitalize()}.*", ""]
    out += ["Examples:", ""] + [f"* “{text}”" for text in info.examples] + [""]
    if info.is_not or misses:
        out += [f"Not: {info.is_not}." if info.is_not else "Not:", ""]
        out += [f"* “{case['text']}” ({case['why']})" for case in misses[:SHOWN]] + [""]
    if info.attributes:
        out += [f"Attributes: {', '.join(f'`{name}`' for name in info.attributes)}. ", ""]
    out += [
        f"Source: {info.source}.",
        "",
        "| style of transcript | gold spans | right | found | F1 | two people |",
        "|---|---:|---:|---:|---:|---:|",
        f"| with punctuation | {spans} | {right} | {found} | {f1} | {ceiling} |",
        f"| as a recogniser writes | {asr_spans} | {asr_right} | {asr_found} | {asr_f1} | {ceiling} |",
        "",
    ]
    return [line.rstrip() for line in out]


def anchor(tag: str) -> str:
    """Return a tag's place on the page."""
    return tag.replace(".", "-").replace("_", "-")


def near_misses() -> dict[str, list[dict[str, Any]]]:
    """Return the near-misses of the tests by tag: those that explain themselves without the turn before."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path in sorted((ROOT / "tests" / "taggers" / "cases").glob("*.toml")):
        for tag, cases in tomllib.loads(path.read_text("utf-8")).items():
            plain = [case for case in cases if "words" not in case and not {"before", "earlier", "role"} & set(case)]
            found[tag] = [case for case in plain if case["text"].strip()]
    return found


def accuracy() -> tuple[dict[str, list[str]], str]:
    """Return the rows of the full tier on test by tag, and what was measured on, from docs/accuracy.md."""
    page = (ROOT / "docs" / "accuracy.md").read_text("utf-8")
    match = re.search(r"^## test, full tier: (.+)\n\n((?:\|.*\n)+)", page, re.MULTILINE)
    if match is None:
        raise SystemExit("docs/accuracy.md: no table of the full tier on test")
    rows = [[cell.strip() for cell in line.strip("|\n ").split("|")] for line in match[2].splitlines()[2:]]
    return {row[0]: row for row in rows}, f"{match[1]} that nothing was learned from"


def scorecard_page() -> str:
    """Return the page of scorecards, each band with its source."""
    out = ["# The scorecards", "", WRITTEN, "", "What `softskills frameworks ID` prints. To write your own:"]
    out += ["[how to](../howto/scorecard.md).", "", "| id | what it is | skills |", "|---|---|---|"]
    for name, card in frameworks().items():
        out.append(f"| [`{name}`](#{name}) | {card.title} | {', '.join(skill.title for skill in card.skills)} |")
    for name in frameworks():
        out += ["", f"## {name}", "", "```text", in_words(framework(name)).rstrip(), "```"]
    return "\n".join(out) + "\n"


def format_page() -> str:
    """Return the page of formats."""
    out = [
        "# What it reads",
        "",
        WRITTEN,
        "",
        "The format is seen by content, not by name: `softskills formats FILE` says which one and why. `--from NAME`",
        "(in Python `format=`) overrules it. Files may also lie in `.gz` and `.zip`: `calls.zip!/north/call.vtt`.",
        "",
        "| name | what it is | usual endings |",
        "|---|---|---|",
    ]
    out += [f"| `{item.name}` | {item.title} | {' '.join(item.extensions) or '–'} |" for item in READERS]
    return "\n".join(out) + "\n"


def command_page() -> str:
    """Return the help of each verb."""
    out = [
        "# The command line",
        "",
        WRITTEN,
        "",
        "Each verb is a function of the library with the same name and the same options. Exit code 0: done; 1: it",
        "could not be done, with one line on standard error; 2: wrong usage.",
        "",
    ]
    for name in command.commands:
        asked = [name, "--help"]
        shown = (
            CliRunner().invoke(command, asked, prog_name="softskills", terminal_width=90, catch_exceptions=False).stdout
        )
        out += [f"## {name}", "", "```text", shown.rstrip(), "```", ""]
    return "\n".join(out).rstrip() + "\n"


if __name__ == "__main__":
    sys.exit(main())
