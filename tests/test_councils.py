"""Several councils on one database server, each with a service of its own: nothing of one is seen by another."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from ingest.indexing import rebuild
from ingest.job import ingest
from rag.assistant import open_assistant
from rag.errors import SettingsError
from rag.home import opened
from rag.service.api import build_api
from rag.service.routes.browsing import browse_routes
from rag.service.service import open_service
from rag.settings import Server, Settings

# every paragraph, title and name holds the council's mark, which no question and no address holds
MINUTES = """{body}

Minutes of the meeting held on {day}

Present: Cllr Ann {mark} (Chairman), Cllr Bob {mark}
Apologies: Cllr Eve {mark}

1. The {matter} {mark}

Cllr Bob {mark} proposed that the {matter} be mended for £450 by {mark} and Sons. It was RESOLVED that this be done.

ACTION: Cllr Ann {mark} to write to {mark} and Sons about the {matter} by June.

2. Grants {mark}

It was RESOLVED to grant £200 to the {mark} choir.
"""
MARKS = {"Orrin Parish Council": "Zilverquast", "Wick Town Council": "Ploverton"}
MATTERS = ("churchyard wall", "village pond", "bus shelter")


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A council's service, and the addresses that lead to what is its own."""

    client: TestClient
    mark: str
    addresses: tuple[str, ...]


@contextmanager
def _service(folder: Path, body: str, mark: str, server: str, embeddings: Path) -> Iterator[Running]:
    files = folder / "minutes"
    files.mkdir(parents=True)
    for number, matter in enumerate(MATTERS, 3):  # under the same names at each council
        text = MINUTES.format(body=body, day=f"{number} May 2024", mark=mark, matter=matter)
        (files / f"{number} May 2024.txt").write_text(text, encoding="utf-8")
    settings = Settings(
        home=folder / "home", cache=embeddings, ledger=SecretStr(server), council=body.split()[0].lower()
    )
    with opened(settings, create=True) as ledger:
        ingest([files], ledger, settings)
    with open_service(settings) as service:
        client = TestClient(build_api(service, routers=browse_routes(service, settings.home)))
        yield Running(client=client, mark=mark, addresses=tuple(_addresses(client, body)))


def _addresses(client: TestClient, body: str) -> Iterator[str]:
    """Every address that shows something of a council: its lists, its permalinks, and answers about its matters."""
    meetings = client.get("/api/meetings").json()["rows"]
    assert len(meetings) == len(MATTERS)
    for meeting in meetings:
        document = quote(meeting["document"])
        yield from (f"/api/meetings/{document}", f"/api/documents/{document}")
        yield f"/api/documents/{document}/pages/1.png"
    paragraphs = {row["paragraph_id"] for row in meetings}
    for rows in ("decisions", "actions", "people"):
        found = client.get(f"/api/{rows}").json()
        assert found["total"]
        paragraphs |= {row["paragraph_id"] for row in found["rows"]}
    for id in paragraphs:
        yield from (f"/api/paragraphs/{quote(id)}", f"/api/paragraphs/{quote(id)}?before=3&after=3")
    for bounds in ("", f"body={quote(body)}", "since=2024-01-01", "words=wall", "words=choir"):
        yield from (f"/api/{rows}?{bounds}" for rows in ("bodies", "meetings", "decisions", "actions", "people"))
        yield from (f"/api/{rows}.csv?{bounds}" for rows in ("decisions", "actions"))
    for matter in MATTERS:
        for question in (f"What was decided about the {matter}?", f"Who proposed that the {matter} be mended?"):
            answer = client.get("/api/ask", params={"question": question}).json()
            yield f"/api/ask?question={quote(question)}"
            yield f"/api/ask?question={quote(question)}&body={quote(body)}"
            yield f"/api/answers/{answer['answer_id']}"
            yield f"/api/report.md?answer={answer['answer_id']}"
            yield f"/api/search?question={quote(question)}"
            yield f"/api/ask/stream?question={quote(question)}"
        yield f"/api/thread?words={quote(matter)}"
    yield from ("/api/judged", "/metrics", "/healthz", "/readyz")


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, postgresql: str, embeddings: Path
) -> Iterator[Mapping[str, Running]]:
    folder = tmp_path_factory.mktemp("councils")
    with ExitStack() as services:
        yield {
            body: services.enter_context(_service(folder / mark, body, mark, postgresql, embeddings))
            for body, mark in MARKS.items()
        }


@pytest.fixture(scope="module")
def crossing(running: Mapping[str, Running]) -> list[tuple[Running, str, str]]:
    """Each service with every address of every other, and that one's mark."""
    return [
        (one, address, other.mark)
        for one in running.values()
        for other in running.values()
        if other is not one
        for address in other.addresses
    ]


@pytest.mark.slow
def test_no_address_of_one_council_shows_another_anything(crossing: list[tuple[Running, str, str]]):
    def asked(one: tuple[Running, str, str]) -> tuple[str, int, str]:
        service, address, _ = one
        said = service.client.get(address)
        return address, said.status_code, said.text

    with ThreadPoolExecutor(4) as people:  # both services at once
        found = list(people.map(asked, crossing))
    assert len(found) >= 200
    assert [address for (address, _, text), (*_, mark) in zip(found, crossing, strict=True) if mark in text] == []
    assert [address for address, code, _ in found if code >= 500] == []
    own = [text for (_, _, text), (service, *_) in zip(found, crossing, strict=True) if service.mark in text]
    assert len(own) > 50  # lists and answers went on showing what is the council's own


@pytest.mark.slow
def test_a_ledger_answers_in_the_home_that_has_its_indexes(
    tmp_path: Path, council: Callable[[], Server], embeddings: Path
):
    (tmp_path / "a.txt").write_text(MINUTES.format(body="Orrin", day="3 May 2024", mark="Ash", matter="pond"))
    place = council()
    one, other = (
        Settings(home=tmp_path / name, cache=embeddings, ledger=place.url, council=place.council)
        for name in ("one", "other")
    )
    with opened(one, create=True) as ledger:
        ingest([tmp_path / "a.txt"], ledger, one)
    with pytest.raises(SettingsError, match="minutebook rebuild"), open_assistant(other):
        pass
    with opened(other) as ledger:
        rebuild(ledger, other)
    with open_assistant(other):
        pass
    with pytest.raises(SettingsError, match="another home"), open_assistant(one):
        pass


@pytest.mark.slow
def test_permalinks_of_another_council_lead_nowhere(crossing: list[tuple[Running, str, str]]):
    permalinks = [one for one in crossing if "/paragraphs/" in one[1] or "/answers/" in one[1]]
    assert permalinks
    for service, address, _ in permalinks:
        assert service.client.get(address).status_code == 404
