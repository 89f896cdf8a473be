from collections.abc import Callable

import pytest

from eval.oracle import Oracle, proving
from eval.questions import GoldQuestion, Place

SHOWN = """Parish Council, 18 January 2024:
[1.1] The bench was mended.
[1.2] A grant of £500 was
[1.3] paid to the hall.

Parish Council:
[2.1] The roof leaks."""


def place(anchor: str) -> Place:
    return Place(document="a.md", anchor=anchor)


@pytest.mark.parametrize(
    ("anchors", "numbers"),
    [
        (["roof leaks"], ["2.1"]),
        (["roof leaks", "bench was mended"], ["2.1", "1.1"]),
        (["grant of £500 was paid"], ["1.2"]),  # over two sentences: the one with most of it
        (["the hall burnt"], []),
    ],
)
def test_a_proof_is_named_where_it_is_among_what_is_shown(anchors: list[str], numbers: list[str]):
    assert list(proving(SHOWN, [place(anchor) for anchor in anchors])) == numbers


def test_the_oracle_answers_the_question_that_it_is_given(gold: Callable[..., GoldQuestion]):
    oracle = Oracle()
    assert oracle.invoke(SHOWN).content == "NONE"
    oracle.question = gold(gold=[{"document": "a.md", "anchor": "roof leaks"}])
    assert oracle.invoke(SHOWN).content == "2.1"
    oracle.question = gold(expect="abstained")
    assert oracle.invoke(SHOWN).content == "NONE"
