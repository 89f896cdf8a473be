from contextlib import closing
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from rag.page.frame import frame_routes
from rag.security.languages import InLanguage
from rag.security.people import LOCAL, PUBLIC, Person, Role, Users
from rag.security.sessions import Sessions
from rag.security.signin import Anybody, ByCookie, SignIn, Voucher
from tests.rag.page.conftest import small_ledger, words

ANN = Person(name="Ann <b>", role=Role.OFFICER)


class ByProxy:
    """Whoever asks is Ann, as a proxy says."""

    door = ""

    def person(self, _scope: object) -> Person:
        return ANN


def drawn(home: Path, vouchers: tuple[Voucher, ...], sessions: Sessions | None, **cookies: str) -> str:
    doors = [Middleware(InLanguage), Middleware(SignIn, vouchers=vouchers, sessions=sessions)]
    with closing(small_ledger(home)) as ledger:
        app = Starlette(routes=frame_routes(ledger, keep=True), middleware=doors)
        html: str = TestClient(app, cookies=cookies).get("/page/frame").json()["html"]
    return html.partition("<h1>")[0]


@pytest.fixture
def sessions(tmp_path: Path) -> Sessions:
    users = Users(tmp_path / "users.json")
    users.put(ANN.name, ANN.role, None)
    return Sessions("key", users, hours=1)


def test_who_signed_in_is_named_and_can_sign_out(tmp_path: Path, sessions: Sessions):
    session = sessions.begin(ANN)
    english = drawn(tmp_path, (ByCookie(sessions),), sessions, minutebook_session=session)
    assert "Signed in as Ann &lt;b&gt;, officer" in english
    assert '<button type="button" id="leave" data-door="/signout">Sign out</button>' in english
    welsh = drawn(tmp_path / "cy", (ByCookie(sessions),), sessions, minutebook_session=session, language="cy")
    assert "Wedi mewngofnodi fel Ann &lt;b&gt;, swyddog" in welsh


def test_the_public_is_shown_where_to_sign_in(tmp_path: Path, sessions: Sessions):
    assert '<a href="/signin">Sign in</a>' in drawn(tmp_path, (ByCookie(sessions), Anybody(PUBLIC)), sessions)


def test_where_nobody_signs_in_here_there_is_no_way_to(tmp_path: Path):
    assert words(drawn(tmp_path, (Anybody(LOCAL),), None)) == "Cymraeg"
    assert words(drawn(tmp_path / "proxy", (ByProxy(),), None)) == "Cymraeg Signed in as Ann &lt;b&gt;, officer"
