import pytest

from rag.errors import MissingPromptVariable, PromptError, PromptNotFound
from rag.prompting import Prompt, load_prompt

FROZEN = {
    "answer/v1": "f0947e08f164",
    "judge/v1": "b73acc02250e",
    "mend/v1": "e0df1acd1145",
    "naive/v1": "2073f79694c7",
    "plan/v1": "6939ea13d9a1",
    "read/v1": "2cc65a899000",
    "read/v2": "399e4d66619a",
    "score/v1": "aa22ebeadbd4",
}
"""A version that a report cites is never changed: make the next one, and pin it here."""


@pytest.fixture
def prompt() -> Prompt:
    return Prompt(name="greeting/v1", system="You are $who.", user="Say {hello} to $name for $$5.")


@pytest.mark.parametrize("name", FROZEN)
def test_a_version_of_a_prompt_never_changes(name: str):
    assert load_prompt(name).fingerprint == FROZEN[name]


def test_every_version_is_listed_in_the_readme_with_its_fingerprint():
    from importlib.resources import files

    readme = files("prompts").joinpath("README.md").read_text(encoding="utf-8")
    for name, fingerprint in FROZEN.items():
        assert f"`{name}`" in readme
        assert fingerprint in readme


def test_the_fingerprint_tells_both_parts(prompt: Prompt):
    moved = Prompt(name=prompt.name, system="", user=prompt.system + prompt.user)
    assert moved.fingerprint != prompt.fingerprint
    assert len(prompt.fingerprint) == 12


def test_variables_are_filled_in_and_braces_are_free(prompt: Prompt):
    system, user = prompt.render(who="the clerk", name="Ada")
    assert system == "You are the clerk."
    assert user == "Say {hello} to Ada for $5."


def test_dollars_in_a_value_go_through_unharmed(prompt: Prompt):
    assert (
        prompt.render(who="$name", name="$who and ${x} and US$5 $").user
        == "Say {hello} to $who and ${x} and US$5 $ for $5."
    )


def test_a_missing_variable_is_named(prompt: Prompt):
    with pytest.raises(MissingPromptVariable, match="'greeting/v1' needs name"):
        prompt.render(who="the clerk")


def test_a_variable_that_no_template_names_is_refused(prompt: Prompt):
    with pytest.raises(PromptError, match="has no nmae"):
        prompt.render(who="the clerk", name="Ada", nmae="Ada")


@pytest.mark.parametrize("name", ["answer/v999", "answer", "", "../prompts/answer/v1", "answer/v1/"])
def test_an_unknown_prompt_is_answered_with_those_that_exist(name: str):
    with pytest.raises(PromptNotFound, match="answer/v1"):
        load_prompt(name)
