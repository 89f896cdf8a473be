import pytest
from starlette.middleware import Middleware

from rag.security.headers import HEADERS, SecurityHeaders


@pytest.mark.parametrize("path", ["/", "/away"])
def test_every_response_has_the_headers(behind, path: str) -> None:
    headers = behind(Middleware(SecurityHeaders)).get(path).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS


def test_nothing_is_loaded_from_elsewhere() -> None:
    allowed = {word for part in HEADERS["Content-Security-Policy"].split(";") for word in part.split()[1:]}
    assert not {word for word in allowed if "//" in word or word == "*" or word.endswith(":")} - {"data:", "blob:"}


def test_no_script_but_those_in_files_runs_unless_a_page_names_it() -> None:
    assert "script-src 'self';" in HEADERS["Content-Security-Policy"]
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
