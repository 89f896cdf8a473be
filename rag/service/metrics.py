"""What is counted of a running service, for Prometheus; the only file that imports prometheus_client."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from rag.answers import Answer

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Metrics:
    """The figures of one service."""

    def __init__(self, unindexed: Callable[[], int]) -> None:
        """`unindexed` says how many documents wait for an index."""
        self._registry = CollectorRegistry()
        self._questions = Counter(
            "minutebook_questions", "Questions answered, by status.", ["status"], registry=self._registry
        )
        self._abstentions = Counter(
            "minutebook_abstentions", "Abstentions and partial answers, by reason.", ["reason"], registry=self._registry
        )
        self._model_errors = Counter(
            "minutebook_model_errors", "Questions for which the language model failed.", registry=self._registry
        )
        self._refused = Counter(
            "minutebook_refused", "Questions refused because too many were waiting.", registry=self._registry
        )
        self._in_flight = Gauge("minutebook_in_flight", "Questions being answered now.", registry=self._registry)
        self._waiting = Gauge("minutebook_waiting", "Questions waiting for their turn.", registry=self._registry)
        Gauge("minutebook_unindexed", "Documents waiting for an index.", registry=self._registry).set_function(
            unindexed
        )
        self._ready = Gauge("minutebook_ready", "Whether the models are loaded.", registry=self._registry)
        self._steps = Histogram(
            "minutebook_step_seconds",
            "Seconds of each step of an answer, and of them together (total).",
            ["step"],
            buckets=_SECONDS,
            registry=self._registry,
        )

    def answered(self, answer: Answer) -> None:
        """Count an answer."""
        self._questions.labels(answer.status).inc()
        if answer.reason:
            self._abstentions.labels(answer.reason).inc()
        if answer.model_error:
            self._model_errors.inc()
        for step, ms in answer.trace.timings_ms.items():
            self._steps.labels(step).observe(ms / 1000)

    def refused(self) -> None:
        """Count a question that was refused because too many were waiting."""
        self._refused.inc()

    def ready(self) -> None:
        """Note that the models are loaded."""
        self._ready.set(1)

    @contextmanager
    def in_flight(self) -> Iterator[None]:
        """Count what is being answered meanwhile."""
        with self._in_flight.track_inprogress():
            yield

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Count what waits for its turn meanwhile."""
        with self._waiting.track_inprogress():
            yield

    def text(self) -> bytes:
        """All figures as Prometheus reads them."""
        return generate_latest(self._registry)
