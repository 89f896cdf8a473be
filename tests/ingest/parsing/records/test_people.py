"""Who was there: people, their roles and organisations, as the many forms of lists tell them."""

import pytest

from ingest.parsing import parse
from ingest.parsing.records.naming import people_in
from ingest.parsing.records.persons import certainly_two, same_person
from ingest.reading import read
from rag.minutes import Attendance, Presence

HEAD = "HALLOWDOWN PARISH COUNCIL\n\nMinutes of the meeting held on 14 May 2024 in the Reading Room.\n\n"
BUSINESS = "\n\n3. Roads\n\nThe road by the mill was mended. Cllr Quill thanked Mr Ash.\n"
THERE, BESIDE, AWAY = Presence.PRESENT, Presence.IN_ATTENDANCE, Presence.APOLOGIES


def attended(lists: str, head: str = HEAD) -> list[Attendance]:
    return list(parse(read("minutes.txt", (head + lists + BUSINESS).encode()), "minutes.txt")[0].attendance)


def presences(lists: str) -> dict[str, Presence]:
    return {person.name: person.presence for person in attended(lists)}


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("Cllr A Thorne (Chair), Cllr B Quill", "Cllr A Thorne = Chair; Cllr B Quill"),
        ("A. Thorne - Chairman, Mrs. Quill and a member of the public", "A. Thorne = Chairman; Mrs. Quill"),
        ("Councillors Ash, Beech (J) and Ward", "Councillor Ash; Councillor Beech (J); Councillor Ward"),
        ("Pam Oake (PO), Tom Lister (TL) and Ann Frome (AF)", "Pam Oake; Tom Lister; Ann Frome"),
        ("Head of Roads (Mr. P. Vale), Clerk, Town (Ms Oake)", "Mr. P. Vale = Head of Roads; Ms Oake = Clerk, Town"),
        (
            "Cllr J. Quill\nHead, Roads and Lanes (Mr. P. Vale)\nClerk, Town District (Ms Oake)",
            "Cllr J. Quill; Mr. P. Vale = Head, Roads and Lanes; Ms Oake = Clerk, Town District",
        ),
        ("Chairman A Thorne Tree Warden Mr C Ash", "A Thorne = Chairman; Mr C Ash = Tree Warden"),
        (
            "Cllr Ann Thorne Cllr Bea Quill Ruth Oake Parish Clerk",
            "Cllr Ann Thorne; Cllr Bea Quill; Ruth Oake = Parish Clerk",
        ),
        ("Councillors A Ash B J Beech C Elm", "Councillor A Ash; Councillor B J Beech; Councillor C Elm"),
        (
            "Mrs Quill with Allotment Holders Mr Ash and Mr Elm",
            "Mrs Quill; Mr Ash; Mr Elm",
        ),
        ("PC 01/26", ""),
        ("The Speaker, Councillor Thorne", "Councillor Thorne = The Speaker"),
        ("His Worship Mayor Thorne", "Mayor Thorne"),
        ("Cllr B Quill, the Clerk & County Cllr Vale", "Cllr B Quill; Cllr Vale = County Cllr"),
        ("Borough Cllr C Vale", "Cllr C Vale = Borough Cllr"),
        ("Ruth Oake, Parish Clerk", "Ruth Oake = Parish Clerk"),
        ("Mrs T Legge, Wexley Building Trust", "Mrs T Legge @ Wexley Building Trust"),
        (
            "Phil Vale Wexley Police\nSarah Ash Orme University",
            "Phil Vale @ Wexley Police; Sarah Ash @ Orme University",
        ),
        ("Cllr Ray Ash Marlshire County Council", "Cllr Ray Ash @ Marlshire County Council"),
        (
            "Ann Ash, Orme Labs\nBo Oake, Open Data Institute\nPat Vale",
            "Ann Ash @ Orme Labs; Bo Oake @ Open Data Institute; Pat Vale",
        ),
        ("Andy Vale from Orme Police", "Andy Vale @ Orme Police"),
        ("residents Ann Ash and Bo Oake", "Ann Ash = resident; Bo Oake = resident"),
        ("Mr & Mrs D Summer", "Mr D Summer; Mrs D Summer"),
        ("Mr P Hall, Mrs J Parish", "Mr P Hall; Mrs J Parish"),
        ("none", ""),
        ("Marlshire Police and 14 members of the public", ""),
        ("Ann Thorne — Chair\n- Bo Quill — Clerk\n- Pat Ash", "Ann Thorne = Chair; Bo Quill = Clerk; Pat Ash"),
        (
            "General Counsel Ann Vale; Associate Superintendent Bo Ash",
            "Ann Vale = General Counsel; Bo Ash = Associate Superintendent",
        ),
        ("Executive Directors Ann Vale and Bo Ash", "Ann Vale = Executive Director; Bo Ash = Executive Director"),
        ("Trustee Ann Orme Vale", "Ann Orme Vale = Trustee"),
        ("Trustees Vale, Ash", ""),
        ("Trustee Vale, Trustee Ash", "Trustee Vale; Trustee Ash"),
        ("Ann Vale, Ed.D., president", "Ann Vale = president"),
        ("Bo Ash, Treasurer Vale, Clerk Oake", "Bo Ash; Treasurer Vale; Clerk Oake"),
        ("Ann Vale MWD Employee", "Ann Vale = MWD Employee"),
        ("Ann Vale Customer", "Ann Vale = Customer"),
        ("Ann Vale Marlshire Fire and Rescue Service", "Ann Vale"),
        ("Ann Ash, Orme Marl Digital Printing", "Ann Ash"),
        ("Dora Vale, Ann Ash & Bo Ash", "Dora Vale; Ann Ash; Bo Ash"),
        ("residents Ann Vale and Bo Ash from Orme Housing", "Ann Vale = resident; Bo Ash"),
        ("Cllr Jo Vale (from item 4) Bo Ash (Clerk)", "Cllr Jo Vale; Bo Ash = Clerk"),
        (
            "Cllr Vale, Orme Borough Council Mr Ash, Tree Warden",
            "Cllr Vale @ Orme Borough Council; Mr Ash = Tree Warden",
        ),
        ("N Vale (Chair) K Ash (KA) B Elm (BE) C Oak (Clerk)", "N Vale = Chair; K Ash; B Elm; C Oak = Clerk"),
        ("Pat Oak, Ann Vale County Councillor, Bo Ash", "Pat Oak; Ann Vale = County Councillor; Bo Ash"),
        ("Mr & Mrs Ned Vale", "Mr Ned Vale; Mrs Ned Vale"),
        (
            "Ann Ash: Orme Rd; Bo Elm: Holt Green; Cy Fir: Library",
            "Ann Ash @ Orme Rd; Bo Elm @ Holt Green; Cy Fir @ Library",
        ),
        ("Councillors A Ash (Chair) B Elm, C Fir", "Councillor A Ash = Chair; Councillor B Elm; Councillor C Fir"),
        ("Cllr D Fir, Clerk J Ash, Bo Elm Orme District Council", "Cllr D Fir; J Ash = Clerk"),
        ("Bo Ash, ORFD/Orme Fire District, Cy Fir", "Bo Ash; Cy Fir"),
        (
            "Ann Ash, Bo Elm, Directors; Cy Fir, Dee Gale, Managers; Eve Hay",
            "Ann Ash; Bo Elm; Cy Fir; Dee Gale; Eve Hay",
        ),
        ("Mr A Ash CC\tOrme Fire Authority", "Mr A Ash @ Orme Fire Authority"),
        ("Chief Insp. Ann Ash, Orme Police", "Chief Insp. Ann Ash @ Orme Police"),
        ("B. Superintendent's Report", ""),
        ("Chairman, Mr. Vale, & Messrs, Ward, Ash and Mrs. Elm", "Mr. Vale = Chairman; Mr Ward; Mr Ash; Mrs. Elm"),
        ("Cllrs Ash, Elm, County Cllr Fir and the Clerk.", "Cllr Ash; Cllr Elm; Cllr Fir = County Cllr"),
        ("Clerk Oake, Chief Vale, Ann Ash", "Clerk Oake; Chief Vale; Ann Ash"),
        ("Darren Hall\nToby Ward\nMr R Ash", "Darren Hall; Toby Ward; Mr R Ash"),
        ("Pat Vale (PV MP), B Oake (Clerk- BO)", "Pat Vale; B Oake = Clerk"),
        (
            "Cllr. L. Vale –– Strategy Group Chair - Orme Borough Council",
            "Cllr. L. Vale = Strategy Group Chair @ Orme Borough Council",
        ),
        ("Head, Environment & Climate Change (Mr. K. Vale)", "Mr. K. Vale = Head, Environment & Climate Change"),
        ("Councillors A Ash and B Elm\nCy Fir", "Councillor A Ash; Councillor B Elm; Cy Fir"),
        ("Approved (B), Mill Drive, Nomination Form", ""),
        ("Vice Chairman (Mr. Oake, who took the chair), Mrs. Vale", "Mr. Oake = Vice Chairman; Mrs. Vale"),
        (
            "Planner (Ms. M. Vale), Head of Roads (M. Oake), Clerk (Mr. P. Ash)",
            "Ms. M. Vale = Planner; M. Oake = Head of Roads; Mr. P. Ash = Clerk",
        ),
        (
            "Clerk (Mr. P. Vale), Planner (Ms. A. Oake)\nInspector C. Elm\nThe Mayor noted that Cllr Ash had come.",
            "Mr. P. Vale = Clerk; Ms. A. Oake = Planner; Inspector C. Elm",
        ),
        (
            "Clerk (Mr. P. Vale), Planner (Ms. A. Oake)\nOrme Mill District Meeting for 2023.",
            "Mr. P. Vale = Clerk; Ms. A. Oake = Planner",
        ),
        ("Messrs. A. Vale and B. Oake, Elm & Partners, Solicitors.", "Mr A. Vale; Mr B. Oake"),
        ("Chair Oake, Vice Chair Vale", "Chair Oake; Vice Chair Vale"),
        (
            "Planner (Ms. M.\nVale), Clerks (Messrs. P. Oake and B.\nAsh)",
            "Ms. M. Vale = Planner; Mr P. Oake = Clerks; Mr B. Ash = Clerks",
        ),
        (
            "Clerks, Roads (Mr. P. Vale and Ms. A. Oake), Head of Roads (Mr. B. Ash)\nInspector C. Elm",
            "Mr. P. Vale = Clerks, Roads; Ms. A. Oake = Clerks, Roads; Mr. B. Ash = Head of Roads; Inspector C. Elm",
        ),
        ("Miss A Ash 1 member of the public, Mr B Elm", "Miss A Ash; Mr B Elm"),
        ("Cllr B Vale Orme County Council There was 1 member of the public.", "Cllr B Vale @ Orme County Council"),
        ("Mrs R Vale-Chair, Mr B Elm", "Mrs R Vale = Chair; Mr B Elm"),
        ("Mrs R Vale Vice-Chair, Mr B Elm", "Mrs R Vale = Vice-Chair; Mr B Elm"),
        ("C. Ash, 0. Key, Mrs. Elm", "C. Ash; O. Key; Mrs. Elm"),
        ("N Oakley (Chairman) C Ash K Vale", "N Oakley = Chairman; C Ash; K Vale"),
        ("Ned Vale (RFO)", "Ned Vale = RFO"),
        ("Clerk Oake, Officer Vale, Officer Ann Elm", "Clerk Oake; Officer Vale; Ann Elm = Officer"),
        (
            "Cllr C Fir, Borough Councillor Ann Ash Orme County Councillor Bo Elm",
            "Cllr C Fir; Councillor Ann Ash = Borough Councillor; Councillor Bo Elm = County Councillor",
        ),
        ("Ann Ash (AA) - County Councillor Bo Elm (BE)", "Ann Ash = County Councillor; Bo Elm"),
    ],
)
def test_a_list_names_one_person_at_a_time(words, people):
    """Roles stand behind "=", organisations behind "@"."""
    assert (
        "; ".join(
            person.name
            + f" = {person.role}" * bool(person.role)
            + f" @ {person.organisation}" * bool(person.organisation)
            for person in people_in(words)
        )
        == people
    )


@pytest.mark.parametrize(
    ("label", "presence"),
    [
        ("Apologies for absence:", Presence.APOLOGIES),
        ("Leave of absence:", Presence.APOLOGIES),
        ("Absent:", Presence.ABSENT),
        ("Not present:", Presence.ABSENT),
        ("Absent without apologies:", Presence.ABSENT),
    ],
)
def test_who_sent_apologies_is_told_from_who_was_absent(label: str, presence: Presence):
    assert presences(f"Present: Cllr A Thorne\n\n{label} Cllr Frome")["Cllr Frome"] is presence


def test_a_list_run_on_in_one_line_has_its_three_parts():
    lists = (
        "PRESENT (3 Councillors):- Pam Oake (PO), Tom Lister (TL) - Chair and Ann Frome (AF). In attendance: Ray Ash, "
        "Parish Clerk. Two members of the public were present. Apologies had been received from Cllr Jo Vale."
    )
    assert presences(lists) == {
        "Pam Oake": THERE, "Tom Lister": THERE, "Ann Frome": THERE, "Ray Ash": BESIDE, "Cllr Jo Vale": AWAY,
    }  # fmt: skip


def test_a_label_at_the_end_of_a_paragraph_opens_the_next_one():
    assert presences("Present: Cllr A Thorne. 1. Apologies\n\nCllr Frome (unwell); Cllr Ash (no reason given).") == {
        "Cllr A Thorne": THERE,
        "Cllr Frome": AWAY,
        "Cllr Ash": AWAY,
    }


@pytest.mark.parametrize(
    "behind",
    [
        "Prior to the meeting Ann Vale, Faster Lines for Orme Leader, spoke of wires.",
        "B. Report on Personnel Transactions - Darrien Vale",
    ],
)
def test_what_stands_below_a_list_names_nobody(behind: str):
    listed = "Members present: Cllr A Thorne, Cllr B Quill"
    assert presences(f"{listed}\n\n{behind}") == presences(listed)


def test_a_members_list_ends_where_the_sentences_begin():
    lists = "Present: Cllr A Thorne, Cllr B Quill. Papers for Councillors: Grass Cutting Report, Mill Lane Survey."
    assert presences(lists) == {"Cllr A Thorne": THERE, "Cllr B Quill": THERE}


def test_a_councils_clerk_and_other_councils_members_are_in_attendance():
    lists = "Present: Cllr A Thorne, Mrs R Oake (Clerk), County Cllr B Vale, Cllr Ray Ash - Orme District Council"
    assert presences(lists) == {
        "Cllr A Thorne": THERE,
        "Mrs R Oake": BESIDE,
        "Cllr B Vale": BESIDE,
        "Cllr Ray Ash": BESIDE,
    }


def test_leave_granted_from_todays_meeting_is_an_absence():
    leave = "That Councillor Frome be granted leave of absence from today's meeting."
    assert presences(f"Present: Councillor Thorne\n\n1. Leave\n\n{leave}") == {
        "Councillor Thorne": THERE,
        "Councillor Frome": AWAY,
    }


def test_who_came_late_or_left_early_is_told_in_the_lists_words():
    late, early, remote = attended(
        "Present: Cllr A Thorne (from item 4), Cllr B Quill (left at 8.15 pm), Cllr C Ash (via Zoom)"
    )
    assert (late.arrived, late.left) == ("from item 4", None)
    assert (early.arrived, early.left) == (None, "left at 8.15 pm")
    assert remote.presence is Presence.REMOTE


def test_who_is_in_a_list_twice_is_counted_once():
    assert len(attended("In the chair: Cllr A Thorne\n\nMembers present: Councillors Thorne, Quill")) == 2
    assert len(attended("Present: Cllr A Thorne\n\nIn attendance: Ms B Thorne (Clerk)")) == 2


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Cllr A Thorne", "Cllr Thorne", True),
        ("Councillor Beech (J)", "Cllr J. Beech", True),
        ("Councillor Beech (J)", "Councillor Beech (M)", False),
        ("Cllr Thorne", "Ms A Thorne", False),
        ("Ann Thorne", "Cllr A. Thorne", True),
    ],
)
def test_spellings_of_one_person(one, other, same):
    assert same_person(one, other) is same


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        (
            "Present: Ada Thorne, Bo Quill\nVisitor Comments: Closed Session (A-1)\nNed Vale spoke about the mill.",
            {"Ada Thorne": THERE, "Bo Quill": THERE},
        ),
        (
            "Present: Ada Thorne, Bo Quill,\n\nMinutes: approved\n\nReport: Previous Balance 9",
            {"Ada Thorne": THERE, "Bo Quill": THERE},
        ),
        (
            "Present: Ada Thorne\nAbsent – Jo Lister.\nAlso Present –Ned Vale.",
            {"Ada Thorne": THERE, "Jo Lister": Presence.ABSENT, "Ned Vale": BESIDE},
        ),
        ("Present: Ada Thorne\n\nOTHER ATTENDEES\nNed Vale", {"Ada Thorne": THERE, "Ned Vale": BESIDE}),
        (
            "Present: Cllr A Thorne\n\n3185.Apologies for absence: Cllr Frome.",
            {"Cllr A Thorne": THERE, "Cllr Frome": AWAY},
        ),
        (
            "Present:\nAda Thorne (AT)\nRay Oake (RO) CLERK\n\nMembers of the Public\nCllr Ned Vale-Ash",
            {"Ada Thorne": THERE, "Ray Oake": BESIDE, "Cllr Ned Vale-Ash": BESIDE},
        ),
        ("Present: Cllr A Thorne. Cllr Frome had an excused absence.", {"Cllr A Thorne": THERE, "Cllr Frome": AWAY}),
        (
            "PRESENT: Cllr A Thorne. Mrs R Oake (Clerk)\nThere were 2 members of the public.",
            {"Cllr A Thorne": THERE, "Mrs R Oake": BESIDE},
        ),
        (
            "Present: Cllr A Thorne\n\nTo receive apologies – It was noted that Cllr Frome was absent, none came.",
            {"Cllr A Thorne": THERE, "Cllr Frome": Presence.ABSENT},
        ),
        ("Present: Ada Thorne\nRecorder: Ned Vale, who wrote this", {"Ada Thorne": THERE, "Ned Vale": BESIDE}),
        (
            "2. Roll Call – Members Present\n\nAda Thorne\nBo Quill\n\nJo Lister\nDee Frome\n\n"
            "3. Speakers\n\nMonth | Speaker\n\nJune | Ned Vale (Fire Chief)",
            {"Ada Thorne": THERE, "Bo Quill": THERE, "Jo Lister": THERE, "Dee Frome": THERE},
        ),
        (
            "## Board members\n\n* Ada Thorne, Orme Labs\n* Bo Quill, Orme Labs\n* Jo Lister, Orme Labs\n\n"
            "### Also in attendance\n\n* Ned Vale",
            {"Ada Thorne": THERE, "Bo Quill": THERE, "Jo Lister": THERE, "Ned Vale": BESIDE},
        ),
        (
            "In attendance: Cllr A Thorne\nAlso, in attendance: Cllr C Vale",
            {"Cllr A Thorne": THERE, "Cllr C Vale": BESIDE},
        ),
        ("Present: Cllr A Thorne\nMembers of the Public Mr Vale", {"Cllr A Thorne": THERE, "Mr Vale": BESIDE}),
        (
            "CHAIRMAN: Ada Thorne | CLERK: Ned Vale\n\nPresent: Bo Quill\n\nApologies: Ada Thorne",
            {"Ned Vale": BESIDE, "Bo Quill": THERE, "Ada Thorne": AWAY},
        ),
        ("Clerk: Ned Vale | Telephone: 01000 000000\n\nPresent: Bo Quill", {"Bo Quill": THERE}),
        ("Present: Ada Thorne\n\nAbsent: Nobody\nStudent Panel", {"Ada Thorne": THERE}),
    ],
)  # fmt: skip
def test_who_is_not_surely_there_is_not_recorded_as_present(lists: str, expected: dict[str, Presence]) -> None:
    assert presences(lists) == expected


def test_a_name_in_brackets_goes_on_over_line_ends() -> None:
    lists = "Present: Cllr Ash\n\nOFFICIALS IN ATTENDANCE:\n\nHead of Roads\n\n(Mr.\n\nP.\n\nVale), Clerk (Ms Oake)"
    assert presences(lists) == {"Cllr Ash": THERE, "Mr. P. Vale": BESIDE, "Ms Oake": BESIDE}


def test_two_gentlemen_end_no_list() -> None:
    lists = "Present: Cllr Ash\n\nIn attendance: Planner (Ms. M. Vale), Clerks (Messrs. P. Oake and B. Ash)."
    assert presences(lists) == {"Cllr Ash": THERE, "Ms. M. Vale": BESIDE, "Mr P. Oake": BESIDE, "Mr B. Ash": BESIDE}


def test_a_line_as_wide_as_the_page_leaves_the_lines_below_their_own() -> None:
    wide = "Cllr Jo Featherstonehaugh Community Safety Partnership Strategy Group Chair Orme District Council"
    assert {"Bo Quill", "Pat Ash"} <= presences(f"Present\n\n{wide}\nCllr Ada Thorne\nBo Quill\nPat Ash").keys()


def test_a_list_of_those_in_attendance_alone_is_the_members():
    lists = "In attendance: Cllr A Thorne (Chair) Cllr Bo Quill Ruth Oake (Parish Clerk)"
    assert presences(lists) == {"Cllr A Thorne": THERE, "Cllr Bo Quill": THERE, "Ruth Oake": BESIDE}


@pytest.mark.parametrize(
    ("lists", "names"),
    [
        ("PRESENT Mr. Thorne, Messrs Quill and Ash", {"Mr. Thorne", "Mr Quill", "Mr Ash"}),
        ("APOLOGIES Mr. Frome", {"Mr. Frome"}),
        ("Attending by Zoom (Two Councillors) :- Ann Thorne (AT), Bo Quill (BQ)", {"Ann Thorne", "Bo Quill"}),
        ("## Attendees\n\n* Ann Thorne (Orme Ltd) via video\n* Bo Quill", {"Ann Thorne", "Bo Quill"}),
        ("Member: Cllr A Thorne | Attendance: Present", {"Cllr A Thorne"}),
    ],
)  # fmt: skip
def test_labels_of_many_forms_are_known(lists, names):
    assert set(presences(lists)) == names


@pytest.mark.parametrize(
    "below", ["\n\nAnn Thorne | Bo Quill\nPat Ash (Clerk)", "\nAnn Thorne | Bo Quill\nPat Ash (Clerk)"]
)
def test_columns_keep_their_heads(below):
    assert presences(f"Present: | Apologies:{below}") == {"Ann Thorne": THERE, "Pat Ash": BESIDE, "Bo Quill": AWAY}


@pytest.mark.parametrize(
    ("one", "other", "two"),
    [
        ("Mr P Vane", "Mrs P T Vane", True),
        ("Ms J Orrin", "Mr J Orrin", True),
        ("Mr Paul Vane", "Mr Peter Vane", True),
        ("Mr P Vane", "Mr P T Vane", True),
        ("Cllr A Ash", "Cllr A. Ash", False),
        ("Cllr Ash", "Cllr A Ash", False),
        ("Cllr Jo Ash", "Cllr Joanna Ash", False),
        ("Cllr Mary Ash", "Cllr Mark Ash", True),
        ("Cllr A Ash", "Mr A Ash", False),
    ],
)
def test_two_of_one_surname_are_told_apart_where_that_is_certain(one: str, other: str, two: bool):
    assert certainly_two(one, other) is two


def test_a_role_behind_a_list_is_no_person():
    words = "Miss Ida Marsh and Mr Ned Pell, Councillors, Mrs Joan Dray, Clerk and Mr Colin Reed, Assistant Clerk."
    people = people_in(words)
    assert [(one.name, one.role) for one in people] == [
        ("Miss Ida Marsh", None),
        ("Mr Ned Pell", None),
        ("Mrs Joan Dray", "Clerk"),
        ("Mr Colin Reed", "Assistant Clerk"),
    ]


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        ("ROLL CALL: Present – Vale, Oake (7:02), and Ash. Absent – Elm.", "Vale, Oake, Ash"),
        ("Present: Members Vale, Oake. Also\npresent: Secretary Fir.", "Member Vale, Member Oake"),
        ("The following directors were present in the Boardroom: Ann Vale and Bo Oake.", "Ann Vale, Bo Oake"),
        (
            "President Elm called the meeting to order at 6:31 p.m. Other Board members present: Ann Vale, Bo Oake.",
            "President Elm, Ann Vale, Bo Oake",
        ),
        ("Present: Ann Vale | AV | Bo Oake | BO\nCy Ash | CA\nDee Elm | DE", "Ann Vale, Bo Oake, Cy Ash, Dee Elm"),
        ("Panel members attending\n\n* Ann Vale, HDO\n* Bo Oake, HDO\n* Cy Ash, HDO", "Ann Vale, Bo Oake, Cy Ash"),
        (
            "Present\nCouncillors Adam Vale (Chair), Nathaniel Oakesworth, and P Elm\nCy Fir, ODC",
            "Councillor Adam Vale, Councillor Nathaniel Oakesworth, Councillor P Elm, Cy Fir",
        ),
        ("Present: Police, Highways, Fire", ""),
        ("He asked what was at present: Ann Vale, Bo Oake.", ""),
    ],
)  # fmt: skip
def test_who_was_present_is_read_from_many_forms_of_lists(listed: str, names: str):
    present = [
        one.name for one in attended(listed, HEAD.replace("PARISH COUNCIL", "WATER BOARD")) if not one.presence.away
    ]
    assert ", ".join(name for name in present if name != "Secretary Fir") == names


def test_a_table_under_the_title_of_a_list_has_a_person_in_each_row():
    table = "2. Members present\n\nName | District\n\nAnn Vale | Orme | 555-0100\n\nBo Oake | Holt Ombudsman | 555-0101"
    assert presences(table) == {"Ann Vale": THERE, "Bo Oake": THERE}


def test_a_list_goes_on_over_its_points():
    """A list of points may be several paragraphs."""
    points = "\n".join(
        f"* {name} Vale, Orme Institute of Technology and Science" for name in ("Ann", "Bo", "Cy", "Dee", "Eve", "Fay")
    )
    there = presences(f"## Attendees:\n\n{points}\n\n* Gil Vale, Orme Institute\n* Hal Vale, Orme Institute")
    assert len(there) == 8
    assert set(there.values()) == {THERE}


def test_a_presentation_is_no_list_of_those_present():
    assert (
        presences("3. Presentation\n\nThe campaign was about:\n\n- Overly Complicated Schemes;\n- Ash Dieback;") == {}
    )


def test_apologies_in_a_title_have_no_names_in_the_text_below():
    below = "1. Apologies for absence\nAV reported that owing to snow the manager from Orme Sugar was unable to attend."
    assert presences(below) == {}


def test_a_list_without_a_full_stop_ends_where_the_chair_speaks() -> None:
    sent = "Apologies: Apologies were received from Cllr A Thorne and Cllr B Quill"
    assert presences(f"{sent}\n\nThe Chairman declared an interest in Mill House") == {
        "Cllr A Thorne": AWAY,
        "Cllr B Quill": AWAY,
    }


def test_who_was_absent_may_be_said_behind_the_list_of_those_there() -> None:
    roll = "These directors were present: Ann Thorne, Bea Quill and Cy Ash. Director Dan\nVale was absent."
    told = presences(f"1. Roll call\n\n{roll}\n\nDirector Quill was absent during item 5.")
    assert told["Bea Quill"] is THERE
    assert [name for name, part in told.items() if part is Presence.ABSENT] == ["Dan Vale"]


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        (
            "MEMBERS PRESENT:\n\nMayor Moor.\n\nCouncillors Ash, Elm (J),\n\nand Quill.",
            {"Mayor Moor": THERE, "Councillor Ash": THERE, "Councillor Elm (J)": THERE, "Councillor Quill": THERE},
        ),
        (
            "Present: Cllr A Thorne.\n\n4 members of the public\n\nMr Ned Vale - County Councillor\n\nPCSO Ann Frome",
            {"Cllr A Thorne": THERE, "Mr Ned Vale": BESIDE, "PCSO Ann Frome": BESIDE},
        ),
        ("Present: Cllr A Thorne, PC Vale", {"Cllr A Thorne": THERE, "PC Vale": BESIDE}),
        ("Present: Ada Thorne\n\n## Members of the Public\n\n- Bo Quill", {"Ada Thorne": THERE, "Bo Quill": BESIDE}),
        (
            "Councillors present: Cllr A Thorne Others Present: Ann Vale, Clerk",
            {"Cllr A Thorne": THERE, "Ann Vale": BESIDE},
        ),
        ("Present: Cllr A Thorne\nIn Attendance Clerk, Ann Vale", {"Cllr A Thorne": THERE, "Ann Vale": BESIDE}),
        (
            "Present (Friday):\nAda Thorne, Chair\nBo Quill\n\nAbsent (Friday):\nJo Lister",
            {"Ada Thorne": THERE, "Bo Quill": THERE, "Jo Lister": Presence.ABSENT},
        ),
        (
            "Present: Ada Thorne\n\nAbsent:\nJo Lister\n\nProspective Members\nDee Frome",
            {"Ada Thorne": THERE, "Jo Lister": Presence.ABSENT},
        ),
        ("Present: Cllr A Thorne\n\n2981Apologies for absence: Cllrs Frome & Ash.", {
            "Cllr A Thorne": THERE, "Cllr Frome": AWAY, "Cllr Ash": AWAY,
        }),
        (
            "Present: Ada Thorne, Bo\nQuill (BQ), Mr\nLister and Dee Frome",
            {"Ada Thorne": THERE, "Bo Quill": THERE, "Mr Lister": THERE, "Dee Frome": THERE},
        ),
        (
            "Apologies: from Cllr A Thorne\nBecause of the loss of Mr Ned Vale the Clerk asked for nominations.",
            {"Cllr A Thorne": AWAY},
        ),
        ("Residents were also present to discuss the works of West Orme.", {}),
    ],
)  # fmt: skip
def test_a_list_goes_as_far_as_it_names_people(lists: str, expected: dict[str, Presence]) -> None:
    assert presences(lists) == expected


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        (
            "The Regular Board meeting was called to order by President Vale at 7 p.m.\n\n"
            "ROLL CALL: Present – Ash, Elm.\n\nAbsent – Oake.",
            {"President Vale": THERE, "Ash": THERE, "Elm": THERE, "Oake": Presence.ABSENT},
        ),
        (
            "Chair Ash called the meeting to order. Present: Members Ash, Elm. Member Oake was excused absent. "
            "Members Fir and Gale arrived late at 6:15 p.m. during item 4.",
            {"Member Ash": THERE, "Member Elm": THERE, "Member Oake": AWAY, "Member Fir": THERE, "Member Gale": THERE},
        ),
        (
            "President Ash called the meeting to order. Other Board members present in-person were Bo Elm, "
            "Ann Fir, and\nCy Gale. Dee Oake was absent. Other Orme staff attended via Zoom: Eve Hay.",
            {
                "President Ash": THERE, "Bo Elm": THERE, "Ann Fir": THERE, "Cy Gale": THERE,
                "Dee Oake": Presence.ABSENT, "Eve Hay": BESIDE,
            },
        ),
        (
            "The following directors were present: Ann Vale, Bo Oake. Director Cy Ash was present via teleconference.",
            {"Ann Vale": THERE, "Bo Oake": THERE, "Cy Ash": Presence.REMOTE},
        ),
        (
            "ORME WATER DISTRICT MANAGEMENT AND STAFF\nAnn Vale        General Manager\nBo Oake       Water Counsel\n\n"
            "The following directors were present: Cy Ash.",
            {"Ann Vale": BESIDE, "Bo Oake": BESIDE, "Cy Ash": THERE},
        ),
    ],
)  # fmt: skip
def test_sentences_of_a_roll_call_tell_who_was_there(lists: str, expected: dict[str, Presence]) -> None:
    people = attended(lists, HEAD.replace("PARISH COUNCIL", "WATER BOARD"))
    assert {one.name: one.presence for one in people} == expected


def test_who_came_late_to_a_roll_call_is_told_when() -> None:
    roll = "Present: Members Ash, Elm. Member Oake arrived late at 6:15 p.m. during item 4."
    assert attended(roll, HEAD.replace("PARISH COUNCIL", "WATER BOARD"))[0].arrived == "arrived late at 6:15 p.m."


def test_absent_from_a_vote_is_not_absent_from_the_meeting() -> None:
    vote = "Yes: Trustee Ash, Trustee Elm\n\nAbsent: Trustee Oake\n\nB. Notice of Hearing - Instructional Materials"
    told = attended(f"Present: Trustees Ann Ash, Bo Elm\n\nMotion carried.\n{vote}")
    assert {one.name for one in told} == {"Ann Ash", "Bo Elm"}


def test_who_leaves_a_board_does_so_in_its_minutes_words() -> None:
    people = "Present: Directors Ann Ash and Bo Elm.\n\nDirector Elm left the meeting at 7:09 p.m. due to illness."
    assert [one.left for one in attended(people, HEAD.replace("PARISH COUNCIL", "WATER BOARD"))][-1] == (
        "left the meeting at 7:09 p.m"
    )


def test_a_summons_lists_nobody() -> None:
    summons = "Agenda & Summons to Councillors\n\n1. To receive apologies for absence - Ann Ash\n"
    assert attended(summons) == []


def test_who_called_a_session_to_order_was_there() -> None:
    opened = "Acting President Davis called the open session to order. Other Board members present: Bo Elm."
    assert [one.name for one in attended(opened)] == ["President Davis", "Bo Elm"]


def test_who_leaves_the_meeting_does_so_however_it_is_spelt() -> None:
    told = attended("Present: Cllr Ash, Cllr Elm\n\n1. Traffic\n\nAt this point, Cllr Elm left the Meeting.")
    assert [one.left for one in told] == [None, "left the Meeting, item 1"]


def test_a_chair_who_stands_before_the_members_is_the_chair() -> None:
    told = attended("Present: Chairman: Cllr Ash, Cllrs Elm, Fir & Oake.")
    assert [(one.name, one.role) for one in told[:2]] == [("Cllr Ash", "Chairman"), ("Cllr Elm", None)]
