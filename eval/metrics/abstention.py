"""Whether the system kept silent where, and only where, the minutes don't answer; each of one question."""

from eval.metrics.spread import Part
from eval.questions import GoldQuestion
from eval.records import AnswerRecord


def was_due(question: GoldQuestion, answer: AnswerRecord) -> bool | None:
    """Whether an abstention was due; None for an answer. Its mean is the precision of abstentions."""
    return None if answer.is_said else not question.answerable


def kept_silent(question: GoldQuestion, answer: AnswerRecord) -> bool | None:
    """Whether a question that has no answer was abstained from; None for others. Its mean is the recall."""
    return None if question.answerable else not answer.is_said


def withheld_though_there(question: GoldQuestion, answer: AnswerRecord) -> bool | None:
    """Whether a question that has an answer was abstained from; None for others.

    Not 1 - precision, which is a share of the abstentions.
    """
    return not answer.is_said if question.answerable else None


def answered_though_not_there(question: GoldQuestion, answer: AnswerRecord) -> bool | None:
    """Whether a question that has no answer was answered; None for others."""
    return None if question.answerable else answer.is_said


def f1_part(question: GoldQuestion, answer: AnswerRecord) -> Part | None:
    """What one question adds to F1, twice the due abstentions over all given and all due; None where neither."""
    given, due = not answer.is_said, not question.answerable
    return Part(2.0 * (given and due), float(given + due)) if given or due else None


def has_right_reason(question: GoldQuestion, answer: AnswerRecord) -> bool | None:
    """Whether a due abstention gives the reason that the question names; None for all else."""
    if answer.is_said or question.answerable or question.reason is None:
        return None
    return answer.reason == question.reason
