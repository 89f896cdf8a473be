import unicodedata

import pytest

from rag.names import Name, parsed


@pytest.mark.parametrize(
    ("written", "surname", "given", "gender"),
    [
        ("Cllr Mrs V Lynch", "lynch", ("v",), "f"),
        ("Councillor J. Marsh", "marsh", ("j",), None),
        ("His Worship Mayor Brandt", "brandt", (), None),
        ("Cllr Ned Oakes-Harvey (from item 4)", "oakes-harvey", ("ned",), None),
        ("Mr A O’Dowd, Clerk", "o'dowd", ("a",), "m"),
        ("Councillor Colm (J)", "colm", ("j",), None),
        ("Trustee Wendt", "wendt", (), None),
        ("Committee Member Wendt", "wendt", (), None),
        (unicodedata.normalize("NFC", "Cllr Ó Ceallaigh"), "ceallaigh", ("o",), None),
        (unicodedata.normalize("NFD", "Cllr Ó Ceallaigh"), "ceallaigh", ("o",), None),
    ],
)
def test_a_recorded_name_has_parts(written: str, surname: str, given: tuple[str, ...], gender: str | None):
    assert parsed(written) == Name(surname=surname, given=given, gender=gender)


@pytest.mark.parametrize("written", ["Mayor", "Cllr", "", "12"])
def test_a_title_alone_is_no_name(written: str):
    assert parsed(written) is None
