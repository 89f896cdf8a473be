"""A language model asked over HTTP: a small real server stands in for it, and fails in each way that servers do."""

import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models.fake_chat_models import FakeMessagesListChatModel
from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig
from pydantic import SecretStr

from rag.chat_models import Chat, build_chat, first_line
from rag.errors import ModelFailure, SettingsError
from rag.prompting import Form, Prompt
from rag.settings import ModelPart, Settings

if TYPE_CHECKING:
    from tests.rag.conftest import Server

PROMPT = Prompt(name="ask/v1", system="Be brief.", user="$question")


def chat_at(address: str, config: RunnableConfig | None = None, **others: Any) -> Chat:
    chat = build_chat(Settings(model=address, **others), config)
    assert chat is not None
    return chat


def ask(chat: Chat) -> str:
    return chat.ask(ModelPart.READ, PROMPT, question="Was it sold?")


@pytest.mark.parametrize("name", [None, "", "  "])
def test_no_model_is_named_by_default(name: str | None):
    assert build_chat(Settings(model=name)) is None


def test_a_model_behind_an_address_is_asked_soberly_and_within_bounds(server: "Server"):
    assert ask(chat_at(server.url)) == "The pump was sold [1]."
    (body,) = server.bodies
    assert body["temperature"] == 0
    assert 0 < (body.get("max_tokens") or body["max_completion_tokens"]) < 1000
    assert [message["content"] for message in body["messages"]] == ["Be brief.", "Was it sold?"]


def test_an_answer_comes_in_pieces(server: "Server"):
    pieces = list(chat_at(server.url).stream(ModelPart.WRITE, PROMPT, question="Was it sold?"))
    assert (len(pieces), "".join(pieces)) == (5, "The pump was sold [1].")


@pytest.mark.parametrize(("ending", "model"), [("", "default"), ("#qwen2.5", "qwen2.5")])
def test_an_address_may_name_its_model(ending: str, model: str, server: "Server"):
    chat = chat_at(server.url + ending)
    ask(chat)
    assert server.bodies[0]["model"] == model
    assert chat.name == server.url + ending


def test_another_servers_key_is_never_sent_to_an_address(server: "Server", monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-openai")
    ask(chat_at(server.url))
    ask(chat_at(server.url, model_key=SecretStr("ours")))
    assert server.keys == ["Bearer none", "Bearer ours"]


@pytest.mark.parametrize(
    ("status", "way_out"),
    [
        (401, "MINUTEBOOK_MODEL_KEY"),
        (403, "MINUTEBOOK_MODEL_KEY"),
        (404, "correct MINUTEBOOK_MODEL"),
        (429, "wait a while"),
        (500, "unset MINUTEBOOK_MODEL"),
    ],
)
def test_a_server_that_refuses_is_a_failure_with_its_way_out_and_asked_once(
    server: "Server", status: int, way_out: str
):
    server.status = status
    with pytest.raises(ModelFailure, match=way_out) as failure:
        ask(chat_at(server.url))
    assert failure.value.__cause__ is not None
    assert "\n" not in str(failure.value)
    assert len(server.bodies) == 1


def silent(server: "Server") -> None:
    server.waits.clear()


def trickling(server: "Server") -> None:
    server.endless, server.pause = True, 0.01


def nothing(server: "Server") -> None:
    server.reply = ""


def blank(server: "Server") -> None:
    server.reply = " \n"


def a_web_page(server: "Server") -> None:
    server.raw = b"<!DOCTYPE html><html><body><h1>Sign in</h1></body></html>"


def ten_megabytes(server: "Server") -> None:
    server.reply = "x" * 10_000_000


def cut_off(server: "Server") -> None:
    server.dies = 2


FAULTS = (silent, trickling, nothing, blank, a_web_page, ten_megabytes, cut_off)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_server_that_gives_nothing_usable_is_a_failure(
    server: "Server", fault: Any, caplog: pytest.LogCaptureFixture
):
    fault(server)
    chat = chat_at(server.url, model_seconds=0.5)
    with chat.question() as spent, pytest.raises(ModelFailure) as failure:
        ask(chat)
    assert spent.problem == str(failure.value)
    assert spent.problem in caplog.text
    assert "\n" not in spent.problem


def test_a_server_that_is_not_there_is_a_failure():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with pytest.raises(ModelFailure, match=r"gave no answer .*unset MINUTEBOOK_MODEL"):
        ask(chat_at(address))


def test_a_model_that_failed_is_not_asked_again_for_the_same_question(
    server: "Server", caplog: pytest.LogCaptureFixture
):
    chat = chat_at(server.url)
    server.status = 500
    with chat.question():
        for _ in range(3):
            with pytest.raises(ModelFailure):
                ask(chat)
    assert (len(server.bodies), len(caplog.records)) == (1, 1)
    server.status = 200
    with chat.question() as spent:
        ask(chat)
    assert spent.problem is None


def test_an_answer_that_a_part_cant_use_is_told_but_the_model_may_be_asked_on(
    server: "Server", caplog: pytest.LogCaptureFixture
):
    chat = chat_at(server.url)
    with chat.question() as spent:
        ask(chat)
        failure = chat.unusable("named no sentence")
        ask(chat)
    assert spent.problem == str(failure) in caplog.text
    assert spent.calls == 2


def test_calls_and_tokens_of_a_question_are_counted(server: "Server"):
    chat = chat_at(server.url)
    with chat.question() as spent:
        ask(chat)
        ask(chat)
    ask(chat)
    usage = spent.usage
    assert (usage.calls, usage.prompts) == (2, (f"ask/v1 {PROMPT.fingerprint}",))
    assert (usage.tokens_in, usage.tokens_out) == (14, 14)


def test_counts_of_the_server_go_before_our_own():
    usage = {"input_tokens": 700, "output_tokens": 30, "total_tokens": 730}
    chat = Chat(FakeMessagesListChatModel(responses=[AIMessage("It was.", usage_metadata=usage)]), name="fake")
    with chat.question() as spent:
        assert ask(chat) == "It was."
    assert (spent.usage.tokens_in, spent.usage.tokens_out) == (700, 30)


def test_a_question_may_cost_so_many_calls(server: "Server"):
    chat = chat_at(server.url, model_calls=2)
    with chat.question() as spent:
        ask(chat)
        ask(chat)
        with pytest.raises(ModelFailure, match=r"asked 2 times .*MINUTEBOOK_MODEL_CALLS"):
            ask(chat)
    assert len(server.bodies) == 2
    assert spent.problem


def test_who_stops_listening_stops_the_model(server: "Server"):
    server.endless, server.pause = True, 0.01
    stream = chat_at(server.url).stream(ModelPart.WRITE, PROMPT, question="Was it sold?")
    next(stream)
    stream.close()
    assert server.left.wait(5)


class Sold(Form):
    """What was sold."""

    thing: str

    @classmethod
    def of_text(cls, said: str) -> "Sold":
        if "nothing" in said:
            raise ValueError("named nothing")
        return cls(thing=said)


def fill(chat: Chat) -> str:
    return chat.fill(Sold, ModelPart.READ, PROMPT, question="What was sold?").thing


@pytest.mark.parametrize(
    ("unknown", "asked"),
    [
        (set(), [{"response_format"}, {"response_format"}]),
        ({"response_format"}, [{"response_format"}, {"tools"}, {"tools"}]),
        ({"response_format", "tools"}, [{"response_format"}, {"tools"}, set(), set()]),
    ],
)
def test_what_a_server_can_be_held_to_is_tried_once_and_remembered(
    unknown: set[str], asked: list[set[str]], server: "Server"
):
    server.unknown = frozenset(unknown)
    server.reply = "the pump" if len(unknown) == 2 else '{"thing": "the pump"}'
    chat = chat_at(server.url)
    assert [fill(chat), fill(chat)] == ["the pump", "the pump"]
    assert [body.keys() & {"response_format", "tools"} for body in server.bodies] == asked


def test_a_server_that_passes_over_the_form_is_read_as_text_and_not_held_to_it_again(server: "Server"):
    server.reply = "the pump"
    chat = chat_at(server.url)
    assert [fill(chat), fill(chat)] == ["the pump", "the pump"]
    assert ["response_format" in body for body in server.bodies] == [True, False]


@pytest.mark.parametrize(
    ("output", "key"), [("json_schema", "response_format"), ("function_calling", "tools"), ("text", None)]
)
def test_a_setting_says_how_a_model_is_held_to_a_form(output: str, key: str | None, server: "Server"):
    server.reply = '{"thing": "the pump"}'
    assert fill(chat_at(server.url, model_output=output)) == "the pump"
    assert server.bodies[0].keys() & {"response_format", "tools"} == ({key} if key else set())


def test_a_server_that_does_not_know_what_the_setting_says_is_a_failure_with_its_name(server: "Server"):
    server.unknown = frozenset({"tools"})
    with pytest.raises(ModelFailure, match="MINUTEBOOK_MODEL_OUTPUT=function_calling"):
        fill(chat_at(server.url, model_output="function_calling"))


def test_a_refused_key_is_no_reason_to_try_another_form(server: "Server"):
    server.status = 401
    with pytest.raises(ModelFailure, match="MINUTEBOOK_MODEL_KEY"):
        fill(chat_at(server.url))
    assert len(server.bodies) == 1


def test_a_text_that_fills_in_nothing_is_a_failure_that_says_why(server: "Server"):
    server.reply = "nothing"
    with pytest.raises(ModelFailure, match="named nothing; try another model"):
        fill(chat_at(server.url))


def test_a_model_whose_package_calls_tools_without_streaming_fills_in_a_form():
    call = AIMessage("", tool_calls=[{"name": "Sold", "args": {"thing": "the pump"}, "id": "1"}])
    assert fill(Chat(FakeMessagesListChatModel(responses=[call]), name="fake")) == "the pump"


def test_how_likely_yes_is_comes_from_the_odds_of_yes_and_no_alone(server: "Server"):
    server.odds = {"Yes": 0.5, " yes": 0.1, "No": 0.2, "Maybe": 0.2}
    likely = chat_at(server.url).likely(ModelPart.READ, PROMPT, question="Was it sold?")
    assert likely == pytest.approx(0.75)
    (body,) = server.bodies
    assert (body["logprobs"], body["max_completion_tokens"]) == (True, 1)


@pytest.mark.parametrize("odds", [None, {"Maybe": 0.9}])
def test_a_model_that_tells_no_odds_is_a_failure(odds: dict[str, float] | None, server: "Server"):
    server.odds = odds
    with pytest.raises(ModelFailure, match="no log-probabilities"):
        chat_at(server.url).likely(ModelPart.READ, PROMPT, question="Was it sold?")


def test_what_is_used_in_a_day_is_bounded_over_restarts(server: "Server", tmp_path: Path):
    for _ in range(2):
        ask(chat_at(server.url, home=tmp_path, model_tokens_a_day=20))  # 14 each time
    with pytest.raises(ModelFailure, match=r"used the 20 tokens .* in a day; ask again tomorrow"):
        ask(chat_at(server.url, home=tmp_path, model_tokens_a_day=20))
    assert len(server.bodies) == 2


class Traces(BaseCallbackHandler):
    def __init__(self) -> None:
        self.seen: list[tuple[list[str], dict[str, Any]]] = []

    def on_chat_model_start(self, serialized: Any, messages: Any, **about: Any) -> None:
        self.seen.append((about["tags"], about["metadata"]))


def test_callbacks_and_tags_of_a_user_see_each_call(server: "Server"):
    traces = Traces()
    ask(chat_at(server.url, RunnableConfig(callbacks=[traces], tags=["ours"], metadata={"town": "Orrin"})))
    ((tags, metadata),) = traces.seen
    assert {"ours", "minutebook", "read"} <= set(tags)
    assert metadata["town"] == "Orrin"
    assert metadata["prompt"] == f"ask/v1 {PROMPT.fingerprint}"


def test_a_provider_whose_package_is_missing_is_named_with_the_package():
    with pytest.raises(SettingsError, match="pip install langchain-anthropic"):
        chat_at("anthropic:claude-sonnet")


@pytest.mark.parametrize("name", ["gpt-4o", "openai:", ":gpt-4o", "localhost"])
def test_a_name_that_is_no_provider_and_no_address_is_refused(name: str):
    with pytest.raises(SettingsError, match="provider:model"):
        chat_at(name)


def test_an_unknown_provider_is_refused_in_one_line():
    with pytest.raises(SettingsError, match="'nobody:model' can't be used") as failure:
        chat_at("nobody:model")
    assert "\n" not in str(failure.value)


def test_a_provider_without_its_key_is_told_of_at_once_and_at_each_question(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    chat = chat_at("openai:gpt-4o")
    told = (
        "The model 'openai:gpt-4o' has no key; set MINUTEBOOK_MODEL_KEY or OPENAI_API_KEY, or unset MINUTEBOOK_MODEL."
    )
    assert [record.message for record in caplog.records] == [told]
    with chat.question() as spent, pytest.raises(ModelFailure, match="has no key"):
        ask(chat)
    assert (spent.problem, spent.usage.calls) == (told, 0)


def test_a_provider_with_its_key_is_built(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    assert chat_at("openai:gpt-4o").name == "openai:gpt-4o"


def test_of_an_error_the_first_line_is_told_and_of_a_silent_one_its_class():
    assert first_line(ValueError("\n no such model\nmore")) == "no such model"
    assert first_line(ValueError()) == "ValueError"
