"""Refuses what is too large, and whoever asks too often; each learns when to come again."""

import math
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.security.asgi import Networks, address_of, here, person_of, refuse, through_socket
from rag.security.people import Role
from rag.words import say

_ASKING = re.compile(
    r"/(?:page/ask|api/(?:ask|thread|search)|page/(?:ask|view/thread)|gradio_api/(?:queue/join|call/|run/)|mcp\b)"
)
_UPLOAD = re.compile(r"/page/add\b")
_NO_UPLOAD = re.compile(r"/gradio_api/upload")  # Gradio's own keeps whatever comes, and nothing of ours reads it
_REMEMBERED = 10_000  # buckets: of more the one used longest ago is forgotten
_LIGHT = 20  # requests that count as much as a question


class TooLarge(Exception):
    """More came than was to come."""


class Sizes:
    """Refuses bodies larger than a limit, and uploads altogether unless they are on."""

    def __init__(self, app: ASGIApp, *, most: int, upload: int | None = None) -> None:
        """`most` is in bytes; `upload` is the most of an upload, None where there are to be none."""
        self.app, self._most, self._upload = app, most, upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_upload = _UPLOAD.match(here(scope)) is not None
        may_upload = self._upload is not None and person_of(scope).role.reaches(Role.ADMINISTRATOR)
        if (is_upload and not may_upload) or _NO_UPLOAD.match(here(scope)):
            await refuse(scope, send, 403, say("refused.uploads"), say("adding.closed"))
            return
        most = self._upload if is_upload and self._upload else self._most
        length = Headers(scope=scope).get("content-length", "0")
        received, begun, over = 0, False, not length.isdecimal() or int(length) > most

        async def counted() -> Message:
            nonlocal received, over
            message = await receive()
            received += len(message.get("body", b""))
            over = received > most
            if over:
                raise TooLarge
            return message

        async def watched(message: Message) -> None:
            nonlocal begun
            if begun or not over:  # what the app makes of the failure is of no use to anybody
                begun = True
                await send(message)

        if not over:
            with suppress(TooLarge):
                await self.app(scope, counted, watched)
        if over and not begun:
            sentence = say("refused.larger", most=most)
            await refuse(scope, send, 413, say("refused.large"), sentence, {"connection": "close"})


class Buckets:
    """How often each of many may still do something: so much a minute, and as much at once."""

    def __init__(self, a_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._most, self._clock = a_minute / 60, a_minute, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, who: str, cost: float = 1.0) -> int:
        """Seconds until it may be done again, 0 where it may be done now; then it counts as done."""
        left, then = self._left.pop(who, (self._most, self._clock()))
        left = min(self._most, left + (self._clock() - then) * self._rate)
        enough = left >= cost
        self._left[who] = (left - cost if enough else left), self._clock()
        if len(self._left) > _REMEMBERED:
            self._left.popitem(last=False)
        return 0 if enough else math.ceil((cost - left) / self._rate)


class Rates:
    """Refuses whoever asks too often, by their name, or by their address where nobody signs in."""

    def __init__(
        self, app: ASGIApp, *, a_minute: float, proxies: Networks = (), clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`a_minute` is how many questions; what loads a page counts a twentieth."""
        self.app, self._proxies = app, proxies
        self._questions, self._others = Buckets(a_minute, clock), Buckets(a_minute * _LIGHT, clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or through_socket(scope):
            await self.app(scope, receive, send)
            return
        who = person_of(scope).key or address_of(scope, self._proxies)
        buckets = self._questions if _ASKING.match(here(scope)) else self._others
        if seconds := buckets.wait(who):
            sentence = say("refused.too_often", n=seconds)
            await refuse(scope, send, 429, say("refused.often"), sentence, {"retry-after": str(seconds)})
        else:
            await self.app(scope, receive, send)
