"""Sign-in at a provider of OpenID Connect that runs here: codes, PKCE and signed tokens, and all that can be wrong."""

import hashlib
import re
import socket
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI, Form, Request
from fastapi.responses import RedirectResponse
from joserfc import jwt
from joserfc.jwk import RSAKey

from rag.errors import SettingsError
from rag.security.doors import doors, users_of
from rag.security.people import Role
from rag.settings import Settings

PAGE = {"accept": "text/html"}
KEY = RSAKey.generate_key(2048, auto_kid=True)
ROLES = ("readers=reader", "officers=officer", "admins=administrator")


class Identity:
    """A provider that signs everybody in, in whatever way a test wants it."""

    def __init__(self) -> None:
        self.address = ""
        self.wrong: dict[str, Any] = {}  # claims that are other than they should be
        self.key = KEY
        self.refuses = False
        self.asked: dict[str, dict[str, str]] = {}

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        def configuration() -> dict[str, Any]:
            places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            algorithms = {"id_token_signing_alg_values_supported": ["RS256", "HS256", "none"]}
            return {"issuer": self.address, **{one: f"{self.address}/{at}" for one, at in places.items()}, **algorithms}

        @app.get("/keys")
        def keys() -> dict[str, Any]:
            return {"keys": [KEY.as_dict(private=False)]}

        @app.get("/authorize")
        def authorize(request: Request) -> RedirectResponse:
            asked = dict(request.query_params)
            code = f"code{len(self.asked)}"
            self.asked[code] = asked
            said = "error=access_denied" if self.refuses else f"code={code}"
            return RedirectResponse(f"{asked['redirect_uri']}?{said}&state={asked['state']}")

        @app.post("/token")
        def token(
            request: Request, code: str = Form(), code_verifier: str = Form(), redirect_uri: str = Form()
        ) -> dict[str, Any]:
            asked = self.asked.pop(code)  # once only
            digest = urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).rstrip(b"=").decode()
            assert (asked["code_challenge"], asked["code_challenge_method"]) == (digest, "S256")
            assert asked["redirect_uri"] == redirect_uri
            assert request.headers["authorization"].startswith("Basic ")
            now = int(time.time())
            claims = {"iss": self.address, "sub": "42", "aud": "minutebook", "iat": now, "exp": now + 300}
            claims |= {
                "nonce": asked["nonce"],
                "preferred_username": "ann",
                "groups": ["staff", "officers"],
                **self.wrong,
            }
            given = {name: value for name, value in claims.items() if value is not None}
            signed = jwt.encode({"alg": "RS256", "kid": KEY.kid}, given, self.key)
            return {"access_token": "secret", "token_type": "Bearer", "id_token": signed}

        return app


@pytest.fixture(scope="module")
def running() -> Iterator[Identity]:
    identity = Identity()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        identity.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(identity.app(), log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield identity
        server.should_exit = True
        thread.join()


@pytest.fixture
def identity(running: Identity) -> Identity:
    running.wrong, running.key, running.refuses = {}, KEY, False
    return running


@pytest.fixture
def settings(identity: Identity, tmp_path: Path) -> Settings:
    oidc = {"oidc_client": "minutebook", "oidc_secret": "hush", "oidc_roles": ROLES}
    return Settings.model_validate({"home": tmp_path, "oidc_issuer": identity.address, **oidc})


def sent_back(client: Any, wanted: str = "/") -> str:
    """Begin to sign in, and give the address at which the provider sends the browser back."""
    begun = client.get("/signin/back", params={"next": wanted})
    assert begun.status_code == 303, begun.text
    return httpx2.get(begun.headers["location"]).headers["location"]


def told(response: Any) -> str:
    """The one sentence that the page says went wrong."""
    assert response.status_code == 403
    assert "set-cookie" not in response.headers
    [alert] = re.findall(r'role="alert" id="told">(.*?)</p>', response.text)
    return str(alert)


def test_who_signs_in_there_is_let_in_here_with_the_role_of_their_claim(behind, settings: Settings) -> None:
    client = behind(*doors(settings))
    assert client.get("/a", headers=PAGE).headers["location"] == "/signin?next=%2Fa"
    assert 'href="/signin/back?next=%2Fa"' in client.get("/signin?next=/a").text
    done = client.get(sent_back(client, "/a"))
    assert (done.status_code, done.headers["location"]) == (303, "/a")
    assert client.get("/").json() == {"name": "ann", "role": "officer", "sent": 0}
    client.post("/signout")
    assert client.get("/").status_code == 401


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"nonce": "another"}, "can&#x27;t be relied on .*nonce.*begin again"),
        ({"nonce": None}, "can&#x27;t be relied on .*nonce.*begin again"),
        ({"exp": 1}, "is too old.*begin again"),
        ({"iss": "https://other.example"}, "can&#x27;t be relied on .*iss"),
        ({"aud": "another"}, "can&#x27;t be relied on .*aud"),
        ({"groups": ["strangers"]}, "gives you no role here .*&#x27;groups&#x27;.*ask whoever runs"),
        ({"groups": None}, "gives you no role here"),
        ({"groups": {"officers": True}}, "gives you no role here"),
    ],
)
def test_what_is_wrong_with_a_token_is_said_and_nobody_is_let_in(
    behind, settings: Settings, identity: Identity, wrong: dict[str, Any], sentence: str
) -> None:
    identity.wrong = wrong
    client = behind(*doors(settings))
    assert re.search(sentence, told(client.get(sent_back(client))))
    assert client.get("/").status_code == 401


def test_a_token_that_another_signed_lets_nobody_in(behind, settings: Settings, identity: Identity) -> None:
    identity.key = RSAKey.generate_key(2048)
    client = behind(*doors(settings))
    assert "can&#x27;t be relied on" in told(client.get(sent_back(client)))


def test_a_sign_in_that_another_browser_began_lets_nobody_in(behind, settings: Settings) -> None:
    client = behind(*doors(settings))
    there = sent_back(client)
    assert "isn&#x27;t the sign-in that was begun" in told(behind(*doors(settings)).get(there))
    assert "isn&#x27;t the sign-in that was begun" in told(client.get(f"{there}x"))


def test_who_is_refused_there_is_told(behind, settings: Settings, identity: Identity) -> None:
    identity.refuses = True
    client = behind(*doors(settings))
    assert "signed nobody in (access_denied)" in told(client.get(sent_back(client)))


def test_a_provider_that_is_down_is_one_sentence(behind, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        nobody = listening.getsockname()[1]
    away = settings.model_copy(update={"oidc_issuer": f"http://127.0.0.1:{nobody}"})
    sentence = told(behind(*doors(away)).get("/signin/back"))
    assert "can&#x27;t be reached or isn&#x27;t understood: try again in a minute" in sentence


def test_two_of_one_name_are_two(behind, settings: Settings, identity: Identity) -> None:
    users_of(settings).put("ann", Role.READER, "correct horse battery")
    client = behind(*doors(settings))
    assert "Password" in client.get("/signin").text
    client.post("/signin", data={"name": "ann", "password": "correct horse battery"})
    assert client.get("/").json()["role"] == "reader"
    client.get(sent_back(client))
    assert client.get("/").json()["role"] == "officer"


def test_a_session_ends_with_what_gave_its_role(behind, settings: Settings) -> None:
    client = behind(*doors(settings))
    client.get(sent_back(client))
    cookies = dict(client.cookies)
    changed = settings.model_copy(update={"oidc_roles": ("officers=reader",)})
    assert behind(*doors(changed), cookies=cookies).get("/").status_code == 401


@pytest.mark.parametrize("claim", [{"realm_access": {"roles": ["admins"]}}, {"realm_access.roles": "admins"}])
def test_a_claim_may_lie_within_another(behind, settings: Settings, identity: Identity, claim: dict[str, Any]) -> None:
    identity.wrong = claim
    client = behind(*doors(settings.model_copy(update={"oidc_claim": "realm_access.roles"})))
    client.get(sent_back(client))
    assert client.get("/").json()["role"] == "administrator"


@pytest.mark.parametrize(
    ("changes", "setting"),
    [
        ({"oidc_issuer": "http://id.example"}, "MINUTEBOOK_OIDC_ISSUER"),
        ({"oidc_issuer": "id.example"}, "MINUTEBOOK_OIDC_ISSUER"),
        ({"oidc_roles": ()}, "MINUTEBOOK_OIDC_ROLES"),
        ({"oidc_roles": ("officers=owner",)}, "MINUTEBOOK_OIDC_ROLES"),
        ({"oidc_roles": ("officers",)}, "MINUTEBOOK_OIDC_ROLES"),
        ({"oidc_client": None}, "MINUTEBOOK_OIDC_CLIENT"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused_at_the_start(
    settings: Settings, changes: dict[str, Any], setting: str
) -> None:
    with pytest.raises(SettingsError, match=setting):
        doors(settings.model_copy(update=changes))
