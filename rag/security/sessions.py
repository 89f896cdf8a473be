"""Sessions in signed cookies: nothing is kept of them here. The one file that imports itsdangerous."""

import os
import secrets
from pathlib import Path

from itsdangerous import BadData, URLSafeTimedSerializer

from rag.errors import SettingsError
from rag.security.people import Person, Users

COOKIE = "minutebook_session"


class Sessions:
    """Who is signed in, by their cookie: as long as it is fresh, and neither their password nor their role changed."""

    def __init__(self, key: str, users: Users, *, hours: float) -> None:
        self._signer = URLSafeTimedSerializer(key, salt="minutebook session")
        self._users, self._seconds = users, round(hours * 3600)

    def begin(self, person: Person) -> str:
        """The cookie of somebody who signed in."""
        return self._signer.dumps([person.name, self._users.seal(person.name)])

    def person(self, cookie: str) -> Person | None:
        """Whose cookie it is; None where it is forged, stale, or of somebody who has to sign in again."""
        try:
            name, seal = self._signer.loads(cookie, max_age=self._seconds)
        except (BadData, ValueError, TypeError):
            return None
        known = self._users.person(name) if isinstance(name, str) else None
        return known if known and secrets.compare_digest(str(seal), self._users.seal(known.name)) else None

    def header(self, cookie: str, *, secure: bool, path: str = "/") -> str:
        """A Set-Cookie header; an empty cookie takes it away."""
        life = self._seconds if cookie else 0
        return f"{COOKIE}={cookie}; Path={path}; Max-Age={life}; HttpOnly; SameSite=Lax" + (
            "; Secure" if secure else ""
        )


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
