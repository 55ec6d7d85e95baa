"""Speaker maps: every form of one, what is refused, and that twice is once."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softskills.errors import OptionError, ReadError, SoftskillsError
from softskills.roles import SpeakerMap, assign_roles
from softskills.transcript import Transcript, Utterance

NAMED = {"SPEAKER_00": {"role": "rep", "name": "Dana"}, "SPEAKER_01": "customer"}


def talk(*names, **more):
    return Transcript("c", tuple(Utterance(i, name, "Hello there.") for i, name in enumerate(names)), **more)


@pytest.mark.parametrize(
    "name, text",
    [
        ("map.csv", "speaker,role,name\nSPEAKER_00,rep,Dana\n\nSPEAKER_01,customer,\n"),
        ("map.csv", "\ufeffName,Label,Role\r\nDana,SPEAKER_00,Agent\r\n,SPEAKER_01,Caller\r\n"),
        ("map.toml", 'SPEAKER_01 = "customer"\n[SPEAKER_00]\nrole = "rep"\nname = "Dana"\n'),
        ("map.toml", '[speakers]\nSPEAKER_00 = { role = "rep", name = "Dana" }\nSPEAKER_01 = "customer"\n'),
        ("map.json", json.dumps(NAMED)),
        ("map.json", json.dumps({"speakers": NAMED})),
    ],
)
def test_csv_toml_and_json_say_the_same_as_a_mapping(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    told = assign_roles(talk("SPEAKER_00", "SPEAKER_01"), speakers=path)
    assert told.roles == {"Dana": "rep", "SPEAKER_01": "customer"}
    assert told.roles == assign_roles(talk("SPEAKER_00", "SPEAKER_01"), speakers=NAMED).roles
    assert (told.role_confidence, told.role_reason) == (1, "the speaker map says so")


def test_twice_is_once():
    call = talk("SPEAKER_00", "SPEAKER_01", "SPEAKER_02")
    once = assign_roles(call, speakers=NAMED)
    assert assign_roles(once, speakers=NAMED) == once


def test_upper_and_lower_case_are_one_label():
    assert assign_roles(talk("Speaker_00", "speaker_01"), speakers=NAMED).roles == {
        "Dana": "rep",
        "speaker_01": "customer",
    }


def test_two_labels_of_one_person_become_one_speaker():
    told = assign_roles(
        talk("A", "B", "C"),
        speakers={"A": {"role": "rep", "name": "Dana"}, "B": {"role": "rep", "name": "Dana"}, "C": "customer"},
    )
    assert told.roles == {"Dana": "rep", "C": "customer"}


def test_unmapped_speakers_are_reported_with_the_side_they_were_given():
    told = assign_roles(talk("SPEAKER_00", "SPEAKER_01", "Max"), speakers=NAMED)
    assert told.roles["Max"] == "unknown"
    assert [notice.message for notice in told.warnings] == ["not in the speaker map: Max (unknown)"]


def test_a_map_of_the_rep_alone_makes_everybody_else_the_customer_s_side():
    told = assign_roles(talk("A", "B", "C", "Voicemail"), speakers={"A": "rep"})
    assert list(told.roles.values()) == ["rep", "customer", "customer", "other"]
    assert told.warnings[0].message == "not in the speaker map: B (customer), C (customer), Voicemail (other)"


def test_an_unmapped_speaker_keeps_the_side_the_source_states():
    told = assign_roles(talk("A", "B", sides={"B": "other"}), speakers={"A": "rep"})
    assert told.roles == {"A": "rep", "B": "other"}


def test_a_map_of_names_alone_leaves_the_roles_to_the_next_evidence():
    told = assign_roles(talk("A", "B"), speakers={"A": {"name": "Agent Dana"}, "B": {"name": "Sam"}})
    assert told.roles == {"Agent Dana": "rep", "Sam": "customer"}
    assert told.role_reason == "the speakers' labels say so"


def test_a_rep_may_be_named_by_the_old_or_the_new_name():
    names = {"A": {"name": "Dana"}, "B": {"name": "Sam"}}
    for rep in ("B", "sam"):
        assert assign_roles(talk("A", "B"), rep, speakers=names).roles == {"Dana": "customer", "Sam": "rep"}


def test_a_map_without_a_label_of_this_call_is_reported_and_the_talk_decides():
    told = assign_roles(talk("Agent", "Customer"), speakers={"X": "rep"})
    assert told.roles == {"Agent": "rep", "Customer": "customer"}
    assert "none of the speaker map's labels is in this call (the speakers are: Agent, Customer)" in str(
        told.warnings[0]
    )


@pytest.mark.parametrize(
    "table, what",
    [
        ({"A": "wizard"}, "the speaker map gives 'A' the role 'wizard'"),
        ({"A": 3}, "the speaker map's entry for 'A' is 3"),
        ({"A": {"role": "rep", "team": "x"}}, "the speaker map's entry for 'A'"),
        ({"A": {}}, "the speaker map's entry for 'A'"),
        ({"A": {"role": ["rep"]}}, "the speaker map's entry for 'A'"),
        ({"A": {"name": " "}}, "the speaker map says nothing of 'A'"),
        ({"A": "rep", "a": "customer"}, "the speaker map has 'a' twice"),
        ({"A": {"name": "B"}, "B": {"name": "A"}}, "which is itself a label"),
        ({"A": {"role": "rep", "name": "D"}, "B": {"role": "customer", "name": "d"}}, "gives 'd' two roles"),
        (["A"], "a speaker map is a table of labels"),
    ],
)
def test_a_map_that_makes_no_sense_is_refused(table, what):
    with pytest.raises(OptionError, match=what):
        assign_roles(talk("A", "B"), speakers=table)


@pytest.mark.parametrize(
    "name, data, line, what",
    [
        ("m.csv", b"who,what\nA,rep\n", 1, "unknown columns 'who', 'what'"),
        ("m.csv", b"speaker\nA\n", 1, "the columns do not fit"),
        ("m.csv", b"speaker,role\nA,rep\nB\n", 3, "1 cells, the header has 2"),
        ("m.csv", b"speaker,role\nA,rep\nA,customer\n", 3, "the speaker 'A' stands twice"),
        ("m.csv", b"speaker,role\n,rep\n", 2, "no speaker"),
        ("m.csv", b"speaker,role\nA,wizard\n", 2, "the role 'wizard'"),
        ("m.csv", b'speaker,role\nA,"rep\n', 2, "malformed"),
        ("m.csv", b"", 1, "the columns do not fit"),
        ("m.json", b'{"A": \n', 2, "malformed"),
        ("m.json", b"[" * 100_000, None, "nested too deeply|malformed"),
        ("m.json", b"[]", None, "a speaker map is a table"),
        ("m.toml", b"A = \n", None, "malformed"),
        ("m.toml", b"\xff\xfe", None, "not UTF-8"),
        ("m.yaml", b"A: rep", None, "cannot be a .yaml file"),
        ("missing.csv", None, None, "No such file"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path, name, data, line, what):
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(SoftskillsError, match=what) as caught:
        SpeakerMap.read(path)
    assert isinstance(caught.value, ReadError | OptionError)
    if data is not None and name != "m.yaml":
        assert caught.value.path == str(path)
    assert caught.value.line == line


labels = st.text(min_size=1, max_size=6)


@given(
    st.dictionaries(
        labels,
        st.sampled_from(["rep", "customer", "other", "unknown", "wizard"]) | st.fixed_dictionaries({"name": labels}),
        max_size=5,
    ),
    st.lists(labels | st.none(), min_size=1, max_size=6),
)
def test_any_map_on_any_labels_is_refused_or_safe_to_apply_twice(table, names):
    call = talk(*names)
    try:
        once = assign_roles(call, speakers=table)
    except OptionError:
        return
    twice = assign_roles(once, speakers=table)
    assert twice.roles == once.roles
    assert twice.speakers == once.speakers
    assert len(twice.warnings) == len(set(twice.warnings))


@given(st.binary(max_size=200), st.sampled_from(["csv", "json", "toml"]))
def test_any_bytes_are_a_map_or_a_typed_error(tmp_path_factory, data, suffix):
    path = tmp_path_factory.mktemp("maps") / f"m.{suffix}"
    path.write_bytes(data)
    try:
        assert isinstance(SpeakerMap.read(path), SpeakerMap)
    except SoftskillsError as error:
        assert error.path == str(path)
