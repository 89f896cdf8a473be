"""A file with the minutes of several meetings: each has its own date, people and decisions."""

from datetime import date

import pytest

from ingest.parsing import parse
from ingest.reading import read
from rag.minutes import Meeting

HEAD = "Orme Parish Council\nMinutes of the meeting held on {day} in the Hall\n\nPresent: Cllrs {who}\n\n"
MAY = HEAD.format(day="Tuesday 14 May 2024", who="A. Ash, B. Birch") + "1. Hedge\n\nRESOLVED: to lay the hedge.\n\n"
JUNE = HEAD.format(day="Tuesday 11 June 2024", who="C. Cole, D. Dorn") + "1. Ditch\n\nRESOLVED: to clear the ditch.\n\n"
AGENDA = (
    "Orme Parish Council\n\nYou are summoned to the meeting on Tuesday 11 June 2024.\n\nAGENDA\n\n"
    + "2. To consider the hall.\n\n" * 12
)


def meetings(text: str) -> tuple[Meeting, ...]:
    return parse(read("a.txt", text.encode()), "a.txt")


def days(text: str) -> list[date | None]:
    return [one.held_on for one in meetings(text)]


def said(meeting: Meeting) -> str:
    return "\n".join(paragraph.text for paragraph in meeting.paragraphs)


def test_a_second_heading_begins_a_second_meeting_with_records_of_its_own():
    may, june = meetings(MAY + JUNE)
    assert (may.held_on, june.held_on) == (date(2024, 5, 14), date(2024, 6, 11))
    assert (may.body, june.body) == ("Orme Parish Council", "Orme Parish Council")
    assert [one.name for one in june.attendance] == ["Cllr C. Cole", "Cllr D. Dorn"]
    assert "hedge" in said(may)
    assert "hedge" not in said(june)
    assert said(june).startswith("Orme Parish Council")
    for one, words in ((may, "hedge"), (june, "ditch")):
        [resolution] = one.resolutions
        assert words in next(p.text for p in one.paragraphs if p.id == resolution.paragraph_id)
        assert [item.number for item in one.items if item.number] == ["1"]
    assert any("2024-06-11" in remark for remark in may.remarks)


def test_minutes_in_a_pack_end_where_the_next_appendix_begins():
    pack, minutes = meetings(f"{AGENDA}APPENDIX A\nDRAFT\n{MAY}APPENDIX B\n\nReport on the hall.\n")
    assert (pack.held_on, pack.draft, pack.resolutions) == (date(2024, 6, 11), False, ())
    assert (minutes.held_on, minutes.draft) == (date(2024, 5, 14), True)
    assert "Report on the hall." in said(pack)
    assert "hedge" not in said(pack)


def test_minutes_in_a_pack_without_a_label_end_where_the_meeting_was_closed():
    pack, minutes = meetings(f"{AGENDA}{MAY}The meeting closed at 8.30 pm.\n\nReport on the hall\n\nIts roof leaks.\n")
    assert (pack.held_on, pack.resolutions, minutes.ended) == (date(2024, 6, 11), (), "20:30")
    assert "roof leaks" in said(pack)


def test_what_ends_the_minutes_before_is_no_part_of_the_next_heading():
    may, june = meetings(f"{MAY}The meeting closed at 8.30 pm.\n\n{JUNE}")
    assert (may.ended, said(june)[:12]) == ("20:30", "Orme Parish ")


@pytest.mark.parametrize(
    "heading",
    [
        "MINUTES OF THE COUNCIL MEETING\nHELD ON 11 JUNE 2024",
        "Orme Parish Council Meeting - June 11, 2024",
        "Notes of a meeting\n\nTuesday 11th June 2024",
        "MINUTES of the Council Meeting\nDate: 11 June 2024\nVenue: Meeting Room",
    ],
)
def test_headings_in_other_words_begin_a_meeting_too(heading):
    assert days(f"{MAY}{heading}\n\nPresent: Cllrs C. Cole, D. Dorn\n\n1. Ditch\n\nIt was cleared.\n")[1:] == [
        date(2024, 6, 11)
    ]


@pytest.mark.parametrize(
    "between",
    [
        "Minutes of the meeting held 9 April 2024: approved.\n\nAttendance at the fair was good.\n",
        "Date of next meeting: 11 June 2024\n\nPresent at the close: Cllrs A. Ash, B. Birch\n",
        "2. Minutes of the meeting of 9 April 2024\n\nPresent: nobody spoke.\n",
        MAY.split("\n\n1.")[0] + "\n\n2. Pond\n\nIt was dredged.\n",
        "Confidential minutes of the meeting held on Tuesday 14 May 2024\n\nPresent: Cllr A. Ash\n\n2. Staff\n",
    ],
)
def test_what_begins_no_meeting(between):
    assert days(MAY + between) == [date(2024, 5, 14)]


def test_two_sittings_of_one_evening_stay_two():
    first = MAY.replace("May 2024", "May 2024 at 6 pm")
    second = JUNE.replace("11 June 2024", "14 May 2024 at 7.30 pm")
    assert [(one.held_on, one.begun) for one in meetings(first + second)] == [
        (date(2024, 5, 14), "18:00"),
        (date(2024, 5, 14), "19:30"),
    ]


def test_two_bodies_of_one_evening_are_two_meetings():
    second = JUNE.replace("11 June", "14 May").replace("the meeting", "the meeting of the Roads Committee")
    assert [one.body for one in meetings(MAY + second)] == ["Orme Parish Council", "Roads Committee"]


def test_a_joint_meeting_has_several_bodies():
    text = MAY.replace("the meeting", "the Joint Meeting of the Roads Committee and the Staff Committee")
    [one] = meetings(text)
    assert (one.body, *one.joint) == ("Roads Committee", "Staff Committee")


def test_letters_with_their_accents_apart_are_the_same_names():
    [meeting] = meetings(MAY.replace("A. Ash", "Zoe\u0308 Nu\u0301n\u0303ez"))
    assert "Cllr Zoë Núñez" in [one.name for one in meeting.attendance]
