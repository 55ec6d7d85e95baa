"""What looks like a fault of the diarisation: reported, never repaired.

The thresholds are set on sound calls and on faults made from them: 2 of the 290 calls of corpora/train are reported and
none of the 40 of corpora/dev. How many of the faults made are found tools/diarisation_faults.py prints.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

from softskills.errors import Notice
from softskills.roles.inference import rep_score, weights
from softskills.segment import Turn
from softskills.transcript import Role, Transcript

# A monologue this long is no voicemail: somebody must have answered.
ALONE_WORDS = 60
# One label has nearly all words of a talk that goes to and fro: beyond what any train call has.
NEARLY_ALL = 0.97
NEARLY_ALL_WORDS = 200
# A label with under 2 % of the speech and no turn over 2 s is a splinter of another voice (FORMATS, traps).
SPLINTER_SHARE = 0.02
SPLINTER_SECONDS = 2.0
SPLINTER_WORDS = 6
# Changes of speaker in the middle of a sentence: so many, and such a share of all changes.
SPLIT_MIN = 3
SPLIT_SHARE = 0.1
# Where so many turns end with a mark, a turn that does not was cut.
PUNCTUATED = 0.6
# The two parts of a call must each speak plainly for the opposite sides, by this margin.
SWAP_MARGIN = 2.0
SWAP_WORDS = 60
SWAP_TURNS = 8


def diarisation_faults(call: Transcript, said: Sequence[Turn]) -> list[Notice]:
    """Return a notice for each suspected fault.

    Args:
        call: the transcript, roles assigned.
        said: its turns, tokenised.
    """
    words: dict[str, int] = {}
    for turn in said:
        if turn.utt.speaker is not None:
            words[turn.utt.speaker] = words.get(turn.utt.speaker, 0) + len(turn.words)
    found = (_alone(words), _splinters(call, words), _split_sentences(said), _swap(call, said))
    hint = "check the diarisation; a speaker map (--speakers) puts labels right"
    return [Notice(what, path=call.path, hint=hint) for what in found if what]


def _alone(words: dict[str, int]) -> str | None:
    total = sum(words.values())
    if len(words) == 1 and total >= ALONE_WORDS:
        return f"one speaker ({next(iter(words))}) says everything"
    if len(words) > 1 and total >= NEARLY_ALL_WORDS:
        name = max(words, key=lambda label: words[label])
        if words[name] > NEARLY_ALL * total:
            return f"one speaker ({name}) says {100 * words[name] / total:.0f} % of the words"
    return None


def _splinters(call: Transcript, words: dict[str, int]) -> str | None:
    people = [name for name in words if call.roles.get(name) != "other"]
    total = sum(words[name] for name in people)
    if len(people) < 3 or total < NEARLY_ALL_WORDS:
        return None
    small = [
        name
        for name in people
        if words[name] < SPLINTER_SHARE * total
        and all(_short(utt.start, utt.stop, utt.text) for utt in call.utterances if utt.speaker == name)
    ]
    if not small or len(people) - len(small) < 2:
        return None
    return f"{', '.join(small)}: too little speech for a person of its own, perhaps another speaker's"


def _short(start: float, stop: float, text: str) -> bool:
    length = stop - start
    return length <= SPLINTER_SECONDS if not math.isnan(length) else len(text.split()) <= SPLINTER_WORDS


def _split_sentences(said: Sequence[Turn]) -> str | None:
    spoken = [turn for turn in said if turn.words and turn.utt.speaker is not None]
    changes = [(one, two) for one, two in pairwise(spoken) if one.utt.speaker != two.utt.speaker]
    closed = sum(_closes(turn) for turn in spoken)
    goes_on = _goes_on_written if closed > PUNCTUATED * len(spoken) else _goes_on_spoken
    cut = [two.utt.turn for one, two in changes if goes_on(one, two)]
    if len(cut) < SPLIT_MIN or len(cut) < SPLIT_SHARE * len(changes):
        return None
    return f"one sentence under two labels {len(cut)} times, first at turn {cut[0]}"


def _closes(turn: Turn) -> bool:
    """Tell whether a turn ends with a mark: a sentence end, or the dash or dots of one who is interrupted."""
    return not turn.utt.text.rstrip()[-1:].isalnum()


def _goes_on_written(one: Turn, two: Turn) -> bool:
    """Tell, where punctuation is written, a turn that ends on a bare word and is carried on in lower case."""
    first = next((char for char in two.utt.text if char.isalpha()), "")
    return not _closes(one) and first.islower() and two.words[0] not in _words("opener")


def _goes_on_spoken(one: Turn, two: Turn) -> bool:
    """Tell, without punctuation, a turn that ends on a word which wants another and is carried on by the next label."""
    return one.words[-1] in _words("hanging") and two.words[0] not in _words("opener")


@cache
def _words(kind: str) -> frozenset[str]:
    table = tomllib.loads(files("softskills.lexicon").joinpath("en", "diarisation.toml").read_text("utf-8"))
    return frozenset(table[kind]["words"])


def _swap(call: Transcript, said: Sequence[Turn]) -> str | None:
    """Find a place after which each side talks like the other."""
    # The turns may have been tokenised before the roles were known.
    roles = call.roles
    sided = [
        (roles[turn.utt.speaker], turn)
        for turn in said
        if turn.words and turn.utt.speaker is not None and roles[turn.utt.speaker] in ("rep", "customer")
    ]
    at = _turning_point(sided)
    if at is None:
        return None
    early, late = _lean(sided[:at]), _lean(sided[at:])
    if early is None or late is None or early * late >= 0 or min(abs(early), abs(late)) < SWAP_MARGIN:
        return None
    return f"the sides seem to swap at about turn {sided[at][1].utt.turn}"


def _turning_point(sided: Sequence[tuple[Role, Turn]]) -> int | None:
    """Return the place before and after which single words speak most plainly for opposite sides; None if none does.

    A sketch of what `_lean` works out in full, cheap enough to try every place.
    """
    table = weights()
    total = {"rep": [0.0, 0], "customer": [0.0, 0]}
    sums: list[tuple[float, int, float, int]] = []
    for role, turn in sided:
        sums.append((*total["rep"], *total["customer"]))  # type: ignore[arg-type]
        total[role][0] += sum([table[word] for word in turn.words if word in table])
        total[role][1] += len(turn.words)
    score_r, words_r = total["rep"]
    score_c, words_c = total["customer"]
    best, place = 0.0, None
    for at in range(SWAP_TURNS, len(sided) - SWAP_TURNS + 1):
        sr, wr, sc, wc = sums[at]
        if min(wr, wc, words_r - wr, words_c - wc) < SWAP_WORDS:
            continue
        early = sr / wr - sc / wc
        late = (score_r - sr) / (words_r - wr) - (score_c - sc) / (words_c - wc)
        plain = min(abs(early), abs(late))
        if early * late < 0 and plain > best:
            best, place = plain, at
    return place


def _lean(part: Sequence[tuple[Role, Turn]]) -> float | None:
    """Return how much more the rep's side talks like a rep in a part of the call; None where it is too little."""
    sides = [[turn.words for own, turn in part if own == role] for role in ("rep", "customer")]
    if any(sum(map(len, own)) < SWAP_WORDS for own in sides):
        return None
    # Who speaks first says nothing about a part.
    return rep_score(sides[0], False) - rep_score(sides[1], False)
