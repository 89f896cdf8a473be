"""Whether the answer says what it should."""

import re

from eval.metrics.citation import gold_cited, is_said
from eval.questions import GoldQuestion, plain
from rag.answers import Answer


def missing_facts(question: GoldQuestion, answer: Answer) -> tuple[tuple[str, ...], ...]:
    """The entries of the question's facts that the answer's sentences (or its text, when it has none) don't match."""
    said = plain(" ".join(sentence.text for sentence in answer.sentences) or answer.text)
    return tuple(
        alternatives
        for alternatives in question.facts
        if not any(re.search(pattern, said, re.IGNORECASE) for pattern in alternatives)
    )


def has_facts(question: GoldQuestion, answer: Answer) -> bool:
    """Whether an answer was given and every fact is in it. Not `is_right`, which wants proof as well."""
    return is_said(answer) and not missing_facts(question, answer)


def is_right(question: GoldQuestion, answer: Answer) -> bool:
    """Every fact said and at least one proving place cited or, where the minutes don't answer, an abstention."""
    if not question.answerable:
        return not is_said(answer)
    return has_facts(question, answer) and gold_cited(question, answer) > 0


def words(answer: Answer) -> int:
    """The words of the answer as shown, markers included."""
    return len(answer.text.split())
