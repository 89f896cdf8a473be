"""Who may sign in, and what each may do; passwords are kept as argon2 hashes. The one file that imports argon2."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from rag.errors import SettingsError, WrongUse

SHORTEST_PASSWORD = 12  # characters
_LONGEST_PASSWORD = 1000  # a longer one only costs time to hash
_LONGEST_NAME = 100
_HASHER = PasswordHasher()


class Role(StrEnum):
    """What somebody may do; each may do what those before it may."""

    READER = "reader"  # asks and reads what is public
    OFFICER = "officer"  # reads exempt items too
    ADMINISTRATOR = "administrator"  # adds and removes minutes, and sees how the service is

    def reaches(self, needed: "Role") -> bool:
        """Whether this role may do what another may."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whoever asks.

    Attributes:
        account: what tells them from everybody of their name, where a provider elsewhere vouches for them.
    """

    name: str
    role: Role
    account: str = ""

    @property
    def key(self) -> str:
        """What is theirs alone; empty where nobody signs in."""
        return self.account or self.name


LOCAL = Person(name="", role=Role.ADMINISTRATOR)
"""Who works on the machine itself, where nobody signs in."""
PUBLIC = Person(name="", role=Role.READER)
"""Anybody, where the page is public."""


class _Entry(BaseModel):
    """A user as the file has them; without a hash a trusted proxy has to vouch for them."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    role: Role
    hash: str | None = None


_ENTRIES = TypeAdapter(dict[str, _Entry])


class Users:
    """The file of those who may sign in: names with their roles and the hashes of their passwords."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[int, Mapping[str, _Entry]] = (-1, {})

    def people(self) -> list[Person]:
        """Everybody, by name."""
        return [Person(name=name, role=one.role) for name, one in sorted(self._entries().items())]

    def person(self, name: str) -> Person | None:
        """Who has this name; None where nobody has."""
        entry = self._entries().get(name)
        return Person(name=name, role=entry.role) if entry else None

    def has_password(self, name: str) -> bool:
        """Whether somebody can sign in by themselves."""
        entry = self._entries().get(name)
        return bool(entry and entry.hash)

    def checked(self, name: str, password: str) -> Person | None:
        """Who has this name and this password; None where nobody has. It takes as long either way."""
        entry = self._entries().get(name)
        kept = entry.hash if entry else None
        with suppress(VerificationError, InvalidHashError):
            _HASHER.verify(kept or _nobodys(), password[:_LONGEST_PASSWORD])
            return self.person(name) if kept else None
        return None

    def seal(self, name: str) -> str:
        """What changes with a person's password and role, and so ends their sessions; empty where there is nobody."""
        entry = self._entries().get(name)
        return f"{entry.role}:{(entry.hash or '')[-12:]}" if entry else ""

    def put(self, name: str, role: Role, password: str | None) -> None:
        """Let somebody in, or change who is in; without a password a trusted proxy has to vouch for them.

        Raises:
            WrongUse: the name or the password won't do.
            SettingsError: the file can't be read or written.
        """
        if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
            raise WrongUse(f"{name!r} is no name to sign in with; give one of up to {_LONGEST_NAME} letters.")
        if password is not None and not SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
            raise WrongUse(f"The password is too short or too long; choose one of {SHORTEST_PASSWORD} letters or more.")
        entry = _Entry(role=role, hash=None if password is None else _HASHER.hash(password))
        self._write({**self._entries(), name.strip(): entry})

    def remove(self, name: str) -> None:
        """Let somebody in no more.

        Raises:
            WrongUse: there is nobody of that name.
        """
        entries = self._entries()
        if name not in entries:
            raise WrongUse(f"There is no user {name!r}; `minutebook users list` prints those there are.")
        self._write({other: entry for other, entry in entries.items() if other != name})

    def _entries(self) -> Mapping[str, _Entry]:
        """What the file holds now: read again only where it was written to."""
        try:
            written = self._path.stat().st_mtime_ns
            if written != self._read[0]:
                self._read = written, _ENTRIES.validate_json(self._path.read_bytes())
        except FileNotFoundError:
            self._read = -1, {}
        except (OSError, ValidationError) as error:
            said = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error.strerror
            raise SettingsError(
                f"The file of users {str(self._path)!r} can't be read ({said}); "
                "mend it, or remove it and add the users again."
            ) from error
        return self._read[1]

    def _write(self, entries: Mapping[str, _Entry]) -> None:
        """Put a whole new file in the place of the old one, for its owner's eyes alone."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=self._path.parent, delete=False) as file:  # mode 0600
                file.write(_ENTRIES.dump_json(dict(entries), indent=1))
            os.replace(file.name, self._path)
        except OSError as error:
            raise SettingsError(
                f"The file of users {str(self._path)!r} can't be written ({error.strerror}); "
                "set MINUTEBOOK_USERS to another."
            ) from error
        self._read = -1, {}


@cache
def _nobodys() -> str:
    """A hash to check where there is no such name, so that it takes as long."""
    return _HASHER.hash("nobody's")
