"""The page as Gradio draws it; the one file that imports gradio."""

import os
from collections.abc import Iterator, Sequence
from functools import partial
from importlib.resources import files
from types import SimpleNamespace
from typing import Any, cast

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # gradio reads it while it is imported

import gradio as gr
from fastapi import FastAPI
from gradio.events import api
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.errors import MinutebookError
from rag.page.conversation import Assistant, Turn, ask_wider, converse, question_asked
from rag.page.drawing import masthead
from rag.page.evidence import Ledger
from rag.service.service import Service

HOST = "127.0.0.1"
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def open_page(assistant: Assistant, ledger: Ledger, *, examples: Sequence[str], port: int) -> gr.Blocks:
    """The page, being served on this machine by threads of its own; `close()` ends it."""
    # behind an office proxy gradio would look for its own address through the proxy
    os.environ["no_proxy"] = ",".join(filter(None, [os.environ.get("no_proxy", os.environ.get("NO_PROXY")), HOST]))
    page = chat_page(assistant, ledger, examples=examples)
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
        head=f"<style>{_part('style.css')}</style><script>{_part('page.js')}</script>",
        app_kwargs={"middleware": [Middleware(_ContentPolicy)]},
    )
    return page


def mount(app: FastAPI, service: Service, path: str = "/") -> None:
    """Put the page into an app, with its style, its script and its content policy."""
    asked = cast(Assistant, SimpleNamespace(answer=service.ask, stream=service.stream))
    gr.mount_gradio_app(
        app,
        chat_page(asked, service.ledger, examples=service.examples),
        path,
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        run_history=False,
        footer_links=[],
        theme=_theme(),
        head=f"<style>{_part('style.css')}</style><script>{_part('page.js')}</script>",
        app_kwargs={"middleware": [Middleware(_ContentPolicy)]},
    )


def chat_page(assistant: Assistant, ledger: Ledger, *, examples: Sequence[str]) -> gr.Blocks:
    """The page, not served yet."""

    def answer(text: str, turns: tuple[Turn, ...]) -> Iterator[tuple[Any, ...]]:
        for shown in converse(assistant, ledger, text, turns):
            yield shown if shown.question is not None else shown._replace(question=gr.skip())

    def answer_wider(turns: tuple[Turn, ...], clicked: gr.EventData) -> Iterator[tuple[Any, ...]]:
        turn, filter_ = getattr(clicked, "turn", None), getattr(clicked, "filter", None)
        number = turn if isinstance(turn, int) else 0
        for shown in ask_wider(assistant, ledger, number, str(filter_), turns):
            yield shown if shown.question is not None else shown._replace(question=gr.skip())

    def answer_record(question: str) -> dict[str, Any]:
        """The answer record, version 1, of one question."""
        try:
            return assistant.answer(question_asked(question)).record()
        except MinutebookError as error:
            raise gr.Error(str(error), print_exception=False) from error

    page = gr.Blocks(title="Minutebook", analytics_enabled=False, fill_width=True)
    with page:
        turns = gr.State(())
        _html(masthead(ledger.summary()))
        conversation = _html("", elem_id="conversation", js_on_load="minutebook(element, watch, trigger)")
        with gr.Column(elem_id="composer"):
            message = _html("", elem_id="notice")
            with gr.Row(equal_height=False):
                box = gr.Textbox(label="Your question", max_lines=6, autofocus=True, scale=1, elem_id="question")
                send = gr.Button("Ask", variant="primary", scale=0, min_width=96)
                afresh = gr.Button("New conversation", scale=0, elem_id="afresh")
            with gr.Column(elem_id="examples", visible=bool(examples)):
                _html('<p class="for-example">For example</p>')
                buttons = [gr.Button(example, size="sm") for example in examples]
        drawn = [conversation, box, message, turns]
        quietly: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        asking = [gr.on([box.submit, send.click], answer, [box, turns], drawn, **quietly)]
        for button, example in zip(buttons, examples, strict=True):
            asking.append(button.click(partial(answer, example), [turns], drawn, **quietly))
        asking.append(conversation.click(answer_wider, [turns], drawn, **quietly))
        afresh.click(lambda: ("", "", "", ()), None, drawn, cancels=asking, **quietly)
        api(answer_record, api_name="ask")
    page.queue(default_concurrency_limit=2, max_size=50)
    return page


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
