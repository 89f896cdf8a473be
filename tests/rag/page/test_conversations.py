from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.rag.page.conftest import Echo, answer, served

ANN, DAI = {"X-Remote-User": "Ann"}, {"X-Remote-User": "Dai"}


@pytest.fixture(scope="module")
def echo() -> Echo:
    return Echo()


@pytest.fixture(scope="module")
def client(echo: Echo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with served(echo, tmp_path_factory.mktemp("home")) as address, httpx.Client(base_url=address) as client:
        yield client


def turn(echo: Echo, **changes: object) -> dict[str, Any]:
    asked = {"text": "What of the Falcon Centre?"}
    return {"number": 1, "asked": asked, "state": "done", "answer": echo.keep(answer()), **changes}


def test_a_conversation_is_found_again_by_whoever_had_it_and_by_nobody_else(client: httpx.Client, echo: Echo) -> None:
    assert client.put("/page/conversations/c1", json={"turns": [turn(echo)]}, headers=ANN).status_code == 200
    [listed] = client.get("/page/conversations", headers=ANN).json()["conversations"]
    assert (listed["id"], listed["title"]) == ("c1", "What of the Falcon Centre?")
    [again] = client.get("/page/conversations/c1", headers=ANN).json()["turns"]
    assert again["record"]["status"] == "answered"
    assert client.get("/page/conversations", headers=DAI).json()["conversations"] == []
    assert client.get("/page/conversations/c1", headers=DAI).json()["turns"] == []
    client.put("/page/conversations/c1", json={"turns": [turn(echo, number=7)]}, headers=DAI)
    client.delete("/page/conversations/c1", headers=DAI)
    assert client.get("/page/conversations/c1", headers=ANN).json()["turns"][0]["number"] == 1
    client.delete("/page/conversations/c1", headers=ANN)
    assert client.get("/page/conversations", headers=ANN).json()["conversations"] == []


def test_where_nobody_signs_in_nothing_is_kept(client: httpx.Client, echo: Echo) -> None:
    assert client.get("/page/conversations").json() == {}
    for said in (
        client.get("/page/conversations/c1"),
        client.put("/page/conversations/c1", json={"turns": [turn(echo)]}),
        client.delete("/page/conversations/c1"),
    ):
        assert (said.status_code, "sign in" in said.json()["notice"]) == (422, True)


@pytest.mark.parametrize("turns", [[], [{"number": 0}], [{"number": 1, "asked": {"text": "a"}, "state": "odd"}]])
def test_what_is_no_conversation_is_not_kept(client: httpx.Client, turns: list[object]) -> None:
    assert client.put("/page/conversations/c2", json={"turns": turns}, headers=ANN).status_code == 422
