from collections.abc import Iterator

import pytest
from starlette.middleware import Middleware

from rag.security.limits import Buckets, Rates, Sizes
from rag.security.people import LOCAL, PUBLIC, Person
from rag.security.signin import Anybody, SignIn


def known(person: Person) -> Middleware:
    return Middleware(SignIn, vouchers=(Anybody(person),))


def pieces(count: int) -> Iterator[bytes]:
    for _ in range(count):
        yield b"x" * 40


def test_what_is_larger_is_refused_by_its_head_and_by_its_body(behind) -> None:
    client = behind(Middleware(Sizes, most=100))
    assert client.post("/api/ask", content=b"x" * 100).json()["sent"] == 100
    refused = client.post("/api/ask", content=b"x" * 101)
    assert refused.status_code == 413
    assert refused.headers["content-type"] == "application/problem+json"
    assert client.post("/api/ask", content=pieces(2)).json()["sent"] == 80
    assert client.post("/api/ask", content=pieces(3)).status_code == 413


@pytest.mark.parametrize("path", ["/page/add", "/page/add?batch=1&name=a.pdf"])
def test_uploads_are_closed_unless_on_and_then_for_administrators(behind, path: str) -> None:
    assert behind(known(LOCAL), Middleware(Sizes, most=10)).post(path, content=b"x").status_code == 403
    on = Middleware(Sizes, most=10, upload=1000)
    assert behind(known(PUBLIC), on).post(path, content=b"x").status_code == 403
    assert behind(known(LOCAL), on).post(path, content=b"x" * 500).status_code == 200
    assert behind(known(LOCAL), on).post(path, content=b"x" * 1001).status_code == 413
    assert behind(known(LOCAL), on).post("/gradio_api/upload", content=b"x").status_code == 403


def test_a_bucket_fills_again() -> None:
    now = 0.0
    bucket = Buckets(2, clock=lambda: now)
    assert [bucket.wait("a"), bucket.wait("a"), bucket.wait("a"), bucket.wait("b")] == [0, 0, 30, 0]
    now = 29.0
    assert bucket.wait("a") == 1
    now = 30.0
    assert (bucket.wait("a"), bucket.wait("a")) == (0, 30)


def test_who_is_forgotten_begins_with_a_full_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.security.limits._REMEMBERED", 2)
    bucket = Buckets(1, clock=lambda: 0.0)
    assert [bucket.wait(who) for who in ("a", "b", "c", "a")] == [0, 0, 0, 0]
    assert bucket.wait("c") == 60


def test_who_asks_too_often_is_told_when_to_come_again(behind) -> None:
    client = behind(known(PUBLIC), Middleware(Rates, a_minute=2, clock=lambda: 0.0))
    assert [client.post("/api/ask").status_code for _ in range(3)] == [200, 200, 429]
    assert client.post("/page/ask").status_code == 429
    refused = client.post("/gradio_api/queue/join")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "30")
    assert client.get("/theme.css").status_code == 200  # what draws the page counts less


def test_each_name_and_each_address_has_its_own_measure(behind) -> None:
    limit = Middleware(Rates, a_minute=1, clock=lambda: 0.0)
    client = behind(known(PUBLIC), limit)
    assert client.post("/api/ask").status_code == 200
    client._transport.client = ("192.0.2.8", 1)
    assert [client.post("/api/ask").status_code for _ in range(2)] == [200, 429]
