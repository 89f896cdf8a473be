"""What finding takes by each place that the indexes can lie in, over made vectors and made texts.

    python -m tests.benchmarks.stores [--paragraphs N] [--asked N] [--milvus http://HOST:19530]

Random vectors are the worst case of a graph: none is much nearer than another. Recall is of the ten nearest by cosine.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from time import perf_counter

import numpy as np

from rag.ledger import Ledger
from rag.settings import Settings
from rag.stores.indexes import settle_indexes, vector_index, word_index
from rag.stores.words import WordEntry, terms

_DIMENSIONS = 384
_TOGETHER = 2_000
_SYLLABLES = [a + b for a in "bdfglmnprst" for b in "aeiou"]


def words(random: Random, count: int) -> str:
    """So many made words, a few of them common and most rare."""
    return " ".join(
        "".join(_SYLLABLES[int(random.random() ** 3 * len(_SYLLABLES))] for _ in range(3)) for _ in range(count)
    )


def entries(count: int) -> Iterator[WordEntry]:
    """Paragraphs of some forty words, a hundred a meeting."""
    random = Random(0)
    for n in range(count):
        yield WordEntry(
            id=f"p{n}",
            meeting=f"m{n // 100}",
            text=words(random, random.randrange(10, 70)),
            item=words(random, 4),
            head=f"Council {n // 1_000}",
            around=words(random, 20),
        )


def timed(ask: Callable[[int], object], times: int) -> str:
    """The median and the 95th percentile of so many calls, in milliseconds."""
    taken = []
    for n in range(times):
        started = perf_counter()
        ask(n)
        taken.append((perf_counter() - started) * 1000)
    return f"{np.percentile(taken, 50):.1f} | {np.percentile(taken, 95):.1f}"


def measured(name: str, settings: Settings, folders: list[Path], paragraphs: int, asked: int) -> str:
    """A line of the table for one place of the indexes."""
    made = np.random.default_rng(0).normal(size=(paragraphs + asked, _DIMENSIONS)).astype(np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    vectors, questions = made[:paragraphs], made[paragraphs:]
    random = Random(1)
    wanted = [[(term, 1.0) for term in terms(words(random, 6))] for _ in range(asked)]
    with closing(Ledger(settings.home, create=True)) as ledger:
        settle_indexes(ledger, settings)
        with vector_index(ledger, settings) as dense, word_index(ledger, settings) as by_words:
            started = perf_counter()
            for first in range(0, paragraphs, _TOGETHER):
                some = vectors[first : first + _TOGETHER]
                dense.put([f"p{first + n}:0" for n in range(len(some))], some)
            built_vectors, started = perf_counter() - started, perf_counter()
            by_words.put(entries(paragraphs))
            by_words.commit()
            built_words = perf_counter() - started
        # opened anew: what was just written may lie in memory, and be found otherwise
        with vector_index(ledger, settings) as dense, word_index(ledger, settings) as by_words:
            right = 0
            for vector in questions:
                nearest = {f"p{n}:0" for n in np.argsort(-(vectors @ vector))[:10]}
                right += len(nearest & {hit.id for hit in dense.search(vector, 10)})
            by_meaning = timed(lambda n: dense.search(questions[n], 100), asked)
            by_word = timed(lambda n: by_words.search(wanted[n], 100), asked)
    size = sum(file.stat().st_size for folder in folders for file in folder.rglob("*") if file.is_file()) / 1e6
    return (
        f"| {name} | {built_vectors:.1f} | {built_words:.1f} | {size:.0f} | {by_meaning} | {right / asked / 10:.3f} "
        f"| {by_word} |"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, a line as it is measured."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--paragraphs", type=int, default=10_000)
    options.add_argument("--asked", type=int, default=100)
    options.add_argument("--milvus", help="a server to measure as well")
    given = options.parse_args(arguments)
    print(f"{given.paragraphs:,} paragraphs, {given.asked} questions, the best 100 each; milliseconds")
    print("| indexes | vectors built, s | words built, s | MB | meaning p50 | p95 | recall@10 | words p50 | p95 |")
    print("|---" * 9 + "|")
    for name in ("Chroma and tantivy", "Milvus Lite", *(["Milvus"] if given.milvus else [])):
        with tempfile.TemporaryDirectory() as folder:
            home, lite = Path(folder) / "home", Path(folder) / "milvus.db"
            milvus = {"Milvus Lite": str(lite), "Milvus": given.milvus}.get(name)
            folders = [lite] if milvus == str(lite) else [home / "dense", home / "words"]
            settings = Settings(home=home, milvus=milvus)
            print(measured(name, settings, folders, given.paragraphs, given.asked), flush=True)


if __name__ == "__main__":
    main()
