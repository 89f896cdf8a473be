import pytest

from eval import naive
from eval.systems import PythonSystem
from rag.chat_models import Chat
from rag.errors import WrongUse
from tests.models import saying


@pytest.fixture
def minutes(tmp_path, monkeypatch):
    """A folder with two sets of minutes, as the one that the chain reads."""
    (tmp_path / "pond.txt").write_text("The pond was dredged in May and the ducks came back.", encoding="utf-8")
    (tmp_path / "wall.txt").write_text("The wall was mended for £450 by Hale and Sons.", encoding="utf-8")
    monkeypatch.setenv("MINUTES", str(tmp_path))


def test_the_nearest_chunk_is_quoted_whole_and_all_that_was_found_is_told(minutes, gold):
    record = PythonSystem("eval.naive:quoting").answer(gold(question="What did mending the wall cost?"))
    assert record["text"] == "The wall was mended for £450 by Hale and Sons."
    assert [one["document"] for one in record["citations"]] == ["wall.txt"]
    assert [one["document"] for one in record["retrieved"]] == ["wall.txt", "pond.txt"]


def test_a_model_writes_from_what_was_found_and_may_not_know(minutes, gold, monkeypatch):
    chat = Chat(saying("It cost £450.", "I don’t know the answer."), name="fake")
    monkeypatch.setattr(naive, "_chat", lambda: chat)
    system = PythonSystem("eval.naive:writing")
    record = system.answer(gold(question="What did mending the wall cost?"))
    assert (record["text"], len(record["citations"])) == ("It cost £450.", 2)
    assert system.answer(gold(question="Who swam in the pond?"))["text"] == ""


def test_without_a_model_nothing_is_written(minutes, monkeypatch):
    monkeypatch.delenv("MINUTEBOOK_MODEL", raising=False)
    with pytest.raises(WrongUse, match="set MINUTEBOOK_MODEL"):
        naive.written("Who swam?")
