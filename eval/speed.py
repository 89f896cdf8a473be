"""How long a question takes in a process that is up. A benchmark: it tells and never judges."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random
from time import perf_counter

from eval.metrics.spread import percentile
from eval.questions import GoldQuestion
from eval.running import as_question
from eval.systems import Answering

_FINDING = ("retrieve", "search again")  # steps of an answer's trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Milliseconds for one question; the first, which may load a model, stands apart from the others.

    Finding passages is a part of it; its times are 0 where no question came so far.
    """

    asked: int
    distinct: int
    first_ms: float
    p50_ms: float
    p95_ms: float
    longest_ms: float
    finding_p50_ms: float
    finding_p95_ms: float


def measure_speed(assistant: Answering, questions: Sequence[GoldQuestion], count: int) -> Speed:
    """The speed over `count` questions (at least one), taken from all files alike and repeated where they are fewer."""
    mixed = Random(0).sample(questions, len(questions))
    first_ms, _ = _milliseconds(assistant, mixed[-1])
    asked = list(islice(cycle(mixed), count))
    timed = [_milliseconds(assistant, question) for question in asked]
    taken = [whole for whole, _ in timed]
    finding = [part for _, part in timed if part] or [0.0]
    return Speed(
        asked=count,
        distinct=len({id(question) for question in asked}),
        first_ms=first_ms,
        p50_ms=percentile(taken, 50),
        p95_ms=percentile(taken, 95),
        longest_ms=max(taken),
        finding_p50_ms=percentile(finding, 50),
        finding_p95_ms=percentile(finding, 95),
    )


def _milliseconds(assistant: Answering, question: GoldQuestion) -> tuple[float, float]:
    """Of a whole question, and of finding its passages."""
    started = perf_counter()
    steps = assistant.answer(as_question(question)).trace.timings_ms
    return 1000 * (perf_counter() - started), sum(steps.get(step, 0.0) for step in _FINDING)
