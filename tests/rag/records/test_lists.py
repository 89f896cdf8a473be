from collections.abc import Callable
from datetime import date

import pytest

from rag.evidence import Finding
from rag.ledger import Ledger
from rag.minutes import Kind
from rag.plan import Plan, Term
from rag.records.lists import counted_list
from tests.rag.records.conftest import Said

DAY = date(2024, 3, 5)


@pytest.fixture
def count(empty: Ledger, keep: Callable[..., None]) -> Callable[..., Finding | None]:
    """The count that the first of some paragraphs leads to, for a question about some words."""

    def made(matter: str, *paragraphs: Said, often: bool = False) -> Finding | None:
        keep(empty, "march", DAY, *paragraphs)
        topic = tuple(Term(word, 1.0) for word in matter.split())
        (first,) = empty.paragraphs(["march-0"])
        return counted_list(Plan(question="", standalone="", topic=topic, often=often), first, empty)

    return made


def item(*texts: str, kind: Kind = Kind.DISCUSSION) -> tuple[Said, ...]:
    return tuple(Said(text=text, item="4", title="Any business", kind=kind) for text in texts)


@pytest.mark.parametrize(
    "paragraphs",
    [
        item("These spoke on the weir:\n- Ann Lee\n- Ben Moss\n  of Ottermouth\n- Cy Dunn", "The Chair thanked them."),
        item(
            "These spoke on the weir:", "1. Ann Lee", "2. Ben Moss", "Page 2", "3. Cy Dunn", "The Chair thanked them."
        ),
        (
            *item("These spoke on the weir:\n- Ann Lee\n- Ben Moss\n- Cy Dunn"),
            Said(text="5. Gates", item="5", title="Gates", kind=Kind.HEADING),
        ),
        item("The Chair thanked who spoke on the weir: Ann Lee, Ben Moss of Ottermouth and Cy Dunn."),
    ],
)
def test_the_entries_of_a_list_that_the_matter_leads_in_are_counted(
    count: Callable[..., Finding | None], paragraphs: tuple[Said, ...]
):
    found = count("weir spoke", *paragraphs)
    assert found
    assert found.text.endswith("Cy Dunn. Three are listed.")
    assert "Cy Dunn" in found.proofs[-1].quote
    assert found.proofs[0].cited.id == "march-0"


@pytest.mark.parametrize(
    ("matter", "paragraphs"),
    [
        ("gate", item("These spoke on the weir:\n- Ann Lee\n- Ben Moss")),
        ("weir", item("This was said of the weir:", "It leaks.", "It was built in 1901.")),
        ("weir", (*item("These spoke on the weir:", "1. Ann Lee", "2. Ben Moss"), Said(text="3. Cy Dunn"))),
        ("weir", (*item("These spoke on the weir:\n- Ann Lee\n- Ben Moss"), Said(text="- Cy Dunn"))),
        ("weir", item("On the weir: it leaks, and the Clerk and the Chair will have it mended and painted.")),
        ("weir", item("The weir leaks.")),
    ],
)
def test_what_is_no_list_of_that_matter_or_may_go_on_is_not_counted(
    count: Callable[..., Finding | None], matter: str, paragraphs: tuple[Said, ...]
):
    assert count(matter, *paragraphs) is None


def test_how_often_something_was_no_list_says(count: Callable[..., Finding | None]) -> None:
    apologies = item("Apologies were sent by: Cllr Ash, Cllr Elm and Cllr Fir.")
    assert count("apolog", *apologies)
    assert count("apolog", *apologies, often=True) is None
