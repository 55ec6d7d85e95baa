"""Every public set once: which of its labels is compared with which tags.

The sets differ in their labels only, so each is an entry here; AnnoMI has a CSV form besides, read by `annomi.py`.
"""

from __future__ import annotations

from functools import cache

from softskills.errors import OptionError
from softskills.evaluate.datasets.annomi import read_csv
from softskills.evaluate.datasets.base import Comparison, Dataset

QUESTION = Comparison("question", "question", ("question.",))
REFLECTION = Comparison("reflection", "reflection", ("listening.reflection", "listening.summary"))
BACKCHANNEL = Comparison("backchannel", "backchannel", ("listening.backchannel",))
GRATITUDE = Comparison("gratitude", "gratitude", ("rapport.gratitude",))
APOLOGY = Comparison("apology", "apology", ("empathy.apology",))
EMPATHY = Comparison("empathy", "empathy", ("empathy.",))
# EPITOME: 0 none, 1 weak, 2 strong.
SHOWN = frozenset({1, 2})

DATASETS: tuple[Dataset, ...] = (
    Dataset(
        "annomi",
        "counselling sessions, expert-rated",
        (QUESTION, REFLECTION),
        kinds=True,
        quality=True,
        readers=((".csv", read_csv),),
    ),
    Dataset(
        "bt_oasis",
        "calls to a telephone company's operators",
        (QUESTION, BACKCHANNEL, GRATITUDE, APOLOGY),
        kinds=True,
    ),
    Dataset("swda", "telephone talk between strangers", (QUESTION, BACKCHANNEL), kinds=True),
    Dataset(
        "esconv",
        "emotional-support chat",
        (Comparison("question", "question", ("question.",), recall_only=True), REFLECTION, EMPATHY),
    ),
    Dataset(
        "epitome",
        "forum replies to people in distress",
        (
            Comparison("emotional_reaction", "emotional_reaction", ("empathy.concern", "empathy.reassurance"), SHOWN),
            Comparison("interpretation", "interpretation", ("empathy.understanding", "empathy.validation"), SHOWN),
            Comparison("exploration", "exploration", ("empathy.exploration",), SHOWN),
        ),
    ),
    Dataset(
        "p4g",
        "one person persuades another to donate",
        (Comparison("value", "value", ("value.",)), Comparison("value_broad", "value_broad", ("value.",))),
    ),
    Dataset(
        "maia",
        "support chats, customer side machine-translated",
        (
            Comparison("distress", "sentiment", ("customer.distress",), frozenset({"negative"})),
            Comparison("delight", "sentiment", ("customer.delight",), frozenset({"positive"})),
        ),
    ),
    Dataset("casino", "negotiation between campers", (EMPATHY,)),
    Dataset("talkmoves", "teachers in class", (REFLECTION,)),
)


@cache
def datasets() -> dict[str, Dataset]:
    """Return every set by name.

    Raises:
        OptionError: a name stands twice.
    """
    found: dict[str, Dataset] = {}
    for dataset in DATASETS:
        if dataset.name in found:
            raise OptionError(f"the data set {dataset.name!r} is registered twice")
        found[dataset.name] = dataset
    return found


def dataset(name: str) -> Dataset:
    """Return one set.

    Raises:
        OptionError: there is no such set.
    """
    if name not in datasets():
        raise OptionError(f"there is no data set {name!r}", hint=f"one of {', '.join(datasets())}")
    return datasets()[name]
