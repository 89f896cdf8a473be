from collections.abc import Callable
from datetime import date

import pytest

from rag.ledger import Ledger
from rag.plan import MeetingsOf, Scope, Which
from rag.records.meetings import meetings_in
from rag.records.overview import meetings_of, opening

Keep = Callable[..., None]


@pytest.fixture
def sitting(empty: Ledger, keep: Keep, said: type) -> Ledger:
    """A meeting of which the ledger has the hours at which it began and ended."""
    texts = (
        "Minutes of the meeting held on 9 January 2024 at 7 pm",
        "Cllr Pell came at 8.15 pm and the road was closed.",
        "The Chair thanked all and closed the meeting at 8.15 pm.",
        "The next meeting is on 6 February 2024 at 8.15 pm.",
    )
    keep(empty, "a", date(2024, 1, 9), *(said(text=text) for text in texts))
    with empty._writing() as base:
        base.execute("UPDATE meetings SET begun = '19:00', ended = '20:15'")
    return empty


@pytest.mark.parametrize(
    ("which", "quote"),
    [
        (Which.BEGUN, "Minutes of the meeting held on 9 January 2024 at 7 pm"),
        (Which.ENDED, "The Chair thanked all and closed the meeting at 8.15 pm."),
    ],
)
def test_the_hour_of_a_meeting_is_proved_by_the_sentence_that_gives_it(sitting: Ledger, which: Which, quote: str):
    found = meetings_of(MeetingsOf(which=which), meetings_in(sitting, Scope()), sitting)
    assert found
    assert [proof.quote for one in found.findings for proof in one.proofs] == [quote]


def test_the_last_meeting_of_a_sort_is_not_called_the_last(sitting: Ledger, keep: Keep, said: type):
    keep(sitting, "agm", date(2023, 5, 9), said(text="Minutes of the Annual Meeting of the Council"))
    annual = meetings_of(MeetingsOf(which=Which.LAST), meetings_in(sitting, Scope(sort="annual")), sitting)
    assert annual
    assert annual.findings[0].text == (
        "The last annual meeting of Ottermouth Town Council that is minuted here was held on 9 May 2023."
    )


@pytest.mark.parametrize("hour", [None, "21:40"])
def test_an_hour_that_is_not_known_or_not_found_in_figures_is_not_told(sitting: Ledger, hour: str | None):
    with sitting._writing() as base:
        base.execute("UPDATE meetings SET ended = ?", (hour,))
    assert meetings_of(MeetingsOf(which=Which.ENDED), meetings_in(sitting, Scope()), sitting) is None


def test_a_meeting_is_proved_by_the_sentence_that_says_when_it_was_held(empty: Ledger, keep: Keep, said: type):
    held = "Minutes of the Meeting held on Tuesday, 9th January 2024 in the hall"
    keep(empty, "a", date(2024, 1, 9), said(text="Ottermouth Town Council – Minutes – 9.1.24"), said(text=held))
    keep(empty, "b", date(2024, 2, 6), said(text="Ottermouth Town Council – Minutes – 6.2.24"))
    quotes = [opening(one, empty).quote for one in meetings_in(empty, Scope())]
    assert quotes == [held, "Ottermouth Town Council – Minutes – 6.2.24"]
