"""The page as Gradio draws it; the one file that imports gradio."""

import os
from importlib.resources import files
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # gradio reads it while it is imported

import gradio as gr
from fastapi import FastAPI
from gradio.events import api
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.errors import MinutebookError
from rag.ledger import Ledger
from rag.page.adding import Adding, adding_routes
from rag.page.conversation import Asked, Service
from rag.page.drawing import ask_view, masthead
from rag.page.looking import Images, minutes_routes
from rag.page.routes import answer_routes
from rag.page.views import ADMINISTERING, TABS

CONTENT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def mount(
    app: FastAPI,
    service: Service,
    ledger: Ledger,
    images: Images,
    path: str = "/",
    *,
    keep: bool = True,
    adding: Adding | None = None,
) -> None:
    """Put the page into an app, with its style, its script and its content policy."""
    routes = [
        *answer_routes(service, ledger),
        *adding_routes(adding, ledger),
        *minutes_routes(service, ledger, images, [*ADMINISTERING][adding is None :]),
    ]
    gr.mount_gradio_app(
        app,
        chat_page(service, ledger, keep=keep),
        path,
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        run_history=False,
        footer_links=[],
        theme=_theme(),
        head=_head(),
        app_kwargs={"routes": routes, "middleware": [Middleware(_ContentPolicy)]},
    )


def chat_page(service: Service, ledger: Ledger, *, keep: bool = True) -> gr.Blocks:
    """The page, not served yet; where it is served, its routes lie below its address."""

    def answer_record(question: str) -> dict[str, Any]:
        """The answer record, version 1, of one question."""
        try:
            return service.ask(Asked(text=question).question()).record()
        except MinutebookError as error:
            raise gr.Error(str(error), print_exception=False) from error

    page = gr.Blocks(title="Minutebook", analytics_enabled=False, fill_width=True)
    with page:
        summary = ledger.summary()
        _html(masthead(summary, TABS, ADMINISTERING))
        _html(ask_view(summary, keep=keep), elem_id="ask", js_on_load="minutebook(element)")
        _html('<div id="view" hidden></div>', js_on_load="looking(element)")
        api(answer_record, api_name="ask")
    page.queue(default_concurrency_limit=2, max_size=50)
    return page


def _head() -> str:
    without = "Minutebook needs JavaScript here. Without it, <code>minutebook ask</code> answers on the command line."
    return (
        f"<style>{_part('style.css')}</style><script>{_part('views.js')}{_part('adding.js')}{_part('page.js')}</script>"
        f'<noscript><p class="notice">{without}</p></noscript>'
    )


def _html(value: str, **more: Any) -> gr.HTML:
    return gr.HTML(value, apply_default_css=False, **{"js_on_load": None, **more})


def _part(name: str) -> str:
    return files("rag.page").joinpath(name).read_text(encoding="utf-8")


def _theme() -> gr.themes.Base:
    """Gradio's own colours before the stylesheet arrives, and its fonts: the system's, so that none is fetched."""
    fonts = ("system-ui", "sans-serif")
    theme = gr.themes.Base(font=fonts, font_mono=("ui-monospace", "monospace"))
    return theme.set(
        body_background_fill="#faf8f3",
        body_background_fill_dark="#171a19",
        body_text_color="#1f2523",
        body_text_color_dark="#e9e7e0",
    )


class _ContentPolicy:
    """Tells the browser to load nothing from elsewhere, whatever the page should come to hold."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Content-Security-Policy"] = CONTENT_POLICY
            await send(message)

        await self.app(scope, receive, send_with_policy)
