"""The report of a run: all its figures, and what is needed to make them again."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from eval.running import Outcome
from eval.scoring import Row, Totals
from rag.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSet:
    """The questions of one file and what came of them; `digest` is the sha256 of the file's bytes."""

    file: str
    digest: str
    totals: Totals
    rows: Sequence[Row]

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return PurePath(self.file).stem


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was asked, of what, when, and what came of it; `totals` are over the questions of all sets."""

    started: datetime
    settings: Settings
    sets: Sequence[QuestionSet]
    totals: Totals

    @property
    def rows(self) -> Sequence[Row]:
        """The rows of all sets, in their order."""
        return [row for one in self.sets for row in one.rows]

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
            "version": 2,
            "started": self.started.isoformat(timespec="seconds"),
            "embedder": self.settings.embedder,
            "model": self.settings.model,
            "prompts": self.prompts,
            "settings": self.settings.model_dump(mode="json"),
            **asdict(self.totals),
            "sets": [
                {"questions_file": one.file, "questions_digest": one.digest, **asdict(one.totals)} for one in self.sets
            ],
            "gold_not_in_ledger": [
                {"set": one.name, "question_id": row.outcome.question.id}
                | {**proof.place.model_dump(), "trouble": proof.trouble}
                for one in self.sets
                for row in one.rows
                for proof in row.outcome.proofs
                if proof.trouble
            ],
            "rows": [{"set": one.name, **_row_record(row)} for one in self.sets for row in one.rows],
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
