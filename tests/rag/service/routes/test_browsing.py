import csv
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from io import StringIO
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from fastapi.testclient import TestClient
from fpdf import FPDF

from rag.minutes import Attendance, Document, Outcome, Presence, Resolution
from rag.service.api import build_api
from rag.service.routes.browsing import browse_routes
from rag.service.service import Service

Make = Callable[..., Document]


@pytest.fixture
def client(service: Service, tmp_path: Path, document: Make) -> TestClient:
    """A service over one PDF more, in whose second item is what is exempt."""
    pdf = FPDF()
    pdf.add_page()
    file = tmp_path / "a.pdf"
    file.write_bytes(bytes(pdf.output()))
    made = document("2024/a.pdf", ["Cllr Pell: =1+1 was RESOLVED."], ["The tender was accepted."], source=str(file))
    first, second = made.meeting.items
    meeting = replace(
        made.meeting,
        items=(first, replace(second, exempt=True)),
        resolutions=tuple(
            Resolution(paragraph_id=f"2024/a.pdf-{n}", proposer=None, seconder=None, outcome=Outcome.CARRIED)
            for n in (0, 1)
        ),
        attendance=(
            Attendance(paragraph_id="2024/a.pdf-0", name="Cllr Ned Pell", organisation=None, presence=Presence.PRESENT),
        ),
    )
    [item] = document("b.pdf", ["The pond froze."]).meeting.items
    later = replace(meeting, items=(item,), resolutions=(), attendance=(), held_on=date(2024, 2, 1))
    service.ledger.put(
        replace(made, format="pdf", digest=sha256(file.read_bytes()).hexdigest(), meetings=(meeting, later))
    )
    routers = browse_routes(service, tmp_path, sees_exempt=lambda request: "officer" in request.headers)
    return TestClient(build_api(service, routers=routers))


OFFICER = {"officer": "yes"}


@pytest.mark.parametrize(
    ("path", "total"),
    [
        ("meetings?words=tender", 1),
        ("meetings?since=2030-01-01", 0),
        ("decisions?outcome=carried&body=Ottermouth&limit=1", 2),
        ("decisions?mover=nobody", 0),
        ("actions", 0),
        ("people?words=pell", 1),
    ],
)
def test_lists_are_pages(client: TestClient, path: str, total: int):
    assert client.get(f"/api/{path}", headers=OFFICER).json()["total"] == total


def test_minutes_and_people_are_shown(client: TestClient):
    assert client.get("/api/meetings/2024/a.pdf", headers=OFFICER).json()["items"][1]["exempt"] is True
    [later] = client.get("/api/meetings?since=2024-02-01").json()["rows"]
    assert client.get(f"/api/meetings/{quote(later['meeting'])}").json()["meeting"]["held_on"] == "2024-02-01"
    assert client.get("/api/people/Ned Pell").json()["row"]["name"] == "Cllr Ned Pell"
    assert client.get("/api/bodies").json()[0]["years"] == [2024]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("meetings/gone.txt", 404),
        ("people/nobody", 404),
        ("decisions?limit=501", 422),
        ("decisions?since=yesterday", 422),
        ("decisions.exe", 422),
        ("documents/gone.pdf/pages/1.png", 404),
        ("documents/gone.pdf", 404),
        ("report.pdf", 422),
        ("report.pdf?answer=gone", 404),
    ],
)
def test_what_is_not_there_is_a_problem(client: TestClient, path: str, status: int):
    response = client.get(f"/api/{path}", headers=OFFICER)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    [
        "meetings/2024/a.pdf", "decisions", "decisions.csv", "documents/2024/a.pdf", "documents/2024/a.pdf/pages/1.png",
    ],
)  # fmt: skip
def test_who_may_not_see_what_is_exempt_does_not(client: TestClient, path: str):
    assert b"tender" not in client.get(f"/api/{path}").content
    assert client.get(f"/api/{path}", headers=OFFICER).status_code == 200


def test_a_table_is_attached_and_harmless(client: TestClient):
    response = client.get("/api/decisions.csv")
    assert response.headers["content-disposition"].startswith("attachment")
    _, row = csv.reader(StringIO(response.content.decode("utf-8-sig")))
    assert "carried" in row
    assert client.get("/api/actions.xlsx").content.startswith(b"PK")


def test_a_page_is_an_image_with_its_words(client: TestClient):
    response = client.get("/api/documents/2024/a.pdf/pages/1.png?zoom=0.5&paragraph=2024/a.pdf-0", headers=OFFICER)
    assert response.content.startswith(b"\x89PNG")
    assert response.headers["x-pages"] == "1"
    assert unquote(response.headers["x-alt"]).startswith("Page 1 of 1 of 2024/a.pdf")


def test_a_file_is_given_as_it_was_read(client: TestClient, tmp_path: Path):
    response = client.get("/api/documents/2024/a.pdf", headers=OFFICER)
    assert response.content == (tmp_path / "a.pdf").read_bytes()
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "a.pdf" in response.headers["content-disposition"]


def test_kept_answers_are_carried_away_as_one_report(client: TestClient):
    ids = [client.post("/api/ask", json={"question": one}).json()["answer_id"] for one in ("First?", "Second?")]
    report = client.get("/api/report.md", params={"answer": ids}).text
    assert report.index("## First?") < report.index("## Second?")


def test_the_description_names_every_route(client: TestClient):
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/api/people/{name}", "/api/documents/{document}/pages/{number}.png", "/api/report.{written_as}"} <= set(
        paths
    )
    assert json.dumps(paths)
