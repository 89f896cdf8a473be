from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rag.answering.composing import Quote
from rag.answering.voting import unnamed, voted
from rag.answers import Candidate, Question, Reason
from rag.ledger import Ledger
from rag.minutes import Document
from rag.question.understanding import Understanding, understand

REPORT = [
    "MOTION: 3 | MOVER: Marsh | SUBJECT: That Item 2 be amended by adding a crossing at the mill",
    "MOTION: 4 | MOVER: Pell | SUBJECT: That the ferry be free on Sundays",
]
RECORDED = [
    "SUBJECT: Item 2 of the Report of the Works Committee | YEAS: Marsh, Pell, Reed | NAYS: Wick | CARRIED",
    "SUBJECT: Motion 3, Amendment to Item 2 of the Report | YEAS: Marsh, Reed | NAYS: Pell, Wick, Oram | LOST",
    "SUBJECT: Motion 4 | YEAS: Pell | NAYS: Marsh, Reed, Wick, Oram | LOST",
]
DEBATE = [
    "Councillor Oram proposed an amendment that the weir be left as it is.",
    "Councillor Wick proposed an amendment that the weir be lowered by a foot.",
    "First Amendment, proposed by Councillor Oram",
    "For:\n\nCouncillors Oram, Reed. (2)",
    "Against:\n\nCouncillors Marsh, Pell, Wick. (3)",
    "The chair declared the amendment defeated.",
    "Second Amendment, proposed by Councillor Wick",
    "For:\n\nCouncillors Marsh, Pell, Wick. (3)",
    "Against:\n\nCouncillors Oram, Reed. (2)",
    "The chair declared the amendment carried.",
    "The clerk will write to the county about the weir.",
]
CONTEST = [
    "Proposed by Councillor Oram: that Councillor Reed be appointed to the Harbour Board.",
    "Proposed by Councillor Wick: that Councillor Marsh be appointed to the Harbour Board.",
    "The chair directed that a vote be taken and the result of the voting was as follows:",
    "**For Councillor Reed**",
    "Councillors Oram, Reed.",
]
COUNTED = [
    "**(2)**\n\n**For Councillor Marsh**",
    "Councillors Marsh, Pell, Wick. **(3)**",
    "The chair declared Councillor Marsh appointed to the Harbour Board.",
    "The clerk will write to the Harbour Board.",
]
DEPUTY = [
    "A vote was taken which resulted as follows:\n\nFor Councillor Reed",
    "Councillors Oram, Reed. **(2)**\n\nFor Cmhlr. Ó Wick",
    "Councillors Marsh, Cmhlr. Ó Wick. **(2)**",
    "The chair declared Councillor Reed elected as Deputy Reeve.",
]
PLAIN = ["The fence. Pell moved that it be mended. Vote: 4 for, 1 against.", "The gate was painted. Two voted against."]


@pytest.fixture
def ledger(tmp_path: Path, document: Callable[..., Document]) -> Iterator[Ledger]:
    made = Ledger(tmp_path, create=True)
    made.put(document("works.txt", REPORT, RECORDED))
    made.put(document("weir.txt", DEBATE))
    made.put(document("board.txt", CONTEST, COUNTED))
    made.put(document("deputy.txt", DEPUTY))
    made.put(document("plain.txt", PLAIN))
    yield made
    made.close()


def asked(question: str) -> Understanding:
    return understand(Question(text=question), ["Ottermouth Parish Council"], lambda term: term)


def found(ledger: Ledger, id: str) -> list[Candidate]:
    cited = ledger.paragraph(id)
    assert cited is not None
    return [Candidate(cited=cited, score=1.0, ranks={}, fused=1.0)]


def quoted(ledger: Ledger, question: str, best: str) -> list[str] | None:
    recorded = voted(asked(question), found(ledger, best), ledger, lambda _: 4.0)
    return [quote.text for one in recorded.sentences for quote in one.quotes] if recorded else None


@pytest.mark.parametrize(
    ("question", "best", "ballot"),
    [
        ("What was the count on the mill crossing amendment?", "works.txt-0", [RECORDED[1]]),
        ("Who voted against free ferries on Sundays?", "works.txt-1", [RECORDED[2]]),
        ("What was the split on Cllr Wick's amendment about the weir?", "weir.txt-1", DEBATE[6:10]),
        ("How did the vote go on the amendment that Cllr Oram proposed?", "weir.txt-0", DEBATE[2:6]),
        ("How many votes did Cllr Oram's amendment get?", "weir.txt-3", DEBATE[2:6]),
    ],
)
def test_a_vote_is_told_by_its_ballot_with_what_announces_it_and_what_came_of_it(
    question: str, best: str, ballot: list[str], ledger: Ledger
):
    assert quoted(ledger, question, best) == ballot


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("How did the vote on the fence go?", "plain.txt-0"),
        ("Who proposed the amendment about the weir?", "weir.txt-0"),
        ("What is the clerk to do about the weir?", "weir.txt-10"),
        ("Who voted against the painting of the pump?", "plain.txt-0"),
    ],
)
def test_where_the_paragraph_itself_tells_or_no_tally_is_asked_for_nothing_is_joined(
    question: str, best: str, ledger: Ledger
):
    assert quoted(ledger, question, best) is None


def test_a_contest_is_told_by_the_names_below_each_heading_also_where_a_count_is_taken_for_an_item(ledger: Ledger):
    question = "Who won the contest for the Harbour Board seat, and how many votes had each?"
    recorded = voted(asked(question), found(ledger, "board.txt-2"), ledger, lambda _: 4.0)
    assert recorded is not None
    assert [one.text or one.quotes[0].text for one in recorded.sentences] == [
        "For Councillor Reed: Councillors Oram, Reed.",
        *COUNTED[:3],
    ]


def test_a_contest_whose_headings_end_the_paragraphs_before_is_told_whole(ledger: Ledger):
    question = "Who won the election for Deputy Reeve, and what did each of them poll?"
    assert quoted(ledger, question, "deputy.txt-3") == DEPUTY


def test_a_ballot_on_another_matter_is_not_told(ledger: Ledger):
    question = "Who voted against the bandstand concert licence at Saltmarket?"
    assert quoted(ledger, question, "board.txt-2") is None
    assert quoted(ledger, "How much was voted towards the Harbour Board?", "board.txt-2") is None


def test_who_voted_so_is_not_answered_by_a_count(ledger: Ledger):
    def quote(id: str) -> Quote:
        (candidate,) = found(ledger, id)
        paragraph = candidate.cited.paragraph
        return Quote(candidate=candidate, start=paragraph.start, end=paragraph.end)

    refusal = unnamed(asked("Which councillor voted against the gate?"), [quote("plain.txt-1")])
    assert refusal is not None
    assert refusal.reason is Reason.NOT_RECORDED
    assert unnamed(asked("Which councillor voted against the first amendment?"), [quote("weir.txt-4")]) is None
    assert unnamed(asked("How many voted against the gate?"), [quote("plain.txt-1")]) is None
