"""What a quoted paragraph gives to a question for a number: one that it holds, or how many such there are."""

import re

from rag.dates import find_dates
from rag.evidence import AnswerSpan, Finding
from rag.ledger import Ledger
from rag.minutes import CitedParagraph, Kind, readable
from rag.plan import AnswerType, Intent, Plan
from rag.records.business import MOST
from rag.records.phrasing import counted, sentence
from rag.records.quoting import deciding
from rag.records.vocabulary import holds
from rag.stores.words import term_set

NO_NUMBER = "No number is given in so many words; what is quoted may help to count."
_THINGS = {
    Kind.RESOLUTION: ("decision", "decisions"),
    Kind.VOTE: ("decision", "decisions"),
    Kind.FINANCE: ("entry", "entries"),
}
_OF_MATTER = 0.7  # the weight of a word that says what about; less has one that says how it is asked
_ON_IT = 0.5  # of the matter's weight, which each of the paragraphs that are counted holds
_FEW = 2  # words: what shares fewer may be another matter
_WORDS = "one two three four five six seven eight nine ten eleven twelve dozen none once twice nobody".split()
_NUMBER = re.compile(
    r"(?i)(?<![\w£€$.,/:-])(?<![£€$] )\d{1,3}(?:,?\d{3})*(?!\d|[.,/:-]\d|\s?[ap]\.?m\b|\w)"
    rf"|\b(?:{'|'.join(_WORDS)})\b"
)


def asks_for_number(plan: Plan) -> bool:
    """Whether a plan asks how many there are; the numbers of a vote are another matter."""
    return plan.answer_type is AnswerType.NUMBER and plan.intent is not Intent.VOTE


def gives_number(quote: str) -> bool:
    """Whether a quote holds a number that may be a count: neither a sum of money, a date, an hour nor a reference."""
    text = readable(quote)
    for day in reversed(find_dates(text)):
        text = text[: day.start] + text[day.end :]
    return bool(_NUMBER.search(text))


def alike(plan: Plan, cited: CitedParagraph, ledger: Ledger) -> Finding | None:
    """How many decisions of its meeting hold as much of the matter as a quoted one, each cited; None where it is alone.

    "How many gave to the field?" has its answer in as many decisions, each of them one gift.
    """
    things = _THINGS.get(cited.paragraph.kind)
    matter = [term for term in plan.matter if term.weight >= _OF_MATTER]
    held = {term.word for term in matter} & term_set(readable(cited.paragraph.text))
    share = sum(term.weight for term in matter if term.word in held) / (sum(term.weight for term in matter) or 1.0)
    if things is None or len(held) < _FEW or share < _ON_IT:
        return None
    kind = cited.paragraph.kind
    of_kind = [one for one in ledger.minutes_of(cited.meeting) if one.paragraph.kind is kind]
    found = [one for one in of_kind if held <= term_set(readable(one.paragraph.text))]
    if not 1 < len(found) <= MOST:
        return None
    said = sentence(f"{counted(len(found), *things)} on this are recorded at {_of(cited)}")
    return Finding(proofs=tuple(_span(one) for one in found), text=said)


def _of(cited: CitedParagraph) -> str:
    return f"the meeting of {cited.body}" + (f" on {cited.day}" if cited.day else "")


def _span(cited: CitedParagraph) -> AnswerSpan:
    return deciding(cited, holds("deciding"))
