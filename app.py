"""The `minutebook` command: joins the rooms' commands and serves the chat page."""

from importlib import import_module
from importlib.util import find_spec

import click

from rag.commands import command
from rag.settings import Settings

COMMANDS = {
    **{name: f"rag.commands:{name}" for name in ("ask", "thread", "show", "verify")},
    **{name: f"ingest.commands:{name}" for name in ("ingest", "status", "remove", "rebuild")},
    "eval": "eval.commands:main",
}


class _Rooms(click.Group):
    """Opens a room only for its own command: a question shall not wait for the parser to be imported."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted([*COMMANDS, *super().list_commands(context)])

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return super().get_command(context, name)
        if name == "eval" and find_spec("ir_measures") is None:
            raise click.UsageError("The evaluation isn't installed; `pip install 'minutebook[eval]'` brings it.")
        room, _, command = COMMANDS[name].partition(":")
        opened: click.Command = getattr(import_module(room), command)
        return opened


@click.group(cls=_Rooms, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="minutebook")
def main() -> None:
    """Answers from the minutes of councils and committees, with the paragraph that proves each sentence."""


@click.command()
@click.option("--port", default=7860, show_default=True, help="Port of 127.0.0.1 to serve on.")
@command
def chat(settings: Settings, port: int) -> None:
    """Serve the chat page."""
    from rag.assistant import open_assistant
    from rag.page import serve

    with open_assistant(settings) as assistant:
        serve(assistant, assistant.ledger, port=port, examples=assistant.examples, keep=settings.keep_conversations)


main.add_command(chat)

if __name__ == "__main__":
    chat()
