"""The time that a question bounds, and the hour by which it tells one sitting from another."""

import pytest

from rag.planning.periods import named_hour


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
