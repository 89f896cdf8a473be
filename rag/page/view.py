"""The page as Gradio draws it; the one file that imports gradio."""

import os
import re
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
from rag.page.conversations import conversation_routes
from rag.page.frame import frame_routes
from rag.page.looking import Images, minutes_routes
from rag.page.routes import answer_routes
from rag.page.views import ADMINISTERING
from rag.security.headers import hashes
from rag.security.languages import InLanguage
from rag.words import Language, catalogue

_POLICY = (
    "default-src 'self'; script-src 'self' {scripts}; style-src 'self' {styles}; "
    "style-src-attr 'unsafe-hashes' {attributes}; "
    "img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_SCRIPTS = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_STYLES = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
_ATTRIBUTES = re.compile(r'<(?:html|body|gradio-app)\b[^>]*\sstyle="([^"]*)"')


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
        *frame_routes(ledger, keep=keep),
        *answer_routes(service, ledger),
        *conversation_routes(service),
        *adding_routes(adding, ledger),
        *minutes_routes(service, ledger, images, ADMINISTERING[adding is None :]),
    ]
    gr.mount_gradio_app(
        app,
        chat_page(service),
        path,
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        run_history=False,
        footer_links=[],
        theme=_theme(),
        head=_head(),
        app_kwargs={"routes": routes, "middleware": [Middleware(_ContentPolicy), Middleware(InLanguage)]},
    )


def chat_page(service: Service) -> gr.Blocks:
    """The page, not served yet; where it is served, its routes lie below its address."""

    def answer_record(question: str) -> dict[str, Any]:
        """The answer record, version 1, of one question."""
        try:
            return service.ask(Asked(text=question).question()).record()
        except MinutebookError as error:
            raise gr.Error(str(error), print_exception=False) from error

    page = gr.Blocks(title="Minutebook", analytics_enabled=False, fill_width=True)
    with page:
        gr.Column(elem_classes="page")  # the script fills it: gr.HTML evaluates code, which the policy forbids
        api(answer_record, api_name="ask")
    page.queue(default_concurrency_limit=2, max_size=50)
    return page


def _head() -> str:
    """What Gradio puts into the head: the style and the script, which puts the rest of the page into its place."""
    without = "".join(f'<p lang="{one}">{catalogue(one).say("no_script")}</p>' for one in Language)
    noscript = f'<noscript><div class="notice">{without}</div></noscript>'
    return f"<style>{_STYLE}</style><script>{_SCRIPT}</script>{noscript}"


def _part(name: str) -> str:
    return files("rag.page").joinpath(name).read_text(encoding="utf-8")


def policy(html: str) -> str:
    """What a page may load and run: files from here, ours in its head, and what stands in the HTML as it is served."""
    return _POLICY.format(
        scripts=hashes([_SCRIPT, *_SCRIPTS.findall(html)]),
        styles=hashes([_STYLE, *_STYLES.findall(html)]),
        attributes=hashes(_ATTRIBUTES.findall(html)),
    )


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


_STYLE = _part("style.css")
_SCRIPT = "".join(map(_part, ("views.js", "adding.js", "page.js", "start.js")))


class _ContentPolicy:
    """Tells the browser to load nothing from elsewhere and to run no code but ours, whatever the page comes to hold."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun: Message | None = None
        html = b""

        async def send_with_policy(message: Message) -> None:
            nonlocal begun, html
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = policy("")
                if headers.get("content-type", "").startswith("text/html"):
                    begun = message
                    return
            elif begun:  # the page is held back until all of it is known
                html += message.get("body", b"")
                if message.get("more_body"):
                    return
                MutableHeaders(scope=begun)["Content-Security-Policy"] = policy(html.decode())
                await send(begun)
                message = {"type": "http.response.body", "body": html}
            await send(message)

        await self.app(scope, receive, send_with_policy)
