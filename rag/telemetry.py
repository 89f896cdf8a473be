"""Spans for OpenTelemetry: the steps of a question and of an ingestion; the only file that imports opentelemetry.

Nothing is sent unless OTEL_EXPORTER_OTLP_ENDPOINT names a collector, and no span holds a word of a question, an answer
or the minutes.
"""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor
    from opentelemetry.trace import Tracer

_log = logging.getLogger(__name__)
_tracer: "Tracer | None" = None
Progress = Callable[[str, int], AbstractContextManager[Callable[[int], object]]]


def start_tracing() -> None:
    """Send spans to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names, from now on; without it do nothing."""
    if not os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT") or _tracer:
        return
    try:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        _log.warning("No traces are sent: run `pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-grpc`.")
        return
    trace_to(BatchSpanProcessor(OTLPSpanExporter()))


def trace_to(processor: "SpanProcessor | None") -> None:
    """Give spans to a processor from now on, or to nobody."""
    global _tracer
    if processor is None:
        _tracer = None
        return
    from opentelemetry.sdk.trace import TracerProvider

    os.environ.setdefault("OTEL_SERVICE_NAME", "minutebook")
    provider = TracerProvider()
    provider.add_span_processor(processor)
    _tracer = provider.get_tracer("minutebook")


@contextmanager
def span(name: str, **attributes: str | int) -> Iterator[None]:
    """A span over what is done meanwhile, within the one that is open; of a failure it says the kind, not the words."""
    if _tracer is None:
        yield
        return
    from opentelemetry.trace import StatusCode

    with _tracer.start_as_current_span(
        name, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as opened:
        try:
            yield
        except Exception as error:
            opened.set_status(StatusCode.ERROR, type(error).__name__)
            raise


def note(**attributes: str | int | None) -> None:
    """Say more of the span that is open."""
    if _tracer is None:
        return
    from opentelemetry.trace import get_current_span

    get_current_span().set_attributes({name: value for name, value in attributes.items() if value is not None})


def traced(progress: Progress) -> Progress:
    """A progress that opens a span over each thing it shows as well."""

    @contextmanager
    def shown(what: str, total: int) -> Iterator[Callable[[int], object]]:
        with span(what, total=total), progress(what, total) as advance:
            yield advance

    return shown
