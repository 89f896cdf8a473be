"""Small real records: paragraphs, documents, and an embedder that counts words instead of loading a model."""

import hashlib
import itertools
import json
import math
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from rag.evidence import AnswerSpan, Passage, Ranked
from rag.minutes import AgendaItem, CitedParagraph, Document, Kind, Meeting, Paragraph
from rag.plan import Plan, Term
from rag.stores.embedding import Vectors
from rag.stores.words import question_terms, terms


@pytest.fixture
def cited() -> Callable[..., CitedParagraph]:
    """`cited(text, ...)` is a paragraph of its own document, which begins `start` characters before it."""

    def make(
        text: str,
        *,
        id: str | None = None,
        number: str = "",
        kind: Kind = Kind.DISCUSSION,
        start: int = 100,
        page: int | None = None,
        document: str = "minutes.txt",
        body: str = "Ottermouth Parish Council",
        held_on: date | None = date(2024, 1, 18),
        draft: bool = False,
        item: str = "9",
        item_title: str = "",
        position: int = 0,
    ) -> CitedParagraph:
        made = Paragraph(
            id=id or hashlib.sha256(f"{document} {text}".encode()).hexdigest()[:12],
            number=number,
            kind=kind,
            text=text,
            start=start,
            end=start + len(text),
            page=page,
        )
        return CitedParagraph(
            paragraph=made,
            document=document,
            meeting=document,
            digest="0" * 64,
            body=body,
            held_on=held_on,
            draft=draft,
            item=item,
            item_title=item_title,
            position=position,
        )

    return make


@pytest.fixture
def document() -> Callable[..., Document]:
    """`document(name, ["a paragraph", ...], ["one of the next item", ...])`; paragraph ids are "<name>-<n>"."""

    def make(
        name: str,
        *items: Sequence[str],
        body: str = "Ottermouth Parish Council",
        held_on: date | None = date(2024, 1, 18),
        source: str | None = None,
        break_: str = "\n\n",
        ids: str | None = None,
        draft: bool = False,
    ) -> Document:
        text = ""
        made: list[AgendaItem] = []
        for number, item in enumerate(items, 1):
            paragraphs: list[Paragraph] = []
            for words in item:
                text += break_ if text else ""
                count = sum(len(one.paragraphs) for one in made) + len(paragraphs)
                paragraphs.append(
                    Paragraph(
                        id=f"{ids or name}-{count}",
                        number="",
                        kind=Kind.DISCUSSION,
                        text=words,
                        start=len(text),
                        end=len(text) + len(words),
                        page=None,
                    )
                )
                text += words
            made.append(AgendaItem(number=str(number), title=f"Item {number}", paragraphs=tuple(paragraphs)))
        meeting = Meeting(
            body=body,
            held_on=held_on,
            draft=draft,
            items=tuple(made),
            resolutions=(),
            actions=(),
            attendance=(),
            remarks=(),
        )
        return Document(
            name=name,
            source=source or f"/minutes/{name}",
            digest=hashlib.sha256(text.encode()).hexdigest(),
            format="text",
            text=text,
            meetings=(meeting,),
        )

    return make


class WordBag:
    """An embedder that adds up a direction for each term of a text, and remembers what it was given."""

    name = "word-bag"
    longest = 256

    def __init__(self) -> None:
        self.given: list[str] = []

    def pieces(self, text: str) -> int:
        return len(text.split()) + 2

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.given += texts
        rows = np.array([self._row(text) for text in texts])
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)

    @staticmethod
    def _row(text: str) -> Vectors:
        row = np.full(64, 0.01)
        for term in terms(text):
            row[int(hashlib.sha256(term.encode()).hexdigest(), 16) % 64] += 1.0
        return np.asarray(row, dtype=np.float32)


@pytest.fixture
def word_bag() -> WordBag:
    return WordBag()


@pytest.fixture
def plan() -> Callable[..., Plan]:
    """`plan(text, ...)` is the plan of a question that looks for each of its telling words alike."""

    def make(text: str, **fields: Any) -> Plan:
        topic = tuple(Term(word, 1.0) for word in question_terms(text))
        return Plan(**{"question": text, "standalone": text, "topic": topic, **fields})

    return make


@pytest.fixture
def ranked() -> Callable[..., Ranked]:
    """`ranked(paragraph, around=..., score=...)` is a passage with what speaks for it."""

    def make(cited: CitedParagraph, *, around: tuple[str, ...] = (), score: float = 0.0, **fields: Any) -> Ranked:
        return Ranked(passage=Passage(cited=cited, around=around), score=score, **fields)

    return make


@pytest.fixture
def span() -> Callable[..., AnswerSpan]:
    """`span(paragraph, words)` is a span of these words, or of the whole paragraph."""

    def make(cited: CitedParagraph, words: str = "", *, probability: float = 1.0) -> AnswerSpan:
        paragraph = cited.paragraph
        start = paragraph.start + paragraph.text.index(words)
        end = start + len(words or paragraph.text)
        return AnswerSpan(cited=cited, start=start, end=end, probability=probability)

    return make


class Server(ThreadingHTTPServer):
    """An OpenAI-compatible server in small: it streams its reply to every request, and keeps what it was sent.

    Attributes:
        replies: what it says to the next requests, before it says `reply`.
        raw: what it sends in place of a reply.
        pause: seconds before each word.
        dies: after how many words it hangs up.
        endless: whether it says its reply over and over.
        unknown: what it refuses to be asked for: "response_format", "tools".
        odds: how likely each word is to begin its reply, where it is asked for log-probabilities.
        left: set once it met an asker who had gone.
    """

    reply: str | None = "The pump was sold [1]."
    status = 200
    raw: bytes | None = None
    pause = 0.0
    dies: int | None = None
    endless = False
    unknown: frozenset[str] = frozenset()
    odds: Mapping[str, float] | None = None

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bodies: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.replies: list[str] = []
        self.left, self.waits = threading.Event(), threading.Event()
        self.waits.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def said(self) -> Iterator[str]:
        """The words of a reply."""
        reply = self.replies.pop(0) if self.replies else self.reply
        words = re.findall(r"\s*\S+|\s+$", reply or "")
        yield from itertools.cycle(words) if self.endless else words[: self.dies]


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        self.server.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.server.keys.append(self.headers["Authorization"])
        self.server.waits.wait(5)
        try:
            refused = bool(self.server.unknown & self.server.bodies[-1].keys())
            self.send_response(400 if refused else self.server.status)
            self.send_header("Content-Type", "text/html" if self.server.raw else "text/event-stream")
            self.end_headers()
            if self.server.raw is not None:
                self.wfile.write(self.server.raw)
            elif refused or self.server.status != 200:
                self.wfile.write(b'{"error": {"message": "no"}}')
            else:
                for word in self.server.said():
                    time.sleep(self.server.pause)
                    self._send({"delta": self._delta(word), "finish_reason": None, "logprobs": self._logprobs()})
                if self.server.dies is None:
                    self._send({"delta": {}, "finish_reason": "stop"})
                    self.wfile.write(b"data: [DONE]\n\n")
                else:
                    self.connection.shutdown(socket.SHUT_RDWR)
        except (BrokenPipeError, ConnectionResetError):  # the asker has hung up
            self.server.left.set()

    def _delta(self, word: str) -> dict[str, Any]:
        if "tools" not in self.server.bodies[-1]:
            return {"role": "assistant", "content": word}
        return {"role": "assistant", "tool_calls": [{"index": 0, "id": "1", "function": {"arguments": word}}]}

    def _logprobs(self) -> dict[str, Any] | None:
        if not (self.server.odds and self.server.bodies[-1].get("logprobs")):
            return None
        told = [{"token": token, "logprob": math.log(odds)} for token, odds in self.server.odds.items()]
        return {"content": [{**told[0], "top_logprobs": told}]}

    def _send(self, choice: dict[str, Any]) -> None:
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        self.wfile.write(f"data: {json.dumps(chunk | {'choices': [{'index': 0} | choice]})}\n\n".encode())
        self.wfile.flush()

    def log_message(self, *said: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.waits.set()
        running.shutdown()
        thread.join()
