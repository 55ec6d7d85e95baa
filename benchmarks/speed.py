"""Words per second of each stage of `analyze`, on one core, over calls the process has not seen before.

    python benchmarks/speed.py [--calls 120]

Warms up on corpora/train (imports, cues compiled at first use), then times corpora/test: fresh to spaCy's tokenizer
cache. Processor time, so that neighbours on the machine count less; the median of five rounds over
disjoint parts, with the slowest and the fastest. Words are those of the source, split at blanks.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

from softskills import corpora
from softskills.analysis import analyze
from softskills.measures import CallView, measure_call
from softskills.roles import assign_roles
from softskills.segment import tokenizer, turns
from softskills.taggers import tag_call
from softskills.transcript import Transcript

ROUNDS = 5


def main() -> None:
    """Time every stage and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=80)
    count = parser.parse_args().calls
    for call in corpora.load("train"):
        analyze(_fresh(call.transcript)).profile  # noqa: B018
    calls = [_fresh(call.transcript) for call in corpora.load("test")][:count]
    parts = [calls[i::ROUNDS] for i in range(ROUNDS)]
    words = [sum(len(utt.text.split()) for call in part for utt in call.utterances) for part in parts]
    print(f"{sum(words):,} words in {len(calls)} calls, {ROUNDS} rounds; words per second of processor time\n")

    tokenizer_alone = _time(parts, lambda call: [tokenizer().tokenizer(utt.text) for utt in call.utterances])
    roles = _time(parts, lambda call: assign_roles(call))
    tokenised: dict[int, Any] = {}
    cutting = _time(parts, lambda call: tokenised.__setitem__(id(call), list(turns(_told(call).utterances))))
    tags: dict[int, Any] = {}
    tagging = _time(parts, lambda call: tags.__setitem__(id(call), tag_call(tokenised[id(call)])))
    views: dict[int, CallView] = {}
    viewing = _time(
        parts, lambda call: views.__setitem__(id(call), CallView(_told(call), tokenised[id(call)], tags[id(call)]))
    )
    mood = _time(parts, lambda call: views[id(call)].moods)
    measuring = _time(parts, lambda call: measure_call(views[id(call)]))
    for name, seconds in (
        ("spaCy's tokenizer alone, first pass", tokenizer_alone),
        ("roles (inferred)", roles),
        ("tokenise and segment", cutting),
        ("tag", tagging),
        ("lay out", viewing),
        ("mood (TextBlob)", mood),
        ("measure (mood known)", measuring),
    ):
        _line(name, words, seconds)
    fresh = [[_fresh(call, " ") for call in part] for part in parts]
    _line("analyze, profile included, roles told", words, _time(fresh, lambda call: analyze(_told(call)).profile))
    fresh = [[_fresh(call, "  ") for call in part] for part in parts]
    _line("analyze, profile included, roles inferred", words, _time(fresh, lambda call: analyze(call).profile))


def _time(parts: list[list[Transcript]], work: Callable[[Transcript], object]) -> list[float]:
    seconds = []
    for part in parts:
        start = time.process_time()
        for call in part:
            work(call)
        seconds.append(time.process_time() - start)
    return seconds


def _line(name: str, words: list[int], seconds: list[float]) -> None:
    rates = [n / s for n, s in zip(words, seconds, strict=True)]
    print(f"{name:<42}{statistics.median(rates):>12,.0f}   ({min(rates):,.0f} to {max(rates):,.0f})")


def _fresh(call: Transcript, end: str = "") -> Transcript:
    """Return a call without roles and with names that tell nothing; `end` makes its texts new to every cache."""
    names = {"rep": "Robin", "customer": "Jo", "other": "IVR"}
    if not end:
        return Transcript(
            call.call_id, tuple(type(utt)(utt.turn, names[utt.role], utt.text) for utt in call.utterances)
        )
    return Transcript(
        call.call_id,
        tuple(type(utt)(utt.turn, utt.speaker, utt.text + end) for utt in call.utterances),
    )


def _told(call: Transcript) -> Transcript:
    return assign_roles(call, "Robin")


if __name__ == "__main__":
    main()
