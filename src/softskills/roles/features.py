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
    """Return one expression for all phrases, factored word by word: the longest phrase wins."""
    trie: dict[str, dict[str, object]] = {}
    for phrase in cue_phrases():
        node: dict[str, dict[str, object]] = trie
        for word in phrase.split():
            node = node.setdefault(word, {})  # type: ignore[assignment]
        node[""] = {}
    return re.compile(rf"(?<!\S){_branch(trie)}(?!\S)")


def _branch(node: Mapping[str, Mapping[str, object]], lead: str = "") -> str:
    deeper = [
        re.escape(word) + _branch(inner, " ")  # type: ignore[arg-type]
        for word, inner in sorted(node.items())
        if word
    ]
    if not deeper:
        return ""
    return f"(?:{lead}(?:{'|'.join(deeper)}))" + ("?" if "" in node else "")


def speaker_features(turns: Iterable[Words], first: bool, vocabulary: Iterable[str] | None = None) -> dict[str, float]:
    """Describe how one speaker talks.

    Args:
        turns: the folded words of the speaker's turns, in order.
        first: whether the speaker opens the call.
        vocabulary: the words and pairs of words wanted; None for all.

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
    groups = cue_phrases()
    text = " ".join(said)
    heard = Counter(cue_regex().findall(text))
    rest = cue_regex().sub(BREAK, text).split()
    total = len(said) - said.count(BREAK) + SMOOTHING
    counts: Counter[str] = Counter(rest)
    pairs = Counter(pairwise(rest))
    found: dict[str, float] = {}
    if vocabulary is None:
        counts.update({f"{one} {two}": count for (one, two), count in pairs.items() if BREAK not in (one, two)})
        found = {word: math.sqrt(count / total) for word, count in counts.items() if word != BREAK}
    else:
        for word in vocabulary:
            one, _, two = word.partition(" ")
            count = pairs.get((one, two), 0) if two else counts.get(one, 0)
            if count:
                found[word] = math.sqrt(count / total)
    cues: Counter[str] = Counter()
    for phrase, count in heard.items():
        cues[groups[phrase]] += count
    for group, count in cues.items():
        found["@" + group] = CUE_SCALE * math.sqrt(count / total)
    opening = Counter(groups[phrase] for phrase in cue_regex().findall(" ".join(said[:OPENING])))
    for group, count in opening.items():
        found["^@" + group] = OPENING_SCALE * min(count, 2)
    if first:
        found["#first"] = FIRST_SCALE
    return found


def by_speaker(said: Iterable[Turn]) -> dict[str, list[list[str]]]:
    """Return each named speaker's turns as folded words, speakers in order of appearance; wordless turns left out."""
    spoken: dict[str, list[list[str]]] = {}
    for turn in said:
        if turn.utt.speaker is not None and turn.words:
            spoken.setdefault(turn.utt.speaker, []).append(turn.words)
    return spoken
