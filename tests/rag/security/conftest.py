"""An app behind a door, asked without a server."""

from collections.abc import Callable
from typing import Any

import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from rag.security.asgi import person_of

Client = Callable[..., TestClient]


async def anything(request: Request) -> Response:
    """Says who asked, and how much was sent."""
    person = person_of(request.scope)
    sent = len(await request.body())
    said = {"name": person.name, "role": person.role, "sent": sent}
    if request.url.path == "/api/ask":
        return JSONResponse({**said, "answer_id": "abcdefghijklmnop"})
    return RedirectResponse("/elsewhere") if request.url.path == "/away" else JSONResponse(said)


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.security.people._HASHER", PasswordHasher(time_cost=1, memory_cost=64))


@pytest.fixture
def behind() -> Client:
    """`behind(Middleware(...), ..., address="192.0.2.7")` is a client of an app behind those doors."""

    def made(*doors: Middleware, address: str = "192.0.2.7", base: str = "http://127.0.0.1:7860", **more: Any):
        methods = ["GET", "POST", "DELETE"]
        app = Starlette(routes=[Route("/{path:path}", anything, methods=methods)], middleware=list(doors))
        return TestClient(app, base_url=base, client=(address, 50_000), follow_redirects=False, **more)

    return made
