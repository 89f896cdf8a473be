"""Answers from the records of a small ledger of two bodies."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

import pytest

from rag.answering.citing import faults
from rag.answering.recorded import Recorded, told
from rag.answering.records import from_records
from rag.answers import Answer, Question, Status
from rag.ledger import Ledger
from rag.minutes import AgendaItem, Attendance, Document, Kind, Meeting, Paragraph, Presence, Resolution
from rag.question.understanding import understand

OTTER, NETHER = "Ottermouth Parish Council", "Netherby Parish Council"


def minutes(
    body: str,
    day: date,
    *paragraphs: tuple[str, Kind],
    attended: Sequence[tuple[int, str, Presence, str | None]] = (),
    decided: Sequence[tuple[int, str, str | None, str]] = (),
    items: Sequence[str] = (),
    name: str = "",
    draft: bool = False,
) -> Document:
    """A document whose paragraphs each have their item's title in `items`, or stand in one item.

    Attendance is given by its paragraph's place, the name, the presence and the role; resolutions by the paragraph's
    place, the outcome, the proposer and the title.
    """
    name = name or f"{body.split()[0].lower()}-{day}.txt"
    made, text = [], ""
    for place, (words, kind) in enumerate(paragraphs):
        start = len(text)
        text += words + "\n\n"
        made.append(
            Paragraph(
                id=f"{name}-{place}", number="", kind=kind, text=words, start=start, end=start + len(words), page=None
            )
        )
    titles = items or [""] * len(made)
    grouped = [
        (title, [paragraph for _, paragraph in group])
        for title, group in groupby(zip(titles, made, strict=True), key=lambda pair: pair[0])
    ]
    meeting = Meeting(
        body=body,
        held_on=day,
        draft=draft,
        items=tuple(
            AgendaItem(number=str(number), title=title, paragraphs=tuple(paragraphs))
            for number, (title, paragraphs) in enumerate(grouped, 1)
        ),
        resolutions=tuple(
            Resolution(paragraph_id=f"{name}-{place}", proposer=mover, seconder=None, outcome=outcome, title=title)
            for place, outcome, mover, title in decided
        ),
        actions=(),
        attendance=tuple(
            Attendance(paragraph_id=f"{name}-{place}", name=who, organisation=None, presence=how, role=role)
            for place, who, how, role in attended
        ),
        remarks=(),
    )
    return Document(name=name, source=f"/{name}", digest="0" * 64, format="text", text=text, meeting=meeting)


def ordinary(body: str, day: date, present: Sequence[str], apologies: Sequence[str] = (), **more: str) -> Document:
    roll = f"Present: {', '.join(present)} (Chair)" if present else "The meeting was opened."
    sorry = f"Apologies were received from {' and '.join(apologies)}." if apologies else "All were there."
    return minutes(
        body,
        day,
        (roll, Kind.ATTENDANCE),
        (sorry, Kind.ATTENDANCE),
        attended=[
            *((0, who, Presence.PRESENT, "Chair" if who == present[-1] else None) for who in present),
            *((1, who, Presence.APOLOGIES, None) for who in apologies),
        ],
        **more,  # type: ignore[arg-type]
    )


LEDGER = [
    ordinary(OTTER, date(2023, 1, 11), ["Cllr V Marsh", "Cllr T Pell"], ["Cllr Ada Reed"]),
    ordinary(OTTER, date(2023, 2, 8), ["Cllr V Marsh", "Cllr Ada Reed"], ["Cllr T Pell"]),
    ordinary(OTTER, date(2023, 2, 22), ["Cllr T Pell"], ["Cllr A Reed"], name="ottermouth special meeting.txt"),
    ordinary(OTTER, date(2023, 3, 8), ["Cllr V Marsh", "Cllr T Pell"], ["Cllr A. Reed"]),
    ordinary(OTTER, date(2023, 3, 8), ["Cllr V Marsh", "Cllr T Pell"], ["Cllr A. Reed"], name="zz-copy.txt"),
    ordinary(OTTER, date(2023, 4, 12), []),
    ordinary(NETHER, date(2023, 1, 9), ["Mrs J Wick", "Mr S Wick"], ["Miss P Oram"]),
    ordinary(NETHER, date(2023, 2, 6), ["Mr S Wick", "Miss P Oram"], ["Mrs J Wick"]),
]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger(tmp_path, create=True)
    for document in LEDGER:
        made.put(document)
    yield made
    made.close()


@pytest.fixture
def answer(ledger: Ledger) -> Callable[[str], Recorded | None]:
    def ask(question: str) -> Recorded | None:
        meetings = ledger.meetings()
        asked = understand(Question(text=question), sorted({one.body for one in meetings}), lambda term: term)
        return from_records(asked, meetings, ledger, lambda term: 1.0)

    return ask


@pytest.fixture
def said(answer: Callable[[str], Recorded | None], ledger: Ledger) -> Callable[[str], tuple[str, list[str]]]:
    """The answer's text without its markers, and the documents cited; what is cited stands in the ledger."""

    def ask(question: str) -> tuple[str, list[str]]:
        recorded = answer(question)
        assert recorded is not None
        text, sentences, citations = told(recorded)
        record = Answer(
            question=Question(text=question),
            asked_as=question,
            status=Status.ANSWERED,
            reason=None,
            text=text,
            sentences=tuple(sentences),
            citations=tuple(citations),
        ).record()
        assert list(faults(record, ledger)) == []
        assert all(sentence.support == 1.0 for sentence in sentences)
        return " ".join([*(one.text for one in sentences), recorded.unmet]).strip(), [
            one.cited.document for one in citations
        ]

    return ask


Said = Callable[[str], tuple[str, list[str]]]


def test_meetings_with_apologies_are_counted_once_each_and_all_cited(said: Said):
    text, documents = said(
        "How many of Ottermouth Parish Council's meetings from January to March 2023 did Ada Reed send apologies for?"
    )
    assert text == (
        "At three of the four meetings of Ottermouth Parish Council from 11 January to 8 March 2023 apologies were "
        "recorded for Cllr Ada Reed: 11 January, 22 February and 8 March 2023."
    )
    assert documents == ["ottermouth-2023-01-11.txt", "ottermouth special meeting.txt", "ottermouth-2023-03-08.txt"]


def test_ordinary_meetings_leave_out_special_ones(said: Said):
    text, _ = said(
        "At how many ordinary meetings of Ottermouth Parish Council from January to March 2023 did Cllr Reed "
        "send apologies?"
    )
    assert text.startswith("At two of the three meetings")


def test_attendance_that_was_not_found_is_said(said: Said):
    text, documents = said("How many meetings of Ottermouth Parish Council did T Pell attend in 2023?")
    assert text.startswith("At three of the four meetings of Ottermouth Parish Council")
    assert text.endswith("No attendance was found in 1 of the 5 meetings: 12 April 2023.")
    assert len(documents) == 3


def test_at_none_is_proved_by_the_rolls(said: Said):
    text, documents = said("How many times did V Marsh send apologies to Ottermouth Parish Council in January 2023?")
    assert text.startswith("At 0 of 1 meeting of Ottermouth Parish Council on 11 January 2023")
    assert documents == ["ottermouth-2023-01-11.txt"]


def test_a_shared_surname_is_said_and_not_guessed(said: Said):
    text, _ = said("How many meetings of Netherby Parish Council did Wick attend in 2023?")
    assert "Two people of Netherby Parish Council are called Wick." in text
    assert "Mrs J Wick was recorded as present" in text
    assert "Mr S Wick was recorded as present" in text


def test_a_title_tells_two_people_of_one_name_apart(said: Said):
    text, _ = said("How many meetings of Netherby Parish Council did Mrs Wick attend in 2023?")
    assert text.startswith("At one of the two meetings of Netherby Parish Council")
    assert "called Wick" not in text


@pytest.mark.parametrize(
    "question",
    [
        "How many meetings of Ottermouth Parish Council did Cllr Nobody attend in 2023?",
        "How many trees were planted by those present in 2023?",
        "How many people at Ottermouth took part in the survey of January 2023?",
        "What did Cllr Reed say about apologies at the Ottermouth Parish Council meeting in January 2023?",
        "Who chaired the rest of the Ottermouth Parish Council meeting on 11 January 2023?",
        "Who chaired the Ottermouth Parish Council meeting in 2023?",
        "Who sent apologies?",
    ],
)
def test_what_the_records_cannot_tell_for_sure_is_left_to_the_passages(
    question: str, answer: Callable[[str], Recorded | None]
):
    assert answer(question) is None


def test_a_body_that_is_not_named_is_known_by_who_sits_on_it(said: Said):
    text, _ = said("At how many council meetings in 2023 did Miss Oram send apologies?")
    assert text.startswith("At one of the two meetings of Netherby Parish Council")


def test_who_was_away_or_there_or_in_the_chair_is_told_in_the_minutes_own_words(said: Said):
    assert said("Who sent apologies to Ottermouth Parish Council on 11 January 2023?") == (
        "Apologies were received from Cllr Ada Reed.",
        ["ottermouth-2023-01-11.txt"],
    )
    assert said("Who chaired the Ottermouth Parish Council meeting on 8 February 2023?")[0].endswith("(Chair)")
    assert said("Which councillors were present at the Netherby meeting in January 2023?")[0].startswith("Present: Mrs")


def test_the_ordinary_meeting_of_a_month_is_meant_unless_another_is_called_for(said: Said):
    assert said("Who was absent from the February 2023 Ottermouth meeting?")[1] == ["ottermouth-2023-02-08.txt"]
    special = "Who was absent from the special meeting of Ottermouth in February 2023?"
    assert said(special)[1] == ["ottermouth special meeting.txt"]


def test_people_at_a_meeting_are_counted_by_name(said: Said):
    text, documents = said(
        "How many councillors were present at the Ottermouth Parish Council meeting on 8 March 2023?"
    )
    assert (
        text
        == "The minutes of Ottermouth Parish Council, 8 March 2023, list two as present: Cllr V Marsh and Cllr T Pell."
    )
    assert documents == ["ottermouth-2023-03-08.txt"]


def test_many_markers_in_a_row_are_folded(answer: Callable[[str], Recorded | None], ledger: Ledger):
    for month in range(5, 12):
        ledger.put(ordinary(OTTER, date(2023, month, 10), ["Cllr V Marsh"], ["Cllr T Pell"]))
    recorded = answer(
        "How many meetings of Ottermouth Parish Council did V Marsh attend between May and November 2023?"
    )
    assert recorded is not None
    text, _, citations = told(recorded)
    assert text.endswith("[1]–[7]")
    assert len(citations) == 7


@pytest.fixture
def decisions(ledger: Ledger) -> None:
    """One meeting's report of four items, two motions and a list of plans; another meeting's one decision."""
    said = Kind.RESOLUTION
    ledger.put(
        minutes(
            NETHER,
            date(2023, 5, 8),
            ("Register of Sites, Nomination of the Old Forge | ADOPTED", said),
            ("Register of Sites, Nomination of the Ferry House | ADOPTED", said),
            ("Register of Sites, Nomination of the Tannery | REJECTED", said),
            ("MOTION 1: That the pump be mended. Moved by Cllr Wick. CARRIED", said),
            ("MOTION 2: That the pond be filled, as Motion 1 has it. Moved by Cllr Oram. LOST", said),
            ("A shed at Pell Farm. Approved by Parish", Kind.DISCUSSION),
            ("A barn at Marsh Farm. Refused by Parish", Kind.DISCUSSION),
            ("A porch at The Forge. Approved by Parish", Kind.DISCUSSION),
            ("It was agreed to ask twice.", said),
            ("AGREED", Kind.HEADING),
            ("1. That the clerk ask the county.", said),
            ("2. That the clerk ask again.", said),
            items=[*["Report"] * 3, *["Motions"] * 2, *["Planning"] * 3, *["Buses"] * 4],
            decided=[
                (0, "carried", None, ""),
                (1, "carried", None, ""),
                (2, "lost", None, ""),
                (3, "carried", "Cllr J Wick", ""),
                (4, "lost", "Cllr P Oram", ""),
                (8, "carried", None, ""),
                (10, "carried", None, ""),
                (11, "noted", None, ""),
            ],
            name="may.txt",
        )
    )


AT = "by the minutes of the meeting of Netherby Parish Council on 8 May 2023."


@pytest.mark.usefixtures("decisions")
@pytest.mark.parametrize(
    ("question", "text", "places"),
    [
        ("How many houses did Netherby put on the sites register at its 8 May 2023 meeting?", "Two houses", [0, 1]),
        (
            "How many nominations to the register came to Netherby on 8 May 2023?",
            "Three nominations",
            [0, 1, 2],
        ),
        ("How many motions were lost at Netherby on 8 May 2023?", "One motion", [4]),
        ("How many motions were carried at Netherby in May 2023?", "One motion", [3]),
        ("How many motions did Cllr Oram move at Netherby in May 2023?", "One motion", [4]),
        ("How many decisions did item 4 of the Netherby meeting in May 2023 end with?", "Two decisions", [10, 11]),
        (
            "How many of the planning matters listed at Netherby on 8 May 2023 are marked as approved by the parish?",
            "Two planning matters",
            [5, 7],
        ),
    ],
)
def test_decisions_are_counted_by_matter_outcome_and_mover(
    question: str, text: str, places: list[int], answer: Callable[[str], Recorded | None]
):
    recorded = answer(question)
    assert recorded is not None
    said, _, citations = told(recorded)
    assert said.startswith(f"{text}, {AT}")
    assert [citation.cited.id for citation in citations] == [f"may.txt-{place}" for place in places]


@pytest.mark.usefixtures("decisions")
@pytest.mark.parametrize(
    "question",
    [
        "How many trees did Netherby agree to plant at its 8 May 2023 meeting?",
        "How many sheds were approved at Netherby on 8 May 2023?",
        "How many motions were withdrawn at Netherby on 8 May 2023?",
        "How many people came to the sites?",
    ],
)
def test_what_one_paragraph_may_hold_several_of_is_not_counted(question: str, answer: Callable[[str], Recorded | None]):
    assert answer(question) is None


def test_meetings_are_counted_each_once(said: Said):
    text, documents = said("How many meetings did Ottermouth Parish Council hold in February 2023?")
    assert text == (
        "There are minutes of two meetings of Ottermouth Parish Council from 8 February to 22 February 2023: "
        "8 February and 22 February 2023."
    )
    assert len(documents) == 2


def test_no_apologies_are_no_apologies(ledger: Ledger, said: Said):
    ledger.put(
        minutes(
            NETHER,
            date(2023, 3, 6),
            ("Present: Mr S Wick", Kind.ATTENDANCE),
            ("Miss P Oram was absent, though apologies had not been received.", Kind.ATTENDANCE),
            attended=[(0, "Mr S Wick", Presence.PRESENT, None), (1, "Miss P Oram", Presence.APOLOGIES, None)],
        )
    )
    asked = "How many Netherby Parish Council meetings {} from January to March 2023?"
    assert said(asked.format("did Miss Oram send apologies for"))[0].startswith("At one of the three meetings")
    assert said(asked.format("was Miss Oram absent from"))[0].startswith("At two of the three meetings")


def test_numbered_by_laws_are_counted_and_not_what_only_speaks_of_them(
    ledger: Ledger, answer: Callable[[str], Recorded | None]
):
    said = Kind.RESOLUTION
    ledger.put(
        minutes(
            NETHER,
            date(2023, 9, 4),
            ("Enforcement of by-laws on the quay | ADOPTED", said),
            ("BY-LAW NO.: 7/2023 | To name the new lane", said),
            ("BY-LAW NO.: 8/2023 | To close the old lane", said),
            decided=[(0, "carried", None, ""), (1, "carried", None, ""), (2, "carried", None, "")],
            name="september.txt",
        )
    )
    recorded = answer("How many by-laws were passed at Netherby on 4 September 2023?")
    assert recorded is not None
    assert [one.cited.id for one in told(recorded)[2]] == ["september.txt-1", "september.txt-2"]


def test_who_chaired_and_who_was_away_are_told_together(answer: Callable[[str], Recorded | None]):
    recorded = answer("Who chaired the Ottermouth Parish Council meeting on 8 March 2023, and who sent apologies?")
    assert recorded is not None
    assert [quote.candidate.cited.position for one in recorded.sentences for quote in one.quotes] == [0, 1]
    assert told(recorded)[0].startswith("Present: Cllr V Marsh, Cllr T Pell (Chair)")


def test_who_dialled_in_is_told_apart_from_who_came(ledger: Ledger, answer: Callable[[str], Recorded | None]):
    ledger.put(
        minutes(
            NETHER,
            date(2023, 5, 8),
            ("Present: Mr S Wick", Kind.ATTENDANCE),
            ("By telephone: Miss P Oram", Kind.ATTENDANCE),
            attended=[(0, "Mr S Wick", Presence.PRESENT, None), (1, "Miss P Oram", Presence.REMOTE, None)],
        )
    )
    recorded = answer("Who dialled in to the Netherby meeting in May 2023?")
    assert recorded is not None
    assert told(recorded)[0] == "By telephone: Miss P Oram [1]"


def test_of_several_meetings_in_a_month_the_one_that_the_question_tells_of_is_meant(
    ledger: Ledger, answer: Callable[[str], Recorded | None]
):
    ferry = ordinary(OTTER, date(2023, 3, 22), ["Cllr T Pell"], ["Cllr V Marsh"], name="ottermouth extra.txt")
    ledger.put(ferry)
    assert answer("Who sent apologies to the Ottermouth meeting about the ferry landing in March 2023?") is None
    told_of = minutes(
        OTTER,
        date(2023, 3, 29),
        ("Present: Cllr Ada Reed", Kind.ATTENDANCE),
        ("Apologies were received from Cllr T Pell.", Kind.ATTENDANCE),
        ("The meeting was called about the ferry landing.", Kind.DISCUSSION),
        attended=[(0, "Cllr Ada Reed", Presence.PRESENT, None), (1, "Cllr T Pell", Presence.APOLOGIES, None)],
    )
    ledger.put(told_of)
    recorded = answer("Who sent apologies to the Ottermouth meeting about the ferry landing in March 2023?")
    assert recorded is not None
    assert told(recorded)[0] == "Apologies were received from Cllr T Pell. [1]"
