"""What stands on the page before anything is asked, in the language of whoever asks, and what its script says."""

from asyncio import to_thread
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rag.ledger import Ledger
from rag.page.drawing import ask_view, masthead, signed_in
from rag.page.views import ADMINISTERING, TABS
from rag.security.asgi import door_of, person_of
from rag.words import say, spoken


def frame_routes(ledger: Ledger, *, keep: bool) -> Sequence[Route]:
    """The address of the frame, below the page's own; `keep` is whether the browser keeps conversations."""

    async def frame(request: Request) -> Response:
        summary = await to_thread(ledger.summary)
        who = signed_in(person_of(request.scope), door_of(request.scope))
        ask = f'<div id="ask">{ask_view(summary, keep=keep)}</div>'
        content = {
            "lang": say("lang"),
            "words": dict(spoken().under("script")),
            "html": f'{masthead(summary, TABS, ADMINISTERING, who)}{ask}<div id="view" hidden></div>',
        }
        return JSONResponse(content, headers={"Cache-Control": "no-store"})

    return [Route("/page/frame", frame, methods=["GET"])]
