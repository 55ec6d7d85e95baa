"""The customer's words in the rep's mouth: "my line keeps dropping" is "your line keeps dropping".

A clause is used only where it can stand as a sentence: subject first, a finite verb next, nothing dangling. What
cannot be turned round safely is quoted as it was said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from softskills.coaching.grammar import noun_phrase, parts_of_speech, shifted, tokens, word_list
from softskills.lexicon import words_of
from softskills.taggers.inversion import INVITES

# A reflection longer than this is a speech; a shorter one says nothing.
MOST_WORDS, LEAST_WORDS = 15, 4
QUOTED_WORDS = 16
# "But I will be honest with you": so many words with one that leads up to something say nothing yet.
LEAD_UP = 6
MARKS = frozenset(".,?!;:…—–")
SUBJECTS = frozenset(("i", "we", "it", "he", "she", "they", "there")) | frozenset(
    ("i'm", "i've", "i'd", "it's", "we're", "we've", "we'd", "there's", "he's", "she's", "they're", "they've")
)
# A clause said back must be the greater part of what is quoted, or it is beside the point.
SHARE = 0.5
KIN = words_of("customer_kin") | frozenset(("girl", "girls", "boy", "boys", "man", "woman", "lad", "lads", "partner"))
DENIED = frozenset(("not", "wasn't", "isn't", "never"))
CLAUSE_END = re.compile(r"(?<=[.!?…;:—–])\s*|\s+[-—–]\s+|, (?=(?:and|but|so|because|which|although)\b)")


@lru_cache(maxsize=1024)
def says_little(text: str) -> bool:
    """Tell whether words only lead up to something: too few, or "I'll be honest with you"."""
    low = [word.lower() for word in tokens(text) if word not in MARKS]
    return len(low) < LEAST_WORDS or (len(low) <= LEAD_UP and not word_list("lead_up").isdisjoint(low))


def quoted(text: str) -> str:
    """Return words fit to stand between quotation marks: one line, not too long, no full stop at the end."""
    words = text.replace('"', "'").split()
    cut = len(words) > QUOTED_WORDS
    said = " ".join(words[:QUOTED_WORDS])
    return said.rstrip(" ,;:—–-") + "…" if cut else said.rstrip(" .,;:—–-")


def spoken(text: str) -> str:
    """Return a question as one would write it down: a capital and a question mark."""
    said = quoted(text)
    mark = "." if said.split(" ", 1)[0].lower() in INVITES else "?"
    return said[:1].upper() + said[1:] + ("" if said[-1:] in "?!…" else mark)


def clause(text: str) -> str | None:
    """Return a clause of the customer's as the rep would say it back, None where none is safe."""
    for part in CLAUSE_END.split(text):
        found = _statement(part)
        if found is not None and len(found.split()) >= SHARE * len(text.split()):
            return found
    return None


def topic(text: str) -> str | None:
    """Return the first thing the customer names as theirs, person shifted ("my router" is "your router")."""
    words = tokens(text)
    low = [word.lower() for word in words]
    tags = parts_of_speech(words) if words else []
    for i, word in enumerate(low):
        if word not in ("my", "our"):
            continue
        stop = noun_phrase(low, tags, i)
        if stop is None or stop - i > 4 or word_list("fact") & set(low[i:stop]) or "CD" in tags[i:stop]:
            continue
        # "I'm sorry about your daughter": people are no topics.
        if set(low[i + 1 : stop]) & (word_list("determiner") | KIN) or low[stop - 1].endswith("'s"):
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
        words = words[:-1]
    low = [word.lower() for word in words]
    if not LEAST_WORDS <= len(words) <= MOST_WORDS or low[-1] in word_list("dangling") or set(words) & MARKS - {","}:
        return None
    tags = parts_of_speech(words)
    # "You" inside a clause is often anybody ("how you get a bowl out of a log"); in front, with a past, it is us.
    if "you" in low[1:] or (
        low[0] == "you" and tags[1] not in ("VBD", "VBN") and low[1] not in ("had", "did", "didn't")
    ):
        return None
    if not _declares(low, tags) or any(word in ("i", "we") for word in low[2:]):
        return None
    said = _shift(words, low, tags)
    return None if said is None else re.sub(r" ,", ",", " ".join(said))


def _declares(low: Sequence[str], tags: Sequence[str]) -> bool:
    """Tell whether a subject and a finite verb come first."""
    if low[0] in SUBJECTS and "'" in low[0]:
        return True
    if low[0] in SUBJECTS:
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
        if word == "was" and i and low[i - 1] == "i":
            found.append("were")
        elif (other := shifted(word)) is not None:
            found.append(other)
        else:
            # The first word loses its capital unless it is a name.
            name = tags[i].startswith("NNP") and word not in SUBJECTS
            found.append(words[i] if i or name else word)
    return found
