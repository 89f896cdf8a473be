import asyncio
import json
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from rag.answers import LONGEST_QUESTION, Question, Sentence
from rag.evidence import Passage, Ranked, Reading
from rag.page.conversation import Asked, Asking, converse, turns_before
from rag.page.routes import answer_routes
from rag.plan import Plan, Turn
from rag.tracing import Step
from rag.words import say
from tests.rag.page.conftest import BEFORE, HOSTILE, PROOF, Echo, Tags, ThreeParagraphs, words


def asked(text: str, **more: Any) -> Asking:
    return Asking(question=Asked(text=text), **more)


def shown(echo: Echo, asking: Asking) -> list[dict[str, Any]]:
    async def all_of_it() -> list[dict[str, Any]]:
        return [one async for one in converse(echo, ThreeParagraphs(), asking)]

    return asyncio.run(all_of_it())


def test_a_turn_ends_with_its_answer_and_its_record():
    *_, last = shown(Echo(), asked(" What of the Falcon Centre? ", number=3))
    assert 'id="turn-3"' in last["html"]
    assert (last["record"]["version"], last["record"]["question"]) == (1, "What of the Falcon Centre?")


def test_follow_ups_carry_the_earlier_questions_and_what_their_answers_cited():
    echo = Echo()
    earlier = (Asked(text="What of the Falcon Centre?", cited=("p2", "gone")),)
    shown(echo, asked("And in March?", earlier=earlier))
    assert echo.asked[0].history == ("What of the Falcon Centre?",)
    planned = Plan(question="What of the Falcon Centre?", standalone="What of the Falcon Centre?")
    assert echo.turns == (Turn(plan=planned, cited=("2024-01-18.txt",)),)


def test_an_earlier_question_is_planned_after_those_before_it():
    seen: list[int] = []

    class Counting(Echo):
        def plan(self, question: Question, turns: Any = ()) -> Plan:
            seen.append(len(turns))
            return super().plan(question, turns)

    turns_before(Counting(), ThreeParagraphs(), [Asked(text="One?"), Asked(text="Two?"), Asked(text="Three?")])
    assert seen == [0, 1, 2]


def test_bounds_and_filters_taken_off_reach_the_question():
    asking = Asked(text="What?", body="Parks", since="2021-01-01", as_of="", without=frozenset({"date", "nonsense"}))
    assert asking.question() == Question(text="What?", body="Parks", since="2021-01-01", without=frozenset({"date"}))


def test_what_is_found_and_what_is_proved_is_shown_as_it_comes():
    echo, ranked = Echo(), [Ranked(passage=Passage(cited=one), score=1.0) for one in (BEFORE, PROOF)]
    reading = Reading(spans=(), answerable=0.9, ranked=tuple(ranked[:1]))
    echo.told = [
        Step(name="plan", result=None, ms=1.0),
        Step(name="retrieve", result=ranked, ms=1.0),
        Step(name="read", result=reading, ms=1.0),
        Step(name="search again", result=ranked, ms=1.0),
        Sentence(text=f"The Falcon Centre {HOSTILE}", citations=(1,), support=1.0),
    ]
    *meanwhile, after = shown(echo, asked("What of the Falcon Centre?"))
    said = [words(one["html"]).partition("Falcon Centre? ")[2] for one in meanwhile]
    assert said[:4] == [
        "Looking through the minutes…",
        "Found 2 paragraphs of 1 meeting…",
        "Read the best of 1 paragraph of 1 meeting…",
        "Searched again in other words, and found 2 paragraphs of 1 meeting…",
    ]
    assert said[4].startswith("The Falcon Centre")
    assert not {"script", "img", "a"} & {name for name, _ in Tags(meanwhile[-1]["html"]).seen}
    assert "Read the best" not in after["html"]


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (LONGEST_QUESTION + 1), "locked?", "broken?"])
def test_what_goes_wrong_is_a_sentence(text: str):
    *_, last = shown(Echo(), asked(text))
    assert last.keys() == {"notice"}
    assert last["notice"].endswith(".")
    assert (last["notice"] == say("ask.unforeseen")) == (text == "broken?")


def test_the_page_takes_questions_as_long_as_the_assistant_does():
    from rag.abstention import unclear

    assert unclear("x" * LONGEST_QUESTION) is None
    assert unclear("x" * (LONGEST_QUESTION + 1)) is not None


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def client(echo: Echo) -> TestClient:
    return TestClient(Starlette(routes=answer_routes(echo, ThreeParagraphs())))


def asked_and_drawn_again(client: TestClient, **changed: Any) -> str:
    answered = client.post("/page/ask", json={"question": {"text": "What of the Falcon Centre?"}, "number": 2})
    *_, last = map(json.loads, answered.text.splitlines())
    record = {**last["record"], **changed}
    turn = {"asked": {"text": "What of the Falcon Centre?"}, "record": record, "number": 2}
    (html,) = client.post("/page/drawn", json={"turns": [turn]}).json()["html"]
    assert (html == last["html"]) == (not changed)
    return str(html)


def test_a_kept_answer_is_drawn_again_as_it_was(client: TestClient):
    assert "changed since" not in asked_and_drawn_again(client)


def test_a_kept_answer_whose_words_are_gone_from_the_ledger_says_so(client: TestClient):
    proof = {**Echo().ask(Question(text="?")).record()["citations"][0], "quote": "Staff were sold.", "start": 7}
    assert "The minutes have changed since" in asked_and_drawn_again(client, citations=[proof])


def test_a_kept_answer_never_acts(client: TestClient):
    html = asked_and_drawn_again(client, text=HOSTILE, asked_as=HOSTILE, filters={"body": HOSTILE, HOSTILE: "x"})
    assert not {"script", "img"} & {name for name, _ in Tags(html).seen}


@pytest.mark.parametrize("body", ["", "[]", '{"turns": [{"record": {}}]}', '{"question": {"text": 3}}'])
@pytest.mark.parametrize("route", ["ask", "drawn"])
def test_what_the_page_would_not_send_is_refused_in_a_sentence(client: TestClient, route: str, body: str):
    reply = client.post(f"/page/{route}", content=body)
    assert (reply.status_code, list(reply.json())) == (422, ["notice"])


def test_a_conversation_too_long_is_refused(client: TestClient):
    reply = client.post("/page/drawn", content=b" " * 2_000_001)
    assert "too long" in reply.json()["notice"]


def test_a_link_shows_the_answer_as_it_was_and_when(client: TestClient, echo: Echo):
    client.post("/page/ask", json={"question": {"text": "What of the Falcon Centre?", "body": "Parks"}, "number": 4})
    shown = client.post("/page/linked", json={"id": "0", "number": 1}).json()
    assert "Answered on 26 November 2026." in shown["html"]
    assert "The minutes have changed since" not in shown["html"]
    assert (shown["asked"]["text"], shown["asked"]["body"]) == ("What of the Falcon Centre?", "Parks")
    assert shown["record"]["answer_id"] == "0"
    echo.changes = ("[1]: text is other",)
    assert "The minutes have changed since" in client.post("/page/linked", json={"id": "0", "number": 1}).json()["html"]


def test_what_somebody_says_of_an_answer_is_kept(client: TestClient, echo: Echo):
    echo.keep(echo.ask(Question(text="What?")))
    assert client.post("/page/judged", json={"answer": "0", "verdict": "wrong", "note": "No."}).json() == {}
    assert echo.judged == [("0", "wrong", "No.")]


@pytest.mark.parametrize(
    ("route", "body"), [("linked", {"id": "7", "number": 1}), ("judged", {"answer": "7", "verdict": "right"})]
)
def test_an_answer_that_is_not_kept_is_said_so(client: TestClient, route: str, body: dict[str, Any]):
    assert "No answer is kept" in client.post(f"/page/{route}", json=body).json()["notice"]
