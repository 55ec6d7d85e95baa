"""TextBlob's polarity of some words.

Polarity errs in both directions ("I'm so sorry you had to deal with that" is -0.5; "Great, so you've charged me
twice. Wonderful." is +0.9), so it is used for the customer's mood only, and corrected there by what was tagged.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any


@lru_cache(maxsize=100_000)
def polarity(words: tuple[str, ...]) -> float:
    """Return the polarity of folded words, -1 to 1; each distinct text is worked out once."""
    known, sentiment = _sentiment()
    # Most turns hold no rated word, and TextBlob need not be asked.
    return 0.0 if known.isdisjoint(words) else float(sentiment(list(words))[0])


@cache
def _sentiment() -> tuple[frozenset[str], Any]:
    from textblob.en import sentiment

    if not sentiment:
        sentiment.load()
    return frozenset(sentiment), sentiment
