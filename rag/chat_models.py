"""Language models through LangChain, built from the settings and asked within bounds: the one place that does."""

import json
import logging
import math
import re
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar, cast

from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.messages.ai import add_usage
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda, RunnableSequence
from pydantic import ValidationError

from rag.answers import Usage
from rag.errors import ModelFailure, SettingsError
from rag.fencing import count_tokens
from rag.prompting import Form, Prompt, RenderedPrompt
from rag.settings import ModelOutput, ModelPart, Settings
from rag.spending import Allowance
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
_UNABLE = frozenset({400, 405, 415, 422, 500, 501})  # what servers answer to a request for a form that they don't know
_KEY = re.compile(r"(?i)\bapi[ _]?key|credential")
_KEY_NAME = re.compile(r"\b[A-Z][A-Z0-9_]*_KEY\b")
_LIKELIEST = 10  # of the words that an answer may begin with, how many are looked at for a yes and a no
_spent: ContextVar["Spent | None"] = ContextVar("spent", default=None)
_log = logging.getLogger(__name__)


class _Unable(Exception):
    """The server, or its package, can't hold a model to a form in this way."""


F = TypeVar("F", bound=Form)
_Model = Runnable[LanguageModelInput, BaseMessage]


@dataclass(slots=True)
class Spent:
    """What was asked of a model for one question so far, and what is left.

    Attributes:
        until: when its time is up, on the monotonic clock.
        failed: why it can't be asked; from then on nothing is asked for this question.
        problem: in one sentence, what went wrong first.
    """

    until: float
    left: int
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    prompts: list[str] = field(default_factory=list)
    failed: ModelFailure | None = None
    problem: str | None = None

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
        model: BaseChatModel | ModelFailure,
        *,
        name: str,
        seconds: float = 60.0,
        calls: int = 8,
        ends: bool = False,
        output: ModelOutput = ModelOutput.AUTO,
        allowance: Allowance | None = None,
        config: Mapping[str, Any] | None = None,
    ) -> None:
        """A failure in place of a model says why there is none: every question meets it.

        `config` goes to LangChain with every call: callbacks, tags, metadata. `ends` says that the model gives a reason
        where an answer ends, so that one without was cut off. `output` is how it fills in forms; `allowance` is what
        it may cost in a day.
        """
        self.name, self._seconds, self._calls, self._ends = name, seconds, calls, ends
        self._config = config or {}
        self._model, self._output, self._allowance = model, output, allowance

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
        for chunk in self._asked(part, prompt, variables, _as_it_is):
            if text := _text(chunk):
                yield text

    def fill(
        self, form: type[F], part: ModelPart, prompt: Prompt, schema: dict[str, Any] | None = None, **variables: str
    ) -> F:
        """A form as the model fills it in; what its server can hold it to is tried once and remembered.

        `schema` is the form's own unless it is given.

        Raises:
            ModelFailure: where `ask` does, or it filled in nothing that can be used.
        """
        for output in (*ModelOutput,)[1:] if self._output is ModelOutput.AUTO else (self._output,):
            bound = partial(_held, schema or form.model_json_schema(), output)
            try:
                said = self._asked(part, prompt, variables, bound, held=output is not ModelOutput.TEXT)
                return self._filled(form, "".join(map(_text, said)), output)
            except _Unable:
                continue
        raise self.unusable(f"doesn't know MINUTEBOOK_MODEL_OUTPUT={self._output}")

    def _filled(self, form: type[F], said: str, output: ModelOutput) -> F:
        try:
            filled = form.model_validate_json(said)
        except ValidationError:  # it has passed over what it was to be held to
            output = ModelOutput.TEXT
            try:
                filled = form.of_text(said)
            except ValueError as error:
                raise self.unusable(str(error)) from error
        if self._output is ModelOutput.AUTO:
            self._output = output
        return filled

    def likely(self, part: ModelPart, prompt: Prompt, **variables: str) -> float:
        """How likely the model's answer begins with yes and not with no, 0 to 1, by its log-probabilities.

        Raises:
            ModelFailure: where `ask` does, or there are no log-probabilities.
        """
        tokens: list[Mapping[str, Any]] = []
        for chunk in self._asked(part, prompt, variables, _one_word):
            tokens += (chunk.response_metadata.get("logprobs") or {}).get("content") or ()
        shares = {"yes": 0.0, "no": 0.0}
        for one in tokens[0]["top_logprobs"] if tokens else ():
            if (word := re.sub(r"\W", "", one["token"]).casefold()) in shares:
                shares[word] += math.exp(one["logprob"])
        if not any(shares.values()):
            raise self.unusable("gives no log-probabilities of yes and no")
        return shares["yes"] / sum(shares.values())

    def _asked(
        self,
        part: ModelPart,
        prompt: Prompt,
        variables: Mapping[str, str],
        bound: Callable[[BaseChatModel], _Model],
        *,
        held: bool = False,
    ) -> Generator[BaseMessage, None, None]:
        spent = _spent.get() or self._afresh()
        if spent.failed:
            raise spent.failed
        try:
            if isinstance(self._model, ModelFailure):
                raise self._model
            chain = RunnableLambda(_messages) | bound(self._model)
            yield from self._bounded(part, prompt, prompt.render(**variables), chain, spent)
        except (NobodyListens, _Unable):
            raise
        except Exception as error:  # each provider's package has its own errors, and any may be installed
            if held and getattr(error, "status_code", 0) in _UNABLE:
                raise _Unable from error
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
            spent.problem = spent.problem or str(failure)
        return failure

    def _bounded(
        self,
        part: ModelPart,
        prompt: Prompt,
        rendered: RenderedPrompt,
        chain: Runnable[RenderedPrompt, BaseMessage],
        spent: Spent,
    ) -> Iterator[BaseMessage]:
        if self._allowance and not self._allowance.left:
            raise ModelFailure(
                f"The model {self.name!r} has used the {self._allowance.most:,} tokens that it may use in a day; "
                "ask again tomorrow, or raise MINUTEBOOK_MODEL_TOKENS_A_DAY."
            )
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
            for chunk in chain.stream(rendered, config):
                give(chunk)

        said, usage, ended = "", None, not self._ends
        try:
            for chunk in streamed(run, max(0.0, spent.until - time.monotonic())):
                said += _text(chunk)[:_LONGEST]
                ended = ended or bool(chunk.response_metadata.get("finish_reason"))
                if isinstance(chunk, AIMessage) and chunk.usage_metadata:
                    usage = add_usage(usage, chunk.usage_metadata)
                if len(said) >= _LONGEST:
                    raise ModelFailure(
                        f"The model {self.name!r} said more than {_LONGEST:,} characters; try another model."
                    )
                yield chunk
        finally:  # what was said before it failed, or was left, is paid for too
            tokens_in = usage["input_tokens"] if usage else count_tokens("\n".join(rendered))
            tokens_out = usage["output_tokens"] if usage else count_tokens(said)
            spent.tokens_in, spent.tokens_out = spent.tokens_in + tokens_in, spent.tokens_out + tokens_out
            if self._allowance:
                self._allowance.spend(tokens_in + tokens_out)
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

    One without its key is named in the log; each question is then answered in quotes, and says why.

    Raises:
        SettingsError: there is no such model or address, or its package is missing.
    """
    name = (settings.model or "").strip()
    if not name:
        return None
    addressed = name.startswith(("http://", "https://"))
    model = (_at_address if addressed else _of_provider)(name, settings)
    if isinstance(model, ModelFailure):
        _log.warning("%s", model)
    most = settings.model_tokens_a_day
    return Chat(
        model,
        name=name,
        seconds=settings.model_seconds,
        calls=settings.model_calls,
        ends=addressed,
        output=settings.model_output,
        allowance=Allowance(settings.home / "model.json", most) if most is not None else None,
        config=config,
    )


def _messages(rendered: RenderedPrompt) -> list[BaseMessage]:
    return [SystemMessage(rendered.system), HumanMessage(rendered.user)]


def _text(message: BaseMessage) -> str:
    """What a message, or a piece of one, says: its text, or what it would have a tool called with."""
    if isinstance(message, AIMessageChunk) and message.tool_call_chunks:
        return "".join(call["args"] or "" for call in message.tool_call_chunks)
    if isinstance(message, AIMessage) and message.tool_calls:
        return json.dumps(message.tool_calls[0]["args"])
    return str(message.text)


def _as_it_is(model: BaseChatModel) -> _Model:
    return model


def _one_word(model: BaseChatModel) -> _Model:
    return model.bind(max_tokens=1, logprobs=True, top_logprobs=_LIKELIEST)


def _held(schema: dict[str, Any], output: ModelOutput, model: BaseChatModel) -> _Model:
    """A model held to a form; what it says is parsed by who asks, for servers pass over what they don't know."""
    if output is ModelOutput.TEXT:
        return model
    try:
        # a schema and not the class: given the class, OpenAI's package fails where a server answers with plain text
        chain: Runnable[Any, Any] = model.with_structured_output(schema, method=output)
    except (NotImplementedError, TypeError, ValueError) as error:  # not of this provider, or not in this way
        raise _Unable from error
    if not isinstance(chain, RunnableSequence):
        raise _Unable
    asking: _Model = chain.first  # before its parser
    return asking


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


def _of_provider(name: str, settings: Settings) -> BaseChatModel | ModelFailure:
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
        missing = re.search(r"pip install ([\w-]+)", str(error))
        package = missing[1] if missing else f"langchain-{provider}"
        raise SettingsError(f"The model {name!r} needs a package; run `pip install {package}`.") from error
    except Exception as error:  # each provider has its own class for a missing key
        if _KEY.search(str(error)):
            named = _KEY_NAME.search(str(error))
            way_out = f"set MINUTEBOOK_MODEL_KEY{f' or {named[0]}' if named else ''}"
            return ModelFailure(f"The model {name!r} has no key; {way_out}, or unset MINUTEBOOK_MODEL.")
        raise SettingsError(
            f"The model {name!r} can't be used ({first_line(error)}); mend that, or unset MINUTEBOOK_MODEL."
        ) from error
    return built


def first_line(error: Exception) -> str:
    """What an error says in its first line, or its class where it says nothing."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
