"""Who makes a request: by a session, by a trusted proxy's header, or nobody in particular; and the page to sign in."""

import asyncio
import html
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import parse_qs, quote

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.ledger import reading
from rag.security.asgi import (
    Networks,
    address_of,
    at,
    here,
    is_secure,
    note,
    peer,
    redirect,
    refuse,
    send_page,
    through_socket,
    wants_page,
    within,
)
from rag.security.languages import language_links
from rag.security.limits import Buckets
from rag.security.people import LOCAL, Person, Role, Users
from rag.security.sessions import COOKIE, Sessions
from rag.words import say

SIGN_IN, SIGN_OUT = "/signin", "/signout"
_OPEN = frozenset({"/healthz", "/readyz"})
_ADMINISTRATORS = ("/metrics", "/api/judged")
_LONGEST = 10_000  # bytes of the form
_TRIES = 10  # a minute


class Voucher(Protocol):
    """Says who makes a request."""

    def person(self, scope: Scope) -> Person | None:
        """Who it is; None where it can't say."""
        ...


class ByCookie:
    """Whoever signed in here."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def person(self, scope: Scope) -> Person | None:
        """Whose session the request's cookie begins."""
        cookie = cookie_parser(Headers(scope=scope).get("cookie", "")).get(COOKIE)
        return self._sessions.person(cookie) if cookie else None


class ByHeader:
    """Whoever a trusted proxy names in a header; from anywhere else the header says nothing."""

    def __init__(self, header: str, proxies: Networks, users: Users) -> None:
        self._header, self._proxies, self._users = header, proxies, users

    def person(self, scope: Scope) -> Person | None:
        """Who is named: in the role that the users file gives them, a reader where it gives none."""
        named = Headers(scope=scope).getlist(self._header)
        if len(named) != 1 or not named[0].strip() or not within(peer(scope), self._proxies):
            return None
        name = named[0].strip()
        return self._users.person(name) or Person(name=name, role=Role.READER)


class Anybody:
    """Everybody, as one and the same."""

    def __init__(self, person: Person) -> None:
        self._person = person

    def person(self, _scope: Scope) -> Person | None:
        """That one."""
        return self._person


class SignIn:
    """Lets in whom a voucher knows, and shows everybody else where to sign in."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        vouchers: tuple[Voucher, ...],
        users: Users | None = None,
        sessions: Sessions | None = None,
        proxies: Networks = (),
        tries: Buckets | None = None,
    ) -> None:
        """Without sessions nobody signs in here: a proxy sees to it, or nobody has to.

        `tries` is how often somebody may try, from one address or by one name.
        """
        self.app, self._vouchers, self._users, self._sessions = app, vouchers, users, sessions
        self._proxies, self._tries = proxies, tries or Buckets(_TRIES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        path = here(scope)
        if through_socket(scope):
            person: Person | None = LOCAL
        else:
            person = next(filter(None, (voucher.person(scope) for voucher in self._vouchers)), None)
        if scope["type"] == "http" and path in (SIGN_IN, SIGN_OUT) and self._sessions:
            await self._signing(scope, receive, send, path)
        elif person is None and path not in _OPEN:
            await self._turned_away(scope, receive, send)
        elif person and path.startswith(_ADMINISTRATORS) and not person.role.reaches(Role.ADMINISTRATOR):
            await refuse(scope, send, 403, say("signin.administrators"), say("signin.for_administrators"))
        else:
            if person:
                note(scope, person)
            with reading(public=person is None or not person.role.reaches(Role.OFFICER)):
                await self.app(scope, receive, send)

    async def _turned_away(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        elif self._sessions and wants_page(scope):
            query = scope.get("query_string", b"").decode("latin-1")
            asked = here(scope) + (f"?{query}" if query else "")
            await redirect(send, f"{at(scope, SIGN_IN)}?next={quote(asked, safe='')}")
        elif self._sessions:
            sentence = say("signin.nobody", path=SIGN_IN)
            await refuse(scope, send, 401, say("signin.title"), sentence, {"www-authenticate": "Cookie"})
        else:
            await refuse(scope, send, 401, say("signin.title"), say("signin.proxy"), {"www-authenticate": "Proxy"})

    async def _signing(self, scope: Scope, receive: Receive, send: Send, path: str) -> None:
        query = scope.get("query_string", b"").decode("latin-1")
        if path == SIGN_OUT and scope["method"] == "POST":
            await redirect(send, at(scope, SIGN_IN), {"set-cookie": self._cookie(scope, "")})
        elif path == SIGN_IN and scope["method"] == "POST":
            await self._signed_in(scope, await _form(receive), send)
        elif path == SIGN_IN and scope["method"] in ("GET", "HEAD"):
            drawn = _drawn(at(scope, SIGN_IN), _field(parse_qs(query), "next"))
            await send_page(send, 200, say("signin.title"), drawn)
        else:
            sentence = say("signin.with_post", path=path)
            await refuse(scope, send, 405, say("signin.not_so"), sentence, {"allow": "POST"})

    async def _signed_in(self, scope: Scope, form: Mapping[str, list[str]], send: Send) -> None:
        assert self._users is not None
        name, wanted = _field(form, "name").strip(), _field(form, "next")
        address = address_of(scope, self._proxies)
        if seconds := max(self._tries.wait(f"address {address}"), self._tries.wait(f"name {name}")):
            told = say("signin.too_often", n=seconds)
            await self._again(scope, send, 429, wanted, told, name, {"retry-after": str(seconds)})
            return
        # hashing takes a tenth of a second, on purpose
        person = await asyncio.to_thread(self._users.checked, name, _field(form, "password"))
        if person is None:
            await self._again(scope, send, 403, wanted, say("signin.wrong"), name)
            return
        assert self._sessions is not None
        note(scope, person)
        cookie = self._cookie(scope, self._sessions.begin(person))
        await redirect(send, at(scope, _local(wanted)), {"set-cookie": cookie})

    async def _again(
        self,
        scope: Scope,
        send: Send,
        status: int,
        wanted: str,
        told: str,
        name: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        await send_page(send, status, say("signin.title"), _drawn(at(scope, SIGN_IN), wanted, told, name), headers)

    def _cookie(self, scope: Scope, cookie: str) -> str:
        assert self._sessions is not None
        return self._sessions.header(cookie, secure=is_secure(scope, self._proxies), path=at(scope, "/"))


def _drawn(action: str, wanted: str, told: str = "", name: str = "") -> str:
    """The form, with what went wrong before it."""
    alert = f'<p role="alert" id="told">{html.escape(told)}</p>' if told else ""
    described = ' aria-describedby="told" aria-invalid="true"' if told else ""
    return f"""<p>{language_links(next=_local(wanted))}</p>{alert}<form method="post" action="{html.escape(action)}">
<input type="hidden" name="next" value="{html.escape(_local(wanted))}">
<label for="name">{say("signin.name")}</label>
<input id="name" name="name" value="{html.escape(name)}" autocomplete="username" required autofocus{described}>
<label for="password">{say("signin.password")}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required{described}>
<button>{say("signin.submit")}</button></form>"""


def _local(path: str) -> str:
    """A path of this app to go on to; its front page in the place of an address elsewhere."""
    plain = path.isascii() and path.isprintable() and "\\" not in path
    return path if plain and path.startswith("/") and not path.startswith(("//", SIGN_IN, SIGN_OUT)) else "/"


async def _form(receive: Receive) -> Mapping[str, list[str]]:
    """The fields of a form that is sent; none where it is too long, or no form."""
    body, more = b"", True
    while more and len(body) <= _LONGEST:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    if more or len(body) > _LONGEST:
        return {}
    try:
        return parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=10)
    except ValueError:
        return {}


def _field(form: Mapping[str, list[str]], name: str) -> str:
    return form.get(name, [""])[-1]
