"""The indexes of one home, wherever they may lie; a test that asks for them is run over each place there is."""

import gc
import importlib.util
import os
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from functools import partial
from pathlib import Path

import pytest
from chromadb.api.shared_system_client import SharedSystemClient

from rag.ledger import Ledger
from rag.settings import Settings
from rag.stores.indexes import VectorIndex, WordIndex, settle_indexes, vector_index, word_index

FILES, CHROMA, LITE, MILVUS = "files", "Chroma's server", "Milvus Lite", "Milvus"
ELSEWHERE = os.environ.get("MINUTEBOOK_TEST_MILVUS")  # the address of a Milvus to run the suite over as well

needs_lite = pytest.mark.skipif(
    not (importlib.util.find_spec("pymilvus") and importlib.util.find_spec("milvus_lite")),
    reason="NOT TESTED: pymilvus and milvus-lite aren't installed",
)
needs_milvus = pytest.mark.skipif(not ELSEWHERE, reason="NOT TESTED: MINUTEBOOK_TEST_MILVUS names no Milvus")
WORDS_LIE = [FILES, pytest.param(LITE, marks=needs_lite), pytest.param(MILVUS, marks=needs_milvus)]
VECTORS_LIE = [*WORDS_LIE, CHROMA]

Vectors = Callable[[], AbstractContextManager[VectorIndex]]
Words = Callable[[], AbstractContextManager[WordIndex]]


@pytest.fixture(scope="module")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Chroma server of the module's own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).parent / "chroma"), "run", "--port", str(port), "--path"]
    server = subprocess.Popen(
        [*command, str(tmp_path_factory.mktemp("chroma"))], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()
        SharedSystemClient.clear_system_cache()
        with warnings.catch_warnings(action="ignore", category=ResourceWarning):
            gc.collect()  # Chroma's client leaves its sockets to the collector


@pytest.fixture
def lying(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Ledger, Settings]]:
    """An empty home with its indexes in the place of the parameter."""
    place = request.param
    settings = Settings(
        home=tmp_path / "home",
        milvus={LITE: str(tmp_path / "milvus.db"), MILVUS: ELSEWHERE}.get(place),
        chroma_url=request.getfixturevalue("chroma_url") if place == CHROMA else None,
    )
    with closing(Ledger(settings.home, create=True)) as ledger:
        settle_indexes(ledger, settings)
        yield ledger, settings
        if place in (CHROMA, MILVUS):
            with vector_index(ledger, settings) as vectors:
                vectors.clear()
        if place == MILVUS:
            with word_index(ledger, settings) as words:
                words.clear()


@pytest.fixture
def vectors(lying: tuple[Ledger, Settings]) -> Vectors:
    """Opens the vector index of the home."""
    return partial(vector_index, *lying)


@pytest.fixture
def words(lying: tuple[Ledger, Settings]) -> Words:
    """Opens the word index of the home."""
    return partial(word_index, *lying)
