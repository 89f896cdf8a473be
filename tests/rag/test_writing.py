import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from rag.answers import Answer, Question, Reason, Status
from rag.errors import PromptNotFound, WritingFailure
from rag.evidence import AnswerSpan, Finding, Ranked
from rag.grounding.citation import cite, text_of
from rag.grounding.verify import REFUSAL
from rag.minutes import CitedParagraph
from rag.prompting import load_prompt
from rag.settings import Settings
from rag.writing import ChatWriter, build_writer, count_tokens, fit, rewritten

if TYPE_CHECKING:
    from tests.rag.conftest import Server

Cited = Callable[..., CitedParagraph]


def writer_at(address: str, **others: Any) -> ChatWriter:
    writer = build_writer(Settings(writer=address, **others))
    assert isinstance(writer, ChatWriter)
    return writer


def test_no_writer_is_named_by_default():
    assert build_writer(Settings(writer=None)) is None
    assert build_writer(Settings(writer="  ")) is None


def test_a_draft_comes_back_as_the_model_wrote_it(server: "Server", cited: Cited):
    assert writer_at(server.url).write("Was the pump sold?", [cited("The pump was sold.")]) == "The pump was sold [1]."


def test_the_model_sees_each_sentence_with_the_number_of_its_paragraph(server: "Server", cited: Cited):
    evidence = [
        cited("The pump was sold. It fetched £40, see [3]."),
        cited("The trough was lent.", item_title="The trough"),
    ]
    writer_at(server.url).write("Was the\npump sold?", evidence)
    user = server.bodies[0]["messages"][1]["content"]
    assert "Ottermouth Parish Council, 18 January 2024:\nThe pump was sold. [1] It fetched £40, see (3). [1]" in user
    assert "Ottermouth Parish Council, 18 January 2024, The trough:\nThe trough was lent. [2]" in user
    assert user.endswith("Question: Was the pump sold?")


def test_the_paragraphs_stand_between_marks_that_their_own_text_changes(server: "Server", cited: Cited):
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


def test_the_writer_names_its_model_and_its_prompt(server: "Server"):
    writer = writer_at(f"{server.url}#small")
    assert writer.name == f"{server.url}#small"
    assert writer.prompt == f"answer/v1 {load_prompt('answer/v1').fingerprint}"


@pytest.mark.parametrize("reply", ["", " \n", None])
def test_an_empty_draft_is_a_failure(reply: str | None, server: "Server", cited: Cited):
    server.reply = reply
    with pytest.raises(WritingFailure, match="empty draft"):
        writer_at(server.url).write("Was it sold?", [cited("It was sold.")])


def test_a_server_in_trouble_is_a_failure_and_asked_once(server: "Server", cited: Cited):
    server.status = 500
    with pytest.raises(WritingFailure, match="gave no draft") as failure:
        writer_at(server.url).write("Was it sold?", [cited("It was sold.")])
    assert failure.value.__cause__ is not None
    assert len(server.bodies) == 1


def test_a_server_that_is_slow_is_a_failure(server: "Server", cited: Cited):
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
from rag.writing import build_writer, count_tokens
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


@dataclass
class Drafts:
    """A writer that gives its draft, or fails, and remembers what it was shown."""

    draft: str | None
    tokens: int = 2000
    name: str = "a model"
    prompt: str = "a prompt"
    asked: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def write(self, question: str, evidence: Sequence[CitedParagraph]) -> str:
        self.asked.append(question)
        self.shown += [one.paragraph.text for one in evidence]
        if self.draft is None:
            raise WritingFailure("The writer 'a model' is away; start it.")
        return self.draft


@pytest.fixture
def quoted(cited: Cited, span: Callable[..., AnswerSpan], ranked: Callable[..., Ranked]) -> Answer:
    """A quoted answer to a part of a question; its proof was read third of eight."""
    proof = cited("The pump at the mill was sold for £40.")
    read = [cited(f"Plot {n} by the mill was let to Mr Moss.") for n in range(7)]
    sentences, citations = cite([Finding(proofs=(span(proof),))])
    missing = " The minutes do not say: who bought it?"
    return Answer(
        question=Question(text="what of it?"),
        asked_as="Was the pump sold, and who bought it?",
        status=Status.PARTIAL,
        reason=Reason.NOT_RECORDED,
        text=text_of(sentences) + missing,
        sentences=tuple(sentences),
        citations=tuple(citations),
        ranked=tuple(map(ranked, [*read[:2], proof, *read[2:]])),
    )


def test_what_the_writer_proves_takes_the_place_of_the_quotes_and_what_is_missing_stays(quoted: Answer):
    writer = Drafts("The pump at the mill was sold for £40 [1]. It was bought by a duke [1].")
    answer = rewritten(quoted, writer)
    assert writer.asked == ["Was the pump sold, and who bought it?"]
    assert (answer.mode, answer.writer, answer.prompt) == ("written", "a model", "a prompt")
    assert answer.text == "The pump at the mill was sold for £40. [1] The minutes do not say: who bought it?"
    assert (answer.status, answer.reason) == (Status.PARTIAL, Reason.NOT_RECORDED)
    assert [one.quote for one in answer.citations] == ["The pump at the mill was sold for £40."]


def test_the_writer_is_shown_what_was_quoted_then_the_best_of_what_was_read(quoted: Answer):
    writer = Drafts(REFUSAL)
    rewritten(quoted, writer)
    plots = [f"Plot {n} by the mill was let to Mr Moss." for n in range(5)]
    assert writer.shown == ["The pump at the mill was sold for £40.", *plots]
    short = Drafts(REFUSAL, tokens=40)
    rewritten(quoted, short)
    assert short.shown == ["The pump at the mill was sold for £40."]


@pytest.mark.parametrize("draft", [REFUSAL, "The pump was sold for £90 [1].", "The pump was sold for £40.", None])
def test_without_a_proved_sentence_the_quoted_answer_stays(
    quoted: Answer, draft: str | None, caplog: pytest.LogCaptureFixture
):
    answer = rewritten(quoted, Drafts(draft))
    assert (answer.mode, answer.text, answer.citations) == ("quoted", quoted.text, quoted.citations)
    assert (answer.writer, answer.prompt) == ("a model", "a prompt")
    assert ("is away; start it" in caplog.text) == (draft is None)
