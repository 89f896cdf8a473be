import json
import re
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from rag.answers import Answer, Question, Reason, Status
from rag.service.metrics import Metrics
from rag.tracing import Step, Trace

DASHBOARD = Path(__file__).parents[3] / "docs" / "grafana.json"
_ADDED_BY_PROMETHEUS = {"le"}


@pytest.fixture
def samples() -> dict[str, tuple[dict[str, str], float]]:
    """The figures by their names, with a sample's labels and value, once a model failed to answer in full."""
    metrics = Metrics(lambda: 3)
    metrics.answered(
        Answer(
            question=Question(text="Who mended the wall?"),
            asked_as="Who mended the wall?",
            status=Status.PARTIAL,
            reason=Reason.NOT_RECORDED,
            text="The minutes don't say.",
            model_error="It took too long.",
            trace=Trace(steps=[Step(name="plan", result=None, ms=1500)]),
        )
    )
    families = text_string_to_metric_families(metrics.text().decode())
    return {one.name: (one.labels, one.value) for family in families for one in family.samples}


def asked_of_prometheus() -> list[str]:
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    return [target["expr"] for panel in panels for target in panel["targets"]]


def test_an_answer_is_counted_by_status_reason_and_step(samples: dict[str, tuple[dict[str, str], float]]):
    counted = {
        name: samples[f"minutebook_{name}"] for name in ("questions_total", "abstentions_total", "step_seconds_sum")
    }
    assert counted == {
        "questions_total": ({"status": "partial"}, 1),
        "abstentions_total": ({"reason": "not_recorded"}, 1),
        "step_seconds_sum": ({"step": "total"}, 1.5),
    }
    assert samples["minutebook_model_errors_total"][1] == 1
    assert samples["minutebook_unindexed"][1] == 3


def test_the_dashboard_asks_for_figures_and_labels_that_there_are(samples: dict[str, tuple[dict[str, str], float]]):
    for asked in asked_of_prometheus():
        names = re.findall(r"minutebook_\w+", asked)
        assert names
        assert set(names) <= samples.keys()
        labels = {word for listed in re.findall(r"by \(([^)]*)\)", asked) for word in re.findall(r"\w+", listed)}
        labels |= {label for listed in re.findall(r"\{([^}]*)\}", asked) for label in re.findall(r"(\w+)!?=", listed)}
        assert labels <= _ADDED_BY_PROMETHEUS.union(*(samples[name][0] for name in names))


def test_the_dashboard_shows_every_figure(samples: dict[str, tuple[dict[str, str], float]]):
    shown = " ".join(asked_of_prometheus())
    assert [name for name in samples if name not in shown and not name.endswith("_created")] == []
