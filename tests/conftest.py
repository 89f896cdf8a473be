"""What tests of all rooms share: the real embedding model, the sample minutes ingested once, and the databases."""

import itertools
import os
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from filelock import FileLock
from pydantic import SecretStr

from ingest import workers
from ingest.job import ingest
from rag.errors import UnreadableFile
from rag.home import opened
from rag.settings import Server, Settings
from tests import postgres

# a run begun in the background ignores Ctrl-C, and so would every process that a test starts
signal.signal(signal.SIGINT, signal.default_int_handler)

PROJECT = Path(__file__).parents[1]
SAMPLE_MINUTES = PROJECT / "eval" / "data" / "minutes"
MEMORY = Path("/dev/shm")
ROOM = 4_000_000_000  # bytes: all that the tests keep at once is a tenth of it
_COUNCILS = itertools.count()


def pytest_configure(config: pytest.Config) -> None:
    """Let thousands of small files be written in memory where there is room: tests needn't wait for a disk."""
    if not config.option.basetemp and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if postgres.programs() is None:
        terminalreporter.write_line("PostgreSQL isn't installed: nothing was tested on it.", yellow=True, bold=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files with slow tests first, then those with many: what two workers do last is short."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    many = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.path not in slow, -many[item.path]))


class KeptWorker(workers.Worker):
    """A worker whose process reads on for the next one where it came to no harm: each takes a second to start."""

    idle: ClassVar[list["subprocess.Popen[bytes]"]] = []
    kept = False

    def ask(self, given: workers.Given) -> workers.Parsed | UnreadableFile:
        if self._process is None and self.idle:
            self._process = self.idle.pop()
        self.kept = False
        outcome = super().ask(given)
        self.kept = True
        return outcome

    def kill(self) -> None:
        if not self.kept:
            super().kill()

    def close(self) -> None:
        if self.kept and self._process and self._process.poll() is None:
            self.idle.append(self._process)
            self._process = None
        super().close()


@pytest.fixture(scope="session", autouse=True)
def _kept_workers() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(workers, "Worker", KeptWorker)
        yield
    for process in KeptWorker.idle:
        with process:
            pass


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server of the tests' own."""
    if postgres.programs() is None:
        pytest.skip("PostgreSQL isn't installed")
    with postgres.server() as address:
        yield address


@pytest.fixture
def council(postgresql: str) -> Callable[[], Server]:
    """`council()` is a place for the ledger of one more council on the PostgreSQL server."""
    return lambda: Server(url=SecretStr(postgresql), council=f"council_{next(_COUNCILS)}")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Server | None:
    """Where a test's ledger is: in its home's file, and once more on a server."""
    if request.param == "sqlite":
        return None
    place: Server = request.getfixturevalue("council")()
    return place


@pytest.fixture(scope="session")
def embeddings(pytestconfig: pytest.Config) -> Path:
    """The folder of the embedding cache that all tests share, kept from run to run: a user's where it is set."""
    assert pytestconfig.cache is not None
    given = os.environ.get("MINUTEBOOK_CACHE")
    return Path(given) if given else pytestconfig.cache.mkdir("embeddings")


@pytest.fixture
def settings(tmp_path: Path, embeddings: Path) -> Settings:
    """Settings of an empty home of the test's own."""
    return Settings(home=tmp_path / "home", cache=embeddings)


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory, embeddings: Path) -> Settings:
    """Settings of a home that holds the sample minutes; not to be written to. All workers of a run copy one."""
    base = tmp_path_factory.getbasetemp()
    made = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "sample"
    with FileLock(made.with_suffix(".lock")):
        if not made.exists():
            half = Settings(home=made.with_suffix(".half"), cache=embeddings)
            with opened(half.home, create=True) as ledger:
                report = ingest([SAMPLE_MINUTES], ledger, half)
            assert not report.failed
            half.home.rename(made)
    home = tmp_path_factory.mktemp("sample") / "home"
    return Settings(home=shutil.copytree(made, home), cache=embeddings)
