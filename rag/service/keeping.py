"""What is kept in a database of its own: answers as they were given, what people say of them, and conversations."""

import json
import secrets
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Any

from rag.answers import Answer, Question
from rag.errors import HomeOutdated, StorageFailure, UnknownAnswer
from rag.ledger.connection import server_base
from rag.ledger.copying import pour
from rag.ledger.database import Database
from rag.ledger.sqlite import SQLite
from rag.settings import Server

_VERSION = 2
_MOST = 200  # conversations of one person: of more the one changed longest ago goes
_CONVERSATIONS = """
CREATE TABLE conversations (owner TEXT NOT NULL, id TEXT NOT NULL, changed_on TEXT NOT NULL, turns TEXT NOT NULL);
CREATE UNIQUE INDEX conversations_by_owner ON conversations (owner, id);
"""
_SCHEMA = f"""{_CONVERSATIONS}
CREATE TABLE answers (
    id TEXT PRIMARY KEY, asked_on TEXT NOT NULL, question TEXT NOT NULL, record TEXT NOT NULL,
    exempt INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX answers_by_day ON answers (asked_on);
CREATE TABLE feedback (
    answer TEXT NOT NULL REFERENCES answers, given_on TEXT NOT NULL, verdict TEXT NOT NULL, note TEXT NOT NULL,
    paragraph TEXT
);
CREATE INDEX feedback_by_answer ON feedback (answer);
"""
_STEPS = {  # what leads here from each version
    0: _SCHEMA,
    1: f"{_CONVERSATIONS} ALTER TABLE answers ADD COLUMN exempt INTEGER NOT NULL DEFAULT 0",
}


class Verdict(StrEnum):
    """What somebody says of an answer."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """An answer as it was given.

    Attributes:
        asked_on: when, in UTC, as "2026-11-26T09:30:00+00:00".
        question: what was asked, with its history and bounds.
        record: its answer record.
        exempt: whether it cites what was taken with press and public excluded, by what was known as it was given.
    """

    id: str
    asked_on: str
    question: Question
    record: Mapping[str, Any]
    exempt: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What somebody said of an answer.

    Attributes:
        paragraph: the id of one that proves the right answer, where they name one.
    """

    answer: KeptAnswer
    verdict: Verdict
    note: str = ""
    paragraph: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation of somebody who signed in.

    Attributes:
        changed_on: when it was last changed, in UTC.
        turns: its questions in order, each with its number, state and, as `answer`, the id of the answer kept for it.
    """

    id: str
    changed_on: str
    turns: Sequence[Mapping[str, Any]]


class Kept:
    """What is kept of one home, or on the server of its ledger for all services of a council; threads may share it."""

    def __init__(self, home: Path, server: Server | None = None) -> None:
        """Raises StorageFailure, SettingsError, or HomeOutdated where a newer program made the tables."""
        self._one_at_a_time = Lock()
        self._base = _on_server(server) if server else _in_file(home / "service.sqlite")
        self._base.what = "What the service keeps"
        try:
            if server:
                self._bring_up_to_date(server.council, "set MINUTEBOOK_COUNCIL to another")
            else:
                self._bring_up_to_date(str(home), "move them (service.sqlite) away")
        except BaseException:
            self._base.close()
            raise

    def _bring_up_to_date(self, place: str, way_out: str) -> None:
        if self._base.version() == _VERSION:
            return
        with self._base.writing():  # whoever else opens it waits, and then finds it done
            version = self._base.version()
            if version != _VERSION and version not in _STEPS:
                raise HomeOutdated(
                    f"The answers kept in {place!r} were written by a newer Minutebook; update it, or {way_out}."
                )
            for statement in _STEPS.get(version, "").split(";"):
                if statement.strip():
                    self._base.execute(self._base.written_for(statement.strip()))
            self._base.set_version(_VERSION)

    def copy_into(self, other: "Kept") -> None:
        """Keep in another all that is kept here, as it is at one moment, in place of what was kept there."""
        with self._base.snapshot(), other._writing() as base:
            for table in ("feedback", "answers", "conversations"):
                base.execute(f"DELETE FROM {table}")
            pour(self._base, base, _SCHEMA)

    def forget(self, days: int) -> None:
        """Let go of conversations unchanged for some days, and of older answers that are in none and weren't judged."""
        until = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")
        with self._writing() as base:
            base.execute("DELETE FROM conversations WHERE changed_on <= ?", (until,))
            turns = [
                turn for row in base.execute("SELECT turns FROM conversations") for turn in json.loads(row["turns"])
            ]
            base.execute(
                """DELETE FROM answers WHERE asked_on <= ? AND id NOT IN (SELECT answer FROM feedback)
                   AND id NOT IN (SELECT value FROM json_each(?))""",
                (until, json.dumps([turn["answer"] for turn in turns if turn["answer"]])),
            )

    def withdraw(self, document: str, paragraphs: Collection[str]) -> int:
        """How many answers are let go of, with all that was said of them: those that cite a document.

        `paragraphs` are the ids that its paragraphs have or had. What was said that names one of them goes too, and so
        do the questions in conversations that they answered; nothing of it stays in the file's free pages.
        """
        gone = {
            row["id"]
            for row in self._rows("SELECT id, record FROM answers")
            if any(
                one["document"] == document or one["paragraph_id"] in paragraphs
                for one in json.loads(row["record"]).get("citations", ())
            )
        }
        said = self._rows("SELECT rowid AS place, answer, paragraph FROM feedback")
        with self._writing() as base:
            base.executemany(
                "DELETE FROM feedback WHERE rowid = ?",
                [(row["place"],) for row in said if row["answer"] in gone or row["paragraph"] in paragraphs],
            )
            base.executemany("DELETE FROM answers WHERE id = ?", [(id,) for id in gone])
            for row in base.execute("SELECT * FROM conversations").fetchall():
                turns = [turn for turn in json.loads(row["turns"]) if turn["answer"] not in gone]
                base.execute(
                    "UPDATE conversations SET turns = ? WHERE owner = ? AND id = ?",
                    (json.dumps(turns, ensure_ascii=False), row["owner"], row["id"]),
                )
            base.execute("DELETE FROM conversations WHERE turns = '[]'")
        with self._one_at_a_time:
            self._base.compact()
        return len(gone)

    def close(self) -> None:
        """Let go of the database."""
        self._base.close()

    def keep(self, answer: Answer, id: str | None = None) -> str:
        """The id under which an answer is kept from now on, a new one that nobody can guess unless one is given."""
        id = id or new_id()
        asked = json.dumps({**asdict(answer.question), "without": sorted(answer.question.without)})
        record = json.dumps(answer.record(), ensure_ascii=False)
        with self._writing() as base:
            exempt = any(one.cited.exempt for one in answer.citations)
            base.execute(
                """INSERT INTO answers VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
                   SET asked_on = excluded.asked_on, question = excluded.question, record = excluded.record,
                       exempt = excluded.exempt""",
                (id, _now(), asked, record, exempt),
            )
        return id

    def kept(self, id: str) -> KeptAnswer:
        """The answer that is kept under an id; raises UnknownAnswer where there is none."""
        row = next(iter(self._rows("SELECT * FROM answers WHERE id = ?", id)), None)
        if row is None:
            raise UnknownAnswer(f"No answer is kept under {id!r}: check the address, or ask the question anew.")
        return _kept(row)

    def say(self, answer: str, verdict: Verdict, note: str = "", paragraph: str | None = None) -> None:
        """Keep what somebody says of a kept answer, whose id is given; raises UnknownAnswer."""
        self.kept(answer)
        with self._writing() as base:
            base.execute(
                "INSERT INTO feedback (answer, given_on, verdict, note, paragraph) VALUES (?, ?, ?, ?, ?)",
                (answer, _now(), verdict, note, paragraph),
            )

    def said(self) -> Sequence[Feedback]:
        """All that was said, in the order in which it was; of what was said of one answer the last counts."""
        rows = self._rows(
            """SELECT a.*, f.verdict, f.note, f.paragraph FROM feedback f JOIN answers a ON a.id = f.answer
               WHERE f.rowid IN (SELECT max(rowid) FROM feedback GROUP BY answer) ORDER BY f.rowid"""
        )
        return [
            Feedback(answer=_kept(row), verdict=Verdict(row["verdict"]), note=row["note"], paragraph=row["paragraph"])
            for row in rows
        ]

    def conversations(self, owner: str) -> Sequence[Conversation]:
        """The conversations of one person, the one changed last first."""
        rows = self._rows("SELECT * FROM conversations WHERE owner = ? ORDER BY changed_on DESC, rowid DESC", owner)
        return [
            Conversation(id=row["id"], changed_on=row["changed_on"], turns=json.loads(row["turns"])) for row in rows
        ]

    def converse(self, owner: str, id: str, turns: Sequence[Mapping[str, Any]]) -> None:
        """Keep a conversation of one person, in the place of what was kept of it; too many, and the oldest go."""
        with self._writing() as base:
            base.execute("DELETE FROM conversations WHERE owner = ? AND id = ?", (owner, id))
            written = json.dumps(list(turns), ensure_ascii=False)
            base.execute("INSERT INTO conversations VALUES (?, ?, ?, ?)", (owner, id, _now(), written))
            base.execute(
                """DELETE FROM conversations WHERE owner = ? AND id NOT IN (
                       SELECT id FROM conversations WHERE owner = ? ORDER BY changed_on DESC, rowid DESC LIMIT ?)""",
                (owner, owner, _MOST),
            )

    def leave(self, owner: str, ids: Collection[str]) -> None:
        """Let go of some conversations of one person."""
        with self._writing() as base:
            base.executemany("DELETE FROM conversations WHERE owner = ? AND id = ?", [(owner, id) for id in ids])

    def _rows(self, query: str, *values: str) -> list[Any]:
        with self._one_at_a_time:
            return self._base.read(query, values)

    @contextmanager
    def _writing(self) -> Iterator[Database]:
        with self._one_at_a_time, self._base.writing():
            yield self._base


def _in_file(path: Path) -> Database:
    try:
        base = sqlite3.connect(path, timeout=30, check_same_thread=False, factory=SQLite)
        base.row_factory = sqlite3.Row
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("PRAGMA foreign_keys=ON")
    except sqlite3.Error as error:
        raise StorageFailure(
            f"Nothing can be kept in the home's {path.name} ({error}); make room, or move that file away."
        ) from error
    return base


def _on_server(server: Server) -> Database:
    """In a schema of its own beside the ledger's, for every write to that makes services read the minutes anew."""
    return server_base(replace(server, council=f"{server.council}.service"), create=True)


def new_id() -> str:
    """An id for an answer that nobody can guess: who has it may read the answer."""
    return secrets.token_urlsafe(12)


def _kept(row: Any) -> KeptAnswer:
    asked = json.loads(row["question"])
    question = Question(**{**asked, "history": tuple(asked["history"]), "without": frozenset(asked["without"])})
    return KeptAnswer(
        id=row["id"],
        asked_on=row["asked_on"],
        question=question,
        record=json.loads(row["record"]),
        exempt=bool(row["exempt"]),
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
