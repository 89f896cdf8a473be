from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ingest.indexing import _passages
from ingest.passages import word_entries
from rag.answers import Question
from rag.finding.retrieval import Found, Legs, MinutesRetriever, fuse
from rag.minutes import CitedParagraph
from rag.question.understanding import Understanding, understand
from rag.stores.dense import DenseIndex
from rag.stores.words import Hit, WordIndex

if TYPE_CHECKING:
    from tests.rag.conftest import WordBag


def test_fusing_adds_the_reciprocal_ranks_of_both_legs_words_counting_double():
    found = fuse([Hit("a", 0.9), Hit("b", 0.7)], [Hit("b", 12.0), Hit("c", 3.0)])
    assert found == [
        Found(id="b", fused=1 / 62 + 2 / 61, dense_rank=2, words_rank=1, similarity=0.7, words_score=12.0),
        Found(id="c", fused=2 / 62, dense_rank=None, words_rank=2, similarity=0.0, words_score=3.0),
        Found(id="a", fused=1 / 61, dense_rank=1, words_rank=None, similarity=0.9, words_score=0.0),
    ]


def test_fusing_keeps_equal_boilerplate_of_two_meetings_apart_and_orders_ties_by_id():
    found = fuse([Hit("june", 0.9)], [])
    assert [one.id for one in found] == ["june"]
    tied = fuse([Hit("b", 0.5), Hit("a", 0.5)], [Hit("a", 1.0), Hit("b", 1.0)])
    assert {one.id for one in tied} == {"a", "b"}
    assert fuse([], []) == []


@pytest.fixture
def legs(tmp_path: Path, cited: Callable[..., CitedParagraph], word_bag: "WordBag") -> Legs:
    """A pump, a pond and a hall; the hall's paragraph is so long that it makes several passages."""
    paragraphs = [
        cited("The pump was mended.", id="pump", item="1", held_on=date(2023, 5, 2)),
        cited("The pond was drained and the ducks left.", id="pond", item="2"),
        cited("The hall was painted. " + "Colours of the hall were named. " * 100, id="hall", item="3"),
    ]
    words, dense = WordIndex(tmp_path / "words"), DenseIndex(tmp_path / "dense")
    words.put(word_entries(paragraphs))
    words.commit()
    made = _passages(paragraphs, word_bag.longest, word_bag.pieces)
    assert sum(passage.id.startswith("hall:") for passage in made) > 1
    dense.put([passage.id for passage in made], word_bag.embed([passage.text for passage in made]))
    return Legs(dense, words, word_bag)


def asked(text: str) -> Understanding:
    return understand(Question(text=text), [], lambda term: term)


def test_the_dense_leg_gives_each_paragraph_once_by_its_best_passage(legs: Legs):
    hits = legs.dense("hall colours")
    assert sorted(hit.id for hit in hits) == ["hall", "pond", "pump"]
    assert hits[0].id == "hall"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_the_word_leg_gives_the_paragraphs_that_hold_the_words(legs: Legs):
    assert [hit.id for hit in legs.words(asked("Were the ducks by the pond?"))] == ["pond"]
    assert legs.words(asked("Was there a zeppelin?")) == []


def test_where_a_question_names_a_month_its_paragraphs_come_in(legs: Legs):
    assert "pump" in {hit.id for hit in legs.words(asked("What was mended in May 2023?"))}


def test_a_term_of_few_paragraphs_is_rarer_than_one_of_many_and_an_unknown_one_rarest(legs: Legs):
    common, rare, unknown = (legs.rarity(term) for term in ("was", "duck", "zeppelin"))
    assert 0 < common < rare < unknown


def test_a_slip_is_spelled_as_the_minutes_have_it(legs: Legs):
    assert legs.spelled("colur") == "colour"


def test_the_retriever_gives_documents_by_paragraph_id_with_their_ranks(legs: Legs):
    question = asked("Were the ducks by the pond?")
    retriever = MinutesRetriever(legs=legs)
    documents = retriever.invoke(question.asked_as, asked=question)
    assert documents[0].id == "pond"
    found = retriever.find(question)
    assert [one.id for one in found] == [document.id for document in documents]
    assert (found[0].dense_rank, found[0].words_rank) == (1, 1)
    assert {one.id for one in found} == {"pond", "pump", "hall"}
