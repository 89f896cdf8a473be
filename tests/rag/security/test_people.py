import stat
from pathlib import Path

import pytest

from rag.errors import SettingsError, WrongUse
from rag.security.people import Person, Role, Users

PASSWORD = "correct horse battery"


@pytest.fixture
def users(tmp_path: Path) -> Users:
    return Users(tmp_path / "users.json")


@pytest.mark.parametrize(("own", "needed", "may"), [("reader", "officer", False), ("officer", "officer", True)])
def test_a_role_reaches_itself_and_those_before_it(own: str, needed: str, may: bool) -> None:
    assert Role(own).reaches(Role(needed)) is may
    assert Role.ADMINISTRATOR.reaches(Role(needed))


def test_who_has_the_password_is_let_in_and_nobody_else(users: Users) -> None:
    users.put("Ann", Role.OFFICER, PASSWORD)
    assert users.checked("Ann", PASSWORD) == Person(name="Ann", role=Role.OFFICER)
    for name, password in [("Ann", PASSWORD + "x"), ("Ann", ""), ("ann", PASSWORD), ("", ""), ("Bob", "nobody's")]:
        assert users.checked(name, password) is None


def test_who_has_no_password_cannot_sign_in(users: Users) -> None:
    users.put("Ann", Role.OFFICER, None)
    assert users.checked("Ann", "nobody's") is None
    assert not users.has_password("Ann")
    assert users.person("Ann") == Person(name="Ann", role=Role.OFFICER)


def test_the_file_holds_no_password_and_is_its_owners_alone(users: Users, tmp_path: Path) -> None:
    users.put("Ann", Role.READER, PASSWORD)
    file = tmp_path / "users.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert PASSWORD not in file.read_text()
    assert "$argon2id$" in file.read_text()


def test_who_is_removed_is_gone_for_another_process_too(users: Users, tmp_path: Path) -> None:
    users.put("Ann", Role.READER, PASSWORD)
    other = Users(tmp_path / "users.json")
    assert [one.name for one in other.people()] == ["Ann"]
    users.remove("Ann")
    assert other.people() == []
    with pytest.raises(WrongUse, match="There is no user 'Ann'"):
        users.remove("Ann")


def test_a_session_is_sealed_by_password_and_role(users: Users) -> None:
    seals = {users.seal("Ann")}
    for role, password in [(Role.READER, PASSWORD), (Role.OFFICER, PASSWORD), (Role.OFFICER, PASSWORD + "er")]:
        users.put("Ann", role, password)
        seals.add(users.seal("Ann"))
    assert len(seals) == 4


@pytest.mark.parametrize(
    ("name", "password"), [("", PASSWORD), ("a\nb", PASSWORD), ("a" * 101, PASSWORD), ("a", "short")]
)
def test_what_will_not_do_is_refused(users: Users, name: str, password: str) -> None:
    with pytest.raises(WrongUse):
        users.put(name, Role.READER, password)
    assert users.people() == []


@pytest.mark.parametrize("text", ["", "[]", '{"Ann": {"role": "mayor"}}', '{"Ann": {"role": "reader", "hash": 1}}'])
def test_a_file_that_is_none_of_ours_is_named(users: Users, tmp_path: Path, text: str) -> None:
    (tmp_path / "users.json").write_text(text)
    with pytest.raises(SettingsError, match=r"users\.json.*can't be read"):
        users.people()
