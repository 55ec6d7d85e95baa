"""Calls that differ, and ways to look at what was written."""

import hashlib
import os
from functools import partial
from pathlib import Path

from softskills.archive import run

# A machine that gives these tests a twentieth of a core may set SOFTSKILLS_TEST_PATIENCE=20.
PATIENCE = float(os.environ.get("SOFTSKILLS_TEST_PATIENCE", "1"))

# By the rules alone: how calls are tagged is tested elsewhere, and workers need not load a model.
score = partial(run.score, tier="rules")

OPENERS = [
    "Good morning, Brightline support, this is Dana. How can I help you today?",
    "Hello, you're through to Dana. What happened?",
    "Thanks for calling Brightline. What can I do for you?",
]
TROUBLES = [
    "My router keeps dropping the line every evening and I'm at the end of my rope with it.",
    "I was charged twice for the same month and nobody ever called me back about it.",
    "The engineer never came and I had taken the whole day off work for nothing.",
]
ANSWERS = [
    "Oh no, I'm so sorry you've had evenings like that. What happens when it drops?",
    "That's our mistake, and I'll take care of this myself. May I look at the bill while you hold on?",
    "So you waited all day for nobody. I'll send somebody tomorrow, and I'll call you at noon myself.",
]


def call_text(i: int) -> str:
    """Return call number i; no two of the first hundred are alike."""
    turns = [
        ("Agent", OPENERS[i % 3]),
        ("Customer", f"Hi. {TROUBLES[i // 3 % 3]} It is ticket {i}."),
        ("Agent", ANSWERS[i // 9 % 3]),
        ("Customer", "It has been like this for weeks, and I can't finish my reports for work in the evening."),
        ("Agent", "So the evenings are lost to it, and your reports with them. Is there anything else I can do?"),
        ("Customer", f"No, that's all, you have been great, thank you {'so much ' * (i % 5)}bye."),
    ]
    return "".join(f"{who}: {text}\n" for who, text in turns)


def contents(out) -> dict[str, str]:
    """Return every file of an output with the hash of its bytes."""
    root = Path(out)
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def table(out, name):
    """Return one table of an output as pandas reads it."""
    import pandas as pd

    return pd.read_parquet(Path(out) / name)
