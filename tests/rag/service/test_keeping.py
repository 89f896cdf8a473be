from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import TYPE_CHECKING

import pytest

from rag.answers import Question
from rag.errors import HomeOutdated, StorageFailure, UnknownAnswer
from rag.service.keeping import Kept, Verdict

if TYPE_CHECKING:
    from tests.rag.service.conftest import OneProof

ASKED = Question(
    text="And when?", id="q", history=("a?",), as_of="2024-01-31", body="X", without=frozenset({"body", "date"})
)


def test_an_answer_comes_back_as_it_was(tmp_path: Path, assistant: "OneProof"):
    answer = assistant.answer(ASKED)
    with closing(Kept(tmp_path)) as kept:
        id = kept.keep(answer)
    with closing(Kept(tmp_path)) as kept:
        again = kept.kept(id)
        assert again.question == ASKED
        assert again.record["text"] == answer.text
        with pytest.raises(UnknownAnswer):
            kept.kept("other")


def test_answers_go_after_their_days_but_for_those_that_were_judged(tmp_path: Path, assistant: "OneProof"):
    with closing(Kept(tmp_path)) as kept:
        judged, other = kept.keep(assistant.answer(ASKED)), kept.keep(assistant.answer(ASKED))
        kept.say(judged, Verdict.RIGHT)
        kept.forget(days=1)
        assert kept.kept(other).id == other
        kept.forget(days=0)
        assert kept.kept(judged).id == judged
        with pytest.raises(UnknownAnswer):
            kept.kept(other)


def test_of_what_was_said_of_one_answer_the_last_counts(tmp_path: Path, assistant: "OneProof"):
    with closing(Kept(tmp_path)) as kept:
        id = kept.keep(assistant.answer(ASKED))
        kept.say(id, Verdict.RIGHT)
        kept.say(id, Verdict.WRONG, "the tender", "wall.txt-0")
        [said] = kept.said()
        assert (said.answer.id, said.verdict, said.note, said.paragraph) == (id, "wrong", "the tender", "wall.txt-0")
        with pytest.raises(UnknownAnswer):
            kept.say("other", Verdict.RIGHT)


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
    tmp_path: Path, assistant: "OneProof"
):
    with closing(Kept(tmp_path)) as kept:
        answer = assistant.answer(ASKED)
        id = kept.keep(answer)
        kept.say(id, Verdict.RIGHT, "a note of it")
        cited = answer.record()["citations"][0]
        assert kept.withdraw("another.txt", ["another-0"]) == 0
        assert kept.kept(id).id == id
        assert kept.withdraw("called otherwise now", [cited["paragraph_id"]]) == 1
        assert kept.said() == []
    for file in tmp_path.iterdir():
        assert b"a note of it" not in file.read_bytes()
