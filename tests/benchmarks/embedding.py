"""How long an ingestion takes beside the embedding alone of its distinct passages, by the same model in the same run.

    python tests/benchmarks/embedding.py [DOCUMENTS]      60 by default, of the text folders of ../shared/minutes

Seconds are of the clock and, in brackets, of the processors: where other work runs, only the latter can be compared.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from unittest.mock import patch

from ingest.indexing import passages_of
from ingest.job import ingest
from rag.home import opened
from rag.settings import Settings
from rag.stores.embedding import SentenceTransformerEmbedder

MINUTES = Path(__file__).parents[3] / "shared" / "minutes"
FOLDERS = ("charnwood", "stokeferry", "limerick", "winnipeg")


class Timed:
    """Seconds of the clock and of the processors, by name, printed as they come."""

    def __init__(self) -> None:
        self.taken: dict[str, tuple[float, float]] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Times what is done within."""
        clock, work = time.perf_counter(), _processors()
        yield
        self.taken[name] = time.perf_counter() - clock, _processors() - work
        print("{}: {:.1f} s ({:.1f})".format(name, *self.taken[name]), flush=True)


def _processors() -> float:
    return sum(one.ru_utime + one.ru_stime for one in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


def _main(count: int) -> None:
    files = sorted(file for folder in FOLDERS for file in (MINUTES / folder).rglob("*") if file.is_file())
    chosen = Random(1).sample(files, min(count, len(files)))
    timed, model = Timed(), SentenceTransformerEmbedder(Settings().embedder)
    model.embed(["The model is loaded, and its libraries are warm."] * 64)
    with (
        tempfile.TemporaryDirectory() as folder,
        patch("rag.stores.embedding.SentenceTransformerEmbedder", lambda _: model),
    ):
        settings = Settings(home=Path(folder) / "home", cache=Path(folder) / "cache")
        with opened(settings.home, create=True) as ledger:
            with timed("the whole ingestion"):
                ingest(chosen, ledger, settings)
            with timed("again, with nothing changed"):
                ingest(chosen, ledger, settings)
            texts = {
                passage.text
                for document in ledger.documents()
                for passage in passages_of(ledger.paragraphs_of(document["name"]), model.longest, model.pieces)
            }
    sorted_texts = sorted(texts, key=len)
    with timed("the embedding alone"):
        for first in range(0, len(sorted_texts), 256):
            model.embed(sorted_texts[first : first + 256])
    words = sum(len(text.split()) for text in texts) / len(texts)
    whole, alone = timed.taken["the whole ingestion"], timed.taken["the embedding alone"]
    speed = len(texts) / alone[0]
    print(f"{len(chosen)} documents, {len(texts)} distinct passages of {words:.0f} words, {speed:.0f} a second")
    print(f"whole / alone: {whole[0] / alone[0]:.2f} ({whole[1] / alone[1]:.2f})")


if __name__ == "__main__":
    _main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
