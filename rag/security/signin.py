"""Who makes a request: by a session, by a trusted proxy's header, or nobody in particular; and the page to sign in."""

import asyncio
import html
from collections.abc import Mapping
from typing import NamedTuple, Protocol
from urllib.parse import parse_qs, quote

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.errors import SignInFailed
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
from rag.security.sessions import BEGUN, COOKIE, Sessions
from rag.words import say

SIGN_IN, SIGN_OUT, BACK = "/signin", "/signout", "/signin/back"
_OPEN = frozenset({"/healthz", "/readyz"})
_ADMINISTRATORS = ("/metrics", "/api/judged")
_LONGEST = 10_000  # bytes of the form
_TRIES = 10  # a minute


class Voucher(Protocol):
    """Says who makes a request.

    Attributes:
        door: the address at which they can sign out, or in where that tells more of them; empty where there is none.
    """

    @property
    def door(self) -> str: ...  # noqa: D102
    def person(self, scope: Scope) -> Person | None:
        """Who it is; None where it can't say."""
        ...


class Begun(NamedTuple):
    """A sign-in that was begun elsewhere: where the browser is to go, and what has to be known when it is back."""

    address: str
    kept: Mapping[str, str]


class Elsewhere(Protocol):
    """Where people sign in, if not here."""

    name: str
    seal: str

    def begin(self, back: str) -> Begun:
        """Begin a sign-in that ends at an address of ours; raises SignInFailed."""
        ...

    def finish(self, back: str, said: Mapping[str, str], begun: Mapping[str, str]) -> Person:
        """Who came back, by what the browser was sent back with; raises SignInFailed."""
        ...


class ByCookie:
    """Whoever signed in here."""

    door = SIGN_OUT

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def person(self, scope: Scope) -> Person | None:
        """Whose session the request's cookie begins."""
        cookie = _cookies(scope).get(COOKIE)
        return self._sessions.person(cookie) if cookie else None


class ByHeader:
    """Whoever a trusted proxy names in a header; from anywhere else the header says nothing."""

    door = ""

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

    door = SIGN_IN

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
        elsewhere: Elsewhere | None = None,
        proxies: Networks = (),
        tries: Buckets | None = None,
    ) -> None:
        """Without sessions nobody signs in here: a proxy sees to it, or nobody has to.

        With `users` people sign in by a password; `elsewhere` is where they can sign in else or besides. `tries` is
        how often somebody may try, from one address or by one name.
        """
        self.app, self._vouchers, self._users, self._sessions = app, vouchers, users, sessions
        self._elsewhere, self._proxies, self._tries = elsewhere, proxies, tries or Buckets(_TRIES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        path = here(scope)
        vouchers = (Anybody(LOCAL),) if through_socket(scope) else self._vouchers
        known = ((person, voucher.door) for voucher in vouchers if (person := voucher.person(scope)))
        person, door = next(known, (None, ""))
        if scope["type"] == "http" and path in (SIGN_IN, SIGN_OUT, BACK) and self._sessions:
            await self._signing(scope, receive, send, path)
        elif person is None and path not in _OPEN:
            await self._turned_away(scope, receive, send)
        elif person and path.startswith(_ADMINISTRATORS) and not person.role.reaches(Role.ADMINISTRATOR):
            await refuse(scope, send, 403, say("signin.administrators"), say("signin.for_administrators"))
        else:
            if person:
                note(scope, person, at(scope, door) if door and self._sessions else "")
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
        elif path == SIGN_IN and scope["method"] == "POST" and self._users:
            await self._signed_in(scope, await _form(receive), self._users, send)
        elif path == SIGN_IN and scope["method"] in ("GET", "HEAD"):
            await send_page(send, 200, say("signin.title"), self._drawn(scope, _field(parse_qs(query), "next")))
        elif path == BACK and scope["method"] == "GET" and self._elsewhere:
            said = {name: values[-1] for name, values in parse_qs(query).items()}
            await self._by_elsewhere(scope, said, self._elsewhere, send)
        else:
            sentence = say("signin.with_post", path=path)
            await refuse(scope, send, 405, say("signin.not_so"), sentence, {"allow": "POST"})

    async def _signed_in(self, scope: Scope, form: Mapping[str, list[str]], users: Users, send: Send) -> None:
        name, wanted = _field(form, "name").strip(), _field(form, "next")
        if seconds := max(self._tries.wait(f"address {self._address(scope)}"), self._tries.wait(f"name {name}")):
            await self._too_often(scope, send, seconds, wanted, name)
            return
        # hashing takes a tenth of a second, on purpose
        person = await asyncio.to_thread(users.checked, name, _field(form, "password"))
        if person is None:
            drawn = self._drawn(scope, wanted, say("signin.wrong"), name)
            await send_page(send, 403, say("signin.title"), drawn)
            return
        await self._let_in(scope, person, wanted, send)

    async def _by_elsewhere(self, scope: Scope, said: Mapping[str, str], elsewhere: Elsewhere, send: Send) -> None:
        """Send somebody there who asks for it, and let in who is back."""
        assert self._sessions is not None
        scheme = "https" if is_secure(scope, self._proxies) else "http"
        back = f"{scheme}://{Headers(scope=scope)['host']}{at(scope, BACK)}"
        kept = self._sessions.found(_cookies(scope).get(BEGUN, ""))
        wanted = said.get("next", "") if "next" in said else kept.get("next", "")
        if seconds := self._tries.wait(f"address {self._address(scope)}", 0.5):
            await self._too_often(scope, send, seconds, wanted)
            return
        try:
            if not said.keys() & {"code", "error"}:
                begun = await asyncio.to_thread(elsewhere.begin, back)
                cookie = self._cookie(scope, self._sessions.kept({**begun.kept, "next": wanted}), BEGUN)
                await redirect(send, begun.address, {"set-cookie": cookie})
                return
            person = await asyncio.to_thread(elsewhere.finish, back, said, kept)
        except SignInFailed as error:
            await send_page(send, 403, say("signin.title"), self._drawn(scope, wanted, str(error)))
            return
        await self._let_in(scope, person, wanted, send)

    async def _let_in(self, scope: Scope, person: Person, wanted: str, send: Send) -> None:
        assert self._sessions is not None
        note(scope, person)
        cookie = self._cookie(scope, self._sessions.begin(person))
        await redirect(send, at(scope, _local(wanted)), {"set-cookie": cookie})

    async def _too_often(self, scope: Scope, send: Send, seconds: int, wanted: str, name: str = "") -> None:
        drawn = self._drawn(scope, wanted, say("signin.too_often", n=seconds), name)
        await send_page(send, 429, say("signin.title"), drawn, {"retry-after": str(seconds)})

    def _address(self, scope: Scope) -> str:
        return address_of(scope, self._proxies)

    def _cookie(self, scope: Scope, cookie: str, name: str = COOKIE) -> str:
        assert self._sessions is not None
        return self._sessions.header(cookie, secure=is_secure(scope, self._proxies), path=at(scope, "/"), name=name)

    def _drawn(self, scope: Scope, wanted: str, notice: str = "", name: str = "") -> str:
        """The ways to sign in, with what went wrong before them."""
        form = _form_drawn(at(scope, SIGN_IN), wanted, notice, name) if self._users else _alert(notice)
        form = f"<p>{language_links(next=_local(wanted))}</p>{form}"
        if not self._elsewhere:
            return form
        said = html.escape(say("signin.elsewhere", name=self._elsewhere.name))
        there = html.escape(f"{at(scope, BACK)}?next={quote(_local(wanted), safe='')}")
        return f'{form}<p><a class="elsewhere" href="{there}">{said}</a></p>'


def _alert(notice: str) -> str:
    return f'<p role="alert" id="told">{html.escape(notice)}</p>' if notice else ""


def _form_drawn(action: str, wanted: str, notice: str, name: str) -> str:
    """The form, with what went wrong before it."""
    described = ' aria-describedby="told" aria-invalid="true"' if notice else ""
    return f"""{_alert(notice)}<form method="post" action="{html.escape(action)}">
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


def _cookies(scope: Scope) -> Mapping[str, str]:
    return cookie_parser(Headers(scope=scope).get("cookie", ""))


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
