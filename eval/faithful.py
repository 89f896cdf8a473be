"""Faithfulness of a file of answer records alone: no question file, no gold, no home is needed."""

from collections.abc import Sequence
from pathlib import Path

from eval.markdown import unfaithful
from eval.metrics.spread import Figure
from eval.questions import GoldQuestion
from eval.records import parsed
from eval.running import Outcome, Verify
from eval.scoring import COUNTS, LEDGER_FAULTS, Row, score, total
from rag.errors import WrongUse
from rag.files import read_lines

FIGURES = (
    *("faithful", "faithful_answers", "verbatim", "recorded", "proved", "not_proved", "contradicted", "uncited"),
    *COUNTS,
    LEDGER_FAULTS,
)


def read(answers: Path, verify: Verify | None = None) -> list[Row]:
    """The scored records of a file, held against a ledger where one verifies them.

    Raises WrongUse where the file can't be read or holds no answer record.
    """
    rows = []
    for number, (_, raw) in enumerate(read_lines(answers), 1):
        answer = parsed(raw)
        # a question that nobody asks anything of: what depends on the known answer isn't looked at
        question = GoldQuestion(
            id=answer.question_id or f"answer {number}", kind="any", question="?", expect="abstained"
        )
        faults = tuple(verify(raw)) if verify else None
        rows.append(score(Outcome(question=question, answer=answer, faults=faults)))
    if not rows:
        raise WrongUse(f"{str(answers)!r} holds no answer record; give one JSON object a line.")
    return rows


def measured(rows: Sequence[Row]) -> tuple[dict[str, Figure], list[str]]:
    """The figures that need no known answer, and the sentences that aren't what they cite."""
    figures = total(rows).figures
    troubles = [f"{row.question.id}: {trouble}" for row in rows for trouble in unfaithful(row)]
    return {name: figures[name] for name in FIGURES}, troubles
