"""Whether a quoted decision means yes or no to a question that asks for one, where the record leaves no doubt."""

import re

from rag.evidence import AnswerSpan
from rag.ledger import Ledger
from rag.minutes import Outcome, readable
from rag.plan import Plan
from rag.records.vocabulary import holds
from rag.sentences import sentences
from rag.stores.words import term_set

_OUTCOMES = "SELECT DISTINCT outcome FROM resolutions WHERE paragraph = ?"
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_COVERED = 0.8  # of the question's words, which the decision and its item's title must hold


def verdict(plan: Plan, span: AnswerSpan, ledger: Ledger) -> str:
    """A "Yes" or a "No"; empty where the question wants neither, or the quote may be about something else.

    A decision that was carried means yes unless either it or the question, and not both, denies something. What was
    only asked for or put to the vote means neither, nor does any one decision where it is asked how things stand now.
    """
    outcomes = {Outcome(row["outcome"]) for row in ledger.rows(_OUTCOMES, span.cited.id)}
    if not plan.polar or plan.latest or len(outcomes) != 1 or _covered(plan, span) < _COVERED:
        return ""
    start, end = sentences(span.quote)[-1]  # what goes before is what was said about it
    decision = readable(span.quote[start:end])
    if holds("requesting").search(decision):
        return ""
    asked = {one.year for one in plan.scope.dates if one.year}
    if asked and (years := set(map(int, _YEAR.findall(decision)))) and asked.isdisjoint(years):
        return ""  # the budget adopted in 2023 may be that of 2024
    denied = bool(holds("declining").search(decision))
    match outcomes.pop():
        case Outcome.CARRIED:
            return "Yes" if denied == plan.denies else "No"
        case Outcome.LOST:
            return "" if plan.denies else "No"
    return ""


def _covered(plan: Plan, span: AnswerSpan) -> float:
    """The share of the matter's weight that the quote, its item's title and its meeting hold."""
    return plan.share_of_matter(term_set(f"{readable(span.quote)} {span.cited.item_title} {span.cited.body}"))
