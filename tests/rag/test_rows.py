from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rag.answering.counting import rows_counted
from rag.answers import Question
from rag.finding.bounds import bounded
from rag.ledger import Ledger
from rag.minutes import Document, Kind, Resolution
from rag.question.understanding import understand

GRANTS = [
    "On the proposal of Councillor Oram, it was agreed to allocate £300 to the Saltmarket bandstand.",
    "On the proposal of Councillor Reed, it was agreed to allocate £300 to the Saltmarket bandstand.",
    "On the proposal of Councillor Oram, it was agreed to allocate £200 to the Saltmarket fountain.",
    "The Saltmarket bandstand was painted in the spring.",
    "The pound is to have 10 new houses, near the mill.",
    "The mill is to have houses too, and the pound a fence.",
]
GROUPS = [
    "Allotments: Cllrs Oram, Reed and Wick.",
    "Footpaths: Cllrs Wick and Pell.",
    "Cemetery: Cllrs Oram and Pell.",
]
ROWS = [
    "1 | Rezoning, 4 Mill Lane | ADOPTED",
    "2 | Subdivision and Rezoning, 9 Weir Road | APPLICATION REJECTED",
    "3 | Ferry Licence | ADOPTED",
    "4 | Rezoning, 7 Pound Row | APPLICATION REJECTED",
]
CHOSEN = "“That, Councillor {} be appointed Reeve of the parish until the next annual meeting.”"


def resolved(document: Document, outcomes: dict[int, tuple[str, str | None]]) -> Document:
    """The document with resolutions at these paragraphs: each an outcome and a proposer."""
    meeting = document.meeting
    made = {f"{document.name}-{n}": one for n, one in outcomes.items()}
    items = tuple(
        replace(
            item,
            paragraphs=tuple(replace(p, kind=Kind.RESOLUTION if p.id in made else p.kind) for p in item.paragraphs),
        )
        for item in meeting.items
    )
    resolutions = tuple(
        Resolution(paragraph_id=id, proposer=proposer, seconder=None, outcome=outcome)
        for id, (outcome, proposer) in made.items()
    )
    return replace(document, meeting=replace(meeting, items=items, resolutions=resolutions))


def entitled(document: Document, titles: Sequence[str]) -> Document:
    """The document with these titles for its items."""
    items = tuple(replace(item, title=title) for item, title in zip(document.meeting.items, titles, strict=True))
    return replace(document, meeting=replace(document.meeting, items=items))


@pytest.fixture
def ledger(tmp_path: Path, document: Callable[..., Document]) -> Iterator[Ledger]:
    made = Ledger(tmp_path, create=True)
    carried = ("carried", "Councillor Oram")
    grants = resolved(
        document("grants.txt", GRANTS, GROUPS, held_on=date(2021, 5, 4)),
        {0: carried, 1: ("carried", "Councillor Reed"), 2: carried},
    )
    council = resolved(
        document("rows.txt", ROWS, held_on=date(2021, 6, 1)), {n: (("carried", "lost")[n % 2], None) for n in range(4)}
    )
    for one in (grants, council):
        made.put(one)
    for year, name, outcome in (
        (2018, "Ada Oram", "carried"),
        (2019, "Ben Pell", "carried"),
        (2020, "Ada Oram", "moved"),
    ):
        words = [CHOSEN.format(name)]
        made.put(resolved(document(f"{year}.txt", words, held_on=date(year, 5, 2)), {0: (outcome, "Councillor Wick")}))
    yield made
    made.close()


def counted(question: str, ledger: Ledger) -> tuple[str, int] | None:
    asked = understand(Question(text=question), ["Ottermouth Parish Council"], lambda term: term)
    recorded = rows_counted(asked, bounded(asked, ledger.meetings(), ledger), ledger)
    return (recorded.sentences[0].text, len(recorded.sentences[0].quotes)) if recorded else None


@pytest.mark.parametrize(
    ("question", "begins", "cited"),
    [
        ("How many councillors put money towards the Saltmarket bandstand at Ottermouth in May 2021?", "Two coun", 2),
        ("How many groups was Cllr Pell put on at the Ottermouth meeting of 4 May 2021?", "Two groups", 2),
        ("How many planning applications were rejected by Ottermouth on 1 June 2021?", "Two planning", 2),
        ("How many times has Ada Oram been voted in as Reeve of Ottermouth?", "Two times", 2),
    ],
)
def test_rows_that_hold_what_a_question_names_are_counted_and_each_is_cited(
    question: str, begins: str, cited: int, ledger: Ledger
):
    found = counted(question, ledger)
    assert found is not None
    assert (found[0][: len(begins)], found[1]) == (begins, cited)


@pytest.mark.parametrize(
    "question",
    [
        "How many people were given money for the Saltmarket bandstand at Ottermouth in May 2021?",
        "How many trees did Ottermouth plant in the Saltmarket orchard behind the old school in May 2021?",
        "How many houses will stand by the Pound of Ottermouth, by the meeting in May 2021?",
        "How many councillors seconded the allocations to the Saltmarket at Ottermouth in May 2021?",
        "How many licences were withdrawn by Ottermouth on 1 June 2021?",
    ],
)
def test_where_rows_cannot_tell_nothing_is_counted(question: str, ledger: Ledger):
    assert counted(question, ledger) is None


def test_a_nomination_with_a_rival_leaves_the_count_open(ledger: Ledger, document: Callable[..., Document]):
    both = document("2022.txt", [CHOSEN.format("Ada Oram"), CHOSEN.format("Cy Wick")], held_on=date(2022, 5, 3))
    ledger.put(resolved(both, {0: ("moved", "Councillor Pell"), 1: ("moved", "Councillor Reed")}))
    assert counted("How many times has Ada Oram been voted in as Reeve of Ottermouth?", ledger) is None


PLANS = [
    "9.1 A porch at 4 Mill Lane",
    "Support",
    "9.2 A barn at the Weir",
    "No objection",
    "9.3 A shed at 2 Pound Row",
    "Support",
]
TITLES = ("Planning", "Report", "Notice of Motion submitted by Councillor B. Pell")
TABLED = ["I will move that the pound be fenced.", "In proposing the Motion, Councillor Pell spoke of the sheep."]
SHOWS = [
    "Shows attended: \n\n* May - Otter Fair, by Cllr Pell\n\n* June - Mill Fair, by Cllr Oram\n\n"
    "* July - Pound Fair, by Cllrs Oram and Pell",
]


def test_amounts_of_the_rows_are_added_up_and_each_is_cited(ledger: Ledger):
    question = "Put together, how much did councillors give the Saltmarket bandstand at Ottermouth in May 2021?"
    begins = "£600 in all, by the minutes of the meeting of Ottermouth Parish Council on 4 May 2021: £300 and £300."
    assert counted(question, ledger) == (begins, 2)


@pytest.mark.parametrize(
    ("question", "begins", "cited"),
    [
        ("How many planning applications did Ottermouth support in July 2021?", "Two planning applications", 4),
        ("How many motions did Cllr Pell table at Ottermouth in July 2021?", "One motion", 1),
        ("How many shows did Cllr Pell go to, by the Ottermouth minutes of July 2021?", "Two shows", 1),
    ],
)
def test_a_verdict_and_an_entry_of_a_list_within_a_paragraph_are_rows(
    question: str, begins: str, cited: int, ledger: Ledger, document: Callable[..., Document]
):
    ledger.put(entitled(document("plans.txt", PLANS, SHOWS, TABLED, held_on=date(2021, 7, 6)), TITLES))
    found = counted(question, ledger)
    assert found is not None
    assert (found[0][: len(begins)], found[1]) == (begins, cited)
