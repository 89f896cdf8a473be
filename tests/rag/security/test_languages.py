import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from rag.security.languages import InLanguage, language_links
from rag.words import say

PAGE = {"accept": "text/html"}


async def named(_request: Request) -> Response:
    return PlainTextResponse(f"{say('name')} {language_links(next='/a?b')}")


@pytest.fixture
def client() -> TestClient:
    app = Starlette(routes=[Route("/{path:path}", named)], middleware=[Middleware(InLanguage)])
    return TestClient(app, follow_redirects=False)


def test_a_browser_is_answered_in_its_language_and_told_the_way_to_the_other(client: TestClient) -> None:
    said = client.get("/", headers={"accept-language": "cy-GB,en;q=0.8"}).text
    assert said == 'Cymraeg <a href="?language=en&amp;next=%2Fa%3Fb" hreflang="en" lang="en">English</a>'
    assert client.get("/", headers={"accept-language": "fr"}).text.startswith("English")


def test_a_language_that_is_chosen_is_remembered_and_leaves_the_address(client: TestClient) -> None:
    chosen = client.get("/minutes?answer=7&language=cy", headers=PAGE)
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/minutes?answer=7")
    assert client.get("/", headers={"accept-language": "en"}).text.startswith("Cymraeg")
    client.get("/?language=en", headers=PAGE)
    assert client.get("/", headers={"accept-language": "cy"}).text.startswith("English")


@pytest.mark.parametrize("address", ["/?language=tlh", "/?language=", "/"])
def test_a_language_that_there_is_not_changes_nothing(client: TestClient, address: str) -> None:
    client.cookies.set("language", "tlh")
    assert client.get(address, headers=PAGE).text.startswith("English")


def test_a_program_chooses_by_its_header_alone(client: TestClient) -> None:
    assert client.get("/api/ask?language=cy").text.startswith("English")


@pytest.mark.parametrize("path", ["//evil.example/", "///evil.example", "/%0d%0aset-cookie:a=b", "/\\evil.example"])
def test_the_way_back_stays_here(client: TestClient, path: str) -> None:
    sent = client.get(f"http://testserver{path}?language=cy", headers=PAGE)
    assert sent.status_code == 303
    assert sent.headers["location"][0] == "/"
    assert sent.headers["location"][1] not in "/\\"
    assert sent.headers["set-cookie"].startswith("language=cy")
