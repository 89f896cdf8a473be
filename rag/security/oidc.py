"""Sign-in by OpenID Connect: Authorization Code with PKCE. The one file that imports authlib and what it stands on."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client.sync_app import OAuth2Mixin
from authlib.integrations.base_client.sync_openid import OpenIDMixin
from authlib.integrations.httpx_client import OAuth2Client
from joserfc.errors import ExpiredTokenError, JoseError

from rag.errors import SettingsError, SignInFailed
from rag.security.asgi import is_loopback
from rag.security.people import Person, Role
from rag.security.signin import Begun
from rag.words import say

_SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_NAMES = ("preferred_username", "email", "name", "sub")  # claims, in the order in which they name somebody well
_WRONG = (JoseError, AuthlibBaseError, httpx2.HTTPError, httpx2.InvalidURL)
_LONGEST_NAME = 100
_PATIENCE = 10.0  # seconds


class _App(OAuth2Mixin, OpenIDMixin):  # type: ignore[misc]
    client_cls = OAuth2Client


class Provider:
    """One provider of OpenID Connect, and the roles that a claim of its tokens gives."""

    def __init__(self, issuer: str, client: str, secret: str | None, claim: str, roles: Sequence[str]) -> None:
        """`roles` are the claim's values with the roles that they give, as "minutes-officers=officer".

        Raises SettingsError where one of these can't be meant.
        """
        self.name = urlsplit(issuer).hostname or ""
        if not self.name or (urlsplit(issuer).scheme != "https" and not is_loopback(self.name)):
            raise SettingsError(f"MINUTEBOOK_OIDC_ISSUER is {issuer!r}: give an address that begins with https://.")
        if not client:
            raise SettingsError(
                "MINUTEBOOK_OIDC_CLIENT isn't set: give the name under which the provider knows Minutebook."
            )
        self._issuer, self._client, self._secret, self._claim = issuer, client, secret, claim
        try:
            self._roles = {value: Role(role) for value, _, role in (one.rpartition("=") for one in roles) if value}
        except ValueError:
            self._roles = {}
        if not self._roles:
            raise SettingsError(
                "MINUTEBOOK_OIDC_ROLES has to say which value of the claim gives which role: give it as "
                "minutes-readers=reader,minutes-officers=officer."
            )
        self.seal = f"{issuer} {client} {claim} {sorted(self._roles.items())}"
        self._app = self._fresh()

    def begin(self, back: str) -> Begun:
        """Where a browser is to be sent, and what is to be known when it comes back; raises SignInFailed."""
        with self._understood():
            begun = self._app.create_authorization_url(back)
        return Begun(begun["url"], {name: begun[name] for name in ("state", "nonce", "code_verifier")})

    def finish(self, back: str, said: Mapping[str, str], begun: Mapping[str, str]) -> Person:
        """Who came back with what the provider said; raises SignInFailed where it isn't surely them, or has no role."""
        if not begun or said.get("state") != begun["state"]:
            raise SignInFailed(say("signin.other_browser"))
        if "code" not in said:
            raise SignInFailed(say("signin.refused", name=self.name, why=said.get("error", "?")[:100]))
        with self._understood():
            token = self._app.fetch_access_token(back, code=said["code"], code_verifier=begun["code_verifier"])
            issuer = {"essential": True, "value": self._app.server_metadata["issuer"]}
            options = {"iss": issuer, "aud": {"essential": True, "value": self._client}}
            claims = self._app.parse_id_token(token, begun["nonce"], claims_options=options)
            if not claims:
                raise ValueError("there is no ID token")
            return self._person(claims)

    def _person(self, claims: Mapping[str, Any]) -> Person:
        named = _values(claims, self._claim)
        role = max((self._roles[one] for one in named if one in self._roles), key=[*Role].index, default=None)
        if role is None:
            raise SignInFailed(say("signin.no_role", name=self.name, claim=self._claim))
        name = next(str(claims[one]) for one in _NAMES if claims.get(one))[:_LONGEST_NAME]
        return Person(name=name, role=role, account=f"{self._issuer} {claims['sub']}")

    def _fresh(self) -> Any:
        return _App(
            None,
            client_id=self._client,
            client_secret=self._secret,
            server_metadata_url=f"{self._issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256", "timeout": _PATIENCE},
        )

    @contextmanager
    def _understood(self) -> Iterator[None]:
        """What goes wrong with the provider, as one sentence; what was learnt of it is asked for anew next time."""
        try:
            metadata = self._app.load_server_metadata()
            if metadata["issuer"].rstrip("/") != self._issuer.rstrip("/"):
                raise ValueError(f"it calls itself {metadata['issuer']!r}")
            offered = metadata.get("id_token_signing_alg_values_supported", ["RS256"])
            metadata["id_token_signing_alg_values_supported"] = [one for one in offered if one in _SIGNED_BY]
            yield
        except SignInFailed:
            raise
        except (*_WRONG, LookupError, ValueError, TypeError, RuntimeError) as error:
            self._app = self._fresh()  # its keys and addresses may have changed
            raise self._failure(error) from error

    def _failure(self, error: Exception) -> SignInFailed:
        if isinstance(error, ExpiredTokenError):
            return SignInFailed(say("signin.too_old", name=self.name))
        if isinstance(error, JoseError | AuthlibBaseError):
            return SignInFailed(say("signin.unreliable", name=self.name, why=str(error)[:200]))
        return SignInFailed(say("signin.unreachable", name=self.name))


def _values(claims: Mapping[str, Any], name: str) -> Sequence[str]:
    """The values of a claim, "realm_access.roles" for one within another; none where it isn't there."""
    found: Any = claims
    for part in [name] if name in claims else name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, str)]
