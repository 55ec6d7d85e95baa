"""A model on disk: `model.json`, `linear.npz`, and for the full tier `encoder.onnx` and `tokenizer.json`."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from softskills.cores import cores
from softskills.errors import ModelError
from softskills.model.encoder import Encoder
from softskills.model.labels import LABELS, TAGS
from softskills.model.linear import Linear

FORMAT = 1


@dataclass(frozen=True, eq=False)
class Mix:
    """How a tier's scores become probabilities, tag by tag: a logistic regression on what it sees, and a threshold.

    Args:
        encoder: weight of the encoder's log-odds; nought in the fast tier.
        linear: weight of the linear model's.
        rule: weight of a rule or cue that names the same tag in the clause.
        bias: what is added.
        threshold: the least probability that is a tag.
    """

    encoder: np.ndarray
    linear: np.ndarray
    rule: np.ndarray
    bias: np.ndarray
    threshold: np.ndarray

    def chance(
        self, linear: np.ndarray, encoder: np.ndarray | None = None, rule: np.ndarray | None = None
    ) -> np.ndarray:
        """Return probabilities from log-odds."""
        total = self.bias + self.linear * linear
        if encoder is not None:
            total = total + self.encoder * encoder
        if rule is not None:
            total = total + self.rule * rule
        return 1 / (1 + np.exp(-np.clip(total, -30, 30)))  # type: ignore[no-any-return]

    def to_json(self) -> dict[str, dict[str, float]]:
        """Return plain numbers, one table per tag."""
        names = ("encoder", "linear", "rule", "bias", "threshold")
        return {tag: {name: round(float(getattr(self, name)[i]), 4) for name in names} for i, tag in enumerate(TAGS)}


@dataclass(frozen=True, eq=False)
class Weights:
    """All that was learned.

    Args:
        name: what the model is called.
        linear: the fast tier.
        fast: its mix.
        encoder: the full tier's, None where the model has only the fast tier.
        full: its mix, None likewise.
        uncertain: lower and upper probability between which the fast tier is not certain of a tag.
        attributes: least log-odds at which an attribute is set, by tier and attribute.
        digest: a hash of all files, so that results can name the model they came from.
    """

    name: str
    linear: Linear
    fast: Mix
    encoder: Encoder | None
    full: Mix | None
    uncertain: tuple[float, float]
    attributes: dict[str, dict[str, float]]
    digest: str

    @property
    def tiers(self) -> tuple[str, ...]:
        """The tiers it has."""
        return ("full", "fast") if self.encoder is not None else ("fast",)


def load_weights(folder: Path) -> Weights:
    """Read a model.

    Raises:
        ModelError: it is missing or malformed; the message names the file.
    """
    file = folder / "model.json"
    if not file.is_file():
        raise ModelError("no model there", path=str(folder), hint="a folder that `softskills train` wrote")
    try:
        given: dict[str, Any] = json.loads(file.read_text("utf-8"))
        if given["format"] != FORMAT or tuple(given["labels"]) != LABELS:
            raise ModelError("made for another version of the codebook", path=str(file), hint="train it anew")
        with (folder / "linear.npz").open("rb") as file_of_table, np.load(file_of_table) as arrays:
            table = np.zeros((int(arrays["n_rows"]), len(LABELS)), dtype=np.float32)
            table[arrays["rows"]] = arrays["weights"].astype(np.float32) * arrays["scale"]
            linear = Linear(table, arrays["bias"].astype(np.float32))
        encoder = None
        if "full" in given["mixes"]:
            encoder = Encoder(folder / "encoder.onnx", folder / "tokenizer.json", len(LABELS), threads())
            for part in (encoder.model, encoder.vocabulary):
                if not part.is_file():
                    raise ModelError("a part of the model is missing", path=str(part))
        return Weights(
            str(given["name"]),
            linear,
            _mix(given["mixes"]["fast"]),
            encoder,
            _mix(given["mixes"]["full"]) if encoder else None,
            (float(given["uncertain"][0]), float(given["uncertain"][1])),
            given["attributes"],
            str(given["digest"]),
        )
    except ModelError:
        raise
    except (OSError, ValueError, KeyError, TypeError, IndexError, BadZipFile) as error:
        raise ModelError(f"malformed: {error}", path=str(file), hint="train it anew") from error


def threads() -> int:
    """Return how many windows are read at once: `SOFTSKILLS_THREADS`, else as many as there are cores.

    The scores do not depend on it.
    """
    given = os.environ.get("SOFTSKILLS_THREADS", "")
    return int(given) if given.isdigit() and int(given) else cores()


def save_linear(linear: Linear, file: Path) -> None:
    """Write the weight table: rows that hold anything, as whole numbers of -127 to 127 with a scale per label."""
    scale = np.maximum(np.abs(linear.table).max(axis=0), 1e-6) / 127
    small = np.round(linear.table / scale).astype(np.int8)
    rows = np.flatnonzero(small.any(axis=1))
    np.savez_compressed(
        file,
        n_rows=len(small),
        rows=rows.astype(np.int32),
        weights=small[rows],
        scale=scale.astype(np.float32),
        bias=linear.bias.astype(np.float32),
    )


def save_manifest(
    folder: Path,
    name: str,
    fast: Mix,
    full: Mix | None,
    uncertain: tuple[float, float],
    attributes: dict[str, dict[str, float]],
) -> None:
    """Write `model.json`; the other files must stand already, as its digest covers them."""
    mixes = {"fast": fast.to_json()} | ({"full": full.to_json()} if full else {})
    body = {
        "format": FORMAT,
        "name": name,
        "labels": list(LABELS),
        "uncertain": list(uncertain),
        "attributes": attributes,
        "mixes": mixes,
    }
    seen = hashlib.sha256(json.dumps(body, sort_keys=True).encode())
    for part in ("linear.npz", "encoder.onnx", "tokenizer.json"):
        if (folder / part).is_file():
            seen.update((folder / part).read_bytes())
    body["digest"] = seen.hexdigest()[:16]
    file = folder / "model.json"
    scratch = file.with_suffix(".tmp")
    scratch.write_text(json.dumps(body, indent=1) + "\n", "utf-8")
    scratch.replace(file)


def _mix(table: dict[str, dict[str, float]]) -> Mix:
    names = ("encoder", "linear", "rule", "bias", "threshold")
    columns = {name: np.array([table[tag][name] for tag in TAGS], dtype=np.float64) for name in names}
    return Mix(**columns)
