"""What kind of call it is, when nobody says: service, discovery or coaching, with a confidence.

A linear table over what the sides talk about (groups of words) and what the rep does (tags), learned from the training
calls by `tools/learn_call_types.py`. "demo" is never inferred: the training calls hold four. Below `SURE` the answer
is "general", whose bands fit any call.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from softskills.measures import CallView, Counts
from softskills.uptake import stem

# Below this the guess is wrong too often to choose bands by (a quarter of the time above it, on training calls).
SURE = 0.6
DENSITIES = (
    "n_value",
    "n_strategy",
    "n_reflections",
    "n_trust_commitment",
    "n_question_open",
    "n_question_closed",
    "n_empathy_apology",
    "n_opportunities",
    "n_needs",
    "n_rapport_affirmation",
    "n_advice",
    "n_trust_education",
    "n_rapport_greeting",
)


@dataclass(frozen=True, slots=True)
class CallType:
    """What kind of call it seems to be.

    Args:
        name: "service", "discovery", "coaching"; "general" where that is not clear.
        confidence: of the likeliest kind, 0 to 1.
        reason: what spoke for it, in words.
    """

    name: str
    confidence: float
    reason: str


def infer_call_type(view: CallView, counted: Mapping[str, Counts]) -> CallType:
    """Tell what kind of call it is.

    Args:
        view: the call, tagged.
        counted: its counts by speaker.

    Returns:
        The kind with its confidence; "general" below `SURE`, and where nobody is the rep.
    """
    found = features(view, counted)
    if not found:
        return CallType("general", 0.0, "no rep, or no words")
    table = _table()
    scores: dict[str, float] = {}
    for kind, weights in table["weights"].items():
        scores[kind] = table["sharpness"] * (
            table["bias"][kind] + sum(weights[name] * value for name, value in found.items())
        )
    top = max(scores, key=lambda kind: scores[kind])
    confidence = 1 / sum(math.exp(score - scores[top]) for score in scores.values())
    second = sorted(scores, key=lambda kind: -scores[kind])[1]
    pull = {name: (table["weights"][top][name] - table["weights"][second][name]) * found[name] for name in found}
    because = ", ".join(sorted(pull, key=lambda name: -pull[name])[:3])
    if confidence < SURE:
        return CallType("general", confidence, f"not clear: {top} or {second}")
    return CallType(top, confidence, f"{top} rather than {second}: {because}")


def features(view: CallView, counted: Mapping[str, Counts]) -> dict[str, float]:
    """Return what the table weighs; empty where nobody is the rep or no words are known."""
    roles = view.call.roles
    reps = [speaker for speaker in counted if roles[speaker] == "rep"]
    if not reps or not view.call.has_words:
        return {}
    row = max((counted[speaker] for speaker in reps), key=lambda row: row["n_words"])
    n = max(1.0, float(sum(view.words_at)))
    found: dict[str, float] = {}
    groups = _groups()
    for side in ("rep", "customer"):
        stems = [
            stem(word) for i in view.indices("rep" if side == "rep" else "customer") for word in view.turns[i].words
        ]
        for group, words in groups.items():
            share = sum(word in words for word in stems) / max(1, len(stems))
            found[f"{side}_{group}"] = math.sqrt(100 * share)
    for name in DENSITIES:
        found[name] = math.sqrt(100 * row.get(name, 0.0) / n)
    found["talk_share"] = row["n_words"] / n
    for name in ("customer.objection", "customer.goal"):
        given = sum(tag.tag == name for tags in view.tags_at for tag in tags)
        found[name.replace(".", "_")] = math.sqrt(100 * given / n)
    found["turn_length"] = math.log(n / max(1, len(view.turns)))
    return found


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__ or "softskills").joinpath("calltype.toml").read_text("utf-8"))


@cache
def _groups() -> Mapping[str, frozenset[str]]:
    text = files(__package__ or "softskills").joinpath("calltype_words.toml").read_text("utf-8")
    return {group: frozenset(map(stem, words.split())) for group, words in tomllib.loads(text)["words"].items()}
