"""The command line as a user meets it: what it prints, and one clear sentence with the way out where it can't go on."""

import json
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import fpdf
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result

import app
from ingest.job import ingest
from rag.commands import echo_json
from rag.home import opened
from rag.settings import Settings

PROJECT = Path(__file__).parents[1]
MINUTEBOOK = [sys.executable, "-c", "import app; app.main()"]
WALL = """Orrin Parish Council

Minutes of the meeting held on 3 May 2024

Present: Cllr A Dent, Cllr B Moss

1. Churchyard wall

The churchyard wall was mended by Mr Dent, the mason of Upper Orrin, at a cost of £450.

2. Bench

RESOLVED: that a bench be bought for the green. Proposed by Cllr Moss, seconded by Cllr Dent.
"""
HOLD = (
    "import sys; from pathlib import Path; from rag.home import opened\n"
    "with opened(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, embeddings: Path) -> Path:
    """A home with one document, for reading only."""
    folder = tmp_path_factory.mktemp("orrin")
    (folder / "wall.txt").write_text(WALL, encoding="utf-8")
    settings = Settings(home=folder / "home", cache=embeddings)
    with opened(settings.home, create=True) as ledger:
        ingest([folder / "wall.txt"], ledger, settings)
    return settings.home


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, embeddings: Path, tmp_path: Path) -> None:
    monkeypatch.setenv("MINUTEBOOK_CACHE", str(embeddings))
    monkeypatch.chdir(tmp_path)


def minutebook(*arguments: object, home: Path | None = None) -> Result:
    where = ["--home", str(home)] if home else []
    return CliRunner().invoke(app.main, [*map(str, arguments), *where])


def process(*arguments: object, home: Path, **options: Any) -> "subprocess.CompletedProcess[str]":
    command = [*MINUTEBOOK, *map(str, arguments), "--home", str(home)]
    return subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **options,
    )


def sentence(result: "Result | subprocess.CompletedProcess[str]", code: int = 2) -> str:
    """The one sentence on stderr of a command that could not go on."""
    exit_code = result.exit_code if isinstance(result, Result) else result.returncode
    assert exit_code == code, result.stderr
    assert result.stdout == ""
    assert result.stderr.startswith("minutebook: ")
    assert result.stderr.endswith(".\n")
    assert result.stderr.count("\n") == 1
    assert re.search(r"[;:,(] |; ", result.stderr.removeprefix("minutebook: ")), "a way out"
    return result.stderr.removeprefix("minutebook: ").strip()


def rows(home: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(home / "ledger.sqlite")) as base:
        return [
            row
            for table in (
                "about",
                "documents",
                "items",
                "paragraphs",
                "resolutions",
                "actions",
                "attendance",
                "retired",
            )
            for row in base.execute(
                f"SELECT * FROM {table} ORDER BY 1, 2" if table not in ("retired",) else f"SELECT * FROM {table}"
            ).fetchall()
        ]


# Files that can't be taken in


def pdf(*, text: str = "", password: str = "") -> bytes:
    document = fpdf.FPDF()
    document.add_page()
    if password:
        document.set_encryption(
            owner_password="owner", user_password=password, encryption_method=fpdf.enums.EncryptionMethod.RC4
        )
    if text:
        document.set_font("helvetica", size=11)
        document.multi_cell(0, 6, text)
    else:
        document.rect(20, 20, 100, 100, style="F")
    return bytes(document.output())


BAD = {
    "empty.txt": (b"", "is empty"),
    "binary.txt": (bytes(range(256)) * 20, "is binary data"),
    "scanned.pdf": (pdf(), "OCR"),
    "encrypted.pdf": (pdf(text="Minutes", password="secret"), "password"),
    "cut-off.pdf": (pdf(text=WALL.replace("£", ""))[:300], ""),
    "broken.docx": (b"PK\x03\x04" + b"no archive" * 50, ""),
    "large.txt": (b"The wall was mended. " * 60_000, "MINUTEBOOK_MAX_FILE_MB"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 20, "save it as .docx"),
}


@pytest.fixture(scope="module")
def bad_run(tmp_path_factory: pytest.TempPathFactory, embeddings: Path) -> dict[str, Any]:
    """What `ingest --json` printed of a folder with one good file among the bad ones."""
    folder = tmp_path_factory.mktemp("bad")
    (folder / "minutes").mkdir()
    for name, (data, _) in BAD.items():
        (folder / "minutes" / name).write_bytes(data)
    (folder / "minutes" / "wall.txt").write_text(WALL, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("MINUTEBOOK_CACHE", str(embeddings))
        patched.setenv("MINUTEBOOK_MAX_FILE_MB", "1")
        result = minutebook("ingest", folder / "minutes", "--json", home=folder / "home")
    assert result.exit_code == 1, result.stderr
    assert result.stderr == ""
    printed: dict[str, Any] = json.loads(result.stdout)
    return printed


def test_the_rest_of_the_run_goes_on(bad_run: dict[str, Any]) -> None:
    assert (bad_run["new"], bad_run["changed"], bad_run["unchanged"]) == (1, 0, 0)
    assert (bad_run["documents"], bad_run["meetings"]) == (1, 1)
    assert bad_run["paragraphs"] >= 6
    assert bad_run["resolutions"] == 1
    assert {Path(failure["document"]).name for failure in bad_run["failed"]} == set(BAD)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_with_its_reason_and_the_way_out(bad_run: dict[str, Any], name: str) -> None:
    [reason] = [failure["reason"] for failure in bad_run["failed"] if Path(failure["document"]).name == name]
    assert reason.startswith(repr(name))
    assert BAD[name][1] in reason
    assert re.search(r": \S", reason), "a way out"
    assert "\n" not in reason


def test_failures_are_told_to_people_too(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "home")
    (tmp_path / "empty.txt").touch()
    before = rows(tmp_path / "home")
    result = minutebook("ingest", tmp_path / "empty.txt", home=tmp_path / "home")
    assert result.exit_code == 1
    assert "0 new, 0 changed, 0 unchanged, 1 failed" in result.stdout
    assert "'empty.txt' is empty" in result.stdout
    assert rows(tmp_path / "home") == before


# Wrong use


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ask"], "Give one question in quotes, or --questions"),
        (["ask", "Who mended the wall?", "--as-of", "last year"], "'last year' is no date; write it as 2024-01-31"),
        (["ask", "Who mended the wall?", "--as-of", "2024-13-01"], "'2024-13-01' is no date"),
        (["ask", "Who mended the wall?", "--body", "Nonsuch"], "'Nonsuch'; there are Orrin Parish Council"),
        (["show", "no-such-id"], "'no-such-id' never stood in the ledger; `minutebook ask -v` prints the ids"),
        (["remove", "no-such.txt"], "'no-such.txt'; `minutebook status --documents` lists"),
        (["backup", "no-such-folder/b.zip"], "in no folder outside the home; name a file in one that exists"),
        (["restore", "no-such.zip"], "can't be read (No such file or directory); give a file that `minutebook backup`"),
        (["ingest"], "Give files or folders of minutes, or --list, --watch or --retry"),
        (["ingest", "--watch", "here", "there"], "--watch takes a folder alone; give the rest"),
        (["ingest", "--watch", ".", "--ray"], "--watch takes a folder alone; give the rest"),
        (["ingest", "--ray", "no-such-folder"], "'no-such-folder' doesn't exist; give files or folders"),
        (["ingest", "--ray", "head:6379"], "Give files or folders of minutes, or --list, --watch or --retry"),
        (["ingest", "--watch", "no-such-folder"], "'no-such-folder' is no folder to watch; give one"),
        (["ingest", "*.text", "--list", "-"], "'*.text' matches no file; give files or folders"),
        (["ingest", "wall.txt", "--source", "ftp://orrin.example"], "write it as FILE=https://..., or as https://"),
        (["ingest", "no-such-folder"], "'no-such-folder' doesn't exist; give files or folders"),
        (["ingest", "."], "There are no minutes in '.'; give files or folders"),
    ],
)
def test_wrong_use_is_one_sentence_and_changes_nothing(made: Path, arguments: list[str], says: str) -> None:
    before = rows(made)
    assert says in sentence(minutebook(*arguments, home=made))
    assert rows(made) == before


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"question": "Who?"}\nnot json\n', "lines.jsonl, line 2: not JSON"),
        (b'{"query": "Who?"}\n', "lines.jsonl, line 1: `question`: Field required"),
        (b'\n\n{"question": "Who?", "history": "What?"}\n', "lines.jsonl, line 3: `history`"),
        (b"\xff\xfe\x00\xd8", "'lines.jsonl' can't be read"),
    ],
)
def test_a_bad_question_file_is_told_by_its_line(made: Path, content: bytes, says: str) -> None:
    Path("lines.jsonl").write_bytes(content)
    assert says in sentence(minutebook("ask", "--questions", "lines.jsonl", "--json", home=made))


@pytest.mark.parametrize("content", [b"", b"Just words.", b"[1, 2]", b'{"a": 1}', b"\xff\xfe\x00\xd8"])
def test_what_holds_no_answer_records_cannot_be_verified(made: Path, content: bytes) -> None:
    Path("records.json").write_bytes(content)
    assert "records.json" in sentence(minutebook("verify", "records.json", home=made))


@pytest.mark.parametrize(
    "arguments",
    [["verify", "gone.json"], ["ask", "--questions", "gone.jsonl"], ["ask", "--colour"], ["asks"]],
)
def test_what_click_refuses_is_wrong_use_too(made: Path, arguments: list[str]) -> None:
    result = minutebook(*arguments)
    assert result.exit_code == 2
    assert "Error: " in result.stderr
    assert "Traceback" not in result.stderr


def test_a_setting_that_cannot_be_is_named(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINUTEBOOK_MAX_FILE_MB", "many")
    assert "MINUTEBOOK_MAX_FILE_MB is 'many'" in sentence(minutebook("status", home=made))


def test_debug_shows_where_a_failure_comes_from(made: Path) -> None:
    result = minutebook("show", "no-such-id", "--debug", home=made)
    assert type(result.exception).__name__ == "UnknownParagraph"


# Questions that ask nothing, or too much


@pytest.mark.parametrize(
    "question", ["", "  \t ", "?!", "wall " * 2000], ids=["empty", "blank", "signs", "10,000 characters"]
)
def test_a_question_that_asks_nothing_or_too_much_is_an_abstention(made: Path, question: str) -> None:
    result = minutebook("ask", question, "--json", home=made)
    assert result.exit_code == 0
    record = json.loads(result.stdout)
    assert (record["status"], record["reason"], record["citations"]) == ("abstained", "unclear_question", [])
    assert re.search(r"\bask\b", record["text"])
    assert sentence(minutebook("ask", question, home=made)) == record["text"]  # a person is shown the way out


# Threads


def test_a_thread_is_printed_with_its_references_and_its_record_verified(made: Path, tmp_path: Path) -> None:
    printed = minutebook("thread", "churchyard wall", home=made)
    assert printed.exit_code == 0, printed.stderr
    assert printed.stdout.startswith("3 May 2024: The churchyard wall was mended")
    assert "[1] Orrin Parish Council, 3 May 2024, item 1" in printed.stdout
    record = minutebook("thread", "churchyard wall", "--json", home=made)
    (tmp_path / "thread.json").write_text(record.stdout, encoding="utf-8")
    assert minutebook("verify", tmp_path / "thread.json", home=made).exit_code == 0
    nothing = minutebook("thread", "skate park", home=made)
    assert (nothing.exit_code, nothing.stdout) == (
        0,
        "No mention of “skate park” in 1 meeting of Orrin Parish Council, 3 May 2024.\n\n",
    )


def test_a_day_in_words_bounds_an_answer(made: Path) -> None:
    assert "£450" in minutebook("ask", "Who mended the churchyard wall?", "--as-of", "3 May 2024", home=made).stdout
    early = minutebook("ask", "Who mended the churchyard wall?", "--as-of", "2 May 2024", home=made)
    assert "£450" not in early.stdout
    assert "no minutes here for that" in early.stdout


# The home


@pytest.mark.parametrize(
    "arguments",
    [["ask", "Who mended the wall?"], ["show", "x"], ["status"], ["remove", "x.txt"], ["rebuild"], ["backup", "b.zip"]],
    ids=lambda arguments: arguments[0],
)
@pytest.mark.parametrize("there", [False, True], ids=["no-folder", "empty-folder"])
def test_a_home_without_minutes_says_how_to_fill_it(tmp_path: Path, arguments: list[str], there: bool) -> None:
    home = tmp_path / "home"
    if there:
        home.mkdir()
    assert "run `minutebook ingest" in sentence(minutebook(*arguments, home=home))
    assert home.exists() == there
    assert not (home / "ledger.sqlite").exists()


def test_a_home_without_documents_says_how_to_fill_it(tmp_path: Path) -> None:
    with opened(tmp_path / "home", create=True):
        pass
    assert "run `minutebook ingest" in sentence(minutebook("ask", "Who mended the wall?", home=tmp_path / "home"))


@pytest.fixture
def held(made: Path) -> Iterator[Path]:
    """A home that another process works on."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(made)], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        yield made
        other.communicate("")


def test_what_is_in_a_home_is_said_while_another_process_works_on_it(
    held: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.home._WAIT", 0.05)
    said = minutebook("status", home=held)
    assert said.exit_code == 0
    assert said.stdout.startswith("1 documents: 1 meetings")
    assert "not compared with the ledger, for the home is in use" in said.stdout
    assert json.loads(minutebook("status", "--json", home=held).stdout)["agree"] is None


@pytest.mark.parametrize("arguments", [["ask", "Who mended the wall?"], ["ingest", "wall.txt"]], ids=["ask", "ingest"])
def test_a_home_held_by_another_process_is_locked(
    held: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.home._WAIT", 0.05)
    Path("wall.txt").write_text(WALL)
    said = sentence(minutebook(*arguments, home=held))
    assert "Another process is working on" in said
    assert "wait until it ends, or choose another --home" in said


@pytest.mark.parametrize("arguments", [["ask", "Who mended the wall?"], ["ingest", "bench.txt"]], ids=["ask", "ingest"])
def test_a_home_made_by_another_embedding_model_is_refused(made: Path, tmp_path: Path, arguments: list[str]) -> None:
    home = shutil.copytree(made, tmp_path / "home")
    with closing(sqlite3.connect(home / "ledger.sqlite")) as base:
        base.execute("UPDATE about SET value = 'all-mpnet-base-v2' WHERE key = 'embedder'")
        base.commit()
    Path("bench.txt").write_text(WALL.replace("3 May", "4 May"))
    before = rows(home)
    said = sentence(minutebook(*arguments, home=home))
    assert "set MINUTEBOOK_EMBEDDER=all-mpnet-base-v2, or run `minutebook rebuild`" in said
    assert rows(home) == before


def test_a_model_that_is_not_there_costs_neither_home_nor_indexes(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = shutil.copytree(made, tmp_path / "home")
    before = rows(home)
    with monkeypatch.context() as patched:
        patched.setenv("MINUTEBOOK_EMBEDDER", "no-such-model")
        assert "'no-such-model' isn't on this machine; set MINUTEBOOK_EMBEDDER" in sentence(
            minutebook("rebuild", home=home)
        )
        Path("wall.txt").write_text(WALL)
        sentence(minutebook("ingest", "wall.txt", home=tmp_path / "new"))
    assert rows(home) == before
    assert minutebook("status", home=home).exit_code == 0
    assert minutebook("ingest", "wall.txt", home=tmp_path / "new").exit_code == 0


@pytest.mark.parametrize("damage", ["words", "pages"])
def test_a_damaged_ledger_is_told_and_left_as_it_is(made: Path, tmp_path: Path, damage: str) -> None:
    home = shutil.copytree(made, tmp_path / "home")
    data = (home / "ledger.sqlite").read_bytes()
    data = b"These are no minutes. " * 500 if damage == "words" else data[:4096] + b"\x55" * (len(data) - 4096)
    (home / "ledger.sqlite").write_bytes(data)
    Path("bench.txt").write_text(WALL)
    for arguments in (
        ["ask", "Who mended the wall?"],
        ["ingest", "bench.txt"],
        ["status"],
        ["remove", "wall.txt"],
        ["rebuild"],
    ):
        assert "restore it from a backup or choose another --home" in sentence(minutebook(*arguments, home=home))
    assert (home / "ledger.sqlite").read_bytes() == data


def test_a_full_disk_is_told_and_the_ledger_is_as_it_was(made: Path, tmp_path: Path) -> None:
    home = shutil.copytree(made, tmp_path / "home")
    before = rows(home)
    Path("long.txt").write_text(WALL + "\n3. Roads\n\n" + "The road by the mill was mended. " * 20_000)
    allowed = (home / "ledger.sqlite").stat().st_size + 50_000

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (allowed, allowed))

    assert "make room" in sentence(process("ingest", "long.txt", home=home, preexec_fn=limit), code=1)
    assert rows(home) == before


def test_an_index_that_is_gone_is_told(made: Path, tmp_path: Path) -> None:
    home = shutil.copytree(made, tmp_path / "home")
    shutil.rmtree(home / "words")
    told = minutebook("status", home=home)
    assert told.exit_code == 1
    assert "the word index holds 0 paragraphs" in told.stdout
    assert "Run `minutebook rebuild`" in told.stdout


def test_damaged_indexes_are_made_again_from_the_ledger(made: Path, tmp_path: Path) -> None:
    home = shutil.copytree(made, tmp_path / "home")
    (home / "words" / "meta.json").write_text("{}")
    (home / "dense" / "chroma.sqlite3").write_bytes(b"no vectors " * 100)
    made_again = process("rebuild", home=home)
    assert made_again.returncode == 0, made_again.stderr
    assert "again" in made_again.stdout
    assert minutebook("status", home=home).exit_code == 0


# What a person reads


def test_an_answer_shows_its_text_its_reference_and_its_quote(made: Path) -> None:
    result = minutebook("ask", "How much did the churchyard wall cost?", home=made)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "£450" in result.stdout.split("\n\n")[0]
    assert "[1] Orrin Parish Council, 3 May 2024, item 1" in result.stdout
    assert "“The churchyard wall was mended" in result.stdout
    assert "wall.txt" in result.stdout


def test_a_paragraph_is_shown_among_its_neighbours(made: Path) -> None:
    with opened(made) as ledger:
        paragraph = next(p for p in ledger.paragraphs_of("wall.txt") if "£450" in p.paragraph.text)
    shown = minutebook("show", paragraph.id, home=made).stdout
    assert shown.startswith(paragraph.label)
    assert "wall.txt" in shown
    assert "> The churchyard wall was mended" in shown
    assert "RESOLVED" in shown or "Bench" in shown
    record = json.loads(minutebook("show", paragraph.id, "--json", home=made).stdout)
    assert record["text"] == paragraph.paragraph.text
    assert record["label"] == paragraph.label


def test_minutes_are_linked_followed_superseded_and_their_failures_listed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    Path("minutes").mkdir()
    Path("minutes/wall.txt").write_text(WALL, encoding="utf-8")
    Path("minutes/draft.txt").write_text("DRAFT MINUTES\n\n" + WALL.replace("£450", "£445"), encoding="utf-8")
    Path("minutes/empty.txt").touch()
    Path("list.txt").write_text("# ours\nminutes/*.txt\n")
    Path("links.csv").write_text("file,url\nminutes/wall.txt,https://orrin.example/wall\n")
    first = minutebook("ingest", "--list", "list.txt", "--manifest", "links.csv", home=home)
    assert first.exit_code == 1, first.stderr
    assert "2 new, 0 changed, 0 unchanged, 1 failed" in first.stdout
    told = minutebook("ask", "How much did the churchyard wall cost?", home=home).stdout
    assert "£450" in told
    assert "£445" not in told
    assert "    https://orrin.example/wall\n" in told
    with opened(home) as ledger:
        [standing] = [p.id for p in ledger.paragraphs_of("wall.txt") if "£450" in p.paragraph.text]
        [other] = [p.id for p in ledger.paragraphs_of("draft.txt") if "£445" in p.paragraph.text]
        [bench] = [p.id for p in ledger.paragraphs_of("wall.txt") if "RESOLVED" in p.paragraph.text]
    assert "https://orrin.example/wall" in minutebook("show", standing, home=home).stdout
    assert "superseded by wall.txt, which answers in its place" in minutebook("show", other, home=home).stdout
    assert "superseded by wall.txt" in minutebook("status", "--documents", home=home).stdout

    listed = minutebook("status", "--failed", home=home)
    assert (listed.exit_code, "empty.txt: 'empty.txt' is empty" in listed.stdout) == (0, True)
    assert json.loads(minutebook("status", "--failed", "--json", home=home).stdout)[0]["document"] == "empty.txt"
    again = minutebook("ingest", "--retry", "--json", home=home)
    assert (again.exit_code, len(json.loads(again.stdout)["failed"])) == (1, 1)

    Path("minutes/wall.txt").write_text(WALL.partition("2. Bench")[0].replace("£450", "£475"), encoding="utf-8")
    Path("minutes/empty.txt").unlink()
    report = json.loads(minutebook("ingest", "minutes", "--json", home=home).stdout)
    assert report["changes"][0]["items"] == {"added": [], "removed": ["2 Bench"], "changed": ["1 Churchyard wall"]}
    assert "£475" in minutebook("show", standing, home=home).stdout
    gone = sentence(minutebook("show", bench, home=home))
    assert "stood in 'wall.txt' until that was taken in anew, and nothing like it stands there now" in gone
    assert "No file failed." in minutebook("status", "--failed", home=home).stdout


def test_watching_ends_cleanly(tmp_path: Path) -> None:
    Path("wall.txt").write_text(WALL, encoding="utf-8")
    command = [*MINUTEBOOK, "ingest", "--watch", ".", "--home", str(tmp_path / "home")]
    with subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as watching:
        assert watching.stdout is not None
        assert watching.stderr is not None
        assert watching.stdout.readline().startswith("1 new")
        watching.send_signal(signal.SIGINT)
        assert watching.stderr.read() == "No longer watching.\n"
    assert watching.returncode == 0


def test_status_says_what_there_is(made: Path) -> None:
    result = minutebook("status", "--documents", home=made)
    assert result.exit_code == 0
    assert "the indexes agree with the ledger" in result.stdout
    assert "wall.txt: Orrin Parish Council, 2024-05-03" in result.stdout
    status = json.loads(minutebook("status", "--json", home=made).stdout)
    assert (status["documents"], status["meetings"], status["agree"]) == (1, 1, True)
    assert (status["first"], status["last"]) == ("2024-05-03", "2024-05-03")


def test_ingesting_asking_and_removing_from_beginning_to_end(tmp_path: Path) -> None:
    home = tmp_path / "home"
    question = ["ask", "What did the repair of the village pump cost?", "--json"]
    Path("wall.txt").write_text(WALL, encoding="utf-8")
    Path("pump.txt").write_text(
        WALL.replace("3 May", "7 June")
        .replace("Churchyard wall", "Village pump")
        .replace("churchyard wall", "village pump")
        .replace("450", "617")
    )
    first = minutebook("ingest", ".", home=home)
    assert first.stderr == ""  # no bars where there is no terminal
    assert "2 new, 0 changed, 0 unchanged, 0 failed" in first.stdout
    assert "2 documents, 2 meetings" in first.stdout
    assert "£617" in json.loads(minutebook(*question, home=home).stdout)["text"]
    assert minutebook("remove", "pump.txt", home=home).exit_code == 0
    assert "£617" not in json.loads(minutebook(*question, home=home).stdout)["text"]
    assert minutebook("status", home=home).exit_code == 0


def test_minutes_after_the_day_asked_about_and_of_other_bodies_are_left_out(tmp_path: Path) -> None:
    home = tmp_path / "home"
    Path("may.txt").write_text(WALL, encoding="utf-8")
    Path("june.txt").write_text(WALL.replace("3 May", "7 June").replace("£450", "£610"), encoding="utf-8")
    Path("other.txt").write_text(
        WALL.replace("Orrin Parish Council", "Wexley Town Council").replace("£450", "£720"), encoding="utf-8"
    )
    minutebook("ingest", ".", home=home)
    question = "How much did the churchyard wall cost?"
    early = json.loads(minutebook("ask", question, "--json", "--as-of", "2024-05-31", home=home).stdout)
    assert early["citations"]
    assert {c["held_on"] for c in early["citations"]} == {"2024-05-03"}
    wexley = json.loads(minutebook("ask", question, "--json", "--body", "wexley", home=home).stdout)
    assert {c["body"] for c in wexley["citations"]} == {"Wexley Town Council"}


def test_a_reader_that_closes_early_is_no_fault_of_the_home(made: Path) -> None:
    with opened(made) as ledger:
        id = ledger.paragraphs_of("wall.txt")[0].id
    command = [*MINUTEBOOK, "show", id, "--home", str(made)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as shown:
        assert shown.stdout is not None
        assert shown.stderr is not None
        shown.stdout.close()  # long before there is anything to read
        said = shown.stderr.read()
    assert "Traceback" not in said
    assert "home" not in said


def test_an_answer_can_be_explained(made: Path) -> None:
    done = minutebook("ask", "What did the churchyard wall cost?", "--explain", home=made)
    assert done.exit_code == 0, done.stderr
    assert "Orrin Parish Council, 3 May 2024, item 1" in done.output
    assert "shown as [1]" in done.output
    assert "understood as: What did the churchyard wall cost?" in done.output


def test_an_explanation_has_no_place_in_a_record(made: Path) -> None:
    done = minutebook("ask", "What did the churchyard wall cost?", "--explain", "--json", home=made)
    assert sentence(done).endswith("leave one of the two out.")


def test_ids_are_for_who_asks_for_them(made: Path) -> None:
    question = ["ask", "What did the churchyard wall cost?"]
    id = json.loads(minutebook(*question, "--json", home=made).stdout)["citations"][0]["paragraph_id"]
    assert id not in minutebook(*question, home=made).stdout
    assert id in minutebook(*question, "-v", home=made).stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["ask", "What did the churchyard wall cost?"], 0),
        (["ask", "Who mended the churchyard wall?", "--as-of", "2 May 2024"], 3),
        (["ask", "?!", "--json"], 3),
        (["thread", "churchyard wall"], 0),
        (["thread", "skate park"], 3),
    ],
)
def test_an_abstention_is_told_by_its_exit_code_where_that_is_asked_for(
    made: Path, arguments: list[str], code: int
) -> None:
    assert minutebook(*arguments, home=made).exit_code == 0
    assert minutebook(*arguments, "--exit-code", home=made).exit_code == code


def test_one_question_of_a_file_that_is_not_answered_counts(made: Path) -> None:
    Path("lines.jsonl").write_text('{"question": "?!"}\n{"question": "What did the churchyard wall cost?"}\n')
    assert minutebook("ask", "--questions", "lines.jsonl", "--exit-code", home=made).exit_code == 3


def test_json_holds_letters_as_they_are(made: Path) -> None:
    for arguments in (["ask", "What did the churchyard wall cost?"], ["thread", "churchyard wall"]):
        assert "£450" in minutebook(*arguments, "--json", home=made).stdout


def test_a_question_in_bytes_that_are_no_text_is_answered(made: Path) -> None:
    done = process("ask", os.fsdecode(b"Who mended the churchyard wall\xff?"), "--json", home=made)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["question"] == "Who mended the churchyard wall??"


def test_faults_of_records_are_printed_for_programs_too(made: Path) -> None:
    record = json.loads(minutebook("ask", "What did the churchyard wall cost?", "--json", home=made).stdout)
    Path("answers.json").write_text(json.dumps(record))
    right = minutebook("verify", "answers.json", "--json", home=made)
    assert json.loads(right.stdout) == {"answers": 1, "citations": len(record["citations"]), "faults": []}
    record["citations"][0]["quote"] += "x"
    Path("answers.json").write_text(json.dumps(record))
    wrong = minutebook("verify", "answers.json", "--json", home=made)
    assert (wrong.exit_code, json.loads(wrong.stdout)["faults"][0]["answer"]) == (1, 1)


# Logging


def test_nothing_is_logged_unless_asked_for_and_no_question_at_info(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = ["ask", "What did the churchyard wall cost?"]
    assert minutebook(*question, home=made).stderr == ""
    assert "answered status=answered" in minutebook(*question, "-v", home=made).stderr
    assert "churchyard" not in minutebook(*question, "-v", home=made).stderr
    assert "churchyard" in minutebook(*question, "-vv", home=made).stderr
    monkeypatch.setenv("MINUTEBOOK_LOG", "INFO")
    monkeypatch.setenv("MINUTEBOOK_LOG_FORMAT", "json")
    line = json.loads(minutebook(*question, home=made).stderr)
    assert (line["level"], line["message"], line["status"]) == ("info", "answered", "answered")


# Help


@pytest.mark.parametrize("name", [name for name in app.COMMANDS if name not in ("completion", "eval", "users")])
def test_every_command_explains_itself_and_takes_a_home(name: str) -> None:
    result = CliRunner().invoke(app.main, [name, "--help"])
    assert result.exit_code == 0
    assert "--home" in result.stdout
    assert f"  {name} " in CliRunner().invoke(app.main, ["--help"]).stdout


def test_help_lists_the_commands_in_the_order_of_use_and_cuts_none_short() -> None:
    shown = CliRunner().invoke(app.main, ["--help"]).stdout
    places = [shown.index(f"  {name} ") for name in app.COMMANDS]
    assert places == sorted(places)
    told = " ".join(shown.split())
    assert all(room.summary in told for room in app.COMMANDS.values())


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"], ["ingest", "--help"], ["completion", "zsh"]])
def test_help_waits_for_nothing_that_only_the_work_needs(arguments: list[str]) -> None:
    script = (
        "import sys, app\n"
        f"try: app.main({arguments!r}, prog_name='minutebook')\n"
        "except SystemExit: pass\n"
        "print(sorted({'pydantic', 'numpy', 'tqdm', 'rag.settings'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stderr == "[]\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_told_how_to_complete(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    printed = CliRunner().invoke(app.main, ["completion", shell])
    assert printed.exit_code == 0
    assert f"_MINUTEBOOK_COMPLETE={shell}_complete" in printed.stdout


@pytest.mark.parametrize(
    ("typed", "offered"), [("ru", []), ("th", ["thread"]), ("ask --exp", ["--explain"]), ("eval comp", ["compare"])]
)
def test_commands_and_options_are_completed(typed: str, offered: list[str]) -> None:
    *before, last = typed.split(" ")
    completed = ShellComplete(app.main, {}, "minutebook", "_MINUTEBOOK_COMPLETE").get_completions(before, last)
    assert [one.value for one in completed] == offered


# Running it


def test_a_home_is_backed_up_restored_and_rid_of_a_document(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = tmp_path / "again"
    monkeypatch.setenv("MINUTEBOOK_KEEP_DAYS", "7")
    assert minutebook("backup", "b.zip", home=made).stdout.startswith("1 documents (schema ")
    assert "'b.zip' is there already; name" in sentence(minutebook("backup", "b.zip", home=made))
    monkeypatch.delenv("MINUTEBOOK_KEEP_DAYS")
    restored = minutebook("restore", "b.zip", home=again)
    assert "holds the 1 documents of 20" in restored.stdout
    assert "made with MINUTEBOOK_KEEP_DAYS=7; set that again" in restored.stdout
    assert "isn't empty; name a new folder with --home" in sentence(minutebook("restore", "b.zip", home=again))
    (again / "notes.txt").write_text(WALL)
    left = minutebook("remove", "wall.txt", home=again)
    assert left.exit_code == 1
    assert f"Left of it: {again / 'notes.txt'} holds words of it." in left.stdout
    assert minutebook("status", home=again).exit_code == 0


# Who may sign in


def test_users_are_added_listed_and_removed(tmp_path: Path) -> None:
    home = tmp_path / "home"

    def users(*arguments: str, password: str | None = None) -> Result:
        return CliRunner().invoke(app.main, ["users", *arguments, "--home", str(home)], input=password)

    assert "`minutebook users add NAME`" in users("list").stdout
    added = users("add", "Ann", "--role", "officer", password="correct horse battery\n")
    assert (added.exit_code, added.stdout) == (0, "Ann may sign in as officer.\n")
    assert users("add", "Dai", "--no-password").exit_code == 0
    assert json.loads(users("list", "--json").stdout) == [
        {"name": "Ann", "role": "officer", "password": True},
        {"name": "Dai", "role": "reader", "password": False},
    ]
    assert users("remove", "Ann").exit_code == 0
    assert users("list").stdout == "Dai: reader, where a trusted proxy names them\n"
    assert "There is no user 'Ann'" in sentence(users("remove", "Ann"))
    assert "choose one of 12 letters or more" in sentence(users("add", "Eve", password="short\n"))


# A first try


def test_the_demo_serves_the_sample_from_a_home_of_its_own(
    tmp_path: Path, embeddings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = []
    monkeypatch.setattr("app._serve", lambda settings, **_address: served.append(settings.home))
    monkeypatch.setattr("ingest.job.ingest", lambda paths, ledger, *_more: served.append(sorted(paths[0].iterdir())))
    monkeypatch.setenv("MINUTEBOOK_HOME", str(tmp_path / "real"))
    monkeypatch.setenv("MINUTEBOOK_CACHE", str(tmp_path / "cache"))
    assert minutebook("demo").exit_code == 0
    assert served == [sorted((PROJECT / "eval" / "data" / "minutes").iterdir()), tmp_path / "cache" / "demo"]
    assert not (tmp_path / "real").exists()


def test_the_demo_mixes_no_invented_minutes_with_others(made: Path, tmp_path: Path) -> None:
    home = shutil.copytree(made, tmp_path / "home")
    assert "name an empty folder, or leave --home out" in sentence(minutebook("demo", home=home))


@pytest.mark.parametrize("group", ["users", "eval"])
def test_no_summary_of_a_command_is_cut(group: str) -> None:
    assert "..." not in CliRunner().invoke(app.main, [group, "--help"]).output.partition("Commands:")[2]


@pytest.mark.parametrize("separator", ["\x85", "\u2028", "\u2029"])
def test_a_line_of_json_is_one_line_whatever_its_text_holds(separator: str, capsys: pytest.CaptureFixture[str]):
    held = {"document": f"minutes of 4 April{separator}2019.md", "text": "Café, £450"}
    echo_json(held)
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line) == held
    assert "Café, £450" in line
