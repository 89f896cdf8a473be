"""Who was at a meeting, came late, went out or sent word why not, and which meeting is meant."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from rag.answering.recorded import told
from rag.answering.records import from_records
from rag.answers import Question
from rag.ledger import Ledger
from rag.minutes import AgendaItem, Attendance, Document, Kind, Meeting, Paragraph, Presence
from rag.question.understanding import understand

OTTER, NETHER = "Ottermouth Parish Council", "Netherby and Thorle Parish Council"
SAID, ROLL = Kind.DISCUSSION, Kind.ATTENDANCE
Who = tuple[int, str, Presence, str | None]


def minutes(
    body: str,
    day: date,
    *paragraphs: tuple[str, Kind],
    who: Sequence[Who],
    begun: str | None = None,
    name: str = "",
) -> Document:
    """A document of one item; those who attended are given by their paragraph's place, name, presence and role."""
    name = name or f"{body.split()[0].lower()}-{day}.txt"
    text, made = "", []
    for place, (words, kind) in enumerate(paragraphs):
        start, text = len(text), text + words + "\n\n"
        made.append(
            Paragraph(
                id=f"{name}-{place}", number="", kind=kind, text=words, start=start, end=start + len(words), page=None
            )
        )
    meeting = Meeting(
        body=body,
        held_on=day,
        draft=False,
        items=(AgendaItem(number="1", title="", paragraphs=tuple(made)),),
        resolutions=(),
        actions=(),
        attendance=tuple(
            Attendance(paragraph_id=f"{name}-{place}", name=called, organisation=None, presence=presence, role=role)
            for place, called, presence, role in who
        ),
        remarks=(),
        begun=begun,
    )
    return Document(name=name, source=name, digest=name, format="txt", text=text, meeting=meeting)


HERE, AWAY = Presence.PRESENT, Presence.APOLOGIES
LEDGER = [
    minutes(
        OTTER,
        date(2023, 6, 14),
        ("Ordinary meeting at the Sail Loft.", SAID),
        ("Present: Cllr V Marsh (Vice Chair, chairing the meeting), Cllr T Pell, Tom Fry (TF)", ROLL),
        ("Absent: Cllr A Reed (Chair)", ROLL),
        ("Apologies: Cllr Reed (illness).", SAID),
        ("Cllr Pell declared an interest in the slipway and left the room. The tender was opened.", SAID),
        ("TF arrived at this point.", SAID),
        ("The harbour master left the meeting.", SAID),
        who=[
            (1, "Cllr V Marsh", HERE, "Vice Chair"),
            (1, "Cllr T Pell", HERE, None),
            (1, "Tom Fry", HERE, None),
            (2, "Cllr A Reed", AWAY, "Chair"),
        ],
        begun="19:30",
    ),
    minutes(
        OTTER,
        date(2023, 6, 21),
        ("Special meeting at the Lifeboat House, called to remember Jem Oakes.", SAID),
        ("Present: Cllr T Pell", ROLL),
        ("Apologies for absence were received from Cllr V Marsh.", SAID),
        who=[(1, "Cllr T Pell", HERE, None), (2, "Cllr V Marsh", AWAY, None)],
        begun="14:30",
        name="ottermouth special meeting.txt",
    ),
    minutes(
        OTTER,
        date(2023, 6, 28),
        ("Special meeting at the Sail Loft.", SAID),
        ("Present: Cllr V Marsh", ROLL),
        ("Apologies for absence were received from Cllr T Pell.", SAID),
        ("In remembrance of the flood the lifeboat was repainted.", SAID),
        ("Cllr N Quill left the meeting. County Councillor Bree left the meeting.", SAID),
        who=[(1, "Cllr V Marsh", HERE, None), (2, "Cllr T Pell", AWAY, None)],
        begun="10:00",
        name="ottermouth special meeting 2.txt",
    ),
    minutes(
        NETHER,
        date(2022, 3, 7),
        ("Officers: Ms R Dow, Clerk of Works", ROLL),
        ("Mr J Sandal (remotely)", SAID),
        who=[(0, "Ms R Dow", Presence.IN_ATTENDANCE, "Clerk of Works")],
    ),
    minutes(
        NETHER,
        date(2023, 4, 3),
        ("Officers: Ms R Dow, Head of Works", ROLL),
        who=[(0, "Ms R Dow", Presence.IN_ATTENDANCE, "Head of Works")],
    ),
]


@pytest.fixture
def answer(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """The answer's text, "" where the records don't answer."""
    ledger = Ledger(tmp_path, create=True)
    for document in LEDGER:
        ledger.put(document)
    meetings = ledger.meetings()

    def ask(question: str) -> str:
        asked = understand(Question(text=question), sorted({one.body for one in meetings}), lambda term: term)
        recorded = from_records(asked, meetings, ledger, lambda term: 1.0)
        return told(recorded)[0] if recorded else ""

    yield ask
    ledger.close()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who sent apologies to the Ottermouth meeting remembering Jem Oakes in June 2023?", "from Cllr V Marsh. [1]"),
        ("Who sent apologies to the June 2023 Ottermouth meeting at the Lifeboat House?", "from Cllr V Marsh. [1]"),
        ("Who sent apologies to the half two meeting of Ottermouth in June 2023?", "from Cllr V Marsh. [1]"),
        ("Who sent apologies to the 10am meeting of Ottermouth in June 2023?", "from Cllr T Pell. [1]"),
        ("Who sent apologies to the Ottermouth special meeting on the flood in June 2023?", "from Cllr T Pell. [1]"),
    ],
)
def test_the_meeting_is_known_by_its_hour_place_or_matter(answer: Callable[[str], str], question: str, expected: str):
    assert answer(question).endswith(expected)


def test_a_description_that_fits_no_meeting_or_several_is_left_to_the_passages(answer: Callable[[str], str]):
    assert answer("Who sent apologies to the special meeting of Ottermouth in June 2023?") == ""


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who came late to the Ottermouth meeting on 14 June 2023?", "TF arrived at this point."),
        (
            "Which councillor left the room because of an interest at Ottermouth on 14 June 2023?",
            "Cllr Pell declared an interest in the slipway and left the room.",
        ),
        ("Why was the chair not there at Ottermouth on 14 June 2023?", "Apologies: Cllr Reed (illness)."),
        ("Why did Reed miss the council meeting at Ottermouth on 14 June 2023?", "Apologies: Cllr Reed (illness)."),
        ("Who ran the Ottermouth meeting on 14 June 2023?", "Cllr V Marsh (Vice Chair, chairing the meeting)"),
        ("Who joined remotely at the Thorle meeting in March 2022?", "Mr J Sandal (remotely)"),
    ],
)
def test_comings_goings_and_reasons_are_told_in_the_minutes_own_words(
    answer: Callable[[str], str], question: str, expected: str
):
    assert expected in answer(question)


def test_who_has_initials_only_is_named_by_the_roll(answer: Callable[[str], str]):
    assert "Tom Fry (TF)" in answer("Who came late to the Ottermouth meeting on 14 June 2023?")


def test_guests_that_leave_are_no_councillors(answer: Callable[[str], str]):
    assert "harbour" not in answer("Which councillor left the Ottermouth meeting on 14 June 2023 early?")


def test_nobody_is_late_where_the_minutes_tell_of_none(answer: Callable[[str], str]):
    assert answer("Who came late to the Ottermouth special meeting on 21 June 2023?") == ""


def test_a_job_title_is_told_at_each_time_named(answer: Callable[[str], str]):
    text = answer("What was Dow's job title in March 2022, and what was it by April 2023?")
    assert text == "Officers: Ms R Dow, Clerk of Works [1] Officers: Ms R Dow, Head of Works [2]"


def test_a_councillor_counts_whom_the_roll_leaves_out(answer: Callable[[str], str]):
    text = answer("Which councillor left the Ottermouth special meeting on 28 June 2023 early?")
    assert text.startswith("Cllr N Quill left the meeting.")
