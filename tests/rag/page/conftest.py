"""A small invented page: three paragraphs, an answer proved by one, and an assistant that gives it to everything."""

import hashlib
import re
import socket
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date
from html.parser import HTMLParser
from ipaddress import ip_network
from pathlib import Path
from typing import Any, NamedTuple

import uvicorn
from fastapi import FastAPI
from starlette.middleware import Middleware

from rag.answers import Answer, Citation, Event, Question, Sentence, Status
from rag.errors import HomeLocked, OriginalGone, WrongUse
from rag.ledger import Ledger, LedgerSummary
from rag.minutes import (
    Action,
    AgendaItem,
    Attendance,
    CitedParagraph,
    Document,
    Kind,
    Meeting,
    Outcome,
    Paragraph,
    Presence,
    Resolution,
)
from rag.page.adding import Added, Standing
from rag.page_images import PageImage
from rag.plan import Plan, Turn
from rag.security.people import LOCAL, Role, Users
from rag.security.sessions import Sessions
from rag.security.signin import Anybody, ByCookie, ByHeader, SignIn
from rag.streaming import streamed
from rag.tracing import Step

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
PASSWORD = "correct horse battery"
HOSTILE = (
    '<script>alert(1)</script> <img src="http://evil.example/a.png" onerror=alert(2)> [x](javascript:alert(3)) '
    "&lt;img src=x onerror=alert(5)&gt; ![](http://evil.example/b.png) ${alert(4)} {{value}} \"'><a href=http://evil.example>b</a>"
)


def cited(
    text: str, *, position: int = 0, kind: Kind = Kind.DISCUSSION, number: str = "iii", draft: bool = False
) -> CitedParagraph:
    start = 1000 * position
    paragraph = Paragraph(
        id=f"p{position}", number=number, kind=kind, text=text, start=start, end=start + len(text), page=2
    )
    return CitedParagraph(
        paragraph=paragraph,
        document="2024-01-18.txt",
        digest="0" * 64,
        body="Parks Committee",
        held_on=date(2024, 1, 18),
        draft=draft,
        item="9",
        item_title="Falcon Centre",
        position=position,
        meeting="2024-01-18.txt",
    )


def citation(source: CitedParagraph, quote: str, *, marker: int = 1) -> Citation:
    start = source.paragraph.start + source.paragraph.text.index(quote)
    return Citation(marker=marker, cited=source, start=start, end=start + len(quote), quote=quote)


BEFORE = cited("A lunch club met on Mondays.", position=1, number="ii")
PROOF = cited("The Falcon Centre had all **funding** removed. Staff were told.", position=2)
AFTER = cited("The Chair thanked officers.", position=3, number="iv")


def summary(**changes: object) -> LedgerSummary:
    nothing = dict.fromkeys(("documents", "items", "resolutions", "actions", "attendance", "unindexed"), 0)
    held = {
        "meetings": 48,
        "paragraphs": 12345,
        "bodies": ("A", "B", "C"),
        "first": date(2021, 5, 4),
        "last": date(2024, 3, 1),
    }
    return LedgerSummary(**{**nothing, **held, **changes})  # type: ignore[arg-type]


class ThreeParagraphs:
    """A ledger of BEFORE, PROOF and AFTER."""

    def __init__(self, *around: CitedParagraph) -> None:
        self.around = around or (BEFORE, PROOF, AFTER)

    def paragraph(self, paragraph_id: str, /) -> CitedParagraph | None:
        return next((one for one in self.around if one.id == paragraph_id), None)

    def neighbours(self, paragraph_id: str, /, before: int = 1, after: int = 1) -> tuple[CitedParagraph, ...]:
        return self.around

    def summary(self) -> LedgerSummary:
        return summary()


def small_ledger(home: Path) -> Ledger:
    """A ledger of those three paragraphs, with a decision, an action and a list of who was there."""
    held = (BEFORE.paragraph, PROOF.paragraph, AFTER.paragraph)
    text = ""
    for one in held:
        text = text.ljust(one.start) + one.text
    names = ("Cllr Ann Marsh", "Cllr T. Pell")
    meeting = Meeting(
        body=PROOF.body,
        held_on=PROOF.held_on,
        draft=False,
        items=(AgendaItem(number=PROOF.item, title=PROOF.item_title, paragraphs=held),),
        resolutions=(
            Resolution(paragraph_id=PROOF.id, proposer=names[0], seconder=None, outcome=Outcome.CARRIED, votes_for=6),
        ),
        actions=(Action(paragraph_id=PROOF.id, owner="The Clerk", task="tell staff", due="by May", status="Done."),),
        attendance=tuple(
            Attendance(paragraph_id=PROOF.id, name=one, organisation=None, presence=Presence.PRESENT) for one in names
        ),
        remarks=(),
    )
    made = Ledger(home, create=True)
    source = home / PROOF.document
    source.write_text(text, encoding="utf-8")
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    made.put(
        Document(name=source.name, source=str(source), digest=digest, format="text", text=text, meetings=(meeting,))
    )
    return made


class NoImages:
    """Draws no page."""

    def page(
        self, document: str, number: int, marked: Sequence[str] = (), *, zoom: float = 1.0, exempt: bool = True
    ) -> PageImage:
        if document == "shown.pdf":
            return PageImage(png=PIXEL, page=number, pages=3, alt=f"Page {number} of 3; marked on it: £5")
        raise OriginalGone(f"{document!r} is no PDF.")


class Shelf:
    """Takes files in at once: it keeps them in a folder and says what came."""

    kinds = (".pdf", ".txt")

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.standing = Standing()
        self.out: list[str] = []

    def place(self, batch: str, name: str) -> Path:
        if not name.endswith(self.kinds):
            raise WrongUse(f"{name!r} is of a kind that isn't read: save it as .docx or PDF, and add that.")
        (self.folder / batch).mkdir(exist_ok=True, parents=True)
        return self.folder / batch / name

    def take_in(self, batch: str) -> None:
        came = tuple(sorted(file.name for file in (self.folder / batch).iterdir()))
        self.standing = Standing(added=Added(new=("2024-01-18.txt",), refused=tuple((one, HOSTILE) for one in came)))

    def take_out(self, documents: Sequence[str]) -> None:
        self.out += documents
        self.standing = Standing(added=Added(removed=tuple(documents)))

    def can_take_out(self, source: str) -> bool:
        return True


class Kept(NamedTuple):
    """An answer as it was given."""

    question: Question
    record: dict[str, Any]
    asked_on: str = "2026-11-26T09:30:00+00:00"


class Talk(NamedTuple):
    """A conversation as it is kept."""

    id: str
    turns: Sequence[Mapping[str, Any]]
    changed_on: str = "2026-11-26T09:30:00+00:00"


class Echo:
    """A service that proves everything by one paragraph, remembers what it was asked, and waits where it must."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.turns: Sequence[Turn] | None = None
        self.told: list[Event] = []
        self.left = 0  # streams that were left before their end
        self.slow: dict[str, float] = {}  # seconds by question
        self.given: list[Kept] = []
        self.judged: list[tuple[str, str, str]] = []
        self.changes: tuple[str, ...] = ()
        self.talks: dict[str, dict[str, Sequence[Mapping[str, Any]]]] = {}

    def stream(self, question: Question, turns: Sequence[Turn] | None = None) -> Generator[Event, None, None]:
        def work(give: Callable[[Event], None]) -> None:
            for one in self.told:
                give(one)
            for _ in range(int(100 * self.slow.get(question.text, 0.0))):
                time.sleep(0.01)
                give(Step(name="plan", result=None, ms=1.0))  # as a model that writes: it meets it that nobody listens
            give(self.ask(question, turns))

        done = False
        try:
            yield from streamed(work)
            done = True
        finally:
            self.left += not done

    @property
    def ready(self) -> bool:
        return True

    @property
    def examples(self) -> tuple[str, ...]:
        return ("What of the Falcon Centre?",)

    def thread(self, question: Question) -> Answer:
        return answer(question=question)

    def ask(self, question: Question, turns: Sequence[Turn] | None = None) -> Answer:
        self.asked.append(question)
        self.turns = turns
        if question.text == "locked?":
            raise HomeLocked("Another process works on this home; wait for it or choose another --home.")
        if question.text == "broken?":
            raise ZeroDivisionError
        plan = self.plan(question, turns or ())
        return answer(question=question, asked_as=question.text, plan=plan)

    def plan(self, question: Question, turns: Sequence[Turn] = ()) -> Plan:
        return Plan(question=question.text, standalone=question.text, follows=question.text.startswith("And "))

    def keep(self, answer: Answer, id: str | None = None) -> str:
        self.given.append(Kept(question=answer.question, record=answer.record()))
        return str(len(self.given) - 1)

    def kept(self, id: str, /) -> Kept:
        if not id.isdigit() or int(id) >= len(self.given):
            raise WrongUse(f"No answer is kept under {id!r}.")
        return self.given[int(id)]

    def changed(self, answer: Any, /) -> tuple[str, ...]:
        return self.changes

    def conversations(self, owner: str, /) -> list["Talk"]:
        return [Talk(id, turns) for id, turns in reversed(self.talks.get(owner, {}).items())]

    def conversation(self, owner: str, id: str, /) -> list[dict[str, Any]]:
        turns = self.talks.get(owner, {}).get(id, ())
        return [{**one, "record": {**self.kept(one["answer"]).record, "answer_id": one["answer"]}} for one in turns]

    def converse(self, owner: str, id: str, turns: Sequence[Mapping[str, Any]], /) -> None:
        self.talks.setdefault(owner, {})[id] = turns

    def leave(self, owner: str, ids: Sequence[str], /) -> None:
        for id in ids:
            self.talks.get(owner, {}).pop(id, None)

    def feedback(self, answer: str, verdict: Any, note: str = "") -> None:
        self.kept(answer)
        self.judged.append((answer, str(verdict), note))


def answer(**changes: object) -> Answer:
    proof = citation(PROOF, "The Falcon Centre had all **funding** removed.")
    given = {
        "question": Question(text="What of the Falcon Centre?"),
        "asked_as": "What of the Falcon Centre?",
        "status": Status.ANSWERED,
        "reason": None,
        "text": "The Falcon Centre had all funding removed. [1]",
        "sentences": (Sentence(text="The Falcon Centre had all funding removed.", citations=(1,), support=1.0),),
        "citations": (proof,),
    }
    return Answer(**{**given, **changes})  # type: ignore[arg-type]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class Tags(HTMLParser):
    """Every tag and attribute as a browser would meet them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@contextmanager
def served(echo: Echo, home: Path, *, path: str = "/", port: int = 0) -> Iterator[str]:
    """The address of the page over that service, in an app: for an administrator, or for whom X-Remote-User names."""
    from rag.page.view import mount

    users = Users(home / "users.json")
    users.put("Mair", Role.OFFICER, PASSWORD)
    sessions = Sessions("key", users, hours=1)
    named = ByHeader("X-Remote-User", (ip_network("127.0.0.0/8"),), users)
    vouchers = (named, ByCookie(sessions), Anybody(LOCAL))
    app = FastAPI(middleware=[Middleware(SignIn, vouchers=vouchers, users=users, sessions=sessions)])
    with closing(small_ledger(home)) as ledger, socket.create_server(("127.0.0.1", port)) as listening:
        mount(app, echo, ledger, NoImages(), path, adding=Shelf(home / "added"))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}{path.rstrip('/')}"
        server.should_exit = True
        server.force_exit = True
        thread.join()
