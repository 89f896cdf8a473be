"""What parsing makes of the words: body, date, standing; kinds of paragraph; resolutions, actions and attendance."""

from datetime import date

import pytest

from ingest.parsing import parse
from ingest.reading import read
from rag.minutes import Kind, Meeting, Paragraph, Presence, Resolution, readable

HEAD = "HALLOWDOWN PARISH COUNCIL\n\nMinutes of the meeting held on 14 May 2024 at 7.30 pm in the Reading Room.\n\n"
CLOSE = ("2. Close", "The meeting closed at nine.")


def whole(*blocks: str, gap: str = "\n\n") -> str:
    return gap.join(blocks) + "\n"


def parsed(text: str, name: str = "minutes.txt") -> Meeting:
    return parse(read(name, text.encode()), name)[0]


def holding(meeting: Meeting, words: str) -> Paragraph:
    return next(paragraph for paragraph in meeting.paragraphs if words in readable(paragraph.text))


def kind(words: str, before: str = "") -> Kind:
    """The kind of a paragraph under an item of its own."""
    return holding(
        parsed(f"{HEAD}1. Matters\n\n{before}{words}\n\n2. Close\n\nThe meeting closed at nine.\n"), words
    ).kind


def resolution(words: str) -> Resolution:
    meeting = parsed(f"{HEAD}1. Matters\n\n{words}\n\n2. Close\n\nThe meeting closed at nine.\n")
    [found] = [r for r in meeting.resolutions if r.paragraph_id == holding(meeting, words).id]
    return found


def people(lists: str) -> dict[str, Presence]:
    """Names without titles, and how they stand in the lists."""
    attended = parsed(f"{HEAD}{lists}\n\n1. Roads\n\nThe road by the mill was mended.\n").attendance
    return {
        person.name.split(" ", 1)[-1] if " " in person.name else person.name: person.presence for person in attended
    }


# Body, date, standing


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (["Minutes of the meeting of Hallowdown Parish Council held on 14 May 2024"], "Hallowdown Parish Council"),
        (["HALLOWDOWN PARISH COUNCIL", "MINUTES OF THE MEETING HELD ON 14 MAY 2024"], "Hallowdown Parish Council"),
        (
            ["Wexley Bridge Safety Partnership", "Notes of the meeting held on 14 May"],
            "Wexley Bridge Safety Partnership",
        ),
        (["Orme District Council", "Planning Committee", "Minutes of the meeting on 14 May"], "Planning Committee"),
    ],
)
def test_the_body_is_named_in_the_head(head: list[str], body: str) -> None:
    assert body in parsed(whole(*head, "1. Apologies", "None were sent to the clerk.")).body


@pytest.mark.parametrize(
    "written",
    ["Tuesday 14 May 2024", "14th May 2024", "May 14, 2024", "14/05/2024", "Tuesday, 14th of May 2024", "2024-05-14"],
)
def test_the_date_is_read_as_clerks_write_it(written: str) -> None:
    assert parsed(
        f"Hallowdown Parish Council\n\nMinutes of the meeting held on {written}\n\n1. Roads\n\nNone.\n"
    ).held_on == date(2024, 5, 14)


def test_the_date_of_posting_is_not_the_meetings() -> None:
    front, body = "---\ntitle: Minutes\ndate: 2024-06-20\n---", "# Hallowdown Parish Council"
    text = whole(front, body, "Minutes of the meeting held on 14th May 2024", "1. Roads", "None.")
    assert parsed(text, "a.md").held_on == date(2024, 5, 14)


def test_the_year_may_come_from_the_posting() -> None:
    front, body = "---\ntitle: Minutes\ndate: 2025-01-20\n---", "# Hallowdown Parish Council"
    text = whole(front, body, "Minutes of the meeting held on Tuesday 17th December", "1. Roads", "None.")
    assert parsed(text, "a.md").held_on == date(2024, 12, 17)


def test_the_date_of_the_last_meeting_is_not_this_ones() -> None:
    last = "The minutes of the last meeting held on 9 April 2024 were signed."
    assert parsed(whole(HEAD.strip(), "1. Minutes", last)).held_on == date(2024, 5, 14)


def test_the_files_name_gives_the_date_where_the_text_does_not() -> None:
    assert parsed("Hallowdown Parish Council\n\n1. Roads\n\nNone.\n", "minutes-14-may-2024.txt").held_on == date(
        2024, 5, 14
    )


@pytest.mark.parametrize(
    ("head", "draft"),
    [
        ("DRAFT\n\nMinutes of the meeting held on 14 May 2024", True),
        ("DRAFT MINUTES of the meeting held on 14 May 2024", True),
        ("Minutes (draft, subject to approval) of the meeting held on 14 May 2024", True),
        ("Minutes of the meeting held on 14 May 2024", False),
        (
            "Minutes of the meeting held on 14 May 2024\n\n1. Local plan\n\nThe draft plan was discussed at length.",
            False,
        ),
    ],
)
def test_draft_minutes_are_told_from_approved_ones(head: str, draft: bool) -> None:
    assert (
        parsed(f"Hallowdown Parish Council\n\n{head}\n\n2. Roads\n\nThe road by the mill was mended.\n").draft is draft
    )


def test_a_file_name_that_says_draft_is_believed() -> None:
    assert parsed(HEAD + whole(*CLOSE), "draft-minutes-may.txt").draft


def test_the_draft_of_the_last_minutes_is_not_these() -> None:
    last = "The draft minutes of the last meeting were adopted."
    assert not parsed(HEAD + whole("1. Minutes", last, *CLOSE)).draft


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("A gate stands in Drummer Drive. Borough Council officers came.", "Hallowdown Parish Council"),
        ("First Resident's Association AGM", "Hallowdown Residents' Association"),
        ("Minutes of the HD PC Meeting\n\nMinutes of Hallowdown Parish Council Meeting", "Hallowdown Parish Council"),
        ("Draft until the next Council meeting\n\nNMeeting of Hallowdown Parish Council", "Hallowdown Parish Council"),
    ],
)
def test_a_name_read_wrongly_gives_way_to_the_titles(head: str, body: str) -> None:
    text = f"---\ntitle: {body}\n---\n\n{head}\n\n1. Roads\n\nThe road by the mill was mended.\n"
    assert parsed(text, "a.md").body == body


# Kinds


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("The Clerk reported that the gully by the chapel had been cleared at last.", Kind.DISCUSSION),
        ("RESOLVED: that the gully be cleared every autumn.", Kind.RESOLUTION),
        ("It was unanimously agreed that the gully be cleared every autumn.", Kind.RESOLUTION),
        ("Members resolved to have the gully cleared every autumn.", Kind.RESOLUTION),
        ("RECOMMENDED to Council that the gully be cleared every autumn.", Kind.RECOMMENDATION),
        ("Recorded vote: For: Cllrs Quill and Lister. Against: Cllr Thorne.", Kind.VOTE),
        ("Action: Clerk to write to the highways authority about the gully.", Kind.ACTION),
    ],
)
def test_a_paragraphs_kind_is_told_from_its_words(words: str, expected: Kind) -> None:
    assert kind(words) is expected


@pytest.mark.parametrize("label", ["RESOLVED", "AGREED", "RESOLVED:", "AGREED that:", "It was RESOLVED that"])
def test_numbered_parts_under_a_decision_are_resolutions(label: str) -> None:
    parts = ["1. That the rent be raised to £38 a year.", "2. That plot 9 be let to the school."]
    rents = ["1. Allotments", "The rents were discussed at length."]
    meeting = parsed(HEAD + whole(*rents, label, *parts, *CLOSE))
    assert {holding(meeting, words).kind for words in ("£38", "plot 9")} == {Kind.RESOLUTION}
    item = next(item for item in meeting.items if any("£38" in p.text for p in item.paragraphs))
    assert item.title == "Allotments"


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_lettered_parts_under_a_decision_are_resolutions(gap: str) -> None:
    parts = ["(a) That the rent be raised to £38 a year from April.", "(b) That plot 9 be let to the school."]
    meeting = parsed(HEAD + whole("1. Allotments", "RESOLVED", *parts, gap=gap))
    assert {holding(meeting, words).kind for words in ("£38", "plot 9")} == {Kind.RESOLUTION}


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize(
    "sentence",
    [
        "2.1 Members heard that two planks were rotten.",
        "2.1 It was agreed to write to the county engineer.",
        "2.1 Resolved to open the field on 1st April.",
        "2. There were none.",
    ],
)
def test_a_short_numbered_sentence_is_no_heading(sentence: str, gap: str) -> None:
    first, last = ["1. Apologies", "None were sent to the clerk."], ["3. Roads", "The road by the mill was mended."]
    assert holding(parsed(HEAD + whole(*first, sentence, *last, gap=gap)), sentence).kind is not Kind.HEADING


def test_the_sentence_on_the_line_after_an_items_title_is_no_heading() -> None:
    text = f"{HEAD}1. Precept\nSet at £9,400.\n2. Roads\nThe road by the mill was mended.\n"
    meeting = parsed(text)
    assert holding(meeting, "£9,400").kind is not Kind.HEADING
    assert next(item.title for item in meeting.items if item.number == "1") == "Precept"


def test_a_title_that_ends_with_a_full_stop_stays_a_heading() -> None:
    meeting = parsed(
        HEAD + whole("44. Introductions.", "Members gave their names.", "45. Minutes of previous meeting.")
    )
    titles = [holding(meeting, words).kind for words in ("44. Introductions", "45. Minutes")]
    assert titles == [Kind.HEADING, Kind.HEADING]


def test_a_resolution_is_one_with_the_points_it_lists() -> None:
    meeting = parsed(HEAD + whole("1. Grants", "It was RESOLVED to pay as follows:", "(a) £90 to the hall", "(b) £70"))
    paid = holding(meeting, "£90")
    assert paid.kind is Kind.RESOLUTION
    assert paid.text.startswith("It was RESOLVED")
    assert paid.text.endswith("(b) £70")


def test_points_of_a_discussion_stay_apart() -> None:
    points = ["i. The wall leans.", "ii. The gate is lost."]
    meeting = parsed(HEAD + whole("1. Wall", "The discussion is summarised as follows:", *points))
    assert [p.text for p in meeting.paragraphs][-2:] == points


@pytest.mark.parametrize("colon", [":", ""])
def test_a_vote_in_a_column_is_one_paragraph(colon: str) -> None:
    lists = [f"For{colon}", "Councillor Ash", "Councillor Beech", f"Against{colon}", "Councillor Cedar"]
    meeting = parsed(HEAD + whole("1. Matters", "The motion was put after long debate.", *lists, *CLOSE))
    assert holding(meeting, "Councillor Ash") is holding(meeting, "Councillor Cedar")
    assert holding(meeting, "Councillor Ash").kind is Kind.VOTE


def test_a_motion_carried_by_votes_is_a_vote() -> None:
    assert kind("Motion put and carried by 29 votes to 9") is Kind.VOTE
    assert kind("A reply was sent under reference 1998 for the county.") is Kind.DISCUSSION


# Resolutions and actions


@pytest.mark.parametrize(
    "words",
    [
        "RESOLVED: that the clock be mended. Proposed by Cllr Quill, seconded by Cllr Lister.",
        "It was proposed by Cllr Quill, seconded by Cllr Lister and RESOLVED that the clock be mended.",
        "Cllr Quill proposed and Cllr Lister seconded that the clock be mended; this was agreed.",
        "On the proposal of Cllr Quill, seconded by Cllr Lister, it was resolved to mend the clock.",
        "It was moved by Cllr Quill and seconded by Cllr Lister that the clock be mended. CARRIED.",
    ],
)
def test_proposer_and_seconder_are_named(words: str) -> None:
    found = resolution(words)
    assert (found.proposer, found.seconder, found.outcome) == ("Cllr Quill", "Cllr Lister", "carried")


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("RESOLVED: that the clock be mended before winter.", "carried"),
        ("The motion to mend the clock was put to the vote: 2 for, 5 against. LOST.", "lost"),
        ("The motion to mend the clock was put and the motion was defeated by 5 votes to 2.", "lost"),
        ("It was agreed that the repair of the clock be deferred to the June meeting.", "deferred"),
        ("It was resolved that the repair of the clock be referred to the Finance Committee.", "referred"),
    ],
)
def test_the_outcome_is_told(words: str, outcome: str) -> None:
    assert resolution(words).outcome == outcome


def test_nobody_is_made_a_mover_who_is_not_named() -> None:
    found = resolution("RESOLVED: that the clock be mended before winter.")
    assert (found.proposer, found.seconder) == (None, None)


@pytest.mark.parametrize(
    ("words", "owner", "task"),
    [
        ("The Clerk agreed to contact the landowner about access before June.", "Clerk", "contact the landowner"),
        ("Cllr Quill offered to write to the school about parking.", "Cllr Quill", "write to the school"),
        ("The Clerk was asked to obtain three quotations for the new fence.", "Clerk", "obtain three quotations"),
        ("Action: Clerk to circulate the plan of the new fence to all members.", "Clerk", "circulate the plan"),
        ("RESOLVED: That the Clerk write to the Trust.", "Clerk", "write to the Trust"),
        ("2) That the Town Clerk write to the Trust.", "Town Clerk", "write to the Trust"),
        ("RESOLVED: That Cllr Quill, the Mayor, should have it mended.", "Cllr Quill, the Mayor", "have it mended"),
    ],
)
def test_an_action_has_its_owner_and_task(words: str, owner: str, task: str) -> None:
    meeting = parsed(f"{HEAD}1. Matters\n\n{words}\n\n2. Close\n\nThe meeting closed at nine.\n")
    [action] = meeting.actions
    assert action.paragraph_id == holding(meeting, words).id
    assert action.owner.removeprefix("The ") == owner
    assert task in action.task


@pytest.mark.parametrize(
    ("label", "owner", "task"),
    [
        ("Action: Clerk to tidy up by the pond.", "Clerk", "tidy up by the pond."),
        ("Action - Holt team to think.", "", "Holt team to think."),
    ],
)
def test_an_action_under_a_label_is_what_stands_behind_it(label: str, owner: str, task: str) -> None:
    [action] = parsed(f"{HEAD}1. Matters\n\nThe bank charges a fee. {label}\n\n2. Close\n\nThe end.\n").actions
    assert (action.owner, action.task) == (owner, task)


def test_what_was_done_is_no_action() -> None:
    assert parsed(f"{HEAD}1. Matters\n\nThe Clerk had contacted the landowner in June.\n").actions == ()


@pytest.mark.parametrize(
    "words",
    [
        "Motion was made by Cllr Quill to cut the budget. Seconded by Cllr Lister. Carried.",
        "That Cllr Quill liaise with Cllr Lister to discuss the spending.",
        "Cllr Quill or Cllr Lister is to teach how the press is used.",
        "Personnel (G-1) Appointments and charter school personnel actions – Approved as submitted.",
        "Action: A. Youth Grant - Brent Quill",
        "The Act requires the Clerk to prepare a report.",
        "RESOLVED: That the Clerk report be noted.",
        "The Treasurer said that the auditors check the Clerk write every letter.",
        "Members encouraged the Clerk to meet the county.",
        "It was agreed to extend an invitation to the Clerk to speak.",
        "She and Cllr Quill will attend the fair.",
        "Cllr Quill had agreed to stand again.",
        "It was agreed that Cllr Quill would take the Chair.",
        "Cllr Quill agreed to withdraw the amendment.",
        "On 18 February 2022 the Clerk was asked to mend the gate.",
    ],
)
def test_whom_words_name_otherwise_is_charged_with_nothing(words: str) -> None:
    assert parsed(f"{HEAD}Present: {THREE}\n\n1. Matters\n\n{words}\n\n2. Close\n\nThe end.\n").actions == ()


@pytest.mark.parametrize(
    ("words", "owner", "task"),
    [
        ("Cllr Quill will report back to the P.C. in May.", "Cllr Quill", "report back to the P.C. in May"),
        (
            "Clerk & County Cllr Oake to raise this with the police.",
            "Clerk & County Cllr Oake",
            "raise this with the police",
        ),
        ("The Clerk is to apply for the refund.", "Clerk", "apply for the refund"),
        ("A letter was shown to Councillors. The Clerk will inform the club.", "Clerk", "inform the club"),
        ("Cllr Quill will mend it, when it is dry! Mrs Elm gave a cake.", "Cllr Quill", "mend it, when it is dry"),
        ("No objection (the Clerk to look at this in June)", "Clerk", "look at this in June"),
        ("May 3 | Clerk to mend the gate | AB | Done", "Clerk", "mend the gate"),
        (
            "The Clerk agreed to ask Cllr Quill to write to the county.",
            "Clerk",
            "ask Cllr Quill to write to the county",
        ),
    ],
)
def test_owner_and_task_are_whole(words: str, owner: str, task: str) -> None:
    [action] = parsed(f"{HEAD}1. Matters\n\n{words}\n\n2. Close\n\nThe end.\n").actions
    assert (action.owner, action.task) == (owner, task)


def test_the_meeting_to_which_somebody_is_invited_is_not_when_the_task_is_due() -> None:
    [invite] = parsed(f"{HEAD}1. Matters\n\nThe Clerk will invite the engineer to the June meeting.\n").actions
    [report] = parsed(f"{HEAD}1. Matters\n\nThe Clerk will report to the June meeting.\n").actions
    assert (invite.due, report.due) == (None, "to the June meeting")


def test_several_owners_of_several_tasks_in_one_row_are_not_sure() -> None:
    row = "Action: AB to write, AB to ask, CD to mend | Owner: {}"
    [several] = parsed(f"{HEAD}1. Matters\n\n{row.format('AB AB CD')}\n").actions
    [one] = parsed(f"{HEAD}1. Matters\n\n{row.format('AB/CD')}\n").actions
    assert (several.owner, one.owner) == ("", "AB/CD")


def test_two_tasks_in_one_sentence_are_two_actions() -> None:
    words = "Cllr Quill will mend the gate and the Clerk will write to the county."
    found = parsed(f"{HEAD}1. Matters\n\n{words}\n\n2. Close\n\nThe end.\n").actions
    assert [(one.owner, one.task) for one in found] == [
        ("Cllr Quill", "mend the gate"),
        ("Clerk", "write to the county"),
    ]


def test_a_task_in_brackets_ends_with_them() -> None:
    words = "Mill report (Cllr Quill to request) • Club report (Cllr Lister to request) • Notice board"
    found = parsed(f"{HEAD}Present: {THREE}\n\n1. Matters\n\n{words}\n\n2. Close\n\nThe end.\n").actions
    assert [(one.owner, one.task) for one in found] == [("Cllr Quill", "request"), ("Cllr Lister", "request")]


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("The Clerk will write to the county by the end of May.", "by the end of May"),
        ("The Clerk will ask that replies be sent by the end of May.", None),
        ("The Clerk will report at next meeting.", "at next meeting"),
        ("The Clerk will get a price in time for the May Meeting.", "in time for the May Meeting"),
        ("Cllr Quill will seek a price, and this will be discussed at the next meeting.", None),
    ],
)
def test_when_an_action_is_due_is_not_when_something_else_is(words: str, due: str | None) -> None:
    [action] = parsed(f"{HEAD}1. Matters\n\n{words}\n\n2. Close\n\nThe end.\n").actions
    assert action.due == due


# Attendance


THREE = "Cllr A Thorne, Cllr B Quill and Cllr J Lister"
LISTS = {
    "lines": [
        "Present: Cllr A Thorne (Chair), Cllr B Quill, Cllr J Lister",
        "In attendance: Ms R Oake (Clerk)",
        "Apologies: Cllr D Frome",
    ],
    "below-one-another": [
        "Present:",
        "Cllr A Thorne\nCllr B Quill\nCllr J Lister",
        "In attendance:",
        "Ms R Oake",
        "Apologies:",
        "Cllr D Frome",
    ],
    "bold": [f"**Present:** {THREE}", "**In attendance:** Ms R Oake", "**Apologies:** Cllr D Frome"],
    "headings": ["Present", THREE, "In attendance", "Ms R Oake", "Apologies", "Cllr D Frome"],
    "one-block": [f"Present: {THREE}\nIn attendance: Ms R Oake\nApologies: Cllr D Frome"],
}


@pytest.mark.parametrize(
    "form",
    [
        "lines",
        "below-one-another",
        "bold",
        "headings",
        "one-block",
    ],
)
def test_people_stand_in_the_list_they_are_in(form: str) -> None:
    present = dict.fromkeys(("A Thorne", "B Quill", "J Lister"), Presence.PRESENT)
    assert people("\n\n".join(LISTS[form])) == {
        **present,
        "R Oake": Presence.IN_ATTENDANCE,
        "D Frome": Presence.APOLOGIES,
    }


def test_apologies_told_in_a_sentence_name_everybody() -> None:
    names = people("1. Apologies for absence\n\nApologies were received from Cllr D Frome and Cllr E Nash.")
    assert names == {"D Frome": Presence.APOLOGIES, "E Nash": Presence.APOLOGIES}


def test_no_apologies_are_nobodys() -> None:
    assert people("Apologies: None.") == {}


def test_councillors_named_together_are_all_there() -> None:
    attended = parsed(
        f"{HEAD}Present: Councillors Ash, Beech and Cedar\n\n1. Roads\n\nThe road was mended.\n"
    ).attendance
    assert [person.name.split()[-1] for person in attended] == ["Ash", "Beech", "Cedar"]


def test_the_columns_of_a_table_are_lists_of_their_own() -> None:
    names = people("Present | Apologies\nCllr A Thorne | Cllr D Frome\nCllr B Quill | Cllr E Nash")
    assert names == {
        "A Thorne": Presence.PRESENT,
        "B Quill": Presence.PRESENT,
        "D Frome": Presence.APOLOGIES,
        "E Nash": Presence.APOLOGIES,
    }


def test_a_list_in_a_run_on_line_is_read() -> None:
    text = (
        "EASTERLY MARSH PARISH COUNCIL MINUTES OF THE MEETING HELD ON 6TH MARCH 2023 "
        "PRESENT:- Cllr A Pike, Cllr J Rudd, Cllr L Tench. "
        "1. Apologies. Apologies were received from Cllr M Bream. 2. Highways. "
        + "The council spoke of drainage at great length. "
        * 40
    )
    names = {person.name: person.presence for person in parsed(text).attendance}
    assert names["Cllr J Rudd"] is Presence.PRESENT
    assert names["Cllr M Bream"] is Presence.APOLOGIES


def test_an_organisation_is_not_taken_for_a_person() -> None:
    named = people("Present: Cllr A Thorne, Wexley Borough Council, Cllr B Quill")
    assert named == {"A Thorne": Presence.IN_ATTENDANCE, "B Quill": Presence.PRESENT}


def test_officials_named_behind_their_office_are_in_attendance() -> None:
    lists = "Officials in attendance: Head of Roads (Mr P Vale), Clerk to the Council (Ms R Oake)"
    assert people(lists) == dict.fromkeys(("P Vale", "R Oake"), Presence.IN_ATTENDANCE)


def test_lists_that_follow_one_another_in_a_line_are_apart() -> None:
    assert people("Present: Cllr A Thorne Cllr B Quill Also present: Ms R Oake") == {
        "A Thorne": Presence.PRESENT,
        "B Quill": Presence.PRESENT,
        "R Oake": Presence.IN_ATTENDANCE,
    }


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        (
            "Members Present: Ada Thorne, Ben Quill Members Absent/Excused: Jo Lister",
            {"Thorne": Presence.PRESENT, "Quill": Presence.PRESENT, "Lister": Presence.ABSENT},
        ),
        (
            "Present: Ada Thorne, president\n\nAbsent: Jo Lister, member Visitor Comments: Closed Session (A-1)",
            {"Thorne": Presence.PRESENT, "Lister": Presence.ABSENT},
        ),
        (
            "Present: Ada Thorne, Ben Quill\n\nRoll Call Vote: Aye: Thorne, Quill\n\n"
            "Absent: None Student Advisory Vote: Aye Motion carried; 2:0 B. Public Hearing of Mill Lane",
            {"Thorne": Presence.PRESENT, "Quill": Presence.PRESENT},
        ),
    ],
)
def test_who_was_not_there_is_not_present_and_labels_are_nobody(lists: str, expected: dict[str, Presence]) -> None:
    assert people(lists) == expected


def test_another_persons_office_is_no_role() -> None:
    [ada, *_] = parsed(f"{HEAD}Present: Ada Thorne, Chief Quill, Jo Lister\n\n1. Matters\n\nTalk.\n").attendance
    assert (ada.name, ada.role) == ("Ada Thorne", None)


@pytest.mark.parametrize(
    "table",
    [
        "Member | Status\nCllr Ada Ash | Present from item 3\nCllr Ben Elm | Apologies received\nCllr Cy Fir | Absent",
        "Name | 3 Mar 2024 | 14 May 2024\nCllr Ada Ash | Apologies | Present\nCllr Ben Elm | Present | Apologies\n"
        "Cllr Cy Fir | Apologies | Absent",
        "Name | Attended | Apologies | Absent\nCllr Ada Ash | Yes | | \nCllr Ben Elm | | Yes | \nCllr Cy Fir | | | Yes",
    ],
)
def test_a_grid_of_words_says_of_each_how_they_stand(table: str) -> None:
    found = {one.name: one.presence for one in parsed(f"{HEAD}{table}\n\n1. Close\n\nThe end.\n").attendance}
    assert found == {
        "Cllr Ada Ash": Presence.PRESENT,
        "Cllr Ben Elm": Presence.APOLOGIES,
        "Cllr Cy Fir": Presence.ABSENT,
    }


def test_a_vote_in_a_table_and_its_end_below_are_one_decision() -> None:
    votes = [
        "| Cllr Ash | | X |",
        "| Cllr Elm | X | |",
        "| Cllr Fir | | X |",
        "| Cllr Gale | | X |",
        "| Cllr Hay | | X |",
    ]
    rows = "\n".join(["| Councillor | For | Against |", "|---|---|---|", *votes])
    text = f"{HEAD}1. Car park\n\nCllr Elm moved and Cllr Fir seconded that the car park be sold.\n\n"
    [one] = parsed(f"{text}A recorded vote was asked for:\n\n{rows}\n\nThe motion was lost.\n").resolutions
    assert (one.outcome, one.proposer, one.votes_for) == ("lost", "Cllr Elm", 1)


@pytest.mark.parametrize(
    ("for_it", "against"), [("Voting in favour", "Voting against"), ("Ayes", "Noes"), ("For", "Against")]
)
def test_the_lists_of_a_division_are_of_its_motion_whatever_they_are_called(for_it: str, against: str) -> None:
    moved = "Moved by Cllr Ash, seconded by Cllr Elm, to let it."
    text = f"{HEAD}Present: Cllrs A. Ash, B. Elm, C. Fir\n\n1. Park\n\n{moved}\n\n"
    meeting = parsed(f"{text}{for_it}: Ash, Elm\n{against}: Fir\n\nThe motion was declared carried.\n")
    [one] = meeting.resolutions
    assert (one.outcome, one.votes_for, one.votes_against) == ("carried", 2, 1)
    assert [vote.cast for vote in meeting.votes] == ["for", "for", "against"]


@pytest.mark.parametrize(("ticked", "left"), [("[x]", "[ ]"), ("☒", "☐"), ("☑", "☐")])
def test_what_nobody_ticked_was_not_decided(ticked: str, left: str) -> None:
    form = f"{HEAD}1. Mill Lane\n\nDecision: {{}} Approved {{}} Refused\n"
    assert [one.outcome for one in parsed(form.format(left, ticked)).resolutions] == ["not stated"]
    assert [one.outcome for one in parsed(form.format(ticked, left)).resolutions] == ["carried"]
