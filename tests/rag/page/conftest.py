"""A small invented page: three paragraphs, an answer proved by one, and an assistant that gives it to everything."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Sequence
from datetime import date
from html.parser import HTMLParser

from rag.answers import Answer, Citation, Event, Question, Sentence, Status
from rag.errors import HomeLocked
from rag.ledger import LedgerSummary
from rag.minutes import CitedParagraph, Kind, Paragraph
from rag.plan import Plan
from rag.plan import Turn as Planned

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


class Echo:
    """An assistant that proves everything by one paragraph, remembers what it was asked, and waits where it must."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.turns: tuple[Planned, ...] | None = None
        self.told: list[Event] = []
        self.left = 0  # streams that were left before their end
        self.slow: dict[str, float] = {}  # seconds by question

    async def astream(self, question: Question, turns: tuple[Planned, ...] | None = None) -> AsyncIterator[Event]:
        done = False
        try:
            for one in self.told:
                yield one
            await asyncio.sleep(self.slow.get(question.text, 0.0))
            yield self.answer(question, turns)
            done = True
        finally:
            self.left += not done

    def answer(self, question: Question, turns: tuple[Planned, ...] | None = None) -> Answer:
        self.asked.append(question)
        self.turns = turns
        if question.text == "locked?":
            raise HomeLocked("Another process works on this home; wait for it or choose another --home.")
        if question.text == "broken?":
            raise ZeroDivisionError
        plan = self.plan(question, turns or ())
        return answer(question=question, asked_as=question.text, plan=plan)

    def plan(self, question: Question, turns: Sequence[Planned] = ()) -> Plan:
        return Plan(question=question.text, standalone=question.text, follows=question.text.startswith("And "))


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


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
