from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rag.evidence import AnswerSpan
from rag.ledger import Ledger
from rag.minutes import Kind
from rag.plan import Intent, Plan
from rag.records.companions import complete
from rag.records.quoting import whole


def spans(ledger: Ledger, *ids: str) -> Sequence[AnswerSpan]:
    return [whole(one) for one in ledger.paragraphs(ids)]


def completed(ledger: Ledger, *ids: str, intent: Intent = Intent.VOTE) -> list[str]:
    plan = Plan(question="", standalone="", intent=intent)
    return [one.cited.id for one in complete(ledger, spans(ledger, *ids), plan)]


def discussed(*texts: str, said: Callable[..., Any]) -> list[Any]:
    """The paragraphs of one item, of which the last was decided."""
    *before, decided = texts
    resolved = said(text=decided, item="3", title="Pond", kind=Kind.RESOLUTION)
    return [*(said(text=text, item="3", title="Pond") for text in before), resolved]


@pytest.mark.parametrize("given", ["february-3", "february-5"])
def test_a_ballot_is_shown_with_its_other_paragraphs_in_order(ledger: Ledger, given: str):
    found = completed(ledger, given)
    assert found[0] == given
    assert found[1:] == [f"february-{n}" for n in (3, 4, 5, 6) if f"february-{n}" != given]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"intent": Intent.DECISION}, True),
        ({"intent": Intent.STATUS}, True),
        ({"polar": True}, True),
        ({"latest": True}, True),
        ({"intent": Intent.FACT}, False),
    ],
)
def test_where_the_end_of_a_matter_is_asked_for_what_came_of_it_follows(
    empty: Ledger, said: Callable[..., Any], keep: Callable[..., None], asked: dict[str, Any], shown: bool
):
    texts = ["Mr Cobb wants the pond filled in.", "Frogs live there.", "The council RESOLVED to keep it."]
    keep(empty, "march", date(2024, 3, 5), *discussed(*texts, said=said))
    plan = Plan(question="", standalone="", **asked)
    found = [one.quote for one in complete(empty, spans(empty, "march-0"), plan)]
    assert found == [texts[0], texts[2]][: 1 + shown]


def test_what_ends_in_a_colon_is_shown_with_its_points(
    empty: Ledger, said: Callable[..., Any], keep: Callable[..., None]
):
    texts = ["The council feared for the pond:", "the frogs would leave", "the ducks would stay"]
    keep(empty, "march", date(2024, 3, 5), *(said(text=text, item="3", title="Pond") for text in texts))
    assert completed(empty, "march-0", intent=Intent.FACT) == ["march-0", "march-1", "march-2"]
    assert completed(empty, "march-0", "march-2", intent=Intent.FACT) == ["march-0", "march-1", "march-2"]


def test_a_decision_that_points_at_a_table_is_shown_with_its_rows(
    empty: Ledger, said: Callable[..., Any], keep: Callable[..., None]
):
    texts = [
        "To: Band | Sum: £5",
        "It rained.",
        "RESOLVED as set out in the table.",
        "To: Choir | Sum: £6",
    ]
    other = said(text="To: Nobody | Sum: £7", item="4", title="Fees")
    keep(empty, "march", date(2024, 3, 5), *(said(text=text, item="3", title="Grants") for text in texts), other)
    assert completed(empty, "march-2", intent=Intent.DECISION) == ["march-2", "march-0", "march-3"]


def test_what_came_of_a_long_paragraph_may_stand_at_its_own_end(
    empty: Ledger, said: Callable[..., Any], keep: Callable[..., None]
):
    talk = " ".join(["Mr Cobb said that the pond was full of weed."] * 8)
    keep(empty, "march", date(2024, 3, 5), said(text=f"{talk} It was RESOLVED to keep it.", item="3", title="Pond"))
    [whole_paragraph] = spans(empty, "march-0")
    quoted = replace(whole_paragraph, end=whole_paragraph.start + 44)
    found = complete(empty, [quoted], Plan(question="", standalone="", intent=Intent.DECISION))
    assert [one.quote for one in found] == [quoted.quote, "It was RESOLVED to keep it."]


def test_a_decision_farther_on_in_the_item_may_be_of_another_matter(
    empty: Ledger, said: Callable[..., Any], keep: Callable[..., None]
):
    texts = ["Mr Cobb wants the pond filled in.", "Frogs live there.", "Newts, too.", "It was RESOLVED to buy a bench."]
    keep(empty, "march", date(2024, 3, 5), *discussed(*texts, said=said))
    assert completed(empty, "march-0", intent=Intent.DECISION) == ["march-0"]


def test_no_paragraph_comes_twice(ledger: Ledger):
    assert sorted(completed(ledger, "february-4", "february-5")) == [f"february-{n}" for n in (3, 4, 5, 6)]


def test_other_questions_and_other_paragraphs_stay_as_they_are(ledger: Ledger):
    assert completed(ledger, "february-5", intent=Intent.DECISION) == ["february-5"]
    assert completed(ledger, "january-3") == ["january-3"]
    assert completed(ledger) == []
