from collections.abc import Callable
from datetime import date

from rag.ledger import Ledger
from rag.minutes import Outcome
from rag.plan import ActionsOf, DecisionsOf, Scope
from rag.records.business import actions_of, decided, decisions_of, told_in
from rag.records.choosing import chosen
from rag.records.meetings import meetings_in

Keep = Callable[..., None]
TOWN = frozenset({"Ottermouth Town Council"})


def test_decisions_are_those_of_the_meetings_in_their_order(ledger: Ledger):
    meetings = meetings_in(ledger, Scope(bodies=TOWN))
    assert [one.paragraph for one in decided(ledger, meetings)] == [
        "january-3",
        "january-4",
        "february-6",
        "special-1",
    ]
    assert [one.paragraph for one in decided(ledger, meetings, Outcome.NOT_STATED, None)] == ["january-5"]


def test_an_owner_written_in_initials_is_known_by_the_list_of_who_was_there(empty: Ledger, keep: Keep, said: type):
    keep(
        empty,
        "a",
        date(2024, 1, 9),
        said(text="Present: Ada Marsh, Ned Pell", attendance=({"name": "Ada Marsh"}, {"name": "Ned Pell"})),
        said(text="AM to ring the county. NP to write.", actions=(("AM", "ring the county"), ("NP", "write"))),
    )
    found = actions_of(ActionsOf(owner="Ned Pell"), meetings_in(empty, Scope()), empty)
    assert found
    assert len(found.findings) == 1


def test_a_person_acts_for_several_bodies_an_office_is_each_bodys_own(empty: Ledger, keep: Keep, said: type):
    for body in ("Ottermouth Town Council", "Wick Parish Council"):
        actions = (("Ned Pell", "mend the gate"), ("The Clerk", "write"))
        keep(
            empty,
            body,
            date(2024, 1, 9),
            said(text="Ned Pell to mend the gate. The Clerk to write.", actions=actions),
            body=body,
        )
    meetings = meetings_in(empty, Scope())
    meant = chosen(ActionsOf(owner="Ned Pell"), meetings, empty, dated=True)
    found = actions_of(ActionsOf(owner="Ned Pell"), meant, empty)
    assert found
    assert [one.proofs[0].cited.body for one in found.findings] == ["Ottermouth Town Council", "Wick Parish Council"]
    assert chosen(ActionsOf(owner="Clerk"), meetings, empty, dated=True) == []


def test_a_decision_is_quoted_with_what_was_put_to_the_vote(empty: Ledger, keep: Keep, said: type):
    moved = said(text="Cllr Pell moved that the pond be filled in.", item="2", title="Pond", ballot=3)
    lost = said(
        text="LOST by 3 votes to 4.", item="2", title="Pond", resolutions=((None, None, Outcome.LOST),), ballot=3
    )
    keep(empty, "a", date(2024, 1, 9), moved, lost)
    found = decisions_of(DecisionsOf(outcome=Outcome.LOST), meetings_in(empty, Scope()), empty)
    assert found
    assert [proof.quote for proof in found.findings[0].proofs] == [moved.text, lost.text]


def test_a_motion_is_quoted_with_how_its_vote_ended(empty: Ledger, keep: Keep, said: type):
    lost = ((None, None, Outcome.LOST),)
    moved = said(text="Cllr Pell moved that the pond be filled in.", item="2", title="Pond", ballot=3, resolutions=lost)
    keep(empty, "a", date(2024, 1, 9), moved, said(text="LOST by 3 votes to 4.", item="2", title="Pond", ballot=3))
    found = decisions_of(DecisionsOf(), meetings_in(empty, Scope()), empty)
    assert found
    assert [proof.quote for one in found.findings for proof in one.proofs] == [
        "Cllr Pell moved that the pond be filled in.",
        "LOST by 3 votes to 4.",
    ]


def test_an_outcome_is_counted_where_it_is_told(empty: Ledger, keep: Keep, said: type):
    lost = ((None, None, Outcome.LOST),)
    moved = said(text="Cllr Pell moved that the pond be filled in.", item="2", title="Pond", ballot=3, resolutions=lost)
    keep(empty, "a", date(2024, 1, 9), moved, said(text="LOST by 3 votes to 4.", item="2", title="Pond", ballot=3))
    found = decided(empty, meetings_in(empty, Scope()), Outcome.LOST)
    assert [one.id for one in told_in(found, empty)] == ["a-1"]


def test_a_decision_that_opens_a_list_is_quoted_with_it(empty: Ledger, keep: Keep, said: type):
    opens = said(
        text="RESOLVED, without a vote against:", item="2", title="Fees", resolutions=((None, None, Outcome.CARRIED),)
    )
    keep(empty, "a", date(2024, 1, 9), opens, said(text="That the fee be £5.", item="2", title="Fees"))
    found = decisions_of(DecisionsOf(), meetings_in(empty, Scope()), empty)
    assert found
    assert [proof.quote for proof in found.findings[0].proofs] == [
        "RESOLVED, without a vote against:",
        "That the fee be £5.",
    ]


def test_an_offices_actions_are_those_of_its_holder_too(empty: Ledger, keep: Keep, said: type):
    clerk = ({"name": "Mrs J Reed", "role": "Clerk"},)
    actions = (("The Clerk", "write"), ("Mrs Reed", "paint"), ("Cllr Pell", "dig"))
    text = "Mrs J Reed (Clerk). The Clerk to write. Mrs Reed to paint. Cllr Pell to dig."
    keep(empty, "a", date(2024, 1, 9), said(text=text, attendance=clerk, actions=actions))
    found = actions_of(ActionsOf(owner="clerk"), meetings_in(empty, Scope()), empty)
    assert found
    assert [proof.quote for one in found.findings for proof in one.proofs] == [
        "The Clerk to write.",
        "Mrs Reed to paint.",
    ]


def test_a_motion_that_one_paragraph_puts_and_another_ends_is_one_decision(
    empty: Ledger, keep: Callable[..., None], said: type
) -> None:
    lost = ((None, None, Outcome.LOST),)
    keep(
        empty,
        "a",
        date(2024, 1, 9),
        said(text="MOTION 2: That the pond be filled in. LOST", item="2", resolutions=lost, ballot=3),
        said(text="MOTION 3: That the hall be sold. LOST", item="3", resolutions=lost),
        said(text="Motion 2 | YEAS: Cllr Vale | NAYS: Cllr Pell", item="9", resolutions=lost, ballot=3),
    )
    with empty._writing() as base:  # a row that only puts a motion has its end, and the votes stand elsewhere
        base.execute("UPDATE resolutions SET ballot = NULL WHERE paragraph = 'a-0'")
    assert [one.paragraph for one in decided(empty, meetings_in(empty, Scope()), Outcome.LOST)] == ["a-1", "a-2"]
