from datetime import date

import pytest

from rag.planning.periods import named_hour, named_period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("What was decided in May 2021?", date(2021, 5, 1), date(2021, 5, 31)),
        ("on 29 February 2024", date(2024, 2, 29), date(2024, 2, 29)),
        ("between June and December 2020", date(2020, 6, 1), date(2020, 12, 31)),
        ("from November to February 2021", date(2020, 11, 1), date(2021, 2, 28)),
        ("in spring 2016", date(2016, 3, 1), date(2016, 5, 31)),
        ("since 2019", date(2019, 1, 1), date.max),
        ("before March 2019", date.min, date(2019, 2, 28)),
        ("after 4 May 2021", date(2021, 5, 5), date.max),
    ],
)
def test_the_time_that_a_text_bounds(text: str, first: date, last: date):
    found = named_period(text)
    assert found is not None
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize("text", ["the 2018 budget", "in May 2019 or in June 2021", "on 31 February 2021", "no time"])
def test_no_time_several_and_days_that_there_are_not_bound_nothing(text: str):
    assert named_period(text) is None


def test_a_period_says_where_it_stands():
    text = "Who was there in May 2021?"
    found = named_period(text)
    assert found is not None
    assert text[found.start : found.end] == "May 2021"


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        ("Who was present at the 6 pm meeting on 14 May 2024?", "18:00"),
        ("Who was at the meeting of 14 May 2024 at 7.30 p.m.?", "19:30"),
        ("What did the 11:15 am extraordinary sitting decide?", "11:15"),
        ("What did the meeting decide about closing the bar at 11 pm?", None),
        ("Who was present on 14 May 2024?", None),
    ],
)
def test_an_hour_is_the_meetings_where_it_is_said_of_it(text: str, begun: str | None):
    hour = named_hour(text)
    assert (hour and hour.begun) == begun
