"""What tests of all rooms share: the real embedding model, and the sample minutes ingested once."""

import signal
from pathlib import Path

import pytest

from ingest.job import ingest
from rag.home import opened
from rag.settings import Settings

# a run begun in the background ignores Ctrl-C, and so would every process that a test starts
signal.signal(signal.SIGINT, signal.default_int_handler)

PROJECT = Path(__file__).parents[1]
SAMPLE_MINUTES = PROJECT / "eval" / "data" / "minutes"


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
