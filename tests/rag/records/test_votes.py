from collections.abc import Callable
from datetime import date

import pytest

from rag.ledger import Ledger
from rag.minutes import Cast, Outcome
from rag.plan import Scope, VotesOf
from rag.records.meetings import meetings_in
from rag.records.votes import votes_of

Keep = Callable[..., None]


def test_an_abstention_is_said_so_and_a_matter_only_where_it_is_on_record(empty: Ledger, keep: Keep, said: type):
    keep(empty, "a", date(2024, 1, 9), said(text="Abstained: Cllr Pell", votes=(("Cllr Pell", Cast.ABSTAINED),)))
    found = votes_of(VotesOf(person="Pell"), meetings_in(empty, Scope()), empty)
    assert found
    assert [one.text for one in found.findings] == ["9 January 2024: Cllr Pell abstained."]


def divided(keep: Keep, said: type, ledger: Ledger, against: tuple[tuple[str, Cast], ...] = ()) -> None:
    """Keep a meeting that voted on a pond and, without a word for its matter, on a barn."""
    pond = {"item": "2", "title": "Green", "ballot": 3}
    lost = (("Cllr Pell", None, Outcome.LOST),)
    there = ({"name": "Cllr Pell"}, {"name": "Cllr Vale"}, {"name": "Cllr Marsh"})
    keep(
        ledger,
        "a",
        date(2024, 1, 9),
        said(text="Present: Cllrs Pell, Vale and Marsh", attendance=there),
        said(text="Cllr Pell moved that the pond be filled in.", **pond, resolutions=lost),
        said(text="Against (2)", item="2", title="Green"),
        said(text="Cllrs Vale and Marsh" if against else "Two hands were raised.", **pond, votes=against),
        said(text="The motion was LOST.", **pond),
        said(text="It was put and carried.", item="3", title="Barn", ballot=4),
    )
    with ledger._writing() as base:
        base.execute("UPDATE ballots SET votes_against = 2")


AGAINST = (("Cllr Vale", Cast.AGAINST), ("Cllr Marsh", Cast.AGAINST))


def test_how_people_voted_on_a_matter_is_said_with_the_head_of_their_list(empty: Ledger, keep: Keep, said: type):
    divided(keep, said, empty, AGAINST)
    meetings = meetings_in(empty, Scope())
    asked = VotesOf(cast=Cast.AGAINST, matter=frozenset({"pond"}))
    found = votes_of(asked, meetings, empty)
    assert found
    (finding,) = found.findings
    assert finding.text == "9 January 2024: Cllr Vale and Cllr Marsh voted against “Green”."
    assert [proof.cited.id for proof in finding.proofs] == ["a-1", "a-2", "a-3"]
    mine = votes_of(VotesOf(person="Marsh", matter=frozenset({"pond"})), meetings, empty)
    assert mine
    assert [one.text for one in mine.findings] == ["9 January 2024: Cllr Marsh voted against “Green”."]


def test_lists_of_voters_are_no_matter_what_came_of_them_is(empty: Ledger, keep: Keep, said: type):
    against = {"item": "2", "title": "Against: Cllr Vale", "ballot": 3}
    lists = said(text="Against: Cllr Vale", votes=(("Cllr Vale", Cast.AGAINST),), **against)
    keep(empty, "a", date(2024, 1, 9), lists, said(text="RESOLVED to buy the pond.", **against))
    meetings = meetings_in(empty, Scope())
    found = votes_of(VotesOf(person="Vale"), meetings, empty)
    assert found
    assert [one.text for one in found.findings] == [
        "9 January 2024: Cllr Vale voted against. RESOLVED to buy the pond."
    ]
    assert votes_of(VotesOf(person="Vale", matter=frozenset({"vale"})), meetings, empty) is None


@pytest.mark.parametrize(
    ("matter", "paragraphs"),
    [
        ({"pond"}, ["a-1", "a-2", "a-3", "a-4"]),
        ({"barn"}, ["a-5"]),  # by the title of its item
        ({"pond", "school"}, None),
    ],
)
def test_how_a_vote_on_a_matter_went_is_its_ballot(
    empty: Ledger, keep: Keep, said: type, matter: set[str], paragraphs: list[str] | None
):
    divided(keep, said, empty, AGAINST)
    found = votes_of(VotesOf(matter=frozenset(matter)), meetings_in(empty, Scope()), empty)
    assert (found and [proof.cited.id for one in found.findings for proof in one.proofs]) == paragraphs


@pytest.mark.parametrize(("ended", "said_first"), [(Outcome.LOST, "Yes: "), (Outcome.CARRIED, "No: ")])
def test_whether_a_motion_was_carried_is_said_first(
    empty: Ledger, keep: Keep, said: type, ended: Outcome, said_first: str
):
    divided(keep, said, empty, AGAINST)
    with empty._writing() as base:
        base.execute("UPDATE ballots SET outcome = 'lost' WHERE id = 3")
    meetings = meetings_in(empty, Scope())
    found = votes_of(VotesOf(matter=frozenset({"pond"}), ended=ended), meetings, empty)
    assert found
    assert found.findings[0].text.startswith(f"{said_first}Cllr Pell moved")
    for other in (
        VotesOf(matter=frozenset({"pond"}), ended=Outcome.DEFERRED),
        VotesOf(matter=frozenset({"pond"}), ended=ended, mover="Cllr Quill"),
        VotesOf(matter=frozenset({"pond"}), ended=ended, amendment=True),
    ):
        assert votes_of(other, meetings, empty) is None


def test_where_a_ballot_counts_and_names_nobody_that_is_said(empty: Ledger, keep: Keep, said: type):
    divided(keep, said, empty)
    asked = VotesOf(cast=Cast.AGAINST, matter=frozenset({"pond"}))
    found = votes_of(asked, meetings_in(empty, Scope()), empty)
    assert found
    assert not found.findings
    assert found.missing == "The minutes of 9 January 2024 count two who voted against, and name nobody."


def test_a_motion_asked_for_by_its_number_may_be_an_amendment(empty: Ledger, keep: Keep, said: type) -> None:
    names = {"votes": (("Cllr Vale", Cast.AGAINST),)}
    keep(
        empty,
        "a",
        date(2024, 1, 9),
        said(text="Motion 5: That item 3 be amended to ten pounds", title="Motion 5", item="1", ballot=3),
        said(text="Against: Cllr Vale", ballot=3, **names),
        said(text="Item 5: The pond", title="Item 5", item="2", ballot=4),
        said(text="Against: Cllr Pell", ballot=4, votes=(("Cllr Pell", Cast.AGAINST),)),
    )
    with empty._writing() as base:
        base.execute("UPDATE ballots SET amendment = 1 WHERE id = 3")
    asked = VotesOf(cast=Cast.AGAINST, matter=frozenset({"motion", "5"}))
    found = votes_of(asked, meetings_in(empty, Scope()), empty)
    assert found
    assert [one.text for one in found.findings] == ["9 January 2024: Cllr Vale voted against “Motion 5”."]


def test_who_voted_one_way_at_a_whole_meeting_is_said_for_each_ballot(empty: Ledger, keep: Keep, said: type):
    divided(keep, said, empty, AGAINST)
    meetings = meetings_in(empty, Scope())
    found = votes_of(VotesOf(cast=Cast.AGAINST), meetings, empty)
    assert found
    assert [one.text for one in found.findings] == ["9 January 2024: Cllr Vale and Cllr Marsh voted against “Green”."]
    assert found.missing == "Of one more ballot only the number of those who voted against is recorded."
    nobody = votes_of(VotesOf(cast=Cast.ABSTAINED), meetings, empty)
    assert nobody
    assert not nobody.findings
    assert nobody.missing.startswith("No vote of that kind was found in the minutes of the meeting of Ottermouth")


def test_a_vote_that_is_told_and_not_on_record_is_not_denied(empty: Ledger, keep: Keep, said: type):
    keep(empty, "a", date(2024, 1, 9), said(text="Two abstained when the hall came up."))
    meetings = meetings_in(empty, Scope())
    assert votes_of(VotesOf(cast=Cast.ABSTAINED), meetings, empty) is None
    denied = votes_of(VotesOf(cast=Cast.AGAINST), meetings, empty)
    assert denied
    assert denied.missing.startswith("No vote of that kind was found")


def test_ballots_that_only_count_who_voted_one_way_are_shown(empty: Ledger, keep: Keep, said: type):
    divided(keep, said, empty)
    found = votes_of(VotesOf(cast=Cast.AGAINST), meetings_in(empty, Scope()), empty)
    assert found
    assert [one.proofs[0].cited.id for one in found.findings] == ["a-1", "a-5"]
