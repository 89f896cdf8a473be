import onnx
from onnx import TensorProto

from eval.encoder_graph import encoder_graph
from rag.stores.embedding import packaged_folder
from rag.stores.onnx import GRAPH


def test_the_graph_that_is_kept_is_the_one_that_the_command_writes():
    assert onnx.load(GRAPH, load_external_data=False) == encoder_graph(packaged_folder("all-MiniLM-L6-v2"))


def test_the_graph_is_sound_and_carries_no_weights():
    graph = encoder_graph(packaged_folder("all-MiniLM-L6-v2"))
    inside = [held for held in graph.graph.initializer if held.data_location != TensorProto.EXTERNAL]
    assert sum(len(held.raw_data) for held in inside) < 1_000
    assert len(graph.graph.initializer) - len(inside) == 5 + 16 * 6
    named = {name for node in graph.graph.node for name in node.input}
    assert {held.name for held in graph.graph.initializer} <= named
