"""Columns that the caller names: in tables, workbooks, JSON lines, DataFrames and lists."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from click.testing import CliRunner

import softskills as ss
from softskills.cli import main
from softskills.errors import OptionError
from softskills.readers import read_transcript

TOLD = {"speaker": "by whom", "text": "remark", "start": "when"}
CSV = "when;by whom;remark;text\n0:01;Dana;Hello?;x\n2.5;Sam;Hi;y\n"


def test_told_columns_come_before_those_a_reader_would_guess(said):
    call = read_transcript(io.StringIO(CSV), columns=TOLD)

    assert said(call) == [("Dana", "Hello?"), ("Sam", "Hi")]
    assert [utt.start for utt in call.utterances] == [1.0, 2.5]


def test_a_string_says_the_same_as_a_mapping(said):
    assert said(ss.read(io.StringIO(CSV), columns="speaker=by whom, text=remark ,start=when", rep="Dana")) == [
        ("Dana", "Hello?"),
        ("Sam", "Hi"),
    ]


def test_names_are_taken_as_they_stand_or_in_their_plain_form(said):
    assert said(read_transcript(io.StringIO("ByWhom,said\nDana,hi\n"), columns={"speaker": "by_whom"})) == [
        ("Dana", "hi")
    ]


def test_the_unit_in_a_told_name_counts():
    call = read_transcript(io.StringIO("p,said,at_ms\nDana,hi,1500\n"), columns={"speaker": "p", "start": "at_ms"})

    assert call.utterances[0].start == 1.5


@pytest.mark.parametrize(
    "source",
    [
        pd.DataFrame({"when": [1, 2], "by whom": ["Dana", "Sam"], "remark": ["Hello?", "Hi"]}),
        [{"by whom": "Dana", "remark": "Hello?", "when": 1}, {"by whom": "Sam", "remark": "Hi", "when": 2}],
        io.StringIO('{"by whom": "Dana", "remark": "Hello?"}\n{"by whom": "Sam", "remark": "Hi"}\n'),
    ],
    ids=["frame", "list", "jsonl"],
)  # fmt: skip
def test_every_kind_of_table_can_be_told(source, said):
    told = {key: TOLD[key] for key in ("speaker", "text")}

    assert said(read_transcript(source, columns=told)) == [("Dana", "Hello?"), ("Sam", "Hi")]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ("speaker", "columns 'speaker' are not understood (write speaker=who,text=said,start=t0)"),
        ("speaker=", "columns 'speaker=' are not understood (write speaker=who,text=said,start=t0)"),
        (
            "speakr=who",
            "a transcript has no 'speakr' column "
            "(one of text, speaker, start, stop, role, call_id, channel, confidence, source_id)",
        ),
        (
            "speaker=who",
            "line 1: no column is called 'who' (the columns are 'when, by whom, remark, text')",
        ),
    ],
)
def test_columns_that_are_not_there_are_refused(columns, message):
    with pytest.raises(OptionError) as error:
        read_transcript(io.StringIO(CSV), columns=columns)

    assert str(error.value) == message


def test_columns_are_for_tables_only():
    with pytest.raises(OptionError, match="columns are for tables, not for the format 'vtt'"):
        read_transcript(io.StringIO(CSV), columns=TOLD, format="vtt")


def test_a_table_with_the_time_of_day_counts_from_its_first_turn():
    text = "speaker,text,time\nDana,hi,2026-04-28T10:00:00Z\n"
    text += "Sam,yo,2026-04-28 10:00:02.500+00:00\nSam,x,2026-04-28T11:00\n"

    call = read_transcript(io.StringIO(text))

    assert [str(utt.start) for utt in call.utterances] == ["0.0", "2.5", "nan"]
    assert call.info.date == "2026-04-28T10:00:00+00:00"
    assert [str(notice) for notice in call.warnings] == [
        "line 2: times are dates; counted from the first of them: '2026-04-28T10:00:00+00:00'",
        "line 4: malformed time, left unknown: '2026-04-28T11:00' (give seconds or h:mm:ss)",
    ]


def test_the_command_line_takes_columns(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(CSV)
    run = CliRunner().invoke(main, ["tag", str(path), "--columns", "speaker=by whom,text=remark", "--rep", "Dana"])

    assert run.exit_code == 0, run.output
    assert "Dana" in run.output
    run = CliRunner().invoke(main, ["analyze", str(path), "--columns", "speaker=nobody"])
    assert run.exit_code == 1
    assert "no column is called 'nobody'" in run.output


def test_a_call_without_names_can_be_analysed(tmp_path):
    path = tmp_path / "a.vtt"
    path.write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nWhat brings you here?\n")

    result = ss.analyze(path)

    assert len(result.utterances) == 1
    assert result.profile.empty
