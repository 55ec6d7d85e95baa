"""AnnoMI's published CSV: several rows an utterance, each label to the majority."""

import csv
import math

import pytest

from softskills.errors import ReadError
from softskills.evaluate import evaluate_dataset
from softskills.evaluate.datasets import read_dataset

COLUMNS = [
    *("mi_quality", "transcript_id", "video_title", "utterance_id", "interlocutor", "timestamp", "utterance_text"),
    *("annotator_id", "question_exists", "question_subtype", "reflection_exists", "main_therapist_behaviour"),
]


def vote(utterance, annotator, question="False", kind="n/a", reflection="False", **more):
    return {
        "mi_quality": "high",
        "transcript_id": "7",
        "video_title": "made up, with a comma",
        "utterance_id": utterance,
        "interlocutor": "therapist",
        "timestamp": "00:00:05",
        "utterance_text": "How so?",
        "annotator_id": annotator,
        "question_exists": question,
        "question_subtype": kind,
        "reflection_exists": reflection,
        "main_therapist_behaviour": "question",
    } | more


@pytest.fixture
def read(tmp_path):
    def read(*rows, columns=COLUMNS):
        with (tmp_path / "AnnoMI-full.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
        return list(read_dataset("annomi", tmp_path / "AnnoMI-full.csv"))

    return read


def labels(read, *rows, **options):
    (dialogue,) = read(*rows, **options)
    return dialogue.labels[0]


def test_rows_of_one_utterance_are_one_turn_in_the_order_of_their_numbers(read):
    client = {"interlocutor": "client", "utterance_text": "Fine.", "timestamp": "00:01:02"}
    first, second = read(
        vote(1, 1, **client), vote(0, 1), vote(0, 2), vote(1, 2, **client), vote(0, 1, transcript_id="8")
    )
    assert [(utt.turn, utt.role, utt.text, utt.start) for utt in first.transcript.utterances] == [
        (0, "rep", "How so?", 5.0),
        (1, "customer", "Fine.", 62.0),
    ]
    assert first.transcript.utterances[0].stop == 62.0
    assert (first.transcript.call_id, second.transcript.call_id) == ("7", "8")
    assert first.quality == "high"
    assert first.labels[1] == {}


def test_each_label_goes_to_the_majority(read):
    found = labels(
        read,
        vote(0, 1, "True", "open"),
        vote(0, 2, "True", "closed", "True"),
        vote(0, 4, "True", "closed"),
        vote(0, 5),
    )
    assert found == {"question": 1, "question_kind": "closed", "reflection": 0}


def test_a_tie_is_no_label(read):
    found = labels(read, vote(0, 1, "True", "open", "True"), vote(0, 2, "True", "closed"))
    assert found == {"question": 1}


def test_annotator_3_has_no_vote_on_the_kind_but_has_one_on_the_question(read):
    assert labels(read, vote(0, 1, "True", "closed"), vote(0, 3, "True", "open"))["question_kind"] == "closed"
    assert labels(read, vote(0, 3, "True", "open")) == {"question": 1, "reflection": 0}


def test_no_kind_where_most_see_no_question(read):
    assert labels(read, vote(0, 1), vote(0, 2), vote(0, 4, "True", "open")) == {"question": 0, "reflection": 0}


def test_the_simple_file_has_only_the_main_behaviour(read):
    simple = [name for name in COLUMNS if "exists" not in name and "subtype" not in name and name != "annotator_id"]
    assert labels(read, vote(0, 1), columns=simple) == {"question": 1, "reflection": 0}
    assert labels(read, vote(0, 1, main_therapist_behaviour="n/a"), columns=simple) == {}


def test_an_unreadable_time_is_nan(read):
    (dialogue,) = read(vote(0, 1, timestamp="later"))
    assert math.isnan(dialogue.transcript.utterances[0].start)


def test_the_csv_is_evaluated_like_the_line_form(read, tmp_path):
    read(vote(0, 1, "True", "open"), vote(1, 1, utterance_text="Mhm."))
    frame = evaluate_dataset("annomi", tmp_path / "AnnoMI-full.csv").set_index("measure")
    assert tuple(frame.loc["question", ["n", "positives", "f1"]]) == (2, 1, 1)


def test_a_missing_column_is_named(read, tmp_path):
    with pytest.raises(ReadError) as error:
        read(columns=COLUMNS[1:])
    assert str(error.value) == (
        f"{tmp_path / 'AnnoMI-full.csv'}:1: no column 'mi_quality' "
        "(needs mi_quality, transcript_id, utterance_id, interlocutor, utterance_text)"
    )


def test_a_malformed_row_is_named(read):
    with pytest.raises(ReadError, match=r"not AnnoMI's CSV: invalid literal for int"):
        read(vote("x", 1))
