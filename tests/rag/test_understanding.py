from datetime import date

import pytest

from rag.answers import Question
from rag.question.kinds import Asks
from rag.question.understanding import Understanding, Wants, parts, understand
from rag.stores.words import terms

BODIES = [
    "Ottermouth Parish Council",
    "Planning and Highways Committee",
    "Allotments Committee",
    "Netherby Parish Council",
]


def asked(text: str, *history: str, bodies: list[str] = BODIES, **slips: str) -> Understanding:
    return understand(Question(text=text, history=history), bodies, lambda term: slips.get(term, term))


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("What did Ottermouth Parish Council decide?", {"Ottermouth Parish Council"}),
        ("what did ottermouth decide", {"Ottermouth Parish Council"}),
        ("What did the planning and highways committee say?", {"Planning and Highways Committee"}),
        ("What did the Allotments Committee say?", {"Allotments Committee"}),
        ("What did the PHC say?", {"Planning and Highways Committee"}),
        ("What did NPC say?", {"Netherby Parish Council"}),
        ("What did the council say about planning?", set()),
        ("What did the parish council say?", set()),
    ],
)
def test_a_body_is_known_by_its_telling_words_or_its_initials(text: str, bodies: set[str]):
    assert asked(text).bodies == bodies


def test_a_bodys_words_name_it_where_they_stand_together():
    bodies = ["Netherby Parish Council", "Netherby Residents' Association"]
    assert asked("What did the Netherby Residents ask?", bodies=bodies).bodies == set(bodies[1:])
    assert asked("Which residents of the mill left Netherby?", bodies=bodies).bodies == set(bodies[:1])


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("What did Ottermouth Parish Council pay?", True),
        ("What was paid at the Ottermouth meeting?", True),
        ("What did the Ottermouth pump cost?", False),
    ],
)
def test_a_body_is_meant_where_its_kind_or_meeting_is_named(text: str, meant: bool):
    assert asked(text).body_meant is meant


def test_a_name_that_bodies_share_names_them_all():
    shared = ["Netherby Parish Council", "Netherby Town Council", "Ottermouth Parish Council"]
    assert asked("Who was mayor of Netherby?", bodies=shared).bodies == set(shared[:2])
    assert asked("Who was mayor on Netherby town council?", bodies=shared).bodies == {"Netherby Town Council"}


def test_dates_are_read_and_their_words_told_apart():
    found = asked("What was agreed on 18 January 2024 about roads?")
    assert [one.exact for one in found.dates] == [date(2024, 1, 18)]
    assert found.date_terms == {"18", "januari", "2024"}
    assert found.date_terms < found.weights.keys()


def test_a_month_alone_is_a_date_in_a_question():
    assert [one.month for one in asked("What was said at the January meeting?").dates] == [1]


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("Who chaired the meeting?", Wants.PERSON),
        ("Which councillors voted against?", Wants.PERSON),
        ("When is the fair?", Wants.DATE),
        ("Was it moved, and when will it open?", Wants.DATE),
        ("What did the clerk say when the report came back in May?", Wants.ANYTHING),
        ("What date was the lease signed?", Wants.DATE),
        ("How much did the pump cost?", Wants.MONEY),
        ("What was the price of the shelter?", Wants.MONEY),
        ("How many people spoke?", Wants.NUMBER),
        ("What percentage of plots was let?", Wants.SHARE),
        ("What was decided about the pump?", Wants.ANYTHING),
    ],
)
def test_what_a_question_wants_is_read_from_its_words(text: str, wants: Wants):
    assert asked(text).wants is wants


def test_the_questions_own_words_weigh_more_than_those_of_the_asking():
    found = asked("What did the minutes say about the weir?")
    assert set(terms("weir")) <= found.weights.keys() - found.frame
    assert set(terms("minutes")) <= found.frame
    assert not set(terms("what did about the")) & found.weights.keys()


def test_a_follow_up_looks_for_the_words_that_it_leans_on_with_less_weight():
    found = asked("And who paid for it?", "Where is the sundial?", "Who broke the pump?")
    assert found.asked_as == "And who paid for it (broke the pump)?"
    assert found.weights["paid"] > found.weights["pump"] > 0
    assert "sundial" not in found.weights
    assert found.wants is Wants.PERSON


def test_a_question_that_stands_alone_forgets_the_words_before_it():
    found = asked("Which firm won the contract for the Christmas lights?", "Who broke the pump?")
    assert "pump" not in found.weights


def test_a_follow_up_keeps_the_body_and_date_of_the_question_before_it():
    found = asked("And who spoke against it?", "What did Netherby decide in May 2023?")
    assert found.bodies == {"Netherby Parish Council"}
    assert [(one.year, one.month) for one in found.dates] == [(2023, 5)]


def test_a_slip_of_spelling_is_looked_for_as_the_minutes_spell_it():
    found = asked("What of the libary?", libari="librari")
    assert "librari" in found.weights
    assert "libari" not in found.weights


@pytest.mark.parametrize("text", ["???", "", "the of and", "\0", "💷" * 50, "a" * 1000])
def test_any_question_can_be_read(text: str):
    assert asked(text).asked_as == text


def test_a_follow_up_that_replaces_a_slot_is_the_earlier_question_in_full():
    found = asked("What about Ottermouth?", "How many meetings did Netherby Parish Council hold in 2023?")
    assert found.asked_as == "How many meetings did Ottermouth Parish Council hold in 2023?"
    assert found.bodies == {"Ottermouth Parish Council"}
    assert found.asks is Asks.COUNT
    assert set(found.weights.values()) == {1.0}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("How many meetings did Cllr Pell attend?", Asks.COUNT),
        ("Who sent apologies to the May meeting?", Asks.ATTENDANCE),
        ("Who voted against the motion?", Asks.VOTE),
        ("Who seconded the motion?", Asks.VOTE),
        ("Which members sat on the fence?", Asks.VOTE),
        ("Who were the two against the loan?", Asks.VOTE),
        ("Which three were against the loan?", Asks.VOTE),
        ("How many councillors voted for the loan?", Asks.VOTE),
        ("Who won the seat, and what did each of them poll?", Asks.VOTE),
        ("How many votes of thanks were there, and how much did they cost in total?", Asks.COUNT),
        ("Who dialled in to the meeting?", Asks.ATTENDANCE),
        ("Which three firms sent a quote?", Asks.LIST),
        ("Who is to write to the bus company?", Asks.ACTION),
        ("What was decided about the bus stop?", Asks.DECISION),
        ("Is the pump still broken?", Asks.LATEST),
        ("How did the precept change over the years?", Asks.TIMELINE),
        ("What did the pump cost?", Asks.FACT),
    ],
)
def test_the_kind_of_a_question_is_known_by_its_words(text: str, kind: Asks):
    assert asked(text).asks is kind


@pytest.mark.parametrize(
    ("question", "times"),
    [
        ("How long were the extensions in May 2019 and again in July?", [(2019, 5), (2019, 7)]),
        ("What was given to the hall in December 2007 and November 2008?", [(2007, 12), (2008, 11)]),
        (
            "What was extended in June and July 2019, and when was it adopted that year?",
            [(2019, 6), (2019, 7), (2019, None)],
        ),
        ("What happened to the ferry between May and July 2019?", []),
        ("There was a contest in May 2019. Who won it, and how many votes had each?", [(2019, 5), (2019, 5)]),
    ],
)
def test_each_time_that_is_asked_about_is_a_part_and_what_is_only_told_is_none(
    question: str, times: list[tuple[int, int | None]]
):
    asked = understand(Question(text=question), [], lambda term: term)
    assert [(date.year, date.month) for part in parts(asked) for date in part.dates] == times


def test_a_part_that_refers_back_looks_for_what_it_refers_to():
    asked = understand(
        Question(text="Who proposed the bandstand, and when was it finally approved?"), [], lambda term: term
    )
    assert [part.weights[terms("bandstand")[0]] > 0.5 for part in parts(asked)] == [True, True]
