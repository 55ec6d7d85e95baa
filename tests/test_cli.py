"""The command line: each verb, each kind of bad input in one clear line, nothing half-written."""

import io
import json

import pandas as pd
import pytest
from click.testing import CliRunner

import softskills as ss
from softskills.cli import main


def run(*args, **kwargs):
    return CliRunner().invoke(main, [str(arg) for arg in args], catch_exceptions=False, **kwargs)


def test_analyze_prints_the_profile(call_file):
    result = run("analyze", call_file, "--rep", "Dana")
    assert result.exit_code == 0
    for word in ("Questioning", "Listening", "Empathy", "Overall", "Talk", "Mood", "coaching, not for employment"):
        assert word in result.stdout
    assert "\x1b" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 100


def test_the_table_written_to_a_file_is_the_one_on_the_screen(call_file):
    shown = run("analyze", call_file, "--rep", "Dana").stdout
    run("analyze", call_file, "--rep", "Dana", "-o", "out.txt")
    assert (call_file.parent / "out.txt").read_text("utf-8") == shown


def test_every_format_holds_the_library_s_profile(call_file):
    expected = ss.analyze(call_file, rep="Dana").profile
    as_json = json.loads(run("analyze", call_file, "--rep", "Dana", "--format", "json").stdout)
    as_csv = pd.read_csv(io.StringIO(run("analyze", call_file, "--rep", "Dana", "--format", "csv").stdout))
    run("analyze", call_file, "--rep", "Dana", "--format", "parquet", "-o", "out.parquet")
    as_parquet = pd.read_parquet(call_file.parent / "out.parquet")
    pd.testing.assert_frame_equal(as_parquet, expected, check_dtype=False)
    assert list(as_csv.columns) == list(expected.columns) == list(as_json[0])
    assert as_csv["n_words"].tolist() == expected["n_words"].tolist()


def test_standard_input_is_read(call_file):
    result = run("analyze", "-", "--rep", "Dana", input=call_file.read_bytes())
    assert result.exit_code == 0
    assert "Questioning" in result.stdout


def test_tag_lists_words_and_reasons(call_file):
    result = run("tag", call_file, "--rep", "Dana", "--tag", "question", "--why")
    assert "question.open" in result.stdout
    assert "What happens when it drops?" in result.stdout
    assert "trust." not in result.stdout


def test_explain_knows_every_tag():
    listing = run("explain").stdout
    from softskills.taxonomy import tags

    for name, info in tags().items():
        assert name in listing
        assert info.definition[1:] in run("explain", name).stdout


def test_formats_lists_readers_and_says_what_it_saw(call_file):
    assert "vtt" in run("formats").stdout
    assert "text" in run("formats", call_file).stdout


@pytest.mark.parametrize("verb", ["analyze", "tag", "explain", "formats"])
def test_every_verb_has_help(verb):
    result = run(verb, "--help")
    assert result.exit_code == 0
    assert len(result.stdout) > 100


BAD = [
    ("missing.txt", None, "softskills: missing.txt: there is no such file (check the path)"),
    ("empty.txt", b"", "softskills: empty.txt: the file is empty"),
    ("sound.txt", b"RIFF\x00\x00\x00\x00WAVE" + bytes(100), "softskills: sound.txt: "),
    ("binary.txt", bytes(range(32)) * 40, "softskills: binary.txt: this is a binary file"),
    ("prose.txt", b"It was a dark night.\nNobody spoke.\n", "softskills: prose.txt:1: no speaker labels found"),
]


@pytest.mark.parametrize("name, data, message", BAD, ids=[row[0] for row in BAD])
def test_bad_input_gets_one_line_and_an_exit_code(name, data, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if data is not None:
        (tmp_path / name).write_bytes(data)
    result = run("analyze", name, "-o", "out.csv", "--format", "csv")
    assert result.exit_code == 1
    assert result.stderr.startswith(message)
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "out.csv").exists()


def test_a_wrong_rep_name_lists_the_speakers(call_file):
    result = run("analyze", call_file, "--rep", "Bob")
    assert result.exit_code == 1
    assert "nobody is called 'Bob' (the speakers are: Dana, Sam)" in result.stderr


def test_an_unknown_tag_names_those_that_come_near():
    result = run("explain", "question.wide")
    assert result.exit_code == 1
    assert "known: question.open, question.closed" in result.stderr


@pytest.mark.parametrize(
    "text, warning",
    [
        ("Dana: How can I help?\n", "only one speaker"),
        (
            "WEBVTT\n\n00:61:00.000 --> xx\n<v Dana>Hello</v>\n\n00:02.000 --> 00:03.000\n<v Sam>Hi</v>\n",
            "malformed time",
        ),
    ],
)
def test_what_can_be_analysed_is_analysed_with_a_warning(text, warning, tmp_path):
    path = tmp_path / "call.txt"
    path.write_text(text, "utf-8")
    result = run("analyze", path)
    assert result.exit_code == 0
    assert warning in result.stderr


def test_invalid_utf8_and_right_to_left_marks_are_read_with_a_warning(tmp_path):
    path = tmp_path / "call.txt"
    path.write_bytes(b"Dana\xe2\x80\x8f: caf\xe9 or tea? \xe2\x80\xaeabc\nSam: tea\n")
    result = run("tag", path, "--rep", "Dana")
    assert result.exit_code == 0
    assert "not valid utf-8" in result.stderr
    assert "question.closed" in result.stdout


def test_a_very_long_turn_is_analysed(tmp_path):
    path = tmp_path / "call.txt"
    path.write_text("Dana: How did it go?\nSam: " + "it went on and then it went on " * 14_000 + "\n", "utf-8")
    assert run("analyze", path, "--rep", "Dana").exit_code == 0


def test_an_output_that_cannot_be_written_leaves_nothing(call_file):
    result = run("analyze", call_file, "--rep", "Dana", "--format", "csv", "-o", "nowhere/out.csv")
    assert result.exit_code == 1
    assert "nowhere/out.csv: cannot write" in result.stderr
    assert sorted(path.name for path in call_file.parent.iterdir()) == ["call.txt"]


GOLD = """call: g1
domain: broadband
style: punctuated
quality: high
english: Irish
ratings: questioning=4 listening=4 empathy=4 tailored_value=null trust=4 rapport=4 strategic=null overall=4

rep: What happened after that?
  question.open: What happened after that?
customer: It went dark.
"""


def test_evaluate_prints_precision_recall_and_errors(tmp_path):
    (tmp_path / "g1.call").write_text(GOLD, "utf-8")
    table = run("evaluate", tmp_path)
    assert table.exit_code == 0
    assert "question.open" in table.stdout
    assert json.loads(run("evaluate", tmp_path, "--format", "json").stdout)
    assert "| question.open" in run("evaluate", tmp_path, "--format", "markdown").stdout
    assert run("evaluate", tmp_path, "--errors", "question.open").exit_code == 0


def test_evaluate_refuses_what_is_no_gold(tmp_path):
    result = run("evaluate", tmp_path)
    assert result.exit_code == 1
    assert "no .call files" in result.stderr
