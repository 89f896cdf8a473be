"""A home folder: the lock that keeps a second process out, and what belongs together in it."""

import shlex
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import EmbedderMismatch, HomeEmpty, HomeLocked, StorageFailure
from rag.ledger import Ledger, ledger_file
from rag.settings import Settings

READING = "2"  # raised whenever the same files, read anew, would hold more; homes that don't note it are of an earlier
_WAIT = 2.0  # seconds: long enough for another command's last moment, short enough not to seem hung


@contextmanager
def opened(place: Path | Settings, *, create: bool = False, ledger_of: type[Ledger] = Ledger) -> Iterator[Ledger]:
    """The ledger of a home that no other process works on; let go of at the end.

    Of a home's settings it is the ledger that they name, on a server maybe; of its folder alone the file in it.

    Raises HomeLocked, HomeEmpty, HomeDamaged, StorageFailure, or SettingsError where the server can't be reached.
    """
    home, server = (place, None) if isinstance(place, Path) else (place.home, place.server)
    if not create and server is None:
        ledger_file(home)
    with locked(home), closing(ledger_of(home, create=create, server=server)) as ledger:
        yield ledger


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """A home, made where it isn't there, on which no other process works; raises HomeLocked or StorageFailure."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        held = FileLock(home / "lock", timeout=_WAIT).acquire()
    except Timeout as error:
        raise HomeLocked(
            f"Another process is working on {str(home)!r}; wait until it ends, or choose another --home."
        ) from error
    except OSError as error:
        raise StorageFailure(
            f"The home {str(home)!r} can't be used ({error.strerror or error}); "
            "make room or choose another with --home."
        ) from error
    # outside the try: an OSError of the caller's own work is no fault of the home
    with held:
        yield


def assert_embedder(ledger: Ledger, name: str, home: Path) -> None:
    """Raise EmbedderMismatch where the home's vectors were made by another model; a home without vectors takes any."""
    made_with = ledger.about("embedder")
    if made_with is not None and made_with != name:
        raise EmbedderMismatch(
            f"The home {str(home)!r} was made with the embedding model {made_with!r}, not {name!r}; "
            f"set MINUTEBOOK_EMBEDDER={made_with}, or run `minutebook rebuild` to make the indexes anew with {name!r}."
        )


def note_reading(ledger: Ledger) -> None:
    """Note in a home without minutes what its first ones are about to be read by."""
    if not ledger.summary().documents:
        ledger.note("reading", READING)


def read_earlier(ledger: Ledger) -> str | None:
    """That minutes of this home were read by an earlier version, with what to do; None where none were."""
    if ledger.about("reading") == READING or not ledger.summary().documents:
        return None
    return (
        f"These minutes were read by an earlier version of Minutebook; ingested {ledger.afresh} they may hold more "
        "(what was embedded is embedded already)."
    )


def assert_usable(ledger: Ledger, embedder: str, home: Path) -> None:
    """Raise HomeEmpty where the home holds no minutes, EmbedderMismatch where another model made its vectors."""
    assert_embedder(ledger, embedder, home)
    if ledger.summary().documents == 0:
        raise HomeEmpty(
            f"There are no minutes in {str(home)!r} yet; "
            f"run `minutebook ingest --home {shlex.quote(str(home))} PATH` first."
        )
