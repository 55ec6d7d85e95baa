"""The evaluation of gold calls: tables, macro and micro, ceilings, ratings, errors."""

import json
import math
from functools import partial

import pytest

from softskills import analyze
from softskills.corpora import dump
from softskills.errors import OptionError, ReadError
from softskills.evaluate import evaluate, evaluate_calls

THANKS = "rep: Thanks. Why is that?\n  rapport.gratitude: Thanks.\n  question.open: Why is that?\ncustomer: It broke.\n"
FOUND = [(0, "Thanks.", "rapport.gratitude"), (0, "Why is that?", "question.closed")]


@pytest.fixture
def result(make_gold, says):
    calls = [make_gold(THANKS, call=f"c{n}", style=style) for n, style in enumerate(["punctuated"] * 20 + ["asr"] * 3)]
    return evaluate_calls(calls, source="these", ceiling={"question.open": 0.9}, analyze=says(*FOUND))


def row(frame, **where):
    for column, value in where.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1
    return frame.iloc[0]


def test_every_tag_has_a_row_for_each_style(result):
    assert result.tags.groupby("style").size().to_dict() == {"punctuated": 41, "asr": 41}
    assert result.styles == ("punctuated", "asr")
    assert result.n_turns == {"punctuated": 40, "asr": 6}


def test_the_figures_of_a_tag(result):
    right = row(result.tags, style="punctuated", tag="rapport.gratitude")
    assert tuple(right["support":"f1"]) == (20, 20, 0, 0, 1, 1, 1)
    assert math.isnan(right["ceiling"])
    missed = row(result.tags, style="asr", tag="question.open")
    assert (missed["support"], missed["n_missed"], missed["recall"], missed["f1"]) == (3, 3, 0, 0)
    assert math.isnan(missed["precision"])
    assert missed["ceiling"] == 0.9


def test_macro_takes_tags_with_twenty_gold_spans_in_that_style(result):
    macro = row(result.summary, style="punctuated", average="macro")
    assert (macro["n_tags"], macro["support"], macro["f1"], macro["recall"]) == (2, 40, 0.5, 0.5)
    assert (macro["precision"], macro["ceiling"]) == (1, 0.9)
    few = row(result.summary, style="asr", average="macro")
    assert few["n_tags"] == 0
    assert math.isnan(few["f1"])


def test_micro_takes_all_spans_together(result):
    micro = row(result.summary, style="asr", average="micro")
    assert (micro["support"], micro["precision"], micro["recall"], micro["f1"]) == (6, 0.5, 0.5, 0.5)


def test_columns_have_the_documented_types(result):
    kinds = {name: str(kind) for name, kind in result.tags.dtypes.items()}
    assert kinds["support"] == "int64"
    assert kinds["f1"] == kinds["ceiling"] == "float64"
    assert {str(result.summary[name].dtype) for name in ("n_tags", "support")} == {"int64"}
    assert {str(result.skills[name].dtype) for name in ("rho", "rho_gold")} == {"float64"}


def test_errors_of_one_tag(result):
    frame = result.errors("question.closed")
    assert len(frame) == 23
    assert set(frame["kind"]) == {"wrong"}
    assert frame["why"][0] == "told question.closed"
    assert result.errors("value.proof").empty
    with pytest.raises(OptionError, match=r"there is no tag 'question\.opn'"):
        result.errors("question.opn")


def test_skills_are_ranked_against_the_coach_where_both_are_known(make_gold, says):
    line = "customer: The gate has been sticking all winter and my husband cannot open it any more with his bad hand.\n"
    pitch = "rep: I see, and we can send a joiner out to plane it and hang it again next week if that suits you.\n"
    asks = "rep: Why is that?\n  question.open: Why is that?\n"
    calls = [make_gold((line + pitch) * 8 + asks * n, call=f"c{n}", rating=n + 1) for n in range(4)]
    result = evaluate_calls(calls, source="these", analyze=says())
    questioning = row(result.skills, skill="questioning")
    # The stand-in tags nothing, so every call scores the same; the gold tags rank them as the coach does.
    assert (questioning["n"], questioning["n_gold"], questioning["rho_gold"]) == (4, 4, 1)
    assert math.isnan(questioning["rho"])
    assert row(result.skills, skill="empathy")["n"] == 0


def test_a_folder_a_file_and_a_split_are_read_and_agreement_lies_beside_them(tmp_path, make_gold):
    (tmp_path / "dev").mkdir()
    for name in ("a", "b"):
        (tmp_path / "dev" / f"{name}.call").write_text(dump(make_gold(THANKS, call=name)), "utf-8")
    (tmp_path / "agreement.json").write_text('{"question.open": 0.8, "value.proof": null, "note.x": 1}', "utf-8")
    for source, where, n in (
        ("dev", tmp_path, 2),
        (tmp_path / "dev", None, 2),
        (tmp_path / "dev" / "a.call", None, 1),
    ):
        result = evaluate(source, corpora_path=where)
        assert result.n_calls == {"punctuated": n}
        assert result.ceiling["question.open"] == 0.8
        assert math.isnan(result.ceiling["value.proof"])
        assert "note.x" not in result.ceiling
    assert result.source == str(tmp_path / "dev" / "a.call")


def test_options_of_analyze_can_be_set(tmp_path, make_gold):
    (tmp_path / "a.call").write_text(dump(make_gold(THANKS)), "utf-8")
    assert evaluate(tmp_path, analyze=partial(analyze, call_type="coaching")).n_calls == {"punctuated": 1}
    assert evaluate(tmp_path).ceiling == {}


@pytest.mark.parametrize("text", ["[", "[1]", '{"question.open": "much"}'])
def test_a_malformed_agreement_table_is_named(tmp_path, make_gold, text):
    (tmp_path / "a.call").write_text(dump(make_gold(THANKS)), "utf-8")
    (tmp_path / "agreement.json").write_text(text, "utf-8")
    with pytest.raises(ReadError) as error:
        evaluate(tmp_path)
    assert str(error.value) == f'{tmp_path / "agreement.json"}: not an agreement table ({{"question.open": 0.9, ...}})'


def test_a_missing_path_is_named(tmp_path):
    with pytest.raises(ReadError) as error:
        evaluate(tmp_path / "nowhere")
    assert str(error.value) == f"{tmp_path / 'nowhere'}: no such file or folder (name a folder of .call files)"


def test_json_has_no_nan(result):
    from softskills.evaluate.render import to_json

    page = json.loads(to_json(result), parse_constant=pytest.fail)
    assert page["n_calls"] == {"punctuated": 20, "asr": 3}
    assert len(page["tags"]) == 82
    assert page["tags"][2]["precision"] is None
