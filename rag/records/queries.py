"""The records that answer a plan, by one query for each kind; nothing where they can't answer for certain."""

from collections.abc import Sequence
from dataclasses import replace

from rag.evidence import Finding, Findings, Ranked, Reading
from rag.ledger import Ledger
from rag.minutes import CitedParagraph, Outcome, readable
from rag.plan import (
    ActionsOf,
    AttendanceOf,
    Counted,
    CountOf,
    DecisionsOf,
    Intent,
    MeetingsOf,
    OfficeOf,
    Plan,
    RecordQuery,
    VotesOf,
    Which,
)
from rag.records.attendance import attendance_of, office_of
from rag.records.business import actions_of, decided, decisions_of
from rag.records.carrying import with_its_record, with_records
from rag.records.choosing import FEW, chosen
from rag.records.companions import complete
from rag.records.counts import count_of
from rag.records.lists import counted_list
from rag.records.meetings import Held, meetings_in
from rag.records.numbers import NO_NUMBER, asks_for_number, gives_number
from rag.records.overview import meetings_of
from rag.records.phrasing import counted, listed, of_meetings
from rag.records.threads import is_open, later_steps, reported, settled, thread, undertaken
from rag.records.verdict import decides_on, verdict
from rag.records.votes import votes_of

_SETTLED = (Intent.FACT, Intent.DECISION, Intent.STATUS)  # what is asked where what counts is how it was settled


class Records:
    """The records of one home."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def answered(self, plan: Plan) -> tuple[Findings, Plan | None]:
        """What the records answer of what a plan asks, and the plan of the rest; None where nothing is left.

        They also answer where they say for certain that there is nothing.
        """
        answers, left = Findings(), list[Plan]()
        for part in plan.asked:
            found = self.find(part)
            if found and not found.findings and not plan.parts:
                return found, None
            if found and found.findings:
                answers = answers.with_others(found)
            else:
                left.append(part)
        if not left:
            return answers, None
        return answers, replace(plan, parts=tuple(left)) if answers.findings else plan

    def first(self, plan: Plan, passages: Sequence[Ranked]) -> Sequence[Ranked]:
        """The passages with those first that carry the record which a plan asks for."""
        return with_records(plan, passages, self._ledger)

    def joined(self, plan: Plan, reading: Reading) -> Reading:
        """The reading with that record shown next to its best span, where the span carries none.

        It surely answers where it begins with a list of what is to be counted, or has the decision whose day is asked;
        that then comes first.
        """
        reading = with_its_record(plan, reading, self._ledger)
        if plan.decided_when and (on := [one for one in reading.spans if decides_on(plan, one, self._ledger)]):
            others = (one for one in reading.spans if one is not on[0])
            return replace(reading, answerable=1.0, spans=(on[0], *others))
        if not reading.spans or not asks_for_number(plan):
            return reading
        count = counted_list(plan, reading.spans[0].cited, self._ledger)
        return replace(reading, answerable=1.0, count=count) if count else reading

    def find(self, plan: Plan) -> Findings | None:
        """What the records answer; None where the plan asks nothing of them, or they can't answer with certainty."""
        query, scope = plan.record, plan.scope
        meetings = meetings_in(self._ledger, scope) if query else []
        if query is None or not meetings:
            return None
        meant = chosen(query, meetings, self._ledger, dated=bool(scope.period or scope.dates or scope.meetings))
        if found := self._found(query, meant):
            return found
        if _may_be_told(query, meant):
            return None
        if len({one.body for one in meant}) != 1:
            return Findings(missing=f"Of which body, and when? {_choice(meetings)}", unclear=True)
        return self._none(query, meant)

    def _found(self, query: RecordQuery, meetings: Sequence[Held]) -> Findings | None:
        match query:
            case AttendanceOf():
                return attendance_of(query, meetings, self._ledger)
            case OfficeOf():
                return office_of(query, meetings, self._ledger)
            case DecisionsOf():
                return decisions_of(query, meetings, self._ledger)
            case VotesOf():
                return votes_of(query, meetings, self._ledger)
            case ActionsOf():
                return actions_of(query, meetings, self._ledger)
            case CountOf():
                return count_of(query, meetings, self._ledger)
            case MeetingsOf():
                return meetings_of(query, meetings, self._ledger)

    def _none(self, query: RecordQuery, meetings: Sequence[Held]) -> Findings | None:
        """That these meetings have none of what is asked for; None where that isn't certain."""
        match query:
            case MeetingsOf(which=Which.NEXT):
                last = f"the last minutes of {meetings[-1].body} here, of {meetings[-1].day}"
                return Findings(missing=f"No date of a next meeting was found in {last}.")
            case (
                AttendanceOf(person=None, beyond=False)
                | CountOf(counted=Counted.PUBLIC)
                | MeetingsOf(which=Which.BEGUN | Which.ENDED)
            ):
                return Findings(missing=f"No record of that was found in the minutes of {of_meetings(meetings)}.")
            case ActionsOf():
                return Findings(missing=f"No action was found in the minutes of {of_meetings(meetings)}.")
            case DecisionsOf(outcome=Outcome() as ended) | CountOf(outcome=Outcome() as ended):
                every = counted(len(decided(self._ledger, meetings)), "decision")
                return Findings(missing=f"Of {every} read for {of_meetings(meetings)} none is recorded as {ended}.")
        return None

    def undertaken(self, cited: CitedParagraph) -> Sequence[str]:
        """What somebody undertook in a paragraph: what came of it later minutes may tell."""
        return undertaken(cited, self._ledger)

    def is_open(self, plan: Plan, finding: Finding) -> bool:
        """Whether what was quoted only proposes something or puts it off, where a plan asks what is so."""
        return plan.intent in _SETTLED and bool(plan.telling) and is_open(plan, finding.proofs[0], self._ledger)

    def settled(self, plan: Plan, finding: Finding, later: Sequence[CitedParagraph]) -> Finding | None:
        """The first decision, among later paragraphs that mention the matter, on what was quoted as open."""
        return settled(plan, finding.proofs[0], later, self._ledger)

    def complete(
        self,
        plan: Plan,
        findings: Findings,
        later: Sequence[CitedParagraph] = (),
        counts: Sequence[Finding | None] = (),
    ) -> Findings:
        """What was quoted, with the rest of its ballots where a vote is asked about, and what changed it since.

        Where a yes or a no was asked for and the decision quoted is one, it is said first. `later` are paragraphs that
        mention the matter, or what was undertaken; `counts` what the readings counted.
        """
        spans = complete(self._ledger, [proof for one in findings.findings for proof in one.proofs], plan)
        quoted = {one.proofs[0]: one for one in findings.findings}
        own = tuple(quoted.get(span) or Finding(proofs=(span,)) for span in spans)
        shown = {span.cited.id for span in spans}
        changed = later_steps(spans[0], later, self._ledger) if later else None
        if plan.latest or plan.polar or plan.intent is Intent.STATUS:
            changed = changed or reported(spans[0], later, self._ledger)
        if changed and shown.isdisjoint(one.cited.id for one in changed.proofs):
            return replace(findings, findings=(changed, *own) if plan.latest else (*own, changed))
        if there := self._there(plan, spans[0].cited):
            return _before(there, own, findings)
        if isinstance(plan.record, AttendanceOf) and plan.record.beyond:
            cited = spans[0].cited
            unlisted = f"No list of that was found in the minutes of {cited.body} on {cited.day}."
            return replace(findings, findings=own, missing=unlisted)
        if asks_for_number(plan) and not any(gives_number(one.quote) for one in spans):
            number = next((one for one in counts if one and one.proofs[0].cited.id == spans[0].cited.id), None)
            return _before((number,), own, findings) if number else replace(findings, findings=own, missing=NO_NUMBER)
        first, *others = own
        goes_on = any(span.cited.is_later_than(spans[0].cited) for span in spans)
        if not goes_on and (said := verdict(plan, spans[0], self._ledger)):
            first = replace(first, text=f"{said}. {readable(spans[0].quote)}")
        return replace(findings, findings=(first, *others))

    def _there(self, plan: Plan, quoted: CitedParagraph) -> tuple[Finding, ...]:
        """Who was there in the part asked for at the meeting of what was quoted, where more than that is asked.

        Nobody where that is none of the meetings that are asked about.
        """
        if not isinstance(plan.record, AttendanceOf):
            return ()
        within = meetings_in(self._ledger, plan.scope)
        if not (within or plan.record.person):  # what people call a budget meeting may be an ordinary one
            within = meetings_in(self._ledger, replace(plan.scope, sort=None))
        meeting = [one for one in within if one.id == quoted.meeting]
        found = attendance_of(plan.record, meeting, self._ledger)
        return found.findings if found else ()

    def thread(self, plan: Plan, mentions: Sequence[CitedParagraph]) -> Findings:
        """The steps of a plan's matter, the latest first, from the paragraphs that mention it."""
        matter = [(term.word, term.weight) for term in plan.matter]
        return thread(matter, mentions, self._ledger)


def _before(recorded: Sequence[Finding], quoted: Sequence[Finding], findings: Findings) -> Findings:
    """What is recorded, and behind it what was quoted of other paragraphs."""
    proved = {proof.cited.id for one in recorded for proof in one.proofs}
    return replace(findings, findings=(*recorded, *(one for one in quoted if one.proofs[0].cited.id not in proved)))


def _may_be_told(query: RecordQuery, meetings: Sequence[Held]) -> bool:
    """Whether a paragraph may answer what the records of these meetings don't."""
    match query:
        case AttendanceOf(beyond=True) | DecisionsOf(mover=str()) | VotesOf(person=str()) | ActionsOf(owner=str()):
            return True
        case (
            CountOf(counted=Counted.ATTENDED | Counted.AMENDMENTS | Counted.ACTIONS)
            | CountOf(counted=Counted.DECISIONS, person=str())
        ):
            return True
        case VotesOf():
            return bool(query.matter)
        case OfficeOf():
            return len({one.body for one in meetings}) <= FEW
    return False


def _choice(meetings: Sequence[Held]) -> str:
    """The meetings that may be meant, each where they are few, else how many there are of whom."""
    each = list(dict.fromkeys(f"{one.body} of {one.day}" for one in meetings))
    if len(each) <= FEW:
        return f"Here are minutes of {listed(each)}."
    bodies = sorted({one.body for one in meetings})
    return f"Here are {len(each)} meetings of {listed(bodies) if len(bodies) <= FEW else f'{len(bodies)} bodies'}."
