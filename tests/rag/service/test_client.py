import json
import os
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from fastapi import FastAPI

from rag.answers import Question
from rag.errors import ServiceLost, UnknownParagraph, WrongUse
from rag.service.answering import _FromLedger, _Here, answering, showing
from rag.service.api import build_api
from rag.service.client import Running, address, running
from rag.service.routes.browsing import browse_routes
from rag.service.service import Service
from rag.service.serving import socket_in

if TYPE_CHECKING:
    from rag.ledger import Ledger
    from tests.rag.service.conftest import OneProof

ASKED = Question(text="And what did it cost?", id="q1", history=("Who mended the wall?",), as_of="2024-01-31", body="X")


def up(home: Path) -> Running:
    for _ in range(500):
        if service := running(home):
            return service
        time.sleep(0.02)
    raise AssertionError("the socket wasn't served")


@contextmanager
def on_socket(api: FastAPI, home: Path) -> Iterator[Running]:
    with socket_in(home) as sockets:
        server = uvicorn.Server(uvicorn.Config(api, log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": sockets})
        thread.start()
        try:
            yield up(home)
        finally:
            server.should_exit = True
            thread.join()


def test_a_running_service_gives_what_programs_ask_of_it(service: Service, tmp_path: Path):
    with on_socket(build_api(service, routers=browse_routes(service, tmp_path)), tmp_path) as running:
        [first] = running.search_records(Question(text="wall", body="Ottermouth"), 3)
        assert first["paragraph"]["paragraph_id"] == "wall.txt-1"
        assert running.page_record("meetings", {"words": "wall", "since": None, "limit": 1})["total"] == 1
        assert running.page_record("decisions", {"mover": "nobody"})["rows"] == []


@pytest.fixture
def served(service: Service, tmp_path: Path) -> Iterator[Running]:
    with on_socket(build_api(service), tmp_path) as running:
        yield running


def printed(record: Mapping[str, Any]) -> str:
    return json.dumps({**record, "timings_ms": None})


def timeless(text: str) -> str:
    return "\n".join(line.partition(" (")[0] for line in text.split("\n"))


def test_a_running_service_answers_as_the_home_itself_does(served: Running, assistant: "OneProof", ledger: "Ledger"):
    here: Any = _Here(assistant)  # type: ignore[arg-type]
    assert printed(served.record(ASKED)) == printed(here.record(ASKED))
    matter = Question(text="wall & yard", as_of="2024-01-31", body="X")
    assert printed(served.thread_record(matter)) == printed(here.thread_record(matter))
    assert served.text(ASKED) == here.text(ASKED)
    assert timeless(served.text(ASKED, explain=True).text) == timeless(here.text(ASKED, explain=True).text)
    assert served.thread_text(matter) == here.thread_text(matter)
    assert assistant.asked[2] == assistant.asked[3] == matter
    assert assistant.asked[0] == ASKED
    shown = _FromLedger(ledger)
    assert served.paragraph_record("wall.txt-1") == shown.paragraph_record("wall.txt-1")
    assert served.paragraph_text("wall.txt-1") == shown.paragraph_text("wall.txt-1")


def test_what_fails_there_fails_here_in_the_same_words(served: Running):
    with pytest.raises(WrongUse, match="write it as 2024-01-31"):
        served.record(Question(text="wrong?"))
    with pytest.raises(UnknownParagraph, match="never stood in the ledger"):
        served.paragraph_record("no/such?id")


def test_commands_ask_the_running_service(served: Running, tmp_path: Path):
    def unread() -> Any:
        raise AssertionError("the settings aren't needed")

    with answering(tmp_path, unread) as answers:
        assert answers.record(ASKED)["status"] == "answered"
    with showing(tmp_path, unread) as shown:
        assert shown.paragraph_record("wall.txt-1")["document"] == "wall.txt"


def test_the_socket_is_for_its_owner_and_goes_with_the_service(service: Service, tmp_path: Path):
    with on_socket(build_api(service), tmp_path):
        assert (tmp_path / "service.sock").stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "service.sock").exists()
    assert running(tmp_path) is None


def test_a_socket_that_was_left_behind_is_passed_over_and_taken_over(service: Service, tmp_path: Path):
    with closing(socket.socket(socket.AF_UNIX)) as left:
        left.bind(str(tmp_path / "service.sock"))
    assert running(tmp_path) is None
    with on_socket(build_api(service), tmp_path) as served:
        assert served.record(ASKED)["status"] == "answered"


def test_a_home_in_a_deep_folder_has_a_socket_too(service: Service, tmp_path: Path):
    home = tmp_path / ("deep" * 30)
    home.mkdir()
    with address(home) as path:
        assert len(os.fsencode(path)) <= 100
    with on_socket(build_api(service), home) as served:
        assert served.record(ASKED)["status"] == "answered"


def test_a_service_that_dies_meanwhile_is_told(tmp_path: Path):
    with pytest.raises(ServiceLost, match="try again"):
        Running(tmp_path).record(ASKED)


def test_who_hangs_up_stops_the_answer(served: Running, assistant: "OneProof", tmp_path: Path):
    class Socket(HTTPConnection):
        def connect(self) -> None:
            self.sock = socket.socket(socket.AF_UNIX)
            with address(tmp_path) as path:
                self.sock.connect(path)

    assistant.waits.clear()
    connection = Socket("localhost")
    connection.request("GET", "/api/ask/stream?question=x")
    response = connection.getresponse()
    assert response.readline() == b"event: step\n"  # at once, although the answer is far
    assert not assistant.left.is_set()
    response.close()
    connection.close()
    assert assistant.left.wait(3)  # though what it waits for would have come later
