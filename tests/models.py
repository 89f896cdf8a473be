"""A language model of the tests' own."""

from collections.abc import Callable
from typing import Any

from langchain_core.language_models import SimpleChatModel
from pydantic import Field


class Answering(SimpleChatModel):
    """Says what a function makes of the last message, and remembers what it was asked."""

    says: Callable[[str], str]
    asked: list[str] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "answering"

    def _call(self, messages: Any, *args: Any, **kwargs: Any) -> str:
        self.asked.append(str(messages[-1].content))
        return self.says(self.asked[-1])


def saying(*answers: str) -> Answering:
    """A model that gives these answers in turn, and the last of them from then on."""
    left = list(answers)
    return Answering(says=lambda _: left.pop(0) if len(left) > 1 else left[0])
