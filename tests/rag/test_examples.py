from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from rag.answers import Answer, Question, Status
from rag.evidence import AnswerSpan, Finding
from rag.examples import examples
from rag.grounding.citation import cite
from rag.ledger import Ledger
from rag.minutes import AgendaItem, Document, Kind, Meeting, Outcome, Paragraph, Resolution

Answering = Callable[..., Callable[[Question], Answer]]


def meeting(name: str, day: int, *items: tuple[str, Outcome], exempt: bool = False) -> Document:
    """Minutes with a decision in each item; the paragraph's id is the item's title."""
    texts = [f"RESOLVED of {title}: {name}." for title, _ in items]
    starts = [sum(len(text) + 1 for text in texts[:n]) for n in range(len(texts))]
    paragraphs = [
        Paragraph(
            id=f"{title}, {name}",
            number="",
            kind=Kind.RESOLUTION,
            text=text,
            start=start,
            end=start + len(text),
            page=None,
        )
        for (title, _), text, start in zip(items, texts, starts, strict=True)
    ]
    made = Meeting(
        body="Orrin Parish Council",
        held_on=date(2024, 1, day),
        draft=False,
        items=tuple(
            AgendaItem(number=str(n), title=title, paragraphs=(paragraph,), exempt=exempt)
            for n, ((title, _), paragraph) in enumerate(zip(items, paragraphs, strict=True))
        ),
        resolutions=tuple(
            Resolution(paragraph_id=paragraph.id, proposer=None, seconder=None, outcome=outcome)
            for (_, outcome), paragraph in zip(items, paragraphs, strict=True)
        ),
        actions=(),
        attendance=(),
        remarks=(),
    )
    return Document(name=name, source=name, digest=name, format="text", text="\n".join(texts), meetings=(made,))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Three meetings; one title comes up at two of them."""
    made = Ledger(tmp_path, create=True)
    made.put(meeting("first", 1, ("The churchyard wall.", Outcome.CARRIED), ("Matters of finance", Outcome.CARRIED)))
    made.put(meeting("second", 2, ("A bench at the green", Outcome.CARRIED), ("Matters of finance", Outcome.CARRIED)))
    made.put(
        meeting(
            "third",
            3,
            ("The bus shelter roof", Outcome.CARRIED),
            ("The old town pump", Outcome.LOST),
            ("Roads", Outcome.CARRIED),
        )
    )
    made.put(meeting("private", 4, ("The clerk's new contract", Outcome.CARRIED), exempt=True))
    yield made
    made.close()


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def answer(ledger: Ledger, asked: list[str], span: Callable[..., AnswerSpan]) -> Answering:
    """`answer(but=...)` answers every question from the decision of its title, but one from another paragraph."""

    def make(but: str = "nothing", status: Status = Status.ANSWERED) -> Callable[[Question], Answer]:
        paragraphs = [one for name in ("first", "second", "third") for one in ledger.paragraphs_of(name)]

        def say(question: Question) -> Answer:
            asked.append(question.text)
            proving = [one for one in paragraphs if one.item_title.rstrip(".") in question.text]
            if but in question.text:
                proving = paragraphs[:1]
            _, citations = cite([Finding(proofs=(span(one),)) for one in proving])
            return Answer(
                question=question, asked_as="", status=status, reason=None, text="", citations=tuple(citations)
            )

        return say

    return make


def about(title: str) -> str:
    return f"What was decided about “{title}”?"


def test_examples_are_of_the_latest_decisions_whose_title_names_one_matter(
    ledger: Ledger, answer: Answering, asked: list[str]
):
    every = [about("The bus shelter roof"), about("A bench at the green"), about("The churchyard wall")]
    assert examples(ledger, answer(), 9) == tuple(every)
    assert asked == every
    assert examples(ledger, answer(), 2) == tuple(every[:2])


def test_a_question_that_is_not_answered_from_its_decision_is_no_example(ledger: Ledger, answer: Answering):
    assert examples(ledger, answer(but="bench")) == (about("The bus shelter roof"), about("The churchyard wall"))
    assert examples(ledger, answer(status=Status.PARTIAL)) == ()
