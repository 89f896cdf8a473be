import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.rag.page.conftest import Echo, served


def test_nothing_of_the_page_lies_elsewhere():
    for name in ("style.css", "page.js", "views.js"):
        assert not re.search(
            r"https?:|//\w|@import|url\(", files("rag.page").joinpath(name).read_text(encoding="utf-8")
        )


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(Echo(), tmp_path_factory.mktemp("home")) as address:
        yield address


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
        with pytest.raises(AppError, match="There is no question here"):
            client.predict(" ", api_name="/ask")
    finally:
        client.close()


def test_the_served_page_lets_nothing_in_from_elsewhere(address: str):
    with urlopen(address) as response:
        policy, html = response.headers["Content-Security-Policy"], response.read().decode()
    assert "default-src 'self'" in policy
    assert "img-src 'self' data:" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe" not in policy.partition("script-src")[2].partition(";")[0]
    assert '<html\n\tlang="en"' in html
    assert '"title":"Minutebook"' in html.replace('": "', '":"')


def test_a_page_within_another_app_has_its_style_its_script_and_its_policy(tmp_path: Path):
    with served(Echo(), tmp_path, path="/minutes") as address, urlopen(f"{address}/") as response:
        html = response.read().decode()
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
        assert "function minutebook" in html
        assert "--accent" in html
        with urlopen(f"{address}/page/view/meetings") as view:
            assert "Parks Committee" in view.read().decode()
