"""Write the trained encoder as the ONNX graph that onnxruntime reads fastest: int8 matrices, one product for
query, key and value, attention as one operator, no padding mask (a window is read alone).

The graph is written out here rather than traced, so that each operator is one that was chosen. Measured in one run
against the traced and then quantised graph: docs/decisions/tagger.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from softskills.errors import ModelError
from softskills.model.labels import LABELS

MICROSOFT = "com.microsoft"
EPSILON = 1e-12
# Seven bits a weight: on processors without VNNI eight can overflow, and scores would depend on the machine.
LARGEST_WEIGHT = 63
LARGEST_ENTRY = 127


def export(net: Any, file: Path) -> None:
    """Write the network.

    Args:
        net: what `network` made, trained.
        file: the `.onnx` file to write.

    Raises:
        ModelError: onnx is not installed.
    """
    try:
        import onnx
    except ImportError as error:
        raise ModelError("export needs onnx", hint='pip install "softskills[train]"') from error
    config = net.bert.config
    tensors = {name: tensor.detach().float().numpy() for name, tensor in net.state_dict().items()}
    graph = _Graph(onnx)
    scores = _encoder(graph, tensors, config.num_hidden_layers, config.num_attention_heads)
    made = onnx.helper.make_graph(
        graph.nodes,
        "encoder",
        [onnx.helper.make_tensor_value_info("ids", onnx.TensorProto.INT64, [1, "length"])],
        [onnx.helper.make_tensor_value_info(scores, onnx.TensorProto.FLOAT, [1, "length", len(LABELS)])],
        graph.constants,
    )
    opsets = [onnx.helper.make_opsetid("", 17), onnx.helper.make_opsetid(MICROSOFT, 1)]
    scratch = file.with_suffix(".tmp")
    onnx.save(onnx.helper.make_model(made, opset_imports=opsets, ir_version=8), str(scratch))
    scratch.replace(file)


@dataclass(eq=False)
class _Graph:
    onnx: Any
    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants.append(self.onnx.numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, kind: str, inputs: list[str], *outputs: str, domain: str = "", **settings: Any) -> str:
        self.nodes.append(self.onnx.helper.make_node(kind, inputs, list(outputs), domain=domain, **settings))
        return outputs[0]

    def dense(self, x: str, weight: np.ndarray, bias: np.ndarray, name: str) -> str:
        """A layer with int8 weights, one scale a column; activations are quantised as they come."""
        scale = _scale(weight.T, 0, LARGEST_WEIGHT)
        inputs = [
            x,
            self.constant(f"{name}.weight", np.rint(weight.T / scale).astype(np.int8)),
            self.constant(f"{name}.scale", scale[0]),
            "",
            self.constant(f"{name}.bias", bias),
        ]
        return self.add("DynamicQuantizeMatMul", inputs, name, domain=MICROSOFT)

    def normed(self, x: str, tensors: dict[str, np.ndarray], place: str, name: str) -> str:
        inputs = [
            x,
            self.constant(f"{name}.gain", tensors[f"{place}.weight"]),
            self.constant(f"{name}.shift", tensors[f"{place}.bias"]),
        ]
        return self.add("LayerNormalization", inputs, name, axis=-1, epsilon=EPSILON)


def _encoder(graph: _Graph, tensors: dict[str, np.ndarray], layers: int, heads: int) -> str:
    x = _embedded(graph, tensors)
    for i in range(layers):
        place = f"bert.encoder.layer.{i}"
        parts = [f"{place}.attention.self.{part}" for part in ("query", "key", "value")]
        joined = [np.concatenate([tensors[f"{part}.{kind}"] for part in parts]) for kind in ("weight", "bias")]
        drawn = graph.dense(x, joined[0], joined[1], f"drawn{i}")
        sizes = graph.constant(f"sizes{i}", np.full(3, len(joined[1]) // 3, dtype=np.int64))
        three = [f"query{i}", f"key{i}", f"value{i}"]
        graph.add("Split", [drawn, sizes], *three, axis=-1)
        seen = graph.add("MultiHeadAttention", three, f"seen{i}", domain=MICROSOFT, num_heads=heads)
        x = _added(graph, tensors, x, seen, f"{place}.attention.output", f"attended{i}")
        inner = f"{place}.intermediate.dense"
        wide = graph.dense(x, tensors[f"{inner}.weight"], tensors[f"{inner}.bias"], f"wide{i}")
        wide = graph.add("Gelu", [wide], f"gated{i}", domain=MICROSOFT)
        x = _added(graph, tensors, x, wide, f"{place}.output", f"layer{i}")
    return graph.dense(x, tensors["head.weight"], tensors["head.bias"], "scores")


def _embedded(graph: _Graph, tensors: dict[str, np.ndarray]) -> str:
    place = "bert.embeddings"
    words = tensors[f"{place}.word_embeddings.weight"]
    scale = _scale(words, 1, LARGEST_ENTRY)
    table = graph.constant("words", np.rint(words / scale).astype(np.int8))
    rows = graph.add("Gather", [table, "ids"], "rows")
    whole = graph.add("Cast", [rows], "whole", to=graph.onnx.TensorProto.FLOAT)
    sizes = graph.add("Gather", [graph.constant("words.scale", scale), "ids"], "row_scales")
    said = graph.add("Mul", [whole, sizes], "said")
    # There is one kind of token here: its embedding goes with the place's.
    kinds = tensors[f"{place}.token_type_embeddings.weight"][0]
    places = graph.constant("places", tensors[f"{place}.position_embeddings.weight"] + kinds)
    nought = graph.constant("nought", np.zeros(1, dtype=np.int64))
    length = graph.add("Shape", ["ids"], "length", start=1, end=2)
    where = graph.add("Slice", [places, nought, length, nought], "where")
    return graph.normed(graph.add("Add", [said, where], "placed"), tensors, f"{place}.LayerNorm", "embedded")


def _added(graph: _Graph, tensors: dict[str, np.ndarray], x: str, made: str, place: str, name: str) -> str:
    out = graph.dense(made, tensors[f"{place}.dense.weight"], tensors[f"{place}.dense.bias"], f"{name}.out")
    both = graph.add("Add", [x, out], f"{name}.sum")
    return graph.normed(both, tensors, f"{place}.LayerNorm", name)


def _scale(weight: np.ndarray, axis: int, largest: int) -> np.ndarray:
    """Return what one step of the integers stands for, a column or a row."""
    top = np.abs(weight).max(axis=axis, keepdims=True)
    return np.where(top > 0, top / largest, 1).astype(np.float32)
