"""Whether a quoted decision means yes or no to a question that asks for one, where the record leaves no doubt."""

import re

from rag.evidence import AnswerSpan
from rag.ledger import Ledger
from rag.minutes import CitedParagraph, Kind, Outcome, readable
from rag.names import parsed
from rag.plan import Intent, Plan, Scope
from rag.records.vocabulary import holds, verb_forms, vocabulary
from rag.sentences import sentences
from rag.stores.words import term_set, terms

_OUTCOMES = "SELECT outcome, proposer, seconder FROM resolutions WHERE paragraph = ?"
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SUM = re.compile(r"[£€$]\s?\d[\d,.]*\d|[£€$]\s?\d")
_ON_SOMEBODY = re.compile(
    r"\b[Tt]hat (?P<who>(?:[A-Z][\w.'’-]*\s+)+)be (?P<done>.+?)(?=[,;.]|\s+(?:and|or|but|if)\b|$)"
)
_WORDS = 4  # of a sentence that says what it is about


def verdict(plan: Plan, span: AnswerSpan, ledger: Ledger) -> str:
    """A "Yes" or a "No"; empty where the question wants neither, or the quote may be about something else.

    A decision that was carried means yes, one that denies itself ("be not sold") no, one that only holds a denial
    ("as there was no other nomination") neither; nor does any where the question denies something itself or asks how
    things stand now. What was only asked for, put to the vote or declared means neither, nor does a decision that
    lacks a telling word of the question (£600, and it decides on £60), is of another time or body than the question
    names, or is asked about for somebody's part in it: whoever is named may have moved it, or voted the other way. It
    must be on that very person ("That Mr Marsh be elected").
    """
    if not plan.polar or plan.latest or plan.denies or plan.intent is Intent.VOTE:
        return ""
    rows = ledger.rows(_OUTCOMES, span.cited.id)
    outcomes = {Outcome(row["outcome"]) for row in rows}
    movers = term_set(" ".join(filter(None, [name for row in rows for name in (row["proposer"], row["seconder"])])))
    if len(outcomes) != 1 or not movers.isdisjoint(plan.telling):
        return ""
    decision = _deciding(span.quote)
    if plan.scope.people and not _is_on(plan, decision):
        return ""
    if span.cited.paragraph.kind is Kind.DECLARATION or holds("requesting").search(decision):
        return ""
    if not _holds_all(plan, span.cited, decision):
        return ""
    if any(term[0].isdigit() for term in plan.telling) and len(set(_SUM.findall(decision))) > 1:
        return ""  # "the church paid £60, and the council would give £20"
    match outcomes.pop():
        case Outcome.CARRIED if holds("forbidding").search(decision):
            return "No"
        case Outcome.CARRIED if not any(holds(one).search(decision) for one in ("denying", "opposing")):
            return "Yes"
        case Outcome.LOST:
            return "No"
    return ""


def decides_on(plan: Plan, span: AnswerSpan, ledger: Ledger) -> bool:
    """Whether a span quotes a decision that was carried, surely on what a plan asks of."""
    outcomes = {row["outcome"] for row in ledger.rows(_OUTCOMES, span.cited.id)}
    return outcomes == {Outcome.CARRIED} and _holds_all(plan, span.cited, _deciding(span.quote))


def _holds_all(plan: Plan, cited: CitedParagraph, decision: str) -> bool:
    """Whether a decision holds every telling word, with its item's title, and is of the body and time named."""
    matter = plan.telling - term_set(" ".join(vocabulary()["ended"]["words"]))
    held = term_set(f"{decision} {cited.item_title} {cited.body}")
    held = held.union(*(verb_forms().get(term, ()) for term in held))
    return bool(matter) and matter <= held and not _of_others(plan.scope, cited, decision)


def _is_on(plan: Plan, decision: str) -> bool:
    """Whether a decision says of the one person that a question names that what it asks be done to them."""
    told = _ON_SOMEBODY.search(decision)
    if not told or not plan.done_to or len(plan.scope.people) > 1:
        return False
    name, asked = parsed(told["who"]), parsed(plan.scope.people[0])
    done = terms(told["done"])
    left = plan.telling - term_set(told["who"])
    return bool(name and asked and name.fits(asked) and done and done[0] in left and left <= set(done))


def _deciding(quote: str) -> str:
    """The last sentence, for what goes before is what was said about it; with the one that a bare "LOST." ends."""
    every = sentences(quote)
    bare = len(every) > 1 and len(quote[slice(*every[-1])].split()) < _WORDS
    return readable(quote[every[-2 if bare else -1][0] :])


def _of_others(scope: Scope, cited: CitedParagraph, decision: str) -> bool:
    """Whether a decision is of another body than those named, or another day where one is named.

    It is too where it names other years, or none and was taken another time.
    """
    if scope.bodies and scope.bodies.isdisjoint(cited.bodies):
        return True
    if any(one.day for one in scope.dates) and scope.excludes(cited.held_on):
        return True
    asked = {one.year for one in scope.dates if one.year}
    years = set(map(int, _YEAR.findall(decision)))  # the budget adopted in 2023 may be that of 2024
    return asked.isdisjoint(years) if asked and years else scope.excludes(cited.held_on)
