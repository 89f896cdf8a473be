from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.dates import FoundDate, find_dates, languages, two_year_names
from rag.minutes import day_month_year

QUICK = settings(max_examples=60, deadline=None, derandomize=True)


def only(text: str, *, bare_months: bool = False) -> FoundDate:
    (found,) = find_dates(text, bare_months=bare_months)
    return found


@pytest.mark.parametrize(
    "written",
    [
        "18 January 2024",
        "18th January 2024",
        "18th January, 2024",
        "18th of January 2024",
        "18th day of January 2024",
        "18 JANUARY 2024",
        "18 Jan 2024",
        "18 Jan. 2024",
        "18\u00a0January\u00a02024",
        "18 January\n2024",
        "18January2024",
        "18 January '24",
        "January 18, 2024",
        "January 18th, 2024",
        "Jan 18 2024",
        "18/01/2024",
        "18/1/24",
        "18.01.2024",
        "18.1.24",
        "2024-01-18",
    ],
)
def test_every_written_form_gives_the_day_and_its_place(written: str):
    text = f"The meeting of {written} was quorate."
    found = only(text)
    assert found.exact == date(2024, 1, 18)
    assert text[found.start : found.end] == written


@pytest.mark.parametrize("written", ["18' January 2024", "18”’ January 2024", "18° January 2024", "18 January 20 24"])
def test_a_scanners_noise_in_a_date_is_read_over(written: str):
    assert only(f"Held on {written}.").exact == date(2024, 1, 18)


def test_a_known_misspelling_and_a_four_letter_month_are_read():
    assert only("5 Febuary 2024").exact == date(2024, 2, 5)
    assert only("5 Sept 2024").exact == date(2024, 9, 5)


@pytest.mark.parametrize(
    ("text", "year", "month", "day"),
    [
        ("the accounts of January 2024", 2024, 1, None),
        ("the accounts of January, 2024", 2024, 1, None),
        ("on 18 January the clerk wrote", None, 1, 18),
        ("the plan of 2024 stands", 2024, None, None),
    ],
)
def test_what_a_text_leaves_out_is_none(text: str, year: int | None, month: int | None, day: int | None):
    found = only(text)
    assert (found.year, found.month, found.day) == (year, month, day)
    assert found.exact is None


def test_a_day_that_no_calendar_has_is_no_exact_date():
    assert only("31 February 2024").exact is None


@pytest.mark.parametrize(
    "text",
    [
        "£2,024 was paid",
        "£2024 was paid",
        "the year 2023/24",
        "minute 45/2024",
        "AV/2024/0488",
        "at 10.30 pm",
        "2,024 people",
        "paragraph 3.2024.1",
        "they may meet and march on",
        "32/13/2024",
        "a sum of 2024.50",
    ],
)
def test_figures_that_are_no_dates_are_left(text: str):
    assert find_dates(text) == []


def test_both_ends_of_a_range_are_found():
    found = find_dates("from 1 April 2023 to 31 March 2024")
    assert [one.exact for one in found] == [date(2023, 4, 1), date(2024, 3, 31)]


def test_a_range_within_a_month_gives_its_whole_end():
    assert find_dates("open 12-14 June 2024")[-1].exact == date(2024, 6, 14)


def test_a_season_covers_its_months_and_winter_runs_into_the_next_year():
    summer, winter = only("in summer 2023"), only("the winter of 2023")
    assert [summer.covers(date(2023, month, 9)) for month in (5, 6, 8, 9)] == [False, True, True, False]
    assert winter.covers(date(2023, 12, 1))
    assert winter.covers(date(2024, 2, 29))
    assert not winter.covers(date(2023, 1, 15))
    assert not winter.covers(date(2024, 3, 1))


def test_a_found_date_covers_the_days_that_fit_all_it_says():
    day = date(2024, 1, 18)
    assert all(only(text).covers(day) for text in ("18 January 2024", "18 January", "January 2024", "in 2024"))
    assert not any(only(text).covers(day) for text in ("19 January 2024", "18 May", "January 2023", "in 2023"))


def test_a_month_alone_counts_only_when_asked_for_and_never_march_or_may():
    assert find_dates("the January meeting") == []
    assert only("the January meeting", bare_months=True).month == 1
    assert find_dates("they may march", bare_months=True) == []


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("What was agreed in May?", 5),
        ("What was decided at the March Parish Council meeting?", 3),
        ("Who lives in May Street?", None),
        ("Did Mrs May speak of the March of Dimes?", None),
    ],
)
def test_march_and_may_are_months_where_they_can_be_nothing_else(text: str, month: int | None):
    assert [one.month for one in find_dates(text, bare_months=True)] == ([month] if month else [])


def test_dates_come_in_the_order_of_the_text():
    text = "2024, then 2 May 2023, then 2022-03-04, then March 2021"
    assert [one.year for one in find_dates(text)] == [2024, 2023, 2022, 2021]


@pytest.mark.parametrize(
    "write",
    [
        day_month_year,
        date.isoformat,
        lambda day: f"{day:%d/%m/%Y}",
        lambda day: f"{day.day}.{day.month}.{day:%y}",
        lambda day: f"{day:%B} {day.day}, {day.year}",
        lambda day: f"{day.day} {day:%b} '{day:%y}",
        lambda day: f"{day.day}th of {day:%B}, {day.year}",
    ],
)
@QUICK
@given(day=st.dates(min_value=date(1970, 1, 1), max_value=date(2069, 12, 31)))
def test_a_rendered_date_is_found_again(write: Callable[[date], str], day: date):
    text = f"Minutes of {write(day)}: present"
    assert only(text).exact == day
    assert only(text).covers(day)


PIECES = st.sampled_from(
    "18|3|31|00|January|may|Sept|\u017fept|apr\u0131l|w\u0131nter|spring|of|th| |\n|/|.|-|,|'|2024|20|24|£|٣|“|é".split(
        "|"
    )
)


@settings(QUICK, max_examples=300)
@given(text=st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=80), bare_months=st.booleans())
def test_dates_of_any_text_lie_in_it_in_order_without_overlap(text: str, bare_months: bool):
    found = find_dates(text, bare_months=bare_months)
    bounds = [0, *(place for one in found for place in (one.start, one.end)), len(text)]
    assert bounds == sorted(bounds)
    assert all(one.start < one.end and (one.exact is None or one.covers(one.exact)) for one in found)


@pytest.mark.parametrize("text", ["in \u017feptember 2020", "w\u0131nter 2023"])
def test_letters_that_only_look_like_a_months_are_no_failure(text: str):
    assert [one.month for one in find_dates(text)] == [None]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("this fourteenth day of May, Two Thousand and Twenty-four", date(2024, 5, 14)),
        ("the twenty-first of June 2024", date(2024, 6, 21)),
        ("held on 4.iii.2024", date(2024, 3, 4)),
        ("on 14/XII/24", date(2024, 12, 14)),
        ("5/14/2024 6:30 PM", date(2024, 5, 14)),
        *[(written, day) for language in languages().values() for written, day in language["says"]],
    ],
)
def test_dates_in_words_in_roman_numbers_and_in_other_languages(written, day):
    assert only(written).exact == day


@pytest.mark.parametrize("written", ["Second July meeting", "item 4.iii", "the 3rd motion of 12 mail votes"])
def test_what_only_looks_like_such_a_date_is_none(written):
    assert find_dates(written) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("the precept for 2024/25", {"2024/25"}),
        ("from 2023-24 to 2024–2025", {"2023/24", "2024/25"}),
        ("in 1999/2000 and 2009/10", {"1999/00", "2009/10"}),
        ("minute 2024/26, on 2024-01-31, 2010-11-12, 12/2024/25", set()),
    ],
)
def test_a_year_over_two_calendar_years_is_named_however_it_is_written(text: str, named: set[str]):
    assert two_year_names(text) == named
