"""The learned tagger: what it promises whatever was learned."""

import json
import shutil
from dataclasses import replace
from itertools import pairwise
from random import Random
from zlib import crc32

import numpy as np
import pytest

import softskills as ss
from softskills import corpora
from softskills.errors import ModelError, OptionError
from softskills.model import load_model, tag_call
from softskills.model.decode import UNRULED, decode
from softskills.model.labels import TAGS, side_mask
from softskills.model.layout import ROWS, lay_out
from softskills.model.store import load_weights, save_linear
from softskills.model.train.augment import stripped
from softskills.model.train.calibrate import expected_calibration_error
from softskills.model.windows import bridged, pieces_of, windows
from softskills.segment import turns
from softskills.taxonomy import tags_of_side
from softskills.transcript import Utterance

TIERS = ("full", "fast")


@pytest.fixture(scope="module")
def weights():
    return load_model()


@pytest.fixture(scope="module")
def dev():
    return corpora.load("dev")[:3]


@pytest.fixture(scope="module")
def said(dev):
    return [list(turns(call.transcript.utterances)) for call in dev]


@pytest.mark.parametrize("tier", TIERS)
def test_every_tag_lies_in_its_turn_on_its_side_with_a_reason(weights, dev, said, tier):
    for call, tokenised in zip(dev, said, strict=True):
        found = tag_call(tokenised, tier, weights).tags
        assert found
        for tag in found:
            utt = call.transcript.utterances[tag.turn]
            assert tag.tag in tags_of_side(utt.role)
            assert tag.span.of(utt.text).strip()
            assert 0 < tag.score <= 1
            assert tag.why.split(":")[0] in ("full", "fast")
            assert len(tag.why) > 10


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize(
    "one, other",
    [
        (
            "My husband was in tears, I want his bill put right.",
            "My wife was in tears, I want her bill put right.",
        ),
        (
            "I was told, sir, you would honour his colour.",
            "I was told, madam, you would honor her color.",
        ),
    ],
)
def test_genders_and_spellings_are_not_seen(weights, tier, one, other):
    def found(text):
        said = turns([Utterance(0, "Ann", text, role="customer"), Utterance(1, "Bob", text, role="rep")])
        return [(tag.turn, tag.tag, tag.score) for tag in tag_call(list(said), tier, weights).tags]

    assert found(one)
    assert found(one) == found(other)


@pytest.mark.parametrize("factor, asked", [(1.01, False), (UNRULED + 0.01, True)])
def test_a_question_that_no_rule_sees_needs_more_than_its_threshold(factor, asked):
    layout = lay_out(list(turns([Utterance(0, "Ann", "the blue one then", role="rep")])))
    assert not any(layout.asks)
    threshold = np.full(len(TAGS), 0.5)
    chance = np.zeros((len(layout), len(TAGS)))
    chance[:, TAGS.index("question.closed")] = 0.5 * factor
    assert bool(decode(layout, chance, threshold)) is asked


@pytest.mark.parametrize("tier", TIERS)
def test_same_input_same_output_whatever_was_tagged_before(weights, said, tier):
    alone = tag_call(said[1], tier, weights).tags
    tag_call(said[0], tier, weights)
    assert tag_call(said[1], tier, weights).tags == alone


def test_the_number_of_threads_does_not_show(weights, said):
    one = replace(weights, encoder=replace(weights.encoder, threads=1))
    two = replace(weights, encoder=replace(weights.encoder, threads=2))
    assert tag_call(said[0], "full", one).tags == tag_call(said[0], "full", two).tags


def test_a_side_never_carries_the_other_s_tags_and_a_machine_none(weights, said):
    assert not side_mask("other").any()
    assert side_mask("unknown").all()
    machine = [replace(turn, utt=replace(turn.utt, role="other")) for turn in said[0]]
    assert tag_call(machine, "fast", weights).tags == []


def test_silence_and_an_empty_call_have_no_tags(weights):
    silent = list(turns([Utterance(0, "A", "...", role="rep"), Utterance(1, "B", "", role="customer")]))
    for tier in TIERS:
        assert tag_call(silent, tier, weights).tags == []
        assert tag_call([], tier, weights).tags == []


def test_what_was_learned_is_more_than_the_cues_know(weights):
    call = [
        Utterance(0, "A", "How can I help?", role="rep"),
        Utterance(1, "B", "My mother died on Sunday and the flat has to be empty by Friday.", role="customer"),
        Utterance(2, "A", "Take whatever time you need with this, I'm in no hurry at all.", role="rep"),
    ]
    found = tag_call(list(turns(call)), "full", weights).tags
    assert {tag.tag.split(".")[0] for tag in found if tag.turn == 2} & {"empathy"}
    assert any(tag.tag == "customer.distress" for tag in found if tag.turn == 1)


def test_an_unknown_tier_is_named_with_those_there_are(weights, said):
    with pytest.raises(OptionError, match="full, fast, rules"):
        tag_call(said[0], "slow", weights)


def test_the_encoder_reads_each_piece_once_and_what_is_certain_not_at_all(weights, said):
    pieces = pieces_of(said[0], weights.encoder.tokenizer)
    seen = np.zeros(sum(len(one.ids) for one in pieces), dtype=int)
    base = np.cumsum([0] + [len(one.ids) for one in pieces])
    wanted = [k % 3 != 0 for k in range(len(pieces))]
    for window in windows(pieces, wanted):
        for part in window.target:
            seen[base[part.turn] + part.first : base[part.turn] + part.last] += 1
    for k, one in enumerate(pieces):
        assert (seen[base[k] : base[k + 1]] == int(wanted[k])).all(), one


def test_a_short_gap_is_read_with_its_neighbours_and_a_long_one_is_not(weights):
    texts = ["How did that go?", "Fine.", "And then?", "word " * 80, "What happened next?"]
    said = list(turns([Utterance(i, "A", text, role="rep") for i, text in enumerate(texts)]))
    pieces = pieces_of(said, weights.encoder.tokenizer)
    wanted = [True, False, True, False, True]
    assert bridged(pieces, wanted) == [True, True, True, False, True]
    assert bridged(pieces, [False, False, True, False, False]) == [False, False, True, False, False]
    read = weights.encoder.read(said, wanted)
    assert read.n_read == sum(len(said[i].words) for i in (0, 1, 2, 4))
    assert [bool(np.isnan(one).any()) for one in read.scores] == [False, False, False, True, False]


def test_a_turn_longer_than_a_window_is_read_whole(weights):
    long = list(turns([Utterance(0, "A", "so what did you do then and how was it for you " * 200, role="rep")]))
    pieces = pieces_of(long, weights.encoder.tokenizer)
    parts = [part for window in windows(pieces) for part in window.target]
    assert parts[0].first == 0
    assert parts[-1].last == len(pieces[0].ids)
    assert all(a.last == b.first for a, b in pairwise(parts))
    assert not np.isnan(weights.encoder.read(long, [True]).units).any()


def test_clauses_of_the_layout_tile_the_words(said):
    for tokenised in said:
        layout = lay_out(tokenised)
        assert layout.first[0] == 0
        assert (layout.first[1:] == layout.last[:-1]).all()
        assert layout.last[-1] == layout.base[-1]


def test_hashing_does_not_depend_on_the_machine():
    # Written out in plain integers: another hash would void every weight that ships.
    words = ["how", "are", "you"]
    expected = []
    for word in words:
        mixed = (0x51ED270B ^ crc32(word.encode())) * 0x9E3779B97F4A7C15 % 2**64
        expected.append((mixed ^ (mixed >> 29)) % (ROWS - 1) + 1)
    assert lay_out(list(turns([Utterance(0, "A", " ".join(words), role="rep")]))).words.tolist() == expected


@pytest.mark.parametrize("tier", TIERS)
def test_reasons_name_words_of_the_span_or_the_rule(weights, said, tier):
    for tag in tag_call(said[0], tier, weights).tags:
        if "weighed most" in tag.why:
            words = [word for quoted in tag.why.split("'")[1::2] for word in quoted.split()]
            turn = said[0][tag.turn]
            assert set(words) <= set(turn.words)


def test_hiding_words_explains_the_encoder_s_tags(dev):
    result = ss.analyze(dev[0].transcript)
    asked = replace(result, tags_found=tuple(tag for tag in result.tags_found if "weighed most" in tag.why)[:2])
    explained = asked.explained()
    assert len(explained.tags_found) == len(asked.tags_found) > 0
    assert all(("hiding" in tag.why) or ("no single word" in tag.why) for tag in explained.tags_found)


def test_the_fast_tier_reads_nothing_with_the_encoder(dev):
    assert ss.analyze(dev[0].transcript, tier="fast").encoded_share == 0
    assert 0 < ss.analyze(dev[0].transcript).encoded_share <= 1


def test_stripping_keeps_every_tag_on_its_words():
    call = next(call for call in corpora.load("dev") if call.style == "punctuated")
    bare = stripped(call, Random(0))
    assert len(bare.tags) == len(call.tags)
    for before, after in zip(call.tags, bare.tags, strict=True):
        text = before.span.of(call.transcript.utterances[before.turn].text)
        words = [word for word in "".join(c if c.isalnum() else " " for c in text.lower()).split() if len(word) > 3]
        shown = after.span.of(bare.transcript.utterances[after.turn].text)
        assert all(word[:4] in shown.replace("'", "") for word in words)
    assert not any(c in utt.text for utt in bare.transcript.utterances for c in ".?!,;")


def test_perfect_probabilities_have_no_calibration_error():
    truth = np.array([1, 1, 0, 0])
    assert expected_calibration_error(np.array([1.0, 1.0, 0.0, 0.0]), truth) == 0
    assert expected_calibration_error(np.array([0.05, 0.05, 0.95, 0.95]), truth) == pytest.approx(0.95)


def test_a_linear_table_survives_writing(weights, tmp_path):
    shutil.copytree(ss.__path__[0] + "/model/data", tmp_path / "m")
    save_linear(weights.linear, tmp_path / "m" / "linear.npz")
    again = load_weights(tmp_path / "m")
    scale = np.abs(weights.linear.table).max(axis=0) / 127
    assert (np.abs(again.linear.table - weights.linear.table) <= scale * 0.51 + 1e-6).all()


@pytest.mark.parametrize("fault", ["missing", "no encoder", "other labels", "not JSON", "not a table", "not ONNX"])
def test_a_broken_model_is_one_line_that_names_the_file(tmp_path, fault, dev):
    folder = tmp_path / "m"
    if fault != "missing":
        shutil.copytree(ss.__path__[0] + "/model/data", folder)
    if fault == "no encoder":
        (folder / "encoder.onnx").unlink()
    if fault == "other labels":
        given = json.loads((folder / "model.json").read_text())
        (folder / "model.json").write_text(json.dumps(given | {"labels": ["x"]}))
    if fault == "not JSON":
        (folder / "model.json").write_text("{")
    if fault == "not a table":
        (folder / "linear.npz").write_bytes(b"PK\x03\x04nothing")
    if fault == "not ONNX":
        (folder / "encoder.onnx").write_bytes(b"nothing")
    with pytest.raises(ModelError, match="m"):
        ss.analyze(dev[0].transcript, model=folder)


def test_the_labels_are_the_codebook_s():
    assert len(TAGS) == len(set(TAGS)) > 40
