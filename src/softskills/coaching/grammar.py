"""Just enough English grammar to turn words round: verb forms, noun phrases, the reach of a question.

The lists are in `en/grammar.toml`. Where a list or a rule cannot decide, the functions here return None, and so do
those that build on them: no sentence is better than a crooked one.
"""

from __future__ import annotations

import re
import tomllib
import warnings
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

# A word with its apostrophes and hyphens, or one mark.
TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*|[.,?!;:…—–]")
VOWELS = "aeiou"
CAPITAL = {"i": "I", "i'm": "I'm", "i've": "I've", "i'd": "I'd", "i'll": "I'll"}
# What a word is split into for its grammar.
APART = {"d'you": ("do", "you"), "whatcha": ("what", "you"), "d'ye": ("do", "you")}
NOUN = ("NN",)
BEFORE_NOUN = ("NN", "JJ", "CD", "VBN", "PRP$", "POS")


@cache
def _table() -> Mapping[str, Any]:
    text = files("softskills.coaching").joinpath("en", "grammar.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def word_list(name: str) -> frozenset[str]:
    """Return one list of `en/grammar.toml`."""
    return frozenset(_table()["words"][name])


def feeling_verb(adjective: str) -> str | None:
    """Return what a feeling does to one: "worried" is "worries"."""
    found: str | None = _table()["feeling_verb"].get(adjective)
    return found


# Many moments of a call look back on the same words.
@lru_cache(maxsize=1024)
def tokens(text: str) -> Sequence[str]:
    """Return the words and marks of a text, apostrophes made straight, "d'you" taken apart."""
    words: list[str] = TOKEN.findall(text.replace("’", "'"))
    return tuple([part for word in words for part in APART.get(word.lower(), (word,))])


@cache
def _tagger() -> Any:
    from textblob.en import parser

    # TextBlob reads its lists at first use and leaves the files to the collector, which Python warns of.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        parser.find_tags(["The", "zzrouter", "keeps", "dropping"])
    return parser


def parts_of_speech(words: Sequence[str]) -> list[str]:
    """Return Penn Treebank tags, one for each word (TextBlob's pattern tagger)."""
    found = _tagger().find_tags(list(words))
    return [str(item[1]) for item in found]


def past(verb: str) -> str:
    """Return the simple past of a base form."""
    irregular = _table()["participle"].get(verb)
    if irregular is not None:
        return str(irregular[0])
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2:-1] not in VOWELS:
        return verb[:-1] + "ied"
    return (verb + verb[-1] if _doubles(verb) else verb) + "ed"


def gerund(verb: str) -> str:
    """Return the -ing form of a base form."""
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and verb != "be":
        return verb[:-1] + "ing"
    return (verb + verb[-1] if _doubles(verb) else verb) + "ing"


def third(verb: str) -> str:
    """Return the third person singular of a base form."""
    if verb in ("have", "do", "go", "be"):
        return {"have": "has", "do": "does", "go": "goes", "be": "is"}[verb]
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2:-1] not in VOWELS:
        return verb[:-1] + "ies"
    return verb + "s"


@cache
def _bases() -> dict[str, str]:
    found: dict[str, str] = {}
    verbs = {
        verb for name in ("how_verb", "act_verb", "start_verb", "like_verb", "able_verb") for verb in word_list(name)
    }
    for verb in sorted(verbs | set(_table()["participle"])):
        if " " in verb:
            continue
        irregular = _table()["participle"].get(verb)
        for form in (gerund(verb), past(verb), *(irregular or ())):
            found.setdefault(form, verb)
    return found


def base_of(form: str) -> str | None:
    """Return the base of an -ing form, a past or a participle of a verb that is listed; None for others."""
    return _bases().get(form)


def is_participle(form: str) -> bool:
    """Tell whether a word can stand after "have"."""
    base = base_of(form)
    if base is None:
        return False
    irregular = _table()["participle"].get(base)
    return form == (irregular[1] if irregular else past(base))


def noun_phrase(words: Sequence[str], tags: Sequence[str], i: int, *, attached: bool = False) -> int | None:
    """Return where the noun phrase that begins at word `i` ends, None where none does.

    Args:
        words: lower-case words.
        tags: their parts of speech.
        i: its first word.
        attached: whether the prepositional phrases behind it belong to it.
    """
    j = i
    if j < len(words) and words[j] in word_list("determiner"):
        j += 1
    start = j
    while j < len(words) and (tags[j].startswith(BEFORE_NOUN) or (j == start > i and tags[j].startswith(("VB", "RB")))):
        if words[j] in word_list("auxiliary") | word_list("nominative") | word_list("determiner"):
            break
        j += 1
    # After a determiner one word is a noun, whatever the tagger took it for ("the pump").
    while j > start + (start > i) and not tags[j - 1].startswith(NOUN):
        j -= 1
    if j == start:
        return None
    while j < len(words) and words[j] in word_list("preposition"):
        if not attached and words[j] != "of":
            break
        if j + 1 < len(words) and words[j + 1] in ("you", "it", "them", "him", "her", "us", "that", "this", "there"):
            if j + 2 == len(words):
                return j + 2
            break
        after = noun_phrase(words, tags, j + 1)
        if after is None:
            break
        j = after
    return j


def sentence(words: Sequence[str], mark: str) -> str:
    """Write words as a sentence: a capital, `I` as it is written, and the mark."""
    said = " ".join(CAPITAL.get(word, word) for word in words if word)
    return said[:1].upper() + said[1:] + mark


def _doubles(verb: str) -> bool:
    return verb in _table()["doubled"]["yes"]


@cache
def shifted(word: str) -> str | None:
    """Return a pronoun as the other side says it ("my" is "your"), None for other words and for "you"."""
    found: str | None = _table()["shift"].get(word)
    return found
