from typing import TYPE_CHECKING, Any

import pytest
from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr

from rag.chat_models import chat_model, first_line
from rag.errors import SettingsError
from rag.settings import Settings

if TYPE_CHECKING:
    from tests.rag.conftest import Server


def model_at(address: str, **others: Any) -> BaseChatModel:
    model = chat_model(Settings(writer=address, **others), 77)
    assert model is not None
    return model


@pytest.mark.parametrize("name", [None, "", "  "])
def test_no_model_is_named_by_default(name: str | None):
    assert chat_model(Settings(writer=name), 77) is None


def test_a_model_behind_an_address_is_asked_soberly_and_within_bounds(server: "Server"):
    assert model_at(server.url).invoke("Was it sold?").content == "The pump was sold [1]."
    (body,) = server.bodies
    assert body["temperature"] == 0
    assert (body.get("max_tokens") or body["max_completion_tokens"]) == 77
    assert [message["content"] for message in body["messages"]] == ["Was it sold?"]


@pytest.mark.parametrize(("ending", "model"), [("", "default"), ("#qwen2.5", "qwen2.5")])
def test_an_address_may_name_its_model(ending: str, model: str, server: "Server"):
    model_at(server.url + ending).invoke("Was it sold?")
    assert server.bodies[0]["model"] == model


def test_another_servers_key_is_never_sent_to_an_address(server: "Server", monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-openai")
    model_at(server.url).invoke("Was it sold?")
    model_at(server.url, writer_key=SecretStr("ours")).invoke("Was it sold?")
    assert server.keys == ["Bearer none", "Bearer ours"]


def test_a_provider_whose_package_is_missing_is_named_with_the_package():
    with pytest.raises(SettingsError, match="pip install langchain-anthropic"):
        model_at("anthropic:claude-sonnet")


@pytest.mark.parametrize("name", ["gpt-4o", "openai:", ":gpt-4o", "localhost"])
def test_a_name_that_is_no_provider_and_no_address_is_refused(name: str):
    with pytest.raises(SettingsError, match="provider:model"):
        model_at(name)


def test_an_unknown_provider_is_refused_in_one_line():
    with pytest.raises(SettingsError, match="'nobody:model' can't be used") as failure:
        model_at("nobody:model")
    assert "\n" not in str(failure.value)


def test_a_provider_without_its_key_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(SettingsError, match="can't be used"):
        model_at("openai:gpt-4o")


def test_a_provider_with_its_key_is_built(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    assert getattr(model_at("openai:gpt-4o"), "max_tokens", None) == 77


def test_of_an_error_the_first_line_is_told_and_of_a_silent_one_its_class():
    assert first_line(ValueError("\n no such model\nmore")) == "no such model"
    assert first_line(ValueError()) == "ValueError"
