import re
from ipaddress import ip_network

import pytest
from starlette.middleware import Middleware

from rag.security.limits import Buckets
from rag.security.people import LOCAL, PUBLIC, Role, Users
from rag.security.sessions import Sessions
from rag.security.signin import Anybody, ByCookie, ByHeader, SignIn, _local

PASSWORD = "correct horse battery"
PROXIES = (ip_network("10.0.0.0/8"),)
PAGE = {"accept": "text/html"}


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Users:
    users = Users(tmp_path_factory.mktemp("users") / "users.json")
    users.put("Ann", Role.OFFICER, PASSWORD)
    users.put("Dai", Role.ADMINISTRATOR, None)
    return users


@pytest.fixture
def signing(users: Users) -> Middleware:
    sessions = Sessions("key", users, hours=1)
    return Middleware(SignIn, vouchers=(ByCookie(sessions),), users=users, sessions=sessions, proxies=PROXIES)


def sign_in(client, name: str = "Ann", password: str = PASSWORD, next: str = "/"):  # noqa: A002
    return client.post("/signin", data={"name": name, "password": password, "next": next})


def test_who_is_not_signed_in_is_shown_where_to(behind, signing: Middleware) -> None:
    client = behind(signing)
    sent = client.get("/a/b?c=d", headers=PAGE)
    assert (sent.status_code, sent.headers["location"]) == (303, "/signin?next=%2Fa%2Fb%3Fc%3Dd")
    program = client.post("/api/ask")
    assert (program.status_code, program.headers["content-type"]) == (401, "application/problem+json")
    assert client.get("/healthz").status_code == 200


def test_who_signs_in_is_known_from_then_on(behind, signing: Middleware) -> None:
    client = behind(signing)
    done = sign_in(client, next="/a?b=c")
    assert (done.status_code, done.headers["location"]) == (303, "/a?b=c")
    assert "HttpOnly; SameSite=Lax" in done.headers["set-cookie"]
    assert client.get("/").json() == {"name": "Ann", "role": "officer", "sent": 0}
    assert client.post("/signout").status_code == 303
    assert client.get("/").status_code == 401


@pytest.mark.parametrize(("name", "password"), [("Ann", "wrong"), ("Eve", PASSWORD), ("Dai", ""), ("", "")])
def test_a_wrong_password_is_told_and_no_more(behind, signing: Middleware, name: str, password: str) -> None:
    client = behind(signing)
    said = sign_in(client, name, password)
    assert (said.status_code, "set-cookie" in said.headers) == (403, False)
    assert "That name and password don" in said.text
    assert 'role="alert"' in said.text


@pytest.mark.parametrize(("name", "address"), [("Ann", "192.0.2.8"), ("Eve", "192.0.2.7")])
def test_guessing_is_slowed_down_by_name_and_by_address(behind, signing: Middleware, name: str, address: str) -> None:
    signing.kwargs["tries"] = Buckets(2, clock=lambda: 0.0)
    client = behind(signing)
    assert [sign_in(client, "Ann", "wrong").status_code for _ in range(2)] == [403, 403]
    client._transport.client = (address, 1)
    slow = sign_in(client, name)
    assert (slow.status_code, slow.headers["retry-after"]) == (429, "30")


def test_a_cookie_is_secure_where_the_proxy_says_that_the_connection_is(behind, signing: Middleware) -> None:
    client = behind(signing, address="10.0.0.1")
    form = {"name": "Ann", "password": PASSWORD}
    assert "Secure" in client.post("/signin", data=form, headers={"x-forwarded-proto": "https"}).headers["set-cookie"]
    assert "Secure" not in client.post("/signin", data=form).headers["set-cookie"]


@pytest.mark.parametrize(
    "next", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\nb", "evil", "/signin"]
)
def test_nobody_is_sent_elsewhere(next: str) -> None:  # noqa: A002
    assert _local(next) == "/"


def test_what_was_typed_is_drawn_as_text(behind, signing: Middleware) -> None:
    client = behind(signing)
    planted = '"><script>alert(1)</script>'
    drawn = client.get("/signin", params={"next": f"/{planted}"}, headers=PAGE).text
    drawn += sign_in(client, planted, "wrong", f"/{planted}").text
    assert "<script" not in drawn


def test_the_form_can_be_used_by_everybody(behind, signing: Middleware) -> None:
    page = behind(signing).get("/signin", headers=PAGE).text
    assert '<html lang="en-GB">' in page
    for field in ("name", "password"):
        assert f'<label for="{field}">' in page
    assert 'autocomplete="current-password"' in page
    assert len(re.findall("<h1>", page)) == 1


@pytest.mark.parametrize(
    ("address", "headers", "status", "role"),
    [
        ("10.0.0.1", [("x-remote-user", "Dai")], 200, "administrator"),
        ("10.0.0.1", [("x-remote-user", "Eve")], 200, "reader"),
        ("10.0.0.1", [("x-remote-user", " ")], 401, None),
        ("10.0.0.1", [("x-remote-user", "Eve"), ("x-remote-user", "Dai")], 401, None),
        ("10.0.0.1", [], 401, None),
        ("192.0.2.7", [("x-remote-user", "Dai")], 401, None),  # not the proxy
    ],
)
def test_a_header_is_believed_of_the_proxy_alone(
    behind, users: Users, address: str, headers: list[tuple[str, str]], status: int, role: str | None
) -> None:
    door = Middleware(SignIn, vouchers=(ByHeader("X-Remote-User", PROXIES, users),), users=users, proxies=PROXIES)
    said = behind(door, address=address).get("/", headers=headers)
    assert (said.status_code, said.json().get("role")) == (status, role)


def test_figures_are_for_administrators(behind) -> None:
    assert behind(Middleware(SignIn, vouchers=(Anybody(PUBLIC),))).get("/metrics").status_code == 403
    assert behind(Middleware(SignIn, vouchers=(Anybody(LOCAL),))).get("/metrics").status_code == 200
