"""Whether a quoted decision means yes or no to a question that asks for one, where the record leaves no doubt."""

import re

from rag.evidence import AnswerSpan
from rag.ledger import Ledger
from rag.minutes import CitedParagraph, Kind, Outcome, readable
from rag.plan import Plan
from rag.records.vocabulary import holds, verb_forms
from rag.sentences import sentences
from rag.stores.words import term_set

_OUTCOMES = "SELECT DISTINCT outcome FROM resolutions WHERE paragraph = ?"
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_WORDS = 4  # of a sentence that says what it is about
_COVERED = 0.8  # of the question's words, which the deciding sentence and its item's title must hold


def verdict(plan: Plan, span: AnswerSpan, ledger: Ledger) -> str:
    """A "Yes" or a "No"; empty where the question wants neither, or the quote may be about something else.

    A decision that was carried means yes, one that denies itself ("be not sold") no, one that only holds a denial
    ("as there was no other nomination") neither; nor does any where the question denies something itself or asks how
    things stand now. What was only asked for, put to the vote or declared means neither.
    """
    outcomes = {Outcome(row["outcome"]) for row in ledger.rows(_OUTCOMES, span.cited.id)}
    if not plan.polar or plan.latest or plan.denies or len(outcomes) != 1:
        return ""
    decision = _deciding(span.quote)
    declared = span.cited.paragraph.kind is Kind.DECLARATION
    if declared or holds("requesting").search(decision) or _covered(plan, span.cited, decision) < _COVERED:
        return ""
    asked = {one.year for one in plan.scope.dates if one.year}
    if asked and (years := set(map(int, _YEAR.findall(decision)))) and asked.isdisjoint(years):
        return ""  # the budget adopted in 2023 may be that of 2024
    match outcomes.pop():
        case Outcome.CARRIED if holds("forbidding").search(decision):
            return "No"
        case Outcome.CARRIED if not any(holds(one).search(decision) for one in ("denying", "opposing")):
            return "Yes"
        case Outcome.LOST:
            return "No"
    return ""


def _deciding(quote: str) -> str:
    """The last sentence, for what goes before is what was said about it; with the one that a bare "LOST." ends."""
    every = sentences(quote)
    bare = len(every) > 1 and len(quote[slice(*every[-1])].split()) < _WORDS
    return readable(quote[every[-2 if bare else -1][0] :])


def _covered(plan: Plan, cited: CitedParagraph, decision: str) -> float:
    """The share of the matter's weight that the decision, its item's title and its meeting hold, verbs in any form."""
    held = term_set(f"{decision} {cited.item_title} {cited.body}")
    return plan.share_of_matter(held.union(*(verb_forms().get(term, ()) for term in held)))
