"""What the ledger on a server does beyond what it does in a file: many processes, many councils, a server that goes."""

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from pydantic import SecretStr

from rag.errors import HomeEmpty, HomeLocked, HomeOutdated, SettingsError, StorageFailure
from rag.home import opened, read_earlier
from rag.ledger import Ledger, PublicLedger
from rag.ledger.migrating import newest
from rag.minutes import Document
from rag.service.keeping import Kept
from rag.settings import Server, Settings

Make = Callable[..., Document]


@pytest.fixture
def place(council: Callable[[], Server]) -> Server:
    return council()


@pytest.fixture
def ledger(tmp_path: Path, place: Server) -> Iterator[Ledger]:
    with closing(Ledger(tmp_path, create=True, server=place)) as made:
        yield made


def names(ledger: Ledger) -> list[str]:
    return [row["name"] for row in ledger.documents()]


def backend(ledger: Ledger) -> int:
    return int(ledger.rows("SELECT pg_backend_pid()")[0][0])


# Where it is


def test_settings_name_the_server_and_no_file_is_made(tmp_path: Path, place: Server, document: Make):
    settings = Settings(home=tmp_path / "home", ledger=place.url, council=place.council)
    with opened(settings, create=True) as ledger:
        ledger.put(document("a.txt", ["x"]))
    with opened(settings) as ledger:
        assert names(ledger) == ["a.txt"]
    assert [file.name for file in settings.home.iterdir()] == ["lock"]


def test_a_council_without_minutes_is_an_empty_home(tmp_path: Path, place: Server):
    with pytest.raises(HomeEmpty, match=rf"'{place.council}'.*minutebook ingest"):
        Ledger(tmp_path, server=place)
    with pytest.raises(HomeEmpty):  # and none was made by looking
        Ledger(tmp_path, server=place)


def test_where_another_version_read_the_minutes_the_way_out_is_another_council(
    tmp_path: Path, place: Server, ledger: Ledger, document: Make
):
    ledger.put(document("a.txt", ["The pond."]))
    assert "under a new MINUTEBOOK_COUNCIL" in (read_earlier(ledger) or "")
    with ledger._writing() as base:
        base.set_version(newest() + 1)
    with pytest.raises(HomeOutdated, match="under a new MINUTEBOOK_COUNCIL"):
        Ledger(tmp_path, server=place)


@pytest.mark.parametrize("address", ["postgresql://me:secret@/x?host=/nowhere", "mysql://me:secret@x/y"])
def test_a_server_that_is_not_there_is_a_wrong_setting_and_its_password_is_not_told(tmp_path: Path, address: str):
    pytest.importorskip("psycopg")
    with pytest.raises(SettingsError, match="MINUTEBOOK_LEDGER") as raised:
        Ledger(tmp_path, server=Server(url=SecretStr(address), council="x"))
    assert "secret" not in str(raised.value)


def test_without_its_package_the_way_out_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delitem(sys.modules, "rag.ledger.postgresql", raising=False)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SettingsError, match="pip install"):
        Ledger(tmp_path, server=Server(url=SecretStr("postgresql://"), council="x"))


def test_the_address_is_neither_shown_nor_put_into_backups():
    settings = Settings(ledger=SecretStr("postgresql://me:hush@x/y"), council="orrin")
    assert "hush" not in repr(settings)
    assert settings.printable() == {"MINUTEBOOK_COUNCIL": "orrin"}


def test_text_sorts_as_in_a_file_whatever_the_server_sorts_by(ledger: Ledger, document: Make):
    if not ledger.rows("SELECT 'a' < 'B' AS by_the_language")[0]["by_the_language"]:
        pytest.skip("this server was built without the sorting of languages")
    for name in ("b.txt", "Z.txt", "é.txt", "a-1.txt", "a.txt"):
        ledger.put(document(name, [name]))
    assert names(ledger) == sorted(names(ledger))


# Several processes


def test_documents_put_by_many_at_once_are_all_there(ledger: Ledger, tmp_path: Path, place: Server, document: Make):
    before = ledger._stand()

    def put(worker: int) -> None:
        with closing(Ledger(tmp_path, server=place)) as own:
            for number in range(5):
                own.put(document(f"{worker}-{number}.txt", ["The wall is to be mended.", str(number)]))

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(put, range(4)))
    assert len(ledger.meetings()) == 1  # each is a copy of the same minutes
    assert len(names(ledger)) == 20
    assert ledger._stand()[0] == before[0] + 20


def test_what_is_cited_while_another_writes_is_of_one_moment(
    ledger: Ledger, tmp_path: Path, place: Server, document: Make
):
    forms = [["The roof leaks.", "It was mended."], ["A word of welcome went before.", "The roof leaks.", "So be it."]]
    ledger.put(document("a.txt", forms[0]))
    done = Event()

    def rewrite() -> None:
        with closing(Ledger(tmp_path, server=place)) as own:
            for turn in range(1, 60):
                own.put(document("a.txt", forms[turn % 2]))
        done.set()

    read = []
    with ThreadPoolExecutor(1) as worker:
        written = worker.submit(rewrite)
        while not done.is_set() and not written.done():
            read.append([one.paragraph.text for one in ledger.paragraphs_of("a.txt")])
        written.result()
    assert {tuple(one) for one in read} == {tuple(one) for one in forms}


def test_one_process_works_on_a_ledger_at_a_time_and_others_read_on(
    ledger: Ledger, tmp_path: Path, place: Server, council: Callable[[], Server], document: Make
):
    with (
        closing(Ledger(tmp_path, server=place)) as other,
        closing(Ledger(tmp_path, create=True, server=council())) as elsewhere,
    ):
        with ledger.working():
            ledger.put(document("a.txt", ["x"]))
            assert names(other) == ["a.txt"]
            with pytest.raises(HomeLocked, match=place.council), other.working():
                pass
            with elsewhere.working():  # another council's
                pass
        with other.working():
            other.put(document("b.txt", ["y"]))


HOLDS = """
import sys
from pathlib import Path
from pydantic import SecretStr
from rag.ledger import Ledger
from rag.settings import Server
ledger = Ledger(Path(sys.argv[1]), server=Server(url=SecretStr(sys.argv[2]), council=sys.argv[3]))
with ledger.working(), ledger._writing() as base:
    base.execute("DELETE FROM documents")
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_killed_process_leaves_neither_its_lock_nor_half_a_write(
    ledger: Ledger, tmp_path: Path, place: Server, document: Make
):
    ledger.put(document("a.txt", ["x"]))
    command = [sys.executable, "-c", HOLDS, str(tmp_path), place.url.get_secret_value(), place.council]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        holder.send_signal(signal.SIGKILL)
    with ledger.working():
        assert names(ledger) == ["a.txt"]
        ledger.put(document("b.txt", ["y"]))


# A server that goes


@pytest.fixture
def cut(tmp_path: Path, council: Callable[[], Server]) -> Iterator[Callable[[Ledger], object]]:
    """Ends a ledger's connection, as a server does that starts anew."""
    with closing(Ledger(tmp_path, create=True, server=council())) as other:
        yield lambda ledger: other.rows("SELECT pg_terminate_backend(?, 5000)", backend(ledger))


def test_after_the_server_broke_off_the_next_to_read_is_answered(
    tmp_path: Path, place: Server, ledger: Ledger, document: Make, cut: Callable[[Ledger], object]
):
    made = document("a.txt", ["Open."], ["Secret."])
    first, second = made.meeting.items
    meeting = replace(made.meeting, items=(first, replace(second, exempt=True)))
    ledger.put(replace(made, meetings=(meeting,)))
    with closing(PublicLedger(tmp_path, server=place)) as public:
        for one, count in ((ledger, 2), (public, 1)):
            cut(one)
            with pytest.raises(StorageFailure, match="can't be read"):
                one.paragraphs_of("a.txt")
            assert len(one.paragraphs_of("a.txt")) == count
        with pytest.raises(StorageFailure, match="read-only"):
            public.note("x", "y")


def test_a_write_that_the_server_breaks_off_changes_nothing(
    ledger: Ledger, document: Make, cut: Callable[[Ledger], object]
):
    ledger.put(document("a.txt", ["x"]))

    def write() -> None:
        with ledger._writing() as base:
            base.execute("DELETE FROM documents")
            cut(ledger)
            base.execute("DELETE FROM meetings")

    with pytest.raises(StorageFailure, match="nothing was changed"):
        write()
    assert names(ledger) == ["a.txt"]


def test_work_does_not_go_on_without_its_lock(ledger: Ledger, document: Make, cut: Callable[[Ledger], object]):
    with ledger.working():
        cut(ledger)
        for _ in range(2):
            with pytest.raises(StorageFailure):
                ledger.put(document("a.txt", ["x"]))
    assert names(ledger) == []


# What is gone, and what isn't theirs


def test_a_document_that_was_removed_leaves_no_word_in_the_tables(ledger: Ledger, document: Make, postgresql: str):
    ledger.put(document("a.txt", ["A word about Zanzibarquux."]))
    ledger.put(document("b.txt", ["The Chair left."]))
    tables = Path(postgresql.partition("host=")[2]) / "data" / "base"

    def holding() -> list[Path]:
        ledger._base.execute("CHECKPOINT")
        return [file for file in tables.rglob("*") if file.is_file() and b"Zanzibarquux" in file.read_bytes()]

    assert holding()
    ledger.remove("a.txt")
    assert not holding()


def test_no_council_has_what_is_anothers(tmp_path: Path, council: Callable[[], Server], document: Make):
    with ExitStack() as parts:
        one, other = (parts.enter_context(closing(Ledger(tmp_path, create=True, server=council()))) for _ in range(2))
        one.put(document("a.txt", ["The pond is deep."]))
        other.put(document("a.txt", ["The hall is cold.", "And dark."]))
        assert [len(each.paragraphs_of("a.txt")) for each in (one, other)] == [1, 2]
        other.remove("a.txt")
        assert (names(one), names(other)) == (["a.txt"], [])


@pytest.fixture
def own(postgresql: str) -> Callable[[str], Server]:
    """`own(name)` is the place of a council with a user and schemas of its own, made as docs/council.sql says."""
    psycopg = pytest.importorskip("psycopg")
    script = (Path(__file__).parents[2] / "docs" / "council.sql").read_text(encoding="utf-8")

    def made(name: str) -> Server:
        filled = re.sub(r"(?m)^(--|\\).*", "", script)
        for variable, value in ((':"council"', name), (':"service"', f'"{name}.service"'), (":'password'", "'x'")):
            filled = filled.replace(variable, value)
        with psycopg.connect(postgresql, autocommit=True) as administrator:
            administrator.execute(filled)
        return Server(url=SecretStr(postgresql.replace("tests@", f"{name}@")), council=name)

    return made


def test_a_councils_own_user_works_in_its_schemas_and_reads_and_writes_in_no_other(
    tmp_path: Path, own: Callable[[str], Server], document: Make
):
    psycopg = pytest.importorskip("psycopg")
    ours, theirs = own("ash"), own("elm")
    with ExitStack() as parts:
        for place in (ours, theirs):
            ledger = parts.enter_context(closing(Ledger(tmp_path, create=True, server=place)))
            ledger.put(document("a.txt", ["The pond is deep."]))
            parts.enter_context(closing(Kept(tmp_path, place)))
            public = parts.enter_context(closing(PublicLedger(tmp_path, server=place)))
            assert names(public) == ["a.txt"]
        for other in ("elm", "elm.service"):
            with pytest.raises(StorageFailure, match="permission denied"):
                Ledger(tmp_path, server=replace(ours, council=other))
        tables = ledger.rows("SELECT schemaname, tablename FROM pg_tables WHERE schemaname LIKE 'elm%'")
        assert len(tables) > 10
        with psycopg.connect(ours.url.get_secret_value(), autocommit=True) as intruder:
            for schema, table in tables:
                for statement in ("SELECT * FROM", "DELETE FROM", "TRUNCATE", "DROP TABLE"):
                    with pytest.raises(psycopg.errors.InsufficientPrivilege):
                        intruder.execute(f'{statement} "{schema}"."{table}"')
            for statement in ("SET ROLE elm", 'CREATE TABLE "elm".x (a int)', "CREATE SCHEMA other"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    intruder.execute(statement)
