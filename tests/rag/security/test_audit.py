import json
import stat
from pathlib import Path

import pytest
from starlette.middleware import Middleware

from rag.errors import SettingsError
from rag.security.audit import Audit, AuditLog
from rag.security.people import Person, Role
from rag.security.signin import Anybody, SignIn

ANN = Middleware(SignIn, vouchers=(Anybody(Person(name="Ann", role=Role.OFFICER)),))
QUESTION = {"question": "Who mended the wall?"}


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_who_asked_for_what_is_noted_without_a_word_of_it(behind, tmp_path: Path) -> None:
    client = behind(Middleware(Audit, log=AuditLog(tmp_path / "audit.jsonl")), ANN)
    client.post("/api/ask", json=QUESTION)
    client.get("/api/paragraphs/abc", params=QUESTION)
    client.get("/theme.css")
    asked, shown = lines(tmp_path / "audit.jsonl")
    assert asked.pop("time")
    assert asked == {
        "who": "Ann",
        "role": "officer",
        "address": "192.0.2.7",
        "method": "POST",
        "path": "/api/ask",
        "status": 200,
        "answer": "abcdefghijklmnop",
    }
    assert shown["path"] == "/api/paragraphs/abc"
    assert "wall" not in (tmp_path / "audit.jsonl").read_text()


@pytest.mark.parametrize(
    "how",
    [
        {"url": "/api/ask", "json": QUESTION},
        {"url": "/api/ask", "params": QUESTION},
        {"url": "/page/ask", "json": {"question": {"text": "Who mended the wall?"}}},
        {"url": "/gradio_api/queue/join", "json": {"data": ["Who mended the wall?", None], "fn_index": 0}},
    ],
)
def test_the_words_are_noted_where_they_are_asked_for(behind, tmp_path: Path, how: dict[str, object]) -> None:
    log = AuditLog(tmp_path / "audit.jsonl")
    behind(Middleware(Audit, log=log, questions=True), ANN).post(**how)
    assert lines(tmp_path / "audit.jsonl")[0]["question"] == "Who mended the wall?"


@pytest.mark.parametrize("body", [b"", b"[]", b"not json", b'{"data": []}', b'{"question": 1}', b"\xff"])
def test_what_asks_nothing_is_noted_without_words(behind, tmp_path: Path, body: bytes) -> None:
    log = AuditLog(tmp_path / "audit.jsonl")
    assert behind(Middleware(Audit, log=log, questions=True), ANN).post("/api/x", content=body).status_code == 200
    assert "question" not in lines(tmp_path / "audit.jsonl")[0]


def test_the_file_is_its_owners_alone_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "audit.jsonl"
    for who in ("Ann", "Bob"):
        AuditLog(path).write(who=who, answer=None)
    assert [line["who"] for line in lines(path)] == ["Ann", "Bob"]
    assert "answer" not in lines(path)[0]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="set MINUTEBOOK_AUDIT to another"):
        AuditLog(tmp_path)
