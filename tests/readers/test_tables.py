"""CSV, TSV, JSON lines, DataFrames and lists."""

from __future__ import annotations

import json
from math import isnan

import pandas as pd
import pytest

from softskills.errors import ReadError
from softskills.readers import detect, read_transcript


def test_csv_columns_are_found_by_their_names_and_the_delimiter_from_the_header(write, said, warned):
    text = 'who;said;t0;stop;role\nDana;hi;0:01;0:02;Agent\nSam;"a\nb";5;4;client\nSam;;x;;alien\n;;;;\n'
    path = write("a.csv", text)

    call = read_transcript(path)

    assert said(call) == [("Dana", "hi"), ("Sam", "a\nb"), ("Sam", "")]
    assert [utt.role for utt in call.utterances] == ["rep", "customer", "unknown"]
    assert (call.role_confidence, call.role_reason) == (1.0, "roles given by the source")
    assert (call.utterances[0].start, call.utterances[0].stop, call.utterances[1].start) == (1.0, 2.0, 5.0)
    assert warned(call) == [
        "a.csv:3: end before start, end left unknown",
        "a.csv:5: row without words, kept as an empty turn",
        "a.csv:5: role not known, left unknown: 'alien'",
        "a.csv:5: malformed time, left unknown: 'x' (give seconds or h:mm:ss)",
        "a.csv:6: row of empty cells, left out",
    ]
    assert detect(path).reason == 'has a header with the column "said", delimiter ;'


def test_words_cut_by_an_unquoted_delimiter_are_put_back(write, said, warned):
    call = read_transcript(write("a.csv", "sep=,\nspeaker,text\nDana,Hi, how are you, Sam\nspeaker,text\nSam,x\n"))

    assert said(call) == [("Dana", "Hi, how are you, Sam"), ("Sam", "x")]
    assert warned(call) == [
        "a.csv:3: delimiter within the words, put back",
        "a.csv:4: header repeated, left out",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a,b\n1,2\n",
            (
                "a.csv:1: no column holds the words; columns: 'a, b' "
                '(name it "text", and the speakers\' column "speaker")'
            ),
        ),
        (
            "text,start\nhi,1\n",
            (
                "a.csv:2: no speaker labels found; the first line is 'hi' "
                '(write lines as "Name: words", or pass a table with a speaker column)'
            ),
        ),
        (
            "call_id,speaker,text\n1,D,a\n2,S,b\n",
            ("a.csv: the rows belong to 2 calls: 1, 2 (pass the rows of one call at a time)"),
        ),
        (
            'speaker,text\nDana,"never closed\nSam,x\n',
            (
                "a.csv:2: a quotation mark opened here is never closed "
                '(words are quoted "like this", a quotation mark in them is doubled)'
            ),
        ),
        ("speaker,text\n", "a.csv: no turns found: no row has words"),
    ],
)
def test_broken_tables_say_what_is_wrong(write, text, message):
    with pytest.raises(ReadError) as error:
        read_transcript(write("a.csv", text))

    assert str(error.value) == message


def test_a_role_column_alone_gives_labels_and_a_call_column_the_name(write):
    text = "CallId\tParticipantRole\tContent\tBeginOffsetMillis\nc7\tAGENT\thi\t2500\n"

    call = read_transcript(write("a.tsv", text))

    assert call.call_id == "c7"
    (utt,) = call.utterances
    assert (utt.speaker, utt.text, utt.start, utt.role, utt.line) == ("AGENT", "hi", 2.5, "rep", 2)


def test_json_lines_may_differ_in_their_keys_and_broken_ones_are_reported(write, said, warned):
    text = '{"speaker":"Dana","text":"hi \\ud800","startTime":1.5}\n{oops\n{"agent":3,"utterance":"yo"}\n7\n'
    path = write("a.jsonl", text)

    call = read_transcript(path)

    assert said(call) == [("Dana", "hi \ufffd"), ("3", "yo")]  # half a character cannot be stored anywhere
    assert warned(call) == [
        "a.jsonl:2: line that is not valid JSON, left out: '{oops'",
        "a.jsonl:4: value that is no object, left out: '7'",
    ]
    assert detect(path).reason == 'is a JSON object a line with the key "text"'


def test_a_json_array_of_objects_is_read_alike(write, said):
    path = write("a.txt", json.dumps([{"name": "Dana", "content": "hi"}, {"name": "Sam", "content": "yo"}], indent=1))

    assert said(read_transcript(path)) == [("Dana", "hi"), ("Sam", "yo")]
    assert detect(path).reason == 'is an array of objects with the key "content"'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '[{"speaker":"Dana","text":"hi"},\n {',
            (
                "a.json:2: not valid JSON: Expecting property name enclosed in "
                'double quotes (each object needs a "text" and a "speaker")'
            ),
        ),
        (
            '{"results":{}}',
            (
                "a.json: no column holds the words; columns: 'results' "
                '(name it "text", and the speakers\' column "speaker")'
            ),
        ),
        (
            '{"speaker":"D",',
            (
                "a.json:1: not valid JSON: Expecting property name enclosed in double quotes "
                "(the file ends too early; export it again)"
            ),
        ),
    ],
)
def test_broken_json_says_where(write, text, message):
    with pytest.raises(ReadError) as error:
        read_transcript(write("a.json", text))

    # Python 3.13 words some of json's own messages differently.
    assert str(error.value).split("Expecting")[0] == message.split("Expecting")[0]


def test_a_frame_is_taken_row_by_row_whatever_its_index():
    frame = pd.DataFrame(
        {"speaker": [1.0, None, 1.0], "text": ["a", "b", None], "start": ["0:01", "2", pd.NaT]},
        index=[7, 7, 3],
    )

    call = read_transcript(frame, call_id="mine")

    assert [(utt.turn, utt.speaker, utt.text) for utt in call.utterances] == [
        (0, "1", "a"),
        (1, None, "b"),
        (2, "1", ""),
    ]
    assert [utt.start for utt in call.utterances[:2]] == [1.0, 2.0]
    assert (call.call_id, call.source_format, call.path) == ("mine", "frame", None)
    assert isnan(call.role_confidence)


def test_a_call_survives_the_way_through_its_own_frame():
    call = read_transcript([("Dana", "a", 0, 1.5), ("Sam", "b", None), {"who": None, "text": "c"}])

    again = read_transcript(call.to_frame())

    assert again.to_frame().equals(call.to_frame())
    assert isnan(again.role_confidence)


def test_a_list_is_taken_as_it_stands(said):
    call = read_transcript([("Dana", " a "), ["Dana", "b", "0:05"], {"agent": "Sam", "t1": 9, "said": "c"}])

    assert said(call) == [("Dana", " a "), ("Dana", "b"), ("Sam", "c")]
    assert (call.utterances[1].start, call.utterances[2].stop) == (5.0, 9.0)
    assert (call.call_id, call.source_format) == ("call", "list")


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ([], "no turns found: the list is empty"),
        ([("Dana", "hi"), 3], "item 1 of the list is no turn but a int"),
        ([("Dana",)], "item 0 of the list is no turn but a tuple"),
        ([(None, "hi")], "no speaker labels found; the first line is 'hi'"),
        ([{"a": 1}], "no column holds the words; columns: 'a'"),
    ],
)
def test_lists_that_are_no_call_are_refused(items, message):
    with pytest.raises(ReadError) as error:
        read_transcript(items)

    assert error.value.message == message
    assert error.value.hint
