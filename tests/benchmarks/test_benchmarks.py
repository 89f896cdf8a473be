"""The benchmarks in small: a few damaged files, a few killed runs."""

import subprocess
import sys
from pathlib import Path

import pytest

from rag.settings import Settings
from tests.benchmarks import stores
from tests.benchmarks.damage import PROJECT, damaged, tally
from tests.benchmarks.image import steps
from tests.benchmarks.phrases import fired
from tests.rag.stores.conftest import needs_lite

pytestmark = pytest.mark.slow


def test_damaged_files_harm_neither_the_run_nor_what_stands_beside_them(tmp_path: Path) -> None:
    minutes = sorted((PROJECT / "eval" / "data" / "minutes").iterdir())
    found = tally(damaged(40, minutes), Settings(home=tmp_path, max_seconds=60))
    assert found.outcomes.total() == 40
    assert {what for _, what in found.outcomes} == {"read", "refused"}
    assert found.harmed == 0


def test_killed_runs_are_finished_by_the_next(tmp_path: Path) -> None:
    # in a process of its own: one that runs tests has threads, which a forked process would miss
    script = """
import sys
from pathlib import Path
from ingest import workers
from tests.benchmarks import kills
from tests.ingest.test_job import SmallEmbedder
kills.DOCUMENTS, workers._WORKERS = 4, 1
print(dict(kills.kills(2, Path(sys.argv[1]), SmallEmbedder("small"))))
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], cwd=PROJECT, capture_output=True, text=True, timeout=300
    )
    assert "'as undisturbed': 2}" in done.stdout, done.stderr


@needs_lite
def test_every_place_of_the_indexes_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    stores.main(["--paragraphs", "300", "--asked", "5"])
    lines = capsys.readouterr().out.splitlines()[3:]
    assert [line.split(" | ")[0] for line in lines] == ["| Chroma and tantivy", "| Milvus Lite"]
    assert all(float(line.split(" | ")[6]) > 0.9 for line in lines)


def test_phrases_are_counted_by_sentence_and_an_ending_once() -> None:
    found = fired(["The motion was withdrawn.", "The amendment fell, and this was not carried.", "The wall is old."])
    assert sum(count for (sort, _), count in found.items() if sort == "ended") == 2
    assert found["decides", 0] == 0


def test_a_dockerfile_is_taken_step_by_step() -> None:
    text = "FROM a AS b\n# a remark\nRUN one \\\n && two\nCOPY <<'EOF' /x\nUSER is no step here\n\nEOF\n\nUSER 1\n"
    assert steps(text) == [
        ("FROM", "a AS b", ""),
        ("RUN", "one  && two", ""),
        ("COPY", "<<'EOF' /x", "USER is no step here\n"),
        ("USER", "1", ""),
    ]
