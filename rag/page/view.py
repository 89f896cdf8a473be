"""The page as Gradio draws it; the one file that imports gradio."""

import os
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # gradio reads it while it is imported

import gradio as gr
from gradio.events import api
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.errors import MinutebookError
from rag.page.conversation import Asked, Assistant
from rag.page.drawing import ask_view, masthead
from rag.page.evidence import Ledger
from rag.page.routes import page_routes

HOST = "127.0.0.1"
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def open_page(
    assistant: Assistant, ledger: Ledger, *, examples: Sequence[str], port: int, keep: bool = True
) -> gr.Blocks:
    """The page, being served on this machine by threads of its own; `close()` ends it."""
    # behind an office proxy gradio would look for its own address through the proxy
    os.environ["no_proxy"] = ",".join(filter(None, [os.environ.get("no_proxy", os.environ.get("NO_PROXY")), HOST]))
    page = chat_page(assistant, ledger, examples=examples, keep=keep)
    page.launch(
        server_name=HOST,
        server_port=port,
        prevent_thread_lock=True,
        quiet=True,
        share=False,
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        run_history=False,
        footer_links=[],
        theme=_theme(),
        head=_head(),
        app_kwargs={"routes": [*page_routes(assistant, ledger)], "middleware": [Middleware(_ContentPolicy)]},
    )
    return page


def chat_page(assistant: Assistant, ledger: Ledger, *, examples: Sequence[str], keep: bool = True) -> gr.Blocks:
    """The page, not served yet; where it is served, `page_routes` lie below its address."""

    def answer_record(question: str) -> dict[str, Any]:
        """The answer record, version 1, of one question."""
        try:
            return assistant.answer(Asked(text=question).question()).record()
        except MinutebookError as error:
            raise gr.Error(str(error), print_exception=False) from error

    page = gr.Blocks(title="Minutebook", analytics_enabled=False, fill_width=True)
    with page:
        summary = ledger.summary()
        _html(masthead(summary))
        _html(ask_view(summary, examples, keep=keep), elem_id="ask", js_on_load="minutebook(element)")
        api(answer_record, api_name="ask")
    page.queue(default_concurrency_limit=2, max_size=50)
    return page


def _head() -> str:
    without = "Minutebook needs JavaScript here. Without it, <code>minutebook ask</code> answers on the command line."
    return (
        f"<style>{_part('style.css')}</style><script>{_part('page.js')}</script>"
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
