"""The commands that ask and check: `ask`, `thread`, `show`, `verify`; and what all commands share.

Nothing else of the project is imported before a command runs: its help has to be there at once.
"""

import functools
import json
import sys
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rag.settings import Settings


class Exit(IntEnum):
    """What a command ends with."""

    DONE = 0
    FAILED = 1  # something was found wrong, or could not be done
    WRONG_USE = 2
    ABSTAINED = 3  # by --exit-code only


def command(function: Callable[..., int | None]) -> Callable[..., None]:
    """A command that takes --home, -v and --debug, gets the settings first, and turns failures into one sentence."""

    @click.option(
        "--home",
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder of the ledger and its indexes.  [default: .minutebook]",
    )
    @click.option("-v", "--verbose", count=True, help="Print ids too, and log what is done; -vv: every step.")
    @click.option("--debug", is_flag=True, help="Show where a failure comes from.")
    @functools.wraps(function)
    def run(*arguments: Any, home: Path | None, verbose: int, debug: bool, **options: Any) -> None:
        from rag.errors import MinutebookError, WrongUse
        from rag.logs import start_logging

        try:
            settings = _settings(home)
            start_logging(settings, verbose)
            code = function(settings, *arguments, **options)
        except MinutebookError as error:
            if debug:
                raise
            click.echo(f"minutebook: {error}", err=True)
            code = Exit.WRONG_USE if isinstance(error, WrongUse) else Exit.FAILED
        sys.exit(code or Exit.DONE)

    return run


def verbose() -> bool:
    """Whether the running command was given -v."""
    return bool(click.get_current_context().params.get("verbose"))


def echo_json(value: Any) -> None:
    """Print a value as one line of JSON, its letters as they are."""
    click.echo(json.dumps(value, ensure_ascii=False))


def _settings(home: Path | None) -> "Settings":
    from pydantic import ValidationError

    from rag.errors import SettingsError
    from rag.settings import Settings

    try:
        return Settings(home=home) if home else Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"MINUTEBOOK_{first['loc'][0]}".upper()
        raise SettingsError(
            f"{name} is {first.get('input')!r}: {first['msg']}; set it otherwise or leave it out."
        ) from error


@click.command()
@click.argument("question", required=False)
@click.option(
    "--questions",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Answer each line of a JSONL file of questions.",
)
@click.option("--json", "as_json", is_flag=True, help="Print answer records.")
@click.option("--explain", is_flag=True, help="Tell of each paragraph found how it was and why it stayed or fell.")
@click.option("--as-of", metavar="DATE", help="Answer from what was minuted by then (2024-01-31, 31 January 2024).")
@click.option("--body", metavar="NAME", help="Answer from the minutes of bodies with this name only.")
@click.option(
    "--no-filter",
    "without",
    multiple=True,
    type=click.Choice(["body", "date"]),
    help="Look everywhere although the question names a body, or a date.",
)
@click.option("--exit-code", "by_code", is_flag=True, help="Exit 3 where a question is not answered.")
@command
def ask(
    settings: "Settings",
    question: str | None,
    questions: Path | None,
    as_json: bool,
    explain: bool,
    as_of: str | None,
    body: str | None,
    without: tuple[str, ...],
    by_code: bool,
) -> int:
    """Answer a QUESTION from the minutes, or say plainly that they don't."""
    from rag.answers import Question, Status
    from rag.assistant import open_assistant
    from rag.errors import WrongUse
    from rag.explaining import explained
    from rag.files import questions_in
    from rag.printing import formatted

    if (question is None) == (questions is None):
        raise WrongUse("Give one question in quotes, or --questions with a file of them.")
    if explain and as_json:
        raise WrongUse("--explain is for reading and an answer record has no room for it; leave one of the two out.")
    bounds: dict[str, Any] = {"as_of": as_of, "body": body, "without": frozenset(without)}
    asked = questions_in(questions, **bounds) if questions else [Question(text=_clean(question or ""), **bounds)]
    if questions is None and not as_json and _is_refused(asked[0].text):
        return Exit.WRONG_USE
    abstained = False
    with open_assistant(settings) as assistant:
        for one in asked:
            answer = assistant.answer(one)
            abstained = abstained or answer.status is Status.ABSTAINED
            if as_json:
                echo_json(answer.record())
                continue
            read = formatted(answer, ids=explain or verbose())
            click.echo(f"{one.id or '?'}: {one.text}\n\n{read}\n" if questions else read)
            if explain:
                click.echo(explained(answer))
    return Exit.ABSTAINED if by_code and abstained else Exit.DONE


def _is_refused(text: str) -> bool:
    """Whether a person's question asks nothing, or too much, and is told so; programs get a record of it."""
    from rag.abstention import unclear

    refusal = unclear(text)
    if refusal:
        click.echo(f"minutebook: {refusal.text}", err=True)
    return refusal is not None


def _clean(argument: str) -> str:
    """An argument of the command line with "?" for bytes that are no text, which could not be printed again."""
    return argument.encode("utf-8", "replace").decode("utf-8")


@click.command()
@click.argument("words")
@click.option("--json", "as_json", is_flag=True, help="Print an answer record.")
@click.option("--as-of", metavar="DATE", help="Tell what was minuted by then (2024-01-31, 31 January 2024).")
@click.option("--body", metavar="NAME", help="Tell it from the minutes of bodies with this name only.")
@click.option("--exit-code", "by_code", is_flag=True, help="Exit 3 where no minutes mention it.")
@command
def thread(settings: "Settings", words: str, as_json: bool, as_of: str | None, body: str | None, by_code: bool) -> int:
    """Tell the matter that WORDS name across meetings: where it stands, then each step that led there."""
    from rag.answers import Question, Status
    from rag.assistant import open_assistant
    from rag.printing import formatted

    if not as_json and _is_refused(words):
        return Exit.WRONG_USE
    with open_assistant(settings) as assistant:
        answer = assistant.thread(Question(text=_clean(words), as_of=as_of, body=body))
    if as_json:
        echo_json(answer.record())
    else:
        click.echo(formatted(answer, ids=verbose()))
    return Exit.ABSTAINED if by_code and answer.status is Status.ABSTAINED else Exit.DONE


@click.command()
@click.argument("paragraph_id")
@click.option("--json", "as_json", is_flag=True, help="Print the paragraph as a record.")
@command
def show(settings: "Settings", paragraph_id: str, as_json: bool) -> None:
    """Show the paragraph PARAGRAPH_ID in its context, with its reference."""
    from rag.errors import UnknownParagraph
    from rag.grounding.citation import whereabouts
    from rag.home import opened
    from rag.printing import paragraph_record, shown

    with opened(settings.home) as ledger:
        cited = ledger.paragraph(paragraph_id)
        if cited is None:
            where = whereabouts(paragraph_id, ledger)
            raise UnknownParagraph(
                f"The paragraph {paragraph_id!r} {where}; `minutebook ask -v` prints the ids of what it cites."
            )
        around = ledger.neighbours(cited.id)
        standing = ledger.superseded_by(cited.document)
    if as_json:
        echo_json(paragraph_record(cited, standing=standing))
    else:
        click.echo(shown(cited, around, asked=paragraph_id, standing=standing))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--json", "as_json", is_flag=True, help="Print the faults as a record.")
@command
def verify(settings: "Settings", file: Path, as_json: bool) -> int:
    """Check every citation of the answer records in FILE against the ledger, and every sentence against what it cites.

    Exit 1 if one character differs, or a sentence isn't what it cites.
    """
    from rag.files import records_in
    from rag.grounding.citation import faults
    from rag.grounding.faithfulness import unfaithful
    from rag.home import opened

    records = records_in(file)
    with opened(settings.home) as ledger:
        found = [
            (place, fault)
            for place, record in enumerate(records, 1)
            for fault in (*faults(record, ledger), *unfaithful(record))
        ]
    cited = sum(len(record.get("citations", [])) for record in records)
    if as_json:
        listed = [{"answer": place, "fault": fault} for place, fault in found]
        echo_json({"answers": len(records), "citations": cited, "faults": listed})
        return Exit.FAILED if found else Exit.DONE
    for place, fault in found:
        click.echo(f"answer {place}: {fault}", err=True)
    click.echo(
        f"{len(records)} answers, {cited} citations: "
        + (f"{len(found)} faults" if found else "all stand in the ledger")
    )
    return Exit.FAILED if found else Exit.DONE


@click.group()
def users() -> None:
    """Say who may sign in to the page, and as what; where there is anybody, everybody has to sign in."""


@users.command("add")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice(["reader", "officer", "administrator"]),
    default="reader",
    show_default=True,
    help="A reader asks, an officer sees exempt items too, an administrator adds and removes minutes too.",
)
@click.option("--no-password", "by_proxy", is_flag=True, help="A trusted proxy says that it is them.")
@command
def add_user(settings: "Settings", name: str, role: str, by_proxy: bool) -> None:
    """Let NAME sign in, or change their role and password; the password is asked for, or read from stdin."""
    from rag.security.doors import users_of
    from rag.security.people import Role

    users_of(settings).put(name, Role(role), None if by_proxy else _password())
    click.echo(f"{name} is {role} where a trusted proxy names them." if by_proxy else f"{name} may sign in as {role}.")


def _password() -> str:
    if sys.stdin.isatty():
        asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return asked
    return sys.stdin.readline().rstrip("\r\n")


@users.command("remove")
@click.argument("name")
@command
def remove_user(settings: "Settings", name: str) -> None:
    """Let NAME sign in no more; who is signed in under that name is signed out."""
    from rag.security.doors import users_of

    users_of(settings).remove(name)
    click.echo(f"{name} may sign in no more.")


@users.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@command
def list_users(settings: "Settings", as_json: bool) -> None:
    """Print who may sign in, and as what."""
    from rag.security.doors import users_of

    known = users_of(settings)
    people = [
        {"name": one.name, "role": str(one.role), "password": known.has_password(one.name)} for one in known.people()
    ]
    if as_json:
        echo_json(people)
        return
    for one in people:
        click.echo(f"{one['name']}: {one['role']}" + ("" if one["password"] else ", where a trusted proxy names them"))
    if not people:
        click.echo("Nobody signs in; `minutebook users add NAME` lets somebody.")
