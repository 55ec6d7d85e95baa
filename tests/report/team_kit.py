"""Archives made up of plain tables: as many reps and calls as one likes, without scoring a word."""

import numpy as np
import pandas as pd

from softskills.archive.overview import Tables, with_persons
from softskills.archive.schema import schema
from softskills.frameworks import framework

# Counts that make a plausible call; all other counts are 0.
MEANS = {
    "n_turns": 20,
    "n_words": 320,
    "n_customer_words": 300,
    "n_customer_turns": 19,
    "n_questions": 8,
    "n_question_turns": 7,
    "n_open": 3,
    "n_question_open": 3,
    "n_question_closed": 5,
    "n_open_turns": 3,
    "n_answered_open": 3,
    "answer_words": 90,
    "n_stacked": 1,
    "n_chains": 1,
    "n_reflections": 2,
    "n_answers": 15,
    "n_uptake": 8,
    "n_heard_or_brushed": 4,
    "n_told_words": 180,
    "n_informing": 4,
    "n_opportunities": 2,
    "n_empathy": 2,
    "n_rapport": 3,
    "n_trust_moves": 3,
    "n_value_benefit": 2,
    "n_features_benefits": 4,
    "n_needs": 3,
    "n_friction": 1,
    "n_solved_or_refused": 5,
    "n_strategy_occasions": 2,
    "n_strategy": 1,
    "n_open_or_refused": 2,
    "n_blame_or_ownership": 2,
}
# The part of another count, and how large it is on average.
PARTS = {
    "n_heard": ("n_heard_or_brushed", 0.7),
    "n_solved": ("n_solved_or_refused", 0.8),
    "n_frank": ("n_open_or_refused", 0.5),
    "n_trust_ownership": ("n_blame_or_ownership", 0.6),
    "n_met": ("n_opportunities", 0.5),
    "n_tailored": ("n_value_benefit", 0.4),
    "n_received": ("n_value_benefit", 0.5),
    "n_needs_pitched": ("n_needs", 0.9),
    "n_needs_before": ("n_needs_pitched", 0.6),
}


def tables(
    n_reps=6, n_calls=10, *, seed=1, moments=None, failures=None, contacts=None, words="kept", name="calls", **columns
):
    """Return the tables of an archive; `columns` replace columns of `profiles` (a value for all, or one a row).

    `contacts` replaces columns of `contacts`, which otherwise follow from the profiles.
    """
    random = np.random.default_rng(seed)
    n = n_reps * n_calls
    rep = np.repeat(np.arange(n_reps), n_calls)
    shape = schema("profiles")
    told = {}
    for field in shape:
        kind = str(field.type)
        told[field.name] = np.zeros(n) if kind == "double" else np.zeros(n, int) if kind == "int64" else [None] * n
    level = random.uniform(0.6, 1.4, n_reps)[rep]
    for column, mean in MEANS.items():
        told[column] = random.poisson(mean * level).astype(float)
    for column, (whole, share) in PARTS.items():
        told[column] = random.binomial(told[whole].astype(int), share).astype(float)
    told["n_met_or_half"] = told["n_met"]
    told["n_words"] += 100
    told["n_words_call"] = told["n_words"] + told["n_customer_words"] + 100
    told["n_own_calls"] = np.ones(n)
    days = pd.Timestamp("2026-01-01") + pd.to_timedelta(random.integers(0, 360, n), unit="D")
    told |= {
        "call_id": [f"c{i:06}" for i in range(n)],
        "source": [f"c{i:06}.vtt" for i in range(n)],
        "speaker": ["Agent"] * n,
        "role": ["rep"] * n,
        "date": days.strftime("%Y-%m-%d").tolist(),
        "rep": [f"Rep {i:03}" for i in rep],
        "team": [f"Team {i % 5}" for i in rep],
        "client": [f"Client {i}" for i in random.integers(0, 40, n)],
        "call_type": ["general"] * n,
        "tier": ["rules"] * n,
        "format": ["vtt"] * n,
        "role_confidence": np.full(n, 1.0),
        "enough": [True] * n,
        "talk_share_basis": ["words"] * n,
        "n_words_timed": np.full(n, np.nan),
        "call_s": np.full(n, np.nan),
    }
    told |= {column: value if np.ndim(value) else [value] * n for column, value in columns.items()}
    profiles = with_persons(pd.DataFrame(told))
    return Tables(
        out="scores",
        archive=name,
        card=framework("softskills"),
        tier="rules",
        words=words,
        profiles=profiles,
        contacts=contacts_of(profiles, contacts or {}),
        moments=rows("moments", moments or []).assign(person="Rep 000"),
        failures=rows("failures", failures or []),
    )


def rows(table, given):
    """Return some rows of a table, with null in every column that is not given."""
    frame = pd.DataFrame(given, columns=schema(table).names)
    return frame.astype({"weight": float, "start": float} if table == "moments" else {})


def contacts_of(profiles, given):
    """Return a contact for every call of the profiles that names a client, with columns replaced by what is given."""
    named = profiles[profiles["client"].fillna("") != ""]
    told = {name: [None] * len(named) for name in schema("contacts").names}
    told |= {name: [0.0] * len(named) for name in told if name.startswith("n_")}
    told |= {name: named[name].tolist() for name in ("call_id", "source", "client", "date")}
    told |= {
        "rep": named["person"].tolist(),
        "n_offers": named["n_features_benefits"].tolist(),
        "n_needs": named["n_needs"].tolist(),
        "n_needs_met": (named["n_needs"] // 2).tolist(),
        "n_feelings": named["n_opportunities"].tolist(),
        "n_feelings_met": named["n_met"].tolist(),
        "n_rep_questions": named["n_questions"].tolist(),
    }
    return pd.DataFrame(told | {name: list(values) for name, values in given.items()})


def moment(**given):
    """Return a moment as the archive stores it."""
    return {
        "call_id": "c000000",
        "source": "c000000.vtt",
        "speaker": "Agent",
        "skill": "empathy",
        "kind": "empathy_missed",
        "valence": "worst",
        "turn": 7,
        "quote": "Can I have the number on the bill?",
        "why": 'They had just said "I could cry", and the talk went on.',
        "suggestion": 'One sentence first would do: "That can\'t be easy."',
        "weight": 1.0,
        "shown": True,
    } | given
