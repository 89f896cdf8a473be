"""Where minutes point at other minutes, what is exempt, and what business a paragraph is."""

from datetime import date

import pytest

from ingest.parsing import parse
from ingest.reading import SourceText
from rag.minutes import Kind, Meeting, Reference, readable

HEAD = "Hallowdown Parish Council\n\nMinutes of the meeting held on 14 May 2024\n\n"


def parsed(*items: str) -> Meeting:
    text = HEAD + "\n\n".join(items) + "\n"
    return parse(SourceText(text=text, format="text"), "a.txt")[0]


def pointing(words: str) -> list[Reference]:
    return list(parsed("1. Matters", words, "2. Close", "The end.").references)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("The gates come as per minute 127/18.", "127/18"),
        ("Minute No. 64/17c tells of the wall.", "64/17c"),
        ("This was told of earlier (see item 4.1).", "4.1"),
        ("It was amended and adopted (See Motion 11).", "11"),
        ("A vote on Item 4 of the Report of the Works Committee dated May 2, 2024 was called.", "4"),
    ],
)
def test_a_number_pointed_at_is_a_reference(words: str, number: str) -> None:
    [one] = pointing(words)
    assert one.number == number
    assert one.words in readable(words)
    assert one.meeting is None
    assert not one.corrects


def test_a_meeting_is_pointed_at_by_its_day() -> None:
    [one] = pointing("The minutes of the meeting held on 9 April 2024 were signed by the chairman.")
    assert (one.number, one.meeting) == ("", date(2024, 4, 9))


def test_this_meeting_is_no_other_place() -> None:
    assert pointing("At the meeting held on 14 May 2024 the bell was rung.") == []


@pytest.mark.parametrize(
    ("words", "number", "meeting"),
    [
        ("Minute 64/17c should read ‘twelve trees’.", "64/17c", None),
        ("Minute 8 of the meeting held on 9 April 2024 is to be amended to say so.", "8", date(2024, 4, 9)),
        ("Noted that in 10.3 ‘mini talk’ should read ‘Working Party’.", "10.3", None),
    ],
)
def test_a_correction_points_at_what_it_corrects(words: str, number: str, meeting: date | None) -> None:
    [one] = pointing(words)
    assert (one.number, one.meeting, one.corrects) == (number, meeting, True)


def test_an_amendment_of_a_motion_corrects_nothing() -> None:
    assert not any(one.corrects for one in pointing("Motion 2 was an amendment to Item 5 of the agenda."))


@pytest.mark.parametrize(
    "words", ["It took 5 minutes.", "Item by item it was read.", "The next meeting on 4 June 2024."]
)
def test_other_numbers_point_nowhere(words: str) -> None:
    assert pointing(words) == []


def exempt(*items: str) -> list[str]:
    return [item.number for item in parsed(*items).items if item.exempt]


EXCLUDED = "RESOLVED: That the press and public be excluded for the next item."


def test_items_after_the_public_was_excluded_are_exempt() -> None:
    items = ["1. Roads", "Mended.", "2. Exclusion of press and public", EXCLUDED, "3. Salaries", "The pay was set."]
    assert exempt(*items) == ["3"]


def test_exemption_ends_where_the_public_comes_back() -> None:
    items = [
        "2. Exclusion of the public",
        EXCLUDED,
        "3. Salaries",
        "Set. The public were readmitted.",
        "4. Close",
        "End.",
    ]
    assert exempt(*items) == ["3"]


def test_an_item_that_goes_on_without_the_public_is_exempt() -> None:
    assert exempt("1. Roads", "Mended.", "2. Staff", EXCLUDED, "The pay was set.", "It is £9 an hour.") == ["2"]


@pytest.mark.parametrize("title", ["2. PART 2", "2. Confidential items", "2. Exempt business"])
def test_a_part_for_members_only_is_exempt(title: str) -> None:
    assert exempt("1. Roads", "Mended.", title, "The pay was set at length.") == ["2"]


@pytest.mark.parametrize(
    "words",
    [
        "It was not necessary to exclude press and public.",
        "To resolve that the press and public be excluded.",
        "Parts of meetings from which the press and public are excluded may not be filmed.",
        "The public asked why cars be excluded from the lane.",
    ],
)
def test_nothing_is_exempt_where_nobody_was_excluded(words: str) -> None:
    assert exempt("1. Roads", words, "2. Walls", "Mended.") == []


@pytest.mark.parametrize(
    ("title", "words", "kind"),
    [
        ("Declarations of interest", "None were made.", Kind.DECLARATION),
        ("Car scheme", "Cllr Ash declared an interest in the item.", Kind.DECLARATION),
        ("Public participation", "A resident spoke of the ivy on the wall.", Kind.PUBLIC_QUESTION),
        ("Correspondence", "A letter from the Records Office was read.", Kind.CORRESPONDENCE),
        ("Accounts for payment", "The balance stood at £10,357.84 at the month's end.", Kind.FINANCE),
        ("Date of next meeting", "Wednesday 4 June at half past seven.", Kind.NEXT_MEETING),
        ("Notice of Motion", "I will move at the next Meeting that the bridge be lit.", Kind.MOTION),
        ("Accounts for payment", "It was agreed to pay all of them.", Kind.RESOLUTION),
        ("Roads", "The road by the mill was looked at.", Kind.DISCUSSION),
    ],
)
def test_a_paragraphs_kind_is_told_from_its_item_where_nothing_is_decided(title: str, words: str, kind: Kind) -> None:
    meeting = parsed(f"1. {title}", words, "2. Close", "The end.")
    assert next(p.kind for p in meeting.paragraphs if words in p.text) is kind


def test_an_action_tells_by_when() -> None:
    [one] = parsed("1. Roads", "The Clerk agreed to write to the county by the end of June.").actions
    assert (one.owner, one.due) == ("Clerk", "by the end of June")
