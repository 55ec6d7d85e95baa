"""Who is the rep and who the customer: told, read off the labels, or inferred with a confidence.

The inference compares how the speakers talk: a rep says "you", "your", "so you"; a customer "I", "my", "told me".
The weights lie in lexicon/en/roles.toml and were learned from corpora/train only.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

from softskills.errors import Notice, RoleError
from softskills.segment import Turn, turns
from softskills.transcript import Role, Transcript

FIRST_SCALE = 0.3
SURE = 0.8

REP_LABEL = re.compile(
    r"\b(agent|advis[oe]r|rep|representative|seller|sales\w*|host|therapist|counsell?or|coach|consultant|clinician|"
    r"operator|support|staff|employee|interviewer|persuader|technician|engineer|nurse|doctor|dr|physician|"
    r"receptionist|associate|specialist|helpdesk|csr|account manager|recruiter|teacher|tutor|mentor|supporter|"
    r"internal)\b",
    re.IGNORECASE,
)
CUSTOMER_LABEL = re.compile(
    r"\b(customer|client|caller|patient|buyer|prospect|guest|member|coachee|user|persuadee|candidate|student|mentee|"
    r"seeker|shopper|subscriber|tenant|claimant|external)s?\b",
    re.IGNORECASE,
)
OTHER_LABEL = re.compile(r"\b(ivr|system|recording|recorded|automated|hold music|voicemail|bot)\b", re.IGNORECASE)


def assign_roles(
    call: Transcript, rep: str | Iterable[str] | None = None, said: Sequence[Turn] | None = None
) -> Transcript:
    """Give every speaker a side.

    Args:
        call: a transcript; roles it already carries are kept unless `rep` says otherwise.
        rep: the rep's name or names, as in the transcript (case does not matter; a first name will do where it
            fits one speaker only). Everybody else is then the customer's side, machines excepted.
        said: the call's turns, tokenised, if that was done already.

    Returns:
        The call with roles, `role_confidence` (1 when told) and `role_reason`; a warning is added under .8.

    Raises:
        RoleError: nobody bears the name, or it fits several speakers.
    """
    speakers = call.speakers
    if rep is not None:
        names = [rep] if isinstance(rep, str) else list(rep)
        reps = {_find(name, speakers, call.path) for name in names}
        told: dict[str, Role] = {name: _side(name, name in reps) for name in speakers}
        return call.with_roles(told, 1.0, f"told: {', '.join(sorted(reps))} is the rep")
    if not math.isnan(call.role_confidence):
        return call
    if "rep" in call.sides.values():
        sides = {name: call.sides.get(name, "unknown") for name in speakers}
        return call.with_roles(sides, 1.0, "the source states the sides")
    labels = _from_labels(speakers)
    if labels is not None:
        return call.with_roles(labels, 1.0, "the speakers' labels say so")
    return _inferred(call, turns(call.utterances) if said is None else said)


def word_rates(said: Sequence[Turn], only: Container[str] | None = None) -> dict[str, float]:
    """Return the square root of each word's and word pair's rate in some turns.

    Args:
        said: one speaker's turns.
        only: the words and pairs wanted; None for all.
    """
    counts: Counter[str] = Counter()
    total = 0
    for turn in said:
        words = turn.words
        total += len(words)
        for grams in (words, map(" ".join, pairwise(words))):
            counts.update(grams if only is None else [gram for gram in grams if gram in only])
    return {word: math.sqrt(count / total) for word, count in counts.items()}


@cache
def weights() -> dict[str, float]:
    """Return how much more a rep says each word than a customer does."""
    text = files("softskills.lexicon").joinpath("en", "roles.toml").read_text("utf-8")
    table: dict[str, float] = tomllib.loads(text)["weights"]
    return table


def _find(name: str, speakers: Sequence[str], path: str | None) -> str:
    folded = name.casefold().strip()
    exact = [speaker for speaker in speakers if speaker.casefold() == folded]
    parts = [speaker for speaker in speakers if folded in re.split(r"[\s,]+", speaker.casefold())]
    found = exact or parts
    if len(found) != 1:
        what = f"nobody is called {name!r}" if not found else f"{name!r} fits {', '.join(found)}"
        raise RoleError(what, path=path, hint="the speakers are: " + ", ".join(speakers))
    return found[0]


def _side(name: str, is_rep: bool) -> Role:
    if is_rep:
        return "rep"
    return "other" if OTHER_LABEL.search(name) else "customer"


def _from_labels(speakers: Sequence[str]) -> dict[str, Role] | None:
    """Read roles off labels such as "Agent" or "Customer 2"; None unless one side at least is plain."""
    found: dict[str, Role] = {}
    for name in speakers:
        words = name.replace("_", " ")
        if OTHER_LABEL.search(words):
            found[name] = "other"
        elif CUSTOMER_LABEL.search(words):
            found[name] = "customer"
        elif REP_LABEL.search(words):
            found[name] = "rep"
    sides = set(found.values())
    rest = [name for name in speakers if name not in found]
    if {"rep", "customer"} <= sides and not rest:
        return found
    if rest and len(sides - {"other"}) == 1:
        given = next(iter(sides - {"other"}))
        missing: Role = "customer" if given == "rep" else "rep"
        # One side is labelled: with one speaker left the other side is plain; with several it is not.
        return {**found, rest[0]: missing} if len(rest) == 1 else None
    if {"rep", "customer"} <= sides:
        return {**found, **dict.fromkeys(rest, "unknown")}
    return None


def _inferred(call: Transcript, said: Iterable[Turn]) -> Transcript:
    spoken: dict[str, list[Turn]] = {}
    for turn in said:
        if turn.utt.speaker is not None and not OTHER_LABEL.search(turn.utt.speaker):
            spoken.setdefault(turn.utt.speaker, []).append(turn)
    if len(spoken) < 2:
        roles: dict[str, Role] = dict.fromkeys(spoken, "unknown")
        notice = Notice(
            "only one speaker: who is the rep cannot be told",
            path=call.path,
            hint="name the rep with rep=... (--rep), or check the diarisation",
        )
        return call.with_roles(roles, 0.0, "only one speaker").with_warnings(notice)
    table = weights()
    scores = {
        name: sum(table[word] * rate for word, rate in word_rates(own, table).items()) for name, own in spoken.items()
    }
    first = next(iter(spoken))
    scores[first] += table["#first"] * FIRST_SCALE
    ranked = sorted(scores, key=lambda name: -scores[name])
    top, low = scores[ranked[0]], scores[ranked[-1]]
    sides: dict[str, Role] = {name: "rep" if scores[name] > (top + low) / 2 else "customer" for name in ranked}
    sides.update({name: "other" for name in call.speakers if OTHER_LABEL.search(name)})
    # Between two speakers the margin is that of the regression; with more, the closest to the middle decides.
    margin = min(abs(2 * score - top - low) for score in scores.values())
    confidence = round(1 / (1 + math.exp(-margin)), 2)
    reps = ", ".join(name for name in ranked if sides[name] == "rep")
    reason = f"inferred from what is said: {reps} talks like a rep"
    call = call.with_roles(sides, confidence, reason)
    if confidence < SURE:
        notice = Notice(
            f"the roles are a guess (confidence {confidence:.2f}): {reps} taken as the rep",
            path=call.path,
            hint="name the rep with rep=... (--rep)",
        )
        call = call.with_warnings(notice)
    return call
