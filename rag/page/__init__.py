"""The chat page: a question, its cited answer, and beside it the paragraphs that prove it."""

import socket
from collections.abc import Sequence
from threading import Event
from typing import TYPE_CHECKING

from rag.errors import WrongUse
from rag.page.conversation import Assistant
from rag.page.evidence import Ledger

if TYPE_CHECKING:
    from fastapi import FastAPI

    from rag.service.service import Service


def mount(app: "FastAPI", service: "Service", path: str = "/") -> None:
    """Put the page into an app, with its style, its script and its content policy."""
    from rag.page.view import mount  # gradio takes seconds to import: only who serves a page pays

    mount(app, service, path)


def serve(
    assistant: Assistant, ledger: Ledger, *, examples: Sequence[str] = (), port: int = 7860, keep: bool = True
) -> None:
    """Serves the page on this machine until Ctrl+C, and says its address on stdout once it is up.

    `keep`: whether the browser keeps conversations.

    Raises:
        WrongUse: the port can't be had.
    """
    _require_free(port)
    from rag.page.view import open_page  # gradio takes seconds to import: only who serves a page pays

    page = open_page(assistant, ledger, examples=examples, port=port, keep=keep)
    print(f"Minutebook is at http://127.0.0.1:{port} — stop it with Ctrl+C", flush=True)
    try:
        Event().wait()
    except KeyboardInterrupt:
        print()
    finally:
        page.close(verbose=False)


def _require_free(port: int) -> None:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a page just stopped doesn't count
        try:
            trial.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise WrongUse(
                f"Port {port} can't be had ({error}): stop the program that uses it, or choose another with --port."
            ) from error
