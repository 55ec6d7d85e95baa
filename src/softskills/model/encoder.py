"""The encoder half: a small fine-tuned transformer, int8, read by onnxruntime. One window a run.

Activations are quantised by the range of what is encoded together, so windows are never batched, but read side by
side: a turn's scores do not depend on which other calls are scored, nor on how many threads there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from softskills.errors import ModelError
from softskills.model.windows import Pieces, bridged, pieces_of, window_ids, windows
from softskills.segment import Turn

NOT_READ = np.float32(np.nan)


@dataclass(frozen=True, eq=False)
class Reading:
    """What the encoder made of a call.

    Args:
        pieces: the turns in word pieces.
        scores: per turn, the log-odds of each label for each piece; NaN where it was not read.
        units: the mean over each clause, clause by clause through the call; NaN where it was not read.
        n_read: words of turns that were read.
    """

    pieces: list[Pieces]
    scores: list[np.ndarray]
    units: np.ndarray
    n_read: int


@dataclass(frozen=True, eq=False)
class Encoder:
    """An ONNX model and its tokenizer; loaded when first used.

    Args:
        model: the `.onnx` file.
        vocabulary: the `tokenizer.json`.
        n_labels: columns of its output.
        threads: how many windows are read at once.
    """

    model: Path
    vocabulary: Path
    n_labels: int
    threads: int = 1

    @cached_property
    def session(self) -> Any:
        """The onnxruntime session."""
        try:
            import onnxruntime
        except ImportError as error:
            raise ModelError(
                "onnxruntime is not installed", hint="pip install onnxruntime, or use --tier fast"
            ) from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        try:
            return onnxruntime.InferenceSession(str(self.model), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's own kinds, which it does not promise
            raise ModelError("not an ONNX model that can be read", path=str(self.model)) from error

    @cached_property
    def tokenizer(self) -> Any:
        """The word-piece tokenizer."""
        from tokenizers import Tokenizer

        made = Tokenizer.from_file(str(self.vocabulary))
        made.no_truncation()
        made.no_padding()
        return made

    def read(self, turns: Sequence[Turn], wanted: Sequence[bool]) -> Reading:
        """Encode the wanted turns of a call."""
        pieces = pieces_of(turns, self.tokenizer)
        wanted = bridged(pieces, wanted)
        scores = [np.full((len(one.ids), self.n_labels), NOT_READ) for one in pieces]
        read = [window_ids(window, pieces) for window in windows(pieces, wanted)]
        for (_, targets), out in zip(read, self.run_all([ids for ids, _ in read]), strict=True):
            for part, place in targets:
                scores[part.turn][part.first : part.last] = out[place : place + len(part)]
        n_read = sum(len(turn.words) for turn, want in zip(turns, wanted, strict=True) if want)
        return Reading(pieces, scores, unit_means(turns, pieces, scores, self.n_labels), n_read)

    def run_all(self, windows: Sequence[np.ndarray]) -> Iterable[np.ndarray]:
        """Return what `run` does for each window, in order."""
        if self.threads < 2 or len(windows) < 2:
            return map(self.run, windows)
        self.session  # noqa: B018 - made once, before threads ask for it
        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(self.run, windows))

    def run(self, ids: np.ndarray) -> np.ndarray:
        """Return the log-odds of each label for each piece of one window."""
        return self.session.run(None, {"ids": ids[None]})[0][0]  # type: ignore[no-any-return]


def unit_means(
    turns: Sequence[Turn], pieces: Sequence[Pieces], scores: Sequence[np.ndarray], n_labels: int
) -> np.ndarray:
    """Return the mean scores of each clause, in the order of `Layout`; NaN for one that has no piece."""
    counts = [one.n_units if turn.words else 0 for turn, one in zip(turns, pieces, strict=True)]
    total = sum(counts)
    sums = np.zeros((total, n_labels), dtype=np.float32)
    sizes = np.zeros(total, dtype=np.float32)
    offset = 0
    for one, given, count in zip(pieces, scores, counts, strict=True):
        if count and len(one.ids):
            np.add.at(sums, one.unit + offset, given)
            sizes[offset : offset + count] = np.bincount(one.unit, minlength=count)
        offset += count
    with np.errstate(invalid="ignore"):
        return sums / np.where(sizes > 0, sizes, np.nan)[:, None]
