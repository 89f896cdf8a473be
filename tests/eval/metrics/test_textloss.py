"""Words lost between a file and its paragraphs: examples worked by hand."""

from eval.metrics.textloss import missing_words, words


def test_each_word_is_missing_as_often_as_it_is_short() -> None:
    written = "The pump, the PUMP-house and the o\ufb03ce of 2024: 1/2 paid."
    held = "the pump house\n\nThe office of 2024"
    # written: the 3, pump 2, house, and, office, of, 2024, 1, 2, paid; held: the 2, pump, house, office, of, 2024
    assert missing_words(written, held) == {"the": 1, "pump": 1, "and": 1, "1": 1, "2": 1, "paid": 1}
    assert len(words(written)) == 13


def test_words_that_were_only_cut_or_joined_are_not_missing() -> None:
    held = "The councillor met Mr Dent at the pump."
    assert missing_words("Thecouncillor met Mr Dent atthe pump", held) == {}
    assert missing_words("The coun cillor met Mr Dent pump pump", held) == {"pump": 1}
