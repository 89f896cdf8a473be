import pytest

from rag.question.synonyms import alternatives, in_minutes_words
from rag.stores.words import terms


@pytest.mark.parametrize(
    ("asked", "minuted"),
    [
        ("Was it put off at half two?", "Was it deferred at 2.30?"),
        ("Who turned down the done-up pump?", "Who refused the refurbished pump?"),
        ("Who OK'd the go-ahead?", "Who approved the approved?"),
        ("the €1m, £1.5mn and £5k", "the €1 million, £1.5 million and £5000"),
        ("the precept for 2001/2, 2002-03 and 1999/00", "the precept for 2001/2002, 2002/2003 and 1999/2000"),
        ("from 2014-2016, on 2014-07-01, by-law 70/2016 and 2014/8", None),
        ("Where was the bench put?", None),
    ],
)
def test_turns_of_phrase_are_put_as_minutes_put_them(asked: str, minuted: str | None):
    assert in_minutes_words(asked) == (minuted or asked)


@pytest.mark.parametrize(("asked", "minuted"), [("deaths", "fatalities"), ("borrow", "loan"), ("shut", "closed")])
def test_words_have_those_of_the_minutes_in_their_place(asked: str, minuted: str):
    assert set(terms(minuted)) <= alternatives(terms(asked)[0])
    assert not alternatives("pump")
