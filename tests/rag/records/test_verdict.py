from datetime import date
from pathlib import Path

import pytest

from rag.dates import FoundDate
from rag.ledger import Ledger
from rag.minutes import Outcome
from rag.plan import Intent, Plan, Scope
from rag.records.quoting import whole
from rag.records.verdict import verdict
from rag.stores.words import terms
from tests.rag.records.conftest import Said, put


def said(
    tmp_path: Path,
    text: str,
    asked: str,
    outcome: Outcome | None,
    *,
    polar: bool = True,
    denies: bool = False,
    done_to: bool = False,
    year: int | None = None,
    day: date | None = None,
    intent: Intent = Intent.DECISION,
    people: tuple[str, ...] = (),
    bodies: frozenset[str] = frozenset(),
    mover: str | None = None,
) -> str:
    ledger = Ledger(tmp_path, create=True)
    put(ledger, "may", date(2024, 5, 2), Said(text=text, resolutions=((mover, None, outcome),) if outcome else ()))
    [cited] = ledger.paragraphs(["may-0"])
    dates = (FoundDate(start=0, end=4, year=year, month=None, day=None),) if year else ()
    dates = (FoundDate(start=0, end=4, year=day.year, month=day.month, day=day.day),) if day else dates
    plan = Plan(
        question="",
        standalone="",
        intent=intent,
        polar=polar,
        denies=denies,
        done_to=done_to,
        telling=frozenset(terms(asked)),
        scope=Scope(dates=dates, people=people, bodies=bodies),
    )
    return verdict(plan, whole(cited), ledger)


@pytest.mark.parametrize(
    ("text", "outcome", "denies", "expected"),
    [
        ("RESOLVED that the red barn be sold.", Outcome.CARRIED, False, "Yes"),
        ("RESOLVED that the red barn be not sold.", Outcome.CARRIED, False, "No"),
        ("RESOLVED that the red barn be not sold.", Outcome.CARRIED, True, ""),
        ("RESOLVED that the red barn be sold for not more than £90.", Outcome.CARRIED, False, ""),
        ("RESOLVED: That no red barn be sold.", Outcome.CARRIED, False, "No"),
        ("RESOLVED, one against, that the red barn be sold.", Outcome.CARRIED, False, ""),
        ("RESOLVED that the red barn be sold in November.", Outcome.CARRIED, False, "Yes"),
        ("That the red barn be sold. LOST.", Outcome.LOST, False, "No"),
        ("That the red barn be sold. LOST.", Outcome.LOST, True, ""),
        ("That the red barn be sold was deferred.", Outcome.DEFERRED, False, ""),
        ("The red barn was to be sold, said the clerk.", None, False, ""),
    ],
)
def test_a_decision_means_yes_or_no_where_its_record_leaves_no_doubt(
    tmp_path: Path, text: str, outcome: Outcome | None, denies: bool, expected: str
):
    assert said(tmp_path, text, "sold red barn", outcome, denies=denies) == expected


@pytest.mark.parametrize("asked", ["buy red barn", "bought red barn"])
def test_a_decision_has_another_form_of_the_verb_than_the_question(tmp_path: Path, asked: str):
    assert said(tmp_path, "RESOLVED: That no red barn be bought.", asked, Outcome.CARRIED) == "No"


def test_a_decision_on_something_else_means_neither(tmp_path: Path):
    assert said(tmp_path, "RESOLVED that the blue cart be mended.", "sold red barn", Outcome.CARRIED) == ""


def test_a_question_that_wants_neither_gets_neither(tmp_path: Path):
    assert said(tmp_path, "RESOLVED that the red barn be sold.", "sold red barn", Outcome.CARRIED, polar=False) == ""


@pytest.mark.parametrize(("year", "expected"), [(2024, "Yes"), (2023, "")])
def test_a_decision_on_another_year_means_neither(tmp_path: Path, year: int, expected: str):
    text = "RESOLVED that the budget of 2024 be adopted."
    assert said(tmp_path, text, "budget adopted", Outcome.CARRIED, year=year) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("barn mended £60", "Yes"),
        ("barn mended approved", "Yes"),
        ("barn mended £600", ""),
        ("barn mended by Acme", ""),
        ("barn mended unanimously", ""),
    ],
)
def test_a_decision_answers_only_what_it_says_in_full(tmp_path: Path, asked: str, expected: str):
    text = "RESOLVED that the barn be mended by Brook & Co for £60.00."
    assert said(tmp_path, text, asked, Outcome.CARRIED) == expected


@pytest.mark.parametrize(("year", "expected"), [(2024, "Yes"), (2023, "")])
def test_a_decision_of_another_time_means_neither(tmp_path: Path, year: int, expected: str):
    assert said(tmp_path, "RESOLVED that the barn be sold.", "barn sold", Outcome.CARRIED, year=year) == expected


def test_a_decision_of_another_body_means_neither(tmp_path: Path):
    text, others = "RESOLVED that the barn be sold.", frozenset({"Orrin Parish Council"})
    assert said(tmp_path, text, "barn sold", Outcome.CARRIED, bodies=others) == ""


def test_that_a_motion_was_carried_tells_nothing_of_somebodys_part_in_it(tmp_path: Path):
    text = "Moved by Cllr Marsh, seconded by Cllr Reed, that the barn be sold. CARRIED, 5 to 1 (Pell against)."
    for name in ("reed", "pell"):
        asked = f"{name} barn sold"
        assert said(tmp_path, text, asked, Outcome.CARRIED, people=(f"Cllr {name.title()}",)) == ""
    assert said(tmp_path, text, "marsh moved barn sold", Outcome.CARRIED, mover="Cllr Marsh") == ""
    assert said(tmp_path, text, "barn sold", Outcome.CARRIED, intent=Intent.VOTE) == ""


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("That Mr Ned Pell be co-opted to the empty seat.", "pell co-opted", "Yes"),
        ("That Cllr Pell be elected Chair and Cllr Reed Vice-Chair.", "pell elected chair", "Yes"),
        ("That Cllr Pell be elected Chair and Cllr Reed Vice-Chair.", "pell elected vice chair", ""),
        ("That Cllr Reed be elected Chair and Cllr Pell Vice-Chair.", "pell elected chair", ""),
        ("That Cllr Pell be elected Chair if he will stand.", "pell elected chair stand", ""),
        ("That Cllr Pell be authorised to sign the contract.", "pell contract sign", ""),
        ("That the plan of Mr Pell be approved.", "pell approved", ""),
        ("That Mr Tom Pell be co-opted to the empty seat.", "pell co-opted", ""),
    ],
)
def test_whether_something_was_done_to_somebody_is_told_by_a_decision_on_that_person(
    tmp_path: Path, text: str, asked: str, expected: str
):
    people = ("Cllr Ned Pell",)
    told = [said(tmp_path / str(done_to), f"RESOLVED: {text}", asked, Outcome.CARRIED, people=people, done_to=done_to)
            for done_to in (True, False)]  # fmt: skip
    assert told == [expected, ""]


def test_a_decision_of_another_day_than_the_one_named_is_no_yes(tmp_path: Path) -> None:
    plain = "RESOLVED that the plan for the red barn be approved."
    numbered = "RESOLVED that plan 2023/7 for the red barn be approved."
    assert said(tmp_path / "a", plain, "red barn", Outcome.CARRIED, day=date(2024, 5, 2)) == "Yes"
    assert said(tmp_path / "b", numbered, "red barn", Outcome.CARRIED, day=date(2023, 5, 2)) == ""


def test_of_several_sums_it_is_open_which_was_decided_on(tmp_path: Path) -> None:
    one, two = "RESOLVED that £60 be given.", "The church paid £60, and it was RESOLVED that £20 be given."
    assert said(tmp_path / "a", one, "given 60", Outcome.CARRIED) == "Yes"
    assert said(tmp_path / "b", two, "given 60", Outcome.CARRIED) == ""
