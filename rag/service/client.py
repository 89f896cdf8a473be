"""The running service of a home, asked through the socket in it; light, so that the command line answers at once."""

import json
import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode

from rag import errors
from rag.errors import MinutebookError, ServiceLost

if TYPE_CHECKING:
    from rag.question import Question

STATUS = "Minutebook-Status"  # the header that names the status of an answer, where it is sent as text
_NAME = "service.sock"
_LONGEST = 100  # bytes of a socket's path; systems refuse more than 103 or 107
_JSON, _READ = "application/json", 65_536
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
        return _without_id(self._ask(_JSON, question)[0])

    def text(self, question: "Question", *, ids: bool = False, explain: bool = False) -> Said:
        """An answer as a terminal shows it, with every step where they are to be explained; raises as `record`."""
        text, status = self._ask("text/plain", question, ids=ids, explain=explain)
        return Said(text.decode(), status)

    def thread_record(self, question: "Question") -> Mapping[str, Any]:
        """The answer record of a matter across meetings; raises as `record`."""
        return _without_id(self._thread(_JSON, question)[0])

    def thread_text(self, question: "Question", *, ids: bool = False) -> Said:
        """A matter across meetings as a terminal shows it; raises as `record`."""
        text, status = self._thread("text/plain", question, ids=ids)
        return Said(text.decode(), status)

    def paragraph_record(self, id: str) -> Mapping[str, Any]:
        """A paragraph in its context; raises UnknownParagraph, or ServiceLost."""
        return _read(self._send("GET", f"/api/paragraphs/{quote(id, safe='')}", _JSON)[0])

    def paragraph_text(self, id: str) -> str:
        """A paragraph in its context as a terminal shows it; raises as `paragraph_record`."""
        return self._send("GET", f"/api/paragraphs/{quote(id, safe='')}?styled=true", "text/plain")[0].decode()

    def judged(self) -> Mapping[str, Any]:
        """What people said of answers; raises ServiceLost."""
        return _read(self._send("GET", "/api/judged", _JSON)[0])

    def search_records(self, question: "Question", limit: int) -> Sequence[Mapping[str, Any]]:
        """The paragraphs that may answer, best first, each with how it was found; raises as `record`."""
        given = {"question": question.text, **_bounds(question), "limit": limit}
        said, _ = self._send("GET", f"/api/search?{_query(given)}", _JSON)
        found: Sequence[Mapping[str, Any]] = json.loads(said)
        return found

    def page_record(self, kind: str, bounds: Mapping[str, object]) -> Mapping[str, Any]:
        """A page of "meetings" or "decisions" within bounds; raises as `record`."""
        return _read(self._send("GET", f"/api/{kind}?{_query(bounds)}", _JSON)[0])

    def work(self, name: str, asked: bytes) -> Iterator[Mapping[str, Any]]:
        """How far a piece of work on the home is, again and again, and last what came of it as `made`.

        Whoever leaves it stops the work. Raises what the work raises, or ServiceLost.
        """
        from http.client import HTTPConnection, HTTPException  # takes as long to import as all that a question needs

        made, connection = False, HTTPConnection("localhost")
        with self._heard(HTTPException), _connected(self._home) as connection.sock:
            connection.sock.settimeout(None)  # work takes as long as it takes
            connection.request("POST", f"/api/work/{name}", asked, {"Content-Type": _JSON})
            with connection.getresponse() as said:
                if said.status >= 400:
                    raise _failure(said.read())
                for line in map(json.loads, said):
                    if "problem" in line:
                        raise _failure(json.dumps(line["problem"]).encode())
                    made = made or "made" in line
                    yield line
            if not made:
                raise ValueError("it hung up")

    def _ask(self, accept: str, question: "Question", *, ids: bool = False, explain: bool = False) -> tuple[bytes, str]:
        fields = asdict(question)
        asked = {"question": fields.pop("text"), **fields, "without": sorted(question.without)}
        return self._send("POST", f"/api/ask?explain={explain}&ids={ids}&styled=true", accept, json.dumps(asked))

    def _thread(self, accept: str, question: "Question", *, ids: bool = False) -> tuple[bytes, str]:
        given = {"words": question.text, **_bounds(question), "styled": True, "ids": ids}
        return self._send("GET", f"/api/thread?{_query(given)}", accept)

    def _send(self, method: str, path: str, accept: str, body: str = "") -> tuple[bytes, str]:
        """What is said, and the status of the answer in it, if there is one."""
        given = {"Host": "localhost", "Accept": accept, "Content-Type": _JSON, "Content-Length": len(body.encode())}
        head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
        with self._heard(), _connected(self._home) as service:
            service.sendall(f"{method} {path} HTTP/1.0\r\n{head}\r\n{body}".encode())
            status, headers, said = _response(b"".join(iter(lambda: service.recv(_READ), b"")))
        if status >= 400:
            raise _failure(said)
        return said, headers.get(STATUS.lower(), "")

    @contextmanager
    def _heard(self, *more: type[Exception]) -> Iterator[None]:
        """What goes wrong between here and the service, as our failure."""
        lost: tuple[type[Exception], ...] = (OSError, ValueError, *more)
        try:
            yield
        except lost as error:
            raise ServiceLost(
                f"The service that answers for {str(self._home)!r} broke off ({error}); try again."
            ) from error


def running(home: Path) -> Running | None:
    """The service that is running on a home; None where none is, also where one that was killed left its socket."""
    if not (home / _NAME).exists():
        return None
    try:
        _connected(home).close()
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


def _connected(home: Path) -> socket.socket:
    """A connection to the service of a home; raises OSError where there is none."""
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(_CONNECT)
        with address(home) as path:
            connection.connect(path)
        connection.settimeout(_ANSWER)
    except OSError:
        connection.close()
        raise
    return connection


def _response(said: bytes) -> tuple[int, Mapping[str, str], bytes]:
    """The status, the headers by their small names, and the body of a response; raises ValueError where it is cut off.

    The standard library's HTTP takes as long to import as all else that a question needs here.
    """
    head, _, body = said.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    if not first or len(body) != int(headers.get("content-length", len(body))):
        raise ValueError("it hung up")
    return int(first.split()[1]), headers, body


def _bounds(question: "Question") -> Mapping[str, object]:
    return {name: getattr(question, name) for name in ("since", "as_of", "body")}


def _query(given: Mapping[str, object]) -> str:
    return urlencode({name: value for name, value in given.items() if value is not None})


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
