"""Content words, and whether one turn takes up the words of another."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.lang.en.stop_words import STOP_WORDS

from softskills.lexicon import words_of

# Words too common on a call to show that anything was taken up.
COMMON = frozenset(STOP_WORDS) | words_of("common")


def stem(word: str) -> str:
    """Return a word without its commonest endings: "frozen bills" and "bill" meet."""
    for ending in ("ings", "ing", "edly", "ed", "ies", "es", "s", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


class _Stems(dict[str, str]):
    """The stem of each content word met so far, "" for the others."""

    def __missing__(self, word: str) -> str:
        carries = word not in COMMON and (len(word) > 2 or word.isdigit())
        if len(self) >= _MOST:
            self.clear()
        found = self[word] = stem(word) if carries else ""
        return found


_MOST = 100_000
_STEMS = _Stems()
_NOTHING = frozenset({""})


def content(words: Iterable[str]) -> frozenset[str]:
    """Return the stems of the words that carry content."""
    return frozenset(map(_STEMS.__getitem__, words)) - _NOTHING
