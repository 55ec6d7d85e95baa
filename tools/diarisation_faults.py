"""Measure what softskills.roles.faults finds: false alarms on clean calls, and faults made from them that it catches.

    python tools/diarisation_faults.py            (corpora/train and corpora/dev)

Each call is damaged in four ways: one label for all; one label for all but a few short turns; every sixth turn cut in
the middle of a sentence and its rest given to the next speaker's label; labels swapped from some turn in the middle on.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

from softskills import corpora
from softskills.roles import assign_roles
from softskills.roles.faults import diarisation_faults
from softskills.segment import turns
from softskills.transcript import Transcript, Utterance

NAMES = {"rep": "SPEAKER_00", "customer": "SPEAKER_01", "other": "SPEAKER_02"}
OTHER = {"SPEAKER_00": "SPEAKER_01", "SPEAKER_01": "SPEAKER_00", "SPEAKER_02": "SPEAKER_00"}
Damage = Callable[[list[tuple[str, str]], random.Random], list[tuple[str, str]]]


def one_label(said: list[tuple[str, str]], rng: random.Random) -> list[tuple[str, str]]:
    """Give everything to one label."""
    return [("SPEAKER_00", text) for _, text in said]


def nearly_one(said: list[tuple[str, str]], rng: random.Random) -> list[tuple[str, str]]:
    """Give everything to one label but three of the shortest turns."""
    short = sorted(range(len(said)), key=lambda i: len(said[i][1]))[:3]
    return [("SPEAKER_01" if i in short else "SPEAKER_00", text) for i, (_, text) in enumerate(said)]


def splinter(said: list[tuple[str, str]], rng: random.Random) -> list[tuple[str, str]]:
    """Give two short turns to a third label."""
    short = [i for i, (_, text) in enumerate(said) if len(text.split()) <= 4][:2]
    return [("SPEAKER_09" if i in short else name, text) for i, (name, text) in enumerate(said)] if short else []


def late_change(said: list[tuple[str, str]], rng: random.Random) -> list[tuple[str, str]]:
    """Cut every third turn somewhere and give its rest to the next speaker's label."""
    found: list[tuple[str, str]] = []
    carried = ""
    for i, (name, text) in enumerate(said):
        words = text.split()
        text, carried = (carried + " " + text).strip(), ""
        if i % 3 == 0 and len(words) > 8 and i + 1 < len(said):
            at = rng.randint(4, len(words) - 3)
            kept = len(text.split()) - len(words) + at
            text, carried = " ".join(text.split()[:kept]), " ".join(words[at:])
        found.append((name, text))
    return found


def swapped(said: list[tuple[str, str]], rng: random.Random) -> list[tuple[str, str]]:
    """Swap the labels from some turn in the middle on."""
    at = rng.randint(len(said) // 3, 2 * len(said) // 3)
    return [(name if i < at else OTHER[name], text) for i, (name, text) in enumerate(said)]


FAULTS: dict[str, Damage | None] = {
    "none": None,
    "one label for all": one_label,
    "one label for all but three short turns": nearly_one,
    "a splinter of two short turns": splinter,
    "labels change late, every third turn": late_change,
    "labels swap midway": swapped,
}


def main() -> None:
    """Print a table in Markdown."""
    print("| fault made | split | calls | reported | by the right notice |\n|---|---|---:|---:|---:|")
    right = {"one label": "says", "a splinter": "too little", "labels change": "one sentence", "labels swap": "swap"}
    for split in ("train", "dev"):
        calls = corpora.load(split)
        for name, damage in FAULTS.items():
            tally: Counter[str] = Counter()
            rng = random.Random(7)
            for call in calls:
                said = [(NAMES[utt.role], utt.text) for utt in call.transcript.utterances]
                if damage is not None:
                    said = damage(said, rng)
                if not said:
                    continue
                found = [notice.message for notice in faults_in(said)]
                tally["calls"] += 1
                tally["reported"] += bool(found)
                sign = next((sign for start, sign in right.items() if name.startswith(start)), None)
                tally["right"] += sign is not None and any(sign in message for message in found)
                if damage is None:
                    for message in found:
                        print(f"<!-- {call.transcript.call_id}: {message} -->")
            print(
                f"| {name} | {split} | {tally['calls']} | {tally['reported']} | {tally['right'] if damage else '–'} |"
            )


def faults_in(said: list[tuple[str, str]]) -> list:
    """Return the notices for a call, roles inferred."""
    call = Transcript("c", tuple(Utterance(i, name, text) for i, (name, text) in enumerate(said)))
    tokenised = list(turns(call.utterances))
    call = assign_roles(call, said=tokenised)
    return diarisation_faults(call, tokenised)


if __name__ == "__main__":
    main()
