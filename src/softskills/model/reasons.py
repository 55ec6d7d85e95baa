"""What the encoder's tags rest on: each word of a span is hidden in turn, and the fall of the score is noted.

Slower than tagging by the number of words, so it is done when asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from softskills.model.encoder import Encoder
from softskills.model.labels import INDEX
from softskills.model.tagging import WEIGHED
from softskills.model.windows import Part, Window, pieces_of, window_ids
from softskills.segment import Turn
from softskills.transcript import Tag

MASK = 103
CONTEXT = 32
# Words whose hiding lowers the log-odds by less than this decided nothing.
FALL = 0.3
SHOWN = 3


def occlude(encoder: Encoder, turns: Sequence[Turn], tags: Sequence[Tag]) -> list[Tag]:
    """Return the tags with the reason of each that the encoder decided by meaning: the words it cannot do without.

    Args:
        encoder: the full tier's.
        turns: the call.
        tags: its tags; those that a rule or cue explains stay as they are.
    """
    pieces = pieces_of(turns, encoder.tokenizer)
    found = []
    for tag in tags:
        if not tag.why.startswith(f"full: {WEIGHED}"):
            found.append(tag)
            continue
        one, turn = pieces[tag.turn], turns[tag.turn]
        inside = np.flatnonzero((one.starts < tag.span.stop) & (one.stops > tag.span.start))
        before = pieces[tag.turn - 1] if tag.turn else None
        context = (
            (Part(tag.turn - 1, max(0, len(before.ids) - CONTEXT), len(before.ids)),)
            if before is not None and len(before.ids)
            else ()
        )
        # A span of a very long turn is read with what stands close to it.
        low, high = max(0, int(inside[0]) - CONTEXT), min(len(one.ids), int(inside[-1]) + 1 + CONTEXT)
        ids, targets = window_ids(Window(context, (Part(tag.turn, low, high),)), pieces)
        place = targets[0][1] - low

        def score(shown: np.ndarray, at: np.ndarray = inside + place, label: int = INDEX[tag.tag]) -> float:
            return float(encoder.run(shown)[at, label].mean())

        whole = score(ids)
        falls: list[tuple[float, str]] = []
        for word, (start, stop) in enumerate(zip(turn.starts, turn.stops, strict=True)):
            hidden = inside[(one.starts[inside] < stop) & (one.stops[inside] > start)]
            if len(hidden):
                without = ids.copy()
                without[hidden + place] = MASK
                falls.append((round(whole - score(without), 1), turn.words[word]))
        decisive = [(fall, word) for fall, word in sorted(falls, key=lambda pair: -pair[0])[:SHOWN] if fall >= FALL]
        said = ", ".join(f"'{word}' (-{fall:.1f})" for fall, word in decisive)
        reason = f"hiding {said} lowers the log-odds" if decisive else "no single word decides; the whole does"
        found.append(replace(tag, why=f"full: {reason}"))
    return found
