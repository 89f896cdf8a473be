"""A small invented ledger and a planner over it: three bodies, two dozen people's names, no model."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from rag.answers import Question
from rag.ledger import Ledger
from rag.minutes import Attendance, Document, Presence
from rag.plan import Plan, Turn
from rag.planning.intent import trained_head
from rag.planning.planner import LocalPlanner

PEOPLE = {
    "may.txt": ("Cllr J. Pell", "Cllr Mrs V. Marsh", "Cllr A. Gŵynn", "R. Harkett"),
    "june.txt": ("Cllr Jane Pell", "Mr T. Wood"),
    "net.txt": ("Cllr B. Marsh",),
}


@dataclass(frozen=True)
class Known:
    """A lexicon of the ledger's few words; those with a capital are written with one."""

    held: tuple[str, ...] = ("Ottermouth", "Netherby", "Pell", "Marsh", "library", "pavement", "summaries", "verify")

    def spread(self, word: str) -> int:
        return 60 if word.lower() in (one.lower() for one in self.held) else 0

    def written(self, word: str) -> str | None:
        return next((one for one in self.held if one.lower() == word.lower()), None)

    def near(self, term: str) -> str:
        return term


@pytest.fixture
def ledger(tmp_path: Path, document: Callable[..., Document]) -> Iterator[Ledger]:
    ledger = Ledger(tmp_path, create=True)
    for name, body, day in (
        ("may.txt", "Ottermouth Parish Council", date(2021, 5, 4)),
        ("june.txt", "Ottermouth Parish Council", date(2021, 6, 1)),
        ("net.txt", "Netherby Parish Council", date(2021, 6, 8)),
        ("plan.txt", "Planning Committee", date(2021, 3, 2)),
    ):
        made = document(name, ["Present as listed."], body=body, held_on=day)
        listed = tuple(
            Attendance(paragraph_id=f"{name}-0", name=one, organisation=None, presence=Presence.PRESENT)
            for one in PEOPLE.get(name, ())
        )
        ledger.put(replace(made, meetings=(replace(made.meeting, attendance=listed),)))
    yield ledger
    ledger.close()


@pytest.fixture
def planner(ledger: Ledger) -> LocalPlanner:
    return LocalPlanner(ledger, Known(), trained_head(), lambda _: np.zeros(384, dtype=np.float32))


@pytest.fixture
def plan(planner: LocalPlanner) -> Callable[..., Plan]:
    """`plan(question, *earlier, cited=(...))`: after earlier questions, of which the last answer cited documents."""

    def make(text: str, *earlier: str, cited: tuple[str, ...] = (), **bounds: object) -> Plan:
        turns: list[Turn] = []
        for one in earlier:
            turns.append(Turn(plan=planner.plan(Question(text=one), turns), cited=cited))
        return planner.plan(Question(text=text, **bounds), turns)  # type: ignore[arg-type]

    return make
