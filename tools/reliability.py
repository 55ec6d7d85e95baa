"""Write docs/reliability.md and its picture: does a score of .8 mean that eight of ten are right?

python tools/reliability.py

On the own test calls, for both learned tiers: of the tags that were found, how many of each score were right; and the
expected calibration error (Naeini et al. 2015: the mean distance of stated from observed shares over ten bins of equal
width, weighed by their size), once over the tags found and once over every clause and tag that could have been given.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from softskills import corpora
from softskills.analysis import analyze
from softskills.evaluate.scoring import match
from softskills.model import load_model
from softskills.model.labels import TAGS
from softskills.model.layout import lay_out
from softskills.model.tagging import rule_marks
from softskills.model.train.calibrate import expected_calibration_error
from softskills.model.train.examples import clauses
from softskills.segment import turns
from softskills.taggers import tag_call as by_rules

ROOT = Path(__file__).resolve().parents[1]
BINS = np.linspace(0, 1, 11)
TIERS = ("full", "fast")


@dataclass(frozen=True, eq=False)
class Scored:
    """Scores and whether each was right: of the tags found, and of every clause and tag."""

    found: np.ndarray
    right: np.ndarray
    chance: np.ndarray
    truth: np.ndarray


def main() -> None:
    """Measure, write the page and the picture."""
    calls = corpora.load("test")
    scored = {tier: measure(calls, tier) for tier in TIERS}
    out = [
        "# Does a score mean what it says?",
        "",
        f"Written by tools/reliability.py from the {len(calls)} own test calls. A tag's score is the tier's",
        "probability that it is right. A tag found counts as right when it shares words with a gold span of the same",
        "tag; each gold span counts once, so a move split in two counts once as right and once as wrong. The expected",
        "calibration error (ECE) is the mean distance of stated from observed shares over ten bins of equal width,",
        "weighed by their size.",
        "",
        "| tier | tags found | ECE of tags found | clauses and tags asked | ECE of all asked |",
        "|---|---:|---:|---:|---:|",
    ]
    for tier, one in scored.items():
        of_found = expected_calibration_error(one.found, one.right)
        of_all = expected_calibration_error(one.chance, one.truth)
        out.append(f"| {tier} | {len(one.found):,} | {of_found:.3f} | {len(one.chance):,} | {of_all:.3f} |")
    out += ["", "![Observed share against score](images/reliability.svg)", ""]
    for tier, one in scored.items():
        out += [
            f"## Tags found by the {tier} tier",
            "",
            "| score | tags | mean score | right |",
            "|---|---:|---:|---:|",
        ]
        for low, high, n, stated, observed in bins(one.found, one.right):
            out.append(f"| {low:.1f} to {high:.1f} | {n:,} | {stated:.2f} | {observed:.2f} |")
        out.append("")
    (ROOT / "docs" / "reliability.md").write_text("\n".join(out).rstrip() + "\n", "utf-8")
    (ROOT / "docs" / "images" / "reliability.svg").write_text(picture(scored), "utf-8")


def measure(calls: list[corpora.GoldCall], tier: str) -> Scored:
    """Score the calls with a tier."""
    weights = load_model()
    assert weights.encoder is not None
    assert weights.full is not None
    found, right, chances, truths = [], [], [], []
    given = partial(analyze, tier=tier)
    for call in calls:
        judged, _ = match(call, given(call.transcript).tags_found)
        found += [tag.score for tag, _ in judged]
        right += [hit for _, hit in judged]
        said = list(turns(call.transcript.utterances))
        layout = lay_out(said)
        linear = weights.linear.logits(layout)[:, : len(TAGS)]
        if tier == "fast":
            chance = weights.fast.chance(linear)
        else:
            units = weights.encoder.read(said, [True] * len(said)).units[:, : len(TAGS)]
            chance = weights.full.chance(linear, np.nan_to_num(units), rule_marks(layout, by_rules(said)))
        labelled = clauses(call, said)
        asked = labelled.asked[:, : len(TAGS)]
        chances.append(chance[asked])
        truths.append(labelled.truth[:, : len(TAGS)][asked])
    return Scored(np.array(found), np.array(right, dtype=float), np.concatenate(chances), np.concatenate(truths))


def bins(stated: np.ndarray, right: np.ndarray) -> list[tuple[float, float, int, float, float]]:
    """Return for each bin that holds anything: its bounds, how many, the mean score, the share that was right."""
    place = np.minimum((stated * 10).astype(int), 9)
    return [
        (
            BINS[b],
            BINS[b + 1],
            int((place == b).sum()),
            float(stated[place == b].mean()),
            float(right[place == b].mean()),
        )
        for b in range(10)
        if (place == b).any()
    ]


def picture(scored: dict[str, Scored]) -> str:
    """Draw observed share against score, a dot a bin, its area by how many tags."""
    size, edge = 320, 44

    def at(x: float, y: float) -> tuple[float, float]:
        return edge + x * size, 12 + (1 - y) * size

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size + edge + 20} {size + 60}" role="img" '
        'font-family="system-ui, sans-serif" font-size="12">',
        "<title>Share of tags that were right against their score, two tiers</title>",
        f'<rect width="{size + edge + 20}" height="{size + 60}" fill="#fff"/>',
    ]
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x, y = at(tick, tick)
        left, bottom = at(0, 0)
        parts.append(f'<path d="M{left} {y}H{left + size}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4}" text-anchor="end" fill="#444">{tick:g}</text>')
        parts.append(f'<text x="{x}" y="{bottom + 16}" text-anchor="middle" fill="#444">{tick:g}</text>')
    (x0, y0), (x1, y1) = at(0, 0), at(1, 1)
    parts.append(f'<path d="M{x0} {y0}L{x1} {y1}" stroke="#999" stroke-dasharray="4 4"/>')
    for (tier, one), colour in zip(scored.items(), ("#1b5e9e", "#c2571a"), strict=True):
        for _, _, n, stated, observed in bins(one.found, one.right):
            x, y = at(stated, observed)
            parts.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{2 + (n / 60) ** 0.5:.1f}" fill="{colour}" opacity=".75"/>'
            )
        y = 28 if tier == TIERS[0] else 46
        parts.append(f'<circle cx="{edge + 14}" cy="{y - 4}" r="5" fill="{colour}"/>')
        parts.append(f'<text x="{edge + 26}" y="{y}" fill="#222">{tier} tier</text>')
    middle = at(0.5, 0)
    parts.append(f'<text x="{middle[0]}" y="{middle[1] + 38}" text-anchor="middle" fill="#222">score of the tag</text>')
    parts.append(f'<text transform="translate(12 {12 + size / 2}) rotate(-90)" text-anchor="middle" fill="#222">')
    return "\n".join(parts) + "share that was right</text>\n</svg>\n"


if __name__ == "__main__":
    main()
