"""The gold format: what is written is read back; every malformed line says what is wrong, on one line."""

import importlib.util
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from softskills.corpora import QUALITIES, RATINGS, STYLES, GoldCall, dump, load, load_folder, parse
from softskills.errors import OptionError, ReadError
from softskills.taxonomy import tags_of_side
from softskills.transcript import Span, Tag, Transcript, Utterance

TOOL = Path(__file__).parents[1] / "tools" / "check_corpora.py"
RATED = "questioning=5 listening=4 empathy=null tailored_value=3 trust=2 rapport=1 strategic=null overall=4"
GOOD = f"""\
call: made-up
domain: joinery
style: punctuated
quality: high
english: Welsh
ratings: {RATED}

rep: Hello. So the hinge, the hinge came loose?
  rapport.greeting: Hello.
  listening.reflection complex #2: the hinge
customer: It did: twice.
  customer.distress: It did: twice.
other: Beep.
"""

words = st.text(st.sampled_from("aeno '’é?.:#=0\u2028"), min_size=1, max_size=30).filter(
    lambda text: text == text.strip(" \u2028") and text.strip()
)
names = st.text("abc ", min_size=1).map(str.strip).filter(bool)
FLAGS = ("generic", "tailored", "quantified", "price")


@st.composite
def calls(draw):
    utterances, tags = [], []
    line = 8
    for turn in range(draw(st.integers(1, 4))):
        role = draw(st.sampled_from(["rep", "customer", "other"]))
        text = draw(words)
        utterances.append(Utterance(turn, role, text, role=role, line=line))
        line += 1
        for _ in range(draw(st.integers(0, 2 if role != "other" else 0))):
            start = draw(st.integers(0, len(text) - 1))
            stop = draw(st.integers(start + 1, len(text)))
            flags = dict.fromkeys(draw(st.sets(st.sampled_from(FLAGS), max_size=2)), True)
            depth = draw(st.sampled_from([{}, {"depth": "simple"}, {"depth": "complex"}]))
            name = draw(st.sampled_from(sorted(tags_of_side(role))))
            tags.append(Tag(turn, Span(start, stop), name, 1.0, "labelled", flags | depth))
            line += 1
    call = Transcript(draw(names), tuple(utterances), "call", "<call>", role_confidence=1.0, role_reason="labelled")
    ratings = {name: draw(st.sampled_from([None, 1, 2, 3, 4, 5])) for name in RATINGS}
    head = draw(st.tuples(names, st.sampled_from(STYLES), st.sampled_from(QUALITIES), names))
    return GoldCall(call, tuple(tags), *head, ratings)


@settings(max_examples=60, deadline=None)
@given(calls())
def test_what_is_dumped_is_parsed_back(call):
    # NaN times are not equal to themselves: what is shown is compared.
    assert repr(parse(dump(call))) == repr(call)


def test_what_is_parsed_is_dumped_back():
    assert dump(parse(GOOD)) == GOOD


def test_a_tag_covers_its_words_and_the_nth_occurrence_where_it_says_so():
    call = parse(GOOD)
    greeting, reflection, distress = call.tags
    text = call.transcript.utterances[0].text
    assert greeting.span.of(text) == "Hello."
    assert reflection.span.start == text.rindex("the hinge")
    assert dict(reflection.attributes) == {"depth": "complex"}
    assert (distress.turn, call.transcript.utterances[1].role) == (1, "customer")
    assert call.ratings["empathy"] is None


RATING_HINT = (
    "questioning=1..5|null listening=1..5|null empathy=1..5|null tailored_value=1..5|null "
    "trust=1..5|null rapport=1..5|null strategic=1..5|null overall=1..5|null"
)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        *[
            (f"{key}: ", f"no {key}: ", f"a.call:1: the header {key!r} is missing")
            for key in ("call", "domain", "style", "quality", "english", "ratings")
        ],
        ("style: punctuated", "style: neat", "a.call:1: style is 'neat' (one of punctuated, asr)"),
        ("quality: high", "quality: fine", "a.call:1: quality is 'fine' (one of high, mixed, low)"),
        ("trust=2", "trust=6", f"a.call:1: malformed ratings ({RATING_HINT})"),
        ("trust=2 ", "", f"a.call:1: malformed ratings ({RATING_HINT})"),
        ("overall=4", "overall=4 charm=5", f"a.call:1: malformed ratings ({RATING_HINT})"),
        ("rep: Hello.", "Dana: Hello.", "a.call:8: not a turn ('rep: ...', 'customer: ...' or 'other: ...')"),
        ("other: Beep.", "other: ", "a.call:13: not a turn ('rep: ...', 'customer: ...' or 'other: ...')"),
        ("other: Beep.", "Beep.", "a.call:13: not a turn ('rep: ...', 'customer: ...' or 'other: ...')"),
        ("rep: Hello", "  question.open: Hello", "a.call:8: a tag before the first turn"),
        (
            "  rapport.greeting: Hello.",
            "  a greeting",
            "a.call:9: not a tag line (' family.move flags: exact words')",
        ),
        ("rapport.greeting", "rapport.greting", "a.call:9: there is no tag 'rapport.greting'"),
        ("rapport.greeting", "customer.need", "a.call:9: customer.need on a rep turn"),
        ("customer.distress", "empathy.concern", "a.call:12: empathy.concern on a customer turn"),
        (": Hello.\n  listening", ": Hullo.\n  listening", "a.call:9: the turn above does not hold 'Hullo.'"),
        ("complex #2", "complex #3", "a.call:10: the turn above does not hold 'the hinge'"),
        ("complex #2", "deep #2", "a.call:10: unknown attribute 'deep'"),
    ],
)
def test_every_malformed_line_says_where_and_what(old, new, message):
    assert old in GOOD
    with pytest.raises(ReadError) as error:
        parse(GOOD.replace(old, new, 1), "a.call")
    assert str(error.value) == message


@pytest.mark.parametrize("text", ["", "\n", "rep: Hello.\n"])
def test_a_file_without_a_header_is_refused(text):
    with pytest.raises(ReadError, match="the header 'call' is missing"):
        parse(text)


def test_a_folder_is_read_in_order_of_names_and_a_file_by_itself(tmp_path):
    for name in ("b", "a"):
        (tmp_path / f"{name}.call").write_text(GOOD.replace("made-up", name), "utf-8")
    (tmp_path / "notes.txt").write_text("not a call", "utf-8")
    assert [call.transcript.call_id for call in load_folder(tmp_path)] == ["a", "b"]
    assert [call.transcript.path for call in load_folder(tmp_path / "b.call")] == [str(tmp_path / "b.call")]


def test_a_split_is_a_folder_of_the_corpora(tmp_path):
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "a.call").write_text(GOOD, "utf-8")
    assert len(load("dev", tmp_path)) == 1


def test_load_errors(tmp_path):
    with pytest.raises(OptionError) as error:
        load("trial", tmp_path)
    assert str(error.value) == "there is no split 'trial' (one of train, dev, test)"
    with pytest.raises(OptionError) as error:
        load("dev", tmp_path)
    assert str(error.value) == f"no corpora folder at {tmp_path} (it is part of the repository; name it with path=)"
    (tmp_path / "dev").mkdir()
    with pytest.raises(ReadError) as missing:
        load("dev", tmp_path)
    assert str(missing.value) == f"{tmp_path / 'dev'}: no .call files (the format is described in corpora/README.md)"
    with pytest.raises(ReadError) as missing:
        list(load_folder(tmp_path / "away"))
    assert str(missing.value) == f"{tmp_path / 'away'}: no such file or folder (name a folder of .call files)"


def test_an_error_in_a_folder_names_the_file(tmp_path):
    (tmp_path / "a.call").write_text(GOOD.replace("complex #2", "complex #7"), "utf-8")
    with pytest.raises(ReadError) as error:
        list(load_folder(tmp_path))
    assert str(error.value) == f"{tmp_path / 'a.call'}:10: the turn above does not hold 'the hinge'"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("check_corpora", TOOL)
    module = importlib.util.module_from_spec(spec)
    sys.modules["check_corpora"] = module  # a dataclass looks its module up by name
    spec.loader.exec_module(module)
    yield module
    del sys.modules["check_corpora"]


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        ("the drive slopes towards the bay window", "The drive slopes towards the bay window!", 1),
        ("the drive slopes towards the bay window", "the drive slopes towards the big bay window", 0),
        ("the drive slopes down to the old bay window", "um the drive slopes down to the old bay door", 1),
        ("the drive slopes towards us", "the drive slopes towards us", 0),  # five words
        ("Thank you so much, how can I help you today?", "thank you so much how can i help you today", 0),
        ("it doesn't shut and it doesn't lock either", "it doesnt shut and it doesnt lock either", 1),
    ],
)
def test_near_duplicate_turns_of_two_calls_are_refused(tool, tmp_path, capsys, one, other, code):
    head = GOOD[: GOOD.index("rep:")]
    for name, line in (("a", one), ("b", other)):
        (tmp_path / f"{name}.call").write_text(f"{head.replace('made-up', name)}rep: {line}\n", "utf-8")
    assert tool.main([str(tmp_path)]) == code
    assert f"similarity 0.6 or more): {code}" in capsys.readouterr().out


def test_the_index_finds_what_comparing_all_pairs_finds(tool):
    calls = [
        parse(GOOD.replace("made-up", f"c{n}").replace("Beep.", " ".join("abcdefgh"[i * n % 8] for i in range(9))))
        for n in range(1, 8)
    ]
    said = list(tool.turns_of(calls))
    found = {(one.call, one.turn, other.call, other.turn) for one, other, _ in tool.near_duplicates(said)}
    expected = {
        (one.call, one.turn, other.call, other.turn)
        for i, other in enumerate(said)
        for one in said[:i]
        if one.call != other.call and len(one.shingles & other.shingles) >= 0.6 * len(one.shingles | other.shingles)
    }
    assert found == expected
    assert expected


def test_quotes_of_the_codebook_are_counted_and_too_many_refused(tool, tmp_path, capsys):
    text = GOOD.replace("customer.distress: It did: twice.", "customer.distress: this is ridiculous")
    (tmp_path / "a.call").write_text(text.replace("It did: twice.", "Well, this is ridiculous."), "utf-8")
    assert tool.main([str(tmp_path)]) == 1
    assert "Tags that quote an example of the codebook: 1 of 3 (33.3%)" in capsys.readouterr().out


def test_a_malformed_call_is_named_and_refused(tool, tmp_path, capsys):
    (tmp_path / "a.call").write_text("rep: Hello.\n", "utf-8")
    assert tool.main([str(tmp_path)]) == 1
    assert "a.call:1: the header 'call' is missing" in capsys.readouterr().out
