"""What tests of all rooms share: the real embedding model, the sample minutes ingested once, and the databases."""

import itertools
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from ingest.job import ingest
from rag.home import opened
from rag.settings import Server, Settings
from tests import postgres

# a run begun in the background ignores Ctrl-C, and so would every process that a test starts
signal.signal(signal.SIGINT, signal.default_int_handler)

PROJECT = Path(__file__).parents[1]
SAMPLE_MINUTES = PROJECT / "eval" / "data" / "minutes"
_COUNCILS = itertools.count()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if postgres.programs() is None:
        terminalreporter.write_line("PostgreSQL isn't installed: nothing was tested on it.", yellow=True, bold=True)


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
    """The folder of the embedding cache that all tests share, kept from run to run as a user's is."""
    assert pytestconfig.cache is not None
    return pytestconfig.cache.mkdir("embeddings")


@pytest.fixture
def settings(tmp_path: Path, embeddings: Path) -> Settings:
    """Settings of an empty home of the test's own."""
    return Settings(home=tmp_path / "home", cache=embeddings)


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory, embeddings: Path) -> Settings:
    """Settings of a home that holds the sample minutes; not to be written to."""
    settings = Settings(home=tmp_path_factory.mktemp("sample") / "home", cache=embeddings)
    with opened(settings.home, create=True) as ledger:
        report = ingest([SAMPLE_MINUTES], ledger, settings)
    assert not report.failed
    return settings
