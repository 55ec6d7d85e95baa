"""The customer's mood at the start, at its worst, at the end; turn by turn it is `CallView.moods`."""

from __future__ import annotations

from dataclasses import dataclass

from softskills.measures.base import Count, Family, Rate
from softskills.measures.tally import WHOLE_CALL, Tally
from softskills.measures.view import CallView
from softskills.transcript import Tag

# How many of the customer's turns make the start and the end, and the window in which the worst is sought.
EDGE, WINDOW = 3, 2
# Back-channels and greetings are on every way from one mood to another and say nothing about this one.
PASSED_OVER = ("listening.backchannel", "rapport.greeting", "question.closed")


@dataclass(frozen=True, slots=True)
class Feeling:
    """How the customer was made to feel, and what the rep did on the way.

    Moods run from -1 to 1 (`CallView.moods`). What stands between the worst point and the end came before the end;
    whether it brought it about, words cannot tell.

    Args:
        start: mean mood of the customer's first turns.
        worst: lowest mean mood of a few customer turns in a row.
        worst_turn: the lowest of them.
        end: mean mood of the customer's last turns.
        between: the rep's tags from the worst point to the customer's last word, in order.
    """

    start: float
    worst: float
    worst_turn: int
    end: float
    between: tuple[Tag, ...]


def feeling(view: CallView) -> Feeling | None:
    """Return how the customer was made to feel; None where no customer turn shows a mood."""
    series = view.moods
    if not series:
        return None
    values = [mood for _, mood in series]
    at, low = _worst(values)
    # Within the window the turn with the lowest mood is the one to show.
    worst_turn = min(series[at : at + WINDOW], key=lambda item: item[1])[0]
    last = series[-1][0]
    between = tuple(
        tag
        for i in view.indices("rep")
        if worst_turn < i < last
        for tag in view.tags_at[i]
        if not tag.tag.startswith(PASSED_OVER)
    )
    return Feeling(_mean(values[:EDGE]), low, worst_turn, _mean(values[-EDGE:]), between)


def _worst(values: list[float]) -> tuple[int, float]:
    """Return where the lowest mean of `WINDOW` moods in a row begins, and that mean."""
    means = [_mean(values[i : i + WINDOW]) for i in range(len(values))]
    at = min(range(len(values)), key=lambda i: (means[i], i))
    return at, means[at]


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


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
    worst, _ = _worst(values)
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
