"""The chat page: a question, its cited answer, and next to it the paragraphs that prove it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from rag.page.adding import Adding
    from rag.page.looking import Images
    from rag.service.service import Service


def mount(
    app: "FastAPI",
    service: "Service",
    images: "Images",
    path: str = "/",
    *,
    keep: bool = True,
    adding: "Adding | None" = None,
) -> None:
    """Put the page into an app, with its style, its script and its content policy.

    `images` draws pages of documents; `keep` is whether the browser keeps conversations; `adding`
    takes in the minutes that administrators add, where they may.
    """
    from rag.page.view import mount  # gradio takes seconds to import: only who serves a page pays

    mount(app, service, service.ledger, images, path, keep=keep, adding=adding)
