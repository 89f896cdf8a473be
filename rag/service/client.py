"""The running service of a home, asked through the socket in it; light, so that the command line answers at once."""

import json
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode

from rag import errors
from rag.errors import MinutebookError, ServiceLost

if TYPE_CHECKING:
    from rag.answers import Question

STATUS = "Minutebook-Status"  # the header that names the status of an answer, where it is sent as text
_NAME = "service.sock"
_LONGEST = 100  # bytes of a socket's path; systems refuse more than 103 or 107
_CONNECT = 2.0  # seconds
_ANSWER = 600.0  # seconds: a language model may take its time, and the service bounds it


class Said(NamedTuple):
    """An answer as a terminal shows it, and its status."""

    text: str
    status: str


class Running:
    """The running service of a home."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def record(self, question: "Question") -> Mapping[str, Any]:
        """The answer record of a question; raises what answering raises, or ServiceLost."""
        return _without_id(self._ask("application/json", question)[0])

    def text(self, question: "Question", *, ids: bool = False, explain: bool = False) -> Said:
        """An answer as a terminal shows it, with every step where they are to be explained; raises as `record`."""
        text, status = self._ask("text/plain", question, ids=ids, explain=explain)
        return Said(text.decode(), status)

    def thread_record(self, question: "Question") -> Mapping[str, Any]:
        """The answer record of a matter across meetings; raises as `record`."""
        return _without_id(self._thread("application/json", question)[0])

    def thread_text(self, question: "Question", *, ids: bool = False) -> Said:
        """A matter across meetings as a terminal shows it; raises as `record`."""
        text, status = self._thread("text/plain", question, ids=ids)
        return Said(text.decode(), status)

    def paragraph_record(self, id: str) -> Mapping[str, Any]:
        """A paragraph in its context; raises UnknownParagraph, or ServiceLost."""
        return _read(self._send("GET", f"/api/paragraphs/{quote(id, safe='')}", "application/json")[0])

    def paragraph_text(self, id: str) -> str:
        """A paragraph in its context as a terminal shows it; raises as `paragraph_record`."""
        return self._send("GET", f"/api/paragraphs/{quote(id, safe='')}?styled=true", "text/plain")[0].decode()

    def _ask(self, accept: str, question: "Question", *, ids: bool = False, explain: bool = False) -> tuple[bytes, str]:
        fields = asdict(question)
        asked = {"question": fields.pop("text"), **fields, "without": sorted(question.without)}
        return self._send("POST", f"/api/ask?explain={explain}&ids={ids}&styled=true", accept, json.dumps(asked))

    def _thread(self, accept: str, question: "Question", *, ids: bool = False) -> tuple[bytes, str]:
        given = {"words": question.text, "as_of": question.as_of, "body": question.body, "styled": True, "ids": ids}
        query = urlencode({name: value for name, value in given.items() if value is not None})
        return self._send("GET", f"/api/thread?{query}", accept)

    def _send(self, method: str, path: str, accept: str, body: str | None = None) -> tuple[bytes, str]:
        """What is said, and the status of the answer in it, if there is one."""
        connection = _Connection(self._home)
        try:
            connection.request(method, path, body, {"Accept": accept, "Content-Type": "application/json"})
            response = connection.getresponse()
            said, status = response.read(), response.status
            answered = response.getheader(STATUS, "")
        except (OSError, HTTPException) as error:
            raise ServiceLost(
                f"The service that answers for {str(self._home)!r} broke off ({str(error) or type(error).__name__}); "
                "ask again."
            ) from error
        finally:
            connection.close()
        if status >= 400:
            raise _failure(said)
        return said, answered


def running(home: Path) -> Running | None:
    """The service that is running on a home; None where none is, also where one that was killed left its socket."""
    if not (home / _NAME).exists():
        return None
    connection = _Connection(home)
    try:
        connection.connect()
        connection.close()
    except OSError:
        return None
    return Running(home)


@contextmanager
def address(home: Path) -> Iterator[str]:
    """The address of a home's socket, to be bound or connected to; raises OSError where systems can't name it."""
    path = str(home.absolute() / _NAME)
    if len(os.fsencode(path)) <= _LONGEST:
        yield path
        return
    folder = os.open(home, os.O_RDONLY)
    try:
        if not Path("/proc/self/fd").exists():
            raise OSError(f"the path of {str(home)!r} is too long for a socket")
        yield f"/proc/self/fd/{folder}/{_NAME}"
    finally:
        os.close(folder)


class _Connection(HTTPConnection):
    """A connection to the socket in a home."""

    def __init__(self, home: Path) -> None:
        super().__init__("localhost", timeout=_ANSWER)
        self._home = home

    def connect(self) -> None:
        """Connect to the socket; raises OSError."""
        self.sock = socket.socket(socket.AF_UNIX)
        try:
            self.sock.settimeout(_CONNECT)
            with address(self._home) as path:
                self.sock.connect(path)
            self.sock.settimeout(self.timeout)
        except OSError:
            self.sock.close()
            raise


def _without_id(said: bytes) -> Mapping[str, Any]:
    return {name: value for name, value in _read(said).items() if name != "answer_id"}


def _read(said: bytes) -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads(said)
    return read


def _failure(said: bytes) -> MinutebookError:
    """The error that a problem tells of."""
    try:
        problem = json.loads(said)
        kind: type[MinutebookError] = getattr(errors, str(problem["type"]).rpartition(":")[2], MinutebookError)
        return kind(str(problem["detail"]))
    except (ValueError, KeyError, TypeError):
        return ServiceLost("The service that answers for this home isn't understood; stop it and start it again.")
