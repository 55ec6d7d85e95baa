"""Roles inferred from how the speakers talk, with a calibrated confidence.

A rep says "you", "your", "so you", asks for details and offers to help; a customer says "I", "my", asks to be helped
and reports. The weights lie in lexicon/en/roles.toml and were learned from corpora/train only
(tools/learn_roles.py); docs/roles.md shows how often a stated confidence was right.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Collection, Sequence
from functools import cache
from importlib.resources import files

from softskills.errors import Notice
from softskills.roles.features import SMOOTHING, by_speaker, speaker_features, vocabulary_of
from softskills.segment import Turn
from softskills.transcript import Role, Transcript

# Below it the guess comes with a warning.
SURE = 0.8
# An inference is never certain: 1 is kept for what was told.
MOST = 0.99
# Nothing speaks for either side.
CHANCE = 0.5


@cache
def _model() -> tuple[dict[str, float], dict[str, tuple[str, str]], float]:
    table = tomllib.loads(files("softskills.lexicon").joinpath("en", "roles.toml").read_text("utf-8"))
    found: dict[str, float] = table["weights"]
    return found, vocabulary_of(found), float(table["slope"])


def weights() -> dict[str, float]:
    """Return how much more a rep says each word than a customer does."""
    return dict(_model()[0])


def rep_score(turns: Sequence[Sequence[str]], first: bool) -> float:
    """Return how much one speaker talks like a rep: only differences between speakers mean anything.

    Args:
        turns: the folded words of the speaker's turns.
        first: whether the speaker opens the call.
    """
    table, vocabulary, _ = _model()
    # Added in a fixed order, so that the same call gives the same figure to the last digit.
    found = speaker_features(turns, first, vocabulary)
    return math.fsum(table[name] * value for name, value in found.items() if name in table)


def confidence_of(margin: float, n_words: int, slope: float) -> float:
    """Return how sure a margin is, 0.5 to .99: the less was said, the less it proves.

    Args:
        margin: the difference of two scores.
        n_words: the words of all speakers together.
        slope: how steeply a margin becomes certain.
    """
    exponent = slope * abs(margin) * n_words / (n_words + SMOOTHING)
    return min(MOST, round(1 / (1 + math.exp(-exponent)), 2))


def infer_roles(call: Transcript, said: Sequence[Turn], others: Collection[str] = ()) -> Transcript:
    """Tell the sides from what is said.

    Args:
        call: the transcript.
        said: its turns, tokenised.
        others: the speakers that are machines.

    Returns:
        The call with roles, confidence and reason; a notice where the confidence is under .8.
    """
    if not call.has_words:
        return _first_is_rep(call)
    spoken = {name: own for name, own in by_speaker(said).items() if name not in others}
    sides: dict[str, Role] = dict.fromkeys(others, "other")
    if len(spoken) < 2:
        notice = Notice(
            "only one speaker: who is the rep cannot be told" if spoken else "nobody speaks: there is no rep",
            path=call.path,
            hint="name the rep with rep=... (--rep), or check the diarisation",
        )
        return call.with_roles(sides, 0.0, "only one speaker").with_warnings(notice)
    first = next(iter(spoken))
    scores = {name: rep_score(own, name == first) for name, own in spoken.items()}
    top, low = max(scores.values()), min(scores.values())
    ranked = sorted(scores, key=lambda name: -scores[name])
    best = ranked[0]
    for name in ranked:
        sides[name] = "rep" if name == best or scores[name] > (top + low) / 2 else "customer"
    # Between two speakers the margin is that of the regression; with more, the closest to the middle decides.
    margin = min(abs(2 * score - top - low) for score in scores.values())
    n_words = sum(len(words) for own in spoken.values() for words in own)
    confidence = confidence_of(margin, n_words, _model()[2])
    reps = ", ".join(name for name in ranked if sides[name] == "rep")
    call = call.with_roles(sides, confidence, f"inferred from what is said: {reps} talks like a rep")
    return call.with_warnings(_guess(call, confidence, reps)) if confidence < SURE else call


def _first_is_rep(call: Transcript) -> Transcript:
    """Take, where no words are known, who speaks first as the rep: it is a coin's toss, and says so."""
    if len(call.speakers) < 2:
        return call.with_roles({}, 0.0, "only one speaker")
    first, *rest = call.speakers
    sides: dict[str, Role] = {first: "rep", **dict.fromkeys(rest, "customer")}
    call = call.with_roles(sides, CHANCE, f"no words are known: {first} speaks first")
    return call.with_warnings(_guess(call, CHANCE, first))


def _guess(call: Transcript, confidence: float, reps: str) -> Notice:
    return Notice(
        f"the roles are a guess (confidence {confidence:.2f}): {reps} taken as the rep",
        path=call.path,
        hint="name the rep with rep=... (--rep)",
    )
