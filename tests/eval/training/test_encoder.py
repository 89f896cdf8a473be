import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag.reader.encoder import PieceEncoder
from rag.settings import Settings

pytestmark = pytest.mark.slow  # it imports torch
BAND = "How much was Quill's band given?"
WALL = "Who mended the churchyard wall?"
PROOFS = {BAND: "Council: A grant of £500 was made to the musicians.", WALL: "Council: The mason put it up again."}
OTHERS = tuple(f"Council: {words}" for words in ("The band played.", "The wall fell.", "Plots were let.", "It rained."))


@pytest.fixture(scope="module")
def encoder() -> Any:
    return importlib.import_module("eval.training.encoder")


@pytest.fixture(scope="module")
def states(encoder: Any) -> Any:
    return encoder.LateInteraction().eval().states([*PROOFS, *PROOFS.values(), *OTHERS])


@pytest.fixture(scope="module")
def trained(encoder: Any, states: Any) -> Any:
    others = tuple((text, 0.0) for text in OTHERS)
    lists = [encoder.List(question=asked, proofs=((proof, 0.0),), others=others) for asked, proof in PROOFS.items()]
    return encoder.train(lists * 2, states, epochs=4)


def loss(encoder: Any, model: Any, states: Any) -> float:
    """The mean loss over the two lists."""
    total = 0.0
    for asked, proof in PROOFS.items():
        late = encoder.SCALE * model(asked, [proof, *OTHERS], states).detach().numpy()
        total += float(np.log(np.exp(late - late[0]).sum()))
    return total / len(PROOFS)


def test_training_makes_the_proofs_likelier(encoder: Any, states: Any, trained: Any):
    before = loss(encoder, encoder.LateInteraction().eval(), states)
    assert 0 < loss(encoder, trained, states) < before


def test_the_same_seed_gives_the_same_encoder(encoder: Any, states: Any):
    lists = [encoder.List(question=WALL, proofs=((PROOFS[WALL], 0.0),), others=((OTHERS[0], 0.0),))] * 4
    scores = [encoder.train(lists, states, epochs=1)(WALL, OTHERS, states).detach().numpy() for _ in range(2)]
    np.testing.assert_array_equal(*scores)


def test_what_is_saved_reads_as_it_was_trained(trained: Any, states: Any, tmp_path: Path):
    trained.save(tmp_path / "encoder.safetensors")
    question, *passages = PieceEncoder(tmp_path).encode([BAND, PROOFS[BAND], *OTHERS])
    best, weights = trained.matches(BAND, [PROOFS[BAND], *OTHERS], states)
    np.testing.assert_allclose(question.weights, weights.detach().numpy(), atol=0.05)  # it reads in int8
    for row, passage in zip(best.detach().numpy(), passages, strict=True):
        own = (question.vectors @ passage.vectors.T).max(axis=1)
        np.testing.assert_allclose(own, row, atol=0.05)


def test_no_text_has_no_states(encoder: Any):
    assert encoder.LateInteraction().states([]) == {}


def test_the_saved_gate_is_of_the_form_that_comes_with_the_project(trained: Any, tmp_path: Path):
    trained.save(tmp_path / "encoder.safetensors")
    kept = PieceEncoder(tmp_path)._gate
    assert kept.keys() == PieceEncoder(Settings().models)._gate.keys()
    assert len(kept["gate"]) == 384
