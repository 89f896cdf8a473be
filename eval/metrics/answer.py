"""Whether the answer says what it should, and no more."""

import re

from eval.metrics.citation import gold_cited
from eval.questions import GoldQuestion, plain
from eval.records import AnswerRecord


def missing_facts(question: GoldQuestion, answer: AnswerRecord) -> tuple[tuple[str, ...], ...]:
    """The entries of the question's facts that the answer's sentences (or its text, when it has none) don't match."""
    said = _said(answer)
    return tuple(
        alternatives
        for alternatives in question.facts
        if not any(re.search(pattern, said, re.IGNORECASE) for pattern in alternatives)
    )


def share_of_facts(question: GoldQuestion, answer: AnswerRecord) -> float | None:
    """The share of the question's facts that are said, 0 for an abstention; None where the question names none.

    Not `has_facts`, which wants all of them.
    """
    if not question.facts:
        return None
    said = len(question.facts) - len(missing_facts(question, answer))
    return said / len(question.facts) if answer.is_said else 0.0


def is_complete(question: GoldQuestion, answer: AnswerRecord) -> bool | None:
    """Whether a list that was asked for whole is whole; None for other questions."""
    return share_of_facts(question, answer) == 1 if question.whole else None


def wrong_facts(question: GoldQuestion, answer: AnswerRecord) -> tuple[str, ...]:
    """The patterns of the question's `never` that the answer matches: the wrong amount, the other mover."""
    said = _said(answer)
    return tuple(pattern for pattern in question.never if re.search(pattern, said, re.IGNORECASE))


def says_wrong(question: GoldQuestion, answer: AnswerRecord) -> bool | None:
    """Whether an answer says what it must never say; None for an abstention and where nothing is forbidden."""
    return bool(wrong_facts(question, answer)) if question.never and answer.is_said else None


def has_facts(question: GoldQuestion, answer: AnswerRecord) -> bool:
    """Whether an answer was given with every fact and no wrong one. Not `is_right`, which wants proof as well."""
    return answer.is_said and not missing_facts(question, answer) and not wrong_facts(question, answer)


def is_right(question: GoldQuestion, answer: AnswerRecord) -> bool:
    """Every fact said and at least one proving place cited or, where the minutes don't answer, an abstention."""
    if not question.answerable:
        return not answer.is_said
    return has_facts(question, answer) and gold_cited(question, answer) > 0


def words(answer: AnswerRecord) -> int:
    """The words of the answer as shown, markers included."""
    return len(answer.text.split())


def is_too_long(question: GoldQuestion, answer: AnswerRecord) -> bool | None:
    """Whether an answer has more words than the question allows; None for an abstention and where it sets no bound."""
    return words(answer) > question.max_words if question.max_words and answer.is_said else None


def repeated_sentences(answer: AnswerRecord) -> int:
    """How many sentences say word for word what one before them says."""
    said = [plain(one.text) for one in answer.sentences]
    return len(said) - len(set(said))


def _said(answer: AnswerRecord) -> str:
    return plain(" ".join(sentence.text for sentence in answer.sentences) or answer.text)
