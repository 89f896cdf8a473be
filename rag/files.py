"""What a command is given in a file: questions, answer records."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from rag.answers import Question
from rag.errors import WrongUse


class _Line(BaseModel):
    """A line of a question file; what only an evaluation needs is passed over."""

    model_config = ConfigDict(extra="ignore")
    id: str | None = None
    question: str
    history: list[str] = []


def questions_in(path: Path, **bounds: Any) -> list[Question]:
    """The questions of a file, one JSON object a line, each within the bounds given.

    Raises:
        WrongUse: a line is no question.
    """
    questions = []
    for number, line in enumerate(_read(path).split("\n"), 1):
        if line.strip():
            try:
                one = _Line.model_validate_json(line)
            except ValidationError as error:
                raise WrongUse(
                    f"Line {number} of {str(path)!r} is no question ({error.errors()[0]['msg']}); "
                    'each line is an object with "question".'
                ) from error
            questions.append(Question(text=one.question, id=one.id, history=tuple(one.history), **bounds))
    return questions


def records_in(path: Path) -> list[dict[str, Any]]:
    """The answer records of a file: one, a list of them, or one a line.

    Raises:
        WrongUse: it holds something else.
    """
    text = _read(path)
    try:
        whole = json.loads(text)
        records = whole if isinstance(whole, list) else [whole]
    except ValueError:
        try:
            records = [json.loads(line) for line in text.split("\n") if line.strip()]
        except ValueError as error:
            raise WrongUse(
                f"{str(path)!r} holds no answer records ({error}); give what `minutebook ask --json` printed."
            ) from error
    if not records or not all(isinstance(record, dict) and "citations" in record for record in records):
        raise WrongUse(f"{str(path)!r} holds no answer records; give what `minutebook ask --json` printed.")
    return records


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongUse(f"{str(path)!r} is not text in UTF-8 ({error.reason}); save it so and give it again.") from error
