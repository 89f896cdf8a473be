from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from rag.page.adding import adding_routes
from rag.security.people import LOCAL, PUBLIC, Person
from rag.security.signin import Anybody, SignIn
from tests.rag.page.conftest import Shelf, small_ledger, words


def opened(home: Path, person: Person, shelf: Shelf | None) -> Iterator[TestClient]:
    with closing(small_ledger(home)) as ledger:
        middleware = [Middleware(SignIn, vouchers=(Anybody(person),))]
        yield TestClient(Starlette(routes=adding_routes(shelf, ledger), middleware=middleware))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "added")


@pytest.fixture
def client(tmp_path: Path, shelf: Shelf) -> Iterator[TestClient]:
    yield from opened(tmp_path, LOCAL, shelf)


def test_files_come_in_and_what_was_found_is_said(client: TestClient, shelf: Shelf):
    assert client.post("/page/add?batch=abc&name=a.pdf", content=b"%PDF").json() == {"name": "a.pdf"}
    assert (shelf.folder / "abc" / "a.pdf").read_bytes() == b"%PDF"
    assert client.get("/page/standing").json() == {"html": ""}
    assert client.post("/page/take-in", json={"batch": "abc"}).json() == {}
    html = client.get("/page/standing").json()["html"]
    assert "1 new, 1 not taken" in words(html)
    assert "Parks Committee, 18 January 2024" in words(html)
    assert "<script" not in html
    assert client.post("/page/take-out", json={"documents": ["2024-01-18.txt"]}).json() == {}
    assert shelf.out == ["2024-01-18.txt"]


def test_a_file_that_breaks_off_leaves_no_half(client: TestClient, shelf: Shelf):
    def broken() -> Iterator[bytes]:
        yield b"%PDF"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        client.post("/page/add?batch=abc&name=a.pdf", content=broken())
    assert not list(shelf.folder.rglob("*.pdf"))


def test_the_status_names_what_failed_and_every_document(client: TestClient):
    html = words(client.get("/page/view/status").json()["html"])
    assert "1 documents" in html
    assert "Every file was read." in html
    assert "2024-01-18.txt Parks Committee" in html


@pytest.mark.parametrize("person", [LOCAL, PUBLIC])
def test_nothing_is_added_where_it_is_off_or_by_others(tmp_path: Path, shelf: Shelf, person: Person):
    for client in opened(tmp_path, person, None if person is LOCAL else shelf):
        for path in ("add?batch=abc&name=a.pdf", "take-in", "take-out"):
            refused = client.post(f"/page/{path}", json={"batch": "abc", "documents": []})
            assert "administrator" in refused.json()["notice"]
        for path in ("standing", "view/add"):
            assert "administrator" in client.get(f"/page/{path}").json()["notice"]
        assert ("html" in client.get("/page/view/status").json()) == (person is LOCAL)
    assert not shelf.folder.exists()
