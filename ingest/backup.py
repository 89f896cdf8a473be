"""A home in one archive, and a home made from one: the ledger, and what else can't be made again.

In the archive a ledger is a file, wherever it came from, so that it goes from a desk to a server and back.
"""

import hashlib
import os
import shutil
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.indexing import Progress, rebuild, silent
from rag.errors import HomeDamaged, HomeOutdated, StorageFailure, WrongUse
from rag.home import locked, opened
from rag.ledger import Ledger, ledger_file
from rag.ledger.copying import copy
from rag.ledger.migrating import newest
from rag.ledger.sqlite import SQLite
from rag.service.keeping import Kept
from rag.settings import Settings
from rag.stores.embedders import open_embedder

_FORMAT = 1
_MANIFEST = "manifest.json"
_BASES = ("service.sqlite", "ledger.sqlite")  # in this order: no kept answer cites what the ledger hasn't yet
_FILES = ("users.json", "audit.jsonl", "removals.jsonl")
_NOT_OURS = frozenset({"lock", "lost+found"})  # what an empty home may hold
_PIECE = 1 << 20


class Manifest(BaseModel):
    """What a backup says of itself.

    Attributes:
        minutebook: the version of the program that made it.
        ledger: the version of the ledger's tables.
        settings: those that were set, by the names of their variables; no key among them.
        files: the SHA-256 of each file in it, by its name.
    """

    model_config = ConfigDict(frozen=True)
    format: int
    minutebook: str
    made_on: datetime
    ledger: int
    documents: int
    settings: Mapping[str, str]
    files: Mapping[str, str]


def backup(settings: Settings, file: Path) -> Manifest:
    """What the archive holds that is made of a home, also while other processes read and write there.

    Raises HomeEmpty, HomeDamaged, StorageFailure; WrongUse where the archive can't be put there.
    """
    home = settings.home
    if settings.server is None:
        ledger_file(home)
    if file.exists():
        raise WrongUse(f"{str(file)!r} is there already; name a file that isn't.")
    if not file.parent.is_dir() or home.resolve() in file.resolve().parents:
        raise WrongUse(f"{str(file)!r} is in no folder outside the home; name a file in one that exists.")
    plain = {name: home / name for name in _FILES} | {"users.json": settings.users or home / "users.json"}
    with _room(file), TemporaryDirectory(dir=file.parent, prefix=".minutebook-") as folder:
        copies = Path(folder)
        for name in _BASES:
            if settings.server:
                _from_server(settings, copies, name)
            elif (home / name).exists():
                _copy(home / name, copies / name)
        for name, source in plain.items():
            with suppress(FileNotFoundError):
                shutil.copyfile(source, copies / name)
        schema, documents = _looked_at(copies / "ledger.sqlite")
        made = Manifest(
            format=_FORMAT,
            minutebook=version("minutebook"),
            made_on=datetime.now(UTC).replace(microsecond=0),
            ledger=schema,
            documents=documents,
            settings=settings.printable(),
            files={one.name: _digest(one) for one in sorted(copies.iterdir())},
        )
        archive = copies / "archive"
        with ZipFile(archive, "x", ZIP_DEFLATED) as zipped:
            zipped.writestr(_MANIFEST, made.model_dump_json(indent=1))
            for name in made.files:
                zipped.write(copies / name, name)
        archive.chmod(0o600)  # it holds exempt items, and the hashes of passwords
        archive.replace(file)
    return made


def restore(file: Path, settings: Settings, progress: Progress = silent) -> Manifest:
    """What a backup said of itself, once the home of the settings is made from it and its indexes are made again.

    Raises:
        WrongUse: the file is no backup or not as it was made, or the home isn't empty.
        HomeOutdated: a newer program made it.
        HomeLocked: another process works on the home, or on the ledger of its council.
        SettingsError: the embedding model isn't on this machine.
        StorageFailure: there is no room.
    """
    home = settings.home
    with _archive(file) as zipped:
        manifest = _manifest(zipped, file)
        if home.exists() and {one.name for one in home.iterdir()} - _NOT_OURS:
            raise WrongUse(f"The home {str(home)!r} isn't empty; name a new folder with --home.")
        embedder = open_embedder(settings.embedder, threads=os.cpu_count() or 1)
        _ = embedder.longest  # loads the model: a home shall not be left without its indexes
        with (
            locked(home),
            _into(settings) as server_ledger,
            _room(home),
            TemporaryDirectory(dir=home, prefix="restoring-") as folder,
        ):
            for name, digest in manifest.files.items():
                with zipped.open(name) as packed, open(Path(folder) / name, "xb", opener=_ours_alone) as unpacked:
                    if _poured(packed, unpacked) != digest:
                        raise WrongUse(f"{name!r} in {str(file)!r} isn't as it was backed up; take another backup.")
            if server_ledger:
                with closing(Ledger(Path(folder))) as ledger:
                    copy(ledger, server_ledger)
                with closing(Kept(Path(folder))) as kept, closing(Kept(home, settings.server)) as kept_there:
                    kept.copy_into(kept_there)
            for name in manifest.files:
                if not (server_ledger and name in _BASES):
                    (Path(folder) / name).replace(home / name)
    with opened(settings) as ledger:  # an older one is brought up to date
        rebuild(ledger, settings, progress, embedder)
    return manifest


def _copy(source: Path, target: Path) -> None:
    """A copy of a database as it is at one moment, whoever writes to it."""
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True, timeout=30)) as base,
            closing(sqlite3.connect(target)) as copy,
        ):
            base.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # all of it in one file
            wrong = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if "full" in str(error) or "I/O" in str(error):
            raise OSError(None, str(error)) from error
        wrong = str(error)
    if wrong != "ok":
        raise HomeDamaged(f"{str(source)!r} can't be read ({wrong}); restore an earlier backup into another --home.")


def _from_server(settings: Settings, folder: Path, name: str) -> None:
    """One of the bases as a file, of what a council has on its server."""
    home, server = settings.home, settings.server
    if name == "ledger.sqlite":
        with closing(Ledger(home, server=server)) as ledger, closing(Ledger(folder, create=True)) as copied:
            copy(ledger, copied)
    else:
        with closing(Kept(home, server)) as kept, closing(Kept(folder)) as copied_kept:
            kept.copy_into(copied_kept)
    with closing(sqlite3.connect(folder / name)) as base:
        base.execute("PRAGMA journal_mode=DELETE")  # all of it in one file


@contextmanager
def _into(settings: Settings) -> Iterator[Ledger | None]:
    """The empty ledger on a server that a backup shall fill; None where it will be the home's file."""
    if settings.server is None:
        yield None
        return
    with closing(Ledger(settings.home, create=True, server=settings.server)) as ledger, ledger.working():
        if ledger.summary().documents:
            raise WrongUse(
                f"There are minutes of {settings.council!r} in the database; set MINUTEBOOK_COUNCIL to a new name."
            )
        yield ledger


def _looked_at(ledger: Path) -> tuple[int, int]:
    """The version of a ledger's tables, and how many documents it holds."""
    with closing(sqlite3.connect(ledger, factory=SQLite)) as base:
        return base.version(), int(base.execute("SELECT count(*) FROM documents").fetchone()[0])


@contextmanager
def _archive(file: Path) -> Iterator[ZipFile]:
    try:
        try:
            zipped = ZipFile(file)
        except OSError as error:
            raise WrongUse(
                f"{str(file)!r} can't be read ({error.strerror or error}); give a file that `minutebook backup` made."
            ) from error
        with zipped:
            yield zipped
    except (BadZipFile, EOFError, zlib.error) as error:
        raise WrongUse(
            f"{str(file)!r} is no whole backup ({error}); give a file that `minutebook backup` made."
        ) from error


def _manifest(zipped: ZipFile, file: Path) -> Manifest:
    try:
        manifest = Manifest.model_validate_json(zipped.read(_MANIFEST))
    except (KeyError, ValidationError) as error:
        raise WrongUse(f"{str(file)!r} is no backup; give a file that `minutebook backup` made.") from error
    if manifest.format > _FORMAT or manifest.ledger > newest():
        raise HomeOutdated(
            f"{str(file)!r} was made by Minutebook {manifest.minutebook}, which is newer than this one; "
            "update Minutebook, then restore it."
        )
    if not {"ledger.sqlite"} <= set(manifest.files) <= {*_BASES, *_FILES} & set(zipped.namelist()):
        raise WrongUse(f"{str(file)!r} doesn't hold what it names; give a file that `minutebook backup` made.")
    return manifest


@contextmanager
def _room(place: Path) -> Iterator[None]:
    """What the disk refuses, as our failure."""
    try:
        yield
    except OSError as error:
        raise StorageFailure(
            f"{str(place)!r} can't be written ({error.strerror or error}); make room or name another place."
        ) from error


def _ours_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _poured(source: IO[bytes], target: IO[bytes]) -> str:
    """The SHA-256 of what is copied."""
    found = hashlib.sha256()
    while piece := source.read(_PIECE):
        found.update(piece)
        target.write(piece)
    return found.hexdigest()


def _digest(file: Path) -> str:
    with file.open("rb") as opened_file:
        return hashlib.file_digest(opened_file, "sha256").hexdigest()
