"""What each vector index and each word index must do, over every one that there is.

Where the nearest are found by a graph, or a ranking is added up of several, a few candidates may be others: RECALL says
how many of the right ones are found.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Event

import numpy as np
import pytest

from rag.stores.embedding import Vectors as Rows
from rag.stores.words import WEIGHTS, WordEntry, terms
from tests.rag.stores.conftest import VECTORS_LIE, WORDS_LIE, Vectors, Words

RECALL = 0.95
_READERS = 3

pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")  # those of Chroma's client
by_meaning = pytest.mark.parametrize("lying", VECTORS_LIE, indirect=True)
by_words = pytest.mark.parametrize("lying", WORDS_LIE, indirect=True)


def rows(*values: tuple[float, ...]) -> Rows:
    return np.array(values, dtype=np.float32)


def random_rows(count: int, seed: int = 0) -> Rows:
    made = np.random.default_rng(seed).normal(size=(count, 32)).astype(np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return made


EAST, NORTH, BETWEEN = rows((1, 0), (0, 1), (0.8, 0.6))


@by_meaning
def test_an_empty_vector_index_finds_nothing(vectors: Vectors):
    with vectors() as index:
        assert (len(index), index.ids(), index.search(EAST, 5), index.likeness(EAST, ["a:0"])) == (0, set(), [], {})
        index.remove(["a"])
        index.clear()


@by_meaning
def test_the_nearest_vectors_are_found_with_their_cosines(vectors: Vectors):
    made, asked = random_rows(3_000), random_rows(40, seed=1)
    with vectors() as index:
        index.put([f"p{n}:0" for n in range(len(made))], made)
        shares = []
        for vector in asked:
            cosines = made @ vector
            nearest = {f"p{n}:0" for n in np.argsort(-cosines)[:10]}
            hits = index.search(vector, 10)
            assert [hit.score for hit in hits] == pytest.approx([cosines[int(hit.id[1:-2])] for hit in hits], abs=1e-4)
            assert [hit.score for hit in hits] == pytest.approx(sorted((h.score for h in hits), reverse=True), abs=1e-4)
            shares.append(len(nearest & {hit.id for hit in hits}) / 10)
    assert np.mean(shares) >= RECALL


@by_meaning
def test_vectors_put_again_are_replaced_and_removed_ones_are_gone_after_a_restart_too(vectors: Vectors):
    with vectors() as index:
        index.put(["a:0", "b:0", "b:1", "c:0"], rows((0, 1), (1, 0), (0.6, 0.8), (0.8, 0.6)))
        index.put(["a:0"], rows((1, 0)))
        index.remove(["b", "nowhere"])
        for _ in range(2):
            assert (len(index), index.ids()) == (2, {"a:0", "c:0"})
            assert [hit.id for hit in index.search(EAST, 5)] == ["a:0", "c:0"]
            assert index.likeness(EAST, ["a:0", "b:0", "c:0"]) == pytest.approx({"a:0": 1.0, "c:0": 0.8}, abs=1e-6)
            index.reload()
    with vectors() as index:
        assert index.ids() == {"a:0", "c:0"}
        assert [hit.id for hit in index.search(EAST, 5)] == ["a:0", "c:0"]


@by_meaning
def test_vectors_as_near_as_each_other_come_in_the_order_of_their_ids(vectors: Vectors):
    with vectors() as index:
        index.put(["c:0", "a:0", "b:0"], np.stack([BETWEEN, BETWEEN, BETWEEN]))
        assert [hit.id for hit in index.search(BETWEEN, 3)] == ["a:0", "b:0", "c:0"]


@by_meaning
def test_a_vector_index_cleared_can_be_filled_anew(vectors: Vectors):
    with vectors() as index:
        index.put(["a:0"], rows((1, 0)))
        index.clear()
        assert (len(index), index.ids(), index.search(EAST, 5)) == (0, set(), [])
        index.put(["b:0"], rows((0, 1)))
        assert index.ids() == {"b:0"}


@by_meaning
def test_vectors_are_found_while_others_are_written(vectors: Vectors):
    made = random_rows(600)
    with vectors() as writer, vectors() as reader, ThreadPoolExecutor(_READERS) as pool:
        writer.put([f"p{n}:0" for n in range(100)], made[:100])
        ended = Event()

        def read() -> int:
            asked = 0
            while not ended.is_set() or not asked:
                reader.reload()
                assert reader.search(made[asked % 100], 3)[0].id == f"p{asked % 100}:0"
                asked += 1
            return asked

        reading = [pool.submit(read) for _ in range(_READERS)]
        try:
            for first in range(100, 600, 50):
                writer.put([f"p{n}:0" for n in range(first, first + 50)], made[first : first + 50])
                writer.remove([f"p{first}"])
        finally:
            ended.set()
        assert all(one.result() for one in reading)
        reader.reload()
        assert reader.ids() == {f"p{n}:0" for n in range(600)} - {f"p{n}:0" for n in range(100, 600, 50)}


def entry(id: str, text: str, meeting: str = "may", item: str = "", head: str = "", around: str = "") -> WordEntry:
    return WordEntry(id=id, meeting=meeting, text=text, item=item, head=head, around=around)


def invented(count: int) -> list[WordEntry]:
    """Paragraphs of a few dozen words, some common and most rare, in items of ten and meetings of a hundred."""
    random = Random(5)
    known = [f"{a}{b}{c}" for a in "bdglmnprst" for b in "aeiou" for c in ("lk", "mp", "nd", "rk", "st")]
    weights = [1 / (n + 1) for n in range(len(known))]
    return [
        entry(
            f"p{n}",
            " ".join(random.choices(known, weights, k=random.randrange(6, 60))),
            meeting=f"m{n // 100}\n1",
            item=" ".join(Random(n // 10).choices(known, k=4)),
            head=f"Council {n // 100}",
            around=" ".join(random.choices(known, weights, k=random.randrange(1, 60))),
        )
        for n in range(count)
    ]


def ranked(entries: Sequence[WordEntry], asked: Sequence[tuple[str, float]], limit: int) -> list[str]:
    """The best entries by BM25, each field of them by its weight, worked out as the books have it."""
    scores: defaultdict[str, float] = defaultdict(float)
    for field, field_weight in WEIGHTS.items():
        counted = {one.id: Counter(terms(getattr(one, field))) for one in entries}
        mean = sum(one.total() for one in counted.values()) / len(counted) or 1
        for term, weight in asked:
            spread = sum(term in one for one in counted.values())
            idf = math.log(1 + (len(entries) - spread + 0.5) / (spread + 0.5))
            for id, one in counted.items():
                if count := one[term]:
                    share = count * 2.2 / (count + 1.2 * (0.25 + 0.75 * one.total() / mean))
                    scores[id] += field_weight * weight * idf * share
    return sorted(scores, key=lambda id: (-scores[id], id))[:limit]


@by_words
def test_an_empty_word_index_finds_nothing(words: Words):
    with words() as index:
        assert (len(index), index.search([("roof", 1.0)], 5), index.spread("roof")) == (0, [], 0)
        assert index.spelled("libary") == "libary"
        index.remove(["a"])
        index.clear()
        index.commit()


@by_words
def test_the_best_paragraphs_are_found_by_weighted_words(words: Words):
    entries = invented(800)
    random = Random(1)
    vocabulary = sorted({term for one in entries for term in terms(one.text)})
    asked = [[(term, random.choice((1.0, 0.5))) for term in random.sample(vocabulary, 5)] for _ in range(30)]
    with words() as index:
        index.put(entries)
        index.commit()
        shares = []
        for wanted in asked:
            right = ranked(entries, wanted, 50)
            shares.append(len({hit.id for hit in index.search(wanted, 50)} & set(right)) / len(right))
    assert np.mean(shares) >= RECALL


@by_words
def test_only_paragraphs_of_the_meetings_named_are_found(words: Words):
    with words() as index:
        index.put([entry("a", "The roof leaks.", "may\n1"), entry("b", "The roof is mended.", 'ju"ne')])
        index.commit()
        wanted = [("roof", 1.0)]
        assert [hit.id for hit in index.search(wanted, 5)] == ["a", "b"]
        assert [hit.id for hit in index.search(wanted, 5, ["may\n1"])] == ["a"]
        assert [hit.id for hit in index.search(wanted, 5, ['ju"ne', "may\n1"])] == ["a", "b"]
        assert index.search(wanted, 5, ["july"]) == index.search(wanted, 5, []) == []


@by_words
def test_heavier_words_and_the_paragraphs_own_count_more(words: Words):
    with words() as index:
        index.put(
            [
                entry("own", "fox"),
                entry("item", "hen", item="fox"),
                entry("around", "hen", around="fox"),
                entry("x", "owl"),
            ]
        )
        index.commit()
        assert [hit.id for hit in index.search([("fox", 1.0)], 5)] == ["own", "item", "around"]
        assert index.search([("owl", 1.0), ("fox", 0.3)], 5)[0].id == "x"
        assert index.search([("owl", 0.3), ("fox", 1.0)], 5)[0].id == "own"


@by_words
def test_words_put_again_are_replaced_and_removed_ones_are_gone_after_a_restart_too(words: Words):
    with words() as index:
        index.put([entry("a", "fox"), entry("b", "fox"), entry("c", "fox")])
        index.commit()
        index.put([entry("a", "owl")])
        index.remove(["b", "nowhere"])
        index.commit()
        assert (len(index), index.spread("owl"), [hit.id for hit in index.search([("fox", 1.0)], 5)]) == (2, 1, ["c"])
    with words() as index:
        assert (len(index), index.spread("owl"), [hit.id for hit in index.search([("fox", 1.0)], 5)]) == (2, 1, ["c"])
        index.clear()
        index.commit()
        assert (len(index), index.search([("fox", 1.0)], 5)) == (0, [])


@by_words
def test_how_telling_a_word_is_and_how_it_is_spelled(words: Words):
    with words() as index:
        index.put([entry("a", "The library roof."), entry("b", "The library."), entry("c", "Hens.", item="Library")])
        index.commit()
        [library] = terms("library")
        assert index.spread(library) == 2
        assert index.idf(library) == pytest.approx(math.log(1 + 1.5 / 2.5))
        assert index.spelled(terms("libary")[0]) == library
        assert (index.spelled("zzzzzz"), index.spelled("rof")) == ("zzzzzz", "rof")


@by_words
def test_words_are_found_while_others_are_written(words: Words):
    with words() as writer, words() as reader, ThreadPoolExecutor(_READERS) as pool:
        writer.put([entry(f"p{n}", f"fox{n} hen") for n in range(50)])
        writer.commit()
        ended = Event()

        def read() -> int:
            asked = 0
            while not ended.is_set() or not asked:
                reader.reload()
                assert [hit.id for hit in reader.search([(f"fox{asked % 50}", 1.0)], 5)] == [f"p{asked % 50}"]
                asked += 1
            return asked

        reading = [pool.submit(read) for _ in range(_READERS)]
        try:
            for first in range(50, 250, 50):
                writer.put([entry(f"p{n}", f"fox{n} owl") for n in range(first, first + 50)])
                writer.remove([f"p{first}"])
                writer.commit()
        finally:
            ended.set()
        assert all(one.result() for one in reading)
        reader.reload()
        assert (len(reader), reader.spread("hen")) == (246, 50)
