"""In which language people are spoken to: the one that they chose here, else the one that their browser prefers."""

from html import escape
from urllib.parse import parse_qsl, quote, urlencode

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.security.asgi import at, here, redirect, wants_page
from rag.words import Language, catalogue, preferred, speaking, spoken

CHOICE = "language"  # of an address and of the cookie that remembers it
_YEAR = 365 * 24 * 3600


class InLanguage:
    """Answers each request in its language; `?language=cy` on a page's address chooses one and is remembered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        asked = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        chosen = _known(dict(asked).get(CHOICE))
        if chosen and scope["type"] == "http" and wants_page(scope):
            rest = urlencode([(name, value) for name, value in asked if name != CHOICE])
            cookie = f"{CHOICE}={chosen}; Path={at(scope, '/')}; Max-Age={_YEAR}; SameSite=Lax"
            path = at(scope, "/") + quote(here(scope).lstrip("/"))  # two slashes would lead to another site
            await redirect(send, path + (f"?{rest}" if rest else ""), {"set-cookie": cookie})
            return
        kept = _known(cookie_parser(headers.get("cookie", "")).get(CHOICE))
        with speaking(kept or preferred(headers.get("accept-language", ""))):
            await self.app(scope, receive, send)


def language_links(**more: str) -> str:
    """The ways to the same page in the other languages, each named in its own; `more` stays in their addresses."""
    return " ".join(
        f'<a href="?{escape(urlencode({CHOICE: one, **more}))}" hreflang="{one}" lang="{one}">'
        f"{catalogue(one).say('name')}</a>"
        for one in Language
        if one is not spoken().language
    )


def _known(code: str | None) -> Language | None:
    return next((one for one in Language if one == code), None)
