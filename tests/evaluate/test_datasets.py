"""Public sets in tiny made-up form: which label is compared with which tags, and on which turns."""

import gzip
import json
import math

import pytest

from softskills import analyze
from softskills.errors import OptionError, ReadError
from softskills.evaluate.datasets import datasets, evaluate_dataset, read_dataset, strip_text
from softskills.taxonomy import tags

NAMES = ("annomi", "bt_oasis", "swda", "esconv", "epitome", "p4g", "maia", "casino", "talkmoves")


def said(text, role="rep", **labels):
    return {"speaker": role or "A", "role": role, "start": None, "end": None, "text": text, "labels": labels}


@pytest.fixture
def run(tmp_path):
    def run(name, *utterances, **options):
        line = {"dataset": name, "dialogue_id": "1", "meta": {}, "utterances": utterances}
        file = tmp_path / f"{name}.jsonl.gz"
        with gzip.open(file, "wt", encoding="utf-8") as out:
            out.write(json.dumps(line) + "\n")
        return evaluate_dataset(name, file, **options).set_index("measure")

    return run


@pytest.fixture
def tagged(says):
    return lambda *given: says(*given)


def test_nine_sets_and_each_compares_with_tags_of_the_codebook():
    assert tuple(datasets()) == NAMES
    for chosen in datasets().values():
        for comparison in chosen.comparisons:
            for tag in comparison.tags:
                assert any(name == tag or (tag.endswith(".") and name.startswith(tag)) for name in tags()), tag


@pytest.mark.parametrize(
    ("name", "role", "label", "yes", "no", "tag", "measure"),
    [
        ("annomi", "rep", "question", 1, 0, "question.open", "question"),
        ("annomi", "rep", "reflection", 1, 0, "listening.summary", "reflection"),
        ("bt_oasis", "customer", "question", 1, 0, "question.closed", "question"),
        ("bt_oasis", "rep", "backchannel", 1, 0, "listening.backchannel", "backchannel"),
        ("bt_oasis", "rep", "gratitude", 1, 0, "rapport.gratitude", "gratitude"),
        ("bt_oasis", "rep", "apology", 1, 0, "empathy.apology", "apology"),
        ("swda", None, "backchannel", 1, 0, "listening.backchannel", "backchannel"),
        ("esconv", "rep", "empathy", 1, 0, "empathy.concern", "empathy"),
        ("epitome", "rep", "emotional_reaction", 2, 0, "empathy.reassurance", "emotional_reaction"),
        ("epitome", "rep", "interpretation", 1, 0, "empathy.validation", "interpretation"),
        ("epitome", "rep", "exploration", 1, 0, "empathy.exploration", "exploration"),
        ("p4g", "rep", "value", 1, 0, "value.proof", "value"),
        ("p4g", "rep", "value_broad", 1, 0, "value.feature", "value_broad"),
        ("maia", "customer", "sentiment", "negative", "neutral", "customer.distress", "distress"),
        ("maia", "customer", "sentiment", "positive", "negative", "customer.delight", "delight"),
        ("casino", None, "empathy", 1, 0, "empathy.apology", "empathy"),
        ("talkmoves", "rep", "reflection", 1, 0, "listening.reflection", "reflection"),
    ],
)
def test_each_label_is_compared_with_its_tags(run, tagged, name, role, label, yes, no, tag, measure):
    frame = run(
        name,
        said("one hit", role, **{label: yes}),
        said("one missed", role, **{label: yes}),
        said("one wrong", role, **{label: no}),
        said("one right", role, **{label: no}),
        said("not labelled", role),
        analyze=tagged((0, "one hit", tag), (2, "one wrong", tag), (4, "not", tag)),
    )
    row = frame.loc[measure]
    assert tuple(row[["n", "positives", "precision", "recall", "f1"]]) == (4, 2, 0.5, 0.5, 0.5)
    assert math.isnan(row["value"])


def test_a_side_that_cannot_carry_the_tag_is_left_out(run, tagged):
    frame = run("bt_oasis", said("ta", "customer", gratitude=1), said("ta", "rep", gratitude=1), analyze=tagged())
    assert frame.loc["gratitude", "n"] == 1


def test_esconv_questions_count_for_recall_only(run, tagged):
    frame = run("esconv", said("why", question=1), said("hm", question=1), analyze=tagged((0, "why", "question.open")))
    assert frame.loc["question", "recall"] == 0.5
    assert frame.loc["question", ["precision", "f1"]].isna().all()


def test_open_against_closed(run, tagged):
    frame = run(
        "annomi",
        said("why and when", question=1, question_kind="open"),  # both found: open
        said("is it", question=1, question_kind="closed"),  # found as open
        said("do you", question=1, question_kind="closed"),  # found as closed
        said("how come", question=1, question_kind="open"),  # not found: no part in the accuracy
        said("no", question=0),
        said("which of them", question=1),  # ambiguous kind: left out
        analyze=tagged(
            (0, "why", "question.open"),
            (0, "when", "question.closed"),
            (1, "is it", "question.open"),
            (2, "do you", "question.closed"),
        ),
    )
    accuracy = frame.loc["question_kind_accuracy"]
    assert (accuracy["n"], accuracy["value"]) == (3, pytest.approx(2 / 3))
    assert frame.loc["question_open", "f1"] == 0.5
    assert frame.loc["question_closed", "f1"] == pytest.approx(2 / 3)
    # none: one right, one question taken for none.
    assert frame.loc["question_kind_macro_f1", "value"] == pytest.approx((2 / 3 + 0.5 + 2 / 3) / 3)


def test_quality_is_the_area_under_the_curve_of_whole_conversations(tmp_path):
    long = "and what we found was that the new gate had swollen in the rain again so it would not shut at all"
    rows = []
    for number, (quality, text) in enumerate([("high", "why is that?"), ("high", "why is that?"), ("low", "no.")]):
        talk = [said(long, "customer"), said(text + " " + long, "rep", question=0)] * 8
        rows.append({"dataset": "annomi", "dialogue_id": number, "meta": {"mi_quality": quality}, "utterances": talk})
    rows.append({"dataset": "annomi", "dialogue_id": 9, "meta": {"mi_quality": "low"}, "utterances": [said("hello")]})
    (tmp_path / "annomi.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    frame = evaluate_dataset("annomi", tmp_path).set_index("measure")
    # The conversation that is too short has no score and takes no part.
    assert tuple(frame.loc["quality_auc_questioning", ["n", "positives", "value"]]) == (3, 2, 1)


def test_strip_takes_case_and_punctuation_before_tagging(run):
    heard = []

    def listen(call):
        heard.extend(utt.text for utt in call.utterances)
        return analyze(call)

    frame = run("swda", said("Well, Dana's\n“well-known” - is it $5?", None), analyze=listen, strip=True)
    assert frame["dataset"].tolist()[0] == "swda+strip"
    assert heard == ["well dana's well known is it 5"]
    assert strip_text("?!") == ""


def test_an_unknown_set_lists_those_there_are():
    with pytest.raises(OptionError) as error:
        evaluate_dataset("oasis", "x")
    assert str(error.value) == f"there is no data set 'oasis' (one of {', '.join(NAMES)})"


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ReadError) as error:
        evaluate_dataset("p4g", tmp_path)
    assert str(error.value) == f"{tmp_path / 'p4g.jsonl.gz'}: no such file (the line-JSON file of p4g, or its folder)"


GOOD = json.dumps({"dialogue_id": 1, "meta": {}, "utterances": [said("hello")]})


@pytest.mark.parametrize(
    "bad", ["{", "[]", "{}", '"x"', GOOD.replace('"rep"', '"seller"'), GOOD.replace('"hello"', "5")]
)
def test_a_malformed_line_is_named(tmp_path, bad):
    (tmp_path / "p4g.jsonl").write_text(f"{GOOD}\n\n{bad}\n", "utf-8")
    with pytest.raises(ReadError) as error:
        list(read_dataset("p4g", tmp_path))
    assert str(error.value).startswith(f"{tmp_path / 'p4g.jsonl'}:3: not a labelled conversation (")


def test_a_file_that_is_no_gzip_is_named(tmp_path):
    (tmp_path / "p4g.jsonl.gz").write_text(GOOD, "utf-8")
    with pytest.raises(ReadError, match=r"p4g\.jsonl\.gz: cannot be read: Not a gzipped file"):
        list(read_dataset("p4g", tmp_path))
