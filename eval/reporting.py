"""The report of a run: all its figures, and what is needed to make them again."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from eval.running import Outcome
from eval.scoring import Row, Totals
from rag.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was asked, of what, when, and what came of it."""

    questions_file: str
    questions_digest: str
    started: datetime
    settings: Settings
    totals: Totals
    rows: Sequence[Row]

    def json(self) -> str:
        """The report for machines: shares from 0 to 1, None for what could not be measured, a row for each question."""
        return json.dumps(self._record(), indent=2, ensure_ascii=False) + "\n"

    @property
    def prompts(self) -> list[str]:
        """The prompts that the answers were written with."""
        return sorted(
            {row.outcome.answer.prompt for row in self.rows if row.outcome.answer and row.outcome.answer.prompt}
        )

    def _record(self) -> dict[str, Any]:
        return {
            "version": 1,
            "questions_file": self.questions_file,
            "questions_digest": self.questions_digest,
            "started": self.started.isoformat(timespec="seconds"),
            "embedder": self.settings.embedder,
            "writer": self.settings.writer,
            "prompts": self.prompts,
            "settings": self.settings.model_dump(mode="json"),
            **asdict(self.totals),
            "gold_not_in_ledger": [
                {"question_id": row.outcome.question.id, **proof.place.model_dump(), "trouble": proof.trouble}
                for row in self.rows
                for proof in row.outcome.proofs
                if proof.trouble
            ],
            "rows": [_row_record(row) for row in self.rows],
        }


def _row_record(row: Row) -> dict[str, Any]:
    outcome = row.outcome
    return {
        "id": outcome.question.id,
        "kind": outcome.question.kind,
        "question": outcome.question.question,
        "expect": outcome.question.expect,
        **_said(outcome),
        "right": row.right,
        "facts": row.facts,
        "missing": row.missing,
        "gold_cited": row.gold_cited,
        "citation_precision": row.citation_precision,
        "first_citation_right": row.first_citation_right,
        "retrieval": row.retrieval,
        "milliseconds": round(1000 * outcome.seconds, 1),
        "error": outcome.error,
    }


def _said(outcome: Outcome) -> dict[str, Any]:
    answer = outcome.answer
    if answer is None:
        return {"status": None, "reason": None, "text": None, "mode": None}
    return {"status": answer.status, "reason": answer.reason, "text": answer.text, "mode": answer.mode}
