"""The reader's encoder: the packaged embedding model with its last layers fine-tuned, in int8 through onnxruntime."""

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from rag.reader.coverage import Floats
from rag.reader.local import Tokens
from rag.stores.onnx import Encoded, OnnxEmbedder

PACKAGED = "all-MiniLM-L6-v2"
_KEPT = 4_000  # texts kept encoded: the parts of a question and its follow-ups read much the same passages


class PieceEncoder:
    """Makes a unit vector and a weight of each word piece.

    A piece weighs softplus(gate . vector + bias), less if it is one of the common words of questions, and nothing if
    it is a mark.
    """

    def __init__(self, folder: Path, threads: int = 2) -> None:
        self._embedder = OnnxEmbedder(PACKAGED, threads, tuned=folder / "encoder.safetensors", quantized=True)
        self._folder = folder
        self._kept: dict[str, Tokens] = {}

    def begin(self) -> None:
        """Begin to load it, while other things are done."""
        self._embedder.begin()

    @cached_property
    def _gate(self) -> dict[str, Any]:
        gate: dict[str, Any] = json.loads((self._folder / "encoder.json").read_text())
        return {**gate, "common": frozenset(gate["common"]), "gate": np.array(gate["gate"], dtype=np.float32)}

    def encode(self, texts: Sequence[str]) -> list[Tokens]:
        """The word pieces of each text; what stands after the first 256 is left out."""
        kept = self._kept  # another thread may put another in its place meanwhile
        missing = [text for text in dict.fromkeys(texts) if text not in kept]
        encoded = zip(missing, self._embedder.encode(missing), strict=True)
        made = {text: self._tokens(text, one) for text, one in encoded}
        self._kept = made if len(kept) > _KEPT else kept | made
        return [made[text] if text in made else kept[text] for text in texts]

    def _tokens(self, text: str, encoded: Encoded) -> Tokens:
        gate, pieces = self._gate, encoded.pieces
        words = [text[start:end].lower() for start, end in encoded.offsets]
        # the end of a longer word ("##s") is no common word
        opens = [not text[max(start - 1, 0) : start].isalnum() for start, _ in encoded.offsets]
        common = np.array(
            [a and word in gate["common"] for a, word in zip(opens, words, strict=True)], dtype=np.float32
        )
        counts = np.array([any(map(str.isalnum, word)) for word in words], dtype=np.float32)
        raw: Floats = pieces @ gate["gate"] + gate["bias"] + gate["common_bias"] * common
        weights = np.logaddexp(0.0, raw).astype(np.float32) * (counts if counts.any() else 1.0)
        vectors = pieces / np.linalg.norm(pieces, axis=1, keepdims=True)
        return Tokens(vectors=vectors, weights=weights, starts=[int(start) for start, _ in encoded.offsets])
