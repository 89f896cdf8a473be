"""The vector index; the only file that imports chromadb. Vectors and ids go in, never text."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import RLock
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakSet

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError

from rag.errors import HomeDamaged, MinutebookError, SettingsError, StorageFailure
from rag.stores.at_hand import VectorsAtHand
from rag.stores.embedding import Vectors
from rag.stores.words import Hit

_COLLECTION = "passages"
_WRITE = 2_000  # records a call; Chroma refuses more than 5,461
_READ = 10_000
_FEW = 2_000  # passages that are all compared: of so few Chroma makes its graph anew at each start, never twice alike


class DenseIndex(VectorsAtHand):
    """Passages by the cosine of their vectors, in this process or on a Chroma server."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        super().__init__()
        self.folder, self._url = folder, url
        self._ours = url is None  # on a server others may write too
        self._held: AbstractContextManager[Any] = _FILES if self._ours else nullcontext()
        self.open()

    def open(self) -> None:
        """Open it; raises HomeDamaged, or SettingsError where the server can't be used."""
        folder, url = self.folder, self._url
        try:
            if url:
                address = urlsplit(url)
                self._client: Any = chromadb.HttpClient(host=address.hostname or "127.0.0.1", port=address.port or 8000)
            else:
                folder.mkdir(parents=True, exist_ok=True)
                self._client = chromadb.PersistentClient(
                    str(folder), settings=ChromaSettings(anonymized_telemetry=False)
                )
                _OPENED.add(self)
            self._open()
        except (ChromaError, ValueError, OSError) as error:
            if url:
                raise SettingsError(
                    f"Chroma at {url!r} can't be used ({error}); start it, or leave MINUTEBOOK_CHROMA_URL out."
                ) from error
            raise HomeDamaged(
                f"The vector index in {str(folder)!r} can't be opened ({error}); run `minutebook rebuild`."
            ) from error
        if self._collection.configuration_json["hnsw"]["space"] != "cosine":
            raise HomeDamaged("The vector index doesn't measure by cosine; run `minutebook rebuild`.")

    def _open(self) -> None:
        self._at_hand.clear()
        self._all: tuple[list[str], Vectors] | None = None
        self._are_few: bool | None = None  # counted once between two writes: Chroma takes longer to count than to find
        self._collection = self._client.get_or_create_collection(
            _COLLECTION,
            embedding_function=None,
            configuration={
                "hnsw": {
                    "space": "cosine",
                    "ef_construction": 100,
                    "max_neighbors": 16,
                    "ef_search": 200,
                    "num_threads": 1,
                }
            },
        )

    def close(self) -> None:
        """Let go of the files; until then this process can't make the index anew."""
        _OPENED.discard(self)
        self._client.close()

    def __len__(self) -> int:
        """How many passages can be found."""
        with self._reading():
            return int(self._collection.count())

    def put(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Add passages; those with an id already there are replaced."""
        self.reload()
        with self._writing():
            for first in range(0, len(ids), _WRITE):
                part = slice(first, first + _WRITE)
                self._collection.upsert(ids=list(ids[part]), embeddings=vectors[part])

    def remove(self, paragraphs: Sequence[str]) -> None:
        """Take out all passages of paragraphs, which are numbered from 0 without a gap."""
        found: list[str] = []
        waiting = list(paragraphs)
        number = 0
        while waiting:
            numbered = self._there([f"{paragraph}:{number}" for paragraph in waiting])
            found += numbered
            waiting = [id.partition(":")[0] for id in numbered]
            number += 1
        self.reload()
        with self._writing():
            # the last passages first: what a killed run leaves is numbered from 0 again
            for end in range(len(found), 0, -_WRITE):
                self._collection.delete(ids=found[max(end - _WRITE, 0) : end])

    def _there(self, ids: Sequence[str]) -> list[str]:
        with self._reading():
            return [
                id
                for first in range(0, len(ids), _WRITE)
                for id in self._collection.get(ids=list(ids[first : first + _WRITE]), include=[])["ids"]
            ]

    def clear(self) -> None:
        """Take everything out, by a new collection in place of the old: deleting one by one has lost records."""
        with self._writing():
            self._client.delete_collection(_COLLECTION)
            self._open()

    def reload(self) -> None:
        """See what others put and removed."""
        self._at_hand.clear()
        self._all = self._are_few = None

    def search(self, vector: Vectors, limit: int) -> list[Hit]:
        """The nearest passages, best first, with the cosine as score; ties in the order of their ids."""
        if self._are_few is None:
            self._are_few = self._ours and len(self) <= _FEW
        hits = self._compared(vector) if self._are_few else self._found(vector, limit)
        return sorted(hits, key=lambda hit: (-round(hit.score, 5), hit.id))[:limit]

    def _found(self, vector: Vectors, limit: int) -> list[Hit]:
        with self._reading():
            found = self._collection.query(
                query_embeddings=vector.reshape(1, -1), n_results=limit, include=["distances"]
            )
        return [Hit(id, 1.0 - distance) for id, distance in zip(found["ids"][0], found["distances"][0], strict=True)]

    def _compared(self, vector: Vectors) -> list[Hit]:
        """Every passage with its score."""
        with self._reading():
            if (every := self._all) is None:  # another thread may forget it meanwhile
                found = self._collection.get(include=["embeddings"])
                self._all = every = list(found["ids"]), np.asarray(found["embeddings"], dtype=np.float32)
            ids, vectors = every
            if not ids:
                return []
            lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(vector)
            scores = (vectors @ vector) / np.maximum(lengths, 1e-12)
        return [Hit(id, float(score)) for id, score in zip(ids, scores, strict=True)]

    def _fetched(self, ids: Sequence[str]) -> dict[str, Vectors]:
        with self._reading():
            found = self._collection.get(ids=list(ids), include=["embeddings"])
        return dict(zip(found["ids"], found["embeddings"], strict=True))

    def ids(self) -> set[str]:
        """The ids of all passages."""
        total = len(self)
        with self._reading():
            return {
                id
                for offset in range(0, total, _READ)
                for id in self._collection.get(include=[], limit=_READ, offset=offset)["ids"]
            }

    def _reading(self) -> AbstractContextManager[None]:
        return self._failing(HomeDamaged, "read", "run")

    def _writing(self) -> AbstractContextManager[None]:
        return self._failing(StorageFailure, "written", "make room and run")

    @contextmanager
    def _failing(self, failure: type[MinutebookError], what: str, way_out: str) -> Iterator[None]:
        """What Chroma can't do meanwhile, as our failure; the files stay where they are until then."""
        try:
            with self._held:
                yield
        except (ChromaError, ValueError, OSError) as error:
            raise failure(f"The vector index can't be {what} ({error}); {way_out} `minutebook rebuild`.") from error


_FILES = RLock()  # held while files of an index are read or written: nobody takes them away meanwhile
_OPENED: WeakSet[DenseIndex] = WeakSet()  # those with files


def wipe(folder: Path) -> None:
    """Take the files of an index away; whoever has them open in this process goes on with an empty index.

    Chroma only marks as deleted what is taken out, and lets everybody in a process share the files once opened.
    """
    with _FILES:
        opened = [one for one in _OPENED if one.folder == folder]
        for one in opened:
            one.close()
        shutil.rmtree(folder, ignore_errors=True)
        for one in opened:
            one.open()
