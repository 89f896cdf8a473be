import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from app import main
from rag.settings import ModelPart, Settings


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("write", {ModelPart.WRITE}),
        ("read, write", {ModelPart.READ, ModelPart.WRITE}),
        ("plan,read,write,", set(ModelPart)),
        ("", set()),
    ],
)
def test_the_parts_of_a_model_are_named_with_commas(said: str, parts: set[ModelPart], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MINUTEBOOK_MODEL_PARTS", said)
    assert Settings().model_parts == parts


def test_by_default_there_is_no_model_and_one_that_is_named_only_writes():
    assert Settings().model is None
    assert Settings().model_parts == {ModelPart.WRITE}


def test_a_part_that_there_is_not_is_refused_by_the_settings_name(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MINUTEBOOK_MODEL_PARTS", "read,judge")
    with pytest.raises(ValidationError):
        Settings()
    told = CliRunner().invoke(main, ["ask", "What was decided?"])
    assert told.exit_code == 2
    assert told.output.startswith("minutebook: MINUTEBOOK_MODEL_PARTS is 'judge': ")
