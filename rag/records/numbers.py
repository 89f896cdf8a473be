"""Whether what is quoted for a question that asks for a number holds one."""

import re

from rag.dates import find_dates
from rag.minutes import readable
from rag.numerals import ONES
from rag.plan import AnswerType, Intent, Plan
from rag.records.vocabulary import holds

NO_NUMBER = "No number is given in so many words; what is quoted may help to count."
_NUMBER = re.compile(
    r"(?i)(?<![\w£€$.,/:-])(?<![£€$] )\d{1,3}(?:,?\d{3})*(?:\.\d{1,2})?(?!\d|[.,/:-]\d|\s?[ap]\.?m\b|\w)"
    rf"|\b(?:{'|'.join(ONES[1:13])})\b"
)


def asks_for_number(plan: Plan) -> bool:
    """Whether a plan asks how many there are; the numbers of a vote are another matter."""
    return plan.answer_type is AnswerType.NUMBER and plan.intent is not Intent.VOTE


def gives_number(quote: str) -> bool:
    """Whether a quote holds a number that may be a count: neither a sum of money, a date, an hour nor a reference."""
    text = readable(quote)
    for day in reversed(find_dates(text)):
        text = text[: day.start] + text[day.end :]
    return bool(_NUMBER.search(text) or holds("numbers").search(text))
