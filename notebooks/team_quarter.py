# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A team over a quarter
#
# **The data are staged.** The calls were written for this project, by a language model; reps, dates and clients are dealt
# out below and mean nothing. So a difference between two "reps" here is chance, which makes the notebook a fair test:
# read carefully, it should find little.
#
# For your own archive, score it once (`softskills score calls/ -o scores/`) and begin with
# `pd.read_parquet("scores/profiles")` in place of the next two cells.

# %%
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

import softskills as ss
from softskills.transcript import CallInfo

here = Path("..") if Path("../corpora").is_dir() else Path()
REPS = ["Ada", "Bo", "Cleo", "Dev", "Eve", "Finn", "Gus", "Hana", "Ines", "Jack", "Kim", "Lou"]
CLIENTS = ["Acme", "Birch", "Cobalt", "Delta", "Elm"]


def staged(n, gold):
    """Give a call a rep, a client and a date in turn."""
    rep, client = REPS[n % len(REPS)], CLIENTS[n % len(CLIENTS)]
    names = {"rep": rep, "customer": client}
    said = tuple(replace(utt, speaker=names.get(utt.role, "Other")) for utt in gold.transcript.utterances)
    when = date(2026, 1, 5) + timedelta(days=n * 85 // N_CALLS)
    return replace(gold.transcript, utterances=said, info=CallInfo(date=str(when), rep=rep, client=client))


N_CALLS = 144
golds = ss.corpora.load("train", here / "corpora")[:N_CALLS]
calls = [staged(n, gold) for n, gold in enumerate(golds)]

# %% [markdown]
# The fast tier, so that the notebook runs in seconds. For figures that matter leave `tier` out.

# %%
results = [ss.analyze(call, rep=call.info.rep, tier="fast") for call in calls]
print(f"{len(results)} calls, {sum(len(call.utterances) for call in calls):,} turns")

# %% [markdown]
# ## First: can the figures be trusted?
#
# Roles that were guessed with little confidence, calls too short to score, what the readers repaired.

# %%
quality = pd.DataFrame(
    {
        "calls": [len(results)],
        "roles unsure": [sum(result.call.role_confidence < 0.9 for result in results)],
        "too short to score": [
            sum(not row["enough"] for result in results for row in result.scored if row["role"] == "rep")
        ],
        "with warnings": [sum(bool(result.call.warnings) for result in results)],
    }
)
quality

# %% [markdown]
# ## People
#
# Counts are added over a rep's calls and divided last. The interval comes from drawing the rep's calls anew.

# %%
people = ss.profile(results)
team = people[people["role"] == "rep"].reset_index(drop=True)
team[["speaker", "n_calls", "evidence", "skill_overall", "skill_overall_low", "skill_overall_high"]].sort_values(
    "skill_overall", ascending=False
).round()

# %%
ss.plot.profile(team)

# %% [markdown]
# ## Which skills tell people apart at all?
#
# Split each rep's calls in two at random: if a skill is a trait of the person, both halves agree. Where `repeats` is
# False, do not rank people by that skill, however clear the ranking looks. (Here reps are dealt out, so nothing should
# repeat, unless by chance.)

# %%
repeats = ss.reliability(results)
repeats.round(2)

# %% [markdown]
# ## Month by month
#
# Pool each month's calls of the whole team. A move within the intervals is no trend.

# %%
months = {}
for result in results:
    months.setdefault(result.call.info.date[:7], []).append(result)
trend = pd.concat(
    ss.profile(members, by="role").query("role == 'rep'").assign(month=month) for month, members in months.items()
)
trend = trend[["month", "n_calls", "skill_listening", "skill_listening_low", "skill_listening_high"]].round()
trend

# %% [markdown]
# ## What to practise as a team
#
# The kinds of moment that come up most, of those to work on. This is the table to take to the meeting.

# %%
moments = pd.concat([result.moments for result in results], ignore_index=True)
work = moments[moments["shown"] & (moments["valence"] == "worst")]
practise = work.groupby(["skill", "kind"]).agg(calls=("call_id", "nunique"), example=("quote", "first"))
practise = practise.sort_values("calls", ascending=False).head(5)
practise

# %% [markdown]
# ## Who is due a call?

# %%
clients = ss.relationships(results, as_of="2026-06-01")
overdue = clients[clients["overdue"]][["rep", "client", "n_calls", "level", "last", "overdue_days"]]
overdue.sort_values("overdue_days", ascending=False).head()
