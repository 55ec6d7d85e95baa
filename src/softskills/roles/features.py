"""What the inference of roles looks at: words, pairs of words, and the cues of those who serve and are served.

The features are the same with and without punctuation, case and speaker names.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

from softskills.segment import Turn

# Added to every speaker's words, so that a short turn's few words do not pass for a habit.
SMOOTHING = 20
# The first words of a speaker, where people say why they are here.
OPENING = 30
OPENING_SCALE = 0.5
CUE_SCALE = 2.0
FIRST_SCALE = 0.3
# Enough to tell; the rest of a long speech costs time and changes nothing.
ENOUGH = 3000
# Between turns; no word, no cue.
BREAK = "|"

Words = Sequence[str]


@cache
def cue_phrases() -> dict[str, str]:
    """Return each phrase of lexicon/en/role_cues.toml and its group."""
    text = files("softskills.lexicon").joinpath("en", "role_cues.toml").read_text("utf-8")
    table: dict[str, dict[str, list[str]]] = tomllib.loads(text)
    return {phrase: group for group, entry in table.items() for phrase in entry["phrases"]}


@cache
def cue_regex() -> re.Pattern[str]:
    """Return one expression for all phrases, factored word by word: the longest phrase wins.

    It begins with a blank, for which the engine looks fast, and so must the text; the blank behind is only looked at.
    """
    trie: dict[str, dict[str, object]] = {}
    for phrase in cue_phrases():
        node: dict[str, dict[str, object]] = trie
        for word in phrase.split():
            node = node.setdefault(word, {})  # type: ignore[assignment]
        node[""] = {}
    return re.compile(rf" ({_branch(trie)})(?= )")


def _branch(node: Mapping[str, Mapping[str, object]], lead: str = "") -> str:
    deeper = [
        re.escape(word) + _branch(inner, " ")  # type: ignore[arg-type]
        for word, inner in sorted(node.items())
        if word
    ]
    if not deeper:
        return ""
    return f"(?:{lead}(?:{'|'.join(deeper)}))" + ("?" if "" in node else "")


def speaker_features(
    turns: Iterable[Words], first: bool, vocabulary: Mapping[str, tuple[str, str]] | None = None
) -> dict[str, float]:
    """Describe how one speaker talks.

    Args:
        turns: the folded words of the speaker's turns, in order.
        first: whether the speaker opens the call.
        vocabulary: the words and pairs of words wanted, as `vocabulary_of` lays them out; None for all.

    Returns:
        Square roots of rates for words, pairs ("and you") and cue groups ("@serves"), the groups heard in the
        speaker's first words ("^@serves"), and "#first".
    """
    said: list[str] = []
    for words in turns:
        said += words
        said.append(BREAK)
        if len(said) > ENOUGH:
            break
    total = len(said) - said.count(BREAK) + SMOOTHING
    # Every other piece is a phrase, what stands between them is no part of one.
    pieces = cue_regex().split(f" {' '.join(said)} ")
    rest = f" {BREAK} ".join(pieces[::2]).split()
    found = _rates(rest, total, vocabulary)
    groups = cue_phrases()
    cues = Counter(groups[phrase] for phrase in pieces[1::2])
    for group, count in cues.items():
        found["@" + group] = CUE_SCALE * math.sqrt(count / total)
    for group, count in _opening(pieces).items():
        found["^@" + group] = OPENING_SCALE * min(count, 2)
    if first:
        found["#first"] = FIRST_SCALE
    return found


def vocabulary_of(names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return each word or pair of words with its two parts; a word's second part is empty. Cue groups are left out."""
    parts = {name: name.partition(" ") for name in names if name[0] not in "@^#"}
    return {name: (one, two) for name, (one, _, two) in parts.items()}


def _rates(rest: Sequence[str], total: int, vocabulary: Mapping[str, tuple[str, str]] | None) -> dict[str, float]:
    counts, pairs = Counter(rest), Counter(pairwise(rest))
    if vocabulary is None:
        counts.update({f"{one} {two}": count for (one, two), count in pairs.items() if BREAK not in (one, two)})
        del counts[BREAK]
        return {word: math.sqrt(count / total) for word, count in counts.items()}
    found: dict[str, float] = {}
    for name, (one, two) in vocabulary.items():
        if one in counts:
            count = pairs.get((one, two)) if two else counts[one]
            if count:
                found[name] = math.sqrt(count / total)
    return found


def _opening(pieces: Sequence[str]) -> Counter[str]:
    """Count the cue groups that begin and end within a speaker's first words."""
    groups = cue_phrases()
    found: Counter[str] = Counter()
    place = 0
    for at, piece in enumerate(pieces):
        place += len(piece.split())
        if place > OPENING:
            break
        if at % 2:
            found[groups[piece]] += 1
    return found


def by_speaker(said: Iterable[Turn]) -> dict[str, list[list[str]]]:
    """Return each named speaker's turns as folded words, speakers in order of appearance; wordless turns left out."""
    spoken: dict[str, list[list[str]]] = {}
    for turn in said:
        if turn.utt.speaker is not None and turn.words:
            spoken.setdefault(turn.utt.speaker, []).append(turn.words)
    return spoken
