"""Who holds the floor: shares, runs, pace, pauses, interruptions."""

from __future__ import annotations

import math
from itertools import pairwise

from softskills.measures.base import Count, Counts, Family, Rate
from softskills.measures.view import CallView

# Silence from which a pause is dead air: the usual contact-centre figure.
DEAD_AIR_S = 10.0
# A start this long before the other stops is an interruption; less is ordinary latching (Heldner & Edlund 2010).
OVERLAP_S = 0.3


def count(view: CallView, speaker: str) -> Counts:
    """Count one speaker's part in a call."""
    own = [i for i, turn in enumerate(view.turns) if turn.utt.speaker == speaker]
    role = view.turns[own[0]].utt.role
    sides = list(view.indices("rep", "customer"))
    found: Counts = {
        "n_turns": len(own),
        "n_words": sum(view.words_at[i] for i in own),
        "n_words_call": sum(view.words_at[i] for i in sides),
        "n_switches": _switches(view),
        "n_long_turns": sum(view.words_at[i] > 3 for i in own),
    }
    monologues = [run for run in view.runs if run.role == role and view.turns[run.turns[0]].utt.speaker == speaker]
    found["longest_monologue_words"] = max((run.words for run in monologues), default=0)
    stories = [run for run in view.runs if run.role == "customer"]
    if role == "rep":
        found["longest_story_words"] = max((run.words for run in stories), default=0)
    if view.timed:
        found["n_words_timed"] = found["n_words"]
        found["talk_s"] = sum(view.seconds(i) for i in own)
        found["talk_s_call"] = sum(view.seconds(i) for i in sides)
        found["call_s"] = max(turn.utt.stop for turn in view.turns) - min(turn.utt.start for turn in view.turns)
        found["longest_monologue_s"] = max((run.seconds for run in monologues), default=0.0)
        if role == "rep":
            found["longest_story_s"] = max((run.seconds for run in stories), default=0.0)
        found.update(_pauses(view, own))
    return found


def _switches(view: CallView) -> int:
    roles = [run.role for run in view.runs if run.role in ("rep", "customer")]
    return sum(one != two for one, two in pairwise(roles))


def _pauses(view: CallView, own: list[int]) -> Counts:
    """Measure the gap before each of a speaker's turns that follows another side's."""
    waits: list[float] = []
    dead: list[float] = []
    interruptions = chances = 0
    mine = set(own)
    for i in range(1, len(view.turns)):
        before, now = view.turns[i - 1].utt, view.turns[i].utt
        gap = now.start - before.stop
        if i not in mine or "other" in (before.role, now.role):
            continue
        if gap >= DEAD_AIR_S:
            dead.append(gap)
        if before.role != now.role:
            chances += 1
            if gap >= 0:
                waits.append(gap)
            elif gap < -OVERLAP_S and not view.is_backchannel(i):
                interruptions += 1
    return {
        "wait_s": sum(waits),
        "n_waits": len(waits),
        "dead_air_s": sum(dead),
        "n_dead_air": len(dead),
        "n_interruptions": interruptions,
        "n_turns_after_other": chances,
    }


def basis(counts: Counts) -> str:
    """Return what the talk share rests on: "seconds" where every call pooled has times, else "words"."""
    return "seconds" if counts.get("n_words_timed", math.nan) == counts.get("n_words") else "words"


FAMILY = Family(
    "talk",
    (
        Count("n_turns", "turns of this speaker"),
        Count("n_words", "words of this speaker, hesitations left out"),
        Count("n_words_call", "words of both sides"),
        Count("n_switches", "how often the floor passes from one side to the other; back-channels do not count"),
        Count("n_long_turns", "turns of more than three words"),
        Count(
            "longest_monologue_words",
            "words of the longest run on the floor; the other's back-channels do not end it",
            "max",
        ),
        Count("longest_story_words", "words of the customer's longest run on the floor (in the rep's row)", "max"),
        Count("n_words_timed", "words of this speaker in calls with times; NaN without times"),
        Count("talk_s", "seconds this speaker talks; NaN without times"),
        Count("talk_s_call", "seconds both sides talk; NaN without times"),
        Count("call_s", "seconds from the first word to the last; NaN without times"),
        Count("longest_monologue_s", "seconds of the longest run on the floor; NaN without times", "max"),
        Count("longest_story_s", "seconds of the customer's longest run (in the rep's row); NaN without times", "max"),
        Count(
            "wait_s", "seconds between the other side's last word and this speaker's first, summed; NaN without times"
        ),
        Count("n_waits", "how many such pauses"),
        Count(
            "dead_air_s",
            f"seconds in pauses of {DEAD_AIR_S:g} s or more before this speaker's turns (contact-centre usage)",
        ),
        Count("n_dead_air", "how many such pauses"),
        Count(
            "n_interruptions",
            f"turns begun more than {OVERLAP_S:g} s before the other stops, but back-channels (Heldner & Edlund 2010)",
        ),
        Count("n_turns_after_other", "turns that follow one of the other side"),
    ),
    (
        Rate("talk_share_words", "n_words", "n_words_call", "share of the words of both sides"),
        Rate("talk_share_seconds", "talk_s", "talk_s_call", "share of the talking time of both sides"),
        Rate("interactivity", "n_switches", "n_words_call", "changes of the floor per 100 words", 100),
        Rate("pace_wpm", "n_words_timed", "talk_s", "words a minute while talking", 60),
        Rate("patience_s", "wait_s", "n_waits", "mean pause before answering, in seconds"),
        Rate("interruption_share", "n_interruptions", "n_turns_after_other", "share of turns that cut the other off"),
        Rate("words_per_turn", "n_words", "n_long_turns", "words per turn of more than three words"),
    ),
    count,
)
