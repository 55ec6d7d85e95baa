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
# # One call, from file to moments
#
# Reads a sample call, looks at it, and goes from a number down to the words it rests on. The call was written for this
# project (`corpora/README.md`); put the path of a call of yours in its place.

# %%
from pathlib import Path

import softskills as ss

here = Path("..") if Path("../corpora").is_dir() else Path()
result = ss.analyze(here / "corpora/samples/water-utility.vtt", rep="Denise")
result

# %% [markdown]
# The whole call at a glance: who speaks, where feelings were shown and met, the customer's mood.

# %%
ss.plot.timeline(result)

# %% [markdown]
# The skills, each with the interval of this one call. They are wide: one call says little about a person.

# %%
sure = result.intervals.query("role == 'rep' and kind == 'skill'")
skills = sure.set_index("measure")[["value", "low", "high"]].round()
skills

# %% [markdown]
# What a skill rests on: its measures, their share, and how many points each got.

# %%
empathy = result.evidence.query("skill == 'empathy'")
empathy[["measure", "value", "score", "weight"]].drop_duplicates().round(2)

# %% [markdown]
# Every feeling the customer showed, and the empathy that answered, in order.

# %%
feelings = result.tags[result.tags["tag"].str.startswith(("customer.distress", "empathy."))][
    ["turn", "tag", "text", "score", "why"]
]
feelings

# %% [markdown]
# The moments to play back together: at most five, with what to try instead.

# %%
moments = result.moments.query("shown")[["skill", "valence", "turn", "quote", "why", "suggestion"]]
moments

# %% [markdown]
# ## What this cannot say
#
# Whether Denise sounded warm (a transcript has no tone), whether she is always like that (one call), and whether the
# customer was better off for it. Read the moments aloud with her; that is what they are for.
