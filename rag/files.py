"""What is given in a file of JSON: lines of objects, questions, answer records; a fault is named with its line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from rag.answers import Question
from rag.errors import WrongUse

Model = TypeVar("Model", bound=BaseModel)


class Line(NamedTuple):
    """The object of a line; `place` names the line in messages: "questions.jsonl, line 3"."""

    place: str
    held: dict[str, Any]


def read_lines(path: Path) -> Iterator[Line]:
    """The lines of a file that hold an object, in order; empty ones are passed over.

    Raises:
        WrongUse: the file can't be read, or a line holds no object; the message has the line's number.
    """
    try:
        # Not splitlines(): inside a JSON string a line separator (U+2028) may stand as it is.
        with path.open(encoding="utf-8-sig", newline="\n") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _line(line, f"{path}, line {number}")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"{str(path)!r} can't be read ({error}): name a UTF-8 file, one JSON object a line.") from error


def load_lines(path: Path, model: type[Model]) -> Iterator[tuple[str, Model]]:
    """What the lines of a file hold, each with its place.

    Raises WrongUse where `read_lines` does, and where a line's object is no such model.
    """
    for place, held in read_lines(path):
        try:
            yield place, model.model_validate(held)
        except ValidationError as error:
            raise WrongUse(f"{place}: {complaint(error)}; correct that line.") from error


def complaint(error: ValidationError) -> str:
    """What is wrong with a JSON object, and where in it."""
    first = error.errors(include_url=False)[0]
    where = ".".join(str(step) for step in first["loc"])
    what = first["msg"].removeprefix("Value error, ")
    return f"`{where}`: {what}" if where else what


class _Question(BaseModel):
    """A line of a question file; what only an evaluation needs is passed over."""

    model_config = ConfigDict(extra="ignore")
    id: str | None = None
    question: str
    history: list[str] = []


def questions_in(path: Path, **bounds: Any) -> list[Question]:
    """The questions of a file, one JSON object a line, each within the bounds given; raises WrongUse."""
    return [
        Question(text=one.question, id=one.id, history=tuple(one.history), **bounds)
        for _, one in load_lines(path, _Question)
    ]


def records_in(path: Path) -> list[dict[str, Any]]:
    """The answer records of a file: one, a list of them, or one a line.

    Raises:
        WrongUse: it holds something else.
    """
    try:
        whole = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError:
        whole = [line.held for line in read_lines(path)]
    records = whole if isinstance(whole, list) else [whole]
    if not records or not all(isinstance(record, dict) and "citations" in record for record in records):
        raise WrongUse(f"{str(path)!r} holds no answer records; give what `minutebook ask --json` printed.")
    return records


def _line(line: str, place: str) -> Line:
    try:
        held = json.loads(line)
    except json.JSONDecodeError as error:
        raise WrongUse(f"{place}: not JSON ({error.msg} at column {error.colno}); correct that line.") from error
    if not isinstance(held, dict):
        raise WrongUse(f"{place}: no object; correct that line.")
    return Line(place, held)
