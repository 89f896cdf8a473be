from datetime import date

import pytest

from rag.question.history import SaidAt, Whole, whole

BODIES = ["Ottermouth Parish Council", "Netherby Parish Council", "Planning Committee"]


def asked_as(question: str, *history: str) -> str:
    return whole(question, history, BODIES).asked_as


LIGHTS = "What was decided about the skate park lights in Netherby in May 2021?"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (
            "And who seconded it?",
            "And who seconded it (decided about the skate park lights in Netherby in May 2021)?",
        ),
        ("When?", "When (decided about the skate park lights in Netherby in May 2021)?"),
        (
            "How much did they cost in 2022?",
            "How much did they cost in 2022 (decided about the skate park lights in Netherby)?",
        ),
        (
            "And a year later, what did Ottermouth say to it?",
            "And a year later, what did Ottermouth say to it (decided about the skate park lights)?",
        ),
    ],
)
def test_what_a_follow_up_refers_to_is_put_behind_it(question: str, asked: str):
    assert asked_as(question, LIGHTS) == asked


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What about Ottermouth?", "What was decided about the skate park lights in Ottermouth in May 2021?"),
        ("And in 2019?", "What was decided about the skate park lights in Netherby in 2019?"),
        (
            "and between June and July 2020?",
            "What was decided about the skate park lights in Netherby between June and July 2020?",
        ),
        ("How about the bandstand?", "What was decided about the bandstand in Netherby in May 2021?"),
    ],
)
def test_a_follow_up_that_fills_a_slot_anew_replaces_what_was_there(question: str, asked: str):
    assert whole(question, [LIGHTS], BODIES) == Whole(asked_as=asked, own=asked)


def test_a_body_is_replaced_by_its_name_and_its_kind_stays():
    earlier = "How did Ottermouth Parish Council's precept change?"
    assert asked_as("What about Netherby?", earlier) == "How did Netherby Parish Council's precept change?"
    assert asked_as("What about the Planning Committee?", earlier) == "How did Planning Committee's precept change?"


def test_a_person_is_replaced_by_a_person():
    earlier = "How many Netherby meetings did Mrs A Marsh attend in 2021?"
    assert asked_as("What about Cllr Pell?", earlier) == "How many Netherby meetings did Cllr Pell attend in 2021?"


def test_a_follow_up_about_something_else_keeps_where_and_when():
    earlier = "Who was voted in as chair at the annual meeting of Netherby Parish Council in May 2021?"
    assert asked_as("And who got the vice chair's job?", earlier) == (
        "And who got the vice chair's job, at the annual meeting of Netherby Parish Council in May 2021?"
    )


def test_a_chain_of_follow_ups_leans_on_the_question_that_stands_alone():
    assert asked_as("And how many people came to it?", "Was there a fair in Netherby in 2008?", "Who opened it?") == (
        "And how many people came to it (a fair in Netherby in 2008)?"
    )
    assert asked_as("And in 2010?", "Who spoke in Netherby in 2008?", "What about Ottermouth?") == (
        "Who spoke in Ottermouth in 2010?"
    )


def test_the_one_takes_its_noun_from_the_question_between():
    asked = asked_as("What was the count on the one Pell moved?", LIGHTS, "Were any amendments moved to it?")
    assert "amendments moved to it" in asked


@pytest.mark.parametrize(
    "question",
    ["Which firm won the contract for the Christmas lights in 2023?", "What did Netherby say about the new bus stop?"],
)
def test_a_question_that_stands_alone_is_unchanged(question: str):
    assert whole(question, [LIGHTS], BODIES) == Whole(asked_as=question, own=question)


def test_without_earlier_questions_nothing_is_added():
    assert asked_as("And when?") == "And when?"


NETHERBY = SaidAt(body="Netherby Parish Council", held_on=date(2021, 3, 4))


def after_netherby(question: str, *history: str) -> str:
    return whole(question, history or (LIGHTS,), BODIES, lambda: NETHERBY).asked_as


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("And who seconded it?", "And who seconded it (the pump bought; Netherby Parish Council, 4 March 2021)?"),
        ("And who got the chair's job?", "And who got the chair's job (Netherby Parish Council, 4 March 2021)?"),
    ],
)
def test_the_meeting_that_answered_before_is_carried_on(question: str, asked: str):
    assert after_netherby(question, "Was the pump bought in June 2020?") == asked


@pytest.mark.parametrize(
    "question", ["And was it mended years later?", "And what did Ottermouth say of it?", "And was it there in 2019?"]
)
def test_a_follow_up_that_goes_elsewhere_leaves_that_meeting(question: str):
    assert "4 March 2021" not in after_netherby(question)


def test_a_bare_name_or_year_takes_the_place_of_the_one_before():
    asked = "What did Netherby Parish Council say about the pump in 2020?"
    assert asked_as("And Ottermouth Parish Council?", asked) == asked.replace("Netherby", "Ottermouth")
    assert asked_as("And 2021?", asked) == asked.replace("2020", "2021")
    assert asked_as("And the pond?", asked) == f"And the pond ({asked[9:-1]})?"


def test_the_meeting_before_is_asked_for_only_where_the_question_leans_on_it():
    def never() -> SaidAt | None:
        raise AssertionError

    for question in ("What about Ottermouth?", "How much did the new hall cost the parish in 2021?"):
        whole(question, [LIGHTS], BODIES, never)
