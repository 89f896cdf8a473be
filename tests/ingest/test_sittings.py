"""A file with the minutes of two meetings: no record of the second is taken for the first's."""

from datetime import date

from ingest.parsing import parse
from ingest.reading import read

HEAD = "Orme Parish Council\nMinutes of the meeting held on {day} in the Hall\n\nPresent: Cllrs {who}\n\n"
MAY = HEAD.format(day="Tuesday 14 May 2024", who="A. Ash, B. Birch") + "1. Hedge\n\nRESOLVED: to lay the hedge.\n\n"
JUNE = HEAD.format(day="Tuesday 11 June 2024", who="C. Cole, D. Dorn") + "1. Ditch\n\nRESOLVED: to clear the ditch.\n\n"


def test_what_stands_below_a_second_heading_has_its_date_and_no_records():
    meeting = parse(read("a.txt", (MAY + JUNE).encode()), "a.txt")
    assert meeting.held_on == date(2024, 5, 14)
    dates = {p.text: item.held_on for item in meeting.items for p in item.paragraphs}
    assert dates["RESOLVED: to lay the hedge."] is None
    assert dates["RESOLVED: to clear the ditch."] == date(2024, 6, 11)
    assert "11 June" in next(text for text, day in dates.items() if day)
    assert not any("Cole" in person.name for person in meeting.attendance)
    assert len(meeting.resolutions) == 1
    assert any("2024-06-11" in remark for remark in meeting.remarks)


def test_minutes_in_a_pack_end_where_the_next_appendix_begins():
    agenda = "Orme Parish Council\n\nYou are summoned to the meeting on Tuesday 11 June 2024.\n\nAGENDA\n\n"
    text = agenda + "2. To consider the hall.\n\n" * 12 + f"APPENDIX A\n\n{MAY}APPENDIX B\n\nReport on the hall.\n"
    items = parse(read("pack.txt", text.encode()), "pack.txt").items
    dates = {p.text: item.held_on for item in items for p in item.paragraphs}
    assert dates["RESOLVED: to lay the hedge."] == date(2024, 5, 14)
    assert dates["Report on the hall."] is None


def test_approving_earlier_minutes_begins_no_meeting():
    text = MAY + "Minutes of the meeting held 9 April 2024: approved.\n\nAttendance at the fair was good.\n"
    assert all(item.held_on is None for item in parse(read("a.txt", text.encode()), "a.txt").items)


def test_letters_with_their_accents_apart_are_the_same_names():
    text = MAY.replace("A. Ash", "Zoe\u0308 Nu\u0301n\u0303ez")
    assert "Cllr Zoë Núñez" in [one.name for one in parse(read("a.txt", text.encode()), "a.txt").attendance]
