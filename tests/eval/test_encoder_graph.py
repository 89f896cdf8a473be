from pathlib import Path

import onnx
import pytest
from onnx import TensorProto

from eval.encoder_graph import encoder_graph
from rag.stores.embedding import packaged_folder
from rag.stores.onnx import GRAPH, QUANTIZED

DENSE = 6 * 6  # query, key, value and three more in each layer


@pytest.mark.parametrize(("kept", "quantized"), [(GRAPH, False), (QUANTIZED, True)])
def test_the_graph_that_is_kept_is_the_one_that_the_command_writes(kept: Path, quantized: bool):
    made = encoder_graph(packaged_folder("all-MiniLM-L6-v2"), quantized)
    assert onnx.load(kept, load_external_data=False) == made


@pytest.mark.parametrize(("quantized", "weights"), [(False, 5 + 16 * 6), (True, 5 + 16 * 6 + DENSE)])
def test_the_graph_is_sound_and_carries_no_weights(quantized: bool, weights: int):
    graph = encoder_graph(packaged_folder("all-MiniLM-L6-v2"), quantized)
    inside = [held for held in graph.graph.initializer if held.data_location != TensorProto.EXTERNAL]
    assert sum(len(held.raw_data) for held in inside) < 1_000
    assert len(graph.graph.initializer) - len(inside) == weights
    named = {name for node in graph.graph.node for name in node.input}
    assert {held.name for held in graph.graph.initializer} <= named


def test_every_dense_layer_of_the_quantized_graph_multiplies_in_int8():
    graph = encoder_graph(packaged_folder("all-MiniLM-L6-v2"), quantized=True).graph
    kinds = [node.op_type for node in graph.node]
    assert (kinds.count("MatMulInteger"), kinds.count("Gemm")) == (DENSE, 0)
    assert sum(held.data_type == TensorProto.INT8 for held in graph.initializer) == DENSE
