from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rag.answers import Answer, Question, Reason, Status
from rag.evidence import LEAST_ANSWERABLE, AnswerSpan, Finding, Findings, Ranked, Reading
from rag.ledger import Ledger
from rag.minutes import CitedParagraph, Document
from rag.pipeline import Pipeline
from rag.plan import Intent, Period, Plan, Scope, Term, Turn
from rag.tracing import Step

WALL, BENCH = "What did the wall cost?", "Who gave the bench?"
COUNCIL = "Ottermouth Parish Council"


class House:
    """The parts of a pipeline in one: each gives what it was told to, and notes that it was asked."""

    def __init__(self, ledger: Ledger, plan: Plan, readings: dict[str, Reading]) -> None:
        self.ledger, self.planned, self.readings = ledger, plan, readings
        self.mentioned: list[CitedParagraph] = []
        self.recorded: Findings | None = None
        self.tasks: Sequence[str] = ()
        self.answers = 0  # parts that the records answer
        self.steps = Findings(findings=())
        self.draft: str | None = None
        self.log: list[str] = []
        self.turns: Sequence[Turn] = ()
        self.completed_with: Sequence[CitedParagraph] = ()
        self.settles: Finding | None = None

    def plan(self, question: Question, turns: Sequence[Turn]) -> Plan:
        self.log.append("plan")
        self.turns = turns
        return self.planned

    def answered(self, plan: Plan) -> tuple[Findings, Plan | None]:
        self.log.append("find")
        found = self.recorded or Findings(findings=())
        left = plan.asked[self.answers :]
        return found, replace(plan, parts=left) if self.answers and left else None if found.findings else plan

    def first(self, plan: Plan, passages: Sequence[Ranked]) -> Sequence[Ranked]:
        return passages

    def joined(self, plan: Plan, reading: Reading) -> Reading:
        return reading

    def retrieve(self, plan: Plan) -> tuple[Ranked, ...]:
        self.log.append(f"retrieve {plan.standalone}")
        return self.readings[plan.standalone].ranked

    def read(self, plan: Plan, passages: Sequence[Ranked]) -> Reading:
        self.log.append(f"read {plan.standalone}")
        reading = self.readings[plan.standalone]
        assert passages == reading.ranked
        return reading

    def later(self, plan: Plan, cited: CitedParagraph) -> list[CitedParagraph]:
        self.log.append("later")
        return self.mentioned

    def undertaken(self, cited: CitedParagraph) -> Sequence[str]:
        return self.tasks

    def is_open(self, plan: Plan, finding: Finding) -> bool:
        return self.settles is not None

    def settled(self, plan: Plan, finding: Finding, later: Sequence[CitedParagraph]) -> Finding | None:
        return self.settles

    def mentions(self, plan: Plan) -> list[CitedParagraph]:
        self.log.append("mentions")
        return self.mentioned

    def complete(
        self,
        plan: Plan,
        findings: Findings,
        later: Sequence[CitedParagraph] = (),
        counts: Sequence[Finding | None] = (),
    ) -> Findings:
        self.log.append("complete")
        self.completed_with = later
        return findings

    def thread(self, plan: Plan, mentions: Sequence[CitedParagraph]) -> Findings:
        self.log.append("thread")
        return self.steps

    def write(self, question: str, evidence: Sequence[CitedParagraph]) -> Iterator[str]:
        self.log.append("write")
        yield self.draft or "NOT IN THE MINUTES"

    def mend(self, question: str, evidence: Sequence[CitedParagraph], faults: Sequence[str]) -> Iterator[str]:
        self.log.append("mend")
        yield "NOT IN THE MINUTES"

    @property
    def pipeline(self) -> Pipeline:
        house: Any = self
        does: Any = SimpleNamespace(name="w", prompt="p", tokens=500, write=self.write, mend=self.mend)
        writer = does if self.draft else None
        return Pipeline(self.ledger, house, house, house, house, writer)

    def answer(self, text: str = WALL) -> Answer:
        return self.pipeline.answer(Question(text=text))


Build = Callable[..., House]
Cited = Callable[..., CitedParagraph]
Spans = Callable[..., AnswerSpan]


@pytest.fixture
def ledger(tmp_path: Path, document: Callable[..., Document]) -> Iterator[Ledger]:
    made = Ledger(tmp_path, create=True)
    made.put(document("minutes.txt", ["The wall was mended."]))
    yield made
    made.close()


@pytest.fixture
def read(cited: Cited, span: Spans, ranked: Callable[..., Ranked]) -> Callable[..., Reading]:
    """`read(text, ...)` is a reading of one paragraph that answers."""

    def make(text: str, answerable: float = 0.9, **place: Any) -> Reading:
        paragraph = cited(text, **place)
        return Reading(spans=(span(paragraph),), answerable=answerable, ranked=(ranked(paragraph),))

    return make


@pytest.fixture
def house(ledger: Ledger, plan: Callable[..., Plan], read: Callable[..., Reading]) -> Build:
    """`house(...)` is a pipeline's parts for a question about a wall; fields of its plan may be given."""

    def make(**fields: Any) -> House:
        readings = {WALL: read("The wall cost £450."), BENCH: read("Mr Dent gave it.", held_on=date(2023, 5, 4))}
        return House(ledger, plan(WALL, **fields), readings)

    return make


def names(answer: Answer) -> list[str]:
    return [step.name for step in answer.trace.steps]


def test_an_answer_is_read_from_passages_step_by_step(house: Build):
    made = house(scope=Scope(words=(("date", "May"),)))
    answer = made.answer()
    assert made.log == ["plan", "find", f"retrieve {WALL}", f"read {WALL}", "complete"]
    assert names(answer) == ["plan", "records", "retrieve", "read", "quote", "complete"]
    assert (answer.status, answer.reason, answer.mode) == (Status.ANSWERED, None, "quoted")
    assert answer.text == "The wall cost £450. [1]"
    assert [one.quote for one in answer.citations] == ["The wall cost £450."]
    assert (answer.asked_as, answer.plan, answer.filters) == (WALL, made.planned, {"date": "May"})
    assert [one.cited.paragraph.text for one in answer.ranked] == ["The wall cost £450."]


def test_behind_what_was_left_open_stands_the_decision_that_settled_it(house: Build, cited: Cited, span: Spans):
    made = house()
    made.settles = Finding(proofs=(span(cited("RESOLVED: that the wall cost £400.", held_on=date(2024, 6, 4))),))
    assert made.answer().text == "The wall cost £450. [1] RESOLVED: that the wall cost £400. [2]"


def test_the_trace_holds_what_each_step_gave_back(house: Build):
    made = house()
    results = {step.name: step.result for step in made.answer().trace.steps}
    assert results["plan"] is made.planned
    assert results["records"] == (Findings(findings=()), made.planned)
    assert results["read"] is made.readings[WALL]
    assert isinstance(results["quote"], Findings)


def test_earlier_turns_reach_the_planner(house: Build, plan: Callable[..., Plan]):
    made, turns = house(), (Turn(plan=plan(BENCH)),)
    made.pipeline.answer(Question(text=WALL), turns)
    assert made.turns == turns


@pytest.mark.parametrize("text", ["", "?!", "x" * 2000])
def test_what_is_no_question_is_not_even_planned(house: Build, text: str):
    made = house()
    answer = made.answer(text)
    assert (answer.status, answer.reason, answer.plan) == (Status.ABSTAINED, Reason.UNCLEAR_QUESTION, None)
    assert (made.log, answer.citations, answer.turn) == ([], (), None)


def test_a_greeting_looks_for_nothing(house: Build):
    made = house(intent=Intent.HELP)
    answer = made.answer("Hello")
    assert (answer.status, answer.reason) == (Status.ABSTAINED, Reason.UNCLEAR_QUESTION)
    assert made.log == ["plan"]


def test_a_meeting_without_minutes_looks_for_nothing(house: Build):
    august = Period(first=date(2025, 8, 1), last=date(2025, 8, 31))
    made = house(scope=Scope(bodies=frozenset({COUNCIL}), period=august, meant=frozenset({"date"})))
    answer = made.answer()
    assert (answer.status, answer.reason) == (Status.ABSTAINED, Reason.NO_MINUTES_FOR_DATE)
    assert made.log == ["plan"]


def test_what_the_records_answer_is_not_looked_for_in_passages(house: Build, cited: Cited, span: Spans):
    made = house()
    proof = span(cited("Present: Cllrs Dent and Moss."))
    made.recorded = Findings(findings=(Finding(proofs=(proof,), text="Two were there."),))
    answer = made.answer()
    assert (made.log, names(answer)) == (["plan", "find"], ["plan", "records"])
    assert (answer.text, answer.status, answer.ranked) == ("Two were there. [1]", Status.ANSWERED, ())


def test_records_that_are_not_complete_say_what_is_missing(house: Build, cited: Cited, span: Spans):
    made = house()
    made.recorded = Findings(findings=(Finding(proofs=(span(cited("One.")),)),), missing="Two more are not shown.")
    answer = made.answer()
    assert (answer.status, answer.reason) == (Status.PARTIAL, Reason.NOT_RECORDED)
    assert answer.text == "One. [1] Two more are not shown."


def test_each_part_is_looked_for_and_read_by_itself(house: Build, plan: Callable[..., Plan]):
    made = house(parts=(plan(WALL), plan(BENCH)))
    answer = made.answer()
    assert made.log[2:-1] == [f"retrieve {WALL}", f"read {WALL}", f"retrieve {BENCH}", f"read {BENCH}"]
    assert answer.text == "Mr Dent gave it. [1] The wall cost £450. [2]"
    assert len(answer.ranked) == 2


def test_a_part_that_nothing_answers_makes_the_answer_partial(house: Build, plan: Callable[..., Plan]):
    made = house(parts=(plan(WALL), plan(BENCH)))
    made.readings[BENCH] = replace(made.readings[BENCH], answerable=0.1)
    answer = made.answer()
    assert (answer.status, answer.reason) == (Status.PARTIAL, Reason.NOT_RECORDED)
    assert answer.text == f"The wall cost £450. [1] No answer was found to: {BENCH}"


def test_an_unlikely_answer_is_withheld_and_the_nearest_paragraph_shown(house: Build, read: Callable[..., Reading]):
    made = house()
    made.readings[WALL] = read("The wall by the old church was mended.", answerable=0.1)
    answer = made.answer()
    assert (answer.status, answer.reason, answer.sentences) == (Status.ABSTAINED, Reason.NOT_IN_MINUTES, ())
    assert [one.quote for one in answer.citations] == ["The wall by the old church was mended."]
    assert names(answer) == ["plan", "records", "retrieve", "read"]
    assert answer.turn == Turn(plan=made.planned)


def test_without_any_passage_nothing_is_said(house: Build):
    made = house()
    made.readings[WALL] = Reading(spans=(), answerable=0.0, ranked=())
    answer = made.answer()
    assert (answer.status, answer.citations, answer.ranked) == (Status.ABSTAINED, (), ())


@pytest.mark.parametrize("answerable", [0.0, LEAST_ANSWERABLE - 0.01, LEAST_ANSWERABLE, 1.0])
@pytest.mark.parametrize("parts", [(), (WALL, BENCH)])
@pytest.mark.parametrize("spans", [True, False])
def test_nothing_is_answered_without_a_citation(
    house: Build, plan: Callable[..., Plan], answerable: float, parts: tuple[str, ...], spans: bool
):
    made = house(parts=tuple(map(plan, parts)))
    reading = made.readings[WALL]
    made.readings[WALL] = replace(reading, answerable=answerable, spans=reading.spans if spans else ())
    made.readings[BENCH] = replace(made.readings[BENCH], answerable=0.1)
    answer = made.answer()
    expected = answerable >= LEAST_ANSWERABLE and spans
    assert (answer.status is not Status.ABSTAINED) == expected == bool(answer.sentences)
    assert all(sentence.citations for sentence in answer.sentences)


@pytest.mark.parametrize(("intent", "looked"), [(Intent.DECISION, True), (Intent.STATUS, True), (Intent.FACT, False)])
def test_later_mentions_are_looked_for_where_they_may_change_the_answer(
    house: Build, cited: Cited, intent: Intent, looked: bool
):
    made = house(intent=intent)
    made.mentioned = [cited("The wall fell again.")]
    made.answer()
    assert ("later" in made.log) == looked
    assert list(made.completed_with) == (made.mentioned if looked else [])


def test_what_came_of_an_undertaking_is_looked_for_where_a_yes_or_a_no_is_asked_for(house: Build, cited: Cited):
    made = house(polar=True)
    made.tasks = ["write to the mason"]
    made.mentioned = [cited("The mason answered.")]
    made.answer()
    assert list(made.completed_with) == made.mentioned


def test_a_writer_rewords_what_it_can_prove(house: Build):
    made = house()
    made.draft = "The cost of the wall was £450 [1]."
    answer = made.answer()
    assert (made.log[-1], names(answer)[-1]) == ("write", "write")
    assert (answer.mode, answer.writer, answer.prompt) == ("written", "w", "p")
    assert answer.text == "The cost of the wall was £450. [1]"
    made.draft = "The wall cost £900 [1]."
    assert (made.answer().mode, made.answer().text) == ("quoted", "The wall cost £450. [1]")
    assert made.log[-2:] == ["write", "mend"]


def test_steps_and_written_sentences_are_told_as_they_come(house: Build):
    made, told = house(), list[Any]()
    made.draft = "The cost of the wall was £450 [1]."
    answer = made.pipeline.answer(Question(text=WALL), (), told.append)
    assert [one.name for one in told if isinstance(one, Step)] == names(answer)
    assert told[-2:] == [answer.sentences[0], answer.trace.steps[-1]]


def test_a_thread_is_told_from_the_paragraphs_that_mention_it(house: Build, cited: Cited, span: Spans):
    made = house()
    steps = [Finding(proofs=(span(cited(text)),)) for text in ("It was mended.", "It fell.")]
    made.steps = Findings(findings=tuple(steps))
    answer = made.pipeline.thread(Question(text="wall"))
    assert made.log == ["plan", "mentions", "thread"]
    assert answer.text == "It was mended. [1]\nIt fell. [2]"


@pytest.mark.parametrize(("days", "told"), [((1, 9), True), ((9, 9), False)])
def test_the_course_of_a_matter_is_its_steps_at_several_meetings(
    house: Build, plan: Callable[..., Plan], cited: Cited, span: Spans, days: tuple[int, int], told: bool
):
    made = house()
    topic = (Term("wall", 1.0), Term("between", 1.0))
    made.planned = plan(WALL, course=True, topic=topic, telling=frozenset({"wall"}))
    paragraphs = [cited(f"Step {day}.", held_on=date(2024, 5, day)) for day in days]
    made.steps = Findings(findings=tuple(Finding(proofs=(span(one),)) for one in paragraphs))
    assert (made.answer().text == "Step 1. [1]\nStep 9. [2]") is told
    assert "mentions" in made.log


@pytest.mark.parametrize(
    ("telling", "titles", "told"),
    [
        ("garden wall", ("Garden wall", "Budget"), True),
        ("garden wall", ("Garden wall", "Garden wall"), False),
        ("garden wall", ("Budget", "Budget"), False),
        ("wall", ("Garden wall", "Budget"), False),
    ],
)
def test_of_several_bodies_the_one_with_an_item_of_its_name_tells_the_course_of_a_matter(
    house: Build,
    plan: Callable[..., Plan],
    cited: Cited,
    span: Spans,
    telling: str,
    titles: tuple[str, str],
    told: bool,
):
    made = house()
    words = telling.split()
    made.planned = plan(WALL, course=True, topic=tuple(Term(one, 1.0) for one in words), telling=frozenset(words))
    bodies = zip((COUNCIL, "Planning Committee"), titles, strict=True)
    made.mentioned = [cited("It came up.", body=body, item_title=title) for body, title in bodies]
    steps = [cited(f"Step {day}.", held_on=date(2024, 5, day)) for day in (1, 9)]
    made.steps = Findings(findings=tuple(Finding(proofs=(span(one),)) for one in steps))
    assert (made.answer().text == "Step 1. [1]\nStep 9. [2]") is told


def test_a_thread_of_what_nobody_mentions_is_withheld(house: Build):
    made = house()
    answer = made.pipeline.thread(Question(text="skate park"))
    assert (answer.status, answer.reason) == (Status.ABSTAINED, Reason.NOT_IN_MINUTES)
    assert answer.text.startswith("No mention of “skate park” in 1 meeting")
    assert made.pipeline.thread(Question(text="?")).reason is Reason.UNCLEAR_QUESTION


@pytest.mark.parametrize(("sure", "text"), [(0.9, "Mr Dent gave it."), (0.1, "No answer was found")])
def test_what_the_records_answer_stands_before_what_is_read_for_the_other_part(
    house: Build, plan: Callable[..., Plan], read: Callable[..., Reading], sure: float, text: str
):
    made = house(parts=(plan(WALL), plan(BENCH)))
    made.recorded, made.answers = Findings(findings=(Finding(proofs=read("Mr Cobb chaired.").spans),)), 1
    made.readings[BENCH] = read("Mr Dent gave it.", sure)
    answer = made.answer()
    assert f"retrieve {WALL}" not in made.log
    assert answer.text.startswith("Mr Cobb chaired.")
    assert text in answer.text


class TwoRounds(House):
    """The parts of a pipeline whose reader wants a search in other words, and reads what that finds."""

    def read(self, plan: Plan, passages: Sequence[Ranked]) -> Reading:
        self.log.append(f"read {plan.standalone}: {', '.join(one.cited.paragraph.text for one in passages)}")
        return self.readings[WALL if passages == self.readings[WALL].ranked else STONES]


STONES = "price of stones"


@pytest.fixture
def two_rounds(ledger: Ledger, plan: Callable[..., Plan], read: Callable[..., Reading]) -> Callable[..., House]:
    """`two_rounds(of_the_second)` is a pipeline's parts whose first reading withholds and searches again."""

    def make(**second: Any) -> House:
        first = read("The wall was mended.")
        wanting = replace(first, spans=(), answerable=0.0, chosen=True, missing="the cost", search=STONES)
        wanting = replace(wanting, shown=frozenset(one.cited.id for one in first.ranked))
        found = read("The stones came to £450.")
        other = replace(found, ranked=(*found.ranked, *first.ranked), **{"chosen": True, **second})
        return TwoRounds(ledger, plan(WALL), {WALL: wanting, STONES: other})

    return make


def test_what_a_reader_lacks_is_searched_for_once_more_and_read_without_what_it_has_seen(
    two_rounds: Callable[..., House],
):
    made = two_rounds(search="yet other words")
    answer = made.answer()
    rounds = [f"retrieve {WALL}", f"read {WALL}: The wall was mended."]
    rounds += [f"retrieve {STONES}", f"read {WALL}: The stones came to £450."]
    assert made.log == ["plan", "find", *rounds, "complete"]
    assert names(answer)[2:6] == ["retrieve", "read", "search again", "read again"]
    assert answer.text == "The stones came to £450. [1]"
    assert len(answer.ranked) == 2


@pytest.mark.parametrize("second", [{"spans": ()}, {"chosen": False}])
def test_where_the_second_round_gives_nothing_the_first_reading_stands(
    second: dict[str, Any], two_rounds: Callable[..., House]
):
    answer = two_rounds(**second).answer()
    assert answer.status is Status.ABSTAINED
    assert answer.text.startswith("No answer was found: the cost.")
