"""Two runs held against each other, question by question; and the baseline, the run that was accepted last."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.metrics.spread import exact_p
from rag.errors import WrongUse
from rag.files import complaint


class Standing(BaseModel):
    """How one question was answered in a run; `right` is None where asking failed."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    right: bool | None
    status: str | None
    text: str | None
    cited: tuple[str, ...] = ()
    question: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A question that two runs answer differently."""

    name: str
    before: Standing
    after: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs between two runs over the questions that both were asked.

    Attributes:
        lost: right before and not after; `gained` the reverse.
        changed: neither, but another text, status or citation.
        only: the questions that one of the two wasn't asked.
    """

    questions: int
    lost: tuple[Change, ...]
    gained: tuple[Change, ...]
    changed: tuple[Change, ...]
    only: tuple[str, ...]

    @property
    def p(self) -> float:
        """How likely so uneven flips are by chance, by McNemar's exact test."""
        return exact_p(len(self.lost), len(self.gained))


def compare(before: Mapping[str, Standing], after: Mapping[str, Standing]) -> Comparison:
    """What differs from one run to another."""
    both = [name for name in after if name in before]
    changes = [Change(name=name, before=before[name], after=after[name]) for name in both]
    lost = [one for one in changes if one.before.right and not one.after.right]
    gained = [one for one in changes if one.after.right and not one.before.right]
    changed = [one for one in changes if _flipless(one) and _said(one.before) != _said(one.after)]
    only = sorted(set(before) ^ set(after))
    return Comparison(
        questions=len(both), lost=tuple(lost), gained=tuple(gained), changed=tuple(changed), only=tuple(only)
    )


def _flipless(one: Change) -> bool:
    return bool(one.before.right) == bool(one.after.right)


def _said(one: Standing) -> tuple[str | None, str | None, tuple[str, ...]]:
    return one.status, one.text, one.cited


def standings(report: Mapping[str, Any]) -> dict[str, Standing]:
    """The standings of the questions of a report, or of a baseline, by the question's name."""
    return {row["name"]: Standing.model_validate(row) for row in report["rows"]}


def load_run(path: Path) -> dict[str, Any]:
    """The report of a run: of its folder, of its report.json, or of a baseline.

    Raises WrongUse where it can't be read or is none.
    """
    file = path / "report.json" if path.is_dir() else path
    try:
        report = json.loads(file.read_text(encoding="utf-8"))
        standings(report)
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = complaint(error) if isinstance(error, ValidationError) else str(error)
        raise WrongUse(
            f"{str(path)!r} is no run ({what}): name the folder of one, its report.json, or a baseline."
        ) from error
    return dict(report)


def baseline(report: Mapping[str, Any], reason: str) -> str:
    """A run as the baseline of those to come: small enough to be kept with the code, so that a change is seen there."""
    whole = {
        "version": 1,
        "reason": reason,
        "made_of": report.get("made_of", {}),
        "questions_digests": {one["questions_file"]: one["questions_digest"] for one in report.get("sets", [])},
        "figures": {name: one["value"] for name, one in report.get("figures", {}).items()},
        "rows": [
            {key: row.get(key) for key in ("name", "right", "status", "text", "cited", "question")}
            for row in report["rows"]
        ],
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"
