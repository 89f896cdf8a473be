"""The `minutebook` command: joins the rooms' commands and serves the chat page."""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from rag.commands import command

if TYPE_CHECKING:
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
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", default=7860, show_default=True, help="Port to serve on.")
@click.option("--root-path", default="", metavar="PATH", help="Where a proxy shows it, such as /minutes.")
@command
def chat(settings: "Settings", host: str, port: int, root_path: str) -> None:
    """Serve the chat page, and the service for programs and commands."""
    from rag.service.service import open_service

    with open_service(settings) as service:
        from rag.page import mount  # what takes seconds to import comes once the home is known to be usable
        from rag.page_images import PageImages
        from rag.service.api import build_api
        from rag.service.serving import serve

        api = build_api(service, root_path=root_path)
        images = PageImages(service.ledger, settings.home / "pages")
        mount(api, service, images, keep=settings.keep_conversations)
        serve(api, settings.home, host=host, port=port)


main.add_command(chat)

if __name__ == "__main__":
    chat()
