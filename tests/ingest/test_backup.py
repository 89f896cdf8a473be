"""A backup holds what can't be made again, as it is at one moment; what is made from it is the same home."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from ingest.backup import backup, restore
from ingest.indexing import disagreements
from ingest.job import ingest
from rag.errors import HomeDamaged, HomeEmpty, HomeOutdated, MinutebookError, SettingsError, StorageFailure, WrongUse
from rag.home import opened
from rag.ledger.migrating import newest
from rag.security.doors import users_of
from rag.security.people import Role
from rag.service.keeping import Kept
from rag.settings import Server, Settings
from tests.rag.test_migrating import FIRST

WALL = """Orrin Parish Council

Minutes of the meeting held on 3 May 2024

1. Churchyard wall

The churchyard wall was mended by Mr Dent at a cost of £450.
"""
PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, embeddings: Path) -> Settings:
    """Settings of a home with a document, a kept answer, a user, an audit log, and what need not be kept."""
    folder = tmp_path_factory.mktemp("backup")
    (folder / "wall.txt").write_text(WALL, encoding="utf-8")
    settings = Settings(home=folder / "home", cache=embeddings)
    with opened(settings.home, create=True) as ledger:
        ingest([folder / "wall.txt"], ledger, settings)
    with closing(Kept(settings.home)) as kept, kept._writing() as base:
        base.execute("INSERT INTO answers (id, asked_on, question, record) VALUES ('a1', '2026-11-26', '{}', '{}')")
    users_of(settings).put("Ann", Role.OFFICER, PASSWORD)
    (settings.home / "audit.jsonl").write_text("{}\n")
    (settings.home / "session.key").write_text("secret")
    return settings


@pytest.fixture
def home(made: Settings, tmp_path: Path) -> Settings:
    """Settings of a copy of that home, to be written to."""
    return into(made, shutil.copytree(made.home, tmp_path / "home"))


def into(settings: Settings, folder: Path) -> Settings:
    return settings.model_copy(update={"home": folder})


def rows(home: Path, base: str = "ledger.sqlite") -> Mapping[str, list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(home / base)) as opened_base:
        names = [name for (name,) in opened_base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(opened_base.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in names}


def test_what_is_restored_is_the_same_home(home: Settings, tmp_path: Path) -> None:
    made = backup(home, tmp_path / "backup.zip")
    again = into(home, tmp_path / "again")
    assert restore(tmp_path / "backup.zip", again) == made
    assert (made.documents, made.ledger) == (1, newest())
    for base in ("ledger.sqlite", "service.sqlite"):
        assert rows(again.home, base) == rows(home.home, base)
    with opened(again.home) as ledger:
        assert disagreements(ledger, again) == []
    assert users_of(again).checked("Ann", PASSWORD) is not None
    assert (again.home / "audit.jsonl").read_text() == "{}\n"
    assert not (again.home / "session.key").exists()
    assert [one.name for one in again.home.iterdir() if one.stat().st_mode & 0o077 and one.is_file()] == ["lock"]
    assert (tmp_path / "backup.zip").stat().st_mode & 0o077 == 0


def test_a_home_in_use_is_backed_up_as_it_was_before_what_is_being_written(home: Settings, tmp_path: Path) -> None:
    before = rows(home.home)
    with opened(home.home) as ledger:
        with ledger._writing() as base:
            base.execute("INSERT INTO about VALUES ('key', 'written, and not yet in the main file')")
            backup(home, tmp_path / "backup.zip")
        backup(home, tmp_path / "later.zip")
    restore(tmp_path / "backup.zip", into(home, tmp_path / "again"))
    assert rows(tmp_path / "again") == before
    restore(tmp_path / "later.zip", into(home, tmp_path / "later"))
    assert dict(rows(tmp_path / "later")["about"])["key"] == "written, and not yet in the main file"


def test_a_ledger_goes_from_a_desk_to_a_server_and_back(
    home: Settings, tmp_path: Path, council: Callable[[], Server]
) -> None:
    place = council()
    on_server = into(home, tmp_path / "server").model_copy(update={"ledger": place.url, "council": place.council})
    backup(home, tmp_path / "desk.zip")
    made = restore(tmp_path / "desk.zip", on_server)
    assert made.documents == 1
    assert not (on_server.home / "ledger.sqlite").exists()
    with opened(on_server) as ledger:
        assert disagreements(ledger, on_server) == []
        with ledger._writing() as base:
            base.execute("INSERT INTO about VALUES ('key', 'being written')")
            backup(on_server, tmp_path / "server.zip")
    restore(tmp_path / "server.zip", into(home, tmp_path / "again"))
    assert rows(tmp_path / "again") == rows(home.home)
    assert rows(tmp_path / "again", "service.sqlite") == rows(home.home, "service.sqlite")
    with pytest.raises(WrongUse, match=rf"minutes of '{place.council}'.*MINUTEBOOK_COUNCIL"):
        restore(tmp_path / "desk.zip", on_server.model_copy(update={"home": tmp_path / "other"}))


def test_settings_are_noted_but_for_keys_and_the_places_of_a_machine(tmp_path: Path, home: Settings) -> None:
    told = {"model": "openai:small", "model_key": "s3cret", "model_parts": "write,read"}
    made = backup(Settings(home=home.home, cache=home.cache, **told), tmp_path / "backup.zip")  # type: ignore[arg-type]
    assert made.settings == {"MINUTEBOOK_MODEL": "openai:small", "MINUTEBOOK_MODEL_PARTS": "read,write"}


def test_users_that_are_kept_elsewhere_are_in_the_backup_too(tmp_path: Path, home: Settings) -> None:
    shutil.move(home.home / "users.json", tmp_path / "people.json")
    backup(home.model_copy(update={"users": tmp_path / "people.json"}), tmp_path / "backup.zip")
    restore(tmp_path / "backup.zip", into(home, tmp_path / "again"))
    assert [one.name for one in users_of(into(home, tmp_path / "again")).people()] == ["Ann"]


def test_a_ledger_of_an_earlier_version_is_brought_up_to_date(tmp_path: Path, settings: Settings) -> None:
    settings.home.mkdir()
    with closing(sqlite3.connect(settings.home / "ledger.sqlite")) as base:
        base.executescript(FIRST + "PRAGMA user_version = 1")
        document = ("a.txt", "/a.txt", "d", "txt", "Orrin Parish Council", "2024-05-03", "RESOLVED: to mend the wall.")
        base.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, 0, NULL, NULL, NULL, '[]', NULL, 0, NULL, 1, 1, ?)",
            document,
        )
        base.execute("INSERT INTO items VALUES ('a.txt', 0, '1', 'Wall', 0)")
        base.execute("INSERT INTO paragraphs VALUES ('p', 'a.txt', 0, 0, '', 'resolution', 0, 27, NULL, '[]', NULL)")
        base.commit()
    assert backup(settings, tmp_path / "backup.zip").ledger == 1
    again = into(settings, tmp_path / "again")
    restore(tmp_path / "backup.zip", again)
    with opened(again.home) as ledger:
        assert ledger.rows("PRAGMA user_version")[0][0] == newest()
        assert [one.paragraph.text for one in ledger.paragraphs_of("a.txt")] == ["RESOLVED: to mend the wall."]
        assert disagreements(ledger, again) == []


# Wrong use


@pytest.mark.parametrize(
    ("place", "says"),
    [("there.zip", "is there already"), ("home/backup.zip", "outside the home"), ("nowhere/backup.zip", "outside the")],
)
def test_a_backup_is_put_where_nothing_is_and_outside_the_home(
    home: Settings, tmp_path: Path, place: str, says: str
) -> None:
    (tmp_path / "there.zip").touch()
    there = sorted(tmp_path.rglob("*"))
    with pytest.raises(WrongUse, match=says):
        backup(home, tmp_path / place)
    assert sorted(tmp_path.rglob("*")) == there


def test_nothing_is_no_home(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(HomeEmpty):
        backup(settings, tmp_path / "backup.zip")
    assert not settings.home.exists()


def test_a_damaged_ledger_is_not_passed_off_as_a_backup(home: Settings, tmp_path: Path) -> None:
    data = (home.home / "ledger.sqlite").read_bytes()
    (home.home / "ledger.sqlite").write_bytes(data[:4096] + b"\x55" * (len(data) - 4096))
    with pytest.raises(HomeDamaged, match="an earlier backup"):
        backup(home, tmp_path / "backup.zip")
    assert not (tmp_path / "backup.zip").exists()


def test_a_home_that_holds_something_is_left_as_it_is(home: Settings, tmp_path: Path) -> None:
    backup(home, tmp_path / "backup.zip")
    before = rows(home.home)
    with pytest.raises(WrongUse, match="isn't empty"):
        restore(tmp_path / "backup.zip", home)
    assert rows(home.home) == before


def changed(file: Path, **changes: bytes | None) -> None:
    """Write an archive anew with members changed, or left out."""
    with ZipFile(file) as zipped:
        members = {name: zipped.read(name) for name in zipped.namelist()}
    with ZipFile(file, "w") as zipped:
        for name, data in (members | changes).items():
            if data is not None:
                zipped.writestr(name, data)


def manifest(file: Path, **changes: Any) -> bytes:
    with ZipFile(file) as zipped:
        return json.dumps(json.loads(zipped.read("manifest.json")) | changes).encode()


DAMAGES: Mapping[str, tuple[Callable[[Path], object], type[MinutebookError], str]] = {
    "no-archive": (lambda file: file.write_text("minutes"), WrongUse, "no whole backup"),
    "gone": (lambda file: file.unlink(), WrongUse, "can't be read"),
    "cut": (lambda file: file.write_bytes(file.read_bytes()[:-100]), WrongUse, "no whole backup"),
    "another-archive": (lambda file: changed(file, **{"manifest.json": None}), WrongUse, "is no backup"),
    "changed": (lambda file: changed(file, **{"ledger.sqlite": b"x"}), WrongUse, "isn't as it was backed up"),
    "lacking": (lambda file: changed(file, **{"ledger.sqlite": None}), WrongUse, "doesn't hold what it names"),
    "stray": (
        lambda file: changed(file, **{"../x": b"", "manifest.json": manifest(file, files={"../x": "", "lock": ""})}),
        WrongUse,
        "doesn't hold what it names",
    ),
    "newer": (
        lambda file: changed(file, **{"manifest.json": manifest(file, ledger=newest() + 1)}),
        HomeOutdated,
        "update Minutebook",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_no_backup_or_no_longer_whole_is_refused_and_leaves_nothing(
    home: Settings, tmp_path: Path, damage: str
) -> None:
    file = tmp_path / "backup.zip"
    backup(home, file)
    spoil, error, says = DAMAGES[damage]
    spoil(file)
    again = into(home, tmp_path / "again")
    with pytest.raises(error, match=says):
        restore(file, again)
    assert not again.home.exists() or [one.name for one in again.home.iterdir()] == ["lock"]


class NoModel:
    """A model that isn't on this machine."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def longest(self) -> int:
        raise SettingsError(f"The embedding model {self.name!r} isn't on this machine; leave MINUTEBOOK_EMBEDDER out.")


def test_a_model_that_is_not_there_is_told_before_anything_is_made(
    home: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(home, tmp_path / "backup.zip")
    monkeypatch.setattr("rag.stores.embedding.SentenceTransformerEmbedder", NoModel)
    with pytest.raises(SettingsError, match="MINUTEBOOK_EMBEDDER"):
        restore(tmp_path / "backup.zip", Settings(home=tmp_path / "again", cache=home.cache, embedder="no-such"))
    assert not (tmp_path / "again").exists()


def test_no_room_is_told(home: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ZipFile, "write", full)
    with pytest.raises(StorageFailure, match="No space left"):
        backup(home, tmp_path / "backup.zip")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["home"]
