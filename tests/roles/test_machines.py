"""Menus, hold messages and mailboxes are no side; people who quote them or handle them are."""

import pytest

from softskills import corpora
from softskills.lexicon import classes
from softskills.lexicon.pattern import parse
from softskills.roles import assign_roles
from softskills.roles.machines import _table, machine_cue, machines
from softskills.segment import turns
from softskills.transcript import Transcript, Utterance


def turn(text):
    return next(turns([Utterance(0, "A", text)]))


@pytest.mark.parametrize(
    "text",
    [
        "Your call is important to us. Please stay on the line and it will be answered in the order received.",
        "your call is very important to us",
        "For billing, press one. For technical support, press two.",
        "Press 1 for sales or press 2 for support.",
        "to speak to an operator press zero",
        "Please listen carefully as our menu options have changed.",
        "You are number four in the queue.",
        "All of our agents are currently busy.",
        "We are currently experiencing a higher than normal call volume.",
        "The person you are calling is not available. Please leave a message after the tone.",
        "the mailbox is full",
        "Your call has been forwarded to an automated voice messaging system.",
        "Please enter your ten digit account number followed by the pound key.",
        "[hold music]",
    ],
)
def test_what_only_a_machine_says_is_plain(text):
    assert machine_cue(turn(text)) == "plain"


@pytest.mark.parametrize(
    "text",
    [
        "Please hold.",
        "This call may be recorded for training purposes.",
        "An adviser will be with you shortly.",
        "This is an automated message.",
    ],
)
def test_what_a_receptionist_may_say_too_is_not_plain(text):
    assert machine_cue(turn(text)) == "maybe"


@pytest.mark.parametrize(
    "text",
    [
        "And it kept saying your call is important to us, for forty minutes.",
        "You press one for sales and nobody ever answers.",
        "I pressed two, then I had to press one for support again.",
        "When you hear the menu, can you press two for me?",
        "Clearly my call is not important to you.",
        "Shall I hold or will you ring me back?",
        "I'll put you on hold, let me check that.",
        "I left a message after lunch and nobody rang.",
        "I love the hold music you have.",
        "Is there an option to leave it as it is?",
        "My mailbox is full of your letters.",
        "Could you press a bit harder on the reset button?",
        "It's very important to us that you're happy.",
        "Bear with me, please.",
    ],
)
def test_a_person_who_speaks_of_machines_does_not_sound_like_one(text):
    assert machine_cue(turn(text)) is None


def call(*said):
    return Transcript("c", tuple(Utterance(i, name, text) for i, (name, text) in enumerate(said)))


def test_a_menu_is_other_and_the_two_people_keep_their_sides():
    told = assign_roles(
        call(
            ("SPEAKER_00", "Thank you for calling Brightline. For billing, press one. For support, press two."),
            ("SPEAKER_00", "Your call is important to us. Please stay on the line."),
            ("SPEAKER_01", "Hello, thanks for calling, this is Dana, how can I help you today?"),
            ("SPEAKER_02", "Hi, my router keeps dropping and I want it fixed."),
            ("SPEAKER_01", "I'm sorry to hear that. Can I take your account number?"),
            ("SPEAKER_02", "I don't have it here, I've been waiting for an hour."),
        )
    )
    assert told.roles == {"SPEAKER_00": "other", "SPEAKER_01": "rep", "SPEAKER_02": "customer"}


def test_a_mailbox_is_other_even_where_the_rep_is_told():
    said = call(
        ("A", "You have reached the voicemail of Sam. Leave a message after the tone."), ("B", "Hi Sam, it's Dana.")
    )
    assert assign_roles(said, "B").roles == {"A": "other", "B": "rep"}
    assert assign_roles(said).roles == {"A": "other", "B": "unknown"}


def test_the_rep_who_is_named_is_the_rep_whatever_is_said():
    said = call(("A", "Please hold."), ("B", "Fine."))
    assert assign_roles(said, "A").roles["A"] == "rep"


def test_a_speaker_who_says_one_such_sentence_among_many_is_a_person():
    said = call(
        ("A", "This call may be recorded."),
        ("A", "How can I help you, and what is the name on the account, please?"),
        ("B", "It's Sam, about my bill."),
    )
    assert machines(turns(said.utterances)) == ()


def test_a_receptionist_who_speaks_of_herself_is_a_person():
    said = call(("A", "Please hold while I put you through."), ("B", "Okay."))
    assert machines(turns(said.utterances)) == ()


def test_every_cue_has_its_source_and_an_anchor_in_its_words():
    table = _table()
    anchors = set(table["anchors"])
    for kind in ("plain", "maybe"):
        for entry in table[kind]:
            assert len(entry["source"]) > 8
            for cue in entry["cues"]:
                words = {
                    word
                    for element in parse(cue, classes()).elements
                    for word in element.strip("()?").replace("|", " ").split()
                }
                assert anchors & words, cue


def test_no_cue_stands_twice():
    cues = [cue for kind in ("plain", "maybe") for entry in _table()[kind] for cue in entry["cues"]]
    assert len(cues) == len(set(cues))


@pytest.mark.parametrize("split", ["train", "dev", "test"])
def test_no_person_of_the_corpora_passes_for_a_machine(split):
    wrong = [
        (gold.transcript.call_id, name)
        for gold in corpora.load(split)
        for name in machines(turns(gold.transcript.utterances))
        if name != "other"
    ]
    assert not wrong
