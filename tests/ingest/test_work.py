"""Work on a home comes to the same whoever does it: this process, or the service that runs on the home."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient

from ingest.adding import HomeAdding
from ingest.indexing import Progress, disagreements
from ingest.job import ingest
from ingest.manifest import Entry
from ingest.work import INGEST, REBUILD, REMOVE, Order, TakenIn, done
from rag.errors import HomeLocked, UnknownDocument, WrongUse
from rag.home import locked, opened
from rag.ledger import Ledger
from rag.service.client import running
from rag.service.problems import tell_problems
from rag.service.routes.working import work_routes
from rag.service.serving import socket_in
from rag.settings import Settings
from rag.stores.indexes import vector_index, word_index

MINUTES = """Lower Wick Parish Council
Minutes of the meeting held on 4 {month} 2024

1. Allotments
RESOLVED: That the rent of an allotment be £{rent} a year.
"""


@contextmanager
def served(settings: Settings) -> Iterator[FastAPI]:
    """The service's way to work, on the socket of a home that this process has locked."""
    app = FastAPI()
    tell_problems(app)
    app.include_router(work_routes(HomeAdding(settings).work))
    with locked(settings.home), socket_in(settings.home) as sockets:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": sockets})
        thread.start()
        try:
            while not running(settings.home):
                time.sleep(0.02)
            yield app
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, in which minutes of two meetings lie."""
    folder = tmp_path / "minutes"
    folder.mkdir()
    for month, rent in (("March", 20), ("April", 25)):
        (folder / f"{month}.txt").write_text(MINUTES.format(month=month, rent=rent), encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def order(*names: str) -> Order:
    link = Entry(file="March.txt", link="https://lower-wick.example/march")
    return Order(paths=tuple(map(Path, (*names, "gone.txt"))), entries=(link,))


def shown(steps: list[tuple[str, int]]) -> Progress:
    @contextmanager
    def progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
        yield lambda more: steps.append((what, more)) if more else None

    return progress


def worked(settings: Settings, steps: list[tuple[str, int]]) -> list[object]:
    """What comes of each kind of work."""
    taken = done(INGEST, order("March.txt", "April.txt"), settings, shown(steps))
    rebuilt = done(REBUILD, None, settings)
    gone = replace(done(REMOVE, "March.txt", settings), files=0)  # the home of a service has files of its own
    with pytest.raises(UnknownDocument, match=r"March\.txt"):
        done(REMOVE, "March.txt", settings)
    return [taken, rebuilt, gone]


def test_the_running_service_does_what_this_process_would(settings: Settings, folder: Path, tmp_path: Path):
    alone = settings.model_copy(update={"home": tmp_path / "alone"})
    for one in (alone, settings):
        with opened(one.home, create=True) as ledger:
            ingest([folder / "April.txt"], ledger, one)
    steps_here, steps_there = list[tuple[str, int]](), list[tuple[str, int]]()
    here = worked(alone, steps_here)
    with (
        served(settings),
        closing(Ledger(settings.home)) as ledger,
        vector_index(ledger, settings) as dense,
        word_index(ledger, settings) as words,
    ):
        before = len(dense), len(words)
        there = worked(settings, steps_there)
        for index in (dense, words):  # the service has them open, and goes on with what is in them by now
            index.reload()
        assert (len(dense), len(words)) == before
    assert isinstance(there[0], TakenIn)
    assert there[0].report.new == ("March.txt",)
    assert str(folder / "gone.txt") in there[0].report.failed[0].reason
    assert there[1:] == here[1:]
    assert steps_there == steps_here
    with opened(settings.home) as ledger:
        assert [row["name"] for row in ledger.documents()] == ["April.txt"]
        assert disagreements(ledger, settings) == []


def test_one_thing_is_done_at_a_time_and_who_hangs_up_stops_it(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    with opened(settings.home, create=True):
        pass
    begun, stopped = threading.Event(), threading.Event()

    def slow(paths, ledger, settings, progress, **options):
        with progress("reading", 1000) as advance:
            begun.set()
            try:
                for _ in range(1000):
                    advance(1)
                    time.sleep(0.02)
            except Exception:
                stopped.set()
                raise

    monkeypatch.setattr("ingest.work.ingest", slow)
    with served(settings):
        service = running(settings.home)
        assert service is not None
        lines = service.work("ingest", INGEST.asked.dump_json(order("March.txt")))
        next(lines)
        assert begun.wait(5)
        with pytest.raises(HomeLocked, match="wait until that is done"):
            done(REBUILD, None, settings)
        lines.close()  # type: ignore[attr-defined]
        assert stopped.wait(10)


def test_what_is_not_for_a_command_of_the_owner_is_not_there(settings: Settings, folder: Path):
    with opened(settings.home, create=True) as ledger:
        ingest([folder], ledger, settings)
    with served(settings) as app:
        assert TestClient(app).post("/api/work/rebuild", json=None).status_code == 404
        service = running(settings.home)
        assert service is not None
        with pytest.raises(WrongUse):
            list(service.work("paint", b"null"))
