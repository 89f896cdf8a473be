import pytest

from rag.numerals import WRITTEN, in_words, spelt


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("seven", 7),
        ("Forty-two", 42),
        ("two hundred and fifty", 250),
        ("three thousand and twelve", 3_012),
        ("one million two hundred thousand", 1_200_000),
    ],
)
def test_a_number_in_words_has_its_value(numeral: str, value: int):
    assert spelt(numeral) == value


def test_counts_are_written_in_words_up_to_ten():
    assert [in_words(n) for n in (0, 1, 10, 11)] == ["no", "one", "ten", "11"]
    assert [spelt(word) for word in WRITTEN[1:]] == list(range(1, 11))
