from collections.abc import Sequence

import pytest

from rag.evidence import AnswerSpan
from rag.ledger import Ledger
from rag.plan import Intent, Plan
from rag.records.companions import complete
from rag.records.quoting import whole


def spans(ledger: Ledger, *ids: str) -> Sequence[AnswerSpan]:
    return [whole(one) for one in ledger.paragraphs(ids)]


def completed(ledger: Ledger, *ids: str, intent: Intent = Intent.VOTE) -> list[str]:
    plan = Plan(question="", standalone="", intent=intent)
    return [one.cited.id for one in complete(ledger, spans(ledger, *ids), plan)]


@pytest.mark.parametrize("given", ["february-3", "february-5"])
def test_a_ballot_is_shown_with_its_other_paragraphs_in_order(ledger: Ledger, given: str):
    found = completed(ledger, given)
    assert found[0] == given
    assert found[1:] == [f"february-{n}" for n in (3, 4, 5, 6) if f"february-{n}" != given]


def test_no_paragraph_comes_twice(ledger: Ledger):
    assert sorted(completed(ledger, "february-4", "february-5")) == [f"february-{n}" for n in (3, 4, 5, 6)]


def test_other_questions_and_other_paragraphs_stay_as_they_are(ledger: Ledger):
    assert completed(ledger, "february-5", intent=Intent.DECISION) == ["february-5"]
    assert completed(ledger, "january-3") == ["january-3"]
    assert completed(ledger) == []
