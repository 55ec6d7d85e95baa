"""Calls with other names, genders and spellings: the tags stay with their words."""

import tomllib
from pathlib import Path
from random import Random

from softskills.corpora import parse
from softskills.model.train.swaps import counterfactual, gendered, given, spelled, swapped

TOOLS = Path(__file__).parents[2] / "tools"
CALL = parse(
    """call: x-1
domain: parcels
style: punctuated
quality: mixed
english: British
ratings: questioning=3 listening=3 empathy=3 tailored_value=3 trust=3 rapport=3 strategic=null overall=3

customer: My husband is furious, Sarah. He has cancelled the cheque.
  customer.distress: My husband is furious
rep: He has every right to be, sir. I'll ring him at five.
  empathy.validation: He has every right to be
  trust.commitment: I'll ring him at five
"""
)


def quotes(call):
    return [tag.span.of(call.transcript.utterances[tag.turn].text) for tag in call.tags]


def test_a_swap_of_genders_moves_the_gold_with_its_words():
    turned, count = swapped(CALL, gendered)
    assert turned.transcript.utterances[0].text == "My wife is furious, Sarah. She has cancelled the cheque."
    assert quotes(turned) == ["My wife is furious", "She has every right to be", "I'll ring her at five"]
    assert count == 5


def test_spellings_are_swapped_both_ways():
    assert spelled("cheque") == "check"
    assert spelled("color") == "colour"
    assert spelled("parcel") == "parcel"


def test_a_call_is_changed_now_and_then_and_its_tags_stay():
    shown = [counterfactual(CALL, Random(seed)) for seed in range(60)]
    changed = [call for call in shown if call.transcript != CALL.transcript]
    assert 20 <= len(changed) <= 55
    assert all([tag.tag for tag in call.tags] == [tag.tag for tag in CALL.tags] for call in shown)
    assert any("Sarah" not in call.transcript.utterances[0].text for call in shown)
    assert all(quotes(call)[0].startswith("My ") and quotes(call)[0].endswith("furious") for call in shown)


def test_the_names_that_are_tested_with_were_never_learned():
    tested = set(tomllib.loads((TOOLS / "swaps.toml").read_text("utf-8"))["elsewhere"])
    from softskills.model.train.swaps import _table

    assert tested.isdisjoint(_table()["stand_in"])
    assert tested.isdisjoint(given())
