"""Small real records: paragraphs, gold questions, answers, and an assistant that answers from a dictionary."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

import pytest

from eval.questions import GoldQuestion
from eval.reporting import QuestionSet, Report
from eval.running import ask_all
from eval.scoring import score, total
from eval.systems import HomeSystem
from rag.answers import Answer, Citation, Question, Reason, Sentence, Status
from rag.evidence import Passage, Ranked
from rag.minutes import CitedParagraph, Kind, Paragraph
from rag.plan import Plan


@pytest.fixture
def paragraph() -> Callable[..., CitedParagraph]:
    def make(text: str, *, document: str = "a.md") -> CitedParagraph:
        made = Paragraph(
            id=sha256(f"{document} {text}".encode()).hexdigest()[:12],
            number="1",
            kind=Kind.DISCUSSION,
            text=text,
            start=0,
            end=len(text),
            page=None,
        )
        return CitedParagraph(
            paragraph=made,
            document=document,
            digest="0" * 64,
            body="Parish Council",
            held_on=date(2024, 1, 18),
            draft=False,
            item="9",
            item_title="Grants",
            position=0,
        )

    return make


@pytest.fixture
def gold() -> Callable[..., GoldQuestion]:
    """A question about a grant, proved in a.md; `gold(expect="abstained")` has no proof."""

    def make(**changed: object) -> GoldQuestion:
        line: dict[str, object] = {
            "id": "q1",
            "kind": "fact",
            "question": "How much was the grant?",
            "expect": "answered",
        }
        if changed.get("expect") != "abstained":
            line |= {"gold": [{"document": "a.md", "anchor": "grant of £500"}], "facts": [["£500", "five hundred"]]}
        return GoldQuestion.model_validate(line | changed)

    return make


@pytest.fixture
def say() -> Callable[..., Answer]:
    """An answer that cites whole paragraphs, unless `quote` says otherwise."""

    def make(
        text: str,
        *cited: CitedParagraph,
        status: Status = Status.ANSWERED,
        reason: Reason | None = None,
        quote: str | None = None,
        ranked: tuple[Ranked, ...] = (),
        sentences: bool = True,
        question: Question | None = None,
    ) -> Answer:
        citations = tuple(
            Citation(
                marker=marker,
                cited=each,
                start=0,
                end=len(each.paragraph.text),
                quote=each.paragraph.text if quote is None else quote,
            )
            for marker, each in enumerate(cited, 1)
        )
        markers = tuple(citation.marker for citation in citations)
        return Answer(
            question=question or Question(text="How much was the grant?", id="q1"),
            asked_as="How much was the grant?",
            status=status,
            reason=reason,
            text=text,
            sentences=(Sentence(text=text, citations=markers, support=1.0),) if sentences else (),
            citations=citations,
            ranked=ranked,
            plan=Plan(question="How much was the grant?", standalone="How much was the grant?"),
        )

    return make


@pytest.fixture
def abstain(say: Callable[..., Answer]) -> Callable[..., Answer]:
    def make(*nearest: CitedParagraph, text: str = "The minutes do not say.", **changed: object) -> Answer:
        return say(text, *nearest, status=Status.ABSTAINED, reason=Reason.NOT_IN_MINUTES, sentences=False, **changed)

    return make


@pytest.fixture
def ranked() -> Callable[..., Ranked]:
    def make(cited: CitedParagraph, *, dense: int | None, words: int | None) -> Ranked:
        ranks = {route: rank for route, rank in (("meaning", dense), ("words", words)) if rank}
        fused = sum(1 / (10 + rank) for rank in ranks.values())
        return Ranked(passage=Passage(cited=cited), score=0.0, ranks=ranks, features={"fused": fused})

    return make


@dataclass
class Shelf:
    """A ledger of a few paragraphs."""

    paragraphs: tuple[CitedParagraph, ...]

    def paragraphs_of(self, document: str) -> tuple[CitedParagraph, ...]:
        return tuple(cited for cited in self.paragraphs if cited.document == document)


@dataclass
class Clerk:
    """An assistant that knows each answer beforehand, fails where it knows none, and remembers what it was asked."""

    answers: dict[str, Answer]
    ledger: Shelf = field(default_factory=lambda: Shelf(()))
    asked: list[Question] = field(default_factory=list)
    found: Sequence[Ranked] = ()

    def passages(self, plan: Plan) -> Sequence[Ranked]:
        return self.found

    def answer(self, question: Question) -> Answer:
        self.asked.append(question)
        return self.answers[question.text]


@pytest.fixture
def shelf() -> type[Shelf]:
    return Shelf


@pytest.fixture
def clerk() -> type[Clerk]:
    return Clerk


@pytest.fixture
def report(gold, say, abstain, paragraph, ranked, clerk, shelf):
    """Five questions: right; wrong and uncited; answered where it should not be; failed; gold not in the ledger."""
    proof, weather = paragraph("A grant of £500."), paragraph("Weather.")
    found = (ranked(weather, dense=1, words=None), ranked(proof, dense=None, words=1))
    questions = [
        gold(id="q1", question="One?"),
        gold(id="q2", question="Two?", history=["One?"]),
        gold(id="q3", question="Three?", kind="unanswerable", expect="abstained"),
        gold(id="q4", question="Four?"),
        gold(id="q5", question="Five?", gold=[{"document": "z.md", "anchor": "not here"}]),
    ]
    answers = {
        "One?": say("£500 [1]", proof, ranked=found),
        "Two?": say("See <img src=x> | [here](http://evil.example) [1]", weather, ranked=found),
        "Three?": say("£600", ranked=found),
        "Five?": abstain(ranked=found),
    }
    system = HomeSystem(clerk(answers, shelf((proof, weather))))
    rows = [score(outcome) for outcome in ask_all(system, questions)]
    sets = [
        QuestionSet(file=file, digest="f" * 64, totals=total(some), rows=some)
        for file, some in (("first.jsonl", rows[:2]), ("second.jsonl", rows[2:]))
    ]
    return Report(system="minutebook, quoted answers", made_of={"home": "abc"}, sets=sets, totals=total(rows))
