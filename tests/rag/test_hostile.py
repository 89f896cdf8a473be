"""Strings that would act as markup stay words wherever people meet them: drawn pages keep the elements they have."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from rag.answers import Answer, Citation, Question, Reason, Sentence, Status
from rag.ledger import LedgerSummary
from rag.minutes import CitedParagraph, Kind, Paragraph
from rag.page.drawing import answered, ask_view, pending
from rag.page.rows import laid_out
from rag.security.hosts import Hosts
from rag.security.people import Users
from rag.security.sessions import Sessions
from rag.security.signin import ByCookie, SignIn

HOSTILE = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "eval" / "data" / "hostile.jsonl").read_text().splitlines()
]
HARMLESS = "The wall was mended."
SUMMARY = LedgerSummary(
    documents=1,
    meetings=1,
    items=1,
    paragraphs=1,
    resolutions=0,
    actions=0,
    attendance=0,
    unindexed=0,
    bodies=("",),
    first=date(2024, 1, 18),
    last=date(2024, 1, 18),
)


class Elements(HTMLParser):
    """Every element with the names of its attributes, and every address, event and style of one."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.shapes: set[tuple[str, tuple[str, ...]]] = set()
        self.addresses: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.shapes.add((tag, tuple(name for name, _ in attributes)))
        self.addresses |= {value or "" for name, value in attributes if name in ("href", "src", "action")}

    def handle_comment(self, data: str) -> None:
        self.shapes.add(("comment", ()))


def cited(text: str, link: str | None) -> CitedParagraph:
    text = text or " "
    paragraph = Paragraph(id="p", number=text, kind=Kind.DISCUSSION, text=text, start=0, end=len(text), page=2)
    return CitedParagraph(
        paragraph=paragraph,
        document=text,
        digest="0" * 64,
        body=text,
        held_on=date(2024, 1, 18),
        draft=True,
        item=text,
        item_title=text,
        position=2,
        link=link,
    )


class Around:
    """A ledger in which a paragraph stands between its like."""

    def __init__(self, text: str) -> None:
        self._text = text

    def paragraph(self, _id: str, /) -> CitedParagraph:
        return cited(self._text, None)

    def neighbours(self, _id: str, /, before: int = 1, after: int = 1) -> tuple[CitedParagraph, ...]:
        one = cited(self._text, None)
        return tuple(
            CitedParagraph(**{**{name: getattr(one, name) for name in CitedParagraph.__slots__}, "position": place})
            for place in (1, 2, 3)
        )

    def summary(self) -> LedgerSummary:
        return SUMMARY


def an_answer(text: str, **changes: Any) -> Answer:
    proof = Citation(marker=1, cited=cited(text, None), start=0, end=len(text), quote=text)
    given = {
        "question": Question(text=text, without=frozenset({"body"})),
        "asked_as": f"{text} x",
        "status": Status.ANSWERED,
        "reason": None,
        "text": f"{text} [1]",
        "sentences": (Sentence(text=text, citations=(1,), support=1.0),),
        "citations": (proof,),
        "filters": {"body": text, "date": text},
        "model_error": text,
    }
    return Answer(**{**given, **changes})


DRAWN: dict[str, Callable[[str], str]] = {
    "a quoted answer": lambda text: answered(an_answer(text), Around(text), number=1),
    "a written answer": lambda text: answered(an_answer(text, mode="written", writer=text), Around(text), number=1),
    "an abstention": lambda text: answered(
        an_answer(text, status=Status.ABSTAINED, reason=Reason.FALSE_PREMISE, sentences=()), Around(text), number=1
    ),
    "what is pending": lambda text: pending(text, [Sentence(text=text, citations=(), support=1.0)], number=1),
    "a kept answer": lambda text: answered(an_answer(text), Around(text), number=1, id=text, changed=[text]),
    "the form": lambda text: ask_view(replace(SUMMARY, bodies=(text,)), keep=True),
}


LAID_OUT = Elements(laid_out("a: 1 | b: 2") + laid_out("a\nb\nc") + "<mark></mark>").shapes


@pytest.mark.parametrize("where", DRAWN)
def test_the_page_draws_words_and_nothing_of_theirs_acts(where: str) -> None:
    harmless = Elements(DRAWN[where](HARMLESS))
    for line in HOSTILE:
        hostile = Elements(DRAWN[where](line["text"]))
        assert hostile.shapes <= harmless.shapes | LAID_OUT, line["id"]
        assert hostile.addresses <= harmless.addresses, line["id"]


def test_a_link_leads_where_a_browser_may_go_or_nowhere() -> None:
    for line in HOSTILE:
        proof = Citation(marker=1, cited=cited(HARMLESS, line["text"]), start=0, end=len(HARMLESS), quote=HARMLESS)
        drawn = Elements(answered(an_answer(HARMLESS, citations=(proof,)), Around(HARMLESS), number=1))
        elsewhere = {address for address in drawn.addresses if not address.startswith("#")}
        assert elsewhere <= {line["text"]}, line["id"]
        assert all(address.startswith("https://") for address in elsewhere), line["id"]
        acting = {shape for shape in drawn.shapes if "onerror" in shape[1] or "onload" in shape[1]}
        assert acting == set(), line["id"]


def test_pages_of_the_doors_draw_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.security.people._HASHER", PasswordHasher(time_cost=1, memory_cost=64))
    users = Users(tmp_path / "users.json")
    sessions = Sessions("key", users, hours=1)

    async def nothing(_scope: object, _receive: object, _send: object) -> None:
        """Never reached."""

    doors = Hosts(SignIn(nothing, vouchers=(ByCookie(sessions),), users=users, sessions=sessions))
    client = TestClient(doors, base_url="http://127.0.0.1", follow_redirects=False)
    page = {"accept": "text/html"}

    def drawn(text: str) -> Elements:
        shown = client.get("/signin", params={"next": f"/{text}"}, headers=page).text
        shown += client.post("/signin", data={"name": text, "password": "x", "next": f"/{text}"}).text
        return Elements(shown + client.get("/", headers={**page, "host": "evil.example"}).text)

    harmless = drawn(HARMLESS)
    for line in HOSTILE[:: len(HOSTILE) // 8]:
        hostile = drawn(line["text"])
        assert hostile.shapes <= harmless.shapes, line["id"]
        assert _within(hostile.addresses) <= _within(harmless.addresses), line["id"]


def _within(addresses: Iterable[str]) -> set[str]:
    """Where the addresses lead, but for the place to go back to: what was typed, quoted."""
    return {address.partition("next=")[0] for address in addresses}


def test_the_set_is_what_it_says() -> None:
    assert len(HOSTILE) == len({line["id"] for line in HOSTILE}) == len({line["text"] for line in HOSTILE}) == 80
