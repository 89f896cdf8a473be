"""The terms that are looked for, each with its weight: a question's own words, and those that say where and when."""

import re
from collections.abc import Set
from dataclasses import replace

from rag.plan import Plan, Role, Term
from rag.planning.lexicon import words
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


def sought(plan: Plan, words: str) -> Plan:
    """The plan that looks for other words within a plan's bounds."""
    return replace(plan, standalone=words, topic=tuple(Term(one, 1.0) for one in question_terms(words)), parts=())


def _looked_for(text: str, known: SpellingLexicon) -> list[str]:
    wanted = set(question_terms(text))
    found: dict[str, None] = {}
    for word in _WORD.findall(text):
        for term in terms(word):
            if term in wanted:
                found[term_of(term, re.sub(r"^\W+|(?:[’']s)?\W*$", "", word), known)] = None
    return list(found)
