"""From a question to a cited answer or an abstention: the list of steps, and one way out."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.abstention import (
    Refusal,
    greeting,
    no_mention,
    nothing_recorded,
    out_of_scope,
    unanswerable,
    unclear,
    vague,
)
from rag.answers import Answer, Question, Reason, Status
from rag.evidence import Finding, Findings, Ranked, Reading
from rag.grounding.citation import cite, text_of
from rag.ledger import Ledger
from rag.plan import Intent, Plan, Turn
from rag.planning.planner import Planner
from rag.planning.topic import afterwards, of_any_year, sought
from rag.quoting import nearest, quote, with_later
from rag.reader.local import Reader
from rag.records.queries import Records
from rag.retrieval.retriever import MinutesRetriever
from rag.stores.words import term_set
from rag.tracing import Tell, Trace, ignore

if TYPE_CHECKING:  # with the checker it takes long to import, and by default nothing is written
    from rag.writing import Writer


class Pipeline:
    """Answers questions about the minutes of one home; without a writer in the minutes' own words."""

    def __init__(
        self,
        ledger: Ledger,
        planner: Planner,
        retriever: MinutesRetriever,
        reader: Reader,
        records: Records,
        writer: "Writer | None" = None,
    ) -> None:
        self.ledger = ledger
        self.planner, self.retriever, self.reader, self.records = planner, retriever, reader, records
        self.writer = writer

    def answer(self, question: Question, turns: Sequence[Turn] = (), tell: Tell = ignore) -> Answer:
        """A cited answer, or an abstention with its reason; in quoted mode the same question gives the same bytes.

        Meanwhile each step, and each sentence that a writer proves, is reported.
        """
        trace = Trace(tell=tell)
        if refusal := unclear(question.text):
            return _abstention(question, None, refusal, (), trace)
        plan = trace.step("plan", self.planner.plan, question, turns)
        if refusal := greeting(plan) or out_of_scope(plan, self.ledger):
            return _abstention(question, plan, refusal, (), trace)
        recorded, left = trace.step("records", self.records.answered, plan)
        if recorded.missing and not recorded.findings:
            return _abstention(question, plan, nothing_recorded(recorded), (), trace)
        if left is None:
            return _answer(question, plan, recorded, (), trace)
        if plan.course and (steps := trace.step("course", self._course, plan)).findings:
            return _answer(question, plan, steps, (), trace, between="\n")
        readings = [self._read(part, trace) for part in left.asked]
        refusal = vague(left, readings) or unanswerable(left, readings, self.ledger)
        if refusal and not recorded.findings:
            return _abstention(question, plan, refusal, readings, trace)
        quoted = trace.step("quote", quote, left, readings)
        findings = trace.step("complete", self._completed, left, quoted, readings, trace) if quoted.findings else quoted
        answer = _answer(question, plan, recorded.with_others(findings), readings, trace)
        if not self.writer:
            return answer
        from rag.writing import written

        return trace.step("write", written, answer, self.writer, tell)

    def thread(self, question: Question) -> Answer:
        """The matter that the question's words name, across the meetings in its bounds: its latest position first.

        An abstention where no minutes mention it, with what was looked through.
        """
        trace = Trace()
        if refusal := unclear(question.text):
            return _abstention(question, None, refusal, (), trace)
        plan = trace.step("plan", self.planner.plan, question, ())
        mentions = trace.step("retrieve", self.retriever.mentions, plan)
        findings = trace.step("records", self.records.thread, plan, mentions)
        if not findings.findings:
            return _abstention(question, plan, no_mention(question.text, plan, self.ledger), (), trace)
        return _answer(question, plan, findings, (), trace, between="\n")

    def _course(self, plan: Plan) -> Findings:
        """The steps of a matter within its time, the latest first; none where one meeting or several bodies tell it.

        Of several bodies that mention it the only one is meant that has an item of that name.
        """
        sought = replace(plan, topic=tuple(term for term in plan.topic if term.word in plan.telling))
        mentions = self.retriever.mentions(sought) if sought.topic else []
        within = [one for one in mentions if not plan.scope.excludes(one.held_on)]
        titled = {one.body for one in within if plan.telling <= term_set(one.item_title)}
        if len(titled) == 1 < len(plan.telling):
            within = [one for one in within if one.body in titled]
        if len({one.body for one in within}) > 1:
            return Findings()
        steps = self.records.thread(sought, within)
        days = {one.proofs[0].cited.held_on for one in steps.findings}
        return steps if len(days) > 1 else Findings()

    def _completed(self, plan: Plan, quoted: Findings, readings: Sequence[Reading], trace: Trace) -> Findings:
        """What was quoted with what the records add: the rest of a ballot, a later decision, a yes or a no.

        Where the end of a matter is asked for, what is read of it after the time that the question names is added.
        """
        lead = quoted.findings[0].proofs[0].cited
        changes = plan.latest or plan.intent in (Intent.DECISION, Intent.STATUS)
        mentioned = self.retriever.later(plan, lead) if changes else []
        for task in self.records.undertaken(lead) if plan.latest or plan.polar else ():
            mentioned = [*mentioned, *self.retriever.later(sought(plan, task), lead)]
        findings = self.records.complete(plan, quoted, mentioned, [one.count for one in readings])
        findings = self._settled(of_any_year(plan), findings)
        later = next(filter(None, map(afterwards, plan.asked)), None)
        return with_later(findings, lead, later, self._read(later, trace)) if later else findings

    def _settled(self, plan: Plan, findings: Findings) -> Findings:
        """The findings, each that only proposes something or puts it off with the decision that settled it."""
        shown = {proof.cited.id for one in findings.findings for proof in one.proofs}
        told: list[Finding] = []
        for one in findings.findings:
            told.append(one)
            if self.records.is_open(plan, one):
                later = self.retriever.later(plan, one.proofs[0].cited)
                settled = self.records.settled(plan, one, [other for other in later if other.id not in shown])
                told += [settled] if settled else []
        return replace(findings, findings=tuple(told))

    def _read(self, plan: Plan, trace: Trace) -> Reading:
        passages = self.records.first(plan, trace.step("retrieve", self.retriever.retrieve, plan))
        reading = self.records.joined(plan, trace.step("read", self.reader.read, plan, passages))
        if not reading.search:
            return reading
        found = trace.step("search again", self.retriever.retrieve, sought(plan, reading.search))
        others = [one for one in found if one.cited.id not in reading.shown]
        return reading.with_another(trace.step("read again", self.reader.read, plan, others))


def _answer(
    question: Question,
    plan: Plan,
    findings: Findings,
    readings: Sequence[Reading],
    trace: Trace,
    between: str = " ",
) -> Answer:
    sentences, citations = cite(findings.findings)
    return Answer(
        question=question,
        asked_as=plan.standalone,
        status=Status.PARTIAL if findings.missing else Status.ANSWERED,
        reason=Reason.NOT_RECORDED if findings.missing else None,
        text=between.join(filter(None, [text_of(sentences, between), findings.missing])),
        sentences=tuple(sentences),
        citations=tuple(citations),
        ranked=_ranked(readings),
        filters=_filters(plan),
        plan=plan,
        trace=trace,
    )


def _abstention(
    question: Question, plan: Plan | None, refusal: Refusal, readings: Sequence[Reading], trace: Trace
) -> Answer:
    _, citations = cite(nearest(readings))
    return Answer(
        question=question,
        asked_as=plan.standalone if plan else question.text,
        status=Status.ABSTAINED,
        reason=refusal.reason,
        text=refusal.text,
        citations=tuple(citations),
        ranked=_ranked(readings),
        filters=_filters(plan) if plan else {},
        plan=plan,
        trace=trace,
    )


def _ranked(readings: Sequence[Reading]) -> tuple[Ranked, ...]:
    return tuple({one.cited.id: one for reading in readings for one in reading.ranked}.values())


def _filters(plan: Plan) -> dict[str, str]:
    """What was looked at first because the question names it, in words."""
    people = {"person": " and ".join(plan.scope.people)} if plan.scope.people else {}
    return dict(plan.scope.words) | people
