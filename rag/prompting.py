"""Prompts: the words in `prompts/`, found by name and version, filled in and fingerprinted; the form of an answer."""

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from string import Template
from typing import NamedTuple, Self

from pydantic import BaseModel

from rag.errors import MissingPromptVariable, PromptError, PromptNotFound


class RenderedPrompt(NamedTuple):
    """What is sent to a chat model."""

    system: str
    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One version of a prompt; `system` and `user` are templates with $variables."""

    name: str
    system: str
    user: str

    @property
    def fingerprint(self) -> str:
        """The first 12 hex digits of the sha256 of both templates."""
        return hashlib.sha256(f"{self.system}\0{self.user}".encode()).hexdigest()[:12]

    def render(self, **variables: str) -> RenderedPrompt:
        """Both texts with their variables filled in; what the values hold, "$" too, goes through as it is.

        Raises:
            MissingPromptVariable: the templates name a variable that isn't given.
            PromptError: a variable is given that no template names.
        """
        system, user = Template(self.system), Template(self.user)
        wanted = {*system.get_identifiers(), *user.get_identifiers()}
        if missing := sorted(wanted - variables.keys()):
            raise MissingPromptVariable(f"The prompt {self.name!r} needs {', '.join(missing)}; pass a value for each.")
        if unknown := sorted(variables.keys() - wanted):
            raise PromptError(f"The prompt {self.name!r} has no {', '.join(unknown)}; leave that out.")
        return RenderedPrompt(system.substitute(variables), user.substitute(variables))


class Form(BaseModel):
    """What a model is asked to fill in: as JSON where its server can hold it to that, else as plain text."""

    @classmethod
    def of_text(cls, said: str) -> Self:
        """The form as filled in by a plain text; raises ValueError where that is no answer to it."""
        raise NotImplementedError


def load_prompt(name: str) -> Prompt:
    """The prompt of a name and version, such as "answer/v1".

    Raises:
        PromptNotFound: there is none; the message lists those that exist.
    """
    room = files("prompts")
    existing = sorted(
        f"{folder.name}/{version.name}"
        for folder in room.iterdir()
        if folder.is_dir()
        for version in folder.iterdir()
        if version.joinpath("system.md").is_file()
    )
    if name not in existing:
        raise PromptNotFound(f"There is no prompt {name!r}; choose one of: {', '.join(existing)}.")
    folder = room.joinpath(*name.split("/"))
    system, user = (folder.joinpath(part).read_text(encoding="utf-8").strip() for part in ("system.md", "user.md"))
    return Prompt(name=name, system=system, user=user)
