import re
from dataclasses import replace
from datetime import date

import pytest

from rag.grounding.counting import miscounted
from rag.ledger import Ledger
from rag.minutes import Kind, Outcome
from rag.minutes import Presence as Minuted
from rag.plan import (
    Counted,
    CountOf,
    Period,
    Presence,
    Scope,
)
from tests.rag.records.asking import FEBRUARY, JANUARY, YEAR, ask, found, quotes, text


def test_meetings_are_counted_with_their_scope_and_openings(ledger: Ledger):
    findings = ask(ledger, CountOf(counted=Counted.MEETINGS), YEAR)
    held = "Three meetings of Ottermouth Town Council held from 9 January to 20 February 2024"
    assert text(findings) == f"{held} are minuted here."
    assert all("2024" in quote for quote in quotes(findings))


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (CountOf(counted=Counted.DECISIONS), "Two decisions are recorded at the meeting"),
        (
            CountOf(counted=Counted.DECISIONS, outcome=Outcome.LOST),
            "One decision is recorded as lost at the meeting of Ottermouth Town Council on 9 January 2024.",
        ),
        (CountOf(counted=Counted.DECISIONS, person="Ned Pell"), "Two motions moved by Cllr Pell are recorded"),
        (CountOf(counted=Counted.ACTIONS), "Two actions are recorded at the meeting of Ottermouth Town Council on"),
        (CountOf(counted=Counted.PEOPLE), "Three people are listed as present at the meeting"),
        (CountOf(counted=Counted.PEOPLE, presence=Presence.APOLOGIES), "One person is listed as having sent apologies"),
        (CountOf(counted=Counted.PEOPLE, presence=Presence.ABSENT), "Two people are listed as away"),
    ],
)
def test_decisions_and_people_are_counted(ledger: Ledger, count: CountOf, said: str):
    assert text(ask(ledger, count)).startswith(said)


@pytest.mark.parametrize(
    ("said_there", "kind", "quoted"),
    [
        ("Two of the public wrote. There were 3 members of the public present.", Kind.DISCUSSION, "There were 3"),
        ("Present: Cllr Ada Marsh and nine members of the public", Kind.ATTENDANCE, "Present: Cllr Ada Marsh and nine"),
        ("Members of the Public: 4", Kind.ATTENDANCE, "Members of the Public: 4"),
        ("4 members of the public.", Kind.DISCUSSION, "4 members of the public"),
        ("The gate was painted by two members of the public.", Kind.DISCUSSION, None),
        ("Present: | Members of the Public:", Kind.ATTENDANCE, None),
    ],
)
def test_how_many_of_the_public_were_there_is_quoted(empty: Ledger, keep, said, said_there, kind, quoted):
    keep(empty, "a", date(2024, 1, 9), said(text=said_there, kind=kind))
    found = ask(empty, CountOf(counted=Counted.PUBLIC), Scope())
    assert found
    if quoted:
        assert quotes(found)[0].startswith(quoted)
    else:
        assert found.missing.startswith("No record of that was found in the minutes of")


def test_every_count_is_counted_alike_by_who_checks_it(ledger: Ledger):
    counts = [
        CountOf(counted=Counted.MEETINGS),
        *(CountOf(counted=Counted.DECISIONS, outcome=outcome) for outcome in (None, *Outcome)),
        CountOf(counted=Counted.DECISIONS, person="Ned Pell"),
        CountOf(counted=Counted.ACTIONS),
        *(CountOf(counted=Counted.AMENDMENTS, outcome=outcome) for outcome in Outcome),
        *(CountOf(counted=Counted.PEOPLE, presence=presence) for presence in Presence),
        *(CountOf(counted=Counted.ATTENDED, presence=presence, person="Joy Vale") for presence in Presence),
    ]
    found = [ask(ledger, count, scope) for count in counts for scope in (JANUARY, FEBRUARY, YEAR)]
    stated = [text(findings) for findings in found if findings and findings.findings]
    assert len(stated) > 10
    for said in stated:
        wrong = re.sub(r"\b(?i:no|one|two|three|four|five|none)\b", "58", said, count=1)
        records = [{"mode": "quoted", "sentences": [{"text": sentence, "quoted": False}]} for sentence in (said, wrong)]
        assert [bool(list(miscounted(record, ledger))) for record in records] == [False, True], said


def test_an_action_that_a_list_may_repeat_is_not_counted(empty: Ledger, keep, said):
    keep(empty, "a", date(2024, 1, 9),
         said(text="The Clerk will order the fence.", actions=(("The Clerk", "order the fence"),)),
         said(text="No: 1 | Action: Order fence | Who: Clerk", actions=(("Clerk", "Order fence"),)))  # fmt: skip
    assert ask(empty, CountOf(counted=Counted.ACTIONS), Scope()) is None


def test_amendments_that_ended_one_way_are_counted_where_ballots_tell_of_all(empty: Ledger, keep, said):
    lost = ((None, None, Outcome.LOST),)
    keep(empty, "a", date(2024, 1, 9),
         said(text="That the fence be lower was LOST.", item="1", title="Pond", resolutions=lost, ballot=1),
         said(text="That the fence be green was LOST.", item="1", title="Pond", resolutions=lost, ballot=2),
         said(text="That the hall be sold was LOST.", item="2", title="Hall", resolutions=lost, ballot=3))  # fmt: skip
    with empty._writing() as base:
        base.execute("UPDATE ballots SET outcome = 'lost'")
        base.execute("UPDATE ballots SET amendment = id WHERE id < 3")
    count = CountOf(counted=Counted.AMENDMENTS, outcome=Outcome.LOST)
    assert text(ask(empty, count, Scope())).startswith("Two amendments are recorded as lost at the meeting")
    on_hall = replace(count, matter=frozenset({"hall"}))
    assert ask(empty, on_hall, Scope()) is None
    keep(empty, "b", date(2024, 2, 6), said(text="The amendment was LOST.", item="1", resolutions=lost))
    assert ask(empty, count, Scope(period=Period(first=date(2024, 1, 1), last=date(2024, 3, 1)))) is None


def test_the_rows_of_one_ballot_are_one_decision(ledger: Ledger):
    assert text(ask(ledger, CountOf(counted=Counted.DECISIONS), FEBRUARY)).startswith("One decision is")


@pytest.mark.parametrize(
    ("presence", "said_of_it"),
    [(Presence.APOLOGIES, "as having sent apologies at one"), (Presence.ABSENT, "as away at two")],
)
def test_times_somebody_was_away_tell_apologies_from_absence(
    ledger: Ledger, keep, said, presence: Presence, said_of_it: str
):
    away = ({"name": "Cllr Joy Vale", "presence": "apologies"},)
    keep(ledger, "march", date(2024, 3, 5), said(text="Apologies were received from Cllr Joy Vale.", attendance=away))
    findings = ask(ledger, CountOf(counted=Counted.ATTENDED, person="Joy Vale", presence=presence), YEAR)
    assert text(findings) == (
        f"Joy Vale is listed {said_of_it} of the four meetings of Ottermouth Town Council held from 9 January to "
        "5 March 2024."
    )
    assert findings
    assert findings.missing == "No list of who was there was read in the minutes of 20 February 2024."


def test_times_somebody_was_there_may_be_none(ledger: Ledger):
    count = CountOf(counted=Counted.ATTENDED, person="Cllr Ned Pell", presence=Presence.REMOTE)
    findings = ask(ledger, count, YEAR)
    assert text(findings).startswith("Cllr Ned Pell is listed as attending remotely at none of the three meetings")
    assert quotes(findings)


def test_times_somebody_was_there_are_counted_for_each_body(empty: Ledger, keep, said):
    for n, body in enumerate(("Wick Parish Council", "Grants Committee") * 2, 1):
        presence = Minuted.APOLOGIES if n == 4 else Minuted.PRESENT
        row = {"name": "Cllr Ned Pell", "presence": presence}
        keep(empty, f"m{n}", date(2024, n, 9), said(text="Cllr Ned Pell", attendance=(row,)), body=body)
    keep(empty, "m5", date(2024, 5, 9), said(text="Ann Orme", attendance=({"name": "Ann Orme"},)), body="Youth Forum")
    count = CountOf(counted=Counted.ATTENDED, person="Cllr Ned Pell", presence=Presence.ABSENT)
    assert [one.text for one in found(ask(empty, count, Scope()))] == [
        "Cllr Ned Pell is listed as away at none of the two meetings of Wick Parish Council held from 9 January to 9"
        " March 2024.",
        "Cllr Ned Pell is listed as away at one of the two meetings of Grants Committee held from 9 February to 9 April"
        " 2024.",
    ]


def test_an_officer_in_attendance_is_counted_as_having_attended(empty: Ledger, keep, said):
    for n in (1, 2):
        clerk = {"name": "Mrs J Reed", "presence": Minuted.IN_ATTENDANCE, "role": "Clerk"}
        keep(empty, f"m{n}", date(2024, n, 9), said(text="Mrs J Reed, Clerk", attendance=(clerk,)))
    count = CountOf(counted=Counted.ATTENDED, person="Mrs J Reed", presence=Presence.PRESENT)
    assert text(ask(empty, count, YEAR)).startswith(
        "Mrs J Reed is listed as present or in attendance at two of the two meetings"
    )


def test_lists_between_that_do_not_name_somebody_are_counted_where_absences_are(empty: Ledger, keep, said):
    for n, name in enumerate(("Ann Orme", "Cy Vale", "Ann Orme", "Cy Vale"), 1):
        keep(empty, f"m{n}", date(2024, n, 9), said(text=name, attendance=({"name": name},)))
    count = CountOf(counted=Counted.ATTENDED, person="Ann Orme", presence=Presence.ABSENT)
    assert text(ask(empty, count, Scope())) == (
        "Ann Orme is listed as away at none of the four meetings of Ottermouth Town Council held from 9 January to 9"
        " April 2024; the list of one more does not name them at all."
    )


def test_a_bare_surname_on_another_bodys_list_counts_for_nobody_else(empty: Ledger, keep, said):
    for n, (body, name) in enumerate({"Wick Parish Council": "Cllr A Pell", "Youth Forum": "Cllr Pell"}.items(), 1):
        keep(empty, f"m{n}", date(2024, n, 9), said(text=name, attendance=({"name": name},)), body=body)
    count = CountOf(counted=Counted.ATTENDED, person="Cllr A Pell", presence=Presence.PRESENT)
    assert [one.text for one in found(ask(empty, count, Scope()))] == [
        "Cllr A Pell is listed as present at one of the one meeting of Wick Parish Council held on 9 January 2024."
    ]


def test_a_bare_surname_on_the_lists_of_one_body_is_the_persons(empty: Ledger, keep, said):
    keep(empty, "m1", date(2024, 1, 9), said(text="Cllr Pell", attendance=({"name": "Cllr Pell"},)))
    count = CountOf(counted=Counted.ATTENDED, person="Cllr A Pell", presence=Presence.PRESENT)
    assert text(ask(empty, count, Scope())).startswith("Cllr A Pell is listed as present at one of the one meeting of")


def test_where_only_bare_surnames_are_listed_by_several_bodies_nothing_is_counted(empty: Ledger, keep, said):
    for n, body in enumerate(("Wick Parish Council", "Youth Forum"), 1):
        keep(empty, f"m{n}", date(2024, n, 9), said(text="Cllr Pell", attendance=({"name": "Cllr Pell"},)), body=body)
    count = CountOf(counted=Counted.ATTENDED, person="Cllr A Pell", presence=Presence.PRESENT)
    assert ask(empty, count, Scope()) is None
