"""The graph of a BERT encoder in ONNX, without its weights; the only file that imports onnx.

`python -m eval export-encoder` writes it where `rag.stores.onnx` reads it, its dense layers exact and in int8. Written
by hand, it names its weights as the model's own file does, so that they can be given to it as they are.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from rag.stores.onnx import Weights, quantized_weights, weights

_OPSET = 20  # the first with Gelu
_LEAST_IR = 10
_FLOAT = TensorProto.FLOAT


class _Graph:
    """Nodes, and constants by name; each call adds a node and gives the name of its output."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def add(self, kind: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        name = output or f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def constant(self, *values: float, kind: type = np.int64) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(values, dtype=kind), name))
        return name

    def normalised(self, x: str, layer: str) -> str:
        return self.add("LayerNormalization", x, f"{layer}.weight", f"{layer}.bias", epsilon=1e-12)

    def dense(self, x: str, layer: str) -> str:
        return self.add("Gemm", x, f"{layer}.weight", f"{layer}.bias", transB=1)


class _QuantizedGraph(_Graph):
    """Dense layers multiply in int8, each row of x by a scale of its own: no text changes the vectors of another."""

    def __init__(self) -> None:
        super().__init__()
        self._step, self._zero = self.constant(1 / 127, kind=np.float32), self.constant(128, kind=np.uint8)
        self._columns = self.constant(1)

    def dense(self, x: str, layer: str) -> str:
        # written for query, key and value each, of the same x: onnxruntime works it out once
        largest = self.add("ReduceMax", self.add("Abs", x), self._columns)
        rows = self.add("QuantizeLinear", self.add("Div", x, largest), self._step, self._zero)
        product = self.add("Cast", self.add("MatMulInteger", rows, f"{layer}.weight.int8", self._zero), to=_FLOAT)
        scaled = self.add("Mul", self.add("Mul", product, f"{layer}.weight.scale"), largest)
        return self.add("Add", scaled, f"{layer}.bias")


def encoder_graph(folder: Path, quantized: bool = False) -> ModelProto:
    """The graph of the BERT model in a folder of sentence-transformers, its dense layers in int8 if they are to be.

    Its inputs are `ids` and `mask`, both (texts, length); its outputs `pieces` (texts, length, width), a vector for
    each word piece, and `vector` (texts, width), their mean as a vector of length 1.
    """
    config = json.loads((folder / "config.json").read_bytes())
    layers, heads, width = config["num_hidden_layers"], config["num_attention_heads"], config["hidden_size"]
    exact = weights(folder / "model.safetensors")
    graph, held = (_QuantizedGraph(), quantized_weights(exact)) if quantized else (_Graph(), exact)
    add = graph.add
    shape = add("Shape", "ids")
    flat, split = graph.constant(-1, width), add("Concat", shape, graph.constant(heads, width // heads), axis=0)
    known = add("Cast", "mask", to=_FLOAT)
    unknown = add("Mul", add("Sub", known, graph.constant(1, kind=np.float32)), graph.constant(1e9, kind=np.float32))
    hidden = add("Unsqueeze", unknown, graph.constant(1, 2))
    scale = graph.constant((width // heads) ** -0.5, kind=np.float32)

    length = add("Squeeze", add("Shape", "ids", start=1, end=2))
    zero, one = (add("Squeeze", graph.constant(n)) for n in (0, 1))
    places = add("Gather", "embeddings.position_embeddings.weight", add("Range", zero, length, one))
    first = add("Gather", "embeddings.token_type_embeddings.weight", zero)
    words = add("Gather", "embeddings.word_embeddings.weight", "ids")
    summed = add("Add", add("Add", words, places), first)
    x = add("Reshape", graph.normalised(summed, "embeddings.LayerNorm"), flat)

    for number in range(layers):
        layer = f"encoder.layer.{number}"
        query, key, value = (
            add("Transpose", add("Reshape", graph.dense(x, f"{layer}.attention.self.{part}"), split), perm=order)
            for part, order in (("query", [0, 2, 1, 3]), ("key", [0, 2, 3, 1]), ("value", [0, 2, 1, 3]))
        )
        scores = add("Add", add("Mul", add("MatMul", query, key), scale), hidden)
        context = add("Transpose", add("MatMul", add("Softmax", scores, axis=-1), value), perm=[0, 2, 1, 3])
        attended = graph.dense(add("Reshape", context, flat), f"{layer}.attention.output.dense")
        x = graph.normalised(add("Add", attended, x), f"{layer}.attention.output.LayerNorm")
        widened = add("Gelu", graph.dense(x, f"{layer}.intermediate.dense"))
        x = graph.normalised(add("Add", graph.dense(widened, f"{layer}.output.dense"), x), f"{layer}.output.LayerNorm")

    add("Reshape", x, add("Concat", shape, graph.constant(width), axis=0), output="pieces")
    total = add("MatMul", add("Unsqueeze", known, graph.constant(1)), "pieces")
    add("LpNormalization", add("Squeeze", total, graph.constant(1)), axis=1, p=2, output="vector")

    texts = ["texts", "length"]
    return helper.make_model(
        helper.make_graph(
            graph.nodes,
            "encoder",
            inputs=[helper.make_tensor_value_info(name, TensorProto.INT64, texts) for name in ("ids", "mask")],
            outputs=[
                helper.make_tensor_value_info("pieces", _FLOAT, [*texts, width]),
                helper.make_tensor_value_info("vector", _FLOAT, ["texts", width]),
            ],
            initializer=[*graph.constants, *_unfilled(held)],
        ),
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=_LEAST_IR,
        producer_name="minutebook",
    )


def _unfilled(weights: Weights) -> list[TensorProto]:
    """Weights by name, type and shape; their values are given when the graph is loaded."""
    made = [
        TensorProto(name=name, data_type=helper.np_dtype_to_tensor_dtype(held.dtype), dims=held.shape)
        for name, held in weights.items()
    ]
    for weight in made:
        weight.data_location = TensorProto.EXTERNAL
        weight.external_data.add(key="location", value="model.safetensors")
    return made
