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
# # Did the training help?
#
# Before and after a training, with statistics that fit the question. The unit that was trained is the **rep**, not the
# call: ten calls of one person are not ten independent pieces of evidence. So differences are taken within each rep
# (paired), and uncertainty comes from drawing *reps* anew (cluster bootstrap), not calls.
#
# **The data are staged.** Calls were written for this project and labelled high, mixed or low quality. The "trained" reps
# get one more call in five of high quality after the "training" than before; the "waiting" reps get the same mix twice.
# So there is an effect to be found in one group and none in the other, and we know it.

# %%
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

import softskills as ss

here = Path("..") if Path("../corpora").is_dir() else Path()
rng = random.Random(2026)
pool = {"high": [], "mixed": [], "low": []}
for gold in ss.corpora.load("train", here / "corpora"):
    if gold.style == "punctuated":
        pool[gold.quality].append(gold)
for golds in pool.values():
    rng.shuffle(golds)

N_CALLS = 5
MIX = {("waiting", "before"): (1, 2, 2), ("waiting", "after"): (1, 2, 2), ("trained", "before"): (1, 2, 2)}
MIX["trained", "after"] = (2, 2, 1)
GROUPS = {"trained": [f"T{n:02}" for n in range(8)], "waiting": [f"W{n:02}" for n in range(8)]}


def staged(gold, rep):
    """Make a call this rep's."""
    names = {"rep": rep, "customer": "Customer"}
    said = tuple(replace(utt, speaker=names.get(utt.role, "Other")) for utt in gold.transcript.utterances)
    return replace(gold.transcript, utterances=said)


results = {}
for group, reps in GROUPS.items():
    for period in ("before", "after"):
        for rep in reps:
            counts = dict(zip(pool, MIX[group, period], strict=True))
            drawn = [gold for quality, n in counts.items() for gold in rng.sample(pool[quality], n)]
            calls = [staged(gold, rep) for gold in drawn]
            results.setdefault((group, period), []).extend(ss.analyze(call, rep=rep, tier="fast") for call in calls)

# %% [markdown]
# ## One number per rep and period
#
# Pooled over the rep's calls: counts added first, divided last.

# %%
SKILLS = ["skill_overall", "skill_listening", "skill_empathy"]


def pooled(group, period):
    """Return the reps' skills of one period, by rep."""
    people = ss.profile(results[group, period])
    return people[people["role"] == "rep"].set_index("speaker")[SKILLS]


change = pd.concat(
    {group: pooled(group, "after") - pooled(group, "before") for group in GROUPS}, names=["group", "rep"]
)
change.round(1)

# %% [markdown]
# ## The effect, with its interval
#
# The mean of the reps' own differences. Draw the reps anew ten thousand times; the middle 95 % of the means is the
# interval.

# %%
N_DRAWS = 10_000
draw = np.random.default_rng(2026)


def drawn_means(values):
    """Return the means of as many reps drawn with replacement."""
    values = values.dropna().to_numpy()
    return values[draw.integers(0, len(values), (N_DRAWS, len(values)))].mean(axis=1)


def effect_of(values):
    """Return the mean change of some reps with its 95 % interval."""
    low, high = np.percentile(drawn_means(values), [2.5, 97.5])
    return {"reps": values.notna().sum(), "change": values.mean(), "low": low, "high": high}


effect = pd.DataFrame(
    [{"group": group, "skill": skill, **effect_of(change.loc[group, skill])} for group in GROUPS for skill in SKILLS]
)
effect.round(1)

# %% [markdown]
# Look at the waiting group, where nothing was done: an interval there that leaves out zero is chance. Three skills are
# three chances to be fooled, and with eight reps this interval is a little too narrow.
#
# ## Against those who waited
#
# The trained group's change alone also holds whatever else happened: the season, other customers, and **regression to the
# mean** if people were sent because they had scored low. The waiting group has all of that but the training. The difference
# of the two changes is the figure to report.

# %%
rows = []
for skill in SKILLS:
    trained, waiting = change.loc["trained", skill], change.loc["waiting", skill]
    gap = drawn_means(trained) - drawn_means(waiting)
    low, high = np.percentile(gap, [2.5, 97.5])
    rows.append({"skill": skill, "difference": trained.mean() - waiting.mean(), "low": low, "high": high})
against = pd.DataFrame(rows)
against.round(1)

# %% [markdown]
# ## A test without assumptions
#
# If training did nothing, who was trained is a label that might as well have been dealt out otherwise. Deal it out ten thousand
# times: how often is the difference as large as the one seen? Say beforehand which one skill you will test; three
# tests are three chances to be fooled.

# %%
overall = change["skill_overall"].dropna()
is_trained = overall.index.get_level_values("group") == "trained"
seen = overall[is_trained].mean() - overall[~is_trained].mean()
labels = draw.permuted(np.tile(is_trained, (N_DRAWS, 1)), axis=1)
values = overall.to_numpy()
dealt = (labels * values).sum(axis=1) / labels.sum(axis=1) - (~labels * values).sum(axis=1) / (~labels).sum(axis=1)
p_value = (1 + (np.abs(dealt) >= abs(seen)).sum()) / (1 + N_DRAWS)
print(f"overall: trained {seen:+.1f} points more than waiting, p = {p_value:.3f}")

# %% [markdown]
# ## The wrong way, for comparison
#
# All calls of one period against all of the other, as if each call were another person. The interval is often too narrow, since
# calls of one rep resemble each other; `ss.compare(..., by=None)` is right for *one* rep or for archives whose reps differ
# little.

# %%
naive = ss.compare(results["trained", "before"], results["trained", "after"], by=None)
naive[naive["measure"].isin(SKILLS)][["measure", "difference", "low", "high", "clear"]].round(1)

# %% [markdown]
# ## What this cannot say
#
# * **That the training caused it**, unless chance decided who was trained first. Volunteers differ from those who wait.
# * **That it lasts.** Measure again in three months.
# * **That customers noticed.** Scores are about words. If reps were taught to reflect, reflections go up; whether the calls got
#   better, ask customers or outcomes.
# * **Small effects.** With eight reps a side only large ones can be seen: look at how wide the intervals are before you
#   plan a study, not after.
