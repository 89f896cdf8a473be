import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from rag.answers import Question
from rag.errors import WrongUse
from rag.service.api import build_api
from rag.service.browse_routes import browse_routes
from rag.service.client import Running, running
from rag.service.service import Service


@pytest.fixture
def found(service: Service, tmp_path: Path) -> Iterator[Running]:
    """The service, found by its socket in the home."""
    api = build_api(service, routers=browse_routes(service, tmp_path))
    server = uvicorn.Server(uvicorn.Config(api, uds=str(tmp_path / "service.sock"), log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    while thread.is_alive() and not server.started:
        time.sleep(0.01)
    client = running(tmp_path)
    assert client is not None
    yield client
    server.should_exit = True
    thread.join()


def test_a_running_service_gives_what_programs_ask_of_it(found: Running):
    [first] = found.search_records(Question(text="wall", body="Ottermouth"), 3)
    assert first["paragraph"]["paragraph_id"] == "wall.txt-1"
    assert found.page_record("meetings", {"words": "wall", "since": None, "limit": 1})["total"] == 1
    assert found.page_record("decisions", {"mover": "nobody"})["rows"] == []
    assert found.paragraph_record("wall.txt-1")["paragraph_id"] == "wall.txt-1"


def test_what_goes_wrong_there_is_the_same_error_here(found: Running):
    with pytest.raises(WrongUse, match="no date"):
        found.record(Question(text="wrong?"))
