from collections.abc import Callable
from dataclasses import replace

import pytest

from rag.answers import Answer, Question, Status
from rag.evidence import AnswerSpan, Finding, Findings, Ranked, Reading
from rag.explaining import explained
from rag.grounding.citation import cite, text_of
from rag.minutes import CitedParagraph
from rag.plan import AnswerType, Intent, Plan, Scope
from rag.tracing import Step, Trace

Cited = Callable[..., CitedParagraph]
QUESTION = "How much was paid for the shelter, and by whom?"


@pytest.fixture
def answer(
    plan: Callable[..., Plan], cited: Cited, ranked: Callable[..., Ranked], span: Callable[..., AnswerSpan]
) -> Answer:
    """An answer with every step of the pipeline; of two passages one is shown."""
    asked = plan(
        QUESTION,
        intent=Intent.FACT,
        answer_type=AnswerType.MONEY,
        polar=True,
        latest=True,
        scope=Scope(words=(("body", "Ottermouth"), ("date", "May 2021"))),
        parts=(plan("How much was paid?"), plan("By whom?")),
    )
    features = {f"first_at_meeting{n}": -1.5 for n in range(9)} | {"late": 0.75}
    proof = ranked(
        cited("The shelter cost £450. " + "It is green. " * 60), ranks={"words": 2}, features=features, score=3
    )
    other = ranked(cited("It rained.", id="rain"))
    reading = Reading(
        spans=(span(proof.cited),), answerable=0.875, ranked=(proof, other), signals={"bias": 1.0, "least": 0.25}
    )
    findings = Findings(findings=(Finding(proofs=reading.spans),), missing="The minutes do not say: By whom?")
    sentences, citations = cite(findings.findings)
    results = {
        "plan": asked,
        "records": None,
        "retrieve": [proof, other],
        "read": reading,
        "quote": findings,
    }
    return Answer(
        question=Question(text=QUESTION),
        asked_as=QUESTION,
        status=Status.PARTIAL,
        reason=None,
        text=text_of(sentences),
        sentences=tuple(sentences),
        citations=tuple(citations),
        plan=asked,
        trace=Trace(steps=[Step(name=name, result=result, ms=12.3) for name, result in results.items()]),
    )


def steps(answer: Answer) -> dict[str, str]:
    """What is told of each step, by its name."""
    blocks = explained(answer).strip().split("\n\n")
    return {block.split(" ")[0]: block for block in blocks}


def test_each_step_is_told_in_order_with_its_time(answer: Answer):
    told = steps(answer)
    assert list(told) == ["plan", "records", "retrieve", "read", "quote"]
    assert all(" (12 ms)" in block.splitlines()[0] for block in told.values())
    assert told["records"].splitlines()[1:] == ["  nothing"]
    assert told["retrieve"].splitlines()[1:] == ["  2 passages"]


def test_of_the_plan_all_that_was_understood_is_told(answer: Answer):
    told = steps(answer)["plan"]
    for words in (
        f"understood as: {QUESTION}",
        "kind: fact, money, yes or no, latest",
        "scope: body: Ottermouth; date: May 2021",
        "records: none",
        "paid 1.0, shelter 1.0",
        "part 2: By whom?",
    ):
        assert words in told
    assert answer.plan is not None
    everywhere = Trace(steps=[Step(name="plan", result=replace(answer.plan, scope=Scope()), ms=1)])
    assert "scope: all minutes" in explained(replace(answer, trace=everywhere))


def test_of_a_reading_each_passage_is_told_with_what_speaks_for_it_and_whether_it_is_shown(answer: Answer):
    told = steps(answer)["read"]
    assert "answerable: 0.88" in told or "answerable: 0.87" in told
    assert "least             0.25" in told
    first, second = told.split("   2. ")
    assert "found by words 2; score 3.00, made of" in first
    assert "late              0.75" in first
    assert first.rstrip().endswith("shown as [1]")
    assert "“The shelter cost £450." in first
    assert "minutes.txt · rain" in second
    assert second.rstrip().endswith("not shown")


def test_what_is_missing_is_told(answer: Answer):
    assert "1 shown; The minutes do not say: By whom?" in steps(answer)["quote"]


def test_an_abstention_shows_nothing(answer: Answer):
    withheld = replace(answer, status=Status.ABSTAINED, sentences=())
    assert "shown as" not in explained(withheld)


def test_no_line_is_wider_than_a_screen(answer: Answer):
    assert max(map(len, explained(answer).splitlines())) <= 100


def test_where_no_step_was_taken_nothing_is_told(answer: Answer):
    assert explained(replace(answer, trace=Trace())) == ""


def test_what_a_model_chose_and_what_was_dropped_of_its_draft_is_told(answer: Answer):
    steps = {step.name: step.result for step in answer.trace.steps}
    read = replace(steps["read"], chosen=True, missing="by whom", search="mason")
    written = replace(answer, mode="written", dropped=2)
    trace = Trace(steps=[Step(name="read", result=read, ms=1.0), Step(name="write", result=written, ms=1.0)])
    told = explained(replace(answer, trace=trace))
    assert "  chosen by a language model: 1; missing: by whom\n  to be searched for: mason\n" in told
    assert "  written; 2 sentences dropped\n" in told
