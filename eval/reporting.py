"""The report of a run: all its figures, and what is needed to make them again. No clock is in it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Any

from eval.metrics.spread import Figure, percentile
from eval.running import Outcome
from eval.scoring import Row, Totals


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
    """What was asked of which system, and what came of it; `totals` are over the questions of all sets.

    Attributes:
        system: what was measured, in words.
        made_of: digests of all that decides the answers, where it is our own.
    """

    system: str
    made_of: dict[str, Any] = field(default_factory=dict)
    sets: Sequence[QuestionSet]
    totals: Totals

    @property
    def rows(self) -> Sequence[Row]:
        """The rows of all sets, in their order."""
        return [row for one in self.sets for row in one.rows]

    @property
    def named_rows(self) -> list[tuple[str, Row]]:
        """The rows of all sets, each with its set's name and its own id: "sample/s01"."""
        return [(f"{one.name}/{row.question.id}", row) for one in self.sets for row in one.rows]

    def json(self) -> str:
        """The report for machines: shares from 0 to 1, None for what could not be measured, a row for each question."""
        return json.dumps(self._record(), indent=1, ensure_ascii=False) + "\n"

    def _record(self) -> dict[str, Any]:
        return {
            "version": 3,
            "system": self.system,
            "made_of": self.made_of,
            "writers": sorted({row.answer.writer for row in self.rows if row.answer and row.answer.writer}),
            "prompts": sorted({row.answer.prompt for row in self.rows if row.answer and row.answer.prompt}),
            **_totals_record(self.totals),
            "sets": [
                {"questions_file": one.file, "questions_digest": one.digest, **_totals_record(one.totals)}
                for one in self.sets
            ],
            "gold_not_in_ledger": [
                {"question": name, **trouble.place.model_dump(), "trouble": trouble.why}
                for name, row in self.named_rows
                for trouble in row.outcome.troubles
            ],
            "rows": [{"name": name, **_row_record(row)} for name, row in self.named_rows],
        }


def _totals_record(totals: Totals) -> dict[str, Any]:
    return {
        "questions": totals.questions,
        "figures": {name: _figure_record(one) for name, one in totals.figures.items()},
        "right_by_kind": {name: _figure_record(one) for name, one in totals.by_kind.items()},
        "retrieval": {
            name: {depth: _figure_record(one) for depth, one in figures.items()}
            for name, figures in totals.retrieval.items()
        },
    }


def _figure_record(one: Figure) -> dict[str, Any]:
    return {"value": None if one.value is None else round(one.value, 6), "n": one.n, "low": one.low, "high": one.high}


def _row_record(row: Row) -> dict[str, Any]:
    question, answer = row.question, row.answer
    return {
        "kind": question.kind,
        "question": question.question,
        "expect": question.expect,
        "status": answer and answer.status,
        "reason": answer and answer.reason,
        "text": answer and answer.text,
        "cited": [f"{one.document}: {one.label}" for one in answer.citations] if answer else [],
        "right": row.right,
        "missing": row.missing,
        "wrong": row.wrong,
        "fates": [one.fate for one in row.shown],
        "ranks": row.ranks,
        "counts": {name: count for name, count in row.counts.items() if count},
        "retrieval": row.retrieval,
        "error": row.outcome.error,
    }


@dataclass(slots=True)
class Timings:
    """How long a run took, kept apart from its report: the same run again gives the same report and other timings.

    Attributes:
        started: when, in UTC.
        questions: the milliseconds of each question, and of its steps where they are known, by the question's name.
    """

    started: datetime
    questions: dict[str, dict[str, float]] = field(default_factory=dict)

    def note(self, name: str, outcome: Outcome) -> None:
        """Keep what one question took; nothing where that isn't known."""
        if outcome.milliseconds is not None:
            self.questions[name] = {**outcome.timings, "total": round(outcome.milliseconds, 1)}

    @property
    def figures(self) -> dict[str, Figure]:
        """The milliseconds that half, and 95 %, of the questions don't exceed; undefined where none is known."""
        taken = [one["total"] for one in self.questions.values()]
        return {
            name: Figure(round(percentile(taken, percent), 1) if taken else None, len(taken))
            for name, percent in (("p50_ms", 50), ("p95_ms", 95))
        }

    def json(self) -> str:
        """The timings for machines."""
        started = self.started.isoformat(timespec="seconds")
        percentiles = {name: one.value for name, one in self.figures.items()}
        return json.dumps({"started": started, **percentiles, "questions": self.questions}, indent=1) + "\n"
