from collections.abc import Callable
from datetime import date

from rag.ledger import Ledger
from rag.records.ballots import ballots_of, with_heads
from tests.rag.records.conftest import Said


def test_a_ballot_is_found_by_any_of_its_paragraphs_and_holds_them_all_in_order(ledger: Ledger):
    (ballot,) = ballots_of(["january-3", "february-6", "february-4"], ledger)
    assert (ballot.matter, ballot.put.id) == ("skate park", "february-3")
    assert [one.id for one in ballot.paragraphs] == [f"february-{n}" for n in (3, 4, 5, 6)]
    assert ballots_of(["january-3"], ledger) == []


def test_the_head_of_a_list_of_voters_stands_between_the_paragraphs_of_its_ballot(
    empty: Ledger, said: type[Said], keep: Callable[..., None]
):
    texts = ["The motion was put.", "Against (2)", "Cllrs Pell and Vale", "The chairman spoke of the weather.", "Lost."]
    keep(empty, "a", date(2024, 1, 9), *(said(text=text, item="2", title="Pond") for text in texts))
    ballot = empty.paragraphs(["a-0", "a-2", "a-4"])
    assert [one.id for one in with_heads(ballot, empty)] == ["a-0", "a-1", "a-2", "a-4"]
