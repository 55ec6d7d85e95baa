"""The customer's mood at the start, at its worst, at the end; turn by turn it is `CallView.moods`."""

from __future__ import annotations

from softskills.measures.base import Count, Family, Rate
from softskills.measures.tally import WHOLE_CALL, Tally
from softskills.measures.view import CallView

# How many of the customer's turns make the start and the end, and the window in which the worst is sought.
EDGE, WINDOW = 3, 2


def count(view: CallView, speaker: str, tally: Tally) -> None:
    """Sum up the customer's mood at the start, at its worst, at the end."""
    series = view.moods
    if not series:
        return
    values = [mood for _, mood in series]
    for turn, mood in series[:EDGE]:
        tally.add("mood_start_sum", turn, mood)
        tally.add("n_mood_start", turn)
    for turn, mood in series[-EDGE:]:
        tally.add("mood_end_sum", turn, mood)
        tally.add("n_mood_end", turn)
    worst = min(
        range(len(values)),
        key=lambda i: (sum(values[i : i + WINDOW]) / len(values[i : i + WINDOW]), i),
    )
    low = values[worst : worst + WINDOW]
    for turn, mood in series[worst : worst + WINDOW]:
        tally.add("mood_worst_sum", turn, mood / len(low))
    start, end = values[:EDGE], values[-EDGE:]
    tally.add("n_mood_calls", WHOLE_CALL)
    tally.add("mood_lift_sum", WHOLE_CALL, sum(end) / len(end) - sum(start) / len(start))


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
        Rate("mood_start", "mood_start_sum", "n_mood_start", "the customer's mood at the start, -1 to 1", kind="mean"),
        Rate("mood_worst", "mood_worst_sum", "n_mood_calls", "the customer's mood at its worst", kind="mean"),
        Rate("mood_end", "mood_end_sum", "n_mood_end", "the customer's mood at the end", kind="mean"),
        Rate("mood_lift", "mood_lift_sum", "n_mood_calls", "how much better the customer felt at the end", kind="mean"),
    ),
    count,
)
