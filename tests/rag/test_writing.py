from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest

from rag.answers import Answer, Question, Reason, Sentence, Status
from rag.chat_models import build_chat
from rag.errors import ModelFailure, PromptNotFound
from rag.evidence import AnswerSpan, Finding, Ranked
from rag.grounding.citation import cite, text_of
from rag.grounding.verify import REFUSAL
from rag.minutes import CitedParagraph
from rag.prompting import load_prompt
from rag.settings import Settings
from rag.writing import Writer, build_writer, written

if TYPE_CHECKING:
    from tests.rag.conftest import Server

Cited = Callable[..., CitedParagraph]
PROVED = "The pump at the mill was sold for £40 [1]."


def writer_at(address: str, **others: Any) -> Writer:
    settings = Settings(model=address, **others)
    chat = build_chat(settings)
    assert chat is not None
    return build_writer(chat, settings)


def test_a_draft_comes_back_as_the_model_wrote_it(server: "Server", cited: Cited):
    draft = writer_at(server.url).write("Was the pump sold?", [cited("The pump was sold.")])
    assert "".join(draft) == "The pump was sold [1]."


def test_the_model_sees_each_sentence_with_the_number_of_its_paragraph(server: "Server", cited: Cited):
    evidence = [
        cited("The pump was sold. It fetched £40, see [3]."),
        cited("The trough was lent.", item_title="The trough"),
    ]
    list(writer_at(server.url).write("Was the\npump sold?", evidence))
    user = server.bodies[0]["messages"][1]["content"]
    assert "Ottermouth Parish Council, 18 January 2024:\nThe pump was sold. [1] It fetched £40, see (3). [1]" in user
    assert "Ottermouth Parish Council, 18 January 2024, The trough:\nThe trough was lent. [2]" in user
    assert user.endswith("Question: Was the pump sold?")


def test_the_refusal_that_the_prompts_ask_for_is_the_one_that_is_heard():
    assert REFUSAL in load_prompt("answer/v1").system
    assert REFUSAL in load_prompt("mend/v1").system


def test_the_writer_names_its_model_and_its_prompt(server: "Server"):
    writer = writer_at(f"{server.url}#small")
    assert writer.name == f"{server.url}#small"
    assert writer.prompt == f"answer/v1 {load_prompt('answer/v1').fingerprint}"


def test_an_unknown_prompt_is_refused_at_the_start():
    with pytest.raises(PromptNotFound, match="answer/v1"):
        writer_at("http://127.0.0.1:9/v1", answer_prompt="answer/v0")


@dataclass
class Drafts:
    """A writer that gives its drafts in pieces, or fails, and remembers what it was shown."""

    draft: str | None
    mended: str | None = REFUSAL
    tokens: int = 2000
    name: str = "a model"
    prompt: str = "a prompt"
    asked: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    faults: Sequence[str] = ()

    def write(self, question: str, evidence: Sequence[CitedParagraph]) -> Iterator[str]:
        self.asked.append(question)
        self.shown += [one.paragraph.text for one in evidence]
        return self._pieces(self.draft)

    def mend(self, question: str, evidence: Sequence[CitedParagraph], faults: Sequence[str]) -> Iterator[str]:
        self.faults = faults
        return self._pieces(self.mended)

    @staticmethod
    def _pieces(text: str | None) -> Iterator[str]:
        if text is None:
            raise ModelFailure("The model 'a model' is away; start it.")
        yield from text


@pytest.fixture
def quoted(cited: Cited, span: Callable[..., AnswerSpan], ranked: Callable[..., Ranked]) -> Answer:
    """A quoted answer to a part of a question, of two paragraphs; eight were read."""
    proofs = [cited("The pump at the mill was sold for £40."), cited("Plot 1 by the mill was let to Mr Moss.")]
    read = [cited(f"Bell {n} was rung.") for n in range(6)]
    sentences, citations = cite([Finding(proofs=(span(proof),)) for proof in proofs])
    missing = " The minutes do not say: who bought it?"
    return Answer(
        question=Question(text="what of it?"),
        asked_as="Was the pump sold, and who bought it?",
        status=Status.PARTIAL,
        reason=Reason.NOT_RECORDED,
        text=text_of(sentences) + missing,
        sentences=tuple(sentences),
        citations=tuple(citations),
        ranked=tuple(map(ranked, [*read[:2], *proofs, *read[2:]])),
    )


def test_what_the_writer_proves_takes_the_place_of_the_quotes_and_what_is_missing_stays(quoted: Answer):
    writer = Drafts(f"{PROVED} It was bought by a duke [1].")
    answer = written(quoted, writer)
    assert writer.asked == ["Was the pump sold, and who bought it?"]
    assert (answer.mode, answer.writer, answer.prompt) == ("written", "a model", "a prompt")
    assert answer.text == "The pump at the mill was sold for £40. [1] The minutes do not say: who bought it?"
    assert (answer.status, answer.reason) == (Status.PARTIAL, Reason.NOT_RECORDED)
    assert [one.quote for one in answer.citations] == ["The pump at the mill was sold for £40."]


def test_each_sentence_is_told_as_soon_as_it_is_proved_and_none_that_is_not(quoted: Answer):
    told: list[Sentence] = []
    heard: list[int] = []

    class Listened(Drafts):
        def write(self, question: str, evidence: Sequence[CitedParagraph]) -> Iterator[str]:
            for piece in super().write(question, evidence):
                heard.append(len(told))
                yield piece

    draft = f"{PROVED} It was bought by a duke [1]. Plot 1 by the mill was let to Mr Moss [2]."
    answer = written(quoted, Listened(draft), told.append)
    assert [one.text for one in told] == [
        "The pump at the mill was sold for £40.",
        "Plot 1 by the mill was let to Mr Moss.",
    ]
    assert tuple(told) == answer.sentences
    assert heard[draft.index("bought")] == 1  # the first was told while the second was being written


def test_a_sentence_is_checked_with_the_markers_behind_it(quoted: Answer):
    told: list[Sentence] = []
    written(quoted, Drafts("The pump at the mill was sold for £40. [1]\nPlot 1 by the mill was let. [2]"), told.append)
    assert [one.citations for one in told] == [(1,), (2,)]


def test_a_repeated_sentence_is_shown_once(quoted: Answer):
    told: list[Sentence] = []
    assert len(written(quoted, Drafts(" ".join([PROVED] * 5)), told.append).sentences) == len(told) == 1


def test_a_sentence_that_is_not_proved_is_mended_once_with_what_failed(quoted: Answer):
    writer = Drafts("The pump at the mill was sold for £90 [1]. It was cheap.", mended=PROVED)
    answer = written(quoted, writer)
    assert [one.text for one in answer.sentences] == ["The pump at the mill was sold for £40."]
    assert answer.dropped == 1
    first, second = writer.faults
    assert "£90" in first.rpartition("”")[2]
    assert "must end with the number" in second


@pytest.mark.parametrize("mended", [REFUSAL, "It was bought by an earl [1].", None])
def test_what_was_proved_stays_where_mending_finds_nothing(quoted: Answer, mended: str | None):
    answer = written(quoted, Drafts(f"{PROVED} It was bought by a duke [1].", mended=mended))
    assert (answer.mode, len(answer.sentences), answer.dropped) == ("written", 1, 1)


def test_nothing_is_mended_where_all_is_proved(quoted: Answer):
    writer = Drafts(PROVED)
    assert written(quoted, writer).dropped == 0
    assert writer.faults == ()


def test_the_writer_is_shown_what_was_quoted_within_its_budget_and_nothing_else(quoted: Answer):
    writer = Drafts(REFUSAL)
    written(quoted, writer)
    assert writer.shown == ["The pump at the mill was sold for £40.", "Plot 1 by the mill was let to Mr Moss."]
    short = Drafts(REFUSAL, tokens=40)
    written(quoted, short)
    assert short.shown == ["The pump at the mill was sold for £40."]


@pytest.mark.parametrize("draft", [REFUSAL, f"{PROVED} But of the rest: {REFUSAL}", None])
def test_a_writer_that_declines_or_fails_leaves_the_quoted_answer(quoted: Answer, draft: str | None):
    answer = written(quoted, Drafts(draft))
    assert (answer.mode, answer.text, answer.citations) == ("quoted", quoted.text, quoted.citations)
    assert (answer.writer, answer.prompt, answer.reason) == ("a model", "a prompt", quoted.reason)


@pytest.mark.parametrize("mended", [REFUSAL, "It was sold for £70 [1].", None])
def test_without_a_proved_sentence_the_quoted_answer_stays_and_says_so(quoted: Answer, mended: str | None):
    whole = replace(quoted, status=Status.ANSWERED, reason=None)
    answer = written(whole, Drafts("The pump was sold for £90 [1].", mended=mended))
    assert (answer.mode, answer.text, answer.citations) == ("quoted", quoted.text, quoted.citations)
    assert answer.reason is Reason.WRITER_UNSUPPORTED


def test_without_anything_to_show_the_writer_is_not_asked(quoted: Answer):
    writer = Drafts(PROVED, tokens=5)
    assert written(quoted, writer) is quoted
    assert writer.asked == []
