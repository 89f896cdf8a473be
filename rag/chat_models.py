"""Language models through LangChain, built from the settings: the one place that does."""

import re
from typing import Any

from langchain_core.language_models import BaseChatModel

from rag.errors import SettingsError
from rag.settings import Settings


def chat_model(settings: Settings, max_tokens: int) -> BaseChatModel | None:
    """The model that the settings name, or None where they name none; it says at most `max_tokens` at a time.

    Raises:
        SettingsError: there is no such model or address, or its package or key is missing.
    """
    name = (settings.writer or "").strip()
    if not name:
        return None
    build = _at_address if name.startswith(("http://", "https://")) else _of_provider
    return build(name, settings, max_tokens)


def _at_address(address: str, settings: Settings, max_tokens: int) -> BaseChatModel:
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
        max_completion_tokens=max_tokens,
        timeout=settings.writer_seconds,
        max_retries=0,  # the quoted answer is at hand: better at once than late
    )


def _of_provider(name: str, settings: Settings, max_tokens: int) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    provider, colon, model = name.partition(":")
    if not (provider and colon and model):
        raise SettingsError(
            f"MINUTEBOOK_WRITER is {name!r}; give it as provider:model, or as an address beginning with http://."
        )
    options: dict[str, Any] = {"max_tokens": max_tokens, "timeout": settings.writer_seconds, "max_retries": 0}
    if provider == "ollama":  # it calls these otherwise, and passes over what it doesn't know
        options = {"num_predict": max_tokens, "client_kwargs": {"timeout": settings.writer_seconds}}
    try:
        built: BaseChatModel = init_chat_model(model, model_provider=provider, temperature=0, **options)
    except ImportError as error:
        told = re.search(r"pip install ([\w-]+)", str(error))
        package = told[1] if told else f"langchain-{provider}"
        raise SettingsError(f"The writer {name!r} needs a package; run `pip install {package}`.") from error
    except Exception as error:  # a missing key is told by each provider in its own class
        raise SettingsError(
            f"The writer {name!r} can't be used ({first_line(error)}); mend that, or unset MINUTEBOOK_WRITER."
        ) from error
    return built


def first_line(error: Exception) -> str:
    """What an error says in its first line, or its class where it says nothing."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
