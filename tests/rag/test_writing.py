import json
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from pydantic import SecretStr

from rag.answering.checking import REFUSAL
from rag.answering.writing import ChatWriter, build_writer, count_tokens, fit
from rag.errors import PromptNotFound, SettingsError, WritingFailure
from rag.minutes import CitedParagraph
from rag.prompting import load_prompt
from rag.settings import Settings

Cited = Callable[..., CitedParagraph]


class Server(ThreadingHTTPServer):
    """An OpenAI-compatible server in small: it gives its reply to every request, and keeps what it was sent."""

    reply: str | None = "The pump was sold [1]."
    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bodies: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.waits = threading.Event()
        self.waits.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        self.server.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.server.keys.append(self.headers["Authorization"])
        self.server.waits.wait(5)
        message = {"role": "assistant", "content": self.server.reply}
        choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
        answer = json.dumps({"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": choices})
        try:
            self.send_response(self.server.status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(answer.encode())
        except BrokenPipeError:  # the asker has hung up
            pass

    def log_message(self, *said: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.waits.set()
        running.shutdown()
        thread.join()


def writer_at(address: str, **others: Any) -> ChatWriter:
    writer = build_writer(Settings(writer=address, **others))
    assert isinstance(writer, ChatWriter)
    return writer


def test_no_writer_is_named_by_default():
    assert build_writer(Settings(writer=None)) is None
    assert build_writer(Settings(writer="  ")) is None


def test_a_draft_comes_back_as_the_model_wrote_it(server: Server, cited: Cited):
    assert writer_at(server.url).write("Was the pump sold?", [cited("The pump was sold.")]) == "The pump was sold [1]."


def test_the_model_is_asked_soberly_and_within_bounds(server: Server, cited: Cited):
    writer_at(server.url).write("Was the pump sold?", [cited("The pump was sold.")])
    (body,) = server.bodies
    assert body["temperature"] == 0
    assert 0 < (body.get("max_tokens") or body["max_completion_tokens"]) <= 1000
    assert [message["role"] for message in body["messages"]] == ["system", "user"]


def test_the_model_sees_each_sentence_with_the_number_of_its_paragraph(server: Server, cited: Cited):
    evidence = [
        cited("The pump was sold. It fetched £40, see [3]."),
        cited("The trough was lent.", item_title="The trough"),
    ]
    writer_at(server.url).write("Was the\npump sold?", evidence)
    user = server.bodies[0]["messages"][1]["content"]
    assert "Ottermouth Parish Council, 18 January 2024:\nThe pump was sold. [1] It fetched £40, see (3). [1]" in user
    assert "Ottermouth Parish Council, 18 January 2024, The trough:\nThe trough was lent. [2]" in user
    assert user.endswith("Question: Was the pump sold?")


def test_the_paragraphs_stand_between_marks_that_their_own_text_changes(server: Server, cited: Cited):
    marks = []
    for text in ("The pump was sold.", "The pump was sold!", "The pump was sold."):
        writer_at(server.url).write("Was the pump sold?", [cited(text)])
        system, user = (message["content"] for message in server.bodies[-1]["messages"])
        (mark,) = set(re.findall(r"(?:BEGIN|END) (\w+)", user))
        assert mark in system
        marks.append(mark)
    assert marks[0] == marks[2] != marks[1]


def test_the_refusal_that_the_prompt_asks_for_is_the_one_that_is_heard():
    assert REFUSAL in load_prompt("answer/v1").system


def test_the_writer_names_its_model_and_its_prompt(server: Server):
    writer = writer_at(f"{server.url}#small")
    assert writer.name == f"{server.url}#small"
    assert writer.prompt == f"answer/v1 {load_prompt('answer/v1').fingerprint}"


@pytest.mark.parametrize(("ending", "model"), [("", "default"), ("#qwen2.5", "qwen2.5")])
def test_an_address_may_name_its_model(ending: str, model: str, server: Server, cited: Cited):
    writer_at(server.url + ending).write("Was it sold?", [cited("It was sold.")])
    assert server.bodies[0]["model"] == model


def test_another_servers_key_is_never_sent_to_an_address(server: Server, cited: Cited, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-openai")
    writer_at(server.url).write("Was it sold?", [cited("It was sold.")])
    writer_at(server.url, writer_key=SecretStr("ours")).write("Was it sold?", [cited("It was sold.")])
    assert server.keys == ["Bearer none", "Bearer ours"]


@pytest.mark.parametrize("reply", ["", " \n", None])
def test_an_empty_draft_is_a_failure(reply: str | None, server: Server, cited: Cited):
    server.reply = reply
    with pytest.raises(WritingFailure, match="empty draft"):
        writer_at(server.url).write("Was it sold?", [cited("It was sold.")])


def test_a_server_in_trouble_is_a_failure_and_asked_once(server: Server, cited: Cited):
    server.status = 500
    with pytest.raises(WritingFailure, match="gave no draft") as failure:
        writer_at(server.url).write("Was it sold?", [cited("It was sold.")])
    assert failure.value.__cause__ is not None
    assert len(server.bodies) == 1


def test_a_server_that_is_slow_is_a_failure(server: Server, cited: Cited):
    server.waits.clear()
    with pytest.raises(WritingFailure, match="gave no draft"):
        writer_at(server.url, writer_seconds=0.2).write("Was it sold?", [cited("It was sold.")])


def test_a_server_that_is_not_there_is_a_failure(cited: Cited):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with pytest.raises(WritingFailure, match=r"gave no draft .*unset MINUTEBOOK_WRITER"):
        writer_at(address).write("Was it sold?", [cited("It was sold.")])


def test_any_chat_model_of_langchain_writes(cited: Cited):
    model = GenericFakeChatModel(messages=iter([AIMessage("It was sold [1].")]))
    assert (
        ChatWriter(model, load_prompt("answer/v1"), name="fake").write("Sold?", [cited("Sold.")]) == "It was sold [1]."
    )


def test_a_provider_whose_package_is_missing_is_named_with_the_package():
    with pytest.raises(SettingsError, match="pip install langchain-anthropic"):
        build_writer(Settings(writer="anthropic:claude-sonnet"))


@pytest.mark.parametrize("name", ["gpt-4o", "openai:", ":gpt-4o", "localhost"])
def test_a_writer_that_is_no_provider_and_no_address_is_refused(name: str):
    with pytest.raises(SettingsError, match="provider:model"):
        build_writer(Settings(writer=name))


def test_an_unknown_provider_is_refused_in_one_line():
    with pytest.raises(SettingsError, match="'nobody:model' can't be used") as failure:
        build_writer(Settings(writer="nobody:model"))
    assert "\n" not in str(failure.value)


def test_a_provider_without_its_key_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(SettingsError, match="can't be used"):
        build_writer(Settings(writer="openai:gpt-4o"))


def test_a_provider_with_its_key_is_built(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    writer = build_writer(Settings(writer="openai:gpt-4o"))
    assert writer is not None
    assert writer.name == "openai:gpt-4o"


def test_an_unknown_prompt_is_refused_at_the_start():
    with pytest.raises(PromptNotFound, match="answer/v1"):
        build_writer(Settings(writer="http://127.0.0.1:9/v1", answer_prompt="answer/v0"))


def test_what_fits_the_budget_is_kept_in_order_and_never_cut(cited: Cited):
    short, long, other = cited("The pump was sold."), cited("The trough was lent. " * 200), cited("The bell was rung.")
    assert fit([short, long, other], 200) == (short, other)
    assert fit([short, long, other], 5000) == (short, long, other)
    assert fit([long], 200) == ()
    assert fit([], 200) == ()


def test_tokens_are_those_of_cl100k_base():
    assert count_tokens("hello world") == 2
    assert count_tokens("<|endoftext|>") > 1  # in minutes it is text, not a command


def test_counting_and_building_reach_for_no_network_and_trace_nothing():
    program = """
import socket
def refuse(*args, **kwargs): raise AssertionError("reached for the network")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from langsmith.utils import tracing_is_enabled
from rag.answering.writing import build_writer, count_tokens
from rag.settings import Settings
assert count_tokens("hello world") == 2
assert build_writer(Settings(writer="http://127.0.0.1:9/v1")).name
assert not tracing_is_enabled()
"""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LANGSMITH", "LANGCHAIN", "MINUTEBOOK"))
    }
    subprocess.run([sys.executable, "-c", program], check=True, env=kept, cwd=os.getcwd())
