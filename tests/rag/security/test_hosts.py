import pytest
from starlette.middleware import Middleware

from rag.security.hosts import Hosts


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("localhost:7860", True),
        ("127.0.0.1", True),
        ("[::1]:7860", True),
        ("Minutes.Example", True),
        ("evil.example", False),
        ("minutes.example.evil.example", False),
        ("192.0.2.1", False),
        ("", False),
        ("[", False),
    ],
)
def test_only_our_own_names_are_answered(behind, host: str, known: bool) -> None:
    client = behind(Middleware(Hosts, names={"minutes.example"}))
    assert client.get("/", headers={"host": host}).status_code == (200 if known else 421)


def test_a_number_cannot_be_rebound(behind) -> None:
    client = behind(Middleware(Hosts, addresses=True))
    assert client.get("/", headers={"host": "192.0.2.1:7860"}).status_code == 200
    assert client.get("/", headers={"host": "evil.example"}).status_code == 421


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),  # a program that is no browser
        ({"origin": "http://127.0.0.1:7860"}, 200),
        ({"origin": "https://minutes.example"}, 200),
        ({"origin": "http://127.0.0.1:3000"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://["}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-origin"}, 200),
    ],
)
def test_only_our_own_pages_change_anything(behind, headers: dict[str, str], status: int) -> None:
    client = behind(Middleware(Hosts, names={"minutes.example"}))
    assert client.post("/api/ask", headers=headers).status_code == status
    assert client.get("/api/ask", headers=headers).status_code == 200
