"""The naive baseline, to hold our own finding against: chunks of a thousand characters by their meaning alone."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.metrics.retrieval import recall_at_k
from eval.questions import GoldQuestion
from eval.running import as_question, find_proof
from eval.systems import by_fusion
from ingest.reading import read
from ingest.sources import Source, find
from rag.assistant import Assistant
from rag.errors import UnreadableFile, WrongUse
from rag.settings import Settings
from rag.stores.dense import DenseIndex
from rag.stores.embedding import Embedder, EmbeddingCache, SentenceTransformerEmbedder

SIZE, OVERLAP, FIRST = 1000, 200, 10  # characters of a chunk, shared with the next; chunks given to a question
Split = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A piece of a document, cut with no regard to what it says."""

    document: str
    text: str


class Baseline:
    """Chunks in Chroma, found by the cosine of a question's embedding."""

    def __init__(self, chunks: Sequence[Chunk], dense: DenseIndex, embedder: Embedder) -> None:
        self._chunks, self._dense, self._embedder = chunks, dense, embedder

    def find(self, question: str) -> list[Chunk]:
        """The first ten, best first."""
        return [
            self._chunks[int(hit.id)] for hit in self._dense.search(self._embedder.embed([question])[0], limit=FIRST)
        ]


@contextmanager
def built(chunks: Sequence[Chunk], settings: Settings) -> Iterator[Baseline]:
    """The baseline over these chunks, with the settings' embedding model; its index is gone at the end."""
    embedder = SentenceTransformerEmbedder(settings.embedder)
    with TemporaryDirectory() as folder, closing(EmbeddingCache(settings.cache, embedder)) as cache:
        dense = DenseIndex(Path(folder))
        dense.put([str(n) for n in range(len(chunks))], cache.embed([chunk.text for chunk in chunks]))
        yield Baseline(chunks, dense, embedder)


def chunked(folders: Sequence[Path], split: Split, largest: int) -> Iterator[Chunk]:
    """The chunks of every file of minutes that can be read, up to `largest` bytes each.

    Raises WrongUse where there is no such file.
    """
    sources = find(folders).sources
    readable = [(source.file, text) for source in sources if (text := _text(source, largest))]
    if not readable:
        raise WrongUse(f"There are no minutes in {', '.join(map(str, folders))}; name their folder with --minutes.")
    return (Chunk(document=name, text=piece) for name, text in readable for piece in split(text))


def _text(source: Source, largest: int) -> str | None:
    try:
        return read(source.file, source.read_bytes(largest)).text
    except UnreadableFile:
        return None  # ingestion reports it; neither side has it


def recall(question: GoldQuestion, found: Iterable[Chunk]) -> float:
    """The share of a question's proving places whose anchor stands whole in a chunk of its document."""
    chunks = list(found)
    held = [
        any(chunk.document == place.document and place.is_in(chunk.text) for chunk in chunks) for place in question.gold
    ]
    return sum(held) / len(held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalls:
    """The share of one question's proving places among the first ten, by each way of finding; 0 to 1."""

    naive: float
    fused: float
    ranked: float


def compared(
    naive: Baseline, assistant: Assistant, sets: Mapping[str, Sequence[GoldQuestion]]
) -> dict[str, list[Recalls]]:
    """The recalls of every question that has an answer, by set; both sides are given it with what was asked before."""
    return {
        name: [_compared(naive, assistant, question) for question in questions if question.answerable]
        for name, questions in sets.items()
    }


def _compared(naive: Baseline, assistant: Assistant, question: GoldQuestion) -> Recalls:
    plan = assistant.plan(as_question(question))
    candidates = list(assistant.passages(plan))
    proofs = [find_proof(place, assistant.ledger).paragraphs for place in question.gold]
    lists = {"fused": by_fusion(candidates), "ranked": candidates}
    return Recalls(
        naive=recall(question, naive.find(" ".join([*question.history, question.question]))),
        **{
            name: recall_at_k({one.cited.id: rank for rank, one in enumerate(ranked, 1)}, proofs, FIRST)
            for name, ranked in lists.items()
        },
    )


def table(recalls: Mapping[str, Sequence[Recalls]]) -> Iterator[str]:
    """Lines of text, a set a line and one for all."""
    yield f"{'recall at ' + str(FIRST):20}{'questions':>10}{'naive':>8}{'fused':>8}{'ranked':>8}"
    for name, some in {**recalls, "all": [one for several in recalls.values() for one in several]}.items():
        means = [sum(getattr(one, way) for one in some) / len(some) for way in ("naive", "fused", "ranked")]
        yield f"{name:20}{len(some):>10}" + "".join(f"{mean:>8.2f}" for mean in means)


def langchain_split() -> Split:
    """LangChain's RecursiveCharacterTextSplitter, 1,000 characters with 200 shared, as its tutorials have it."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    return RecursiveCharacterTextSplitter(chunk_size=SIZE, chunk_overlap=OVERLAP).split_text
