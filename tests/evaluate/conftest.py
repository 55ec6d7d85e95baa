"""Gold calls small enough to check by hand, and a stand-in tagger that gives what the test says."""

from dataclasses import dataclass

import pytest

from softskills.analysis import Analysis, analyze
from softskills.corpora import GoldCall, parse
from softskills.measures import CallView
from softskills.segment import turns
from softskills.transcript import Span, Tag, Transcript

HEAD = """\
call: {call}
domain: joinery
style: {style}
quality: high
english: unstated
ratings: questioning={rating} listening=3 empathy=null tailored_value=3 trust=3 rapport=3 strategic=null overall=3

"""


def gold(body: str, call: str = "one", style: str = "punctuated", rating: int = 3) -> GoldCall:
    return parse(HEAD.format(call=call, style=style, rating=rating) + body)


@dataclass(frozen=True)
class Says:
    """An analysis whose tags are given: (turn, words, tag)."""

    given: tuple[tuple[int, str, str], ...]

    def tags(self, call: Transcript) -> tuple[Tag, ...]:
        found = []
        for turn, words, tag in self.given:
            start = call.utterances[turn].text.index(words)
            found.append(Tag(turn, Span(start, start + len(words)), tag, 1.0, f"told {tag}"))
        return tuple(found)

    def __call__(self, call: Transcript) -> Analysis:
        tags = self.tags(call)
        view = CallView(call, list(turns(call.utterances)), tags)
        return Analysis(call, tags, view, analyze(call).card, "general")


@pytest.fixture
def make_gold():
    return gold


@pytest.fixture
def says():
    return lambda *given: Says(given)
