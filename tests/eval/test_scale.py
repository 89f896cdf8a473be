import re
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner

from eval.commands import main
from eval.scale import Grown, build, plot, real, table
from eval.speed import Speed
from eval.synthetic import documents, recombined
from ingest.indexing import disagreements
from rag.home import opened
from rag.minutes import Kind
from tests.conftest import SAMPLE_MINUTES

SAMPLE = SAMPLE_MINUTES.parent / "sample.jsonl"


@pytest.fixture(scope="module")
def made_of(sample_home):
    return real(sample_home)


def test_a_paragraph_is_the_beginning_of_one_and_the_end_of_another(paragraph):
    one = paragraph("The wall fell. It was mended. All were glad. Nobody paid.")
    other = paragraph("A band played. The green was full. It rained.")
    assert recombined(one, other) == "The wall fell. It was mended. The green was full. It rained."
    assert recombined(one, paragraph("Alone.")) == "The wall fell. It was mended."


def test_the_same_seed_gives_the_same_and_another_gives_others(made_of):
    first, again = list(documents(made_of, 200)), list(documents(made_of, 200))
    assert [one.document for one in first] == [one.document for one in again]
    assert all(np.array_equal(one.vectors, other.vectors) for one, other in zip(first, again, strict=True))
    assert first[0].document.text != next(documents(made_of, 200, seed=1)).document.text
    assert sum(len(one.document.meeting.paragraphs) for one in first) == 200


def test_paragraphs_are_spans_of_their_document_and_vectors_are_near_their_models(made_of):
    made = next(documents(made_of, 80))
    for one in made.document.meeting.paragraphs:
        assert made.document.text[one.start : one.end] == one.text
    assert np.linalg.norm(made.vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    nearest = (made.vectors @ made_of.vectors.T).max(axis=1)
    assert nearest.mean() == pytest.approx(0.93, abs=0.02)


def test_attendance_stays_whole_with_its_records(made_of):
    meetings = [one.document.meeting for one in documents(made_of, 800)]
    assert sum(len(meeting.attendance) for meeting in meetings) > 0
    lists = {one.id: one.text for meeting in meetings for one in meeting.paragraphs if one.kind is Kind.ATTENDANCE}
    real_lists = {one.paragraph.text for one in made_of.paragraphs if one.paragraph.kind is Kind.ATTENDANCE}
    assert set(lists.values()) <= real_lists


def test_a_home_is_built_whole(made_of, settings):
    build(documents(made_of, 300), settings)
    with opened(settings.home) as ledger:
        assert ledger.summary().paragraphs == 300
        assert disagreements(ledger, settings) == []


def grown(paragraphs: int, p50: float, p95: float) -> Grown:
    speed = Speed(asked=9, distinct=9, first_ms=1.0, p50_ms=p50, p95_ms=p95, longest_ms=2 * p95)
    sizes = {"ledger_mb": 1.0, "words_mb": 2.0, "dense_mb": 1234.0, "peak_mb": 5678.0}
    return Grown(paragraphs=paragraphs, built_s=3.0, speed=speed, **sizes)


def test_the_table_has_a_line_a_size():
    lines = list(table([grown(1000, 10.0, 20.0), grown(100_000, 15.0, 40.0)]))
    assert lines[3] == "| 100,000 | 15 ms | 40 ms | 80 ms | 5,678 MB | 1 MB | 2 MB | 1,234 MB | 3 s |"


def test_the_plot_goes_up_where_time_does_and_by_powers_of_ten():
    picture = ElementTree.fromstring(
        plot([grown(1000, 10.0, 20.0), grown(10_000, 10.0, 40.0), grown(100_000, 20.0, 80.0)])
    )
    p50, p95 = [
        [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
        for line in picture.iter("{http://www.w3.org/2000/svg}polyline")
    ]
    assert p50[1][0] - p50[0][0] == pytest.approx(p50[2][0] - p50[1][0], abs=0.2)
    assert p50[0][1] == p50[1][1] > p50[2][1]
    assert p95[0][1] > p95[1][1] > p95[2][1]


def test_the_command_writes_a_table_and_leaves_no_home(sample_home, tmp_path):
    few = tmp_path / "few.jsonl"
    few.write_text("\n".join(SAMPLE.read_text(encoding="utf-8").splitlines()[:2]), encoding="utf-8")
    arguments = ["--home", str(sample_home.home), "--out", str(tmp_path / "out"), "--size", "200", "--size", "100"]
    done = CliRunner().invoke(main, ["scale", str(few), *arguments])
    assert done.exit_code == 0, done.stderr
    told = (tmp_path / "out" / "scale.md").read_text(encoding="utf-8").splitlines()
    assert [re.findall(r"[\d,]+", line)[0] for line in told[2:]] == ["100", "200"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["scale.md", "scale.svg"]
