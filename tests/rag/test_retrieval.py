from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ingest.indexing import passages_of
from ingest.passages import word_entries
from rag.answers import Question
from rag.dates import find_dates
from rag.finding.retrieval import MEANING, WORDS, Found, Legs, MinutesRetriever, _covered, fuse
from rag.ledger import MeetingHeld
from rag.minutes import CitedParagraph
from rag.question.understanding import Understanding, understand
from rag.stores.dense import DenseIndex
from rag.stores.words import Hit, WordIndex

if TYPE_CHECKING:
    from tests.rag.conftest import WordBag


def test_fusing_adds_the_reciprocal_ranks_of_all_legs():
    found = fuse(
        {MEANING: [Hit("a", 0.9), Hit("b", 0.7)], WORDS: [Hit("b", 12.0), Hit("c", 3.0)], "time": [Hit("b", 4.0)]}
    )
    assert found == [
        Found(
            id="b",
            fused=1 / 12 + 1 / 11 + 1 / 11,
            ranks={"meaning": 2, "words": 1, "time": 1},
            similarity=0.7,
            words_score=12.0,
        ),
        Found(id="a", fused=1 / 11, ranks={"meaning": 1}, similarity=0.9, words_score=0.0),
        Found(id="c", fused=1 / 12, ranks={"words": 2}, similarity=0.0, words_score=3.0),
    ]


def test_fusing_keeps_equal_boilerplate_of_two_meetings_apart_and_orders_ties_by_id():
    tied = fuse({MEANING: [Hit("b", 0.5), Hit("a", 0.5)], WORDS: [Hit("a", 1.0), Hit("b", 1.0)]})
    assert [one.id for one in tied] == ["a", "b"]
    assert fuse({}) == fuse({WORDS: []}) == []


@pytest.fixture
def legs(tmp_path: Path, cited: Callable[..., CitedParagraph], word_bag: "WordBag") -> Legs:
    """A pump, a pond and a hall; the hall's paragraph is so long that it makes several passages."""
    paragraphs = [
        cited("The pump was mended.", id="pump", item="1", held_on=date(2023, 5, 2), document="may.txt"),
        cited("The pond was drained and the ducks left.", id="pond", item="2"),
        cited("The hall was painted. " + "Colours of the hall were named. " * 100, id="hall", item="3"),
    ]
    words, dense = WordIndex(tmp_path / "words"), DenseIndex(tmp_path / "dense")
    words.put(word_entries(paragraphs))
    words.commit()
    made = passages_of(paragraphs, word_bag.longest, word_bag.pieces)
    assert sum(passage.id.startswith("hall:") for passage in made) > 1
    dense.put([passage.id for passage in made], word_bag.embed([passage.text for passage in made]))
    return Legs(dense, words, word_bag)


BODY = "Ottermouth Parish Council"
MEETINGS = [
    MeetingHeld(document="may.txt", body=BODY, held_on=date(2023, 5, 2)),
    MeetingHeld(document="minutes.txt", body=BODY, held_on=date(2024, 1, 18)),
]


def asked(text: str) -> Understanding:
    return understand(Question(text=text), [], lambda term: term)


def test_the_leg_of_meaning_gives_each_paragraph_once_by_its_best_passage(legs: Legs):
    hits = legs.meaning("hall colours")
    assert sorted(hit.id for hit in hits) == ["hall", "pond", "pump"]
    assert hits[0].id == "hall"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_the_leg_of_words_gives_the_paragraphs_that_hold_the_words(legs: Legs):
    assert [hit.id for hit in legs.words(asked("Were the ducks by the pond?"), MEETINGS)[WORDS]] == ["pond"]
    assert legs.words(asked("Was there a zeppelin?"), MEETINGS) == {WORDS: []}


def test_a_time_and_a_body_that_a_question_names_have_legs_of_their_own(legs: Legs):
    hits = legs.words(asked("What of the pump or the pond in May 2023?"), MEETINGS)
    assert {leg: [hit.id for hit in found] for leg, found in hits.items()} == {
        "words": ["pump", "pond"],
        "time": ["pump"],
        "meeting": ["pump"],
    }
    named = understand(Question(text="Did the Ottermouth council drain the pond?"), [BODY], lambda term: term)
    assert legs.words(named, MEETINGS).keys() == {"words", "meeting"}


def test_a_term_of_few_paragraphs_is_rarer_than_one_of_many_and_an_unknown_one_rarest(legs: Legs):
    common, rare, unknown = (legs.rarity(term) for term in ("was", "duck", "zeppelin"))
    assert 0 < common < rare < unknown


def test_a_slip_is_spelled_as_the_minutes_have_it(legs: Legs):
    assert legs.spelled("colur") == "colour"


def test_the_retriever_gives_documents_by_paragraph_id_with_their_ranks(legs: Legs):
    question = asked("Were the ducks by the pond?")
    retriever = MinutesRetriever(legs=legs)
    documents = retriever.invoke(question.asked_as, asked=question, meetings=MEETINGS)
    assert documents[0].id == "pond"
    found = retriever.find(question, MEETINGS)
    assert [one.id for one in found] == [document.id for document in documents]
    assert found[0].ranks == {"meaning": 1, "words": 1}
    assert {one.id for one in found} == {"pond", "pump", "hall"}


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("in winter 2019", ["2019-12-01", "2020-01-31", "2020-02-29"]),
        ("in 2019", ["2019-01-31", "2019-02-28", "2019-12-01"]),
        ("in January or in March 2020", ["2019-01-31", "2020-01-31", "2020-03-01"]),
        ("at the meeting", []),
    ],
)
def test_the_meetings_at_the_time_named_are_those_on_its_days(words: str, days: list[str]):
    every = ["2019-01-31", "2019-02-28", "2019-12-01", "2020-01-31", "2020-02-29", "2020-03-01", "2020-12-01"]
    held = [MeetingHeld(document=day, body="Council", held_on=date.fromisoformat(day)) for day in every]
    undated = MeetingHeld(document="undated", body="Council", held_on=None)
    found = [one.document for one in _covered(find_dates(words, bare_months=True), [*held, undated])]
    assert found == days
