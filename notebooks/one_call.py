# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # One call, from file to moments
#
# Reads a sample call, shows the profile, and goes from a number down to the words it rests on.

# %%
from pathlib import Path

import softskills as ss

samples = (
    Path(__file__).resolve().parents[1] / "corpora" / "samples"
    if "__file__" in globals()
    else Path("../corpora/samples")
)
result = ss.analyze(samples / "water-utility.vtt", rep="Denise")

# %% [markdown]
# The skills, and what the heaviest of them are divided from.

# %%
denise = result.profile.set_index("speaker").loc["Denise"]
skills = denise.filter(like="skill_").dropna().astype(float).round()
counted = denise[["n_questions", "n_open", "n_opportunities", "n_met", "n_missed"]]

# %% [markdown]
# Every feeling the customer showed, and the empathy that answered.

# %%
feelings = result.tags[result.tags["tag"].str.startswith(("customer.distress", "empathy."))][
    ["turn", "tag", "text", "why"]
]

# %% [markdown]
# The moments to play back together.

# %%
moments = result.moments[["skill", "kind", "turn", "quote", "why"]]
