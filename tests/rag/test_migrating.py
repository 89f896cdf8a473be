"""A home made by an earlier version is brought up to date when it is opened, whole or not at all."""

import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from ingest.job import ingest
from rag.errors import HomeOutdated, StorageFailure
from rag.home import opened
from rag.ledger import Ledger, migrating
from rag.ledger.connection import server_base
from rag.ledger.copying import pour
from rag.ledger.database import Database
from rag.ledger.migrating import newest
from rag.ledger.sqlite import open_file
from rag.minutes import Document
from rag.settings import Server, Settings

OLDER = Path(__file__).parent / "older"

FIRST = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE documents (
    name TEXT PRIMARY KEY, source TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, format TEXT NOT NULL,
    body TEXT NOT NULL, held_on TEXT, draft INTEGER NOT NULL, begun TEXT, ended TEXT, venue TEXT, remarks TEXT NOT NULL,
    link TEXT, ocr INTEGER NOT NULL, superseded_by TEXT,
    words INTEGER NOT NULL DEFAULT 0, dense INTEGER NOT NULL DEFAULT 0,
    text TEXT NOT NULL
);
CREATE INDEX documents_by_digest ON documents (digest);
CREATE INDEX documents_by_meeting ON documents (body, held_on);
CREATE TABLE items (
    document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, position INTEGER NOT NULL, number TEXT NOT NULL,
    title TEXT NOT NULL, exempt INTEGER NOT NULL, PRIMARY KEY (document, position)
);
CREATE TABLE paragraphs (
    id TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, position INTEGER NOT NULL,
    item INTEGER NOT NULL, number TEXT NOT NULL, kind TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    page INTEGER, boxes TEXT NOT NULL, confidence REAL
);
CREATE UNIQUE INDEX paragraphs_in_order ON paragraphs (document, position);
CREATE TABLE resolutions (
    paragraph TEXT NOT NULL REFERENCES paragraphs ON DELETE CASCADE, proposer TEXT, seconder TEXT,
    outcome TEXT NOT NULL, title TEXT NOT NULL, votes_for INTEGER, votes_against INTEGER, abstentions INTEGER
);
CREATE INDEX resolutions_by_paragraph ON resolutions (paragraph);
CREATE TABLE actions (
    paragraph TEXT NOT NULL REFERENCES paragraphs ON DELETE CASCADE, owner TEXT NOT NULL, task TEXT NOT NULL, due TEXT
);
CREATE INDEX actions_by_paragraph ON actions (paragraph);
CREATE TABLE attendance (
    paragraph TEXT NOT NULL REFERENCES paragraphs ON DELETE CASCADE, name TEXT NOT NULL, organisation TEXT,
    presence TEXT NOT NULL, role TEXT, arrived TEXT, left TEXT
);
CREATE INDEX attendance_by_paragraph ON attendance (paragraph);
CREATE TABLE votes (
    paragraph TEXT NOT NULL REFERENCES paragraphs ON DELETE CASCADE, name TEXT NOT NULL, "cast" TEXT NOT NULL
);
CREATE INDEX votes_by_paragraph ON votes (paragraph);
CREATE TABLE cross_references (
    paragraph TEXT NOT NULL REFERENCES paragraphs ON DELETE CASCADE, words TEXT NOT NULL, number TEXT NOT NULL,
    meeting TEXT, corrects INTEGER NOT NULL
);
CREATE INDEX cross_references_by_paragraph ON cross_references (paragraph);
CREATE TABLE retired (paragraph TEXT PRIMARY KEY, removed INTEGER NOT NULL);
CREATE TABLE aliases (old TEXT PRIMARY KEY, new TEXT NOT NULL);
CREATE INDEX aliases_by_new ON aliases (new);
CREATE TABLE departed (paragraph TEXT PRIMARY KEY, document TEXT NOT NULL);
CREATE INDEX departed_by_document ON departed (document);
CREATE TABLE failures (source TEXT PRIMARY KEY, document TEXT NOT NULL, reason TEXT NOT NULL, digest TEXT);
CREATE TABLE told (source TEXT PRIMARY KEY, link TEXT, body TEXT, held_on TEXT);
"""
FIRST_VERSIONS = (601335361, 1)  # the first version was a checksum before versions were counted
TEXT = "RESOLVED: to mend the wall. Cllr Ash proposed a fence."


@pytest.fixture(params=FIRST_VERSIONS)
def home(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A home of the first version with one document in it."""
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as base:
        base.executescript(FIRST)
        base.execute(
            "INSERT INTO documents VALUES ('a.txt', '/a.txt', 'd', 'txt', 'Orrin Parish Council', '2024-05-03', 0,"
            " NULL, NULL, NULL, '[]', NULL, 0, NULL, 1, 1, ?)",
            (TEXT,),
        )
        base.execute("INSERT INTO items VALUES ('a.txt', 0, '1', 'Wall', 0)")
        for place, (start, end) in enumerate(((0, 27), (28, 54))):
            row = (f"p{place}", place, start, end)
            base.execute(
                "INSERT INTO paragraphs VALUES (?, 'a.txt', ?, 0, '', 'resolution', ?, ?, NULL, '[]', NULL)", row
            )
        base.execute("INSERT INTO resolutions VALUES ('p0', NULL, NULL, 'carried', '', 4, 1, NULL)")
        base.execute("INSERT INTO resolutions VALUES ('p1', 'Cllr Ash', NULL, 'moved', '', NULL, NULL, NULL)")
        base.execute("INSERT INTO votes VALUES ('p0', 'Cllr Ash', 'against')")
        base.execute("INSERT INTO attendance VALUES ('p0', 'Cllr Ash', NULL, 'apologies', NULL, NULL, NULL)")
        base.execute(f"PRAGMA user_version = {request.param}")
        base.commit()
    return tmp_path


def columns(base: Database | sqlite3.Connection) -> dict[str, set[tuple[str, str, int, str | None, int]]]:
    """Each table and index with its columns, whatever their order."""
    names = [row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'")]
    return {name: {tuple(row[1:]) for row in base.execute(f"PRAGMA table_info({name})")} for name in names}


def test_a_home_of_the_first_version_keeps_its_rows_and_gains_what_is_new(home: Path):
    with closing(Ledger(home)) as ledger:
        assert [one.paragraph.text for one in ledger.paragraphs_of("a.txt")] == [TEXT[:27], TEXT[28:]]
        rows = ledger.rows("SELECT proposer, outcome, votes_for, ballot FROM resolutions ORDER BY rowid")
        assert [tuple(row) for row in rows] == [(None, "carried", 4, None), ("Cllr Ash", "not stated", None, None)]
        assert [tuple(row) for row in ledger.rows("SELECT name, note FROM attendance")] == [("Cllr Ash", None)]
        assert ledger.rows("PRAGMA user_version")[0][0] == newest()
        assert ledger.rows("PRAGMA integrity_check")[0][0] == "ok"
        assert ledger.rows("PRAGMA foreign_key_check") == []


@pytest.mark.parametrize(
    ("listed", "note", "presence"),
    [
        ("Absent: Cllr Ash", None, "absent"),
        ("Cllr Ash | A", "Absent", "absent"),
        ("Apologies: Cllr Ash, absent from item 3", None, "apologies"),
        ("Apologies: Cllr Ash", "illness", "apologies"),
    ],
)
def test_who_was_listed_as_absent_sent_no_apologies(home: Path, listed: str, note: str | None, presence: str):
    with closing(sqlite3.connect(home / "ledger.sqlite")) as base:
        for version in ("0002", "0003", "0004"):
            base.executescript(files("rag.ledger").joinpath(f"migrations/{version}.sql").read_text())
        base.execute("UPDATE documents SET text = ?", (listed,))
        base.execute("UPDATE paragraphs SET start = 0, \"end\" = ? WHERE id = 'p0'", (len(listed),))
        base.execute("UPDATE attendance SET note = ?", (note,))
        base.execute("PRAGMA user_version = 4")
        base.commit()
    with closing(Ledger(home)) as ledger:
        assert [row["presence"] for row in ledger.rows("SELECT presence FROM attendance")] == [presence]


def test_a_document_becomes_a_meeting_and_one_more_for_each_other_day_of_its_items(home: Path):
    with closing(sqlite3.connect(home / "ledger.sqlite")) as base:
        for version in ("0002", "0003"):
            base.executescript(files("rag.ledger").joinpath(f"migrations/{version}.sql").read_text())
        base.execute("INSERT INTO items VALUES ('a.txt', 1, '1', 'Ditch', 0, '2024-06-11')")
        base.execute("UPDATE paragraphs SET item = 1 WHERE id = 'p1'")
        base.execute("PRAGMA user_version = 3")
        base.commit()
    with closing(Ledger(home)) as ledger:
        assert [(one.document, one.body, str(one.held_on)) for one in ledger.meetings()] == [
            ("a.txt", "Orrin Parish Council", "2024-05-03"),
            ("a.txt", "Orrin Parish Council", "2024-06-11"),
        ]
        assert [str(one.held_on) for one in ledger.paragraphs_of("a.txt")] == ["2024-05-03", "2024-06-11"]
        assert ledger.unindexed("words") == ["a.txt"]


def test_what_was_brought_up_to_date_is_as_a_new_home(home: Path, tmp_path: Path):
    with closing(Ledger(home)) as old, closing(Ledger(tmp_path / "new", create=True)) as new:
        assert columns(old._base) == columns(new._base)


KILLED = """
import os, signal, sqlite3, sys
from rag.ledger.migrating import migrate
from rag.ledger.sqlite import SQLite

def authorise(action, *_):
    return os.kill(os.getpid(), signal.SIGKILL) if action == sqlite3.SQLITE_UPDATE else sqlite3.SQLITE_OK

base = sqlite3.connect(sys.argv[1], factory=SQLite)
base.execute("PRAGMA journal_mode=WAL")
base.set_authorizer(authorise)
migrate(base, "", "")
"""


def test_a_process_killed_in_between_leaves_the_old_version(home: Path):
    path = home / "ledger.sqlite"
    with closing(sqlite3.connect(path)) as base:
        before = columns(base), base.execute("PRAGMA user_version").fetchone()
    killed = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    with closing(sqlite3.connect(path)) as base:
        assert (columns(base), base.execute("PRAGMA user_version").fetchone()) == before
    with closing(Ledger(home)) as ledger:
        assert len(ledger.rows("SELECT * FROM resolutions")) == 2


def test_who_opens_a_home_while_another_process_brings_it_up_to_date_finds_it_done(home: Path):
    with closing(Ledger(home)) as one, closing(Ledger(home)) as other:
        assert one.rows("PRAGMA user_version")[0][0] == other.rows("PRAGMA user_version")[0][0] == newest()


MINUTES = """Orrin Parish Council

Minutes of the meeting held on 3 May 2024

Present: Cllr Ash (Chairman), Cllr Beech
Apologies: Cllr Cedar
Absent: Cllr Dogwood

1. Gate

Cllr Ash proposed and Cllr Beech seconded that the gate be mended. RESOLVED, 2 votes for and 0 against.

Action: the Clerk to order the hinges by 1 June 2024.
"""


@pytest.fixture(scope="module")
def anew(tmp_path_factory: pytest.TempPathFactory, embeddings: Path) -> Iterator[Ledger]:
    """A ledger of today that has taken those minutes in."""
    folder = tmp_path_factory.mktemp("anew")
    settings = Settings(home=folder / "home", cache=embeddings)
    (folder / "gate.txt").write_text(MINUTES, encoding="utf-8")
    with opened(settings, create=True) as ledger:
        ingest([folder / "gate.txt"], ledger, settings)
        yield ledger


def held(ledger: Ledger) -> dict[str, list[str]]:
    """The rows of each table, in the order of their words."""
    names = re.findall(r"CREATE TABLE (\w+)", (OLDER / "sqlite.sql").read_text())
    rows = {name: map(dict, ledger.rows(f"SELECT * FROM {name}")) for name in names}
    return {
        name: sorted(str(sorted((column, row[column]) for column in row if column != "rowid")) for row in found)
        for name, found in rows.items()
    }


def built(ledger: Ledger) -> object:
    """What the database says of its tables, columns, keys and indexes."""
    if not ledger.on_server:
        return columns(ledger._base)
    return [
        sorted(map(tuple, ledger.rows(query)))
        for query in (
            "SELECT table_name, column_name, data_type, is_nullable, coalesce(collation_name, '')"
            " FROM information_schema.columns WHERE table_schema = current_schema",
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = current_schema::regnamespace",
            "SELECT replace(indexdef, schemaname, '') FROM pg_indexes WHERE schemaname = current_schema",
        )
    ]


@pytest.mark.parametrize("version", [4, 5])
def test_a_ledger_in_the_tables_of_the_last_two_versions_becomes_what_its_minutes_make_today(
    tmp_path: Path, anew: Ledger, database: Server | None, version: int
):
    old = tmp_path / "old"
    old.mkdir()
    with closing(server_base(database, create=True) if database else open_file(old, create=True)) as base:
        for statement in (OLDER / f"{'postgresql' if database else 'sqlite'}.sql").read_text().split(";\n"):
            base.execute(statement)
        with base.writing():
            pour(anew._base, base, (OLDER / "sqlite.sql").read_text())
            if version == 4:
                base.execute("UPDATE attendance SET presence = 'apologies' WHERE presence = 'absent'")
            base.set_version(version)
    elsewhere = database and replace(database, council=f"{database.council}_new")
    with closing(Ledger(old, server=database)) as ledger:
        assert ledger._base.version() == newest()
        assert held(ledger) == held(anew)
        with closing(Ledger(tmp_path / "new", create=True, server=elsewhere)) as new:
            assert built(ledger) == built(new)


LATER = "ALTER TABLE documents ADD COLUMN shelf TEXT; UPDATE documents SET shelf = 'A' -- of all\n"


@pytest.fixture
def dated(tmp_path: Path, database: Server | None, document: Callable[..., Document]) -> Callable[[], Ledger]:
    """Opens a ledger with one document in it, which is of the newest version."""
    with closing(Ledger(tmp_path, create=True, server=database)) as ledger:
        ledger.put(document("a.txt", ["x"]))
    return lambda: Ledger(tmp_path, server=database)


def test_the_next_version_reaches_whatever_database_holds_the_ledger(
    dated: Callable[[], Ledger], monkeypatch: pytest.MonkeyPatch
):
    steps = {**migrating._migrations(), newest() + 1: LATER}
    monkeypatch.setattr(migrating, "_migrations", lambda: steps)
    for _ in range(2):
        with closing(dated()) as ledger:
            assert ledger._base.version() == max(steps)
            assert [row["shelf"] for row in ledger.rows("SELECT shelf FROM documents")] == ["A"]


def test_a_step_that_fails_leaves_any_ledger_as_it_was(dated: Callable[[], Ledger], monkeypatch: pytest.MonkeyPatch):
    before = newest()
    steps = {**migrating._migrations(), before + 1: f"{LATER}; UPDATE documents SET nowhere = 1"}
    with monkeypatch.context() as patched:
        patched.setattr(migrating, "_migrations", lambda: steps)
        with pytest.raises(StorageFailure, match="nowhere"):
            dated()
    with closing(dated()) as ledger:
        assert ledger._base.version() == before
        assert "shelf" not in ledger.rows("SELECT * FROM documents")[0].keys()  # noqa: SIM118


def test_any_ledger_of_a_newer_version_is_left_alone(dated: Callable[[], Ledger], monkeypatch: pytest.MonkeyPatch):
    steps = dict.fromkeys(range(2, newest()), "")
    monkeypatch.setattr(migrating, "_migrations", lambda: steps)
    with pytest.raises(HomeOutdated, match="update Minutebook"):
        dated()


def test_a_home_of_a_newer_version_is_left_alone_and_the_way_out_said(home: Path):
    with closing(sqlite3.connect(home / "ledger.sqlite")) as base:
        before = columns(base)
        base.execute(f"PRAGMA user_version = {newest() + 1}")
    with pytest.raises(HomeOutdated, match=r"update Minutebook, or ingest .* new --home"):
        Ledger(home)
    with closing(sqlite3.connect(home / "ledger.sqlite")) as base:
        assert columns(base) == before
