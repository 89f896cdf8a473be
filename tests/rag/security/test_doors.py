from pathlib import Path

import pytest

from rag.errors import WrongUse
from rag.security.asgi import is_loopback
from rag.security.doors import doors, users_of
from rag.security.people import Role
from rag.settings import Settings

PASSWORD = "correct horse battery"
ELSEWHERE = {"base": "http://192.0.2.1:7860"}


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    (tmp_path / "home").mkdir()
    return Settings(home=tmp_path / "home")


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("minutes.example", False),
    ],
)
def test_an_address_of_this_machine_is_known(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_on_this_machine_nobody_signs_in(behind, home: Settings) -> None:
    assert behind(*doors(home)).get("/").json()["role"] == "administrator"
    assert not (home.home / "session.key").exists()


def test_the_form_is_in_the_language_of_the_browser(behind, home: Settings) -> None:
    users_of(home).put("Ann", Role.READER, PASSWORD)
    page = behind(*doors(home)).get("/signin", headers={"accept": "text/html", "accept-language": "cy"}).text
    assert '<html lang="cy">' in page
    assert "Cyfrinair" in page
    assert 'hreflang="en"' in page


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])
def test_elsewhere_it_has_to_be_said_who_may_come_in(home: Settings, host: str) -> None:
    with pytest.raises(WrongUse, match="or let everybody in with --public"):
        doors(home, host=host)


def test_a_name_of_its_own_is_elsewhere_though_a_proxy_is_asked_for_it(home: Settings) -> None:
    named = home.model_copy(update={"hosts": frozenset({"minutes.example"})})
    with pytest.raises(WrongUse, match=r"At 'minutes\.example' everybody"):
        doors(named)
    assert doors(named, public=True)


def test_the_public_reads(behind, home: Settings) -> None:
    client = behind(*doors(home, host="0.0.0.0", public=True), **ELSEWHERE)
    assert client.get("/").json()["role"] == "reader"
    assert client.get("/metrics").status_code == 403


def test_where_there_are_users_they_sign_in_here_too(behind, home: Settings) -> None:
    users_of(home).put("Ann", Role.OFFICER, PASSWORD)
    client = behind(*doors(home))
    assert client.get("/").status_code == 401
    client.post("/signin", data={"name": "Ann", "password": PASSWORD})
    assert client.get("/").json()["role"] == "officer"
    assert (home.home / "audit.jsonl").read_text().count("\n") == 1


def test_officers_sign_in_to_a_public_page(behind, home: Settings) -> None:
    users_of(home).put("Ann", Role.OFFICER, PASSWORD)
    client = behind(*doors(home, host="0.0.0.0", public=True), **ELSEWHERE)
    assert client.get("/").json()["role"] == "reader"
    client.post("/signin", data={"name": "Ann", "password": PASSWORD})
    assert client.get("/").json()["role"] == "officer"


def test_a_proxy_vouches(behind, home: Settings) -> None:
    trusting = home.model_copy(update={"trust_header": "X-Remote-User"})
    client = behind(*doors(trusting, host="0.0.0.0"), address="127.0.0.1", **ELSEWHERE)
    assert client.get("/", headers={"x-remote-user": "Ann"}).json() == {"name": "Ann", "role": "reader", "sent": 0}
    assert client.get("/").status_code == 401


def test_every_door_is_up(behind, home: Settings) -> None:
    client = behind(*doors(home))
    assert client.get("/", headers={"host": "evil.example"}).status_code == 421
    assert client.post("/api/ask", headers={"origin": "https://evil.example"}).status_code == 403
    assert client.post("/gradio_api/upload", content=b"x").status_code == 403
    assert client.post("/api/ask", content=b"x" * 2_000_001).status_code == 413
    refused = client.get("/", headers={"host": "evil.example"})
    assert "frame-ancestors 'none'" in refused.headers["content-security-policy"]
    assert {client.post("/api/ask").status_code for _ in range(31)} == {200, 429}


def test_names_and_proxies_are_set_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINUTEBOOK_HOSTS", "minutes.example, www.minutes.example")
    monkeypatch.setenv("MINUTEBOOK_TRUST_PROXIES", "10.0.0.1,192.0.2.0/24")
    monkeypatch.setenv("MINUTEBOOK_UPLOADS", "On")
    settings = Settings()
    assert settings.hosts == {"minutes.example", "www.minutes.example"}
    assert [str(one) for one in settings.trust_proxies] == ["10.0.0.1/32", "192.0.2.0/24"]
    assert settings.uploads is True
