"""Tables that are records: actions, recorded votes and grids of attendance, each row under the heads of its columns."""

import pytest

from ingest.parsing import parse
from ingest.reading import SourceText
from rag.minutes import Cast, Meeting, Outcome, Presence

HEAD = "Hallowdown Parish Council\n\nMinutes of the meeting held on 18 May 2026\n\n"


def parsed(text: str) -> Meeting:
    return parse(SourceText(text=HEAD + text, format="text"), "a.txt")[0]


PRESENT = "Present: Cllr A Ash, Cllr B Elm\n\n1. Matters\n\nThe mill was spoken of.\n\n2. Gate\n\nIt creaks.\n\n"
PLAIN = (
    "No | Action | Who | By when\n\n1/26 | Oil the gate | Clerk | asap\n\n"
    "2/26 | Mend the stile | Ned Pell/Ida Marsh | 12/06/2026"
)
NEXT_PAGE = PLAIN.replace("asap\n\n", "asap\n\n2\n\n")
LABELLED = (
    "No: 1/26 | Action: Oil the gate | Owner: Clerk | Due: asap\n\n"
    "No: 2/26 | Action: Mend the stile | Owner: Ned Pell/Ida Marsh | Due: 12/06/2026"
)
MARKDOWN = (
    "| Ref | Task | Responsible | Deadline | Status |\n| 1/26 | Oil the gate | Clerk | asap | open |\n"
    "| 2/26 | Mend the stile | Ned Pell/Ida Marsh | 12/06/2026 | |"
)


@pytest.mark.parametrize("table", [PLAIN, NEXT_PAGE, LABELLED, MARKDOWN])
def test_each_row_of_a_table_of_actions_is_an_action(table: str):
    found = parsed(f"{PRESENT}3. Actions\n\n{table}\n").actions
    assert [(one.owner, one.task, one.due) for one in found] == [
        ("Clerk", "Oil the gate", "asap"),
        ("Ned Pell/Ida Marsh", "Mend the stile", "12/06/2026"),
    ]


def test_a_row_says_its_number_and_how_the_action_stands():
    table = MARKDOWN.replace("12/06/2026 | |", "12/06/2026 | Done |")
    found = parsed(f"{PRESENT}3. Actions\n\n{table}\n").actions
    assert [(one.number, one.status) for one in found] == [("1/26", "open"), ("2/26", "Done")]


def test_a_row_that_lacks_a_cell_is_no_action():
    assert parsed(f"{PRESENT}3. Actions\n\nNo | Action | Who | By when\n\n1/26 | Oil the gate | asap\n").actions == ()


GRIDS = {
    "ticks": "Councillor | Present | Apologies\nA. Ash (Chair) | ✓ |\nB. Elm | | ✓",
    "labelled": "Councillor: A. Ash (Chair) | Present: ✓\n\nCouncillor: B. Elm | Apologies: x",
    "yes-no": "Name: Cllr A. Ash | Attended: Yes\n\nName: Cllr B. Elm | Attended: No",
    "dates": (
        "Governor: A. Ash | 23/03/2026: S | 18/05/2026: P\n\nGovernor: B. Elm | 23/03/2026: P | 18/05/2026: S\n\n"
        "P – Present | S – Sanctioned (apologies accepted)"
    ),
}


@pytest.mark.parametrize("form", GRIDS)
def test_a_grid_tells_who_was_there(form: str):
    people = parsed(f"{GRIDS[form]}\n\n1. Gate\n\nIt creaks.\n").attendance
    assert [(one.name.removeprefix("Cllr "), one.presence) for one in people] == [
        ("A. Ash", Presence.PRESENT),
        ("B. Elm", Presence.ABSENT if form == "yes-no" else Presence.APOLOGIES),
    ]


def test_a_legend_tells_what_its_marks_mean():
    late, away = parsed(
        "Name: A. Ash | 04/03/2026: A | 18/05/2026: L\n\nName: B. Elm | 04/03/2026: L | 18/05/2026: A\n\n"
        "A – Absent | L – Late arrival\n\n1. Gate\n\nIt creaks.\n"
    ).attendance
    assert (late.presence, late.arrived) == (Presence.PRESENT, "Late arrival")
    assert (away.presence, away.note) == (Presence.ABSENT, None)


def test_a_row_of_a_grid_may_lack_the_head_over_the_names_and_the_days_before_somebody_came():
    grid = "Ada Ash | 23/03/2026: P | 18/05/2026: S\n\nBen Elm | 18/05/2026: L\n\nS – Sent apologies | L – Late arrival"
    people = parsed(f"{grid}\n\n1. Gate\n\nIt creaks.\n").attendance
    assert [(one.name, one.presence) for one in people] == [
        ("Ada Ash", Presence.APOLOGIES),
        ("Ben Elm", Presence.PRESENT),
    ]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_each_labelled_row_is_a_paragraph_and_none_heads_business(gap: str):
    rows = ["Payee: Ash Ltd | For: paint | Amount: 38.50", "Payee: Elm Ltd | For: a lamp | Amount: 212.40"]
    meeting = parsed(f"1. Payments\n\nThe following payments were approved:{gap}{gap.join(rows)}\n")
    assert [paragraph.text for paragraph in meeting.paragraphs][-2:] == rows
    assert [item.number for item in meeting.items][-1] == "1"


def test_a_row_of_labels_and_names_tells_who_chaired_and_who_took_the_minutes():
    people = parsed(
        "Ada Ash | 18/05/2026: P\n\nChaired by | Ada Ash | Clerked by | Ben Elm\n\n1. Gate\n\nIt creaks.\n"
    ).attendance
    assert [(one.name, one.presence, one.role) for one in people] == [
        ("Ada Ash", Presence.PRESENT, "Chair"),
        ("Ben Elm", Presence.IN_ATTENDANCE, "Clerk"),
    ]


@pytest.mark.parametrize(
    "grid",
    [
        "Councillor | Present | Apologies\n\nA. Ash | ✓\n\nB. Elm | ✓",  # a tick whose column the file lost
        "ATTENDANCE\n\nAda Ash | P | P | L\n\nBen Elm | P | A",
        "Name: A. Ash | 04/03/2026: A | 18/05/2026: Q\n\nName: B. Elm | 04/03/2026: P | 18/05/2026: Q",
        "Name: A. Ash | 04/03/2026: P | 05/04/2026: P",  # no column is of this meeting
    ],
)
def test_who_stands_under_no_certain_head_is_remarked_and_not_recorded(grid: str):
    meeting = parsed(f"{grid}\n\n1. Gate\n\nIt creaks.\n")
    assert meeting.attendance == ()
    assert any("grid of attendance" in remark for remark in meeting.remarks)


@pytest.mark.parametrize(
    "table",
    [
        "Councillor | For | Against | Abstain\nCllr A Ash | x | |\nCllr B Elm | | x |\nCllr C Fir | | x |",
        "Name: Cllr A Ash | Vote: For\n\nName: Cllr B Elm | Vote: Against\n\nName: Cllr C Fir | Vote: Against",
    ],
)
def test_a_recorded_vote_may_be_a_table(table: str):
    meeting = parsed(
        f"{PRESENT}3. Mill\n\nProposed by Cllr Ash, seconded by Cllr Elm, that the mill be sold.\n\n"
        f"{table}\n\nMotion lost.\n"
    )
    [ballot] = meeting.ballots
    assert (ballot.outcome, ballot.votes_for, ballot.votes_against) == (Outcome.LOST, 1, 2)
    assert [(vote.name, vote.cast, vote.ballot) for vote in meeting.votes] == [
        ("Cllr A Ash", Cast.FOR, 0),
        ("Cllr B Elm", Cast.AGAINST, 0),
        ("Cllr C Fir", Cast.AGAINST, 0),
    ]


def test_a_list_of_files_tells_of_each_what_was_done_and_who_moved_it():
    columns = "File #: {} | Type: Resolution | Title: {} | Action: {} | Result: {} | Mover: {} | Seconder: {}\n\n"
    rows = [
        columns.format("24-01", "Sewer lining", "adopted", "Pass", "Ash", "Elm"),
        columns.format("24-02", "Licence", "adopted", "Fail", "Birch", ""),
        columns.format("24-03", "Road", "referred to the Roads Committee", "Pass", "Elm", ""),
        columns.format("24-04", "Report", "", "", "", ""),
    ]
    meeting = parsed("".join(rows))
    assert [item.number for item in meeting.items if item.number][:3] == ["24-01", "24-02", "24-03"]
    assert [(one.proposer, one.seconder, str(one.outcome)) for one in meeting.resolutions] == [
        ("Ash", "Elm", "carried"),
        ("Birch", None, "lost"),
        ("Elm", None, "referred"),
    ]
