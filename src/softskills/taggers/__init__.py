"""The registry of taggers, and the one pass that applies them to a call.

Each family is one file and one line here. This first version is rules and cues throughout; the learned tagger
takes its place beside them in `softskills.model`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from softskills.errors import LexiconError
from softskills.segment import Turn
from softskills.taggers import (
    customer,
    empathy,
    friction,
    listening,
    question,
    rapport,
    strategy,
    trust,
    value,
)
from softskills.taggers.base import Call, Tagger, find_hits
from softskills.taxonomy import tags as known_tags
from softskills.taxonomy import tags_of_side
from softskills.transcript import Tag

# In order: a later family may look at what an earlier one gave the same turn.
TAGGERS: tuple[Tagger, ...] = (
    Tagger("question", question.TAGS, question.tag),
    Tagger("customer", customer.TAGS, customer.tag),
    Tagger("empathy", empathy.TAGS, empathy.tag),
    Tagger("value", value.TAGS, value.tag),
    Tagger("trust", trust.TAGS, trust.tag),
    Tagger("rapport", rapport.TAGS, rapport.tag),
    Tagger("strategy", strategy.TAGS, strategy.tag),
    Tagger("friction", friction.TAGS, friction.tag),
    Tagger("listening", listening.TAGS, listening.tag),
)


@cache
def registry() -> dict[str, Tagger]:
    """Return the taggers by name.

    Raises:
        LexiconError: a name stands twice, or a tag is given by two families or by none.
    """
    found: dict[str, Tagger] = {}
    owners: dict[str, str] = {}
    for tagger in TAGGERS:
        if tagger.name in found:
            raise LexiconError(f"the tagger {tagger.name!r} is registered twice")
        found[tagger.name] = tagger
        for name in tagger.tags:
            if name in owners:
                raise LexiconError(f"{name} is given by {owners[name]} and {tagger.name}")
            owners[name] = tagger.name
    if set(owners) != set(known_tags()):
        raise LexiconError(f"taggers and codebook differ: {sorted(set(owners) ^ set(known_tags()))}")
    return found


@cache
def _for_side(role: str) -> tuple[frozenset[str], tuple[Tagger, ...]]:
    side = tags_of_side(role)
    return side, tuple(tagger for tagger in registry().values() if side & set(tagger.tags))


def tag_call(turns: Sequence[Turn]) -> list[Tag]:
    """Tag a call: each turn by the families of its speaker's side.

    Args:
        turns: the whole call, tokenised, with roles assigned. A turn of role "other" carries no tag; one of
            role "unknown" may carry any.

    Returns:
        The tags in order of turn and place.
    """
    call = Call(turns)
    for at, turn in enumerate(turns):
        call.at = at
        call.tags.append([])
        if turn.utt.role == "other" or not turn.words:
            continue
        side, taggers = _for_side(turn.utt.role)
        hits = find_hits(turn, side)
        for tagger in taggers:
            call.tags[at].extend(tagger.tag(turn, call, hits))
        call.tags[at] = _tidy(call.tags[at])
    return [tag for given in call.tags for tag in given]


def _tidy(tags: Iterable[Tag]) -> list[Tag]:
    """Keep one of several tags of one name that share words (the surest), in order of place."""
    kept: list[Tag] = []
    for tag in sorted(tags, key=lambda tag: (-tag.score, tag.span)):
        if not any(other.tag == tag.tag and other.span & tag.span for other in kept):
            kept.append(tag)
    return sorted(kept, key=lambda tag: (tag.span, tag.tag))
