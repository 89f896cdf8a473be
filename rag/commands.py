"""The commands that ask and check: `ask`, `show`, `verify`; and what all commands share."""

import functools
import json
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel, ConfigDict, ValidationError

from rag.answers import Answer, Question, Status
from rag.errors import MinutebookError, SettingsError, UnknownParagraph, WrongUse
from rag.home import opened
from rag.minutes import readable
from rag.settings import Settings


def command(function: Callable[..., int | None]) -> Callable[..., None]:
    """A command that takes --home and --debug, gets the settings first, and turns failures into one sentence."""

    @click.option(
        "--home",
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder of the ledger and its indexes.  [default: .minutebook]",
    )
    @click.option("--debug", is_flag=True, help="Show where a failure comes from.")
    @functools.wraps(function)
    def run(*arguments: Any, home: Path | None, debug: bool, **options: Any) -> None:
        try:
            code = function(_settings(home), *arguments, **options)
        except MinutebookError as error:
            if debug:
                raise
            click.echo(f"minutebook: {error}", err=True)
            code = 2 if isinstance(error, WrongUse) else 1
        sys.exit(code or 0)

    return run


def _settings(home: Path | None) -> Settings:
    try:
        return Settings(home=home) if home else Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"MINUTEBOOK_{first['loc'][0]}".upper()
        raise SettingsError(
            f"{name} is {first.get('input')!r}: {first['msg']}; set it otherwise or leave it out."
        ) from error


class QuestionLine(BaseModel):
    """A line of a question file; what only an evaluation needs is passed over."""

    model_config = ConfigDict(extra="ignore")
    id: str | None = None
    question: str
    history: list[str] = []


@click.command()
@click.argument("question", required=False)
@click.option(
    "--questions",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Answer each line of a JSONL file of questions.",
)
@click.option("--json", "as_json", is_flag=True, help="Print answer records.")
@click.option("--explain", is_flag=True, help="Tell of each paragraph found how it was and why it stayed or fell.")
@click.option("--as-of", metavar="DATE", help="Answer from what was minuted by then (2024-01-31).")
@click.option("--body", metavar="NAME", help="Answer from the minutes of bodies with this name only.")
@click.option(
    "--no-filter",
    "without",
    multiple=True,
    type=click.Choice(["body", "date"]),
    help="Look everywhere although the question names a body, or a date.",
)
@command
def ask(
    settings: Settings,
    question: str | None,
    questions: Path | None,
    as_json: bool,
    explain: bool,
    as_of: str | None,
    body: str | None,
    without: tuple[str, ...],
) -> None:
    """Answer a QUESTION from the minutes, or say plainly that they don't."""
    from rag.assistant import open_assistant
    from rag.explaining import explained

    if (question is None) == (questions is None):
        raise WrongUse("Give one question in quotes, or --questions with a file of them.")
    if explain and as_json:
        raise WrongUse("--explain is for reading and an answer record has no room for it; leave one of the two out.")
    asked = list(_lines(questions)) if questions else [QuestionLine(question=question or "")]
    with open_assistant(settings) as assistant:
        for line in asked:
            whole = Question(text=line.question, id=line.id, history=tuple(line.history), as_of=as_of, body=body)
            answer = assistant.answer(replace(whole, without=frozenset(without)))
            read = f"{line.id or '?'}: {line.question}\n\n{formatted(answer)}\n" if questions else formatted(answer)
            click.echo(json.dumps(answer.record()) if as_json else read)
            if explain:
                click.echo(explained(answer))


@click.command()
@click.argument("words")
@click.option("--json", "as_json", is_flag=True, help="Print an answer record.")
@click.option("--as-of", metavar="DATE", help="Tell what was minuted by then (2024-01-31, 31 January 2024).")
@click.option("--body", metavar="NAME", help="Tell it from the minutes of bodies with this name only.")
@command
def thread(settings: Settings, words: str, as_json: bool, as_of: str | None, body: str | None) -> None:
    """Tell the matter that WORDS name across meetings: where it stands, then each step that led there."""
    from rag.assistant import open_assistant

    with open_assistant(settings) as assistant:
        answer = assistant.thread(Question(text=words, as_of=as_of, body=body))
    click.echo(json.dumps(answer.record()) if as_json else formatted(answer))


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongUse(f"{str(file)!r} is not text in UTF-8 ({error.reason}); save it so and give it again.") from error


def _lines(path: Path) -> Iterator[QuestionLine]:
    for number, line in enumerate(_read(path).split("\n"), 1):
        if line.strip():
            try:
                yield QuestionLine.model_validate_json(line)
            except ValidationError as error:
                raise WrongUse(
                    f"Line {number} of {str(path)!r} is no question ({error.errors()[0]['msg']}); "
                    'each line is an object with "question".'
                ) from error


def formatted(answer: Answer) -> str:
    """An answer as a person reads it: the text, then each reference with its quote and how it was found."""
    width = 100
    why = {one.cited.id: one.found for one in answer.ranked}
    lines = []
    if answer.reworded:
        lines += [click.style(textwrap.fill(f"Understood as: {answer.asked_as}", width), dim=True), ""]
    if answer.filters:
        first = f"Looked first at: {', '.join(answer.filters.values())} (--no-filter {'|'.join(answer.filters)})"
        lines += [click.style(textwrap.fill(first, width), dim=True), ""]
    lines += [textwrap.fill(line, width) for line in answer.text.split("\n")]
    if answer.model_error:
        lines += ["", click.style(textwrap.fill(answer.model_error, width), dim=True)]
    if answer.citations and answer.status is Status.ABSTAINED:
        lines += ["", "Nearest paragraphs:"]
    for citation in answer.citations:
        lines += ["", click.style(f"[{citation.marker}] {citation.cited.label}", bold=True)]
        lines.append(
            textwrap.fill(f"“{readable(citation.quote)}”", width, initial_indent="    ", subsequent_indent="    ")
        )
        found = f"    {citation.cited.document} · {citation.cited.id}" + (
            f" · {why[citation.cited.id]}" if citation.cited.id in why else ""
        )
        lines.append(click.style(found, dim=True))
        if citation.cited.link:
            lines.append(click.style(f"    {citation.cited.link}", dim=True))
    return "\n".join([*lines, ""])


@click.command()
@click.argument("paragraph_id")
@click.option("--json", "as_json", is_flag=True, help="Print the paragraph as a record.")
@command
def show(settings: Settings, paragraph_id: str, as_json: bool) -> None:
    """Show the paragraph PARAGRAPH_ID in its context, with its reference."""
    from rag.grounding.citation import whereabouts

    with opened(settings.home) as ledger:
        cited = ledger.paragraph(paragraph_id)
        if cited is None:
            where = whereabouts(paragraph_id, ledger)
            raise UnknownParagraph(
                f"The paragraph {paragraph_id!r} {where}; `minutebook ask` prints the ids of what it cites."
            )
        around = ledger.neighbours(cited.id)
        standing = ledger.superseded_by(cited.document)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "paragraph_id": cited.id,
                    "label": cited.label,
                    "document": cited.document,
                    "link": cited.link,
                    "superseded_by": standing,
                    "text": cited.paragraph.text,
                },
                ensure_ascii=False,
            )
        )
        return
    click.echo(click.style(cited.label, bold=True))
    told = [f"{cited.document}, characters {cited.paragraph.start}-{cited.paragraph.end}", cited.link]
    told.append(f"superseded by {standing}, which answers in its place" if standing else None)
    told.append(f"its id is now {cited.id}" if cited.id != paragraph_id else None)
    click.echo(click.style("\n".join([*filter(None, told), ""]), dim=True))
    for one in around:
        text = textwrap.fill(readable(one.paragraph.text), 100, initial_indent="  ", subsequent_indent="  ")
        click.echo(text.replace("  ", "> ", 1) if one.id == cited.id else click.style(text, dim=True))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@command
def verify(settings: Settings, file: Path) -> int:
    """Check every citation of the answer records in FILE against the ledger, and every sentence against what it cites.

    Counts are made once more from the ledger's rows. Exit 1 if one character or number differs, or a sentence isn't
    what it cites.
    """
    from rag.grounding.counting import verified
    from rag.grounding.faithfulness import unfaithful

    records = _records(file)
    with opened(settings.home) as ledger:
        found = [
            (place, fault)
            for place, record in enumerate(records, 1)
            for fault in (*verified(record, ledger), *unfaithful(record))
        ]
    for place, fault in found:
        click.echo(f"answer {place}: {fault}", err=True)
    cited = sum(len(record.get("citations", [])) for record in records)
    click.echo(
        f"{len(records)} answers, {cited} citations: "
        + (f"{len(found)} faults" if found else "all stand in the ledger")
    )
    return 1 if found else 0


def _records(file: Path) -> list[dict[str, Any]]:
    text = _read(file)
    try:
        whole = json.loads(text)
        records = whole if isinstance(whole, list) else [whole]
    except ValueError:
        try:
            records = [json.loads(line) for line in text.split("\n") if line.strip()]
        except ValueError as error:
            raise WrongUse(
                f"{str(file)!r} holds no answer records ({error}); give what `minutebook ask --json` printed."
            ) from error
    if not records or not all(isinstance(record, dict) and "citations" in record for record in records):
        raise WrongUse(f"{str(file)!r} holds no answer records; give what `minutebook ask --json` printed.")
    return records
