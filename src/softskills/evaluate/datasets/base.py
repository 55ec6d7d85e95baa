"""The nouns of public data sets: a labelled `Dialogue`, a `Comparison` of one label with tags, a `Dataset`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from softskills.transcript import Transcript

Label = str | int
NOT_WORD = re.compile(r"(?!(?<=\w)['’](?=\w))[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One labelled conversation.

    Args:
        transcript: the turns; role "unknown" where the set names none.
        labels: for each turn its labels; a label that is not there was not annotated, or is ambiguous.
        quality: "high" or "low" where experts rated the conversation, else None.
    """

    transcript: Transcript
    labels: tuple[Mapping[str, Label], ...]
    quality: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One yes-or-no label of a set beside the tags that should say the same of a turn.

    Args:
        measure: the name of the row.
        label: the label's key.
        tags: names or families ("question."); a turn says yes when it carries one of them.
        yes: the label's values that mean yes; every other value means no.
        recall_only: the label is given only where it is yes, so that nothing can be said of precision.
    """

    measure: str
    label: str
    tags: tuple[str, ...]
    yes: frozenset[Label] = frozenset({1})
    recall_only: bool = False

    @property
    def says(self) -> str:
        """What is compared with what, in words."""
        values = " or ".join(str(value) for value in sorted(self.yes, key=str))
        tags = " or ".join(tag + "*" if tag.endswith(".") else tag for tag in self.tags)
        return f"{self.label} = {values}: {tags}"


@dataclass(frozen=True, slots=True)
class Dataset:
    """A public set and what of it is compared.

    Args:
        name: unique in the registry; also the stem of its line-JSON file.
        title: what it is.
        comparisons: its yes-or-no labels.
        kinds: whether it tells open from closed questions.
        quality: whether whole conversations are rated high or low.
        readers: by file suffix, readers of other forms than line-JSON.
    """

    name: str
    title: str
    comparisons: tuple[Comparison, ...]
    kinds: bool = False
    quality: bool = False
    readers: tuple[tuple[str, Callable[[Path], Iterator[Dialogue]]], ...] = ()


def strip_text(text: str) -> str:
    """Return a text as a recogniser would give it: lower case, no punctuation; apostrophes within words stay.

    >>> strip_text("Well, it's $20 - isn't it?")
    "well it's 20 isn't it"
    """
    return " ".join(NOT_WORD.sub(" ", text).lower().split())
