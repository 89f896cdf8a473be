"""Who asked for what, and when: one JSON object a line, in a file for its owner's eyes."""

import json
import logging
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.errors import SettingsError
from rag.security.asgi import Networks, address_of, here, person_of, through_socket

_NOTED = re.compile(r"/(?:api|gradio_api/(?:queue/join|call|run|upload)|mcp|page|signin|signout|a|minutes|documents)\b")
_LONGEST = 100_000  # bytes of a body that a question is looked for in
_ANSWER = re.compile(rb'"answer_id": ?"([\w-]{8,})"')
_log = logging.getLogger(__name__)


class AuditLog:
    """The file; a line is whole or not there, whoever writes at the same time."""

    def __init__(self, path: Path) -> None:
        """Opens the file, with what is there left as it is; raises SettingsError where it can't be written."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        except OSError as error:
            raise SettingsError(
                f"The audit log {str(path)!r} can't be written ({error.strerror}); set MINUTEBOOK_AUDIT to another."
            ) from error
        self._one_at_a_time = Lock()

    def write(self, **details: Any) -> None:
        """Note something, with the time; what is None is left out."""
        said = {name: value for name, value in details.items() if value is not None}
        line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), **said}
        try:
            with self._one_at_a_time:
                os.write(self._file, f"{json.dumps(line, ensure_ascii=False)}\n".encode("utf-8", "replace"))
        except OSError:
            _log.exception("The audit log can't be written")


class Audit:
    """Notes who asked for what: the path and what came of it, never a question's words unless they are asked for."""

    def __init__(self, app: ASGIApp, *, log: AuditLog, questions: bool = False, proxies: Networks = ()) -> None:
        self.app, self._log, self._questions, self._proxies = app, log, questions, proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or not _NOTED.match(here(scope)):
            await self.app(scope, receive, send)
            return
        body, status, answer = b"", None, None

        async def read(message_of: Receive = receive) -> Message:
            nonlocal body
            message = await message_of()
            if self._questions and len(body) <= _LONGEST:
                body += message.get("body", b"")
            return message

        async def watched(message: Message) -> None:
            nonlocal status, answer
            status = message.get("status", status)
            if found := _ANSWER.search(message.get("body", b"")):
                answer = found[1].decode()
            await send(message)

        try:
            await self.app(scope, read, watched)
        finally:
            person = person_of(scope)
            self._log.write(
                who=person.name or None,
                role=str(person.role),
                address="socket" if through_socket(scope) else address_of(scope, self._proxies),
                method=scope["method"],
                path=here(scope),
                status=status,
                answer=answer,
                question=_question(scope, body) if self._questions else None,
            )


def _question(scope: Scope, body: bytes) -> str | None:
    """The question that a request asks, by its address or in its body; None where it asks none."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    for name in ("question", "words"):
        if name in query:
            return str(query[name][0])
    try:
        sent = json.loads(body)
    except ValueError:
        return None
    if not isinstance(sent, dict):
        return None
    data = sent.get("data")
    asked: object = sent.get("question", data[0] if isinstance(data, list) and data else None)
    if isinstance(asked, dict):  # as the page asks
        asked = asked.get("text")
    return asked if isinstance(asked, str) else None
