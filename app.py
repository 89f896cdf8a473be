"""The `minutebook` command: joins the rooms' commands and serves the chat page."""

from importlib import import_module

import click

from rag.commands import command
from rag.settings import Settings

COMMANDS = {
    **dict.fromkeys(("ask", "thread", "show", "verify"), "rag.commands"),
    **dict.fromkeys(("ingest", "status", "remove", "rebuild"), "ingest.commands"),
}


class _Rooms(click.Group):
    """Opens a room only for its own command: a question shall not wait for the parser to be imported."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted([*COMMANDS, *super().list_commands(context)])

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if room := COMMANDS.get(name):
            opened: click.Command = getattr(import_module(room), name)
            return opened
        return super().get_command(context, name)


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
        serve(assistant, assistant.ledger, port=port, examples=assistant.examples)


main.add_command(chat)

if __name__ == "__main__":
    chat()
