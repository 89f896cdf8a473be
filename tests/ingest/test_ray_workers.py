"""Ingestion on Ray: what a local run makes, whatever is killed meanwhile; Ray is asked for only where there is work."""

import importlib.util
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import app
from ingest.job import ingest
from ingest.workers import Given, Workers, parsed
from rag.errors import SettingsError
from rag.home import opened
from rag.settings import Settings
from tests.benchmarks.kills import hashed
from tests.benchmarks.ray_kills import embedded_in, workers

pytestmark = pytest.mark.filterwarnings(r"ignore::DeprecationWarning:ray\..*")  # it copies settings that it gave up
needs_ray = pytest.mark.skipif(not importlib.util.find_spec("ray"), reason="NOT TESTED: ray isn't installed")
TEXT = "Orrin Parish Council\n\nMinutes of the meeting held on {} May 2024\n\n1. Wall\n\nThe wall cost £{}.\n"


@pytest.fixture(scope="module")
def ray_workers() -> Iterator[Workers]:
    """Workers of a Ray that is started once there is something to do."""
    from ingest.ray_workers import cluster

    with cluster(None, Settings()) as made:
        yield made


def test_without_ray_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.delitem(sys.modules, "ingest.ray_workers", raising=False)
    (tmp_path / "wall.txt").write_text(TEXT.format(1, 450), encoding="utf-8")
    done = CliRunner().invoke(app.main, ["ingest", str(tmp_path), "--home", str(tmp_path / "home"), "--ray"])
    assert done.exit_code == 2
    assert "pip install 'minutebook[cluster]'" in done.stderr


@needs_ray
def test_ray_is_not_asked_where_there_is_nothing_to_do() -> None:
    from ingest.ray_workers import cluster

    with cluster("nowhere.example:1", Settings()) as made:
        assert list(made.parsed([])) == list(made.embedded([])) == []


@needs_ray
@pytest.mark.slow
def test_a_run_on_ray_ends_in_what_a_local_one_ends_in(ray_workers: Workers, tmp_path: Path) -> None:
    minutes = tmp_path / "minutes"
    for place in ("a/wall.txt", "b/wall.txt", "b/other.txt", "empty.txt"):
        (minutes / place).parent.mkdir(parents=True, exist_ok=True)
        (minutes / place).write_text("" if place == "empty.txt" else TEXT.format(1, len(place)), encoding="utf-8")
    homes = {name: Settings(home=tmp_path / name, cache=tmp_path / f"{name}-cache") for name in ("local", "ray")}
    reports = []
    for (name, settings), there in zip(homes.items(), (None, ray_workers), strict=True):
        with opened(settings.home, create=True) as ledger:
            reports.append(ingest([minutes], ledger, settings, workers=there))
            assert ledger.summary().unindexed == 0, name
    local, on_ray = homes.values()
    assert reports[0] == reports[1]
    assert hashed(local.home) == hashed(on_ray.home)
    assert embedded_in(local.cache) == embedded_in(on_ray.cache)


@needs_ray
@pytest.mark.slow
def test_what_killed_workers_were_at_is_done_by_others(ray_workers: Workers) -> None:
    files = [(n, Given(name=f"{n}.txt", file=f"{n}.txt", data=TEXT.format(n + 1, n).encode())) for n in range(16)]
    came = ray_workers.parsed(files)
    outcomes = [next(came)]
    killed = 0
    for process, name in workers(os.getpid()):
        if "_read" in name or "within" in name:
            os.kill(process, signal.SIGKILL)
            killed += 1
    assert killed
    assert [*outcomes, *came] == list(parsed(files, Settings()))


@needs_ray
@pytest.mark.slow
def test_files_that_no_node_has_the_memory_for_are_not_waited_for() -> None:
    from ingest.ray_workers import RayWorkers

    given = Given(name="a.txt", file="a.txt", data=b"Minutes")
    with pytest.raises(SettingsError, match=r"No node of the Ray cluster .* lower MINUTEBOOK_MAX_MEMORY_MB"):
        next(RayWorkers("local", Settings(max_memory_mb=10**9)).parsed([(1, given)]))
