"""Whether the system kept silent where, and only where, the minutes don't answer."""

from collections.abc import Sequence

from eval.metrics.citation import is_said
from eval.questions import GoldQuestion
from rag.answers import Answer

Pairs = Sequence[tuple[GoldQuestion, Answer]]


def abstention_precision(pairs: Pairs) -> float:
    """The share of abstentions that were due; 0 where it never abstained.

    Not 1 - over-abstention, which is a share of the questions that have an answer.
    """
    due = [not question.answerable for question, answer in pairs if not is_said(answer)]
    return sum(due) / len(due) if due else 0.0


def abstention_recall(pairs: Pairs) -> float:
    """The share of the questions without an answer that were abstained from; 0 where there is no such question."""
    abstained = [not is_said(answer) for question, answer in pairs if not question.answerable]
    return sum(abstained) / len(abstained) if abstained else 0.0


def abstention_f1(pairs: Pairs) -> float:
    """The harmonic mean of abstention precision and recall; 0 where both are."""
    precision, recall = abstention_precision(pairs), abstention_recall(pairs)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
