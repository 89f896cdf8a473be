"""The day of a meeting: what the head says, put right where it can't be, and never another meeting's."""

from datetime import date

import pytest

from ingest.parsing import parse
from ingest.reading import read
from rag.minutes import Meeting

COUNCIL = "HALLOWDOWN PARISH COUNCIL"
BUSINESS = "Present: Cllr A Thorne\n\n1. Roads\n\nThe road by the mill was mended."


def parsed(*blocks: str, name: str = "a.md", front: str = "") -> Meeting:
    text = (f"---\n{front}\n---\n\n" if front else "") + "\n\n".join([*blocks, BUSINESS]) + "\n"
    return parse(read(name, text.encode()), name)[0]


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("Minutes of the meeting held on Tuesday l4th May 2024", date(2024, 5, 14)),
        ("Minutes of the meeting held on 8th DECEMEBER 2005", date(2005, 12, 8)),
        ("Notes, 14™ May, 2024, at noon", date(2024, 5, 14)),
        ("Minutes of the meeting", None),
    ],
)
def test_slips_of_the_pen_and_of_ocr_are_read(printed, day):
    assert parsed(COUNCIL, printed).held_on == day


def test_a_files_name_tells_whether_the_month_stands_first():
    assert parsed(COUNCIL, "Minutes - 7/12/2023", name="2023-07-12.md").held_on == date(2023, 7, 12)


@pytest.mark.parametrize("name", ["2014\u201009\u201022-board.md", "2014-9-22-board.md"])
def test_a_file_name_may_have_any_hyphen(name):
    assert parsed(COUNCIL, name=name).held_on == date(2014, 9, 22)


@pytest.mark.parametrize("head", ["Due", "By when", "Deadline", "Target date", "Completed on"])
def test_by_when_something_is_due_is_not_the_day_of_a_meeting(head: str):
    log = f"No,Action,Owner,{head}\n7,Mend the gate,Clerk,2024-07-01\n"
    assert parse(read("log.csv", log.encode()), "log.csv")[0].held_on is None


def test_dates_of_the_business_are_not_the_meetings():
    said = "2. Minutes of the last meeting held on 9th April 2024\n\nThe budget was set on 16th February 2024."
    assert parsed(COUNCIL, BUSINESS, said).held_on is None
    assert parsed(COUNCIL, BUSINESS, said, name="2024-05-14 minutes.md").held_on == date(2024, 5, 14)


def test_the_old_year_written_in_january_is_put_right_and_remarked():
    meeting = parsed(COUNCIL, "Held on TUESDAY JANUARY 3RD 2011", front="title: January meeting\ndate: 2012-03-12")
    assert meeting.held_on == date(2012, 1, 3)
    assert "the year printed, 2011, was taken for a slip of 2012" in meeting.remarks


@pytest.mark.parametrize(("name", "year"), [("oct25agm.md", 2025), ("agm.md", 2026)])
def test_the_files_name_and_the_next_annual_meeting_tell_a_slip_of_the_year(name: str, year: int):
    text = "The date of the next AGM was set: the next AGM to take place on 14th October 2026."
    assert parsed(COUNCIL, "8th October 2026", BUSINESS, text, name=name).held_on == date(year, 10, 8)


@pytest.mark.parametrize("posted", ["2011-03-12", "2012-03-12"])
def test_one_sign_alone_does_not_change_the_printed_year(posted):
    assert parsed(COUNCIL, "Held on 3rd January 2011", front=f"title: A meeting\ndate: {posted}").held_on == date(
        2011, 1, 3
    )


def test_a_body_that_is_only_spoken_of_gives_way_to_the_titles():
    said = "This meeting was held to look at five proposals about vacancies and addresses. " * 3
    interests = "Ann Oake declared an interest as a member of the Orme Housing Association."
    assert parsed(said + interests, front="title: 2014-09-22 Data Panel Meeting").body == "Data Panel"


def test_a_bare_council_is_the_citys_that_its_institutions_name():
    head = "CITY CLERK'S DEPARTMENT\n\nCOUNCIL MEETING\n\nWEDNESDAY, MAY 15, 2024\n\nWEXLEY PUBLIC SERVICE: Mr. P Vale"
    assert parsed(head).body == "City of Wexley Council"


def test_a_day_to_come_is_no_meetings_unless_it_is_called_for():
    notice = "Nominations must be sent by 2nd March 2026. Those named will be elected unopposed on 11th March 2026."
    assert parsed(COUNCIL, notice).held_on is None
    call = "A meeting of the Council will be held on 11th March 2026."
    assert parsed(COUNCIL, call).held_on == date(2026, 3, 11)


@pytest.mark.parametrize("name", ["2024-06-05 previous minutes.md", "minutes.md"])
def test_the_headings_day_stands_before_the_files_and_the_next_meetings(name):
    printed = "Minutes of a meeting held on Tuesday, 14 May 2024"
    later = "2. News\n\nIt comes back at the next meeting, which is to be held on 5 June 2024."
    assert parsed(COUNCIL, printed, BUSINESS, later, name=name).held_on == date(2024, 5, 14)


def test_an_approval_of_earlier_minutes_gives_no_day():
    assert parsed(COUNCIL, "Approval of the minutes of 9 April 2024").held_on is None


def test_the_month_of_an_instant_is_the_headings():
    assert parsed(f"{COUNCIL}. June 1924.", "A meeting was held on Tuesday the 3rd inst.").held_on == date(1924, 6, 3)


def test_a_text_that_writes_months_first_does_so_everywhere():
    printed = "Meeting of 06/04/2024"
    assert parsed(COUNCIL, printed).held_on == date(2024, 4, 6)
    assert parsed(COUNCIL, printed, BUSINESS, "The fair is on 6/25/2024.").held_on == date(2024, 6, 4)
