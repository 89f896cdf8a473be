"""What stands on the page before anything is asked, in the language of whoever asks, and what its script says."""

from asyncio import to_thread
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rag.ledger import Ledger
from rag.page.drawing import ask_view, masthead
from rag.page.views import ADMINISTERING, TABS
from rag.words import say, spoken


def frame_routes(ledger: Ledger, *, keep: bool) -> Sequence[Route]:
    """The address of the frame, below the page's own; `keep` is whether the browser keeps conversations."""

    async def frame(_request: Request) -> Response:
        summary = await to_thread(ledger.summary)
        ask = f'<div id="ask">{ask_view(summary, keep=keep)}</div>'
        content = {
            "lang": say("lang"),
            "words": dict(spoken().under("script")),
            "html": f'{masthead(summary, TABS, ADMINISTERING)}{ask}<div id="view" hidden></div>',
        }
        return JSONResponse(content, headers={"Cache-Control": "no-store"})

    return [Route("/page/frame", frame, methods=["GET"])]
