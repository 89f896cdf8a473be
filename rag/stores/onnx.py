"""The packaged embedding model without torch; the only file that imports onnxruntime and tokenizers.

The graphs in encoder.onnx and encoder.int8.onnx name their weights and hold none: they come from the package that
carries the model.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from rag.stores.embedding import Vectors, packaged_folder

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

    _Read = tuple[int, Encoding, Vectors, Vectors]

Weights = Mapping[str, npt.NDArray[Any]]

GRAPH, QUANTIZED = (Path(__file__).with_name(name) for name in ("encoder.onnx", "encoder.int8.onnx"))
_BATCH = 32
_UNEVEN = 1.25  # times as long as the shortest of its batch a text may be
_SAFE = 64  # two products of it with a byte still fit the 16 bits that AVX2 adds them in
_TYPES = {"F32": "<f4", "F16": "<f2"}  # of safetensors, as numpy names them


def weights(path: Path) -> dict[str, Vectors]:
    """The weights in a safetensors file that word pieces' vectors are made with, by name; half precision is widened."""
    file = np.memmap(path, dtype=np.uint8, mode="r")
    begin = 8 + int(file[:8].view("<u8")[0])  # safetensors: the header's length, the header in JSON, the values
    held = json.loads(bytes(file[8:begin]))
    return {
        name: file[begin + tensor["data_offsets"][0] : begin + tensor["data_offsets"][1]]
        .view(_TYPES[tensor["dtype"]])
        .reshape(tensor["shape"])
        .astype(np.float32, copy=False)
        for name, tensor in held.items()
        if tensor.get("dtype") in _TYPES and not name.startswith("pooler.")
    }


def quantized_weights(weights: Weights) -> Weights:
    """The weights with each dense layer's as a matrix "...weight.int8" and a scale "...weight.scale" for each column.

    A scale is also divided by 127, the largest number that stands for a value of what is multiplied.
    """
    made: dict[str, npt.NDArray[Any]] = {}
    for name, weight in weights.items():
        if name.startswith("encoder.") and weight.ndim == 2:
            largest = np.abs(weight).max(axis=1)
            made[f"{name}.int8"] = np.rint(weight.T * (_SAFE / largest)).astype(np.int8, order="C")
            made[f"{name}.scale"] = largest / np.float32(_SAFE * 127)
        else:
            made[name] = weight
    return made


class Encoded(NamedTuple):
    """A text as the model reads it.

    Attributes:
        vector: of the whole text, of length 1.
        pieces: a vector for each word piece, the two marks at the ends included.
        offsets: where each piece starts and ends in the text; (0, 0) for the marks.
    """

    vector: Vectors
    pieces: Vectors
    offsets: npt.NDArray[np.int64]


class OnnxEmbedder:
    """A packaged model by name, loaded at first use: the vectors of sentence-transformers to 1e-4, without its imports.

    Args:
        name: one of `rag.stores.embedding.PACKAGED`.
        threads: how many batches are read at the same time.
        tuned: a safetensors file with weights that take the place of the packaged ones of their names.
        quantized: dense layers multiply in int8: vectors of pieces have a cosine of some 0.995 with the exact ones, in
            two thirds of the time.
    """

    def __init__(self, name: str, threads: int = 1, tuned: Path | None = None, quantized: bool = False) -> None:
        self.name, self._threads, self._tuned, self._quantized = name, threads, tuned, quantized

    @cached_property
    def _folder(self) -> Path:
        return packaged_folder(self.name)

    @cached_property
    def _weights(self) -> Weights:
        # held as long as the session, which may read them where they lie
        exact = weights(self._folder / "model.safetensors") | (weights(self._tuned) if self._tuned else {})
        return quantized_weights(exact) if self._quantized else exact

    def begin(self) -> None:
        """Begin to load the model, in a thread of its own: most of that takes no turn from Python."""
        _ = self._loading

    @cached_property
    def _loading(self) -> "Future[InferenceSession]":
        pool = ThreadPoolExecutor(1, "loading")
        loading = pool.submit(self._load)
        pool.shutdown(wait=False)
        return loading

    @property
    def _session(self) -> "InferenceSession":
        return self._loading.result()

    def _load(self) -> "InferenceSession":
        from onnxruntime import InferenceSession, OrtValue, SessionOptions

        options = SessionOptions()
        options.intra_op_num_threads = 1  # two batches side by side are quicker than one on two cores
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_external_initializers(
            list(self._weights), [OrtValue.ortvalue_from_numpy(weight) for weight in self._weights.values()]
        )
        return InferenceSession(QUANTIZED if self._quantized else GRAPH, options, providers=["CPUExecutionProvider"])

    @cached_property
    def _whole(self) -> "Tokenizer":
        return self._tokenizer()

    @cached_property
    def _cutting(self) -> "Tokenizer":
        tokenizer = self._tokenizer()
        tokenizer.enable_truncation(self.longest)
        return tokenizer

    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def longest(self) -> int:
        """Word pieces of a text that the model reads."""
        return int(json.loads((self._folder / "sentence_bert_config.json").read_bytes())["max_seq_length"])

    def pieces(self, text: str) -> int:
        """How many word pieces the model makes of a text, its two marks included."""
        return len(self._whole.encode(text).ids)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, shape (len(texts), dimensions), each of length 1."""
        rows = {index: vector for part in self._run(texts) for index, _, vector, _ in part}
        return np.stack([rows[index] for index in range(len(texts))]) if rows else np.zeros((0, 0), dtype=np.float32)

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Each text's vector with those of its word pieces; what stands after the first `longest` is left out."""
        made = {
            index: Encoded(vector, pieces[: len(read)], np.asarray(read.offsets, dtype=np.int64))
            for part in self._run(texts)
            for index, read, vector, pieces in part
        }
        return [made[index] for index in range(len(texts))]

    def _run(self, texts: Sequence[str]) -> Iterator[list["_Read"]]:
        """The index, word pieces and vectors of each text, in batches of like length, which waste no padding."""
        read = self._cutting.encode_batch(list(texts))
        order = sorted(range(len(texts)), key=lambda index: len(read[index]))
        # padding changes last bits, which rounding to int8 would make larger: there each text is read alone
        batches = _batches(order, [len(one) for one in read], 1 if self._quantized else _BATCH)
        given = [[(index, read[index]) for index in batch] for batch in batches]
        if self._threads == 1 or len(given) == 1:
            yield from map(self._read, given)
            return
        with ThreadPoolExecutor(self._threads) as pool:
            yield from pool.map(self._read, given)

    def _read(self, batch: Sequence[tuple[int, "Encoding"]]) -> list["_Read"]:
        ids = np.zeros((len(batch), len(batch[-1][1])), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, (_, one) in enumerate(batch):
            ids[row, : len(one)], mask[row, : len(one)] = one.ids, 1
        pieces, vectors = self._session.run(["pieces", "vector"], {"ids": ids, "mask": mask})
        return [(index, one, vectors[row], pieces[row]) for row, (index, one) in enumerate(batch)]


def _batches(order: Sequence[int], lengths: Sequence[int], most: int) -> Iterator[list[int]]:
    """The texts in batches, the shortest first, none much longer than the first of its batch: padding costs time."""
    batch: list[int] = []
    for index in order:
        if batch and (len(batch) == most or lengths[index] > _UNEVEN * lengths[batch[0]]):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
