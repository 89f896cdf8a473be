from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import TYPE_CHECKING

import pytest

from rag.answers import Question
from rag.errors import HomeOutdated, StorageFailure, UnknownAnswer
from rag.service.keeping import Kept, Verdict
from rag.settings import Server

if TYPE_CHECKING:
    from tests.rag.service.conftest import OneProof

ASKED = Question(
    text="And when?", id="q", history=("a?",), as_of="2024-01-31", body="X", without=frozenset({"body", "date"})
)


Opened = Callable[[], Kept]


@pytest.fixture
def opened(tmp_path: Path, database: Server | None) -> Opened:
    """Opens what is kept: in the home's file, and once more on a server."""
    return lambda: Kept(tmp_path, database)


def test_an_answer_comes_back_as_it_was(opened: Opened, assistant: "OneProof"):
    answer = assistant.answer(ASKED)
    with closing(opened()) as kept:
        id = kept.keep(answer)
    with closing(opened()) as kept:
        again = kept.kept(id)
        assert again.question == ASKED
        assert again.record["text"] == answer.text
        with pytest.raises(UnknownAnswer):
            kept.kept("other")


def test_answers_go_after_their_days_but_for_those_that_were_judged(opened: Opened, assistant: "OneProof"):
    with closing(opened()) as kept:
        judged, other = kept.keep(assistant.answer(ASKED)), kept.keep(assistant.answer(ASKED))
        kept.say(judged, Verdict.RIGHT)
        kept.forget(days=1)
        assert kept.kept(other).id == other
        kept.forget(days=0)
        assert kept.kept(judged).id == judged
        with pytest.raises(UnknownAnswer):
            kept.kept(other)


def test_of_what_was_said_of_one_answer_the_last_counts(opened: Opened, assistant: "OneProof"):
    with closing(opened()) as kept:
        id = kept.keep(assistant.answer(ASKED))
        kept.say(id, Verdict.RIGHT)
        kept.say(id, Verdict.WRONG, "the tender", "wall.txt-0")
        [said] = kept.said()
        assert (said.answer.id, said.verdict, said.note, said.paragraph) == (id, "wrong", "the tender", "wall.txt-0")
        with pytest.raises(UnknownAnswer):
            kept.say("other", Verdict.RIGHT)


def turn(answer: str | None = None, number: int = 1) -> dict[str, object]:
    return {"number": number, "asked": {"text": "When?"}, "state": "done", "answer": answer}


def test_a_conversation_is_its_owners(opened: Opened):
    with closing(opened()) as kept:
        for owner, number in (("Ann", 1), ("Dai", 2), ("Ann", 3)):
            kept.converse(owner, "c1", [turn(number=number)])
        kept.converse("Ann", "c2", [turn()])
        assert [one.id for one in kept.conversations("Ann")] == ["c2", "c1"]
        assert kept.conversations("Ann")[1].turns == [turn(number=3)]
        kept.leave("Dai", ["c1", "c2"])
        assert kept.conversations("Dai") == []
        assert len(kept.conversations("Ann")) == 2


def test_of_too_many_conversations_the_oldest_go(opened: Opened, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("rag.service.keeping._MOST", 2)
    with closing(opened()) as kept:
        kept.converse("Dai", "c0", [turn()])
        for number in range(3):
            kept.converse("Ann", f"c{number}", [turn()])
        assert [one.id for one in kept.conversations("Ann")] == ["c2", "c1"]
        assert [one.id for one in kept.conversations("Dai")] == ["c0"]


def test_an_answer_stays_as_long_as_its_conversation(tmp_path: Path, assistant: "OneProof"):
    with closing(Kept(tmp_path)) as kept:
        id = kept.keep(assistant.answer(ASKED))
        kept.converse("Ann", "c1", [turn(id), turn(None, 2)])
        with closing(connect(tmp_path / "service.sqlite")) as base, base:
            base.execute("UPDATE answers SET asked_on = '2020-01-01'")
        kept.forget(days=1)
        assert kept.kept(id).id == id
        kept.forget(days=0)
        assert kept.conversations("Ann") == []
        with pytest.raises(UnknownAnswer):
            kept.kept(id)


def test_a_file_of_an_older_program_takes_conversations_too(tmp_path: Path, assistant: "OneProof"):
    with closing(Kept(tmp_path)) as kept:
        id = kept.keep(assistant.answer(ASKED))
    with closing(connect(tmp_path / "service.sqlite")) as base:
        base.executescript("DROP TABLE conversations; ALTER TABLE answers DROP COLUMN exempt; PRAGMA user_version = 1")
    with closing(Kept(tmp_path)) as kept:
        kept.converse("Ann", "c1", [turn(id)])
        assert kept.kept(id).exempt is False


def test_a_file_of_a_newer_program_is_left_alone(tmp_path: Path):
    with closing(connect(tmp_path / "service.sqlite")) as base:
        base.execute("PRAGMA user_version = 99")
    with pytest.raises(HomeOutdated, match="newer"):
        Kept(tmp_path)


def test_a_file_that_is_none_is_told(tmp_path: Path):
    (tmp_path / "service.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(StorageFailure, match="move that file away"):
        Kept(tmp_path)


def test_what_is_withdrawn_is_every_answer_that_cites_a_document_and_what_was_said_of_it(
    tmp_path: Path, opened: Opened, assistant: "OneProof"
):
    with closing(opened()) as kept:
        answer = assistant.answer(ASKED)
        id = kept.keep(answer)
        kept.say(id, Verdict.RIGHT, "a note of it")
        cited = answer.record()["citations"][0]
        kept.converse("Ann", "c1", [turn(id), turn(None, 2)])
        kept.converse("Ann", "c2", [turn(id)])
        assert kept.withdraw("another.txt", ["another-0"]) == 0
        assert kept.kept(id).id == id
        assert kept.withdraw("called otherwise now", [cited["paragraph_id"]]) == 1
        assert kept.said() == []
        assert [(one.id, len(one.turns)) for one in kept.conversations("Ann")] == [("c1", 1)]
    for file in tmp_path.iterdir():
        assert b"a note of it" not in file.read_bytes()


def test_what_is_kept_goes_from_a_desk_to_a_server_and_back(
    tmp_path: Path, council: Callable[[], Server], assistant: "OneProof"
):
    there = tmp_path / "there"
    there.mkdir()
    with closing(Kept(tmp_path)) as desk, closing(Kept(tmp_path, council())) as server, closing(Kept(there)) as again:
        id = desk.keep(assistant.answer(ASKED))
        desk.say(id, Verdict.RIGHT)
        desk.converse("Ann", "c1", [turn(id)])
        server.keep(assistant.answer(ASKED))
        desk.copy_into(server)
        server.say(id, Verdict.WRONG)
        server.copy_into(again)
        assert [one.verdict for one in again.said()] == ["wrong"]
        assert again.kept(id) == desk.kept(id)
        assert again.conversations("Ann") == desk.conversations("Ann")


def test_what_one_service_keeps_another_of_its_council_has_and_no_other(
    tmp_path: Path, council: Callable[[], Server], assistant: "OneProof"
):
    place = council()
    with (
        closing(Kept(tmp_path, place)) as one,
        closing(Kept(tmp_path / "elsewhere", place)) as same,
        closing(Kept(tmp_path, council())) as another,
    ):
        id = one.keep(assistant.answer(ASKED))
        assert same.kept(id) == one.kept(id)
        with pytest.raises(UnknownAnswer):
            another.kept(id)
