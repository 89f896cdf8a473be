"""Language models through LangChain, built from the settings and asked within bounds: the one place that does."""

import logging
import re
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.messages.ai import add_usage
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from rag.answers import Usage
from rag.errors import ModelFailure, SettingsError
from rag.fencing import count_tokens
from rag.prompting import Prompt, RenderedPrompt
from rag.settings import ModelPart, Settings
from rag.streaming import NobodyListens, streamed

_TOKENS = 400  # three sentences with room; a model that rambles is cut off
_LONGEST = 20_000  # characters of one answer: a server that is no language model may send anything
_SHOWN = 160  # characters of what a failure says
_REFUSALS = {
    401: ("refused the key (401)", "set MINUTEBOOK_MODEL_KEY to the right one"),
    403: ("refused the key (403)", "set MINUTEBOOK_MODEL_KEY to one that may use this model"),
    404: ("isn't known under that name (404)", "correct MINUTEBOOK_MODEL"),
    429: ("was asked too often (429)", "wait a while, or raise its limit"),
}
_spent: ContextVar["Spent | None"] = ContextVar("spent", default=None)
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Spent:
    """What was asked of a model for one question so far, and what is left.

    Attributes:
        until: when its time is up, on the monotonic clock.
        failed: why it can't be asked; from then on nothing is asked for this question.
        told: in one sentence, what went wrong first.
    """

    until: float
    left: int
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    prompts: list[str] = field(default_factory=list)
    failed: ModelFailure | None = None
    told: str | None = None

    @property
    def usage(self) -> Usage:
        """What was asked, for the answer record."""
        return Usage(
            calls=self.calls,
            tokens_in=self.tokens_in,
            tokens_out=self.tokens_out,
            prompts=tuple(dict.fromkeys(self.prompts)),
        )


class Chat:
    """A language model asked with prompts, within a time and a number of calls for each question."""

    def __init__(
        self,
        model: BaseChatModel,
        *,
        name: str,
        seconds: float = 60.0,
        calls: int = 8,
        ends: bool = False,
        config: Mapping[str, Any] | None = None,
    ) -> None:
        """`config` goes to LangChain with every call: callbacks, tags, metadata.

        `ends` says that the model gives a reason where an answer ends, so that one without was cut off.
        """
        self.name, self._seconds, self._calls, self._ends = name, seconds, calls, ends
        self._config = config or {}
        self._chain: Runnable[RenderedPrompt, BaseMessage] = RunnableLambda(_messages) | model

    @contextmanager
    def question(self) -> Iterator[Spent]:
        """What was asked for one question: all that is asked inside counts together."""
        spent = self._afresh()
        before = _spent.set(spent)
        try:
            yield spent
        finally:
            _spent.reset(before)

    def ask(self, part: ModelPart, prompt: Prompt, **variables: str) -> str:
        """The model's whole answer.

        Raises:
            ModelFailure: it can't be reached, refused, took too long, or said nothing or far too much; or it failed
                for this question before, or was asked as often as it may.
        """
        return "".join(self.stream(part, prompt, **variables))

    def stream(self, part: ModelPart, prompt: Prompt, **variables: str) -> Generator[str, None, None]:
        """The model's answer in pieces, as they come; raises what `ask` raises."""
        spent = _spent.get() or self._afresh()
        if spent.failed:
            raise spent.failed
        try:
            yield from self._bounded(part, prompt, prompt.render(**variables), spent)
        except NobodyListens:
            raise
        except Exception as error:  # each provider's package has its own errors, and any may be installed
            spent.failed = self._noted(error if isinstance(error, ModelFailure) else self._failure(error))
            raise spent.failed from error

    def unusable(self, what: str) -> ModelFailure:
        """The failure, to be raised, of an answer that can't be used; `what` says why: "named no sentence"."""
        return self._noted(ModelFailure(f"The model {self.name!r} {what}; try another model."))

    def _afresh(self) -> Spent:
        return Spent(until=time.monotonic() + self._seconds, left=self._calls)

    def _noted(self, failure: ModelFailure) -> ModelFailure:
        _log.warning("%s", failure)
        if spent := _spent.get():
            spent.told = spent.told or str(failure)
        return failure

    def _bounded(self, part: ModelPart, prompt: Prompt, rendered: RenderedPrompt, spent: Spent) -> Iterator[str]:
        if not spent.left:
            raise ModelFailure(
                f"The model {self.name!r} was asked {spent.calls} times for one question, which is the most; "
                "raise MINUTEBOOK_MODEL_CALLS."
            )
        spent.left -= 1
        spent.calls += 1
        version = f"{prompt.name} {prompt.fingerprint}"
        spent.prompts.append(version)
        config = cast(
            RunnableConfig,
            {
                **self._config,
                "run_name": f"minutebook {part}",
                "tags": [*self._config.get("tags", ()), "minutebook", part],
                "metadata": {**self._config.get("metadata", {}), "prompt": version},
            },
        )

        def run(give: Callable[[BaseMessage], None]) -> None:
            for chunk in self._chain.stream(rendered, config):
                give(chunk)

        said, usage, ended = "", None, not self._ends
        try:
            for chunk in streamed(run, max(0.0, spent.until - time.monotonic())):
                text = str(chunk.text)
                said += text[:_LONGEST]
                ended = ended or bool(chunk.response_metadata.get("finish_reason"))
                if isinstance(chunk, AIMessage) and chunk.usage_metadata:
                    usage = add_usage(usage, chunk.usage_metadata)
                if len(said) >= _LONGEST:
                    raise ModelFailure(
                        f"The model {self.name!r} said more than {_LONGEST:,} characters; try another model."
                    )
                if text:
                    yield text
        finally:  # what was said before it failed, or was left, is paid for too
            spent.tokens_in += usage["input_tokens"] if usage else count_tokens("\n".join(rendered))
            spent.tokens_out += usage["output_tokens"] if usage else count_tokens(said)
        if said and not ended:
            raise ModelFailure(f"The model {self.name!r} broke off in the middle of an answer; start it again.")
        if not said.strip():
            raise ModelFailure(f"The model {self.name!r} gave an empty answer; try another model.")

    def _failure(self, error: Exception) -> ModelFailure:
        if refusal := _REFUSALS.get(getattr(error, "status_code", 0)):
            what, way_out = refusal
            return ModelFailure(f"The model {self.name!r} {what}; {way_out}.")
        if isinstance(error, TimeoutError) or "timed out" in str(error).casefold():
            return ModelFailure(
                f"The model {self.name!r} took longer than {self._seconds:g} seconds; "
                "wait until it is less busy, or raise MINUTEBOOK_MODEL_SECONDS."
            )
        said = first_line(error)[:_SHOWN]
        return ModelFailure(f"The model {self.name!r} gave no answer ({said}); start it, or unset MINUTEBOOK_MODEL.")


def build_chat(settings: Settings, config: Mapping[str, Any] | None = None) -> Chat | None:
    """The model that the settings name, or None where they name none; `config` goes to LangChain with every call.

    Raises:
        SettingsError: there is no such model or address, or its package or key is missing.
    """
    name = (settings.model or "").strip()
    if not name:
        return None
    addressed = name.startswith(("http://", "https://"))
    return Chat(
        (_at_address if addressed else _of_provider)(name, settings),
        name=name,
        seconds=settings.model_seconds,
        calls=settings.model_calls,
        ends=addressed,
        config=config,
    )


def _messages(rendered: RenderedPrompt) -> list[BaseMessage]:
    return [SystemMessage(rendered.system), HumanMessage(rendered.user)]


def _at_address(address: str, settings: Settings) -> BaseChatModel:
    """A model behind an OpenAI-compatible address; after "#" comes the model's name, where the server has several."""
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    url, _, model = address.partition("#")
    return ChatOpenAI(
        base_url=url,
        model=model or "default",
        # Never the OPENAI_API_KEY of the environment: it belongs to another server.
        api_key=settings.model_key or SecretStr("none"),
        temperature=0,
        max_completion_tokens=_TOKENS,
        timeout=settings.model_seconds,
        max_retries=0,  # the quoted answer is at hand: better at once than late
    )


def _of_provider(name: str, settings: Settings) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    provider, colon, model = name.partition(":")
    if not (provider and colon and model):
        raise SettingsError(
            f"MINUTEBOOK_MODEL is {name!r}; give it as provider:model, or as an address beginning with http://."
        )
    options: dict[str, Any] = {"max_tokens": _TOKENS, "timeout": settings.model_seconds, "max_retries": 0}
    if provider == "ollama":  # it calls these otherwise, and passes over what it doesn't know
        options = {"num_predict": _TOKENS, "client_kwargs": {"timeout": settings.model_seconds}}
    elif settings.model_key:
        options["api_key"] = settings.model_key
    try:
        built: BaseChatModel = init_chat_model(model, model_provider=provider, temperature=0, **options)
    except ImportError as error:
        told = re.search(r"pip install ([\w-]+)", str(error))
        package = told[1] if told else f"langchain-{provider}"
        raise SettingsError(f"The model {name!r} needs a package; run `pip install {package}`.") from error
    except Exception as error:  # a missing key is told by each provider in its own class
        raise SettingsError(
            f"The model {name!r} can't be used ({first_line(error)}); mend that, or unset MINUTEBOOK_MODEL."
        ) from error
    return built


def first_line(error: Exception) -> str:
    """What an error says in its first line, or its class where it says nothing."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
