from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import ValidationError
from pydantic_core import PydanticUndefined

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


def row(name: str) -> str:
    """The line of a setting in the table of docs/running.md; a default that is a folder of the machine is left out."""
    field = Settings.model_fields[name]
    default = field.default
    if default is None or default is PydanticUndefined or (isinstance(default, Path) and default.is_absolute()):
        said = ""
    elif isinstance(default, bool):
        said = f"`{'on' if default else 'off'}`"
    elif isinstance(default, frozenset | tuple):
        said = ", ".join(f"`{one}`" for one in sorted(map(str, default)))
    else:
        said = f"`{default}`"
    return f"| `MINUTEBOOK_{name.upper()}` | {said} | {field.description} |"


def test_the_table_of_settings_says_what_there_is_to_set_and_nothing_else():
    written = (Path(__file__).parents[2] / "docs" / "running.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in written if line.startswith("| `MINUTEBOOK_")]
    assert rows == [row(name) for name in Settings.model_fields]


def test_what_was_set_is_told_as_its_variables_say_it_but_for_keys(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MINUTEBOOK_MODEL_PARTS", "write, read")
    monkeypatch.setenv("MINUTEBOOK_MODEL_KEY", "s3cret")
    monkeypatch.setenv("MINUTEBOOK_KEEP_DAYS", "7")
    assert Settings(home=Path("here")).printable() == {
        "MINUTEBOOK_KEEP_DAYS": "7",
        "MINUTEBOOK_MODEL_PARTS": "read,write",
    }
