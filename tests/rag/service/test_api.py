import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from rag.minutes import Document
from rag.service.api import build_api
from rag.service.service import Service
from rag.service.wire import AnswerRecord

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.ledger import Ledger
    from tests.rag.service.conftest import OneProof

ASKED = {"question": "What did the wall cost?"}


@pytest.fixture
def http(service: Service) -> Iterator[TestClient]:
    with TestClient(build_api(service), raise_server_exceptions=False) as client:
        yield client


def events(text: str) -> list[tuple[str, str, Any]]:
    """(event, id, data) of each server-sent event."""
    found = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        found.append((fields["event"], fields.get("id", ""), json.loads(fields["data"])))
    return found


def problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    said: dict[str, Any] = response.json()
    assert said["status"] == status
    assert said["detail"]
    return said


def test_an_answer_is_its_record_with_the_id_of_its_permalink(http: TestClient, assistant: "OneProof"):
    response = http.post("/api/ask", json=ASKED)
    said = response.json()
    id = said.pop("answer_id")
    expected = assistant.answer(assistant.asked[0]).record()
    assert {**said, "timings_ms": 0} == {**json.loads(json.dumps(expected)), "timings_ms": 0}
    assert response.headers["location"] == f"answers/{id}"


def test_the_described_record_is_the_whole_record(http: TestClient):
    said = http.post("/api/ask", json=ASKED).json()
    assert AnswerRecord.model_validate(said).model_extra == {}
    assert set(said) == set(AnswerRecord.model_fields)


def test_bounds_and_history_reach_the_question(http: TestClient, assistant: "OneProof"):
    http.post(
        "/api/ask",
        json={
            "question": "And when?",
            "history": ["a?", "b?"],
            "as_of": "2024-01-31",
            "body": "X",
            "without": ["date"],
            "id": "q1",
        },
    )
    [asked] = assistant.asked
    assert (asked.text, asked.history, asked.as_of, asked.body, asked.without, asked.id) == (
        "And when?",
        ("a?", "b?"),
        "2024-01-31",
        "X",
        frozenset({"date"}),
        "q1",
    )


def test_a_question_can_be_asked_by_its_address(http: TestClient, assistant: "OneProof"):
    assert http.get("/api/ask", params={**ASKED, "body": "X"}).json()["status"] == "answered"
    assert assistant.asked[0].body == "X"


def test_plain_text_is_what_a_terminal_shows_without_its_styles(http: TestClient):
    said = http.post("/api/ask", json=ASKED, headers={"Accept": "text/plain"}).text
    assert "[1] Ottermouth Parish Council, 18 January 2024" in said
    assert "\x1b" not in said
    assert "\x1b" in http.post("/api/ask?styled=true", json=ASKED, headers={"Accept": "text/plain"}).text
    explained = http.post("/api/ask?explain=true", json=ASKED, headers={"Accept": "text/plain"}).text
    with_ids = http.post("/api/ask?ids=true", json=ASKED, headers={"Accept": "text/plain"})
    assert "wall.txt-1" in with_ids.text
    assert "wall.txt-1" not in said
    assert explained.startswith(with_ids.text)
    assert with_ids.headers["minutebook-status"] == "answered"
    assert "plan (" in explained


def test_a_stream_gives_steps_and_then_the_answer(http: TestClient):
    response = http.post("/api/ask/stream", json=ASKED)
    assert response.headers["content-type"].startswith("text/event-stream")
    found = events(response.text)
    assert [(event, data.get("name")) for event, _, data in found] == [
        ("step", "begin"),
        ("step", "plan"),
        ("answer", None),
    ]
    id, _, _ = found[0][1].partition(":")
    assert [place for _, place, _ in found] == [f"{id}:0", f"{id}:1", f"{id}:2"]
    assert found[-1][2]["answer_id"] == id
    assert http.get(f"/api/answers/{id}").json()["record"]["text"] == found[-1][2]["text"]


def test_a_stream_is_asked_for_by_address_too(http: TestClient):
    assert events(http.get("/api/ask/stream", params=ASKED).text)[-1][0] == "answer"


def test_who_comes_back_gets_the_answer_that_was_given_meanwhile(http: TestClient, assistant: "OneProof"):
    first = events(http.post("/api/ask/stream", json=ASKED).text)
    again = http.post("/api/ask/stream", json=ASKED, headers={"Last-Event-ID": first[1][1]}).text
    assert len(assistant.asked) == 1
    assert events(again)[-1][2] == first[-1][2]


def test_who_comes_back_before_there_was_an_answer_gets_one_under_the_same_id(http: TestClient):
    again = events(http.post("/api/ask/stream", json=ASKED, headers={"Last-Event-ID": "abcdefgh-_345678:1"}).text)
    assert again[-1][2]["answer_id"] == "abcdefgh-_345678"


def test_a_last_event_that_is_none_of_ours_begins_anew(http: TestClient):
    again = events(http.post("/api/ask/stream", json=ASKED, headers={"Last-Event-ID": "../x"}).text)
    assert len(again[-1][2]["answer_id"]) == 16


@pytest.mark.parametrize(("question", "status", "shown"), [("wrong?", 400, "is no date"), ("broken?", 500, "the log")])
def test_what_fails_is_a_problem_also_as_the_last_event(http: TestClient, question: str, status: int, shown: str):
    assert shown in problem(http.post("/api/ask", json={"question": question}), status)["detail"]
    event, _, data = events(http.post("/api/ask/stream", json={"question": question}).text)[-1]
    assert (event, data["status"]) == ("error", status)
    assert "secret" not in data["detail"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/api/paragraphs/none", None, 404),
        ("GET", "/api/answers/none", None, 404),
        ("POST", "/api/feedback", {"answer_id": "none", "verdict": "right"}, 404),
        ("POST", "/api/ask", {}, 422),
        ("POST", "/api/ask", {"question": "x", "other": 1}, 422),
        ("GET", "/api/nothing", None, 404),
        ("DELETE", "/api/ask", None, 405),
    ],
)
def test_every_refusal_is_a_problem(http: TestClient, method: str, path: str, body: Any, status: int):
    problem(http.request(method, path, json=body), status)


def test_a_paragraph_comes_with_its_neighbours_and_its_reference(http: TestClient):
    said = http.get("/api/paragraphs/wall.txt-1").json()
    assert said["text"] == "The churchyard wall was mended for £450."
    assert said["label"].startswith("Ottermouth Parish Council, 18 January 2024")
    assert [one["paragraph_id"] for one in (*said["before"], *said["after"])] == ["wall.txt-0", "wall.txt-2"]
    shown = http.get("/api/paragraphs/wall.txt-1", headers={"Accept": "text/plain"}).text
    assert "> The churchyard wall" in shown


def test_what_is_found_says_how(http: TestClient):
    [found] = http.get("/api/search", params={"question": "wall"}).json()
    assert found["paragraph"]["paragraph_id"] == "wall.txt-1"
    assert found["found"] == "found by words 1"


def test_a_thread_is_an_answer_record(http: TestClient):
    assert http.get("/api/thread", params={"words": "wall"}).json()["citations"][0]["paragraph_id"] == "wall.txt-1"


def test_a_permalink_says_when_the_minutes_behind_it_changed(
    http: TestClient, ledger: "Ledger", document: "Callable[..., Document]"
):
    id = http.post("/api/ask", json={**ASKED, "without": ["body"]}).json()["answer_id"]
    kept = http.get(f"/api/answers/{id}").json()
    assert kept["changed"] == []
    assert http.post("/api/ask", json=kept["asked"]).json()["text"] == kept["record"]["text"]
    ledger.put(document("wall.txt", ["The wall was looked at.", "The churchyard wall was mended for £540."]))
    changed = http.get(f"/api/answers/{id}").json()
    assert changed["record"] == kept["record"]
    assert changed["changed"]


def test_feedback_is_kept(http: TestClient, service: Service):
    id = http.post("/api/ask", json=ASKED).json()["answer_id"]
    given = {"answer_id": id, "verdict": "wrong", "note": "That is the tender.", "paragraph_id": "wall.txt-0"}
    assert http.post("/api/feedback", json=given).status_code == 204
    problem(http.post("/api/feedback", json={**given, "paragraph_id": "none"}), 404)


def test_figures_tell_of_questions_and_steps(http: TestClient):
    http.post("/api/ask", json=ASKED)
    figures = http.get("/metrics").text
    assert 'minutebook_questions_total{status="answered"} 1.0' in figures
    assert 'minutebook_step_seconds_count{step="plan"} 1.0' in figures
    assert "minutebook_in_flight 0.0" in figures
    assert "minutebook_ready 1.0" in figures


def test_health_and_readiness(http: TestClient):
    assert http.get("/healthz").json() == http.get("/readyz").json() == {"status": "ok"}


def test_the_description_names_our_routes_each_with_what_can_go_wrong(http: TestClient):
    described = http.get("/openapi.json").json()
    assert described["info"]["title"] == "Minutebook"
    assert all(path.startswith(("/api/", "/healthz", "/readyz", "/metrics")) for path in described["paths"])
    for path in described["paths"].values():
        for operation in path.values():
            assert "application/problem+json" in operation["responses"]["500"]["content"]


def test_it_serves_mounted_in_another_app_with_routers_of_others(service: Service):
    more = APIRouter()

    @more.get("/api/more")
    def _more() -> str:
        return "more"

    outer = FastAPI()
    outer.mount("/minutes", build_api(service, routers=[more]))
    with TestClient(outer) as http:
        assert http.post("/minutes/api/ask", json=ASKED).json()["status"] == "answered"
        assert http.get("/minutes/api/more").json() == "more"
        assert problem(http.get("/minutes/api/paragraphs/none"), 404)


@pytest.mark.parametrize("address", ["/api/nothing", "/api/answers", "/api", "/nothing"])
def test_where_nothing_is_the_way_out_is_said(http: TestClient, address: str):
    assert "/openapi.json" in problem(http.get(address), 404)["detail"]


def test_a_wrong_method_is_named_as_such(http: TestClient):
    wrong = http.delete("/api/ask")
    assert "/openapi.json" in problem(wrong, 405)["detail"]
    assert wrong.headers["allow"] in ("GET", "POST")


@pytest.mark.parametrize(
    "address", ["/api/ask?question=Why?&boddy=X", "/api/search?question=Why?&limits=3", "/healthz?x=1"]
)
def test_a_parameter_that_is_not_known_is_refused_with_those_that_are(http: TestClient, address: str):
    said = problem(http.get(address), 422)["detail"]
    assert said.startswith(f"query.{address.rpartition('=')[0].rpartition('&')[2].rpartition('?')[2]}: ")
    assert ("as_of, body" in said) == ("ask" in address or "search" in address)
