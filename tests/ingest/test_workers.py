"""Reading in processes of their own: hostile files cost themselves only, and no process outlives its work."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ingest import workers
from ingest.parsing import parse
from ingest.reading import read
from ingest.workers import Given, Parsed, Worker, parsed
from rag.errors import UnreadableFile
from rag.settings import Settings
from tests.conftest import KeptWorker

HOSTILE = [sys.executable, str(Path(__file__).with_name("hostile_worker.py"))]
TEXT = "Orrin Parish Council\n\nMinutes of the meeting held on {} May 2024\n\n1. Wall\n\nThe wall was mended for £{}.\n"


@pytest.fixture(autouse=True, scope="module")
def _of_their_own() -> Iterator[None]:
    """Here each run begins and ends its own processes, as anywhere but in tests."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(workers, "Worker", KeptWorker.__base__)
        yield


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_COMMAND", HOSTILE)


def given(content: str, file: str = "a.txt") -> tuple[str, Given]:
    return content, Given(name=file, file=file, data=content.encode())


def outcomes(*contents: str, **limits: float) -> dict[str, Parsed | UnreadableFile]:
    return dict(parsed([given(content) for content in contents], Settings.model_validate(limits)))


def minutes(count: int) -> list[str]:
    return [TEXT.format(day + 1, 100 + day) for day in range(count)]


def read_here(file: str, text: str) -> Parsed:
    source = read(file, text.encode())
    return Parsed(source=source, meetings=parse(source, file))


def process_of(outcome: Parsed | UnreadableFile) -> int:
    assert isinstance(outcome, Parsed)
    return int(outcome.source.text)


def test_files_come_back_in_their_order_as_if_read_here() -> None:
    files = [given(text, f"{n}.txt") for n, text in enumerate(minutes(30))]
    came = list(parsed(files, Settings()))
    assert [text for text, _ in came] == [text for text, _ in files]
    for (_, outcome), (_, file) in zip(came, files, strict=True):
        assert outcome == read_here(file.file, file.data.decode())


def test_an_unreadable_file_keeps_its_reason() -> None:
    [(_, outcome)] = parsed([given("", "empty.txt")], Settings())
    assert isinstance(outcome, UnreadableFile)
    assert "'empty.txt' is empty" in str(outcome)


REASONS = {
    "crash": r"'a.txt' makes its reader crash \(SIGSEGV\): .*save it anew",
    "leave": r"'a.txt' makes its reader crash \(exit code 0\): .*save it anew",
    "endless": r"'a.txt' takes more than 1 seconds .*MINUTEBOOK_MAX_SECONDS",
    "deaf": r"'a.txt' takes more than 1 seconds .*MINUTEBOOK_MAX_SECONDS",
    "grow": r"'a.txt' needs more memory .* 300 MB: .*MINUTEBOOK_MAX_MEMORY_MB",
    "grow, mistaken for damage": r"'a.txt' needs more memory .* 300 MB",
    "fault": r"'a.txt' could not be read \(KeyError: 'x'\): save it anew",
}


@pytest.fixture(scope="module")
def among_hostile_ones() -> Iterator[dict[str, Parsed | UnreadableFile]]:
    """What came of hostile files, each with an unharmed one before it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(workers, "_COMMAND", HOSTILE)
        contents = [content for pair in zip(minutes(len(REASONS)), REASONS, strict=True) for content in pair]
        yield outcomes(*contents, max_seconds=1, max_memory_mb=300)


@pytest.mark.parametrize("content", REASONS)
def test_a_hostile_file_has_a_reason(among_hostile_ones: dict[str, Parsed | UnreadableFile], content: str) -> None:
    outcome = among_hostile_ones[content]
    assert isinstance(outcome, UnreadableFile)
    assert re.match(REASONS[content], str(outcome))


def test_files_beside_hostile_ones_are_read(among_hostile_ones: dict[str, Parsed | UnreadableFile]) -> None:
    for text in minutes(len(REASONS)):
        assert among_hostile_ones[text] == read_here("a.txt", text)


@pytest.mark.usefixtures("hostile")
def test_what_a_library_prints_does_not_come_among_the_outcomes() -> None:
    assert isinstance(outcomes("noise")["noise"], Parsed)


@pytest.mark.usefixtures("hostile")
def test_a_process_reads_many_files_and_another_takes_its_place_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_LIFE", 10)
    monkeypatch.setattr(workers, "_WORKERS", 1)
    processes = [process_of(outcome) for outcome in outcomes(*(f"process {n}" for n in range(25))).values()]
    assert [processes.count(process) for process in dict.fromkeys(processes)] == [10, 10, 5]


@pytest.mark.parametrize("kills", [1, 2])
def test_a_file_is_read_again_once_where_something_killed_its_process(
    monkeypatch: pytest.MonkeyPatch, kills: int
) -> None:
    started, left = workers._started, [signal.SIGKILL] * kills

    def killed() -> "subprocess.Popen[bytes]":
        process = started()
        if left:
            process.send_signal(left.pop())
        return process

    monkeypatch.setattr(workers, "_started", killed)
    [text] = minutes(1)
    with closing(Worker(60, 2000)) as worker:
        outcome = worker.ask(given(text)[1])
    if kills == 1:
        assert outcome == read_here("a.txt", text)
    else:
        assert "needs more memory" in str(outcome)


@pytest.mark.usefixtures("hostile")
def test_a_larger_file_has_longer() -> None:
    large = "slow" + " " * 2_000_001
    came = outcomes("slow", large, max_seconds=0.5)
    assert isinstance(came["slow"], UnreadableFile)
    assert isinstance(came[large], Parsed)


@pytest.mark.usefixtures("hostile")
def test_closed_early_it_ends_its_processes() -> None:
    files = [given("process"), *(given("endless") for _ in range(20))]
    with closing(parsed(files, Settings())) as came:
        _, first = next(came)
    with pytest.raises(ProcessLookupError):
        os.kill(process_of(first), 0)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_a_run_that_ends_amidst(end: signal.Signals) -> None:
    # the workers share the run's stderr: it is closed when the last of them is gone
    done = subprocess.run(
        [*HOSTILE, str(int(end))],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        timeout=20,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.returncode == -end
    assert done.stderr.count(b"Traceback") == (end == signal.SIGINT)
