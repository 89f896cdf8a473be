"""Parsing, whatever the form: every word stands in a paragraph, in order, under an id that stays."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.parsing import parse
from ingest.reading import SourceText, read
from rag.minutes import Kind, Meeting, Paragraph, readable

NUMBERED = """HALLOWDOWN PARISH COUNCIL

Minutes of the meeting of Hallowdown Parish Council held on Tuesday 14 May 2024 at 7.30 pm in the Reading Room.

1. Apologies for absence

Apologies were received from Cllr D Frome and Cllr E Nash.

2. Footbridge at Mill Lane

2.1 The Clerk reported that the county surveyor had inspected the footbridge on 2 April and found two planks rotten.

2.2 RESOLVED: that the council pay £1,250 to Orrell Joinery for planks. Proposed by Cllr Quill, seconded by Cllr Lister.

3. Allotments

The rent stays at £38 a year, and plot nine is let to the school until the end of next March.
"""
ROMAN = """WEXLEY BRIDGE COMMUNITY SAFETY PARTNERSHIP

Notes of the meeting held on 18th September 2023

1. MINUTES OF THE LAST MEETING

The minutes of 12 June 2023 were agreed as a correct record.

2. YOUTH SHELTER

The partnership considered the youth shelter at Toller Park.

i. The shelter had been damaged twice since July.
ii. Repairs would cost £640.
iii. The police would patrol on Friday nights.

AGREED that:
- the shelter be repaired by the end of October
- the cost be shared by the two councils
"""
RUN_ON = (
    "EASTERLY MARSH PARISH COUNCIL MINUTES OF THE MEETING HELD ON MONDAY 6TH MARCH 2023 "
    "PRESENT:- Cllr A Pike (Chair), Cllr J Rudd. "
    "1. Apologies for absence. Apologies were received from Cllr M Bream. 2. Declarations. None were made. "
    "3. Minutes. The minutes of 6th February 2023 were approved and signed. "
    "4. Highways. 4.1 The Clerk had reported the eleven potholes on Fen Road. "
    "4.2 The gully outside the chapel was still blocked, it was said. "
    + "Members spoke at length about drainage and the age of the pipes under the road. "
    * 18
    + "4.3 The council will write to the county engineer about all of it. 5. Playing field. "
    "5.1 The new swing cost £2,460 and the council thanked the donors. 6. Close. The meeting closed at 9.05 pm."
)
MARKDOWN = """---
title: "Minutes April"
date: 2024-05-02
url: https://example.org/minutes-april
---

# Tarn Hows Village Council

**Minutes of the Ordinary Meeting held on 9th April 2024**

**Present:** Cllr K Eller, Cllr P Moss

**1. Cemetery wall**

The <b>surveyor</b> found that the wall leans by 40 mm and that the

---

**2**

footing had been washed out by the beck.

**2. Next meeting**

The council meets again on the second Tuesday of May.
"""
FORMLESS = """the swans came back to the pond this week and nobody knew why

somebody said the sluice had been opened in the night without a word to the wardens

we shall see next time
"""
FORMS = {
    "numbered.txt": NUMBERED,
    "roman.txt": ROMAN,
    "run-on.txt": RUN_ON,
    "front-matter.md": MARKDOWN,
    "formless.txt": FORMLESS,
}


def parsed(text: str, name: str = "minutes.txt") -> Meeting:
    source = read(name, text.encode())
    meeting = parse(source, name)[0]
    assert_nothing_lost(source.text, meeting)
    return meeting


def assert_nothing_lost(text: str, meeting: Meeting) -> None:
    """Paragraphs are spans of the text, in order and apart, and between them stands no word."""
    end = 0
    for paragraph in meeting.paragraphs:
        assert end <= paragraph.start < paragraph.end, "paragraphs in order, none upon another"
        assert paragraph.text == text[paragraph.start : paragraph.end]
        assert not re.search(r"\w", readable(text[end : paragraph.start])), f"lost before {paragraph.text!r}"
        end = paragraph.end
    assert not re.search(r"\w", readable(text[end:])), "lost at the end"
    ids = [paragraph.id for paragraph in meeting.paragraphs]
    assert len(set(ids)) == len(ids)
    known = set(ids)
    assert {resolution.paragraph_id for resolution in meeting.resolutions} <= known
    assert {action.paragraph_id for action in meeting.actions} <= known
    assert {person.paragraph_id for person in meeting.attendance} <= known


def holding(meeting: Meeting, words: str) -> Paragraph:
    return next(paragraph for paragraph in meeting.paragraphs if words in readable(paragraph.text))


LINES = st.one_of(
    st.sampled_from(
        [
            "1. Apologies",
            "1. Apologies for absence.",
            "2.",
            "2.1 The Clerk spoke.",
            "3/24 FINANCE",
            "iv. A point",
            "(b) That it be so",
            "- a dash",
            "* a star",
            "RESOLVED",
            "AGREED that:",
            "RESOLVED: That £5 be paid.",
            "Present:",
            "Present: Cllr A Reed, Cllr B Dale",
            "Apologies",
            "In attendance:",
            "Cllr A Reed | Mr B Dale",
            "Present | Apologies",
            "Action: Clerk to write",
            "**Bold**",
            "**7. Bold item**",
            "## A heading",
            "---",
            "**3**",
            "4",
            "<small>note</small>",
            "<p>one</p>",
            "a<br>b",
            "<td>cell</td><td>cell</td>",
            "</tr>",
            "&amp; so",
            "For: 3 Against: 2",
            "held on 4 May 2024",
            "DRAFT",
            "•point",
            "Page 3 of 9",
        ]
    ),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60),
    st.lists(st.sampled_from("the wall was mended by Mr Dent. 12 1. £450 and RESOLVED That".split()), max_size=120).map(
        " ".join
    ),
)
TEXTS = st.lists(st.tuples(LINES, st.sampled_from(["\n", "\n\n", " ", "\r\n", "\n\n\n", "\n---\n"])), max_size=30).map(
    lambda lines: "".join(line + end for line, end in lines)
)


@given(text=TEXTS)
@settings(max_examples=150, deadline=None)
def test_no_word_of_any_text_is_lost(text: str) -> None:
    assert_nothing_lost(text, parse(SourceText(text=text, format="text"), "any.txt")[0])


@given(text=TEXTS)
@settings(max_examples=50, deadline=None)
def test_no_paragraph_is_too_long_to_be_a_proof(text: str) -> None:
    meeting = parse(SourceText(text=text, format="text"), "any.txt")[0]
    bodies = [paragraph for paragraph in meeting.paragraphs if paragraph.kind is not Kind.HEADING]
    assert all(len(paragraph.text) <= 2000 for paragraph in bodies)


@pytest.mark.parametrize("name", FORMS)
def test_no_word_of_a_known_form_is_lost(name: str) -> None:
    assert parsed(FORMS[name], name).paragraphs


@pytest.mark.parametrize("name", FORMS)
def test_parsing_again_gives_the_same_meeting(name: str) -> None:
    assert parsed(FORMS[name], name) == parsed(FORMS[name], name)


def test_ids_stay_when_something_is_added_before() -> None:
    before = holding(parsed(NUMBERED), "rent stays")
    longer = NUMBERED.replace("1. Apologies", "Members stood in silence for the late clerk, Mr Orme.\n\n1. Apologies")
    after = holding(parsed(longer), "rent stays")
    assert before.id == after.id
    assert before.start < after.start


def test_an_id_changes_with_an_amount() -> None:
    assert holding(parsed(NUMBERED), "rent").id != holding(parsed(NUMBERED.replace("£38", "£39")), "rent").id


def test_equal_words_have_unlike_ids_in_two_documents_and_within_one() -> None:
    twice = NUMBERED + "\n4. Close\n\n" + NUMBERED.split("\n\n")[-1]
    here, there = parsed(twice, "here.txt"), parsed(twice, "there.txt")
    assert not {p.id for p in here.paragraphs} & {p.id for p in there.paragraphs}
    assert len({p.id for p in here.paragraphs if "rent stays" in p.text}) == 2


def test_items_have_the_clerks_numbers_and_titles() -> None:
    meeting = parsed(NUMBERED)
    items = {item.number: item.title for item in meeting.items if "." not in item.number}
    assert items == {
        "": "",
        "1": "Apologies for absence",
        "2": "Footbridge at Mill Lane",
        "3": "Allotments",
    }
    assert [paragraph.number for paragraph in meeting.paragraphs if paragraph.number.startswith("2.")] == ["2.1", "2.2"]


def test_roman_points_belong_to_their_item() -> None:
    item = next(item for item in parsed(ROMAN).items if item.title == "YOUTH SHELTER")
    assert item.number == "2"
    assert [paragraph.number for paragraph in item.paragraphs if paragraph.number] == ["2", "i", "ii", "iii"]
    assert next(p.text for p in item.paragraphs if p.number == "ii") == "ii. Repairs would cost £640."


def test_numbers_with_the_year_are_items() -> None:
    head = "Stanwick Town Council\n\nMinutes of the meeting held on 3 February 2025\n\n"
    text = f"{head}12/25 Budget\n\nSpending stood at £41,200.\n\n13/25 Bus shelter\n\nDeferred to March.\n"
    items = {item.number: item.title for item in parsed(text).items}
    assert items["12/25"] == "Budget"
    assert items["13/25"] == "Bus shelter"


def test_a_run_on_line_is_parted_at_its_numbers() -> None:
    meeting = parsed(RUN_ON)
    assert {"1", "2", "3", "4", "4.1", "4.2", "4.3", "5", "5.1", "6"} <= {p.number for p in meeting.paragraphs}
    swing = holding(meeting, "new swing")
    assert swing.number == "5.1"
    assert swing.text.startswith("5.1 The new swing")


@pytest.mark.parametrize("end", ["\r", "\r\n", "\x0b", "\x0c", "\u2029", " "])
def test_items_are_parted_whatever_ends_the_lines(end: str) -> None:
    lines = ["Orme Parish Council", "1. Pond", "It is dry.", "2. Wall", "It fell.", "3. Gate", "It creaks."]
    assert [item.number for item in parsed(end.join(lines)).items] == ["", "1", "2", "3"]


def test_a_paragraph_of_many_sentences_is_parted_between_sentences() -> None:
    long = "Stanwick Town Council\n\n1. Roads\n\n" + "The road by the mill was mended again and cost £300 more. " * 60
    parts = [p for p in parsed(long).paragraphs if "mill" in p.text]
    assert len(parts) > 1
    assert all(p.text.rstrip().endswith("more.") for p in parts)


def test_a_paragraph_goes_on_over_a_page_break() -> None:
    words = readable(holding(parsed(MARKDOWN, "a.md"), "leans by 40 mm").text)
    assert words.endswith("and that the footing had been washed out by the beck.")


@pytest.mark.parametrize("name", ["front-matter.md"])
def test_front_matter_is_no_paragraph_that_answers(name: str) -> None:
    assert holding(parsed(FORMS[name], name), "example.org").kind is Kind.HEADING


def test_tags_are_no_words_to_read() -> None:
    table = "<table><tr><td>Clerk</td><td>Mr Orme</td></tr></table>"
    text = f"# Tarn Council\n\n<p>The wall leans.<br>It is old.</p>\n\n{table}\n"
    words = " ".join(readable(p.text) for p in parsed(text, "a.md").paragraphs)
    assert not re.search(r"[<>]", words)
    assert "It is old." in words


@pytest.mark.parametrize("tag", ["<br>", "<br/>", "</p>", "</td>", "</th>", "</tr>", "</li>", "</div>"])
def test_a_tag_that_parts_blocks_parts_words(tag: str) -> None:
    assert readable(f"mill{tag}pond <b>w</b>all") == "mill pond wall"


def test_a_text_without_a_form_is_kept_with_a_remark() -> None:
    meeting = parsed(FORMLESS)
    assert meeting.body == "Unnamed body"
    assert meeting.held_on is None
    assert any("body" in remark for remark in meeting.remarks)
    assert any("date" in remark for remark in meeting.remarks)
    assert any("numbered items" in remark for remark in meeting.remarks)


def test_a_text_of_known_form_has_no_remark() -> None:
    assert parsed(NUMBERED).remarks == ()


def test_a_pdfs_paragraphs_know_their_page() -> None:
    source = SourceText(
        text="Orrin Council\n\n1. Wall\n\nIt fell.\n\n2. Gate\n\nIt stands.", format="pdf", pages=(0, 34)
    )
    pages = {readable(p.text): p.page for p in parse(source, "a.pdf")[0].paragraphs}
    assert pages["It fell."] == 1
    assert pages["It stands."] == 2
