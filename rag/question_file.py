"""A line of a question file as it is asked; what only an evaluation needs of it is passed over."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from rag.answers import Question
from rag.errors import WrongUse


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore")
    id: str | None = None
    question: str
    history: list[str] = []


def question_of(line: str, number: int, path: Path) -> Question:
    """The question of a line; raises WrongUse, with the line's number and file, where it is none."""
    try:
        read = _Line.model_validate_json(line)
    except ValidationError as error:
        raise WrongUse(
            f"Line {number} of {str(path)!r} is no question ({error.errors()[0]['msg']}); "
            'each line is an object with "question".'
        ) from error
    return Question(text=read.question, id=read.id, history=tuple(read.history))
