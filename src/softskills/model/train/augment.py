"""Gold calls in another dress: the same words as a recogniser writes them, so that form alone decides nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from softskills.corpora import GoldCall
from softskills.transcript import Span, Utterance

WORD = re.compile(r"\S+")
# Marks go, except inside words and in sums of money; a hyphen becomes a blank.
MARK = re.compile(r"[^\w'$%£€ -]|(?<!\w)-|-(?!\w)")


def stripped(call: GoldCall, rng: Random) -> GoldCall:
    """Return a call in lower case without punctuation; apostrophes are kept in half of the calls, as recognisers do."""
    apostrophes = rng.random() < 0.5
    said: list[Utterance] = []
    moved: list[list[tuple[int, int, int, int]]] = []
    for utt in call.transcript.utterances:
        words: list[str] = []
        places: list[tuple[int, int, int, int]] = []
        at = 0
        for match in WORD.finditer(utt.text):
            word = MARK.sub("", match.group().lower().replace("’", "'")).replace("-", " ").strip(" '")
            if not apostrophes:
                word = word.replace("'", "")
            if not word:
                continue
            words.append(word)
            places.append((match.start(), match.end(), at, at + len(word)))
            at += len(word) + 1
        said.append(replace(utt, text=" ".join(words)))
        moved.append(places)
    tags = []
    for tag in call.tags:
        inside = [place for place in moved[tag.turn] if place[0] < tag.span.stop and place[1] > tag.span.start]
        if inside:
            tags.append(replace(tag, span=Span(inside[0][2], inside[-1][3])))
    return replace(call, transcript=replace(call.transcript, utterances=tuple(said)), tags=tuple(tags), style="asr")
