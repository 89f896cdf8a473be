"""The commands that ask and check: `ask`, `show`, `verify`; and what all commands share."""

import functools
import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rag.answers import Question
from rag.errors import MinutebookError, SettingsError, WrongUse

if TYPE_CHECKING:  # pydantic takes longer to import than a running service to answer
    from rag.settings import Settings


def home_of(home: Path | None) -> Path:
    """The home that a command works on: what --home gives, else the environment, else the default."""
    return home or Path(os.environ.get("MINUTEBOOK_HOME") or ".minutebook")


def settings_of(home: Path | None) -> "Settings":
    """The settings of a run; raises SettingsError where one of them can't be used."""
    from pydantic import ValidationError

    from rag.settings import Settings

    try:
        return Settings(home=home) if home else Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"MINUTEBOOK_{first['loc'][0]}".upper()
        raise SettingsError(
            f"{name} is {first.get('input')!r}: {first['msg']}; set it otherwise or leave it out."
        ) from error


def command(
    function: Callable[..., int | None], *, given: Callable[[Path | None], Any] = settings_of
) -> Callable[..., None]:
    """A command that takes --home and --debug, and turns failures into one sentence.

    It gets first what `given` makes of --home: the settings, or for who doesn't need them yet the home's folder.
    """

    @click.option(
        "--home",
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder of the ledger and its indexes.  [default: .minutebook]",
    )
    @click.option("--debug", is_flag=True, help="Show where a failure comes from.")
    @functools.wraps(function)
    def run(*arguments: Any, home: Path | None, debug: bool, **options: Any) -> None:
        try:
            code = function(given(home), *arguments, **options)
        except MinutebookError as error:
            if debug:
                raise
            click.echo(f"minutebook: {error}", err=True)
            code = 2 if isinstance(error, WrongUse) else 1
        sys.exit(code or 0)

    return run


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
@partial(command, given=home_of)
def ask(
    home: Path,
    question: str | None,
    questions: Path | None,
    as_json: bool,
    explain: bool,
    as_of: str | None,
    body: str | None,
    without: tuple[str, ...],
) -> None:
    """Answer a QUESTION from the minutes, or say plainly that they don't."""
    from rag.service.answering import answering

    if (question is None) == (questions is None):
        raise WrongUse("Give one question in quotes, or --questions with a file of them.")
    if explain and as_json:
        raise WrongUse("--explain is for reading and an answer record has no room for it; leave one of the two out.")
    asked = _questions(questions) if questions else [Question(text=question or "")]
    with answering(home, lambda: settings_of(home)) as answers:
        for one in asked:
            whole = replace(one, as_of=as_of, body=body, without=frozenset(without))
            if as_json:
                click.echo(json.dumps(answers.record(whole)))
                continue
            text = answers.text(whole, explain=explain)
            click.echo(f"{one.id or '?'}: {one.text}\n\n{text}\n" if questions else text)


@click.command()
@click.argument("words")
@click.option("--json", "as_json", is_flag=True, help="Print an answer record.")
@click.option("--as-of", metavar="DATE", help="Tell what was minuted by then (2024-01-31, 31 January 2024).")
@click.option("--body", metavar="NAME", help="Tell it from the minutes of bodies with this name only.")
@partial(command, given=home_of)
def thread(home: Path, words: str, as_json: bool, as_of: str | None, body: str | None) -> None:
    """Tell the matter that WORDS name across meetings: where it stands, then each step that led there."""
    from rag.service.answering import answering

    asked = Question(text=words, as_of=as_of, body=body)
    with answering(home, lambda: settings_of(home)) as answers:
        click.echo(json.dumps(answers.thread_record(asked)) if as_json else answers.thread_text(asked))


def _questions(path: Path) -> list[Question]:
    """The questions of a file; raises WrongUse where a line is none."""
    from rag.question_file import question_of

    return [question_of(line, number, path) for number, line in enumerate(_read(path).split("\n"), 1) if line.strip()]


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongUse(f"{str(file)!r} is not text in UTF-8 ({error.reason}); save it so and give it again.") from error


@click.command()
@click.argument("paragraph_id")
@click.option("--json", "as_json", is_flag=True, help="Print the paragraph as a record.")
@partial(command, given=home_of)
def show(home: Path, paragraph_id: str, as_json: bool) -> None:
    """Show the paragraph PARAGRAPH_ID in its context, with its reference."""
    from rag.service.answering import showing

    with showing(home) as shown:
        if as_json:
            click.echo(json.dumps(shown.paragraph_record(paragraph_id), ensure_ascii=False))
        else:
            click.echo(shown.paragraph_text(paragraph_id))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@command
def verify(settings: "Settings", file: Path) -> int:
    """Check every citation of the answer records in FILE against the ledger, and every sentence against what it cites.

    Exit 1 if one character differs, or a sentence isn't what it cites.
    """
    from rag.grounding.citation import faults
    from rag.grounding.faithfulness import unfaithful
    from rag.home import opened

    records = _records(file)
    with opened(settings.home) as ledger:
        found = [
            (place, fault)
            for place, record in enumerate(records, 1)
            for fault in (*faults(record, ledger), *unfaithful(record))
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
