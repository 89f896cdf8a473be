"""The terms that are looked for, each with its weight: a question's own words, and those that say where and when."""

import re
from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import date

from rag.dates import find_dates
from rag.plan import Intent, Period, Plan, Role, Term
from rag.planning.followup import without
from rag.planning.lexicon import cues, words
from rag.planning.periods import span
from rag.planning.spelling import SpellingLexicon, term_of
from rag.stores.words import question_terms, terms

_FRAME = 0.3  # the weight of a word that says how it is asked rather than what about
LEANT_ON = 0.7  # the weight of a word that only the turns before hold
_WORD = re.compile(r"\S+")


def topic(standalone: str, own: str, setting: Set[str], known: SpellingLexicon) -> tuple[Term, ...]:
    """The terms of a question in order; `own` is what of it was asked now."""
    weights = dict.fromkeys(_looked_for(own, known), 1.0)
    for term in _looked_for(standalone, known):
        weights.setdefault(term, LEANT_ON)
    frame = words("frame")
    return tuple(
        Term(term, weight, Role.SETTING)
        if term in setting
        else Term(term, round(weight * (_FRAME if term in frame else 1.0), 3))
        for term, weight in weights.items()
    )


def telling(asked: Sequence[Term], text: str, kind: Intent) -> frozenset[str]:
    """The terms of a question's matter but for those that only say how it is asked, what of it, or where it stands."""
    passed = words("frame") | words("asks")
    if kind is Intent.VOTE:
        passed |= words("put") | words("voted")
    passed |= {term for name in ("latest", "course") for cue in cues(name).all(text) for term in cue.terms}
    return frozenset(term.word for term in asked if term.role is Role.MATTER) - passed


def sought(plan: Plan, words: str) -> Plan:
    """The plan that looks for other words within a plan's bounds."""
    return replace(plan, standalone=words, topic=tuple(Term(one, 1.0) for one in question_terms(words)), parts=())


def of_any_year(plan: Plan) -> Plan:
    """The plan without the words of the financial years that it names: a budget's decision need not say whose it is."""
    said = {term for year in plan.scope.years for term in question_terms(year)}
    topic = tuple(term for term in plan.topic if term.word not in said)
    return replace(plan, topic=topic, telling=plan.telling - said) if said else plan


def afterwards(plan: Plan) -> Plan | None:
    """The plan for what came after the time that a question about the end of a matter names; None for any other plan.

    Unless it is a meeting's, that time is mostly when the matter began ("It was for sale in 2018; was it ever sold?").
    """
    if plan.record or "date" in plan.scope.meant or not (plan.latest or plan.intent is Intent.STATUS):
        return None
    days = [named for one in plan.scope.dates if (named := span(one))]
    if not days:
        return None
    dates = find_dates(plan.standalone, bare_months=True)
    said = {term for one in dates for term in question_terms(plan.standalone[one.start : one.end])}
    by = plan.scope.period is not None and plan.scope.period.first == date.min
    period = Period(
        first=date.min if by else min(one.first for one in days),
        last=max(one.last for one in days) if by or len(days) > 1 else date.max,
    )
    return replace(
        plan,
        standalone=without(plan.standalone, (), dates=True, body=False),
        scope=replace(plan.scope, dates=(), period=period),
        topic=tuple(term for term in plan.topic if term.word not in said),
    )


def _looked_for(text: str, known: SpellingLexicon) -> list[str]:
    wanted = set(question_terms(text))
    found: dict[str, None] = {}
    for word in _WORD.findall(text):
        for term in terms(word):
            if term in wanted:
                found[term_of(term, re.sub(r"^\W+|(?:[’']s)?\W*$", "", word), known)] = None
    return list(found)
