"""Every tag by its cases: hits with their exact words, and real near-misses with the reason they are none.

The cases are data, one file a family in `cases/`. A tag without at least six hits and four near-misses fails.
"""

import tomllib
from pathlib import Path

import pytest

from softskills.segment import turns
from softskills.taggers import TAGGERS, registry, tag_call
from softskills.taxonomy import tags as known_tags
from softskills.transcript import Utterance

FOLDER = Path(__file__).parent / "cases"
CASES = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))}
ROWS = [(tag, case) for family in CASES.values() for tag, cases in family.items() for case in cases]
LEAST_HITS, LEAST_NEAR_MISSES = 6, 4


def found(tag, case):
    """Tag a case as the last turn of a small call, and return the words given this tag.

    `before` is what the other side said last, `earlier` what it said before that.
    """
    side = "customer" if known_tags()[tag].side == "customer" else case.get("role", "rep")
    other = "rep" if side == "customer" else "customer"
    texts = [pair for line in case.get("earlier", ()) for pair in ((other, line), (side, "Okay then."))]
    texts += [(other, case["before"])] if "before" in case else []
    texts.append((side, case["text"]))
    given = tag_call(list(turns(Utterance(turn, role, text, role=role) for turn, (role, text) in enumerate(texts))))
    return [name.span.of(case["text"]) for name in given if name.turn == len(texts) - 1 and name.tag == tag]


@pytest.mark.parametrize("tag, case", ROWS, ids=[f"{tag}: {case['text'][:50]}" for tag, case in ROWS])
def test_case(tag, case):
    if "words" in case:
        assert case["words"] in found(tag, case)
    else:
        assert found(tag, case) == [], f"near-miss: {case['why']}"


@pytest.mark.parametrize("tag", known_tags())
def test_every_tag_has_hits_and_near_misses(tag):
    cases = CASES.get(tag.partition(".")[0], {}).get(tag, [])
    hits = [case for case in cases if "words" in case]
    assert len(hits) >= LEAST_HITS
    assert len(cases) - len(hits) >= LEAST_NEAR_MISSES


def test_no_case_file_without_a_family():
    assert set(CASES) == {tagger.name for tagger in TAGGERS}


def test_every_tag_has_one_owner():
    assert sorted(tag for tagger in registry().values() for tag in tagger.tags) == sorted(known_tags())


def test_each_side_gets_only_its_own_tags():
    text = "I'm so sorry. I'm at the end of my rope. What happened?"
    for role in ("rep", "customer"):
        for tag in tag_call(list(turns((Utterance(0, "A", text, role=role),)))):
            assert known_tags()[tag.tag].side in (role, "both")


def test_machines_carry_no_tags():
    text = "Thank you for holding, we appreciate your patience. How can we help you?"
    assert tag_call(list(turns((Utterance(0, "IVR", text, role="other"),)))) == []
