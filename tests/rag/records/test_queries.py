from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from rag.evidence import Finding, Findings, Reading
from rag.ledger import Ledger
from rag.minutes import Cast, Outcome
from rag.minutes import Presence as Minuted
from rag.plan import (
    ActionsOf,
    AnswerType,
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
    Term,
    VotesOf,
    Which,
)
from rag.records.queries import Records
from rag.records.quoting import whole
from rag.stores.words import terms
from tests.rag.records.asking import FEBRUARY, JANUARY, TOWN, YEAR, ask, found, quotes, text
from tests.rag.records.conftest import Said

TREES = tuple(Term(word, 1.0) for word in terms("trees"))


def test_a_plan_without_a_record_query_and_a_scope_without_meetings_give_nothing(ledger: Ledger):
    assert ask(ledger, None) is None
    assert ask(ledger, DecisionsOf(), Scope(bodies=frozenset({"Nowhere"}))) is None


@pytest.mark.parametrize(
    ("presence", "scope", "held"),
    [
        (Presence.PRESENT, JANUARY, "Present: Cllr Ada Marsh"),
        (Presence.OFFICERS, JANUARY, "Mrs J Reed (Clerk)"),
        (Presence.APOLOGIES, JANUARY, "Apologies were received from Cllr Ron Sánchez"),
        (Presence.CHAIR, JANUARY, "Cllr Ada Marsh (Chairman)"),
        (Presence.CHAIR, FEBRUARY, "Cllr T Marsh (in the Chair)"),
        (Presence.REASON_AWAY, JANUARY, "(on holiday)"),
        (Presence.ARRIVED, FEBRUARY, "(arrived at 7.20pm)"),
        (Presence.LEFT, FEBRUARY, "Cllr Vale left the meeting"),
    ],
)
def test_who_was_there_is_answered_by_the_paragraph_that_lists_it(
    ledger: Ledger, presence: Presence, scope: Scope, held: str
):
    (quote,) = quotes(ask(ledger, AttendanceOf(presence=presence), scope))
    assert held in quote


@pytest.mark.parametrize(
    "query",
    [
        AttendanceOf(presence=Presence.PRESENT),
        CountOf(counted=Counted.PEOPLE),
        DecisionsOf(),
        VotesOf(),
        VotesOf(cast=Cast.AGAINST),
    ],
)
def test_where_it_is_open_which_meeting_is_meant_that_is_asked(ledger: Ledger, query: RecordQuery):
    asked = ask(ledger, query, Scope(bodies=TOWN))
    assert asked
    assert asked.unclear
    assert not asked.findings
    assert asked.missing.startswith("Of which body, and when? Here are minutes of Ottermouth Town Council of ")


def test_of_an_ordinary_and_a_special_meeting_the_ordinary_one_is_meant(ledger: Ledger):
    assert "7.20pm" in quotes(ask(ledger, AttendanceOf(presence=Presence.PRESENT), FEBRUARY))[0]


@pytest.mark.parametrize(
    ("presence", "person", "said"),
    [
        (Presence.PRESENT, "Cllr Ned Pell", "Yes: Cllr Ned Pell is listed as present."),
        (Presence.PRESENT, "Mrs J Reed", "Yes: Mrs J Reed is listed in attendance."),
        (Presence.PRESENT, "Ron Sanchez", "No: Cllr Ron Sánchez is listed as excused or with apologies."),
        (Presence.PRESENT, "Cllr Joy Vale", "No: Cllr Joy Vale is listed as absent."),
        (Presence.APOLOGIES, "Cllr Ron Sánchez", "Yes: Cllr Ron Sánchez is listed as excused or with apologies."),
        (Presence.APOLOGIES, "Cllr Pell", "No: Cllr Ned Pell is listed as present."),
        (Presence.APOLOGIES, "Cllr Joy Vale", "No: Cllr Joy Vale is listed as absent."),
        (Presence.ABSENT, "Cllr Joy Vale", "Yes: Cllr Joy Vale is listed as absent."),
    ],
)
def test_whether_somebody_was_there_is_answered_yes_or_no(ledger: Ledger, presence: Presence, person: str, said: str):
    assert text(ask(ledger, AttendanceOf(presence=presence, person=person))) == said


def test_whether_somebody_was_in_the_chair(ledger: Ledger):
    assert text(ask(ledger, AttendanceOf(presence=Presence.CHAIR, person="T Marsh"), FEBRUARY)).startswith("Yes: ")
    assert text(ask(ledger, AttendanceOf(presence=Presence.CHAIR, person="Ron Sanchez"), FEBRUARY)).startswith("No: ")


def test_nothing_is_said_of_a_name_that_nobody_bears(ledger: Ledger):
    assert ask(ledger, AttendanceOf(presence=Presence.PRESENT, person="Somebody Else")) is None


def test_a_name_that_two_bear_is_neither_ones(ledger: Ledger):
    found = ask(ledger, AttendanceOf(presence=Presence.PRESENT, person="Cllr Marsh"))
    assert found
    assert found.missing.endswith("which of them is meant is left open.")


def test_an_office_is_held_by_whom_the_latest_list_names_in_it(ledger: Ledger):
    assert text(ask(ledger, OfficeOf(office="clerk"), Scope(bodies=TOWN))) == (
        "Mrs J Reed is listed as Clerk of Ottermouth Town Council on 9 January 2024."
    )
    assert ask(ledger, OfficeOf(office="treasurer"), Scope(bodies=TOWN)) is None


def test_without_a_body_the_one_with_most_meetings_is_meant_if_it_has_more_than_half(ledger: Ledger):
    assert "Mrs J Reed" in text(ask(ledger, OfficeOf(office="clerk"), Scope()))


def test_an_office_of_several_bodies_is_held_by_the_one_whom_all_of_them_name(empty: Ledger, keep: Callable[..., None]):
    clerk = {"name": "Mrs J Reed", "presence": Minuted.IN_ATTENDANCE, "role": "Clerk"}
    keep(empty, "a", date(2024, 1, 9), Said(text="Mrs J Reed, Clerk", attendance=(clerk,)), body="Planning Committee")
    keep(empty, "b", date(2024, 2, 9), Said(text="Mrs J Reed, Clerk", attendance=(clerk,)), body="Grants Committee")
    said = text(ask(empty, OfficeOf(office="clerk"), Scope()))
    assert said == "Mrs J Reed is listed as Clerk of Grants Committee on 9 February 2024."
    other = {**clerk, "name": "Mr A Pell"}
    keep(empty, "c", date(2024, 3, 9), Said(text="Mr A Pell, Clerk", attendance=(other,)), body="Works Committee")
    assert ask(empty, OfficeOf(office="clerk"), Scope()) is None


def test_every_decision_of_a_meeting_is_quoted_in_order_but_nothing_undecided(ledger: Ledger):
    pond, hall = quotes(ask(ledger, DecisionsOf()))
    assert "pond be fenced" in pond
    assert "sell the hall" in hall


def test_decisions_by_outcome_and_by_mover(ledger: Ledger):
    assert quotes(ask(ledger, DecisionsOf(outcome=Outcome.LOST))) == ["A motion to sell the hall was LOST."]
    assert [one[:15] for one in quotes(ask(ledger, DecisionsOf(mover="Ned Pell")))] == [
        "Cllr Pell propo",
        "Cllr Pell moved",
    ]
    assert ask(ledger, DecisionsOf(mover="Cllr T Marsh")) is None


def test_decisions_of_several_meetings_come_with_their_days(ledger: Ledger):
    findings = ask(ledger, DecisionsOf(), YEAR)
    assert findings
    assert [one.text.partition(":")[0] for one in findings.findings] == [
        "9 January 2024",
        "9 January 2024",
        "6 February 2024",
        "20 February 2024",
    ]


def test_where_nothing_ended_so_the_decisions_read_are_counted(ledger: Ledger):
    none = ask(ledger, DecisionsOf(outcome=Outcome.WITHDRAWN), FEBRUARY)
    assert none
    assert not none.findings
    assert none.missing.startswith("Of ")
    assert none.missing.endswith("none is recorded as withdrawn.")


def test_where_no_action_was_read_that_is_said(ledger: Ledger):
    none = ask(ledger, ActionsOf(), Scope(bodies=frozenset({"Wick Parish Council"})))
    assert none
    assert not none.findings
    assert none.missing.startswith("No action was found in the minutes of the meeting of ")


def test_one_persons_motions_are_those_of_the_one_body_where_that_person_moved_any(ledger: Ledger):
    assert quotes(ask(ledger, DecisionsOf(mover="Ned Pell"))) == quotes(
        ask(ledger, DecisionsOf(mover="Ned Pell"), Scope(bodies=TOWN))
    )


def test_what_is_not_shown_is_counted_and_placed(empty: Ledger, keep, said):
    carried = ((None, None, Outcome.CARRIED),)
    paragraphs = [said(text=f"Point {n} was agreed.", item=str(n), resolutions=carried) for n in range(1, 16)]
    keep(empty, "long", date(2024, 1, 9), *paragraphs)
    findings = ask(empty, DecisionsOf())
    assert findings
    assert len(findings.findings) == 12
    assert findings.missing == "12 of 15 are shown; the rest are in item 13, item 14 and item 15."


def test_how_somebody_voted_is_said_with_the_ballots_matter(ledger: Ledger):
    findings = ask(ledger, VotesOf(person="Joy Vale"), FEBRUARY)
    assert text(findings) == "6 February 2024: Cllr Vale voted against “skate park”."
    assert quotes(findings) == ["A recorded vote was taken on the skate park.", "Against: Cllr Vale"]


def test_every_ballot_is_one_finding_of_all_its_paragraphs(ledger: Ledger):
    findings = ask(ledger, VotesOf(), FEBRUARY)
    assert findings
    (ballot,) = findings.findings
    assert [proof.cited.id for proof in ballot.proofs] == [f"february-{n}" for n in (3, 4, 5, 6)]


def test_what_somebody_undertook_in_any_way_of_writing_the_office(ledger: Ledger):
    assert quotes(ask(ledger, ActionsOf(owner="Clerk")))[-1] == "The Clerk will order the fence."
    assert ask(ledger, ActionsOf(owner="Cllr Ned Pell")) is None
    assert len(quotes(ask(ledger, ActionsOf(), Scope(bodies=TOWN)))) == 2


def test_the_last_and_the_next_meeting(ledger: Ledger):
    assert text(ask(ledger, MeetingsOf(which=Which.LAST), Scope(bodies=TOWN))).startswith(
        "Ottermouth Town Council last met on 20 February 2024"
    )
    assert text(ask(ledger, MeetingsOf(which=Which.LAST), Scope(bodies=TOWN, as_of=date(2024, 2, 10)))).startswith(
        "Ottermouth Town Council last met on 6 February 2024"
    )
    assert "6 February 2024 at 7pm" in quotes(ask(ledger, MeetingsOf(which=Which.NEXT)))[0]
    silent = ask(ledger, MeetingsOf(which=Which.NEXT), FEBRUARY)
    assert silent
    assert not silent.findings
    assert "of 20 February 2024" in silent.missing


@pytest.mark.parametrize("announced", ["Date of next virtual Parish Council meeting:", "Upcoming meetings;"])
def test_the_next_meeting_is_found_however_it_is_announced(empty: Ledger, keep, said, announced: str):
    keep(empty, "may", date(2024, 5, 7), said(text=f"No reports were given.\n{announced} 4 June 2024 at 7pm."))
    assert "4 June 2024" in quotes(ask(empty, MeetingsOf(which=Which.NEXT), Scope()))[0]


def test_a_meeting_in_short_is_its_decisions_and_the_first_sentence_of_each_other_item(ledger: Ledger, keep, said):
    assert quotes(ask(ledger, MeetingsOf(which=Which.SUMMARY), JANUARY)) == [
        "Cllr Pell proposed, Cllr Ada Marsh seconded, that the pond be fenced. RESOLVED.",
        "A motion to sell the hall was LOST.",
        "Cllr Pell moved that the clock be repaired.",
        "The Clerk will order the fence.",
    ]
    keep(
        ledger,
        "wick2",
        date(2024, 5, 7),
        said(text=". Rain fell. It stopped.", item="1", attendance=({"name": "Ann Orme"},)),
        body="Wick Parish Council",
    )
    wick = Scope(bodies=frozenset({"Wick Parish Council"}))
    assert quotes(ask(ledger, MeetingsOf(which=Which.SUMMARY), wick)) == ["Rain fell."]


def test_every_proof_is_the_documents_own_words(ledger: Ledger):
    records: list[RecordQuery] = [
        DecisionsOf(),
        CountOf(counted=Counted.MEETINGS),
        *(AttendanceOf(presence=presence) for presence in Presence),
        *(MeetingsOf(which=which) for which in Which),
    ]
    found = [findings for record in records if (findings := ask(ledger, record))]
    assert len(found) > 5
    for proof in [proof for findings in found for one in findings.findings for proof in one.proofs]:
        document = ledger.text(proof.cited.document)
        assert document
        assert proof.quote
        assert document[proof.start : proof.end] == proof.quote


def test_who_was_away_when_something_came_up_is_answered_by_the_list_of_that_meeting(ledger: Ledger):
    (quoted,) = [proof for one in found(ask(ledger, DecisionsOf())) for proof in one.proofs][:1]
    plan = Plan(question="", standalone="", record=AttendanceOf(presence=Presence.APOLOGIES, beyond=True), scope=YEAR)
    assert Records(ledger).find(plan) is None
    shown = quotes(Records(ledger).complete(plan, Findings(findings=(Finding(proofs=(quoted,)),))))
    assert "Apologies were received from Cllr Ron Sánchez" in shown[0]
    assert quoted.quote in shown


def test_the_list_of_another_meeting_than_is_asked_about_is_not_shown(ledger: Ledger):
    (quoted,) = [proof for one in found(ask(ledger, DecisionsOf())) for proof in one.proofs][:1]
    plan = Plan(
        question="", standalone="", record=AttendanceOf(presence=Presence.APOLOGIES, beyond=True), scope=FEBRUARY
    )
    assert quotes(Records(ledger).complete(plan, Findings(findings=(Finding(proofs=(quoted,)),)))) == [quoted.quote]


def test_where_nobody_is_recorded_in_a_part_of_a_meeting_that_is_said(ledger: Ledger):
    silent = ask(ledger, AttendanceOf(presence=Presence.REMOTE), JANUARY)
    assert silent
    assert not silent.findings
    assert silent.missing == (
        "No record of that was found in the minutes of the meeting of Ottermouth Town Council on 9 January 2024."
    )


def test_a_list_of_what_is_to_be_counted_is_counted_and_surely_answers(empty: Ledger, keep: Callable[..., None]):
    keep(empty, "march", date(2024, 3, 5), Said(text="These trees are to be felled: an oak, a yew and a lime."))
    asked = Plan(question="", standalone="", intent=Intent.COUNT, answer_type=AnswerType.NUMBER, topic=TREES)
    (span,) = map(whole, empty.paragraphs(["march-0"]))
    records = Records(empty)
    reading = records.joined(asked, Reading(spans=(span,), answerable=0.1, ranked=()))
    assert reading.answerable == 1.0
    found = records.complete(asked, Findings(findings=(Finding(proofs=(span,)),)), counts=[reading.count])
    assert text(found) == "These trees are to be felled: an oak, a yew and a lime. Three are listed."
    assert found.missing == ""


def test_the_decision_whose_day_is_asked_comes_first_and_surely_answers(ledger: Ledger):
    asked = Plan(question="", standalone="", decided_when=True, telling=frozenset({"pond"}))
    closed, decided = map(whole, ledger.paragraphs(["january-6", "january-3"]))
    reading = Reading(spans=(closed, decided), answerable=0.1, ranked=())
    found = Records(ledger).joined(asked, reading)
    assert (found.answerable, found.spans) == (1.0, (decided, closed))
    other = replace(asked, telling=frozenset({"pond", "ice"}))
    assert Records(ledger).joined(other, reading) == reading


def test_what_is_no_list_answers_no_more_surely(ledger: Ledger):
    asked = Plan(question="", standalone="", intent=Intent.COUNT, answer_type=AnswerType.NUMBER, topic=TREES)
    (span,) = map(whole, ledger.paragraphs(["january-3"]))
    reading = Reading(spans=(span,), answerable=0.1, ranked=())
    assert Records(ledger).joined(asked, reading) is reading
