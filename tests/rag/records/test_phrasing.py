from dataclasses import replace
from datetime import date

import pytest

from rag.records.meetings import Held
from rag.records.phrasing import called, counted, listed, of_meetings, remainder, sentence, when


def held(*days: date) -> list[Held]:
    return [Held(body="Ottermouth Town Council", held_on=day, sort="ordinary", id=str(day)) for day in days]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([date(2024, 5, 4)], "on 4 May 2024"),
        ([date(2024, 6, 3), date(2024, 9, 1), date(2024, 12, 2)], "from 3 June to 2 December 2024"),
        ([date(2023, 6, 3), date(2024, 12, 2)], "from 3 June 2023 to 2 December 2024"),
    ],
)
def test_meetings_are_dated_from_the_first_to_the_last(days: list[date], said: str):
    assert when(held(*days)) == said


def test_counts_and_lists_read_as_prose():
    assert counted(1, "meeting") == "one meeting"
    assert counted(11, "meeting") == "11 meetings"
    assert counted(2, "person", "people") == "two people"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a"]) == "a"
    assert listed([]) == ""
    assert sentence("no list was read") == "No list was read."


@pytest.mark.parametrize(
    ("shown", "total", "places", "said"),
    [
        (3, 3, [], ""),
        (2, 4, ["item 4", "item 4", ""], "2 of 4 are shown; the rest are in item 4."),
        (1, 9, [f"item {n}" for n in range(2, 10)],
         "1 of 9 are shown; the rest are in item 2, item 3, item 4, item 5, item 6 and 3 other places."),
        (1, 2, [""], "1 of 2 are shown."),
    ],
)  # fmt: skip
def test_what_is_not_shown_is_said_with_its_places(shown: int, total: int, places: list[str], said: str):
    assert remainder(shown, total, places) == said


def test_meetings_that_are_all_of_one_sort_are_called_so():
    ordinary, annual = held(date(2024, 5, 4)), [replace(held(date(2024, 5, 11))[0], sort="annual")]
    assert called([*ordinary, *annual]) == "meeting"
    assert called(annual) == "annual meeting"
    assert of_meetings(annual * 2) == "the annual meetings of Ottermouth Town Council on 11 May 2024"
