"""Moments and feelings as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from softskills.coaching.base import Moment, words
from softskills.coaching.voice import quoted
from softskills.frames import frame_of
from softskills.measures.mood import feeling
from softskills.measures.view import CallView

if TYPE_CHECKING:
    import pandas as pd


def moments_frame(call_id: str, found: Sequence[Moment]) -> pd.DataFrame:
    """Make a table of a call's moments.

    Returns:
        DataFrame, one row each in the order given: call_id, speaker, skill, kind (str, a key of
        `softskills.coaching.KINDS`), valence (str, "best" or "worst"), turn (int64), start (float64, seconds or NaN),
        quote, why, source, suggestion (str), weight (float64, 0 to about 2), shown (bool).
    """
    return frame_of(
        {
            "call_id": ("str", [call_id] * len(found)),
            "speaker": ("str", [moment.speaker for moment in found]),
            "skill": ("str", [moment.skill for moment in found]),
            "kind": ("str", [moment.kind for moment in found]),
            "valence": ("str", [moment.valence for moment in found]),
            "turn": ("int64", [moment.turn for moment in found]),
            "start": ("float64", [moment.start for moment in found]),
            "quote": ("str", [moment.quote for moment in found]),
            "why": ("str", [moment.why for moment in found]),
            "source": ("str", [moment.source for moment in found]),
            "suggestion": ("str", [moment.suggestion for moment in found]),
            "weight": ("float64", [moment.weight for moment in found]),
            "shown": ("bool", [moment.shown for moment in found]),
        }
    )


def feelings(views: Iterable[CallView]) -> pd.DataFrame:
    """Make a table of how the customers of some calls were made to feel.

    Args:
        views: calls laid out; `Analysis.view` is one. A call without a mood has no row.

    Returns:
        DataFrame, one row per call: call_id (str), mood_start, mood_worst, mood_end (float64, -1 to 1), worst_turn
        (int64), worst_quote (str, the customer's words there), lift (float64, end less worst), between (str, what the
        rep did from there to the end: "tag: words", one a line).
    """
    seen = [(view, found) for view in views if (found := feeling(view)) is not None]
    return frame_of(
        {
            "call_id": ("str", [view.call.call_id for view, _ in seen]),
            "mood_start": ("float64", [found.start for _, found in seen]),
            "mood_worst": ("float64", [found.worst for _, found in seen]),
            "mood_end": ("float64", [found.end for _, found in seen]),
            "lift": ("float64", [found.end - found.worst for _, found in seen]),
            "worst_turn": ("int64", [found.worst_turn for _, found in seen]),
            "worst_quote": ("str", [view.turns[found.worst_turn].utt.text for view, found in seen]),
            "between": (
                "str",
                ["\n".join(f"{tag.tag}: {quoted(words(view, tag))}" for tag in found.between) for view, found in seen],
            ),
        }
    )
