import pytest

from rag.planning.courtesy import only_courtesy, unwrapped


def test_greetings_and_thanks_are_taken_off():
    assert unwrapped("Good morning! What was decided? Thank you.") == "What was decided?"
    assert unwrapped("Who thanked the clerk?") == "Who thanked the clerk?"


def test_what_is_nothing_but_a_greeting_stays_as_it_is():
    assert unwrapped("Hello") == "Hello"


@pytest.mark.parametrize(
    ("text", "only"), [("Hi", True), ("Thanks!", True), ("Hi, who was there?", False), ("library", False)]
)
def test_whether_nothing_is_asked(text: str, only: bool):
    assert only_courtesy(text) is only
