from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from rag.ledger import Ledger
from rag.minutes import Kind
from rag.plan import AnswerType, Intent, Plan, Term
from rag.records.alike import alike, asks_for_number, gives_number


@pytest.mark.parametrize(
    ("quote", "number"),
    [
        ("Six trees were felled.", True),
        ("There were 1,200 visitors.", True),
        ("£1,000 was given on 4 May 2021.", False),
        ("See DM/24/01 at 7.30 pm.", False),
        ("The trees were felled.", False),
    ],
)
def test_a_number_that_may_be_a_count_is_no_sum_date_hour_or_reference(quote: str, number: bool):
    assert gives_number(quote) is number


def test_the_numbers_of_a_vote_are_no_count_of_things():
    def plan(intent: Intent) -> Plan:
        return Plan(question="", standalone="", intent=intent, answer_type=AnswerType.NUMBER)

    assert asks_for_number(plan(Intent.COUNT))
    assert not asks_for_number(plan(Intent.VOTE))


@pytest.mark.parametrize("matter", [("pond", "grant"), ("pond",), ("bridg", "grant")])
def test_decisions_that_hold_the_same_words_of_the_matter_are_counted_and_each_is_cited(
    empty: Ledger, said: Callable[..., Any], keep: Callable[..., None], matter: tuple[str, ...]
):
    texts = ["Agreed a pond grant from Mr Cobb.", "Agreed a pond grant from Mrs Dent.", "Agreed to mend the bridge."]
    keep(empty, "march", date(2024, 3, 5), *(said(text=text, kind=Kind.RESOLUTION) for text in texts))
    plan = Plan(question="", standalone="", topic=tuple(Term(word, 1.0) for word in matter))
    found = alike(plan, empty.paragraphs(["march-0"])[0], empty)
    assert (found is not None) is (matter == ("pond", "grant"))
    if found:
        assert found.text.startswith("Two decisions on this are recorded at the meeting of ")
        assert [one.quote for one in found.proofs] == texts[:2]
