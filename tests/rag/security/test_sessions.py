import stat
import time
from pathlib import Path

import pytest

from rag.security.people import Person, Role, Users
from rag.security.sessions import Sessions, session_key

ANN = Person(name="Ann", role=Role.OFFICER)


@pytest.fixture
def users(tmp_path: Path) -> Users:
    users = Users(tmp_path / "users.json")
    users.put("Ann", Role.OFFICER, "correct horse battery")
    return users


def test_a_cookie_is_its_persons(users: Users) -> None:
    sessions = Sessions("key", users, hours=1)
    assert sessions.person(sessions.begin(ANN)) == ANN


def test_a_cookie_that_was_changed_or_signed_by_another_is_nobodys(users: Users) -> None:
    sessions = Sessions("key", users, hours=1)
    cookie = sessions.begin(ANN)
    # not its last letter: of that two bits stand for nothing, and another letter may mean the same
    changed = cookie[:-5] + ("A" if cookie[-5] != "A" else "B") + cookie[-4:]
    for forged in (changed, "", "a.b.c", cookie.split(".")[0]):
        assert sessions.person(forged) is None
    assert Sessions("other", users, hours=1).person(cookie) is None


def test_a_session_ends_in_time_and_with_the_password(users: Users, monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = Sessions("key", users, hours=1)
    cookie = sessions.begin(ANN)
    with monkeypatch.context() as later:
        then = time.time() + 3700
        later.setattr(time, "time", lambda: then)
        assert sessions.person(cookie) is None
    users.put("Ann", Role.OFFICER, "another horse battery")
    assert sessions.person(cookie) is None


def test_a_cookie_is_for_this_site_and_no_script(users: Users) -> None:
    header = Sessions("key", users, hours=1).header("abc", secure=True, path="/minutes/")
    assert header == "minutebook_session=abc; Path=/minutes/; Max-Age=3600; HttpOnly; SameSite=Lax; Secure"
    assert "Max-Age=0" in Sessions("key", users, hours=1).header("", secure=False)


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    key = session_key(tmp_path)
    assert session_key(tmp_path) == key
    assert len(key) == 64
    assert stat.S_IMODE((tmp_path / "session.key").stat().st_mode) == 0o600
