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


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Milliseconds for one question; the first, which may load a model, stands apart from the others."""

    asked: int
    distinct: int
    first_ms: float
    p50_ms: float
    p95_ms: float
    longest_ms: float


def measure_speed(assistant: Answering, questions: Sequence[GoldQuestion], count: int) -> Speed:
    """The speed over `count` questions (at least one), taken from all files alike and repeated where they are fewer."""
    mixed = Random(0).sample(questions, len(questions))
    first_ms = _milliseconds(assistant, mixed[-1])
    asked = list(islice(cycle(mixed), count))
    taken = [_milliseconds(assistant, question) for question in asked]
    return Speed(
        asked=count,
        distinct=len({id(question) for question in asked}),
        first_ms=first_ms,
        p50_ms=percentile(taken, 50),
        p95_ms=percentile(taken, 95),
        longest_ms=max(taken),
    )


def _milliseconds(assistant: Answering, question: GoldQuestion) -> float:
    started = perf_counter()
    assistant.answer(as_question(question))
    return 1000 * (perf_counter() - started)
