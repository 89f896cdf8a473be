"""How an answer came about: each step of the pipeline with what it gave back and how long it took."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from rag.telemetry import span

P = ParamSpec("P")
T = TypeVar("T")
Tell = Callable[[Any], None]
"""Called with each step as it is done, and with each sentence of a written answer as it is proved."""


def ignore(event: Any) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: its name, what it gave back, and its milliseconds."""

    name: str
    result: Any
    ms: float


@dataclass(slots=True)
class Trace:
    """The steps of one answer, in order; each is reported as it is done."""

    steps: list[Step] = field(default_factory=list)
    tell: Tell = field(default=ignore, compare=False, repr=False)

    def step(self, name: str, run: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `run` gives for the arguments, noted under a name."""
        started = time.perf_counter()
        with span(name):
            result = run(*args, **kwargs)
        self.steps.append(Step(name=name, result=result, ms=round((time.perf_counter() - started) * 1000, 1)))
        self.tell(self.steps[-1])
        return result

    @property
    def timings_ms(self) -> dict[str, float]:
        """The milliseconds of each kind of step, summed, and in total."""
        timings: dict[str, float] = {}
        for one in self.steps:
            timings[one.name] = round(timings.get(one.name, 0.0) + one.ms, 1)
        return {**timings, "total": round(sum((one.ms for one in self.steps), 0.0), 1)}
