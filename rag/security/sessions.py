"""Sessions in signed cookies: nothing is kept of them here. The one file that imports itsdangerous."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from itsdangerous import BadData, URLSafeTimedSerializer

from rag.errors import SettingsError
from rag.security.people import Person, Role, Users

COOKIE, BEGUN = "minutebook_session", "minutebook_signin"
SIGNING = 600  # seconds that signing in elsewhere may take


class Sessions:
    """Who is signed in, by their cookie: as long as it is fresh, and neither their password nor their role changed."""

    def __init__(self, key: str, users: Users, *, hours: float, vouched: str | None = None) -> None:
        """`vouched` tells the provider that vouches for those whom the users' file doesn't have, if there is one."""
        self._signer = URLSafeTimedSerializer(key, salt="minutebook session")
        self._begun = URLSafeTimedSerializer(key, salt="minutebook sign-in")
        self._users, self._seconds, self._vouched = users, round(hours * 3600), vouched

    def begin(self, person: Person) -> str:
        """The cookie of somebody who signed in."""
        if person.account:
            return self._signer.dumps([person.name, self._vouched, person.role, person.account])
        return self._signer.dumps([person.name, self._users.seal(person.name)])

    def kept(self, begun: Mapping[str, str]) -> str:
        """What has to be known when somebody comes back from signing in elsewhere, as a cookie that can't be forged."""
        return self._begun.dumps(dict(begun))

    def found(self, cookie: str) -> Mapping[str, str]:
        """What such a cookie keeps; nothing where it is forged, or older than a sign-in takes."""
        try:
            begun: Mapping[str, str] = self._begun.loads(cookie, max_age=SIGNING)
        except (BadData, ValueError, TypeError):
            return {}
        return begun

    def person(self, cookie: str) -> Person | None:
        """Whose cookie it is; None where it is forged, stale, or of somebody who has to sign in again."""
        try:
            name, seal, *more = self._signer.loads(cookie, max_age=self._seconds)
            if more:
                role, account = more
                return Person(name=name, role=Role(role), account=account) if seal == self._vouched else None
        except (BadData, ValueError, TypeError):
            return None
        known = self._users.person(name) if isinstance(name, str) else None
        return known if known and secrets.compare_digest(str(seal), self._users.seal(known.name)) else None

    def header(self, cookie: str, *, secure: bool, path: str = "/", name: str = COOKIE) -> str:
        """A Set-Cookie header; an empty cookie takes it away."""
        life = 0 if not cookie else SIGNING if name == BEGUN else self._seconds
        return f"{name}={cookie}; Path={path}; Max-Age={life}; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")


def session_key(home: Path) -> str:
    """The key that signs a home's sessions, made at first use; taking its file away signs everybody out.

    Raises:
        SettingsError: it can't be read or made.
    """
    path = home / "session.key"
    try:
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_hex(32))
        except FileExistsError:
            pass
        return path.read_text()
    except OSError as error:
        raise SettingsError(
            f"The key of the sessions {str(path)!r} can't be had ({error.strerror}); make the home writable."
        ) from error
