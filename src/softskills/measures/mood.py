"""The customer's mood: TextBlob's polarity of each turn, corrected by what was tagged in it.

Polarity of words alone errs in both directions ("I'm so sorry you had to deal with that" is -0.5), so a turn with
customer.distress is never better than -0.5 and one with customer.delight never worse than +0.5.
"""

from __future__ import annotations

from functools import lru_cache

from softskills.measures.base import Count, Counts, Family, Rate
from softskills.measures.view import CallView

TAGGED = 0.5
# How many of the customer's turns make the start and the end, and the window in which the worst is sought.
EDGE, WINDOW = 3, 2


def moods(view: CallView) -> list[tuple[int, float]]:
    """Return (turn, mood) for each customer turn, from -1 to 1."""
    found: list[tuple[int, float]] = []
    for i in view.indices("customer"):
        if view.is_backchannel(i) and not view.tags_at[i]:
            continue
        mood = polarity(tuple(view.turns[i].words))
        distress, delight = view.has(i, "customer.distress"), view.has(i, "customer.delight")
        if distress and delight:
            mood = 0.0
        elif distress:
            mood = min(mood, -TAGGED)
        elif delight:
            mood = max(mood, TAGGED)
        found.append((i, mood))
    return found


def count(view: CallView, speaker: str) -> Counts:
    """Sum up the customer's mood at the start, at its worst, at the end."""
    series = moods(view)
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


def worst_turn(view: CallView) -> int | None:
    """Return the customer turn with the lowest mood, the first of several; None without customer turns."""
    series = moods(view)
    return min(series, key=lambda item: (item[1], item[0]))[0] if series else None


@lru_cache(maxsize=100_000)
def polarity(words: tuple[str, ...]) -> float:
    """Return TextBlob's polarity of some words; each distinct text is worked out once."""
    sentiment = _sentiment()
    if not sentiment:
        sentiment.load()
    if not any(word in sentiment for word in words):
        return 0.0
    value: float = sentiment(list(words))[0]
    return value


def _sentiment():  # type: ignore[no-untyped-def]
    from textblob.en import sentiment

    return sentiment


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
