from collections.abc import Callable
from datetime import date

import pytest

from rag.answers import Candidate, Question
from rag.finding.reranking import FeatureReranker
from rag.finding.retrieval import MEANING, WORDS, fuse
from rag.minutes import CitedParagraph, Kind
from rag.question.understanding import Understanding, understand
from rag.stores.words import Hit

Cited = Callable[..., CitedParagraph]
Ranked = Callable[..., list[Candidate]]
BODIES = ["Ottermouth Parish Council", "Netherby Parish Council"]
RARITY = {"wooden": 1.0, "pump": 3.0}


def asked(text: str) -> Understanding:
    return understand(Question(text=text), BODIES, lambda term: term)


def one(question: str, paragraph: CitedParagraph, around: str = "") -> Candidate:
    hit = Hit(paragraph.id, 1.0)
    reranker = FeatureReranker(lambda term: RARITY.get(term, 1.0))
    (candidate,) = reranker.rerank(
        asked(question), fuse({MEANING: [hit], WORDS: [hit]}), {paragraph.id: paragraph}, {paragraph.id: (around,)}
    )
    return candidate


@pytest.mark.parametrize(
    ("text", "around", "share", "near"),
    [
        ("A wooden pump stands.", "", 1.0, 0.0),  # (1 + 3) / 4
        ("The pump stands.", "", 0.75, 0.0),  # 3 / 4
        ("It is wooden.", "Of the pump.", 0.25, 0.75),  # 1 / 4 and, beside it, 3 / 4
        ("It stands.", "Wooden pumps.", 0.0, 1.0),
        ("It stands.", "", 0.0, 0.0),
    ],
)
def test_coverage_is_the_share_of_the_questions_weight_in_the_text_or_only_near_it(
    cited: Cited, text: str, around: str, share: float, near: float
):
    features = one("Where is the wooden pump?", cited(text), around).features
    assert (features["text"], features["near"]) == pytest.approx((share, near))


def test_the_paragraph_that_covers_the_question_leads_those_that_cover_part_and_nothing(cited: Cited, ranked: Ranked):
    paragraphs = [
        cited("The Chair thanked the Clerk for the report.", id="a"),
        cited("The pump was looked at by the Clerk.", id="b"),
        cited("The wooden pump on the green was mended.", id="c"),
    ]
    assert [c.cited.id for c in ranked(asked("Was the wooden pump on the green mended?"), paragraphs)] == [
        "c",
        "b",
        "a",
    ]


def test_of_two_that_are_alike_the_one_that_holds_what_is_wanted_leads(cited: Cited, ranked: Ranked):
    paragraphs = [
        cited("The wooden pump was bought for the green in a hurry.", id="a"),
        cited("The wooden pump was bought for the green for £450.", id="b"),
    ]
    assert ranked(asked("How much was the wooden pump for the green?"), paragraphs)[0].cited.id == "b"


def test_of_two_that_are_alike_the_one_of_the_time_and_body_asked_for_leads(cited: Cited, ranked: Ranked):
    words = "The grant for the hall roof was approved."
    may = cited(words, id="z", held_on=date(2023, 5, 2))
    assert ranked(asked("Was the hall roof grant approved in May 2023?"), [cited(words, id="a"), may])[0].cited == may
    netherby = cited(words, id="z", body="Netherby Parish Council")
    assert (
        ranked(asked("Did Netherby approve the hall roof grant?"), [cited(words, id="a"), netherby])[0].cited
        == netherby
    )


def test_of_two_that_are_alike_a_resolution_answers_what_was_decided(cited: Cited, ranked: Ranked):
    words = "That the wooden pump be mended."
    talk, resolution = cited(words, id="a"), cited(words, id="b", kind=Kind.RESOLUTION)
    assert ranked(asked("What was decided about the wooden pump?"), [talk, resolution])[0].cited == resolution


def test_candidates_keep_their_ranks_and_equal_ones_come_by_id(cited: Cited, ranked: Ranked):
    paragraphs = [cited("The pump stands.", id="b"), cited("The pump stands.", id="a")]
    first, second = ranked(asked("Where is the pump?"), paragraphs)
    assert (first.ranks, second.ranks) == ({"meaning": 1, "words": 1}, {"meaning": 2, "words": 2})
    assert first.features.keys() == second.features.keys()
    alone = one("Where is the pump?", paragraphs[0])
    assert alone.score == one("Where is the pump?", paragraphs[1]).score


def test_markup_and_line_ends_hide_no_word(cited: Cited):
    plain, marked = cited("The wooden pump stands."), cited("The **wooden**\n  pu\u00admp stands.")
    question = "Where is the wooden pump?"
    assert one(question, plain).features["text"] == one(question, marked).features["text"] == 1.0


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("The Clerk told of 38 permits that were given for the dogs.", 1.0),
        ("There were 38 of them; the Clerk had asked the warden in March for all of the permits.", 0.0),
        ("No permit was given.", 0.0),
    ],
)
def test_a_number_counts_most_beside_the_word_of_what_is_counted(cited: Cited, text: str, share: float):
    assert one("How many permits were given for dogs?", cited(text)).features["unit"] == share


def test_what_somebody_asked_for_is_no_answer_to_what_was_done(cited: Cited, ranked: Ranked):
    paragraphs = [
        cited("In proposing the motion, Cllr Bell requested that a crossing be laid at Pump Lane.", id="a", position=1),
        cited("The engineer would prepare a design for the crossing at Pump Lane.", id="b", position=2),
    ]
    assert ranked(asked("What did they do about a crossing at Pump Lane?"), paragraphs)[0].cited.id == "b"
