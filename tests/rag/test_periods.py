from datetime import date

import pytest

from rag.question.periods import Period, period

FIRST, LAST = date.min, date.max


def bound(text: str) -> tuple[date, date] | None:
    found = period(text)
    return (found.first, found.last) if found else None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on 4 May 2021", date(2021, 5, 4), date(2021, 5, 4)),
        ("at its February 28, 2019 meeting", date(2019, 2, 28), date(2019, 2, 28)),
        ("in May 2005", date(2005, 5, 1), date(2005, 5, 31)),
        ("in February 2020", date(2020, 2, 1), date(2020, 2, 29)),
        ("in spring 2016", date(2016, 3, 1), date(2016, 5, 31)),
        ("in winter 2016", date(2016, 12, 1), date(2017, 2, 28)),
        ("at council meetings in 2018 was he there", date(2018, 1, 1), date(2018, 12, 31)),
        ("at how many 2018 meetings", date(2018, 1, 1), date(2018, 12, 31)),
        ("between June and December 2020", date(2020, 6, 1), date(2020, 12, 31)),
        ("from March to June 2020", date(2020, 3, 1), date(2020, 6, 30)),
        ("between November and March 2020", date(2019, 11, 1), date(2020, 3, 31)),
        ("between November 2019 and March 2020", date(2019, 11, 1), date(2020, 3, 31)),
        ("between 1 and 30 June 2019", date(2019, 6, 1), date(2019, 6, 30)),
        ("from 4 May 2021 to 6 June 2022", date(2021, 5, 4), date(2022, 6, 6)),
        ("for 2015 up to 2025", date(2015, 1, 1), date(2025, 12, 31)),
        ("she left by November 2016; the three before that, August to October", date(2016, 8, 1), date(2016, 10, 31)),
        ("since 2019", date(2019, 1, 1), LAST),
        ("from 2019 onwards", date(2019, 1, 1), LAST),
        ("until March 2020", FIRST, date(2020, 3, 31)),
        ("before 2020", FIRST, date(2020, 1, 1)),
        ("as of 1 March 2023", FIRST, date(2023, 3, 1)),
    ],
)
def test_words_of_time_bound_meetings(text: str, first: date, last: date):
    assert bound(f"What was said {text}?") == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "the question on the 2018 ballot",
        "the precept in 2017 and then again in 2023",
        "at the January meeting",
        "on 31 February 2020",
        "between June 2021 and March 2020",
        "no date",
    ],
)
def test_a_time_that_is_none_or_not_of_meetings_bounds_nothing(text: str):
    assert bound(f"What of {text}?") is None


def test_a_period_knows_its_words_and_its_days():
    text = "Who spoke between June and December 2020?"
    found = period(text)
    assert isinstance(found, Period)
    assert text[found.start : found.end] == "June and December 2020"
    assert found.covers(date(2020, 6, 1))
    assert found.covers(date(2020, 12, 31))
    assert not found.covers(date(2021, 1, 1))
