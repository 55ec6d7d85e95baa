"""Write docs/swaps.md: whether tags depend on names, genders or spellings.

python tools/swaps.py

Each own test call is tagged as it is and with words swapped: given names for names from elsewhere, he for she and the
like, British spellings for American ones and the other way round. Gold spans move with their words. What is reported is
the F1 of each tag with and without the swap.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from softskills import corpora
from softskills.analysis import Analysis, analyze
from softskills.corpora import GoldCall
from softskills.evaluate.scoring import Counts, compare, prf
from softskills.model.train.swaps import Swap, gendered, given, spelled, swapped
from softskills.transcript import Transcript

ROOT = Path(__file__).resolve().parents[1]
MIN_SUPPORT = 20
LIMIT = 0.02
HEAD = (
    "tier", "swap", "words swapped", "calls changed", "micro F1 before", "after", "largest fall of a tag",
    f"tags that fell by more than {LIMIT}", "tags found that changed",
)  # fmt: skip

ELSEWHERE = tomllib.loads((ROOT / "tools" / "swaps.toml").read_text("utf-8"))["elsewhere"]


def main() -> None:
    """Measure and write."""
    calls = corpora.load("test")
    swaps = {"names": named, "genders": gendered, "spellings": spelled}
    out = [
        "# Do tags depend on names, genders or spellings?",
        "",
        f"Written by tools/swaps.py from the {len(calls)} own test calls, tagged as they are and with words swapped:",
        "given names for names from elsewhere; he for she and the like; British for American spellings; all both ways.",
        f"A tag takes part when it has at least {MIN_SUPPORT} gold spans in the calls that a swap changes. One span",
        "in twenty moves F1 by .02 to .05; the last column says how many of the tags found came or went at all.",
        "",
        "| " + " | ".join(HEAD) + " |",
        "|" + "---|" * len(HEAD),
    ]
    for tier in ("full", "fast"):
        tagger = partial(analyze, tier=tier)
        for name, swap in swaps.items():
            out.append(f"| {tier} | {name} | " + " | ".join(row(calls, swap, tagger)) + " |")
    (ROOT / "docs" / "swaps.md").write_text("\n".join(out) + "\n", "utf-8")


def row(calls: list[GoldCall], swap: Swap, tagger: Callable[[Transcript], Analysis]) -> list[str]:
    """Return the cells of one swap in one tier."""
    before, after = Counts(), Counts()
    n_words = n_calls = n_found = n_changed = 0
    for call in calls:
        turned, words = swapped(call, swap)
        if not words:
            continue
        n_words += words
        n_calls += 1
        plain = list(tagger(call.transcript).tags_found)
        other = list(tagger(turned.transcript).tags_found)
        before += compare(call, plain)[0]
        after += compare(turned, other)[0]
        had = [(tag.turn, tag.tag) for tag in plain]
        n_found += len(had)
        for tag in other:
            if (tag.turn, tag.tag) in had:
                had.remove((tag.turn, tag.tag))
            else:
                n_changed += 1
        n_changed += len(had)
    falls = sorted(
        (
            (f1_of(before, tag) - f1_of(after, tag), tag)
            for tag in set(before.hit) | set(before.missed)
            if before.support(tag) >= MIN_SUPPORT
        ),
        reverse=True,
    )
    worst, tag = falls[0]
    return [
        f"{n_words:,}",
        str(n_calls),
        f"{micro(before):.3f}",
        f"{micro(after):.3f}",
        f"{worst:.3f} ({tag})",
        f"{sum(fall > LIMIT for fall, _ in falls)} of {len(falls)}",
        f"{n_changed:,} of {n_found:,}",
    ]


def f1_of(counts: Counts, tag: str) -> float:
    """Return the F1 of a tag."""
    return prf(counts.hit[tag], counts.wrong[tag], counts.missed[tag])[2]


def micro(counts: Counts) -> float:
    """Return the F1 of all spans together."""
    return prf(counts.hit.total(), counts.wrong.total(), counts.missed.total())[2]


def named(word: str) -> str:
    """Swap a given name for one from elsewhere, always the same."""
    stem, tail = (word[:-2], word[-2:]) if word.endswith(("'s", "’s")) else (word, "")
    if stem not in given():
        return word
    return str(ELSEWHERE[given()[stem] % len(ELSEWHERE)]) + tail


if __name__ == "__main__":
    main()
