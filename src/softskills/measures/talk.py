"""Who holds the floor: shares, runs, pace, pauses, interruptions."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import pairwise

from softskills.measures.base import Count, Counts, Family, Rate
from softskills.measures.tally import WHOLE_CALL, Tally
from softskills.measures.view import CallView
from softskills.transcript import Role, Utterance

# Silence from which a pause is dead air: the usual contact-centre figure.
DEAD_AIR_S = 10.0
# A start this long before the other stops is an interruption; less is ordinary latching (Heldner & Edlund 2010).
OVERLAP_S = 0.3
# A turn of no more words than this only keeps the line alive.
LONG_TURN_WORDS = 3


def count(view: CallView, speaker: str, tally: Tally) -> None:
    """Count one speaker's part in a call; where no words are known, only what the times tell."""
    own = [i for i, turn in enumerate(view.turns) if turn.utt.speaker == speaker]
    role = view.turns[own[0]].utt.role
    sides = list(view.indices("rep", "customer"))
    tally.add_all("n_turns", ((i, 1.0) for i in own))
    if view.call.has_words:
        _words(view, own, sides, tally)
    _runs(view, speaker, role, tally)
    if view.timed:
        for i in own:
            tally.add("talk_s", i, view.seconds(i))
            if view.call.has_words:
                tally.add("n_words_timed", i, view.words_at[i])
                tally.add("talk_worded_s", i, view.seconds(i))
        tally.observe("talk_s_call")
        for i in sides:
            tally.add("talk_s_call", i, view.seconds(i))
        first, last = min(turn.utt.start for turn in view.turns), max(turn.utt.stop for turn in view.turns)
        tally.add("call_s", WHOLE_CALL, last - first)
        tally.add("n_timed_calls", WHOLE_CALL)
        _pauses(view, own, tally)
        _voices(view, own, role, tally)


def _words(view: CallView, own: list[int], sides: list[int], tally: Tally) -> None:
    tally.observe("n_words_call", "n_long_turns")
    words_at = view.words_at
    tally.add_all("n_words", ((i, words_at[i]) for i in own))
    tally.add_all("n_long_turns", ((i, 1.0) for i in own if words_at[i] > LONG_TURN_WORDS))
    tally.add_all("n_words_call", ((i, words_at[i]) for i in sides))
    # What is divided by the number of calls is counted in words.
    tally.add("n_own_calls", WHOLE_CALL)


def _runs(view: CallView, speaker: str, role: Role, tally: Tally) -> None:
    sides = [run for run in view.runs if run.role in ("rep", "customer")]
    if view.call.has_words:
        tally.observe("n_switches", "longest_monologue_words")
        for one, two in pairwise(sides):
            if one.role != two.role:
                tally.add("n_switches", two.turns[0])
    longest = {
        "longest_monologue": [
            run for run in view.runs if run.role == role and view.turns[run.turns[0]].utt.speaker == speaker
        ]
    }
    if role == "rep":
        longest["longest_story"] = [run for run in view.runs if run.role == "customer"]
    for name, runs in longest.items():
        if view.call.has_words:
            run = max(runs, key=lambda run: run.words, default=None)
            tally.observe(f"sum_{name}_words")
            if run is None:
                tally.add(f"{name}_words", WHOLE_CALL, 0)
            else:
                tally.add(f"{name}_words", run.turns[0], run.words)
                tally.add(f"sum_{name}_words", run.turns[0], run.words)
        if view.timed:
            slow = max(runs, key=lambda run: run.seconds, default=None)
            place, length = (slow.turns[0], slow.seconds) if slow else (WHOLE_CALL, 0.0)
            tally.add(f"{name}_s", place, length)
            tally.add(f"sum_{name}_s", place, length)


def _pauses(view: CallView, own: list[int], tally: Tally) -> None:
    """Measure the gap before each of a speaker's turns that follows another side's.

    The turn before it is the one that ended last: what was murmured during that one ended no silence.
    """
    tally.observe("wait_s", "n_waits", "dead_air_s", "n_dead_air", "n_interruptions", "n_turns_after_other")
    mine = set(own)
    before = view.turns[0].utt
    for i in range(1, len(view.turns)):
        now = view.turns[i].utt
        if i in mine and "other" not in (before.role, now.role):
            _pause(view, i, before, tally)
        if now.stop >= before.stop:
            before = now


def _pause(view: CallView, i: int, before: Utterance, tally: Tally) -> None:
    now = view.turns[i].utt
    gap = now.start - before.stop
    if gap >= DEAD_AIR_S:
        tally.add("dead_air_s", i, gap)
        tally.add("n_dead_air", i)
    if before.role != now.role:
        tally.add("n_turns_after_other", i)
        if gap >= 0:
            tally.add("wait_s", i, gap)
            tally.add("n_waits", i)
        elif gap < -OVERLAP_S and not view.is_backchannel(i):
            tally.add("n_interruptions", i)


def _voices(view: CallView, own: list[int], role: Role, tally: Tally) -> None:
    """Measure, where a recording tells it, how long a speaker is heard, and how long over the other side's voice."""
    if role not in _ACROSS or not all(turn.utt.voice for turn in view.turns):
        return
    tally.observe("overlap_s")
    across = _union(stretch for i in view.indices(_ACROSS[role]) for stretch in view.turns[i].utt.voice)
    starts = [start for start, _ in across]
    stops = [stop for _, stop in across]
    for i in own:
        voice = view.turns[i].utt.voice
        tally.add("voice_s", i, math.fsum(stop - start for start, stop in voice))
        shared = math.fsum(
            min(stop, stops[j]) - max(start, starts[j])
            for start, stop in voice
            for j in range(bisect_right(stops, start), bisect_left(starts, stop))
        )
        if shared > 0:
            tally.add("overlap_s", i, shared)


_ACROSS: dict[Role, Role] = {"rep": "customer", "customer": "rep"}


def _union(stretches: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return when at least one of several voices is heard, in order."""
    found: list[tuple[float, float]] = []
    for start, stop in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], stop))
        else:
            found.append((start, stop))
    return found


def basis(counts: Counts) -> str:
    """Return what the talk share rests on: "seconds" where every call pooled has times, else "words"."""
    words = counts.get("n_words", math.nan)
    if math.isnan(words):  # recordings without words
        return "seconds" if not math.isnan(counts.get("talk_s", math.nan)) else "words"
    return "seconds" if counts.get("n_words_timed", math.nan) == words else "words"


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
        Count("talk_worded_s", "seconds this speaker talks in calls whose words are known; NaN without times"),
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
        Count("voice_s", "seconds in which this speaker's voice is heard, pauses left out; recordings only, else NaN"),
        Count("overlap_s", "seconds of them in which the other side is heard as well; recordings only, else NaN"),
        Count("n_own_calls", "calls in which this speaker speaks, and whose words are known"),
        Count("n_timed_calls", "those among them that have times"),
        Count("sum_longest_monologue_words", "words of each call's longest run, added up"),
        Count("sum_longest_story_words", "words of each call's longest customer run, added up (in the rep's row)"),
        Count("sum_longest_monologue_s", "seconds of each call's longest run, added up; NaN without times"),
        Count("sum_longest_story_s", "seconds of each call's longest customer run, added up; NaN without times"),
    ),
    (
        Rate("talk_share_words", "n_words", "n_words_call", "share of the words of both sides"),
        Rate("talk_share_seconds", "talk_s", "talk_s_call", "share of the talking time of both sides"),
        Rate("interactivity", "n_switches", "n_words_call", "changes of the floor per 100 words", 100, "events"),
        Rate("pace_wpm", "n_words_timed", "talk_worded_s", "words a minute while talking", 60, "mean"),
        Rate("patience_s", "wait_s", "n_waits", "mean pause before answering, in seconds", kind="mean"),
        Rate("interruption_share", "n_interruptions", "n_turns_after_other", "share of turns that cut the other off"),
        Rate("overlap_share", "overlap_s", "voice_s", "share of the speaker's voice that is over the other side's"),
        Rate(
            "monologue_words",
            "sum_longest_monologue_words",
            "n_own_calls",
            "words of the longest run, mean of the calls",
            kind="mean",
        ),
        Rate(
            "monologue_s",
            "sum_longest_monologue_s",
            "n_timed_calls",
            "seconds of the longest run, mean of the calls",
            kind="mean",
        ),
        Rate(
            "story_words",
            "sum_longest_story_words",
            "n_own_calls",
            "words of the customer's longest run, mean of the calls",
            kind="mean",
        ),
        Rate(
            "story_s",
            "sum_longest_story_s",
            "n_timed_calls",
            "seconds of the customer's longest run, mean of the calls",
            kind="mean",
        ),
        Rate("dead_air_per_call_s", "dead_air_s", "n_timed_calls", "seconds of dead air per call", kind="mean"),
        Rate("words_per_turn", "n_words", "n_long_turns", "words per turn of more than three words", kind="mean"),
    ),
    count,
)
