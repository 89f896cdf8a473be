import pytest

from rag.plan import AnswerType, Intent, Plan
from rag.records.numbers import asks_for_number, gives_number


@pytest.mark.parametrize(
    ("quote", "number"),
    [
        ("Six trees were felled.", True),
        ("There were 1,200 visitors.", True),
        ("The mean is 28.49 weeks.", True),
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
