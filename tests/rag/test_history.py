import pytest

from rag.question.history import asked_as

EARLIER = ("What was decided about the skate park lights?",)


@pytest.mark.parametrize(
    "question",
    [
        "And who was against it?",
        "How much will they cost the council in a year?",
        "What about the allotments on the eastern side of town?",
        "When?",
        "Was he at the meeting when the vote was taken?",
    ],
)
def test_a_question_that_leans_on_earlier_ones_is_led_by_them(question: str):
    assert asked_as(question, EARLIER) == f"{EARLIER[0]} {question}"


def test_all_earlier_questions_lead_in_their_order():
    assert asked_as("And when?", ["Who spoke? ", " Who voted?"]) == "Who spoke? Who voted? And when?"


@pytest.mark.parametrize("question", ["Which firm won the contract for the Christmas lights in 2023?"])
def test_a_question_that_stands_alone_is_unchanged(question: str):
    assert asked_as(question, EARLIER) == question


def test_without_earlier_questions_nothing_is_added():
    assert asked_as("And when?", ()) == "And when?"
