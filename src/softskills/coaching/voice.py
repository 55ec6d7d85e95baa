"""The customer's words in the rep's mouth: "my line keeps dropping" is "your line keeps dropping".

A clause is used only where it can stand as a sentence: subject first, a finite verb next, nothing dangling. What
cannot be turned round safely is quoted as it was said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from softskills.coaching.grammar import noun_phrase, parts_of_speech, shifted, tokens, word_list

# A reflection longer than this is a speech; a shorter one says nothing.
MOST_WORDS, LEAST_WORDS = 15, 4
QUOTED_WORDS = 16
MARKS = frozenset(".,?!;:…—–")
DENIED = frozenset(("not", "wasn't", "isn't", "never"))
CLAUSE_END = re.compile(r"(?<=[.!?…;:—–])\s*|\s+[-—–]\s+|, (?=(?:and|but|so|because|which|although)\b)")


def quoted(text: str) -> str:
    """Return words fit to stand between quotation marks: one line, not too long, no full stop at the end."""
    words = text.replace('"', "'").split()
    cut = len(words) > QUOTED_WORDS
    said = " ".join(words[:QUOTED_WORDS])
    return said.rstrip(" ,;:—–-") + "…" if cut else said.rstrip(" .,;:—–-")


def clause(text: str) -> str | None:
    """Return a clause of the customer's as the rep would say it back, None where none is safe."""
    for part in CLAUSE_END.split(text):
        found = _statement(part)
        if found is not None:
            return found
    return None


def topic(text: str) -> str | None:
    """Return the first thing the customer names, person shifted ("my router" is "your router")."""
    words = tokens(text)
    low = [word.lower() for word in words]
    tags = parts_of_speech(words) if words else []
    for i, word in enumerate(low):
        if word not in ("my", "our", "the"):
            continue
        stop = noun_phrase(low, tags, i)
        if stop is None or stop - i > 4 or word_list("fact") & set(low[i:stop]) or "CD" in tags[i:stop]:
            continue
        if set(low[i + 1 : stop]) & word_list("determiner") or low[stop - 1].endswith("'s"):
            continue
        return " ".join(_shift(words[i:stop], low[i:stop], tags[i:stop]))
    return None


def feeling(text: str) -> str | None:
    """Return the feeling the customer names of themselves ("I'm worried sick" is "worried")."""
    low = [word.lower() for word in tokens(text)]
    for i, word in enumerate(low):
        before = set(low[max(0, i - 4) : i])
        if word in word_list("felt") and before & {"i'm", "i", "me", "im", "we're", "we"} and not before & DENIED:
            return word
    return None


def _statement(text: str) -> str | None:
    if "?" in text or '"' in text:
        return None
    words = tokens(text)
    while words and (words[0] in MARKS or words[0].lower() in word_list("opener")):
        words = words[1:]
    while words and words[-1] in MARKS:
        words.pop()
    low = [word.lower() for word in words]
    if not LEAST_WORDS <= len(words) <= MOST_WORDS or low[-1] in word_list("dangling") or set(words) & MARKS - {","}:
        return None
    tags = parts_of_speech(words)
    if not _declares(low, tags) or any(word in ("i", "we") for word in low[2:]):
        return None
    said = _shift(words, low, tags)
    return None if said is None else re.sub(r" ,", ",", " ".join(said))


def _declares(low: Sequence[str], tags: Sequence[str]) -> bool:
    """Tell whether a subject and a finite verb come first."""
    if low[0] in ("i'm", "i've", "it's", "we're", "we've", "that's", "there's", "he's", "she's", "they're", "i'd"):
        return low[0] != "that's"
    if low[0] in ("i", "we", "it", "he", "she", "they", "you", "there"):
        return low[1] in word_list("finite") or tags[1] in ("VBD", "VBZ", "VBP", "MD")
    if low[0] in ("my", "our", "the", "your"):
        stop = noun_phrase(low, tags, 0)
        # The tagger may have taken the verb for a noun ("my router drops"): then the phrase runs to the end.
        return (
            stop is not None
            and stop < len(low)
            and (low[stop] in word_list("finite") or tags[stop] in ("VBD", "VBZ", "MD"))
        )
    return False


def _shift(words: Sequence[str], low: Sequence[str], tags: Sequence[str]) -> list[str]:
    found: list[str] = []
    for i, word in enumerate(low):
        if word == "you":
            verb = low[i + 1 : i + 2] and (
                low[i + 1] in word_list("auxiliary") | word_list("finite") or tags[i + 1].startswith("VB")
            )
            found.append("we" if verb else "us")
        elif word == "was" and i and low[i - 1] == "i":
            found.append("were")
        elif (other := shifted(word)) is not None:
            found.append(other)
        else:
            # The first word loses its capital unless it is a name.
            found.append(words[i].lower() if i == 0 and not tags[i].startswith("NNP") else words[i])
    return found
