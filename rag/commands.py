"""The commands that ask and check: `ask`, `thread`, `show`, `verify`; and what all commands share.

Nothing else of the project is imported before a command runs: its help has to be there at once.
"""

import functools
import json
import os
import sys
from collections.abc import Callable
from contextlib import closing
from enum import IntEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rag.settings import Settings

_SEPARATORS = {mark: f"\\u{mark:04x}" for mark in (0x85, 0x2028, 0x2029)}  # str.splitlines ends a line there too


class Exit(IntEnum):
    """What a command ends with."""

    DONE = 0
    FAILED = 1  # something was found wrong, or could not be done
    WRONG_USE = 2
    ABSTAINED = 3  # by --exit-code only


def home_of(home: Path | None) -> Path:
    """The home that a command works on: what --home gives, else the environment, else the default."""
    return home or Path(os.environ.get("MINUTEBOOK_HOME") or ".minutebook")


def settings_of(home: Path | None) -> "Settings":
    """The settings of a run, which is logged as they say from then on; raises SettingsError where one can't be used."""
    from pydantic import ValidationError

    from rag.errors import SettingsError
    from rag.logs import start_logging
    from rag.settings import Settings
    from rag.telemetry import start_tracing

    try:
        settings = Settings(home=home) if home else Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"MINUTEBOOK_{first['loc'][0]}".upper()
        raise SettingsError(
            f"{name} is {first.get('input')!r}: {first['msg']}; set it otherwise or leave it out."
        ) from error
    start_logging(settings, verbosity())
    start_tracing()
    return settings


def command(
    function: Callable[..., int | None], *, given: Callable[[Path | None], Any] = settings_of
) -> Callable[..., None]:
    """A command that takes --home, -v and --debug, and turns failures into one sentence.

    It gets first what `given` makes of --home: the settings, or for who doesn't need them yet the home's folder.
    """

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

        try:
            code = function(given(home), *arguments, **options)
        except MinutebookError as error:
            if debug:
                raise
            click.echo(f"minutebook: {error}", err=True)
            code = Exit.WRONG_USE if isinstance(error, WrongUse) else Exit.FAILED
        sys.exit(code or Exit.DONE)

    return run


def verbosity() -> int:
    """How often the running command was given -v."""
    context = click.get_current_context(silent=True)
    return int(context.params.get("verbose", 0)) if context else 0


def echo_json(value: Any) -> None:
    """Print a value as one line of JSON, its letters as they are but for the separators at which others end a line."""
    click.echo(json.dumps(value, ensure_ascii=False).translate(_SEPARATORS))


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
    by_code: bool,
) -> int:
    """Answer a QUESTION from the minutes, or say plainly that they don't."""
    from rag.errors import WrongUse
    from rag.question import Question
    from rag.service.answering import answering

    if (question is None) == (questions is None):
        raise WrongUse("Give one question in quotes, or --questions with a file of them.")
    if explain and as_json:
        raise WrongUse("--explain is for reading and an answer record has no room for it; leave one of the two out.")
    bounds: dict[str, Any] = {"as_of": as_of, "body": body, "without": frozenset(without)}
    if questions:
        from rag.files import questions_in

        asked = questions_in(questions, **bounds)
    else:
        asked = [Question(text=_clean(question or ""), **bounds)]
        if not as_json and _is_refused(asked[0].text):
            return Exit.WRONG_USE
    abstained = False
    with answering(home, lambda: settings_of(home)) as answers:
        for one in asked:
            if as_json:
                record = answers.record(one)
                abstained = abstained or record["status"] == "abstained"
                echo_json(record)
                continue
            said = answers.text(one, ids=verbosity() > 0, explain=explain)
            abstained = abstained or said.status == "abstained"
            click.echo(f"{one.id or '?'}: {one.text}\n\n{said.text}\n" if questions else said.text)
    return Exit.ABSTAINED if by_code and abstained else Exit.DONE


def _is_refused(text: str) -> bool:
    """Whether a person's question asks nothing, or too much, and is answered so; programs get a record of it."""
    from rag.question import fault_of

    if fault := fault_of(text):
        click.echo(f"minutebook: {fault}", err=True)
    return fault is not None


def _clean(argument: str) -> str:
    """An argument of the command line with "?" for bytes that are no text, which could not be printed again."""
    return argument.encode("utf-8", "replace").decode("utf-8")


@click.command()
@click.argument("words")
@click.option("--json", "as_json", is_flag=True, help="Print an answer record.")
@click.option("--as-of", metavar="DATE", help="Tell what was minuted by then (2024-01-31, 31 January 2024).")
@click.option("--body", metavar="NAME", help="Tell it from the minutes of bodies with this name only.")
@click.option("--exit-code", "by_code", is_flag=True, help="Exit 3 where no minutes mention it.")
@partial(command, given=home_of)
def thread(home: Path, words: str, as_json: bool, as_of: str | None, body: str | None, by_code: bool) -> int:
    """Tell the matter that WORDS name across meetings: where it stands, then each step that led there."""
    from rag.question import Question
    from rag.service.answering import answering

    if not as_json and _is_refused(words):
        return Exit.WRONG_USE
    asked = Question(text=_clean(words), as_of=as_of, body=body)
    with answering(home, lambda: settings_of(home)) as answers:
        if as_json:
            record = answers.thread_record(asked)
            status = record["status"]
            echo_json(record)
        else:
            said = answers.thread_text(asked, ids=verbosity() > 0)
            status = said.status
            click.echo(said.text)
    return Exit.ABSTAINED if by_code and status == "abstained" else Exit.DONE


@click.command()
@click.argument("paragraph_id")
@click.option("--json", "as_json", is_flag=True, help="Print the paragraph as a record.")
@partial(command, given=home_of)
def show(home: Path, paragraph_id: str, as_json: bool) -> None:
    """Show the paragraph PARAGRAPH_ID in its context, with its reference."""
    from rag.service.answering import showing

    with showing(home, lambda: settings_of(home)) as shown:
        if as_json:
            echo_json(shown.paragraph_record(paragraph_id))
        else:
            click.echo(shown.paragraph_text(paragraph_id))


@click.command()
@command
def mcp(settings: "Settings") -> None:
    """Let programs ask that speak the Model Context Protocol, over stdin and stdout."""
    from rag.service.mcp import serve_stdio

    serve_stdio(settings)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--json", "as_json", is_flag=True, help="Print the faults as a record.")
@command
def verify(settings: "Settings", file: Path, as_json: bool) -> int:
    """Check every citation of the answer records in FILE against the ledger, and every sentence against what it cites.

    Counts are made once more from the ledger's rows. Exit 1 if one character or number differs, or a sentence isn't
    what it cites.
    """
    from rag.files import records_in
    from rag.grounding.counting import verified
    from rag.grounding.faithfulness import unfaithful
    from rag.ledger import Ledger

    records = records_in(file)
    # without the home's lock: it may be read while the page runs
    with closing(Ledger(settings.home, server=settings.server)) as ledger:
        found = [
            (place, fault)
            for place, record in enumerate(records, 1)
            for fault in (*verified(record, ledger), *unfaithful(record))
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


@click.command()
@partial(command, given=home_of)
def feedback(home: Path) -> None:
    """Print what people said of answers as a question file for `minutebook eval run`.

    What was judged without a paragraph that proves the right answer is named on stderr: it needs one first.
    """
    from rag.service.answering import judged

    said = judged(home, lambda: settings_of(home))
    for line in said["questions"]:
        echo_json(line)
    for one in said["open"]:
        note = f" ({one['note']})" if one["note"] else ""
        click.echo(f"{one['id']}: {one['verdict']}{note}: {one['question']}", err=True)


class Whole(click.Group):
    """Commands that are listed with the whole first sentence of each."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, one.get_short_help_str(1000)) for name, one in sorted(self.commands.items())])


@click.group(cls=Whole)
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
