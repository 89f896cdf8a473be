from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner

from eval import scale
from eval.commands import main
from eval.scale import Grown, Place, build, grow, plot, real, results, table
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


def grown(paragraphs: int, p95: float, place: Place = Place.FILES) -> Grown:
    speed = Speed(
        asked=9,
        distinct=9,
        first_ms=1.0,
        p50_ms=p95 / 2,
        p95_ms=p95,
        longest_ms=2 * p95,
        finding_p50_ms=p95 / 8,
        finding_p95_ms=p95 / 4,
    )
    return Grown(
        place=place,
        paragraphs=paragraphs,
        built_s=3.0,
        building_mb=900.0,
        asking_mb=5678.0,
        megabytes={"ledger": 1.0, "words": 2.0, "dense": 1234.0},
        speed=speed,
    )


def test_the_table_has_a_line_a_home():
    lines = list(table([grown(1000, 20.0), grown(100_000, 40.0)]))
    assert lines[3] == (
        "| files | 100,000 | 3 s | 900 MB | 1 MB | 1,236 MB | 5 ms | 10 ms | 20 ms | 40 ms | 5,678 MB |"
    )


def test_the_plot_goes_up_where_a_figure_does_by_powers_of_ten_and_has_a_line_a_place():
    homes = [grown(1000, 20.0), grown(10_000, 200.0), grown(100_000, 2000.0), grown(1000, 30.0, Place.MILVUS)]
    lines = [
        [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
        for line in ElementTree.fromstring(plot(homes)).iter("{http://www.w3.org/2000/svg}polyline")
    ]
    assert [len(points) for points in lines[:4]] == [3, 3, 1, 1]
    for points in lines[:2]:
        (x0, y0), (x1, y1), (x2, y2) = points
        assert x1 - x0 == pytest.approx(x2 - x1, abs=0.2)
        assert y0 - y1 == pytest.approx(y1 - y2, abs=0.2)
        assert y0 > y1


def test_each_home_is_measured_once_and_the_smallest_first(monkeypatch, settings, tmp_path):
    done = []

    def measured(source, folder, place, paragraphs, questions):
        done.append((paragraphs, place))
        return grown(paragraphs, 20.0, place)

    monkeypatch.setattr(scale, "_measured", measured)
    for sizes in ([100], [1000, 10, 100]):
        assert len(list(grow(settings, iter(sizes), iter(Place), [], tmp_path))) == 2 * len(sizes)
    assert done == [(size, place) for size in (100, 10, 1000) for place in Place]
    assert results(tmp_path) == [grown(size, 20.0, place) for size, place in done]


def test_the_command_measures_both_places_and_leaves_no_home(sample_home, tmp_path):
    few, out = tmp_path / "few.jsonl", tmp_path / "out"
    few.write_text("\n".join(SAMPLE.read_text(encoding="utf-8").splitlines()[:2]), encoding="utf-8")
    places = [part for place in Place for part in ("--indexes", place.value)]
    command = ["scale", str(few), "--home", str(sample_home.home), "--out", str(out), "--size", "100", *places]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.stderr
    measured = results(out)
    assert [sorted(one.megabytes) for one in measured] == [["dense", "ledger", "words"], ["ledger", "milvus"]]
    assert all(one.speed.finding_p95_ms and one.building_mb and one.asking_mb for one in measured)
    told = (out / "scale.md").read_text(encoding="utf-8").splitlines()
    assert [line.split(" | ")[:2] for line in told[2:]] == [[f"| {place}", "100"] for place in Place]
    assert sorted(path.name for path in out.iterdir()) == ["scale.jsonl", "scale.md", "scale.svg"]
