from ipaddress import ip_network
from typing import Any

import pytest

from rag.security.asgi import address_of, at, here, is_secure, person_of, through_socket, within
from rag.security.people import PUBLIC

PROXIES = (ip_network("10.0.0.0/8"), ip_network("::1/128"))


def scope(client: str | None = "192.0.2.7", **headers: str) -> dict[str, Any]:
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "client": (client, 1) if client else None, "headers": named, "scheme": "http"}


@pytest.mark.parametrize(
    ("client", "forwarded", "address"),
    [
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "203.0.113.9", "192.0.2.7"),  # anybody can send the header
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # the first was sent along
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_an_address_is_what_trusted_proxies_say(client: str, forwarded: str, address: str) -> None:
    assert address_of(scope(client, x_forwarded_for=forwarded), PROXIES) == address


@pytest.mark.parametrize(
    ("address", "is_one"), [("10.1.2.3", True), ("::ffff:10.1.2.3", True), ("11.0.0.1", False), ("", False)]
)
def test_a_network_holds_its_addresses(address: str, is_one: bool) -> None:
    assert within(address, PROXIES) is is_one


def test_encryption_is_believed_of_trusted_proxies_only() -> None:
    assert is_secure(scope("10.0.0.1", x_forwarded_proto="https"), PROXIES)
    assert not is_secure(scope("192.0.2.7", x_forwarded_proto="https"), PROXIES)
    assert is_secure({**scope(), "scheme": "https"}, ())


def test_a_path_is_told_from_where_the_app_is_mounted() -> None:
    mounted = {"path": "/minutes/signin", "root_path": "/minutes"}
    assert (here(mounted), at(mounted, "/signin")) == ("/signin", "/minutes/signin")
    assert here({"path": "/minutesx", "root_path": "/minutes"}) == "/minutesx"
    assert here({"path": "/signin", "root_path": ""}) == "/signin"


def test_whoever_no_door_knows_is_anybody() -> None:
    assert person_of({}) == PUBLIC


def test_the_socket_of_a_home_is_no_address() -> None:
    assert through_socket({"server": ("/home/.minutebook/service.sock", None)})
    assert not through_socket({"server": ("127.0.0.1", 7860)})
