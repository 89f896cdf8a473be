import pytest

from rag.question.courtesy import unwrapped


@pytest.mark.parametrize(
    "wrapped",
    [
        "Hello, could you please tell me: Who mended the pump? Thank you very much!",
        "Please tell me, who mended the pump?",
        "Hi there, who mended the pump? Thanks",
        "Can you tell me who mended the pump, please?",
    ],
)
def test_greetings_and_thanks_are_taken_off(wrapped: str):
    assert unwrapped(wrapped) == "Who mended the pump?"


@pytest.mark.parametrize(
    "plain", ["Who mended the pump?", "Who gave the vote of thanks?", "Thank you!", "When did the Hello Club meet?"]
)
def test_what_is_no_courtesy_stays(plain: str):
    assert unwrapped(plain) == plain
