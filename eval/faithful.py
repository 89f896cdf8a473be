"""Faithfulness of a file of answer records alone: no question file, no gold, no home is needed."""

from collections.abc import Sequence
from pathlib import Path

from eval.jsonl import read_lines
from eval.markdown import unfaithful
from eval.metrics.spread import Figure
from eval.questions import GoldQuestion
from eval.records import parsed
from eval.running import Outcome
from eval.scoring import COUNTS, Row, score, total
from rag.errors import WrongUse

FIGURES = (
    *("faithful", "faithful_answers", "verbatim", "recorded", "proved", "not_proved", "contradicted", "uncited"),
    *COUNTS,
)


def read(answers: Path) -> list[Row]:
    """The scored records of a file; raises WrongUse where it holds none."""
    rows = []
    for number, (_, raw) in enumerate(read_lines(answers), 1):
        answer = parsed(raw)
        # a question that nobody asks anything of: what depends on the known answer isn't looked at
        question = GoldQuestion(
            id=answer.question_id or f"answer {number}", kind="any", question="?", expect="abstained"
        )
        rows.append(score(Outcome(question=question, answer=answer)))
    if not rows:
        raise WrongUse(f"{str(answers)!r} holds no answer record; give one JSON object a line.")
    return rows


def measured(rows: Sequence[Row]) -> tuple[dict[str, Figure], list[str]]:
    """The figures that need no known answer, and the sentences that aren't what they cite."""
    figures = total(rows).figures
    troubles = [f"{row.question.id}: {trouble}" for row in rows for trouble in unfaithful(row)]
    return {name: figures[name] for name in FIGURES}, troubles
