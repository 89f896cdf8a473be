"""Both indexes on Milvus, for many homes on one server; the only file that imports pymilvus.

Vectors stand in one collection for each embedding model, the words of paragraphs in another. They don't share one: a
paragraph has several passages, words are written before vectors, and a home made anew with another model keeps its
words. Of texts only the terms go in, in the order of the alphabet.
"""

import hashlib
import json
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np
from pymilvus import AnnSearchRequest, DataType, Function, FunctionType, MilvusClient, MilvusException, WeightedRanker
from pymilvus.milvus_client import IndexParams

from rag.errors import HomeDamaged, SettingsError, StorageFailure
from rag.settings import MilvusGraph, Settings
from rag.stores.at_hand import VectorsAtHand
from rag.stores.embedding import Vectors
from rag.stores.words import WEIGHTS, Hit, WordEntry, idf, likeliest, may_be_misspelled, starts, terms

_WORDS, _VECTORS = "minutebook_words", "minutebook_vectors_"
_WRITE = 500  # rows a call
_READ = 5_000
_MOST = 16_384  # rows that Milvus gives for one search
_DEEPER = 4  # times as many paragraphs are ranked by each field as are wanted: only then are the scores added up
_TIMES = 10  # BM25 is asked with words only: a term of full weight stands in the question so often
_LONGEST = 65_535  # bytes of a text
_WIDE = 200  # passages looked at by a search of the graph, at least
_lite: Counter[str] = Counter()  # files of Milvus Lite, which runs in this process until its last user leaves

for name in ("pymilvus", "grpc._server"):  # what the one raises is ours to say, once; the other's is Milvus Lite's
    logging.getLogger(name).setLevel(logging.CRITICAL)


class _Rows:
    """The rows of one home in a collection, which is made when the first is put."""

    def __init__(self, settings: Settings, home: str, collection: str) -> None:
        self._address, self._home, self._collection = str(settings.milvus), home, collection
        self._ours = f"home == {json.dumps(home)}"
        self._is_file, self._is_unsettled, self._has_traces = settings.milvus_is_file, False, False
        if self._is_file and settings.milvus_graph is not MilvusGraph.HNSW:
            raise SettingsError(
                f"Milvus Lite has no {settings.milvus_graph}; leave MINUTEBOOK_MILVUS_GRAPH out, or name a server."
            )
        token = settings.milvus_token.get_secret_value() if settings.milvus_token else ""
        try:
            # Milvus Lite's server hangs up on who asks every ten seconds, as pymilvus does, whether it is still there
            calm = {"grpc.keepalive_time_ms": 600_000}
            self._client = MilvusClient(self._address, token=token, timeout=30, grpc_options=calm)
            self._there = False
            self._is_there()
        except (MilvusException, OSError) as error:
            raise SettingsError(
                f"Milvus at {self._address!r} can't be used ({error}); "
                "start it, give http://HOST:PORT or a path that ends with .db, or leave MINUTEBOOK_MILVUS out."
            ) from error
        if self._is_file:
            _lite[self._address] += 1

    def close(self) -> None:
        """Let go of the server, and of Milvus Lite's file when nobody else in this process uses it."""
        try:
            self._settle()
        finally:
            self._client.close()
            if self._is_file:
                _lite[self._address] -= 1
                if not _lite[self._address]:
                    from milvus_lite.server_manager import server_manager_instance

                    server_manager_instance.release_server(self._address)

    def _settle(self) -> None:
        """Let Milvus make what was written lasting, and its graphs: until then it compares row by row.

        Of what was removed it is asked to keep no trace.
        """
        if self._is_unsettled:
            with _writing():
                if self._is_there():
                    self._client.flush(self._collection)
                    if self._has_traces:
                        self._client.compact(self._collection)
            self._is_unsettled = self._has_traces = False

    def __len__(self) -> int:
        """How many rows can be found."""
        with _reading():
            if not self._is_there():
                return 0
            [row] = self._client.query(
                self._collection, filter=self._ours, output_fields=["count(*)"], consistency_level="Strong"
            )
        return int(row["count(*)"])

    def reload(self) -> None:
        """See what others put and removed."""
        self._there = False  # another may have made the collection, or made it anew

    def clear(self) -> None:
        """Take everything out."""
        with _writing():
            self._empty(self._collection)
        self.reload()

    def _empty(self, collection: str) -> None:
        """Take the home's rows out of a collection; the disk keeps them until Milvus compacts it."""
        if not self._loaded(collection):
            return
        elses = f"home != {json.dumps(self._home)}"
        if self._is_file and not self._client.query(collection, filter=elses, output_fields=["id"], limit=1):
            self._client.drop_collection(collection)  # Milvus Lite doesn't compact when asked
            self._there = False
        else:
            self._client.delete(collection, filter=self._ours)
            self._client.flush(collection)
            self._client.compact(collection)

    def _is_there(self) -> bool:
        self._there = self._there or self._loaded(self._collection)
        return self._there

    def _loaded(self, collection: str) -> bool:
        """Whether there is such a collection; if so, it can be searched from now on."""
        if not self._client.has_collection(collection):
            return False
        self._client.load_collection(collection)
        return True

    def _make(
        self, fields: Sequence[tuple[str, DataType, dict[str, Any]]], indexes: IndexParams, *made: Function
    ) -> None:
        schema = MilvusClient.create_schema(auto_id=False)
        schema.add_field("id", DataType.VARCHAR, is_primary=True, max_length=512)
        schema.add_field("home", DataType.VARCHAR, max_length=64, is_partition_key=True)
        for name, kind, how in fields:
            schema.add_field(name, kind, **how)
        for function in made:
            schema.add_function(function)
        self._client.create_collection(
            self._collection, schema=schema, index_params=indexes, consistency_level="Session"
        )
        self._there = True

    def _write(self, rows: Iterable[dict[str, Any]]) -> None:
        left, self._is_unsettled = iter(rows), True
        while some := list(islice(left, _WRITE)):
            self._client.upsert(
                self._collection, [{**row, "home": self._home, "id": self._row(row["id"])} for row in some]
            )

    def _every(self, field: str) -> Iterator[str]:
        """One field of each row."""
        with _reading():
            if not self._is_there():
                return
            rows = self._client.query_iterator(
                self._collection,
                batch_size=_READ,
                filter=self._ours,
                output_fields=[field],
                consistency_level="Strong",
            )
            while some := rows.next():
                yield from (str(row[field]) for row in some)
            rows.close()

    def _row(self, id: str) -> str:
        """The id of a row, which no other home has."""
        return f"{self._home}:{id}"

    def _id(self, row: str) -> str:
        return row[len(self._home) + 1 :]


class MilvusVectors(_Rows, VectorsAtHand):
    """Passages by the cosine of their vectors."""

    def __init__(self, settings: Settings, home: str) -> None:
        VectorsAtHand.__init__(self)
        _Rows.__init__(self, settings, home, _VECTORS + re.sub(r"\W", "_", settings.embedder, flags=re.ASCII)[-200:])
        self._graph = settings.milvus_graph

    def put(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Add passages; those with an id already there are replaced."""
        self.reload()
        with _writing():
            if not self._is_there():
                self._made_for(vectors.shape[1])
            self._write(
                {"id": id, "paragraph": id.partition(":")[0], "vector": vector}
                for id, vector in zip(ids, np.asarray(vectors, dtype=np.float32), strict=True)
            )

    def _made_for(self, dimensions: int) -> None:
        indexes = MilvusClient.prepare_index_params()
        how = {"M": 16, "efConstruction": 200} if self._graph is MilvusGraph.HNSW else {}
        indexes.add_index("vector", index_type=self._graph.value, metric_type="COSINE", params=how)
        indexes.add_index("paragraph", index_type="INVERTED")
        self._make(
            [
                ("paragraph", DataType.VARCHAR, {"max_length": 512}),
                ("vector", DataType.FLOAT_VECTOR, {"dim": dimensions}),
            ],
            indexes,
        )

    def remove(self, paragraphs: Sequence[str]) -> None:
        """Take out all passages of paragraphs."""
        self.reload()
        self._is_unsettled = self._has_traces = True
        with _writing():
            for some in _parts(paragraphs if self._is_there() else ()):
                self._client.delete(self._collection, filter=f"{self._ours} and paragraph in {json.dumps(some)}")

    def clear(self) -> None:
        """Take everything out, whatever model made it."""
        with _writing():
            for collection in self._client.list_collections():
                if collection.startswith(_VECTORS):
                    self._empty(collection)
        self.reload()

    def reload(self) -> None:
        """See what others put and removed."""
        super().reload()
        self._at_hand.clear()

    def search(self, vector: Vectors, limit: int) -> list[Hit]:
        """The nearest passages, best first, with the cosine as score; ties in the order of their ids."""
        wide = "ef" if self._graph is MilvusGraph.HNSW else "search_list"
        with _reading():
            if not self._is_there():
                return []
            [found] = self._client.search(
                self._collection,
                data=[vector],
                anns_field="vector",
                filter=self._ours,
                limit=min(limit, _MOST),
                search_params={"metric_type": "COSINE", "params": {wide: max(_WIDE, min(limit, _MOST))}},
            )
        hits = [Hit(self._id(hit["id"]), float(hit["distance"])) for hit in found]
        return sorted(hits, key=lambda hit: (-round(hit.score, 5), hit.id))

    def _fetched(self, ids: Sequence[str]) -> dict[str, Vectors]:
        found: dict[str, Vectors] = {}
        with _reading():
            for some in _parts(ids if self._is_there() else ()):
                rows = self._client.get(self._collection, ids=[self._row(id) for id in some], output_fields=["vector"])
                found |= {self._id(row["id"]): np.asarray(row["vector"], dtype=np.float32) for row in rows}
        return found

    def ids(self) -> set[str]:
        """The ids of all passages."""
        return {self._id(row) for row in self._every("id")}


class MilvusWords(_Rows):
    """Paragraphs by their words: each field is ranked by BM25, and the scores are added up by the fields' weights."""

    def __init__(self, settings: Settings, home: str) -> None:
        super().__init__(settings, home, _WORDS)

    def put(self, entries: Iterable[WordEntry]) -> None:
        """Add paragraphs; those with an id already there are replaced."""
        with _writing():
            if not self._is_there():
                self._made()
            self._write(
                {"id": one.id, "meeting": _number(one.meeting)}
                | {field: _bag(getattr(one, field)) for field in WEIGHTS}
                for one in entries
            )

    def _made(self) -> None:
        indexes = MilvusClient.prepare_index_params()
        indexes.add_index("meeting", index_type="INVERTED")
        fields: list[tuple[str, DataType, dict[str, Any]]] = [("meeting", DataType.INT64, {})]
        for field in WEIGHTS:
            how = {"max_length": _LONGEST, "enable_analyzer": True, "analyzer_params": {"tokenizer": "standard"}}
            fields += [(field, DataType.VARCHAR, how), (_ranked(field), DataType.SPARSE_FLOAT_VECTOR, {})]
            indexes.add_index(
                _ranked(field),
                index_type="SPARSE_INVERTED_INDEX",
                metric_type="BM25",
                params={"bm25_k1": 1.2, "bm25_b": 0.75},
            )
        functions = [
            Function(
                name=f"{field}_by_words",
                function_type=FunctionType.BM25,
                input_field_names=[field],
                output_field_names=[_ranked(field)],
            )
            for field in WEIGHTS
        ]
        self._make(fields, indexes, *functions)

    def remove(self, ids: Sequence[str]) -> None:
        """Take paragraphs out."""
        self._is_unsettled = self._has_traces = True
        with _writing():
            for some in _parts(ids if self._is_there() else ()):
                self._client.delete(self._collection, ids=[self._row(id) for id in some])

    def commit(self) -> None:
        """Make what was put and removed visible and lasting."""
        self._settle()
        self.reload()

    def reload(self) -> None:
        """See what others committed."""
        super().reload()
        self.__dict__.pop("_spreads", None)

    def search(self, wanted: Sequence[tuple[str, float]], limit: int, within: Sequence[str] | None = None) -> list[Hit]:
        """The best paragraphs for weighted terms, best first; ties in the order of their ids.

        `within` are the ids of the meetings to look in; all of them otherwise.
        """
        if not wanted or (within is not None and not within):
            return []
        among = "" if within is None else f" and meeting in {[_number(one) for one in within]}"
        text = " ".join(term for term, weight in wanted for _ in range(max(1, round(weight * _TIMES))))
        with _reading():
            if not self._is_there():
                return []
            by_field = [
                AnnSearchRequest(
                    data=[text],
                    anns_field=_ranked(field),
                    param={"metric_type": "BM25"},
                    limit=min(limit * _DEEPER, _MOST),
                    expr=self._ours + among,
                )
                for field in WEIGHTS
            ]
            ranker = WeightedRanker(*WEIGHTS.values(), norm_score=False)
            [found] = self._client.hybrid_search(self._collection, by_field, ranker, limit=min(limit, _MOST))
        hits = [Hit(self._id(hit["id"]), float(hit["distance"]) / _TIMES) for hit in found]
        return sorted(hits, key=lambda hit: (-round(hit.score, 4), hit.id))

    def spread(self, term: str) -> int:
        """In how many paragraphs a term stands, counting their text only."""
        return self._spreads[1][term]

    def idf(self, term: str) -> float:
        """How telling a term is."""
        return idf(self._spreads[0], self.spread(term))

    def spelled(self, term: str) -> str:
        """The term itself, or where no paragraph holds it the likeliest that one does: a slip of a letter or two."""
        if not may_be_misspelled(term) or self.spread(term):
            return term
        begins = tuple(starts(term))
        return likeliest(term, ((one, spread) for one, spread in self._spreads[1].items() if one.startswith(begins)))

    @cached_property
    def _spreads(self) -> tuple[int, Counter[str]]:
        """How many paragraphs there are, and in how many each term stands: Milvus doesn't say it by home."""
        paragraphs, spreads = 0, Counter[str]()
        for bag in self._every("text"):
            spreads.update(set(bag.split()))
            paragraphs += 1
        return paragraphs, spreads


def _ranked(field: str) -> str:
    return f"{field}_bm25"


def _bag(text: str) -> str:
    """The terms of a text in the order of the alphabet; of one that is too long for Milvus each term once."""
    all_terms = sorted(terms(text))
    bag = " ".join(all_terms)
    return bag if len(bag.encode()) <= _LONGEST else " ".join(dict.fromkeys(all_terms))


def _number(meeting: str) -> int:
    """A meeting as a number, which is quicker to look for than its id, and says nothing of a file's name."""
    return int.from_bytes(hashlib.sha256(meeting.encode()).digest()[:8], signed=True)


def _parts(ids: Sequence[str]) -> Iterator[list[str]]:
    for first in range(0, len(ids), _WRITE):
        yield list(ids[first : first + _WRITE])


@contextmanager
def _reading() -> Iterator[None]:
    """What Milvus can't read, as our failure."""
    try:
        yield
    except MilvusException as error:
        raise HomeDamaged(
            f"The index on Milvus can't be read ({error}); see that it runs, or run `minutebook rebuild`."
        ) from error


@contextmanager
def _writing() -> Iterator[None]:
    """What Milvus can't write, as our failure."""
    try:
        yield
    except MilvusException as error:
        raise StorageFailure(
            f"The index on Milvus can't be written ({error}); see that it runs and has room, and run it again."
        ) from error
