import importlib.util
import logging
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ingest.job import ingest
from rag.answers import Question
from rag.assistant import open_assistant
from rag.errors import WrongUse
from rag.ledger import Ledger
from rag.settings import Settings
from rag.telemetry import note, span, start_tracing, trace_to
from rag.tracing import Trace

pytestmark = pytest.mark.skipif(
    not importlib.util.find_spec("opentelemetry.sdk"), reason="NOT TESTED: opentelemetry-sdk isn't installed"
)


class Spans:
    """The spans that ended, in that order."""

    def __init__(self) -> None:
        from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

        self.exporter = InMemorySpanExporter()

    def names(self) -> list[str]:
        return [one.name for one in self.exporter.get_finished_spans()]

    def parents(self) -> dict[str, str | None]:
        """The name of each span with that of the one around it."""
        ended = self.exporter.get_finished_spans()
        by_id = {one.context.span_id: one.name for one in ended if one.context}
        return {one.name: by_id[one.parent.span_id] if one.parent else None for one in ended}

    def said(self, name: str) -> dict[str, object]:
        [found] = [one for one in self.exporter.get_finished_spans() if one.name == name]
        return dict(found.attributes or {})


@pytest.fixture
def spans() -> Iterator[Spans]:
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor

    kept = Spans()
    trace_to(SimpleSpanProcessor(kept.exporter))
    yield kept
    trace_to(None)


def test_each_step_of_a_trace_is_a_span_within_the_one_around_it(spans: Spans):
    with span("answer", parts=2):
        Trace().step("plan", lambda: Trace().step("spell", lambda: None))
        note(status="answered", reason=None)
    assert spans.parents() == {"spell": "plan", "plan": "answer", "answer": None}
    assert spans.said("answer") == {"parts": 2, "status": "answered"}


def test_a_failure_is_marked_by_its_kind_without_its_words(spans: Spans):
    with pytest.raises(WrongUse, match="secret"), span("plan"):
        raise WrongUse("a secret")
    [ended] = spans.exporter.get_finished_spans()
    assert (ended.status.is_ok, ended.status.description, ended.events) == (False, "WrongUse", ())


def test_an_ingestion_and_a_question_are_traced_without_a_word_of_theirs(
    spans: Spans, settings: Settings, tmp_path: Path
):
    minutes = tmp_path / "Otterwick minutes.txt"
    minutes.write_text(
        "OTTERWICK PARISH COUNCIL\nMinutes of the meeting held on 4 June 2024\n\n1. Pond\n"
        "RESOLVED: That the pond be drained at a cost of £400.\n"
    )
    with closing(Ledger(settings.home, create=True)) as ledger:
        ingest([minutes], ledger, settings)
    assert spans.parents() == {
        "reading": "ingest",
        "indexing words": "ingest",
        "indexing": "ingest",
        "ingest": None,
    }
    assert spans.said("ingest")["new"] == 1
    spans.exporter.clear()
    with open_assistant(settings) as assistant:
        assistant.answer(Question(text="What will draining the pond cost?"))
    assert {"plan", "retrieve", "read", "answer"} <= set(spans.names())
    assert spans.parents()["retrieve"] == "answer"
    assert spans.said("answer")["status"] == "answered"
    said = " ".join(str(one.attributes) + one.name for one in spans.exporter.get_finished_spans()).lower()
    assert "pond" not in said
    assert "otterwick" not in said


def test_without_a_collector_named_nothing_is_traced(spans: Spans, monkeypatch: pytest.MonkeyPatch):
    trace_to(None)
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    start_tracing()
    with span("answer"):
        note(status="answered")
    assert spans.names() == []


def test_a_collector_without_the_package_is_said_once_and_costs_nothing_else(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317")
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace.export", None)
    with caplog.at_level(logging.WARNING):
        start_tracing()
    assert "pip install opentelemetry-sdk" in caplog.text
    with span("answer"):
        note(status="answered")
