"""The worked example of a quality form: what must be said, what must not, and in which order."""

from pathlib import Path

import pytest

import softskills as ss
from softskills.errors import OptionError, ScorecardError
from softskills.frameworks import framework, in_words, parse_scorecard

FORM = str(Path(__file__).parents[2] / "docs" / "examples" / "quality-form.toml")
PAD = "and so on with the matter of the heating and the boiler and the long cold winter in the old house by the sea"
GOOD = [
    ("Dana", f"Good morning, thank you for calling, this call is recorded. How can I help? {PAD}"),
    ("Sam", f"I want to cancel my contract with you {PAD} {PAD}"),
    ("Dana", f"Can I take your date of birth first please? {PAD} {PAD}"),
    ("Sam", f"It is the first of May nineteen eighty {PAD} {PAD}"),
    ("Dana", f"Thank you. I can see a late payment here. May I ask why you wish to go? {PAD}"),
    ("Sam", f"The bill went up again and nobody told me {PAD} {PAD}"),
    ("Dana", f"I'll send you the new figures by Friday. {PAD}"),
]


def profile(said):
    return ss.analyze(said, rep="Dana", framework=FORM).profile.set_index("speaker").loc["Dana"]


def swapped(turn, text):
    return [*GOOD[:turn], ("Dana", text), *GOOD[turn + 1 :]]


def test_a_call_that_keeps_every_rule_scores_full():
    row = profile(GOOD)
    for check in ("greeted", "recording_said", "identity_first", "no_promise", "leaving_explored", "closed_with_step"):
        assert (row[f"n_{check}_due"], row[f"n_{check}_kept"], row[f"n_{check}_failed"]) == (1, 1, 0), check
    assert row["skill_opening"] == row["skill_compliance"] == 100


def test_the_account_before_the_identity_makes_compliance_zero():
    row = profile(swapped(2, f"I can see a late payment on it. What is your date of birth? {PAD} {PAD}"))
    assert row["n_identity_first_failed"] == 1
    assert row["skill_compliance"] == 0


def test_without_talk_of_the_account_there_is_no_occasion_to_check_identity():
    row = profile(swapped(4, f"May I ask why you wish to go? {PAD} {PAD}"))
    assert row["n_identity_first_due"] == 0
    assert row["skill_compliance"] == 100


def test_a_forbidden_phrase_is_found_without_capitals_and_apostrophes():
    row = profile(swapped(6, f"i will send it by friday i guarantee you {PAD} {PAD}"))
    assert row["n_no_promise_failed"] == 1
    assert row["skill_compliance"] == 0


def test_what_must_follow_within_two_turns_is_missed_when_it_comes_later():
    late = [*GOOD[:4], ("Dana", f"Thank you. {PAD} {PAD}"), GOOD[5], ("Dana", f"May I ask why you go? {PAD} {PAD}")]
    assert profile(late)["n_leaving_explored_failed"] == 1


def test_only_the_reps_own_words_count_for_the_rep():
    said = [("Sam", f"this call is recorded, good morning {PAD}"), ("Dana", f"Yes. {PAD} {PAD} {PAD}")]
    assert profile([*said, *GOOD[5:6]])["n_recording_said_kept"] == 0


def test_checks_pool_over_calls_by_adding():
    calls = [
        ss.analyze(said, rep="Dana", call_id=str(n))
        for n, said in enumerate((GOOD, GOOD, swapped(6, f"I promise you. {PAD} {PAD} {PAD}")))
    ]
    row = ss.profile(calls, framework=FORM).set_index("speaker").loc["Dana"]
    assert (row["n_no_promise_due"], row["n_no_promise_kept"]) == (3, 2)
    assert row["no_promise_share"] == pytest.approx(2 / 3)
    assert row["no_promise_share_low"] < 2 / 3 < row["no_promise_share_high"]


def test_a_failed_check_leads_to_the_words():
    found = ss.analyze(swapped(6, f"I guarantee you a refund. {PAD} {PAD} {PAD}"), rep="Dana", framework=FORM)
    tally = found.tallies["Dana"]
    ((turn, _, span),) = tally.marks["n_no_promise_failed"]
    assert span.of(found.call.utterances[turn].text) == "I guarantee you"


def test_the_form_reads_in_words():
    text = in_words(framework(FORM))
    for piece in (
        "identity is checked before the account is discussed",
        '"date of birth"',
        "must not be said",
        "0 where a check fails: identity_first, no_promise",
        "within 2 turns",
    ):
        assert piece in text


HEAD = 'id = "x"\ntitle = "X"\nsource = "by hand"\n'
EVENT = '[[event]]\nname = "hello"\nphrases = ["hello there"]\n'
CHECK = '[[check]]\nname = "greeted"\nsays = "a greeting"\nmust = "hello"\n'
SKILL = '[[skill]]\nname = "opening"\nmeasures = [{ check = "greeted" }]\n'


@pytest.mark.parametrize(
    "text, message",
    [
        (
            EVENT.replace("phrases", "words") + CHECK + SKILL,
            "unknown key 'words' in event 'hello' (one of name, phrases,",
        ),
        (EVENT.replace('["hello there"]', '"hello"') + CHECK + SKILL, "phrases of event 'hello' is no list of texts"),
        (EVENT.replace("hello there", "(hello") + CHECK + SKILL, "the brackets of the phrase '(hello' do not match"),
        (EVENT + 'side = "agent"\n' + CHECK + SKILL, "side of event 'hello' is 'agent' (rep, customer or any)"),
        (
            EVENT + CHECK.replace('"hello"', '"hi"') + SKILL,
            "must of check 'greeted' names the unknown event 'hi' (one of: hello)",
        ),
        (EVENT + CHECK + 'never = "hello"\n' + SKILL, "check 'greeted' needs must or never (one of the two)"),
        (EVENT + CHECK + "within_turns = 2\n" + SKILL, "within_turns of check 'greeted' has no occasion"),
        (EVENT + CHECK + "first_turns = 0\n" + SKILL, "first_turns of check 'greeted' is 0 (a whole number from 1)"),
        (EVENT + CHECK + SKILL.replace("greeted", "met"), "skill 'opening' names the unknown check 'met'"),
        (EVENT + CHECK + SKILL + 'zero_if = ["met"]\n', "zero_if of skill 'opening' names the unknown check 'met'"),
        (EVENT + 'tags = ["question.opne"]\n' + CHECK + SKILL, "event 'hello' names the unknown tag 'question.opne'"),
        (EVENT + CHECK + SKILL + "least = true\n", "least of skill 'opening' is True"),
        (EVENT + CHECK + SKILL + "[skill.needs]\nn_opne = 1\n", "names the unknown measure 'n_opne'"),
        ("skill = 3\n", "'skill' is no list of tables"),
        ("[[skill]]\nname = 3\n", "the skill name 3 is missing or malformed"),
    ],
)
def test_a_mistake_in_a_form_is_one_line(text, message):
    with pytest.raises(ScorecardError) as caught:
        parse_scorecard(HEAD + text, "form.toml")
    assert str(caught.value).startswith("form.toml: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "card.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ScorecardError, match="not UTF-8"):
        framework(str(path))
    with pytest.raises(OptionError, match="no scorecard file"):
        framework(str(tmp_path / "none.toml"))
