import re
import socket
from collections.abc import Iterator
from importlib.resources import files
from urllib.request import urlopen

import pytest

from rag.errors import WrongUse
from rag.page import serve
from tests.rag.page.conftest import Echo, ThreeParagraphs, free_port


def test_nothing_of_the_page_lies_elsewhere():
    for name in ("style.css", "page.js"):
        assert not re.search(
            r"https?:|//\w|@import|url\(", files("rag.page").joinpath(name).read_text(encoding="utf-8")
        )


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    from rag.page.view import open_page

    port = free_port()
    page = open_page(Echo(), ThreeParagraphs(), examples=["What of the Falcon Centre?"], port=port)
    yield f"http://127.0.0.1:{port}"
    page.close(verbose=False)


@pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting':DeprecationWarning")  # gradio's count of its queue
def test_the_served_page_answers_over_its_one_public_endpoint(address: str):
    from gradio_client import Client  # type: ignore[import-untyped]
    from gradio_client.exceptions import AppError  # type: ignore[import-untyped]

    client = Client(address, verbose=False, analytics_enabled=False)
    try:
        endpoints = client.view_api(return_format="dict", print_info=False)
        assert list(endpoints["named_endpoints"]) == ["/ask"]
        assert not endpoints["unnamed_endpoints"]
        record = client.predict("What of the Falcon Centre?", api_name="/ask")
        assert (record["version"], record["status"], record["citations"][0]["item"]) == (1, "answered", "9")
        with pytest.raises(AppError, match="The question is empty"):
            client.predict(" ", api_name="/ask")
    finally:
        client.close()


def test_the_served_page_lets_nothing_in_from_elsewhere(address: str):
    with urlopen(address) as response:
        policy, html = response.headers["Content-Security-Policy"], response.read().decode()
    assert "default-src 'self'" in policy
    assert "img-src 'self' data:" in policy
    assert '<html\n\tlang="en"' in html
    assert '"title":"Minutebook"' in html.replace('": "', '":"')


def test_a_port_that_cannot_be_had_is_said_in_a_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(WrongUse, match=f"Port {port} can't be had .*choose another with --port"):
            serve(Echo(), ThreeParagraphs(), port=port)
    with pytest.raises(WrongUse, match="Port 70000 can't be had"):
        serve(Echo(), ThreeParagraphs(), port=70000)
