import pytest

from rag.grounding.overlap import missing, share


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The wooden pump was sold yesterday.", 0.5),
        ("The Council agreed to have sold three wooden troughs.", 1.0),
        ("It was.", 0.0),
        ("Six voted for it.", 1.0),
    ],
)
def test_the_share_of_words_that_stand_in_what_is_cited(sentence: str, expected: float):
    assert share(sentence, ["They sold a wooden trough."]) == expected


def test_runs_of_words_that_stand_nowhere_are_named():
    sentence = "The old pump was sold to the rector after a long quarrel with the neighbours."
    assert missing(sentence, ["The pump was sold.", "The rector came."]) == ["old", "long quarrel neighbours"]
    assert missing("The pump was sold.", ["The pump was sold."]) == []
