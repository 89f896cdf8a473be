from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ingest.indexing import passages_of
from ingest.passages import word_entries
from rag.dates import find_dates
from rag.evidence import Passage, Ranked
from rag.ledger import Ledger
from rag.minutes import Document
from rag.plan import Plan, Role, Scope, Term
from rag.retrieval.fusion import Fused
from rag.retrieval.retriever import MinutesRetriever
from rag.stores.dense import DenseIndex
from rag.stores.words import TantivyIndex

if TYPE_CHECKING:
    from tests.rag.conftest import WordBag

OTTER, WICK = "Ottermouth Parish Council", "Wick Harbour Board"
Asked = Callable[..., Plan]


@dataclass
class AsFused:
    """A reranker that leaves the order as it was, and keeps what it was given."""

    found: Sequence[Fused] = ()
    passages: Mapping[str, Passage] = field(default_factory=dict)

    def rerank(self, plan: Plan, found: Sequence[Fused], passages: Mapping[str, Passage]) -> list[Ranked]:
        self.found, self.passages = found, passages
        return [Ranked(passage=passages[one.id], score=one.fused, ranks=one.ranks) for one in found]


@pytest.fixture
def reranker() -> AsFused:
    return AsFused()


@pytest.fixture
def retriever(
    tmp_path: Path, document: Callable[..., Document], word_bag: "WordBag", reranker: AsFused
) -> Iterator[MinutesRetriever]:
    """A real home of two bodies, three meetings and undated minutes; ids are "<document>-<n>"."""
    long = "The hall was painted. " + "Its many colours were named. " * 100
    minutes = [
        document("may", ["The pump was mended.", "It cost £40.", "Mr Dent did it."], held_on=date(2023, 5, 2)),
        document("june", ["The pond was drained and the ducks left.", long], held_on=date(2023, 6, 6)),
        document("wick", ["The pump of the harbour was mended."], body=WICK, held_on=date(2023, 5, 20)),
        document("undated", ["The pump was sold."], held_on=None),
    ]
    with closing(Ledger(tmp_path, create=True)) as ledger, closing(DenseIndex(tmp_path / "dense")) as dense:
        words = TantivyIndex(tmp_path / "words")
        for one in minutes:
            ledger.put(one)
            paragraphs = ledger.paragraphs_of(one.name)
            words.put(word_entries(paragraphs))
            made = passages_of(paragraphs, word_bag.longest, word_bag.pieces)
            dense.put([passage.id for passage in made], word_bag.embed([passage.text for passage in made]))
        words.commit()
        yield MinutesRetriever(ledger=ledger, dense=dense, words=words, embedder=word_bag, reranker=reranker)


def ids(found: Sequence[Ranked]) -> list[str]:
    return [one.cited.id for one in found]


def ranks(found: Sequence[Ranked], id: str) -> Mapping[str, int]:
    return next(one.ranks for one in found if one.cited.id == id)


def test_a_paragraph_is_found_by_its_meaning_and_by_its_words(retriever: MinutesRetriever, plan: Asked):
    found = retriever.retrieve(plan("Did the ducks leave the pond?"))
    assert found[0].cited.id == "june-0"
    assert found[0].ranks == {"meaning": 1, "words": 1}


def test_a_long_paragraph_of_several_passages_is_found_once(retriever: MinutesRetriever, plan: Asked):
    found = ids(retriever.retrieve(plan("Which colours were named?")))
    assert found[0] == "june-1"
    assert len(found) == len(set(found)) == 7


def test_passages_come_with_the_texts_around_them_in_their_item(
    retriever: MinutesRetriever, plan: Asked, reranker: AsFused
):
    retriever.retrieve(plan("Was the pump mended?"))
    assert reranker.passages["may-1"].around == ("The pump was mended.", "Mr Dent did it.")
    assert reranker.passages["wick-0"].around == ()


def test_a_time_and_a_body_that_are_named_have_routes_of_their_own(retriever: MinutesRetriever, plan: Asked):
    scope = Scope(bodies=frozenset({OTTER}), dates=tuple(find_dates("May 2023")))
    found = retriever.retrieve(plan("What of the pump?", scope=scope))
    assert ranks(found, "may-0").keys() == {"meaning", "words", "time", "meeting"}
    assert ranks(found, "wick-0").keys() == {"meaning", "words", "time"}
    assert ranks(found, "undated-0").keys() == {"meaning", "words"}


def test_the_minutes_that_the_last_answer_cited_are_looked_through_apart(retriever: MinutesRetriever, plan: Asked):
    found = retriever.retrieve(plan("What of the pump?", scope=Scope(meetings=("wick",))))
    assert "meeting" in ranks(found, "wick-0")
    assert "meeting" not in ranks(found, "may-0")


def test_words_of_the_place_and_time_lead_nowhere_where_these_bound_the_search(
    retriever: MinutesRetriever, plan: Asked
):
    topic = (Term("pump", 1.0), Term("duck", 1.0, Role.SETTING))
    scope = Scope(bodies=frozenset({OTTER}))
    found = retriever.retrieve(plan("The pump, where the ducks are", topic=topic, scope=scope))
    assert ranks(found, "june-0")["words"] == ranks(found, "may-0")["meeting"] == 1


@pytest.mark.parametrize(
    ("scope", "documents"),
    [
        (Scope(bodies=frozenset({WICK}), explicit=frozenset({"body"})), {"wick"}),
        (Scope(bodies=frozenset({WICK})), {"may", "june", "wick", "undated"}),  # of the last answer, not named
        (Scope(bodies=frozenset({WICK}), names=frozenset({frozenset({"wick"})})), {"wick"}),
        (
            Scope(bodies=frozenset({WICK}), names=frozenset({frozenset({"pond"})})),
            {"june", "wick"},
        ),  # it names the pond
        (Scope(as_of=date(2023, 5, 2), explicit=frozenset({"date"})), {"may"}),
        (Scope(as_of=date(2023, 5, 31), explicit=frozenset({"date"})), {"may", "wick"}),
        (Scope(as_of=date(1999, 1, 1), explicit=frozenset({"date"})), set()),
    ],
)
def test_nothing_comes_from_outside_the_bounds_that_were_set(
    retriever: MinutesRetriever, plan: Asked, scope: Scope, documents: set[str]
):
    found = retriever.retrieve(plan("Was the pump mended or the pond drained?", scope=scope))
    assert {one.cited.document for one in found} == documents


def test_what_is_said_of_another_financial_year_answers_nothing(
    retriever: MinutesRetriever, plan: Asked, document: Callable[..., Document]
):
    said = ["The precept for 2024/25 is £40.", "The precept for 2025/26 is £50.", "The precept is a tax."]
    retriever.ledger.put(document("precepts", said))
    paragraphs = retriever.ledger.paragraphs_of("precepts")
    retriever.words.put(word_entries(paragraphs))
    retriever.words.commit()
    scope = Scope(years=frozenset({"2024/25"}))
    found = ids(retriever.retrieve(plan("What was the precept for 2024/25?", scope=scope)))
    assert {"precepts-0", "precepts-2"} <= set(found)
    assert "precepts-1" not in found


def test_superseded_minutes_are_not_found(retriever: MinutesRetriever, plan: Asked):
    with retriever.ledger._writing() as base:
        base.execute("UPDATE meetings SET superseded_by = 'wick' WHERE id = 'may'")
    assert "may" not in {one.cited.document for one in retriever.retrieve(plan("Was the pump mended?"))}


def test_a_question_is_embedded_once_for_all_its_parts(retriever: MinutesRetriever, plan: Asked, word_bag: "WordBag"):
    del word_bag.given[:]
    for _ in range(2):
        retriever.retrieve(plan("Was the pump, at £40, mended?"))
    assert word_bag.given == ["Was the pump at £40 mended?"]


def test_mentions_are_the_paragraphs_that_hold_most_of_the_matter_in_the_order_of_their_meetings(
    retriever: MinutesRetriever, plan: Asked
):
    mended = plan("pump mended")
    assert [one.id for one in retriever.mentions(mended)] == ["may-0", "wick-0"]
    pump = plan("pump")
    assert [one.id for one in retriever.mentions(pump)] == ["may-0", "wick-0", "undated-0"]
    within = plan("pump", scope=Scope(bodies=frozenset({OTTER}), as_of=date(2023, 12, 31)))
    assert [one.id for one in retriever.mentions(within)] == ["may-0"]
    assert retriever.mentions(plan("zeppelin")) == []
