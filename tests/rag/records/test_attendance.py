from collections.abc import Callable
from datetime import date

import pytest

from rag.ledger import Ledger
from rag.minutes import Presence
from rag.plan import AttendanceOf, OfficeOf, Scope
from rag.plan import Presence as Asked
from rag.records.attendance import attendance_of, office_of
from rag.records.meetings import meetings_in

Keep = Callable[..., None]


@pytest.mark.parametrize(
    ("asked", "named"),
    [(Asked.APOLOGIES, ["Apologies: Cllr Vale"]), (Asked.ABSENT, ["Apologies: Cllr Vale", "Absent: Cllr Pell"])],
)
def test_who_sent_apologies_is_told_from_who_was_absent(
    empty: Ledger, keep: Keep, said: type, asked: Asked, named: list[str]
):
    rolls = (("Apologies: Cllr Vale", Presence.APOLOGIES), ("Absent: Cllr Pell", Presence.ABSENT))
    lists = [said(text=text, attendance=({"name": text[-9:], "presence": part},)) for text, part in rolls]
    keep(empty, "a", date(2024, 1, 9), *lists)
    found = attendance_of(AttendanceOf(presence=asked), meetings_in(empty, Scope()), empty)
    assert found
    assert [proof.quote for one in found.findings for proof in one.proofs] == named


def test_who_presided_is_the_name_before_the_words_else_after_them(empty: Ledger, keep: Keep, said: type):
    lists = {
        "a": "Present: Cllr A Marsh, Cllr B Pell (in the Chair), Cllr C Vale",
        "b": "IN THE CHAIR:\n\nCllr B Pell\n\nPresent: Cllr A Marsh, Cllr C Vale",
        "c": "In the chair: Cllr B Pell. Present: Cllr A Marsh, Cllr C Vale",
    }
    for n, (name, text) in enumerate(lists.items(), 1):
        people = tuple({"name": one} for one in ("Cllr A Marsh", "Cllr B Pell", "Cllr C Vale"))
        keep(empty, name, date(2024, n, 1), said(text=text, attendance=people))
        meetings = meetings_in(empty, Scope(meetings=(name,)))
        answers = {
            person: attendance_of(AttendanceOf(presence=Asked.CHAIR, person=person), meetings, empty)
            for person in ("A Marsh", "B Pell", "C Vale")
        }
        assert {person: found and found.findings[0].text[:3] for person, found in answers.items()} == {
            "A Marsh": "No:",
            "B Pell": "Yes",
            "C Vale": "No:",
        }


def test_who_left_is_quoted_from_the_minutes_where_the_list_does_not_say_so(empty: Ledger, keep: Keep, said: type):
    roll = said(
        text="Present: Cllr A Marsh", attendance=({"name": "Cllr A Marsh", "left": "left the meeting at 8 pm"},)
    )
    keep(empty, "a", date(2024, 1, 9), roll, said(text="Cllr Marsh left the meeting at 8 pm."))
    found = attendance_of(AttendanceOf(presence=Asked.LEFT), meetings_in(empty, Scope()), empty)
    assert found
    assert [proof.quote for one in found.findings for proof in one.proofs] == ["Cllr Marsh left the meeting at 8 pm."]


def test_who_takes_the_chair_later_is_quoted_behind_who_opened(empty: Ledger, keep: Keep, said: type):
    roll = said(text="Present: Cllr A Marsh (in the Chair)", attendance=({"name": "Cllr A Marsh"},))
    keep(empty, "a", date(2024, 1, 9), roll, said(text="The Mayor left. Cllr Pell took the Chair."))
    found = attendance_of(AttendanceOf(presence=Asked.CHAIR), meetings_in(empty, Scope()), empty)
    assert found
    assert [one.proofs[0].quote for one in found.findings] == [roll.text, "Cllr Pell took the Chair."]


def test_of_several_of_one_name_each_is_shown_and_none_chosen(empty: Ledger, keep: Keep, said: type):
    people = ({"name": "Cllr Collins (B)"}, {"name": "Cllr Collins (J)"}, {"name": "Cllr Vale"})
    keep(empty, "a", date(2024, 1, 9), said(text="Present: Cllrs Collins (B), Collins (J), Vale", attendance=people))
    asked = AttendanceOf(presence=Asked.PRESENT, person="Cllr Collins")
    found = attendance_of(asked, meetings_in(empty, Scope()), empty)
    assert found
    assert found.missing.startswith("Cllr Collins (B) and Cllr Collins (J) are listed there")


def test_where_the_list_gives_no_reason_that_is_said(empty: Ledger, keep: Keep, said: type):
    row = {"name": "Cllr A Marsh", "presence": Presence.APOLOGIES}
    keep(empty, "a", date(2024, 1, 9), said(text="Apologies: Cllr A Marsh", attendance=(row,)))
    asked = AttendanceOf(presence=Asked.REASON_AWAY, person="A Marsh")
    found = attendance_of(asked, meetings_in(empty, Scope()), empty)
    assert found
    assert found.missing == "The list gives no reason."


def test_nobody_is_said_to_hold_an_office_that_two_are_listed_in(empty: Ledger, keep: Keep, said: type):
    people = ({"name": "Ms Reed", "role": "Clerk"}, {"name": "Mr Orme", "role": "Clerk"})
    keep(empty, "a", date(2024, 1, 9), said(text="Ms Reed (Clerk), Mr Orme (Clerk)", attendance=people))
    assert office_of(OfficeOf(office="clerk"), meetings_in(empty, Scope()), empty) is None


def test_the_chair_of_something_else_who_only_attends_is_not_the_bodys(empty: Ledger, keep: Keep, said: type):
    guest = {"name": "Ms B Quill", "role": "Chair", "presence": Presence.IN_ATTENDANCE}
    keep(empty, "a", date(2024, 1, 9), said(text="Ms B Quill, Chair of the Arts Trust", attendance=(guest,)))
    meetings = meetings_in(empty, Scope())
    assert office_of(OfficeOf(office="chair"), meetings, empty) is None
    member = {"name": "Cllr A Marsh", "role": "Mayor"}
    keep(empty, "b", date(2024, 2, 9), said(text="Cllr A Marsh, Mayor", attendance=(member,)))
    assert office_of(OfficeOf(office="chair"), meetings_in(empty, Scope()), empty) is None
    assert office_of(OfficeOf(office="mayor"), meetings_in(empty, Scope()), empty)


def test_who_holds_an_office_and_sent_apologies_is_not_taken_for_a_guest(empty: Ledger, keep: Keep, said: type):
    before, now = {"name": "Cllr A Marsh", "role": "Mayor"}, {"name": "Cllr B Pell", "role": "Mayor"}
    keep(empty, "a", date(2023, 1, 9), said(text="Cllr A Marsh, Mayor", attendance=(before,)), body="Grants Committee")
    away = now | {"presence": Presence.APOLOGIES}
    keep(empty, "b", date(2024, 2, 9), said(text="Apologies: Cllr B Pell, Mayor", attendance=(away,)),
         body="Grants Committee")  # fmt: skip
    keep(empty, "c", date(2024, 3, 9), said(text="Cllr B Pell, Mayor", attendance=(now,)))
    found = office_of(OfficeOf(office="mayor"), meetings_in(empty, Scope()), empty)
    assert found
    assert found.findings[0].text.startswith("Cllr B Pell is listed as Mayor of Ottermouth Town Council on 9 March")


def test_a_guest_of_a_society_holds_no_office_of_the_body_unless_all_come_from_somewhere(
    empty: Ledger, keep: Keep, said: type
):
    guest = {"name": "Ann Orme", "role": "Vice chair", "organisation": "Otter Gardening Society"}
    keep(empty, "a", date(2024, 1, 9), said(text="Bea Pell, Cy Vale, Ann Orme (Vice chair)",
         attendance=({"name": "Bea Pell"}, {"name": "Cy Vale"}, guest)))  # fmt: skip
    assert office_of(OfficeOf(office="vice chair"), meetings_in(empty, Scope()), empty) is None
    keep(empty, "b", date(2024, 2, 9), said(text="Ann Orme (Vice chair)", attendance=(guest,)))
    assert office_of(OfficeOf(office="vice chair"), meetings_in(empty, Scope()), empty)


def test_a_person_listed_again_under_each_vote_is_quoted_once(empty: Ledger, keep: Keep, said: type):
    away = ({"name": "Cllr Pell", "presence": Presence.APOLOGIES},)
    keep(empty, "a", date(2024, 1, 9), said(text="Apologies: Cllr Pell", attendance=away),
         said(text="Absent: Cllr Pell", attendance=away))  # fmt: skip
    found = attendance_of(AttendanceOf(presence=Asked.APOLOGIES), meetings_in(empty, Scope()), empty)
    assert found
    assert [proof.quote for one in found.findings for proof in one.proofs] == ["Apologies: Cllr Pell"]


def test_when_somebody_came_is_quoted_though_a_line_ends_before_it(empty: Ledger, keep: Keep, said: type) -> None:
    text = (
        "The Chair opened the meeting. Others\npresent: Ann Marsh, Bea Pell, Cy Vale and Dan Orme\n(came at 6.55 p.m.)."
    )
    keep(
        empty,
        "a",
        date(2024, 1, 9),
        said(text=text, attendance=({"name": "Dan Orme", "arrived": "came at 6.55 p.m."},)),
    )
    found = attendance_of(AttendanceOf(presence=Asked.ARRIVED), meetings_in(empty, Scope()), empty)
    assert found
    assert "(came at 6.55 p.m.)" in found.findings[0].proofs[0].quote


def test_where_lists_disagree_on_somebody_or_list_two_chairs_nothing_is_said(empty: Ledger, keep: Keep, said: type):
    lists = [
        said(text="Present: A Marsh, Chair; B Pell, Chair; C Vale", attendance=(
            {"name": "A Marsh", "role": "Chair"}, {"name": "B Pell", "role": "Chair"}, {"name": "C Vale"})),
        said(text="Apologies: C Vale", attendance=({"name": "C Vale", "presence": Presence.APOLOGIES},)),
    ]  # fmt: skip
    keep(empty, "a", date(2024, 1, 9), *lists)
    meetings = meetings_in(empty, Scope())
    for query in (
        AttendanceOf(presence=Asked.CHAIR),
        AttendanceOf(presence=Asked.PRESENT, person="C Vale"),
        AttendanceOf(presence=Asked.REMOTE, person="A Marsh"),
    ):
        assert attendance_of(query, meetings, empty) is None
