import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rag.answers import Answer, Citation, Question, Reason, Sentence, Status
from rag.minutes import CitedParagraph, Kind
from rag.plan import Plan
from rag.tracing import Step, Trace

ANSWER = (
    "version question_id question asked_as status reason text filters sentences citations "
    "mode writer prompt dropped usage model_error timings_ms"
)
CITATION = (
    "marker document digest paragraph_id label body held_on item item_title paragraph kind page start end quote text"
)


@pytest.fixture
def record(cited: Callable[..., CitedParagraph]) -> dict[str, Any]:
    """The record of an answer with one citation, as a reader of the JSON gets it."""
    source = cited("The grant was cut. It hurt.", number="iii", kind=Kind.RESOLUTION, start=40, item_title="Grants")
    answer = Answer(
        question=Question(text="What of the grant?", id="q7", history=("What was cut?",)),
        asked_as="What was cut? What of the grant?",
        status=Status.ANSWERED,
        reason=None,
        text="The grant was cut. [1]",
        sentences=(Sentence(text="The grant was cut.", citations=(1,), support=1.0),),
        citations=(Citation(marker=1, cited=source, start=40, end=58, quote="The grant was cut."),),
        trace=Trace(steps=[Step(name="read", result=None, ms=4.5)]),
    )
    made: dict[str, Any] = json.loads(json.dumps(answer.record()))
    return made


def test_an_answer_record_has_the_fields_of_version_1(record: dict[str, Any]):
    assert list(record) == ANSWER.split()
    assert record["version"] == 1
    assert (record["question_id"], record["question"]) == ("q7", "What of the grant?")
    assert (record["status"], record["reason"], record["mode"]) == ("answered", None, "quoted")
    assert record["sentences"] == [{"text": "The grant was cut.", "citations": [1], "support": 1.0, "quoted": True}]
    assert record["timings_ms"] == {"read": 4.5, "total": 4.5}


def test_a_citation_record_has_the_fields_of_version_1(record: dict[str, Any]):
    (citation,) = record["citations"]
    assert list(citation) == CITATION.split()
    assert (citation["held_on"], citation["item"], citation["paragraph"]) == ("2024-01-18", "9", "iii")
    assert (citation["kind"], citation["page"]) == ("resolution", None)
    assert citation["text"][: citation["end"] - citation["start"]] == citation["quote"]


def test_a_citation_of_undated_minutes_has_no_date(cited: Callable[..., CitedParagraph]):
    source = cited("It was agreed.", held_on=None)
    assert Citation(marker=1, cited=source, start=100, end=114, quote="It was agreed.").record()["held_on"] is None


def test_an_abstention_names_its_reason_in_the_words_of_the_contract():
    answer = Answer(
        question=Question(text="?"),
        asked_as="?",
        status=Status.ABSTAINED,
        reason=Reason.NOT_IN_MINUTES,
        text="The minutes do not say.",
    )
    record = json.loads(json.dumps(answer.record()))
    assert (record["status"], record["reason"]) == ("abstained", "not_in_minutes")
    assert set(Status) == {"answered", "partial", "abstained"}
    assert set(Reason) == {
        "not_in_minutes",
        "not_recorded",
        "false_premise",
        "unclear_question",
        "no_minutes_for_date",
        "exempt",
        "writer_unsupported",
    }


@pytest.mark.parametrize(("status", "documents"), [(Status.ANSWERED, ("b", "a")), (Status.ABSTAINED, ())])
def test_a_follow_up_leans_on_the_plan_and_on_the_documents_of_what_was_answered(
    cited: Callable[..., CitedParagraph], status: Status, documents: tuple[str, ...]
):
    plan = Plan(question="What of it?", standalone="What of it?")
    citations = tuple(
        Citation(marker=n, cited=cited("It was cut.", document=name), start=100, end=111, quote="It was cut.")
        for n, name in enumerate("bab", 1)
    )
    answer = Answer(
        question=Question(text="What of it?"), asked_as="", status=status, reason=None, text="", citations=citations
    )
    assert answer.turn is None
    turn = replace(answer, plan=plan).turn
    assert turn is not None
    assert (turn.plan, turn.cited) == (plan, documents)


@pytest.mark.parametrize(
    ("understood", "reworded"), [("what, of the grant", False), ("What of the grant for the hall?", True)]
)
def test_other_words_are_told_from_other_marks(understood: str, reworded: bool):
    question = Question(text="What of the Grant?")
    answer = Answer(question=question, asked_as=understood, status=Status.ABSTAINED, reason=None, text="")
    assert answer.reworded is reworded
