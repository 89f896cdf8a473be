"""What is written for CI calls commands and options that there are."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

import app
from eval.gates import Gates
from eval.suite import run

PROJECT = Path(__file__).parents[2]
ACTION = yaml.safe_load((PROJECT / ".github/actions/evaluate/action.yml").read_text(encoding="utf-8"))
GUIDE = (PROJECT / "docs/evaluating.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", GUIDE, re.DOTALL)
OPTIONS = {option for parameter in run.params for option in parameter.opts if option.startswith("--")}


def test_the_action_names_only_inputs_that_it_has():
    steps = str(ACTION["runs"]["steps"])
    assert set(re.findall(r"inputs\.(\w+)", steps)) == set(ACTION["inputs"])


def test_the_action_and_the_makefile_give_only_options_that_there_are():
    (asking,) = (step["run"] for step in ACTION["runs"]["steps"] if "eval run" in step.get("run", ""))
    target = (PROJECT / "Makefile").read_text(encoding="utf-8").partition("eval run")[2].partition("\n\n")[0]
    for text in (asking, target):
        given = set(re.findall(r"(?<![\w-])--[a-z]+", text))
        assert given
        assert given <= OPTIONS | {"--home"}


def test_the_guide_names_only_commands_and_options_that_there_are():
    evaluation = app.main.get_command(None, "eval")  # type: ignore[arg-type]
    commands = evaluation.commands  # type: ignore[union-attr]
    called = re.findall(r"minutebook eval ([a-z]+)(.*)", GUIDE)
    assert called
    for name, rest in called:
        known = {option for parameter in commands[name].params for option in parameter.opts}
        assert set(re.findall(r"(?<![\w-])--[a-z]+", rest.partition("#")[0])) <= known


@pytest.mark.parametrize(("kind", "text"), BLOCKS, ids=[f"{kind}{n}" for n, (kind, _) in enumerate(BLOCKS)])
def test_the_guides_examples_can_be_read(kind: str, text: str):
    match kind:
        case "toml":
            assert Gates.model_validate(tomllib.loads(text)).never
        case "yaml":
            assert yaml.safe_load(text)
        case "python":
            names: dict[str, object] = {}
            exec(text, names)
            assert "ask" in names
        case _:
            assert kind == "console"
