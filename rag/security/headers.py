"""What every response tells the browser: to load nothing from elsewhere, and to be shown in no other page."""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.security.asgi import STYLE


def hashes(allowed: Iterable[str]) -> str:
    """Scripts or styles that may stand in a page, as its policy names them."""
    digests = (b64encode(sha256(one.encode()).digest()).decode() for one in allowed)
    return " ".join(f"'sha256-{one}'" for one in dict.fromkeys(digests))


CONTENT_POLICY = (
    f"default-src 'self'; script-src 'self'; style-src 'self' {hashes([STYLE])}; img-src 'self' data:; "
    "font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_POLICY = "Content-Security-Policy"
HEADERS = {
    _POLICY: CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SecurityHeaders:
    """Puts the headers on every response, in the place of any that it has of their names; a policy of its own stays."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update({**HEADERS, _POLICY: headers.get(_POLICY, CONTENT_POLICY)})
            await send(message)

        await self.app(scope, receive, send_with_headers)
