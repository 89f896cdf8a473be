"""Whether the answer says what it should."""

import re

from eval.metrics.citation import gold_cited, is_said
from eval.questions import GoldQuestion, plain
from rag.answers import Answer


def missing_facts(question: GoldQuestion, answer: Answer) -> tuple[tuple[str, ...], ...]:
    """The entries of the question's facts that the answer's sentences (or its text, when it has none) don't match."""
    said = _said(answer)
    return tuple(
        alternatives
        for alternatives in question.facts
        if not any(re.search(pattern, said, re.IGNORECASE) for pattern in alternatives)
    )


def wrong_facts(question: GoldQuestion, answer: Answer) -> tuple[str, ...]:
    """The patterns of the question's `never` that the answer matches: the wrong amount, the other mover."""
    said = _said(answer)
    return tuple(pattern for pattern in question.never if re.search(pattern, said, re.IGNORECASE))


def has_facts(question: GoldQuestion, answer: Answer) -> bool:
    """Whether an answer was given with every fact and no wrong one. Not `is_right`, which wants proof as well."""
    return is_said(answer) and not missing_facts(question, answer) and not wrong_facts(question, answer)


def is_right(question: GoldQuestion, answer: Answer) -> bool:
    """Every fact said and at least one proving place cited or, where the minutes don't answer, an abstention."""
    if not question.answerable:
        return not is_said(answer)
    return has_facts(question, answer) and gold_cited(question, answer) > 0


def words(answer: Answer) -> int:
    """The words of the answer as shown, markers included."""
    return len(answer.text.split())


def _said(answer: Answer) -> str:
    return plain(" ".join(sentence.text for sentence in answer.sentences) or answer.text)
