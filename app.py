"""The `minutebook` command: joins the rooms' commands and serves the chat page."""

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

import click
from click.shell_completion import CompletionItem, get_completion_class

from rag.commands import command

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.middleware import Middleware

    from rag.service.service import Service
    from rag.settings import Settings


class Room(NamedTuple):
    """Where a command is found, and its line in the help."""

    place: str
    summary: str


COMMANDS = {  # in the order of use; only the one that is called is imported
    "ingest": Room("ingest.commands:ingest", "Take in minutes: files, folders, zip archives, e-mails."),
    "ask": Room("rag.commands:ask", "Answer a question, with the paragraphs that prove it."),
    "thread": Room("rag.commands:thread", "Follow a matter across meetings, its latest position first."),
    "show": Room("rag.commands:show", "Show a paragraph in its context, with its reference."),
    "verify": Room("rag.commands:verify", "Check answer records against the ledger, to the character."),
    "mcp": Room("rag.commands:mcp", "Let programs ask that speak the Model Context Protocol."),
    "status": Room("ingest.commands:status", "Say what is in the ledger, and whether the indexes agree with it."),
    "remove": Room("ingest.commands:remove", "Take a document out of every store, its text included."),
    "rebuild": Room("ingest.commands:rebuild", "Make the indexes again from the ledger."),
    "backup": Room("ingest.commands:backup", "Put the home into one archive, also while the page runs."),
    "restore": Room("ingest.commands:restore", "Make an empty home from such an archive, and its indexes again."),
    "chat": Room("app:chat", "Serve the chat page."),
    "demo": Room("app:demo", "Serve the chat page over the minutes of an invented council."),
    "doctor": Room("ingest.commands:doctor", "Say what is installed, what this home needs, and what to do about it."),
    "feedback": Room("rag.commands:feedback", "Print what people said of answers, as questions for the evaluation."),
    "users": Room("rag.commands:users", "Say who may sign in to the page, and as what."),
    "completion": Room("app:completion", "Print what makes a shell complete commands and options."),
    "eval": Room("eval.commands:main", "Ask questions with known answers, and tell how well they are answered."),
}


class _Rooms(click.Group):
    """Opens a room only for its own command: neither help nor a question shall wait for the parser to be imported."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        if name == "eval" and find_spec("ir_measures") is None:
            raise click.UsageError("The evaluation isn't installed; `pip install 'minutebook[eval]'` brings it.")
        room, _, found = COMMANDS[name].place.partition(":")
        opened: click.Command = globals()[found] if room == "app" else getattr(import_module(room), found)
        return opened

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, room.summary) for name, room in COMMANDS.items()])

    def shell_complete(self, context: click.Context, incomplete: str) -> list[CompletionItem]:
        options = click.Command.shell_complete(self, context, incomplete)
        return options + [
            CompletionItem(name, help=room.summary) for name, room in COMMANDS.items() if name.startswith(incomplete)
        ]


@click.group(cls=_Rooms, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="minutebook")
def main() -> None:
    """Answers from the minutes of councils and committees, with the paragraph that proves each sentence.

    Exit codes: 0 done, 1 something failed or was found wrong, 2 wrong use, 3 not answered (with --exit-code).
    """


def _serving(function: Callable[..., None]) -> Callable[..., None]:
    """A command that takes the address to serve on."""
    for option in (
        click.option("--public", is_flag=True, help="Let everybody who reaches the address read and ask."),
        click.option("--root-path", default="", metavar="PATH", help="Where a proxy shows it, such as /minutes."),
        click.option(
            "--port", type=click.IntRange(1, 65535), default=7860, show_default=True, help="Port to serve on."
        ),
        click.option(
            "--host",
            default="127.0.0.1",
            show_default=True,
            help="Address to serve on; others than this machine's own ask for sign-in, or --public.",
        ),
    ):
        function = option(function)
    return function


@click.command()
@_serving
@command
def chat(settings: "Settings", **address: Any) -> None:
    """Serve the chat page, and the service for programs and commands."""
    _serve(settings, **address)


@click.command()
@_serving
@command
def demo(settings: "Settings", **address: Any) -> None:
    """Serve the chat page over the sample minutes of an invented council.

    They have a home of their own: the one that --home names, or else one in the cache folder.
    """
    from importlib.resources import as_file, files

    from ingest.commands import bars
    from ingest.job import ingest
    from rag.errors import WrongUse
    from rag.home import opened

    # not the home of MINUTEBOOK_HOME, whose minutes are real
    home = click.get_current_context().params["home"] or settings.cache / "demo"
    settings = settings.model_copy(update={"home": home, "ledger": None})
    with as_file(files("eval") / "data" / "minutes") as sample, opened(settings, create=True) as ledger:
        if {row["name"] for row in ledger.documents()} - {file.name for file in sample.iterdir()}:
            raise WrongUse(f"There are other minutes in {str(home)!r}; name an empty folder, or leave --home out.")
        click.echo(f"Taking in the minutes of the invented council of Haverleigh, into {home}", err=True)
        ingest([sample], ledger, settings, bars)
    _serve(settings, **address)


def _serve(settings: "Settings", *, host: str, port: int, root_path: str, public: bool) -> None:
    from rag.security.doors import doors
    from rag.service.service import open_service

    middleware = doors(settings, host=host, public=public)
    with open_service(settings) as service:
        from rag.service.serving import serve

        serve(served(service, settings, middleware, root_path), settings.home, host=host, port=port)


def served(
    service: "Service", settings: "Settings", middleware: "Sequence[Middleware]" = (), root_path: str = ""
) -> "FastAPI":
    """All that is served over a home: the service for programs, MCP, and the page."""
    from rag.page import mount  # what takes seconds to import comes once the home is known to be usable
    from rag.page_images import PageImages
    from rag.service.api import build_api
    from rag.service.mcp import mcp_routes
    from rag.service.routes.browsing import browse_routes

    routers = [*browse_routes(service, settings.home), mcp_routes(service)]
    api = build_api(service, routers=routers, middleware=middleware, root_path=root_path)
    images = PageImages(service.ledger, settings.home / "pages")
    adding = None
    if settings.uploads:
        from ingest.adding import HomeAdding

        adding = HomeAdding(settings)
    mount(api, service, images, keep=settings.keep_conversations, adding=adding)
    return api


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what makes SHELL complete the commands and options of minutebook.

    \b
    bash:  minutebook completion bash > ~/.local/share/bash-completion/completions/minutebook
    zsh:   minutebook completion zsh > ~/.zfunc/_minutebook      (a folder of $fpath)
    fish:  minutebook completion fish > ~/.config/fish/completions/minutebook.fish
    """  # noqa: D301
    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(main, {}, "minutebook", "_MINUTEBOOK_COMPLETE").source())


if __name__ == "__main__":
    chat()
