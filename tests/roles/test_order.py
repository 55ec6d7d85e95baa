"""Which evidence decides a speaker's side, and which comes before which."""

import pytest

from softskills.errors import RoleError
from softskills.roles import assign_roles
from softskills.transcript import CallInfo, Transcript, Utterance


def talk(*said, **more):
    utterances = tuple(
        Utterance(i, row[0], row[1], channel=row[2] if len(row) > 2 else None) for i, row in enumerate(said)
    )
    return Transcript("c", utterances, **more)


TWO = (("Dana Smith", "How can I help you today?"), ("Sam", "My router is broken and I want my money back."))
ON_CHANNELS = tuple((name, text, channel) for (name, text), channel in zip(TWO, (1, 0), strict=True))


def test_the_order_of_evidence_is_name_map_channel_source_metadata_labels_talk():
    """Each step says the opposite of the one after it, so that the roles show which one decided."""
    call = talk(*ON_CHANNELS, sides={"Sam": "rep", "Dana Smith": "customer"}, info=CallInfo(rep="Dana"))
    by_name = assign_roles(call, "Dana", speakers={"Sam": "rep"}, rep_channel=0)
    assert (by_name.roles["Dana Smith"], by_name.role_reason) == ("rep", "told: Dana Smith is the rep")
    by_map = assign_roles(call, speakers={"Dana Smith": "rep"}, rep_channel=0)
    assert (by_map.roles["Dana Smith"], by_map.role_reason) == ("rep", "the speaker map says so")
    by_channel = assign_roles(call, rep_channel=1)
    assert (by_channel.roles["Dana Smith"], "channel 1" in by_channel.role_reason) == ("rep", True)
    by_source = assign_roles(call)
    assert (by_source.roles["Sam"], by_source.role_reason) == ("rep", "the source states the sides")
    by_metadata = assign_roles(talk(("Agent Lee", "Hi."), ("Sam", "Hi."), info=CallInfo(rep="Sam")))
    assert (by_metadata.roles["Sam"], by_metadata.role_reason) == ("rep", "the metadata name Sam as the rep")
    by_label = assign_roles(talk(("Customer", "How can I help you today?"), ("Agent", "My router broke, I want help.")))
    assert (by_label.roles["Agent"], by_label.role_reason) == ("rep", "the speakers' labels say so")
    assert "inferred" in assign_roles(talk(*TWO)).role_reason


def test_what_was_told_is_certain_and_what_was_inferred_never_is():
    assert assign_roles(talk(*TWO), "Sam").role_confidence == 1
    assert 0.5 <= assign_roles(talk(*TWO)).role_confidence < 1


def test_roles_a_call_carries_are_kept_until_an_option_speaks():
    told = assign_roles(talk(*TWO), "Sam")
    assert assign_roles(told) is told
    assert assign_roles(told, "Dana").roles == {"Dana Smith": "rep", "Sam": "customer"}
    # A map of other people changes no role, and says so.
    kept = assign_roles(told, speakers={"X": "rep"})
    assert kept.roles == told.roles
    assert "none of the speaker map's labels" in kept.warnings[-1].message


def test_several_reps_stay_separate_speakers_of_one_side():
    call = talk(*TWO, ("Lee", "I am the engineer, hello."))
    assert assign_roles(call, ["Dana", "Lee"]).roles == {"Dana Smith": "rep", "Sam": "customer", "Lee": "rep"}


class TestChannel:
    def test_the_rep_s_channel_gives_the_sides(self):
        call = talk(("A", "Hi.", 0), ("B", "Hello.", 1), ("C", "Hey.", 1))
        assert assign_roles(call, rep_channel=1).roles == {"A": "customer", "B": "rep", "C": "rep"}

    def test_a_turn_without_a_speaker_bears_its_channel_s_name(self):
        call = assign_roles(talk((None, "Hi.", 0), (None, "Hello.", 1)), rep_channel=0)
        assert call.roles == {"channel 0": "rep", "channel 1": "customer"}

    @pytest.mark.parametrize(
        "said, what",
        [
            (ON_CHANNELS, r"nobody is heard on channel 2 \(the channels are: 0, 1\)"),
            (TWO, r"the transcript does not tell channels \(name the rep"),
        ],
    )
    def test_a_channel_that_is_not_there_is_refused(self, said, what):
        with pytest.raises(RoleError, match=what):
            assign_roles(talk(*said), rep_channel=2)

    def test_a_speaker_on_both_channels_belongs_to_the_one_with_most_words_and_is_reported(self):
        call = talk(("A", "one two three four", 0), ("B", "one two three", 1), ("A", "five six", 1))
        told = assign_roles(call, rep_channel=0)
        assert told.roles == {"A": "rep", "B": "customer"}
        assert [notice.message for notice in told.warnings] == ["A is heard on several channels: taken as channel 0"]

    def test_an_echo_is_not_reported(self):
        call = talk(("A", "word " * 99, 0), ("B", "one two three", 1), ("A", "word", 1))
        assert not assign_roles(call, rep_channel=0).warnings


class TestSource:
    def test_with_only_the_rep_stated_everybody_else_is_the_customer_s_side(self):
        call = talk(*TWO, ("Max", "Hi."), ("IVR", "Press one."), sides={"Dana Smith": "rep"})
        assert list(assign_roles(call).roles.values()) == ["rep", "customer", "customer", "other"]

    def test_with_only_the_customer_stated_one_other_speaker_is_the_rep(self):
        assert assign_roles(talk(*TWO, sides={"Sam": "customer"})).roles["Dana Smith"] == "rep"

    def test_with_only_the_customer_stated_and_two_others_the_source_does_not_decide(self):
        call = talk(*TWO, ("Lee", "Hi."), sides={"Sam": "customer"})
        assert "source" not in assign_roles(call).role_reason

    def test_a_side_the_source_leaves_open_stays_open(self):
        call = talk(*TWO, ("Lee", "Hi."), sides={"Sam": "customer", "Dana Smith": "rep"})
        assert assign_roles(call).roles["Lee"] == "unknown"


class TestMetadata:
    @pytest.mark.parametrize(
        "name", ["Dana Smith", "dana_smith", "Smith, Dana", "dana", "dana.smith@x.com", "Dana M Smith"]
    )
    def test_the_rep_s_name_is_found_among_the_speakers_however_it_is_written(self, name):
        told = assign_roles(talk(*TWO, info=CallInfo(rep=name)))
        assert (told.roles, told.role_confidence) == ({"Dana Smith": "rep", "Sam": "customer"}, 1)

    @pytest.mark.parametrize("name", ["Lee", "D", "Danae Smithson", "", "2"])
    def test_a_name_that_is_not_there_decides_nothing(self, name):
        assert "metadata" not in assign_roles(talk(*TWO, info=CallInfo(rep=name))).role_reason

    def test_a_name_that_fits_two_decides_nothing(self):
        call = talk(("Dana Smith", "Hi."), ("Dana Jones", "Hi."), info=CallInfo(rep="Dana"))
        assert "metadata" not in assign_roles(call).role_reason

    def test_a_client_among_two_speakers_leaves_the_other_as_the_rep(self):
        assert assign_roles(talk(*TWO, info=CallInfo(client="Sam"))).roles["Dana Smith"] == "rep"

    def test_a_client_among_three_speakers_decides_nothing(self):
        call = talk(*TWO, ("Lee", "Hi."), info=CallInfo(client="Sam"))
        assert "metadata" not in assign_roles(call).role_reason
