"""Which items a text has: the clerk's numbers and titles, rows of tables, numbers in mid-line, parts of an item."""

import pytest

from ingest.parsing import parse
from ingest.reading import SourceText
from rag.minutes import AgendaItem, Meeting, readable

HEAD = "Hallowdown Parish Council\n\nMinutes of the meeting held on 14 May 2024\n\n"


def parsed(text: str) -> Meeting:
    return parse(SourceText(text=text, format="text"), "minutes.txt")[0]


def items(text: str) -> list[tuple[str, str]]:
    return [(item.number, item.title) for item in parsed(text).items if item.number or item.title]


def numbers(text: str) -> list[str]:
    return [item.number for item in parsed(text).items if item.number]


def item(meeting: Meeting, words: str) -> AgendaItem:
    return next(one for one in meeting.items if any(words in readable(p.text) for p in one.paragraphs))


TABLES = """CITY OF ORME

COUNCIL MEETING

DISPOSITION OF ITEMS

## REPORT OF THE WORKS COMMITTEE dated May 2, 2024

1 | Closing of Mill Lane – C 4/2024 | ADOPTED

2 | Bridge Tender | 30 DAY EXTENSION OF TIME GRANTED

## REPORT OF THE PARKS COMMITTEE dated May 3, 2024

1 | Swings at The Pound | AMENDED AND ADOPTED (See Motion 1)

## COUNCIL MOTIONS

MOTION: 1 | MOVER & SECONDER: Ash/Beech | SUBJECT: That Item 1 of the Report be amended. | DISPOSITION: CARRIED

MOTION: Condolence | MOVER & SECONDER: Ash/Cedar | SUBJECT: That sympathy be sent. | DISPOSITION: CARRIED

## RECORDED VOTES

SUBJECT: Item 2 of the Report of the Works Committee | YEAS: Councillor Ash | NAYS: NIL | DISPOSITION: CARRIED
"""


def test_a_row_of_business_is_an_item_that_names_its_report() -> None:
    found = items(TABLES)
    assert [number for number, _ in found] == ["1", "2", "1", "1", "Condolence", ""]
    assert found[0][1] == "Closing of Mill Lane – C 4/2024 (REPORT OF THE WORKS COMMITTEE dated May 2, 2024)"
    assert found[2][1].startswith("Swings at The Pound (REPORT OF THE PARKS COMMITTEE")
    assert found[3][1] == "That Item 1 of the Report be amended. (COUNCIL MOTIONS)"


def test_a_row_with_its_number_its_subject_and_what_was_said_is_an_item_whatever_it_ended_in() -> None:
    text = (
        "Orme School\n\nGOVERNORS\n\nThe governors met in the hall.\n\n"
        "ITEM: PC 01/26 | SUBJECT: Fence | NOTES: The fence is to be mended at £90. Agreed.\n\n"
        "ITEM: PC 02/26 | SUBJECT: Close | NOTES: The meeting closed at 19:40.\n"
    )
    meeting = parsed(text)
    assert items(text)[-2:] == [("PC 01/26", "Fence"), ("PC 02/26", "Close")]
    [resolution] = meeting.resolutions
    assert (item(meeting, "mended").number, resolution.outcome) == ("PC 01/26", "carried")


def test_titles_with_their_place_on_the_agenda_are_the_items_and_other_numbers_are_points() -> None:
    text = (
        "Orme County Council\n\nMinutes of the meeting of 3 May 2024\n\n"
        "1. Ms Brock proposed that Mr Corden take the chair.\n\n"
        "85. Local Transport Plan\n(Item 2)\n\n1) The plan was long.\n\n2) Rail was treated in half a page of it.\n\n"
        "Care Update\n(Item 3)\n\n1. There were 41 new carers.\n\n2. The next figures come in May.\n"
    )
    assert items(text) == [("85", "Local Transport Plan"), ("3", "Care Update")]


def test_titles_with_their_place_in_brackets_are_the_items_over_wrapped_lines_too() -> None:
    text = HEAD + "".join(
        f"{title} ({place})\nThe Board heard of it and thanked Ms Ash for her work.\n\n150\n\n"
        for title, place in (
            ("Minutes Approved", "A"),
            ("Visitor Comments: Closed Session", "A-1"),
            ("Consent Calendar Approved", "G-1/G-7"),
            ("Public Hearing: Sale of the Mill and of the weir for the year 2023-\n2024", "I-4"),
            ("Policy Review", "I-6"),
        )
    )
    assert items(text)[:5] == [
        ("A", "Minutes Approved"),
        ("A-1", "Visitor Comments: Closed Session"),
        ("G-1/G-7", "Consent Calendar Approved"),
        ("I-4", "Public Hearing: Sale of the Mill and of the weir for the year 2023- 2024"),
        ("I-6", "Policy Review"),
    ]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("**2**. **Planning at the mill.**", ("2", "Planning at the mill")),
        ("2. Updates a. The hall b. The green", ("2", "Updates")),
        ("2. Finance\nTo approve the accounts", ("2", "Finance")),
    ],
)
def test_a_title_is_cut_where_its_parts_begin(line: str, found: tuple[str, str]) -> None:
    assert found in items(
        f"{HEAD}1. Roads\n\nThe road was mended.\n\n{line}\n\nIt was heard.\n\n3. Close\n\nThe end.\n"
    )


def test_the_heading_over_rows_belongs_to_the_first_of_them() -> None:
    first = item(parsed(TABLES), "Closing of Mill Lane")
    assert "REPORT OF THE WORKS COMMITTEE" in first.paragraphs[-2].text


@pytest.mark.parametrize("number", ["6. Highways", "6\\. Highways", "**6. Highways**"])
def test_a_number_in_mid_line_opens_the_item_that_the_sequence_lacks(number: str) -> None:
    text = f"{HEAD}5. Roads\n\nThe verge waits for BCWN {number}\n\nA drain was cleared.\n\n7. Allotments\n\nNone.\n"
    assert numbers(text) == ["5", "6", "7"]
    assert "drain" in parsed(text).items[-2].paragraphs[-1].text


def test_a_figure_in_mid_line_opens_nothing_where_no_number_is_missing() -> None:
    assert numbers(f"{HEAD}5. Roads\n\nWe counted 6. Then it rained.\n\n6. Walls\n\nNone.\n") == ["5", "6"]


def test_the_first_item_may_stand_behind_the_list_of_those_present() -> None:
    text = (
        f"{HEAD}Those attending: Cllr Ash, Cllr Beech, six of the public. 1. Apologies\n\nNone.\n\n2. Roads\n\nNone.\n"
    )
    assert numbers(text) == ["1", "2"]


def test_points_stand_under_their_item() -> None:
    text = f"{HEAD}4. Finance\n\n4.1 The audit was read.\n\n4.2 A cheque was signed.\n\n5. Roads\n\n5.1 None.\n"
    meeting = parsed(text)
    assert [one.number for one in meeting.items if one.number] == ["4", "5"]
    assert [p.number for p in item(meeting, "audit").paragraphs] == ["4", "4.1", "4.2"]


def test_points_without_a_heading_share_the_number_of_their_item() -> None:
    assert numbers(f"{HEAD}16.1 The audit was read.\n\n16.2 A cheque was signed.\n\n17.1 None were made.\n") == [
        "16",
        "17",
    ]


def test_an_item_taken_early_does_not_swallow_those_it_passed() -> None:
    titles = ["9. Roads", "13. The bridge", "10. Walls", "11. Hedges", "12. Gates"]
    assert numbers(HEAD + "".join(f"{title}\n\nIt was spoken of at length.\n\n" for title in titles)) == [
        "9",
        "13",
        "10",
        "11",
        "12",
    ]


@pytest.mark.parametrize(
    "line", ["10.00 A.M.", "7.30 pm", "57 Edgeley Road, OR1 7HZ", "82 St George Square", "1 Dr. Ann B. Vale Place"]
)
def test_a_time_or_an_address_is_no_item(line: str) -> None:
    text = f"Orme Community Council\n\n14 May 2024\n\n{line}\n\n1. Welcome\n\n2. Roads\n\n3. Close\n"
    assert numbers(text) == ["1", "2", "3"]


@pytest.mark.parametrize("label", ["REPLY:", "NOTICES OF MOTION", "QUESTIONS", "Table 1 Collisions", "BACKGROUND"])
def test_a_heading_of_a_part_is_no_item(label: str) -> None:
    text = f"{HEAD}7. Question of Cllr Ash\n\nWhen?\n\n{label}\n\nIn the spring, it is hoped.\n\n8. Walls\n\nNone.\n"
    assert [number for number, _ in items(text)] == ["7", "8"]


def test_what_was_raised_besides_stands_under_no_item() -> None:
    besides = "The following items were also raised.\n\nA bin was found to be broken."
    meeting = parsed(f"{HEAD}7. Walls\n\nNone.\n\n{besides}\n")
    assert item(meeting, "bin was").number == ""


def test_the_titles_of_the_meeting_are_no_items() -> None:
    text = (
        "ORME COUNCIL HELD IN THE CHAMBER\n\nON MONDAY, 29TH MAY, 2023\n\nThe Mayor spoke of the old mill at length.\n"
    )
    assert items(text) == []


def test_a_title_ends_where_the_text_begins() -> None:
    text = f"{HEAD}1. Declarations of interest. No declarations were made.\n\n2. The wall had fallen. It was old.\n"
    assert items(text) == [("1", "Declarations of interest"), ("2", "")]


WORDS_ONLY = """Those Attending: Cllr A Ash, Cllr B Beech

Apologies: Apologies were received from Cllr C Cedar

Police Matters:

The constable spoke of motor bikes on the common at some length.

Minutes of the last Meeting: Cllr Ash proposed acceptance, seconded by Cllr Beech.

Village Emergency Plan

No replies have come in since the notice was put up in the window of the shop.

Winter Gritting/Grit Bins:

Cllr Ash proposed that one bin be bought. Seconded by Cllr Beech.

Secretary: Mr D Dale
"""


def test_business_that_is_headed_by_words_alone_is_items() -> None:
    titles = ["Police Matters", "Minutes of the last Meeting", "Village Emergency Plan", "Winter Gritting/Grit Bins"]
    assert items(HEAD + WORDS_ONLY) == [("", title) for title in titles]


def test_words_with_a_colon_head_nothing_where_items_are_numbered() -> None:
    text = f"{HEAD}1. Roads\n\nVerges: these wait.\n\n2. Walls\n\nNone.\n\n3. Gates\n\nNone.\n\n4. Close\n\nEnd.\n"
    assert [number for number, _ in items(text)] == ["1", "2", "3", "4"]


def test_numbers_led_by_the_word_item_are_numbers() -> None:
    first = "Item 15/06/2 Public Forum\n\nThey spoke. Item 15/06/3 Walls: None were seen to fall."
    assert items(f"{HEAD}{first}\n\nItem 15/06/4 Gates\n\nNone.\n") == [
        ("15/06/2", "Public Forum"),
        ("15/06/3", "Walls"),
        ("15/06/4", "Gates"),
    ]


def test_a_decisions_number_names_its_item() -> None:
    meeting = parsed(f"{HEAD}Finance\n\nResolved 14/06/9.03\n\nThe register was adopted by the Council.\n")
    assert item(meeting, "The register").number == "14/06/9"


def test_numbers_that_stand_in_a_column_of_their_own_are_no_items() -> None:
    assert numbers(f"{HEAD}14/06/2\n\n14/06/3\n\n14/06/4\n\nThe county's report was read out at length.\n") == [
        "14/06/4"
    ]


@pytest.mark.parametrize("label", ["The Board agreed:", "Resolved:", "It was agreed that"])
def test_the_numbers_under_a_decision_are_its_points_though_they_go_on_from_the_items(label: str) -> None:
    points = f"{label}\n\n1. The road is closed to all.\n\n2. The lane is mended now.\n"
    assert numbers(f"{HEAD}1. Roads\n\nThe road was told of.\n\n## Outcomes\n\n{points}") == ["1"]


def test_a_line_over_numbered_points_heads_them_where_items_have_their_place_on_the_agenda() -> None:
    placed = "\n\n".join(
        f"{85 + i}. {title}\n(Item {i})\n\n1) It was told of." for i, title in ((1, "Roads"), (2, "Lanes"))
    )
    points = "1. Mr Ash was put forward by Mr Elm.\n\n2. RESOLVED that Mr Ash take the chair."
    assert items(f"{HEAD}Election of Chair\n\n{points}\n\n{placed}\n") == [
        ("", "Election of Chair"),
        ("86", "Roads"),
        ("87", "Lanes"),
    ]


def test_an_initial_ends_no_title() -> None:
    text = (
        HEAD + "7. Motion submitted by Councillor J. Egan. The lane is to be closed to lorries and the road to all.\n"
    )
    assert items(text) == [("7", "Motion submitted by Councillor J. Egan")]


@pytest.mark.parametrize("end", ["\n", "\r"])
def test_a_title_glued_to_its_text_is_the_items(end: str) -> None:
    said = "Members had walked down to the ford and found two of its stones gone.\nRESOLVED: That two stones be laid."
    text = (HEAD + f"4. Ford at Weir Bank\n{said}\n\n5. Apologies\nMrs Tysoe had sent apologies.\n").replace("\n", end)
    found = parsed(text)
    assert [one.title for one in found.items if one.number] == ["Ford at Weir Bank", "Apologies"]
    assert [one.outcome for one in found.resolutions] == ["carried"]


def test_numbers_that_begin_with_year_and_month_are_the_clerks():
    business = "\n\n".join(f"24.05.{n} {title}\nIt was heard." for n, title in enumerate(("Well", "Gate", "Hedge"), 1))
    assert items(HEAD + business) == [("24.05.1", "Well"), ("24.05.2", "Gate"), ("24.05.3", "Hedge")]


def test_numbers_of_four_digits_that_go_up_by_one_are_the_clerks():
    business = "2907. Well: It was dug.\n\n2908Gate: It was mended.\n\n2909. Hedge: It was cut.\n\n1987 was dry."
    assert items(HEAD + business) == [("2907", "Well"), ("2908", "Gate"), ("2909", "Hedge")]


def test_years_are_no_items():
    assert numbers(HEAD + "1. Well\n\n2019 Was dry.\n\n2020 Was wet.\n\n2. Gate\n\nIt was mended.") == ["1", "2"]


def test_names_in_a_numbered_list_are_no_items_where_titles_are_in_capitals():
    spoke = "The following spoke:\n\n1. Ann Vale\n\n2. Bo Oake\n\n3. Cy Ash\n\n4. Dee Elm"
    assert numbers(f"{HEAD}1. CALL TO ORDER\n\n2. COMMENTS\n\n{spoke}\n\n3. ADJOURNMENT\n\nIt closed.") == [
        "1",
        "2",
        "3",
    ]


@pytest.mark.parametrize("line", ["05.14.24 Board Meeting Minutes 1", "> 7 Mill Park", "10/21/22 Orme Mortuary | EXP"])
def test_days_and_what_others_wrote_are_no_items(line: str):
    assert numbers(f"{HEAD}1. Well\n\nIt was dug.\n\n{line}\n\n2. Gate\n\nIt was mended.") == ["1", "2"]


def test_roman_numerals_are_the_numbers_of_headings():
    met = "The board met in private about the lease of the mill."
    assert items(f"{HEAD}XIII. CLOSED SESSION\n\n{met}") == [("XIII", "CLOSED SESSION")]


def test_a_title_is_without_the_nothing_behind_it():
    assert items(HEAD + "1. Apologies for absence: None.\n\n2. Gate\n\nIt was mended.")[0] == (
        "1",
        "Apologies for absence",
    )


@pytest.mark.parametrize("below", ["None", "The public did not take part", "Ann Vale, ODC"])
def test_a_title_stands_above_a_line_that_is_no_sentence(below: str):
    assert items(HEAD + f"1. Apologies\n{below}\n\n2. Gate\n\nIt was mended.")[0] == ("1", "Apologies")


def test_the_signature_below_is_no_business():
    assert items(HEAD + "1. Well\n\nIt was dug.\n\nCHAIRMAN") == [("1", "Well")]
