import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rag.answers import Question, Reason, Status
from rag.ledger import Ledger
from rag.page.adding import Added
from rag.page.drawing import answered, ask_view, masthead
from rag.page.looking import minutes_routes
from rag.page.views import ADMINISTERING, TABS
from rag.page.views.administering import added_view, adding_view, status_view
from rag.page.views.parts import Query
from rag.words import Language, catalogue
from tests.rag.page.conftest import PIXEL, Echo, NoImages, Tags, answer, small_ledger, words


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    echo = Echo()
    echo.keep(echo.ask(Question(text="What of the Falcon Centre?")))
    with closing(small_ledger(tmp_path)) as ledger:
        yield TestClient(Starlette(routes=minutes_routes(echo, ledger, NoImages())))


VIEWS = {
    "meetings": "18 January 2024",
    "meetings?words=nothing": "No meetings within these bounds.",
    "decisions?mover=Marsh": "moved by Cllr Ann Marsh",
    "actions": "tell staff by May",
    "people": "Cllr T. Pell",
    "person?name=Cllr Ann Marsh": "Present at 1 of 1 meetings",
    "thread": "A matter, in its own words",
    "thread?words=Falcon": "The Falcon Centre had all funding removed.",
    "minutes?at=p2": "The Falcon Centre had all funding removed. Staff were told.",
}


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_shows_what_the_ledger_holds(client: TestClient, view: str):
    assert VIEWS[view] in words(client.get(f"/page/view/{view}").json()["html"])


HELD = """Parks Committee Falcon Centre 2024-01-18.txt A lunch club met on Mondays. The Falcon Centre had all funding
removed. Staff were told. The Chair thanked officers. Cllr Ann Marsh, Cllr T. Pell, The Clerk tell staff by May iii
Minutebook CSV XLSX Word PDF Markdown What of the Falcon Centre? txt English Cymraeg"""


def test_what_is_drawn_has_no_word_but_those_of_the_catalogue_and_the_ledger(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    english = catalogue(Language.ENGLISH)
    wordless = {key: f"¶ {' '.join(re.findall('{.*?}', said))}" for key, said in english.entries.items()}
    wordless |= {"months": "¶ " * 12}
    monkeypatch.setattr("rag.words.catalogue", lambda _: replace(english, entries=wordless))
    monkeypatch.setattr("rag.page.drawing.catalogue", lambda _: english)
    added = Added(new=("2024-01-18.txt",), refused=(("x", "y"),), odd=(("x", "y"),))
    with closing(small_ledger(tmp_path / "other")) as ledger:
        held = ledger.summary()
        drawn = [
            *(client.get(f"/page/view/{view}").json()["html"] for view in VIEWS),
            masthead(held, TABS, ADMINISTERING) + ask_view(held, keep=True),
            adding_view([".txt"]) + added_view(added, ledger) + status_view(ledger, lambda _: True),
            answered(answer(asked_as="What?", filters={"body": "Parks"}), ledger, number=1, id="7"),
            *(answered(answer(status=Status.ABSTAINED, reason=one), ledger, number=1) for one in Reason),
        ]
    labels = " ".join(str(attrs.get("aria-label", "")) for html in drawn for _, attrs in Tags(html).seen)
    said = set(re.findall("[A-Za-z]{2,}", labels + unescape(words(" ".join(drawn)))))
    assert said <= set(re.findall(r"\w+", HELD)) | {"What", "Parks", "January"}  # as questions have it


def test_each_row_leads_to_its_paragraph_and_can_be_asked_about(client: TestClient):
    html = client.get("/page/view/decisions").json()["html"]
    assert 'href="#/minutes?at=p2"' in html
    assert 'data-ask="What was decided about “Falcon Centre”?"' in html
    assert 'id="p-p2"' in client.get("/page/view/minutes?at=p2").json()["html"]


NOWHERE = (
    "view/nothing view/person?name=Nobody view/minutes?meeting=x view/decisions?since=soon file?document=x "
    "image?document=x&page=one image?document=x table/people.csv table/decisions.exe report.exe?answer=0 "
    "report.md?answer=7"
)
FILES = {
    "file?document=2024-01-18.txt": b" ",
    "report.md?answer=0": b"#",
    "report.pdf?answer=0": b"%PDF",
    "table/decisions.csv": b"\xef\xbb\xbf",
    "table/actions.xlsx": b"PK",
}


@pytest.mark.parametrize("address", NOWHERE.split())
def test_what_there_is_not_is_said_in_a_sentence(client: TestClient, address: str):
    reply = client.get(f"/page/{address}")
    assert (reply.status_code, list(reply.json())) == (422, ["notice"])
    assert reply.json()["notice"].endswith(".")


def test_a_page_comes_as_an_image_with_what_is_marked_on_it_in_words(client: TestClient):
    reply = client.get("/page/image?document=shown.pdf&page=2&mark=p2&zoom=150")
    assert (reply.content, reply.headers["X-Pages"]) == (PIXEL, "3")
    assert "marked" in reply.headers["X-Alt"]


@pytest.mark.parametrize("address", FILES)
def test_documents_reports_and_tables_are_files_of_their_own(client: TestClient, address: str):
    reply = client.get(f"/page/{address}")
    assert reply.headers["Content-Disposition"].startswith("attachment")
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.content.startswith(FILES[address])


def test_no_address_opens_what_was_taken_in_private(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    asked: list[bool] = []

    def drawn(name: str, query: Query, ledger: Ledger) -> str:
        asked.append(query.exempt)
        return name

    monkeypatch.setattr("rag.page.looking.view", drawn)
    client.get("/page/view/decisions?exempt=true")
    assert asked == [False]
