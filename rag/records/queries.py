"""The records that answer a plan, by one query for each kind; nothing where they can't answer for certain."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rag.dates import find_dates
from rag.evidence import AnswerSpan, Finding, Findings, Ranked, Reading
from rag.ledger import Ledger
from rag.minutes import CitedParagraph, Kind, Outcome, day_month_year, readable
from rag.names import folded, parsed
from rag.numerals import in_words
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
    Presence,
    RecordQuery,
    Scope,
    VotesOf,
    Which,
)
from rag.records.attendance import (
    COUNTS_AS,
    attendance_of,
    counts_for_one,
    of_person,
    office_of,
    roll,
    times,
    without_roll,
)
from rag.records.business import MOST, actions_of, bounded, decided, decisions_of, lately, told_in, votes_of
from rag.records.carrying import with_its_record, with_records
from rag.records.companions import complete
from rag.records.lists import counted_list
from rag.records.meetings import Held, meetings_in, minuted, of_one_body, one_meeting
from rag.records.numbers import NO_NUMBER, asks_for_number, gives_number
from rag.records.people import distinct
from rag.records.phrasing import counted, listed, remainder, sentence, when
from rag.records.quoting import deciding, holding, proofs, whole
from rag.records.threads import later_steps, reported, thread, undertaken
from rag.records.verdict import verdict
from rag.records.vocabulary import holds
from rag.sentences import sentences

_HEAD = 12  # paragraphs among which minutes give their date
_FEW = 4  # meetings, or bodies, that are named where it is open which are meant
_LISTED_AS = {
    Presence.PRESENT: "as present",
    Presence.OFFICERS: "in attendance",
    Presence.REMOTE: "as attending remotely",
    Presence.APOLOGIES: "as having sent apologies",
    Presence.ABSENT: "as away",
}


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

        It surely answers where it begins with a list of what is to be counted.
        """
        reading = with_its_record(plan, reading, self._ledger)
        if not reading.spans or not asks_for_number(plan):
            return reading
        count = counted_list(plan, reading.spans[0].cited, self._ledger)
        return replace(reading, answerable=1.0, count=count) if count else reading

    def find(self, plan: Plan) -> Findings | None:
        """What the records answer; None where the plan asks nothing of them, or they can't answer with certainty."""
        meetings = meetings_in(self._ledger, plan.scope) if plan.record else []
        if not meetings or plan.record is None:
            return None
        dated = bool(plan.scope.period or plan.scope.dates or plan.scope.meetings)
        return self._found(plan.record, meetings, dated=dated) or self._why_not(plan.record, meetings, dated=dated)

    def _found(self, query: RecordQuery, meetings: Sequence[Held], *, dated: bool) -> Findings | None:
        match query:
            case AttendanceOf():
                return attendance_of(query, self._listing(query, meetings), self._ledger)
            case OfficeOf():
                return office_of(query, meetings, self._ledger)
            case DecisionsOf():
                chosen = self._of_mover(query.mover, meetings) or bounded(meetings, dated=dated)
                if not chosen and dated and query.outcome and len({one.body for one in meetings}) <= _FEW:
                    chosen = meetings
                return decisions_of(query, chosen, self._ledger)
            case VotesOf():
                return votes_of(query, meetings, self._ledger, dated=dated)
            case ActionsOf():
                return actions_of(query, meetings, self._ledger, dated=dated)
            case CountOf():
                return self._counted(query, meetings, dated=dated)
            case MeetingsOf():
                return self._meetings_of(query.which, of_one_body(self._ledger, meetings))

    def _why_not(self, query: RecordQuery, meetings: Sequence[Held], *, dated: bool) -> Findings | None:
        """Why the records don't answer, where no paragraph will: it is open which meetings are meant, or none is so."""
        match query:
            case VotesOf() if query.matter:
                return None
            case AttendanceOf(beyond=False):
                meant = one_meeting(self._listing(query, meetings))
            case CountOf(counted=Counted.PEOPLE):
                meant = one_meeting(meetings)
            case DecisionsOf(mover=None) | VotesOf(person=None) | CountOf(counted=Counted.DECISIONS, person=None):
                meant = bounded(meetings, dated=dated)
            case ActionsOf(owner=None):
                meant = lately(self._ledger, meetings, dated=dated)
            case MeetingsOf() | CountOf(counted=Counted.MEETINGS):
                meant = of_one_body(self._ledger, meetings)
            case OfficeOf() if len({one.body for one in meetings}) > _FEW:
                meant = of_one_body(self._ledger, meetings)
            case _:
                return None
        if not meant:
            return Findings(missing=f"Of which body, and when? {_choice(meetings)}", unclear=True)
        match query:
            case MeetingsOf(which=Which.NEXT):
                last = f"the last minutes of {meant[-1].body} here, of {day_month_year(meant[-1].held_on)}"
                return Findings(missing=f"No date of a next meeting was found in {last}.")
            case ActionsOf():
                return Findings(missing=f"No action was found in the minutes of {_of(meant)}.")
            case DecisionsOf(outcome=Outcome() as ended) | CountOf(outcome=Outcome() as ended):
                every = counted(len(decided(self._ledger, meant, None, None)), "decision")
                return Findings(missing=f"Of {every} read for {_of(meant)} none is recorded as {ended}.")
        return None

    def _listing(self, query: AttendanceOf, meetings: Sequence[Held]) -> Sequence[Held]:
        """The meetings; where they are several and somebody is asked about, those of the only body that lists them."""
        return meetings if one_meeting(meetings) or not query.person else self._with(query.person, meetings)

    def _of_mover(self, mover: str | None, meetings: Sequence[Held]) -> Sequence[Held]:
        """The meetings of the one body at which somebody moved anything; none where nobody is given or several are."""
        bodies = {one.held.body for one in decided(self._ledger, meetings, None, mover)} if mover else set[str]()
        return [one for one in meetings if one.body in bodies] if len(bodies) == 1 else []

    def undertaken(self, cited: CitedParagraph) -> Sequence[str]:
        """What somebody undertook in a paragraph: what came of it later minutes may tell."""
        return undertaken(cited, self._ledger)

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
        if asks_for_number(plan) and not any(gives_number(one.quote) for one in spans):
            number = next((one for one in counts if one and one.proofs[0].cited.id == spans[0].cited.id), None)
            return _before((number,), own, findings) if number else replace(findings, findings=own, missing=NO_NUMBER)
        first, *others = own
        goes_on = any(span.cited.is_later_than(spans[0].cited) for span in spans)
        if not goes_on and (said := verdict(plan, spans[0], self._ledger)):
            first = replace(first, text=f"{said}. {readable(spans[0].quote)}")
        return replace(findings, findings=(first, *others))

    def _there(self, plan: Plan, quoted: CitedParagraph) -> tuple[Finding, ...]:
        """Who was there in the part asked for at the meeting of what was quoted, where more than that is asked."""
        if not isinstance(plan.record, AttendanceOf):
            return ()
        meeting = meetings_in(self._ledger, Scope(meetings=(quoted.meeting,)))
        found = attendance_of(plan.record, meeting, self._ledger)
        return found.findings if found else ()

    def thread(self, plan: Plan, mentions: Sequence[CitedParagraph]) -> Findings:
        """The steps of a plan's matter, the latest first, from the paragraphs that mention it."""
        matter = [(term.word, term.weight) for term in plan.matter]
        return thread(matter, mentions, self._ledger)

    def _counted(self, query: CountOf, meetings: Sequence[Held], *, dated: bool) -> Findings | None:
        match query.counted:
            case Counted.MEETINGS:
                return self._count_meetings(minuted(self._ledger, of_one_body(self._ledger, meetings)))
            case Counted.DECISIONS:
                chosen = self._of_mover(query.person, meetings) or bounded(meetings, dated=dated)
                return self._count_decisions(query, chosen)
            case Counted.PEOPLE:
                return self._count_people(query.presence or Presence.PRESENT, one_meeting(meetings))
            case Counted.ATTENDED:
                return self._count_attended(query, minuted(self._ledger, self._with(query.person, meetings)))

    def _count_meetings(self, meetings: Sequence[Held]) -> Findings | None:
        if not meetings:
            return None
        number, verb = counted(len(meetings), "meeting"), "is" if len(meetings) == 1 else "are"
        text = f"{number} of {meetings[0].body} held {when(meetings)} {verb} minuted here"
        return _said(text, [self._opening(one) for one in meetings[:MOST]], len(meetings))

    def _count_decisions(self, query: CountOf, meetings: Sequence[Held]) -> Findings | None:
        found = decided(self._ledger, meetings, query.outcome, query.person)
        if not found:
            return None
        cited = told_in(found, self._ledger)
        spans = [deciding(one, holds("deciding")) for one in cited[:MOST]]
        thing = "motion" if query.person else "decision"
        moved = f" moved by {found[0].proposer}" if query.person else ""
        ended = f" as {query.outcome}" if query.outcome else ""
        verb = "is" if len(found) == 1 else "are"
        text = f"{counted(len(found), thing)}{moved} {verb} recorded{ended} at {_of(meetings)}"
        return _said(text, spans, len(cited))

    def _count_people(self, presence: Presence, meetings: Sequence[Held]) -> Findings | None:
        """How many people a roll lists; None where two of its names may be one person's."""
        if presence not in COUNTS_AS:
            return None
        found = [one for one in roll(self._ledger, meetings) if one.presence in COUNTS_AS[presence]]
        people = {folded(one.name): one.name for one in found}
        if not people or len(distinct(name for one in people.values() if (name := parsed(one)))) != len(people):
            return None
        spans = proofs(self._ledger, [(one.paragraph, one.name) for one in found])
        verb = "is" if len(people) == 1 else "are"
        text = f"{counted(len(people), 'person', 'people')} {verb} listed {_LISTED_AS[presence]} at {_of(meetings)}"
        return _said(text, spans, len(spans))

    def _count_attended(self, query: CountOf, meetings: Sequence[Held]) -> Findings | None:
        """At how many meetings somebody was there, or away; what minutes without a list leave open is said."""
        presence = query.presence or Presence.PRESENT
        if presence not in COUNTS_AS or not query.person:
            return None
        everybody = roll(self._ledger, meetings)
        mine = of_person(query.person, everybody)
        if not mine:
            return None
        found = list(times(mine, counts_for_one(presence)).values())
        shown = found or list(times(mine, {one.presence for one in mine}).values())
        spans = proofs(self._ledger, [(one.paragraph, one.name) for one in shown])
        share = f"{in_words(len(found)) if found else 'none'} of the {counted(len(meetings), 'meeting')}"
        attending = " or in attendance" if any(one.presence not in COUNTS_AS[presence] for one in found) else ""
        part = f"{_LISTED_AS[presence]}{attending}"
        text = f"{query.person} is listed {part} at {share} of {meetings[0].body} held {when(meetings)}"
        unread = [f"the minutes of {day_month_year(one.held_on)}" for one in without_roll(everybody, meetings)]
        missing = sentence(f"no list of who was there was read in {listed(unread)}") if unread else ""
        return Findings(findings=(Finding(proofs=spans[:MOST], text=sentence(text)),), missing=missing)

    def _with(self, person: str | None, meetings: Sequence[Held]) -> Sequence[Held]:
        """The meetings of one body; where no one body is meant, those of the only one that lists a person."""
        theirs = of_one_body(self._ledger, meetings)
        if theirs or person is None:
            return theirs
        listed = {one.meeting for one in of_person(person, roll(self._ledger, meetings))}
        bodies = {one.body for one in meetings if one.id in listed}
        return [one for one in meetings if one.body in bodies] if len(bodies) == 1 else []

    def _meetings_of(self, which: Which, meetings: Sequence[Held]) -> Findings | None:
        if not meetings:
            return None
        last = meetings[-1]
        match which:
            case Which.LAST:
                text = f"{last.body} last met on {day_month_year(last.held_on)}, by the minutes here"
                return _said(text, [self._opening(last)], 1)
            case Which.NEXT:
                return self._next(meetings)
            case Which.SUMMARY:
                latest = [one for one in meetings if one.held_on == last.held_on]
                return self._summary(latest)

    def _next(self, meetings: Sequence[Held]) -> Findings | None:
        """The sentences about the next meeting, in the minutes of the last day here, that give a day after it."""
        last = meetings[-1].held_on
        for cited in (cited for one in meetings if one.held_on == last for cited in self._ledger.minutes_of(one.id)):
            text, announces = cited.paragraph.text, cited.paragraph.kind is Kind.NEXT_MEETING
            said = [
                text[a:z]
                for a, z in sentences(text)
                if (announces or holds("next_meeting").search(text, a, z))
                and any(one.day and (one.exact or date.max) > last for one in find_dates(text[a:z]))
            ]
            if said:
                return Findings(findings=(Finding(proofs=(holding(cited, said, sentences),)),))
        return None

    def _summary(self, meetings: Sequence[Held]) -> Findings | None:
        """What was decided, and of each item that has a title or a number and decided nothing its first sentence."""
        decisions = decisions_of(DecisionsOf(), meetings, self._ledger) or Findings()
        decided = {proof.cited.item_key for one in decisions.findings for proof in one.proofs}
        spans = [one for key, one in self._first_sentences(meetings).items() if key not in decided]
        room = max(MOST - len(decisions.findings), 0) if not decisions.missing else 0
        findings = [*decisions.findings, *(Finding(proofs=(one,)) for one in spans[:room])]
        findings.sort(key=lambda one: one.proofs[0].cited.place)
        if decisions.missing or not findings:
            return Findings(findings=tuple(findings), missing=decisions.missing) if findings else None
        places = [f"item {one.cited.item}" if one.cited.item else "" for one in spans[room:]]
        return Findings(
            findings=tuple(findings),
            missing=remainder(len(findings), len(decisions.findings) + len(spans), places),
        )

    def _first_sentences(self, meetings: Sequence[Held]) -> dict[tuple[str, str, str, str], AnswerSpan]:
        """The first sentence of each item that has a title or a number."""
        passed = {Kind.HEADING, Kind.ATTENDANCE, Kind.NEXT_MEETING}
        items: dict[tuple[str, str, str, str], AnswerSpan] = {}
        for held in meetings:
            for cited in self._ledger.minutes_of(held.id):
                if cited.paragraph.kind in passed or not (cited.item or cited.item_title) or cited.item_key in items:
                    continue
                start, end = sentences(cited.paragraph.text)[0]
                items[cited.item_key] = holding(cited, [cited.paragraph.text[start:end]], sentences)
        return items

    def _opening(self, held: Held) -> AnswerSpan:
        """The paragraph at the head of minutes that gives their date, else their first."""
        head = self._ledger.minutes_of(held.id)[:_HEAD]
        for cited in head:
            for start, end in sentences(cited.paragraph.text):
                if any(day.exact == held.held_on for day in find_dates(cited.paragraph.text[start:end])):
                    return holding(cited, [cited.paragraph.text[start:end]], sentences)
        return whole(head[0])


def _before(recorded: Sequence[Finding], quoted: Sequence[Finding], findings: Findings) -> Findings:
    """What is recorded, and behind it what was quoted of other paragraphs."""
    proved = {proof.cited.id for one in recorded for proof in one.proofs}
    return replace(findings, findings=(*recorded, *(one for one in quoted if one.proofs[0].cited.id not in proved)))


def _choice(meetings: Sequence[Held]) -> str:
    """The meetings that may be meant, each where they are few, else how many there are of whom."""
    each = list(dict.fromkeys(f"{one.body} of {day_month_year(one.held_on)}" for one in meetings))
    if len(each) <= _FEW:
        return f"Here are minutes of {listed(each)}."
    bodies = sorted({one.body for one in meetings})
    return f"Here are {len(each)} meetings of {listed(bodies) if len(bodies) <= _FEW else f'{len(bodies)} bodies'}."


def _said(text: str, spans: Sequence[AnswerSpan], total: int) -> Findings:
    """One sentence with its proofs; where more was counted than is shown, that is said."""
    missing = f"{len(spans[:MOST])} of the {total} paragraphs are shown." if total > MOST else ""
    return Findings(findings=(Finding(proofs=tuple(spans[:MOST]), text=sentence(text)),), missing=missing)


def _of(meetings: Sequence[Held]) -> str:
    """The meetings counted over: "the meeting of Ottermouth Council on 4 May 2021"."""
    many = "meeting" if len(meetings) == 1 else "meetings"
    return f"the {many} of {meetings[0].body} {when(meetings)}"
