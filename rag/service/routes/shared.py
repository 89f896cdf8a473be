"""What all addresses share: the service as whoever asks may use it, and the parameters that several of them take."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import click
from fastapi import Depends, Path, Query, Request
from fastapi.responses import PlainTextResponse, Response

from rag.answers import Question
from rag.service.service import Service
from rag.service.wire import Text

TEXT = "text/plain"


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


def wants_text(request: Request) -> bool:
    """Whether plain text is asked for, as a terminal shows it."""
    return TEXT in request.headers.get("accept", "")


def as_text(text: str, *, styled: bool, headers: Mapping[str, str] | None = None) -> Response:
    """Text for a terminal; its styles stay only for who asks for them."""
    return PlainTextResponse(text if styled else click.unstyle(text), headers=headers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The bounds of a question that is asked by its address."""

    since: Annotated[str | None, Query(max_length=100, description="nothing minuted before this day counts")] = None
    as_of: Annotated[str | None, Query(max_length=100, description="nothing minuted after this day counts")] = None
    body: Annotated[str | None, Query(max_length=300, description="the name of the bodies that may answer")] = None

    def on(self, text: str) -> Question:
        """The question within them."""
        return Question(text=text, since=self.since, as_of=self.as_of, body=self.body)


Serving = Annotated[Service, Depends(_service)]
Bounded = Annotated[Bounds, Depends()]
Id = Annotated[str, Path(max_length=100)]
Name = Annotated[str, Path(max_length=1000)]
Styled = Annotated[bool, Query(description="plain text with the styles of a terminal")]
Words = Annotated[Text, Query(examples=["What was decided about the bus shelter?"])]
