"""Refuses requests under a foreign name (DNS rebinding) and changes asked for by another site's page (CSRF)."""

from collections.abc import Set
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.security.asgi import refuse, through_socket
from rag.words import say

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Hosts:
    """Lets through what is asked for under one of our names, and changed from one of our pages."""

    def __init__(self, app: ASGIApp, *, names: Set[str] = frozenset(), addresses: bool = False) -> None:
        """`names` are ours besides those of the loopback; with `addresses` any number is, as it can't be rebound."""
        self.app, self._names, self._addresses = app, {name.lower() for name in names}, addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] not in ("http", "websocket") or through_socket(scope):
            await self.app(scope, receive, send)
        elif not self._is_ours(_name(Headers(scope=scope).get("host", ""))):
            await _refused(scope, receive, send, 421, say("refused.name"), say("refused.unknown_name"))
        elif scope.get("method", "POST") not in _SAFE and self._is_foreign(Headers(scope=scope)):
            await _refused(scope, receive, send, 403, say("refused.foreign"), say("refused.from_elsewhere"))
        else:
            await self.app(scope, receive, send)

    def _is_ours(self, name: str) -> bool:
        return name in _LOOPBACK or name in self._names or (self._addresses and _is_address(name))

    def _is_foreign(self, headers: Headers) -> bool:
        """Whether a page of another origin sent it; programs that are no browser name none."""
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
        try:
            netloc, name = urlsplit(origin).netloc, urlsplit(origin).hostname or ""
        except ValueError:
            return True
        return netloc.lower() != headers.get("host", "").lower() and name not in self._names


async def _refused(scope: Scope, receive: Receive, send: Send, status: int, title: str, sentence: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
    else:
        await refuse(scope, send, status, title, sentence)


def _name(host: str) -> str:
    """The name or number in a Host header; empty where it is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        return bool(ip_address(name))
    except ValueError:
        return False
