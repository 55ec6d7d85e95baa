"""The customer's mood at the start, at its worst, at the end; turn by turn it is `CallView.moods`."""

from __future__ import annotations

from softskills.measures.base import Count, Counts, Family, Rate
from softskills.measures.view import CallView

# How many of the customer's turns make the start and the end, and the window in which the worst is sought.
EDGE, WINDOW = 3, 2


def count(view: CallView, speaker: str) -> Counts:
    """Sum up the customer's mood at the start, at its worst, at the end."""
    series = view.moods
    if not series:
        return {}
    values = [mood for _, mood in series]
    start, end = values[:EDGE], values[-EDGE:]
    worst = min(
        range(len(values)),
        key=lambda i: (sum(values[i : i + WINDOW]) / len(values[i : i + WINDOW]), i),
    )
    low = sum(values[worst : worst + WINDOW]) / len(values[worst : worst + WINDOW])
    return {
        "mood_start_sum": sum(start),
        "n_mood_start": len(start),
        "mood_end_sum": sum(end),
        "n_mood_end": len(end),
        "mood_worst_sum": low,
        "n_mood_calls": 1,
        "mood_lift_sum": sum(end) / len(end) - sum(start) / len(start),
    }


FAMILY = Family(
    "mood",
    (
        Count("mood_start_sum", f"mood of the customer's first {EDGE} turns, summed"),
        Count("n_mood_start", "how many turns that is"),
        Count("mood_end_sum", f"mood of the customer's last {EDGE} turns, summed"),
        Count("n_mood_end", "how many turns that is"),
        Count("mood_worst_sum", f"lowest mean mood of {WINDOW} customer turns in a row"),
        Count("n_mood_calls", "calls in which a mood was seen"),
        Count("mood_lift_sum", "mood at the end less mood at the start"),
    ),
    (
        Rate("mood_start", "mood_start_sum", "n_mood_start", "the customer's mood at the start, -1 to 1"),
        Rate("mood_worst", "mood_worst_sum", "n_mood_calls", "the customer's mood at its worst"),
        Rate("mood_end", "mood_end_sum", "n_mood_end", "the customer's mood at the end"),
        Rate("mood_lift", "mood_lift_sum", "n_mood_calls", "how much better the customer felt at the end"),
    ),
    count,
)
