"""What an evaluation looks like."""

import io
import json

import pytest
from rich.console import Console

from softskills.evaluate import evaluate_calls, render
from softskills.evaluate.datasets import evaluate_dataset

CALL = "rep: Thanks. Any | left?\n  rapport.gratitude: Thanks.\n  question.closed: Any | left?\ncustomer: Two.\n"


@pytest.fixture
def result(make_gold, says):
    calls = [make_gold(CALL, call="p"), make_gold(CALL, call="a", style="asr")]
    return evaluate_calls(
        calls, source="dev", ceiling={"question.closed": 0.95}, analyze=says((0, "Thanks.", "rapport.gratitude"))
    )


@pytest.fixture
def public(tmp_path):
    said = [
        {"speaker": None, "role": None, "start": None, "end": None, "text": "What is it?", "labels": {"question": 1}}
    ]
    line = {"dataset": "swda", "dialogue_id": 1, "meta": {}, "utterances": said}
    (tmp_path / "swda.jsonl").write_text(json.dumps(line), "utf-8")
    return evaluate_dataset("swda", tmp_path)


def shown(call, *args, width=100):
    page = io.StringIO()
    call(*args, Console(file=page, width=width, no_color=True))
    return page.getvalue()


def test_the_table_keeps_the_styles_apart_and_names_every_tag_whole(result):
    page = shown(render.render, result)
    lines = [" ".join(line.split()) for line in page.splitlines()]
    assert page.startswith("dev: 1 punctuated calls (2 turns), 1 recogniser style calls (2 turns)\n")
    assert "question.closed 1 – 0.00 0.00 1 – 0.00 0.00 0.95" in lines
    assert "rapport.gratitude 1 1.00 1.00 1.00 1 1.00 1.00 1.00 –" in lines
    assert "micro 2 1.00 0.50 0.67 2 1.00 0.50 0.67 –" in lines
    assert max(map(len, page.splitlines())) <= 100


def test_errors_show_the_words_and_the_context(result):
    page = shown(render.render_errors, result, "question.closed")
    assert page.startswith("question.closed: 2 missed, 0 wrong\n")
    assert 'missed p turn 0  "Any | left?"' in page
    assert "rep: Thanks. Any | left?" in page
    assert json.loads(render.errors_to_json(result, "question.closed"))[0]["words"] == "Any | left?"


def test_markdown_is_a_table_that_a_bar_in_the_words_does_not_break(result):
    page = render.to_markdown(result)
    assert "| question.closed | 1 | – | 0.00 | 0.00 | 1 | – | 0.00 | 0.00 | 0.95 |" in page
    errors = render.errors_to_markdown(result, "question.closed").splitlines()
    assert "Any \\| left?" in errors[2]
    assert {line.replace("\\|", "").count("|") for line in errors} == {7}


def test_one_style_alone_makes_a_narrower_table(make_gold, says):
    result = evaluate_calls([make_gold(CALL)], source="one", analyze=says())
    assert "| tag | spans punct. | P punct. | R punct. | F1 punct. | ceiling |" in render.to_markdown(result)


def test_a_public_set_is_shown(public):
    page = shown(render.render_dataset, public)
    assert "swda question 1 1 1.00 1.00 1.00 –" in [" ".join(line.split()) for line in page.splitlines()]
    assert "| swda | question | question = 1: question.* | 1 | 1 | 1.00 |" in render.dataset_to_markdown(public)
    assert json.loads(render.dataset_to_json(public))[0]["value"] is None


def test_the_accuracy_page_holds_the_gold_and_the_public_figures(result, public):
    page = render.accuracy_page([result], public)
    assert page.startswith("# How often a tag is right\n")
    assert page.index("## dev:") < page.index("## Public labelled conversations") < page.index("| swda |")
    assert "## Public" not in render.accuracy_page([result])


def test_the_gold_figures_are_made_anew_and_the_public_ones_kept(result, public, make_gold, says):
    page = render.accuracy_page([result], public)
    assert render.refresh_page(page, [result]) == page
    other = evaluate_calls([make_gold(CALL)], source="test", analyze=says())
    fresh = render.refresh_page(page, [other])
    assert "## dev:" not in fresh
    assert fresh.endswith(render.dataset_to_markdown(public))
    assert render.refresh_page("", [other]) == render.accuracy_page([other])
