"""The terms that are looked for, each with its weight: a question's own words, their synonyms, where and when."""

import re
from collections.abc import Set
from dataclasses import replace

from rag.plan import Plan, Role, Term
from rag.planning.lexicon import entries, synonyms, words
from rag.planning.spelling import SpellingLexicon, term_of
from rag.stores.words import question_terms, terms

_FRAME = 0.3  # the weight of a word that says how it is asked rather than what about
_SYNONYM = 0.4  # the weight of a synonym, of that of its word
LEANT_ON = 0.7  # the weight of a word that only the turns before hold
_WORD = re.compile(r"\S+")
_HOURS = "one two three four five six seven eight nine ten eleven twelve".split()
_HALF = re.compile(rf"(?i)\bhalf(?: past)? (?P<hour>{'|'.join(_HOURS)})\b")
_SUM = re.compile(r"(?i)(?P<sum>[£€$]\s?\d+(?:\.\d+)?)\s?(?P<unit>m|mn|k)\b")
_YEARS = re.compile(r"(?<![\d/])(?P<first>(?:19|20)\d\d)\s?[/–-]\s?(?P<second>\d{1,2})(?![\d/–-])")


def topic(standalone: str, own: str, setting: Set[str], known: SpellingLexicon) -> tuple[Term, ...]:
    """The terms of a question in order, then their synonyms; `own` is what of it was asked now."""
    weights = dict.fromkeys(_looked_for(own, known), 1.0)
    for term in _looked_for(standalone, known):
        weights.setdefault(term, LEANT_ON)
    frame = words("frame")
    found = [
        Term(term, weight, Role.SETTING)
        if term in setting
        else Term(term, round(weight * (_FRAME if term in frame else 1.0), 3))
        for term, weight in weights.items()
    ]
    others: dict[str, Term] = {}
    for one in found:
        if one.role is Role.MATTER and one.word not in frame:
            for other in sorted(synonyms(one.word) - weights.keys()):
                synonym = Term(other, round(one.weight * _SYNONYM, 3), Role.SYNONYM, of=one.word)
                others[other] = max(others.get(other, synonym), synonym, key=lambda term: term.weight)
    return (*found, *others.values())


def sought(plan: Plan, words: str) -> Plan:
    """The plan that looks for other words within a plan's bounds."""
    looked_for = question_terms(in_minutes_words(words))
    return replace(plan, standalone=words, topic=tuple(Term(one, 1.0) for one in looked_for), parts=())


def reweighted(terms_: tuple[Term, ...], piece: str, elsewhere: float) -> tuple[Term, ...]:
    """The terms for one part of a question: those that only its other parts hold weigh less."""
    own = set(question_terms(in_minutes_words(piece)))
    own |= {other for term in own for other in synonyms(term)}
    return tuple(
        one if one.role is Role.SETTING or one.word in own else one._replace(weight=round(one.weight * elsewhere, 3))
        for one in terms_
    )


def _looked_for(text: str, known: SpellingLexicon) -> list[str]:
    wanted = set(question_terms(in_minutes_words(text)))
    found: dict[str, None] = {}
    for word in _WORD.findall(in_minutes_words(text)):
        for term in terms(word):
            if term in wanted:
                found[term_of(term, re.sub(r"^\W+|(?:[’']s)?\W*$", "", word), known)] = None
    return list(found)


def in_minutes_words(question: str) -> str:
    """The question with its turns of phrase as minutes have them: "put off" is deferred, "2001/2" is 2001/2002.

    "Half two" is 2.30, "€1m" is €1 million, "£5k" is £5000.
    """
    for entry in entries("phrase"):
        for cue in reversed(list(entry.cues.all(question))):
            question = question[: cue.start] + entry.says["word"] + question[cue.end :]
    question = _HALF.sub(lambda match: f"{_HOURS.index(match['hour'].lower()) + 1}.30", question)
    question = _SUM.sub(lambda match: match["sum"] + ("000" if match["unit"] in "kK" else " million"), question)
    return _YEARS.sub(_both_years, question)


def _both_years(match: re.Match[str]) -> str:
    following = int(match["first"]) + 1
    return f"{match['first']}/{following}" if str(following).endswith(match["second"]) else match[0]
