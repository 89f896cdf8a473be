"""The `minutebook` command: joins the rooms' commands and serves the chat page."""

import click

from ingest.commands import ingest, rebuild, remove, status
from rag.commands import ask, command, show, thread, verify
from rag.settings import Settings

EXAMPLES = (
    "What was decided about the play area?",
    "Who sent apologies to the last meeting?",
    "What happened to the grant for the community centre?",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
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
        serve(assistant, assistant.ledger, port=port, examples=EXAMPLES)


for each in (ingest, ask, thread, show, verify, status, remove, rebuild, chat):
    main.add_command(each)

if __name__ == "__main__":
    chat()
