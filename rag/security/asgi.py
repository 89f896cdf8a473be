"""What the doors share: where a request comes from, who made it, and a refusal as a sentence or as a problem."""

import html
import json
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.types import Scope, Send

from rag.security.people import PUBLIC, Person
from rag.words import say

Networks = tuple[IPv4Network | IPv6Network, ...]
_PERSON, _DOOR = "minutebook.person", "minutebook.door"
_PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – Minutebook</title><style>{style}</style></head>
<body><main><h1>{title}</h1>{body}</main></body></html>
"""
STYLE = """
:root { color-scheme: light dark; --paper: #faf8f3; --ink: #1f2523; --line: #6b716c; --mark: #1f5a4c; --on-mark: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #171a19; --ink: #e9e7e0; --line: #9aa19c; --mark: #8fd0bd; --on-mark: #10201b; }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif; }
main { max-width: 24rem; margin: 12vh auto 2rem; padding: 0 1.25rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
label { display: block; margin-top: 1rem; font-weight: 600; }
input { box-sizing: border-box; width: 100%; min-height: 2.75rem; padding: .4rem .6rem; font: inherit; color: inherit;
  background: transparent; border: 1px solid var(--line); border-radius: .25rem; }
button { min-height: 2.75rem; margin-top: 1.5rem; padding: .4rem 1.25rem; font: inherit; font-weight: 600;
  cursor: pointer; color: var(--on-mark); background: var(--mark); border: 1px solid transparent;
  border-radius: .25rem; }
a { color: var(--mark); }
.elsewhere { display: inline-block; min-height: 2.75rem; padding: .6rem 0; }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
[role=alert] { padding: .6rem .8rem; border-left: .25rem solid currentColor; font-weight: 600; }
"""


def person_of(scope: Mapping[str, object]) -> Person:
    """Who makes a request; where no door asked who it is, anybody."""
    person = scope.get(_PERSON)
    return person if isinstance(person, Person) else PUBLIC


def door_of(scope: Mapping[str, object]) -> str:
    """The address at which whoever makes a request can sign out, or in; empty where they can't do so here."""
    return str(scope.get(_DOOR, ""))


def note(scope: Scope, person: Person, door: str = "") -> None:
    """Note who makes a request, and where they can sign out or in, for everything behind this door."""
    scope[_PERSON], scope[_DOOR] = person, door


def through_socket(scope: Scope) -> bool:
    """Whether a request came through the socket in the home, which its owner alone can open."""
    server = scope.get("server")
    return server is not None and server[1] is None


def peer(scope: Scope) -> str:
    """The address that a request came from directly; empty where there is none."""
    return scope["client"][0] if scope.get("client") else ""


def within(address: str, networks: Networks) -> bool:
    """Whether an address lies in one of some networks."""
    try:
        one = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(one, "ipv4_mapped", None) or one
    return any(mapped in network for network in networks)


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine only."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def address_of(scope: Scope, proxies: Networks) -> str:
    """The address of whoever asks: the last one that a trusted proxy names and that is no such proxy itself."""
    address = peer(scope)
    named = [one.strip() for one in ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")]
    while named and within(address, proxies):
        address = named.pop() or address
    return address


def is_secure(scope: Scope, proxies: Networks) -> bool:
    """Whether the browser's end of the connection is encrypted, as far as one can know."""
    forwarded = Headers(scope=scope).get("x-forwarded-proto", "")
    return scope.get("scheme") == "https" or (within(peer(scope), proxies) and forwarded == "https")


def here(scope: Scope) -> str:
    """The path of a request as the app knows it, without where it is mounted."""
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    return path.removeprefix(root) if root and path.startswith(f"{root}/") else path


def at(scope: Scope, path: str) -> str:
    """A path of the app as a browser has to ask for it."""
    return quote(str(scope.get("root_path", ""))) + path


def wants_page(scope: Scope) -> bool:
    """Whether a browser asks for a page to show."""
    return scope["method"] in ("GET", "HEAD") and "text/html" in Headers(scope=scope).get("accept", "")


async def send_page(send: Send, status: int, title: str, body: str, headers: Mapping[str, str] | None = None) -> None:
    """Send a small page of our own; `body` is HTML."""
    page = _PAGE.format(lang=say("lang"), title=html.escape(title), body=body, style=STYLE)
    await _send(send, status, "text/html; charset=utf-8", page, headers or {})


async def refuse(
    scope: Scope, send: Send, status: int, title: str, sentence: str, headers: Mapping[str, str] | None = None
) -> None:
    """Send a refusal: a page to a browser that asks for one, a problem (RFC 9457) to everything else."""
    if wants_page(scope):
        await send_page(send, status, title, f"<p>{html.escape(sentence)}</p>", headers)
        return
    problem = json.dumps({"type": "about:blank", "title": title, "status": status, "detail": sentence})
    await _send(send, status, "application/problem+json", problem, headers or {})


async def redirect(send: Send, to: str, headers: Mapping[str, str] | None = None) -> None:
    """Send a browser elsewhere, with GET."""
    await _send(send, 303, "text/plain; charset=utf-8", "", {"location": to, **(headers or {})})


async def _send(send: Send, status: int, kind: str, text: str, headers: Mapping[str, str]) -> None:
    body = text.encode()
    every = {"content-type": kind, "content-length": str(len(body)), "cache-control": "no-store", **headers}
    encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in every.items()]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})
