"""Who is the rep: told, labelled or inferred, and never guessed silently."""

import pytest

from softskills.errors import RoleError
from softskills.roles import assign_roles, weights
from softskills.transcript import Transcript, Utterance


def transcript(said):
    return Transcript("c", tuple(Utterance(i, name, text) for i, (name, text) in enumerate(said)))


def test_a_named_rep_is_the_rep_and_everybody_else_the_customer(call):
    told = assign_roles(transcript(call), "Sam")
    assert told.roles == {"Dana": "customer", "Sam": "rep"}
    assert told.role_confidence == 1


@pytest.mark.parametrize("name", ["dana smith", "Dana", "smith"])
def test_a_name_may_be_written_in_any_case_or_in_part(name):
    told = assign_roles(
        transcript([("Smith, Dana" if name == "smith" else "Dana Smith", "Hello"), ("Sam", "Hi")]), name
    )
    assert "rep" in told.roles.values()


def test_a_name_that_nobody_bears_is_refused_with_the_names_there_are(call):
    with pytest.raises(RoleError, match=r"nobody is called 'Bob' \(the speakers are: Dana, Sam\)"):
        assign_roles(transcript(call), "Bob")


def test_a_name_that_fits_two_is_refused():
    with pytest.raises(RoleError, match="'Dana' fits Dana Smith, Dana Jones"):
        assign_roles(transcript([("Dana Smith", "Hello"), ("Dana Jones", "Hi")]), "Dana")


@pytest.mark.parametrize(
    "labels, roles",
    [
        (("Agent", "Customer"), ("rep", "customer")),
        (("AGENT_1", "CUSTOMER_1"), ("rep", "customer")),
        (("therapist", "client"), ("rep", "customer")),
        (("Nurse", "Patient"), ("rep", "customer")),
        (("Advisor", "Sam"), ("rep", "customer")),
        (("Sam", "Caller"), ("rep", "customer")),
    ],
)
def test_labels_that_say_so_are_believed(labels, roles):
    told = assign_roles(transcript([(labels[0], "Hello"), (labels[1], "Hi")]))
    assert tuple(told.roles.values()) == roles
    assert told.role_confidence == 1


def test_machines_are_neither_side():
    told = assign_roles(transcript([("IVR", "Press one."), ("Agent", "Hello"), ("Customer", "Hi")]))
    assert told.roles["IVR"] == "other"


def test_without_names_and_labels_the_talk_decides(call):
    told = assign_roles(transcript([({"Dana": "SPEAKER_00", "Sam": "SPEAKER_01"}[name], text) for name, text in call]))
    assert told.roles == {"SPEAKER_00": "rep", "SPEAKER_01": "customer"}
    assert 0.5 <= told.role_confidence <= 1


def test_a_guess_comes_with_a_warning():
    told = assign_roles(transcript([("A", "Fine."), ("B", "Fine.")]))
    assert told.role_confidence < 0.8
    assert any("are a guess" in notice.message for notice in told.warnings)


def test_one_speaker_alone_has_no_side():
    told = assign_roles(transcript([("A", "How can I help you?")]))
    assert told.roles == {"A": "unknown"}
    assert "only one speaker" in str(told.warnings[0])


def test_with_more_people_each_belongs_to_a_side(call):
    people = {"Dana": ("Dana", "Lee"), "Sam": ("Sam", "Max")}
    said = [(people[name][i % 4 // 2], text) for i, (name, text) in enumerate(call)]
    told = assign_roles(transcript(said))
    assert set(told.roles.values()) <= {"rep", "customer"}
    assert len(told.roles) == 4


def test_no_word_of_gender_and_no_name_decides():
    gendered = {"he", "she", "him", "her", "his", "sir", "madam", "mr", "mrs", "miss", "ms", "love", "mate"}
    assert not [word for word in weights() if gendered & set(word.split())]


def test_swapped_names_change_nothing(call):
    one = assign_roles(transcript(call))
    two = assign_roles(transcript([({"Dana": "Ahmed", "Sam": "Zofia"}[name], text) for name, text in call]))
    assert list(one.roles.values()) == list(two.roles.values())
    assert one.role_confidence == two.role_confidence
