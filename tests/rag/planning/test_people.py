import pytest

from rag.planning.people import People

RECORDED = ("Cllr J. Pell", "Cllr Jane Pell", "Cllr Mrs V. Marsh", "Cllr B. Marsh", "Mr T. Wood", "Planning Committee")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Did Pell vote?", {"Pell": ["Cllr Jane Pell"]}),
        ("Was Cllr Pell's motion carried?", {"Cllr Pell": ["Cllr Jane Pell"]}),
        ("What did Mrs Marsh say?", {"Mrs Marsh": ["Cllr B. Marsh", "Cllr Mrs V. Marsh"]}),
        ("What did V. Marsh say?", {"V. Marsh": ["Cllr Mrs V. Marsh"]}),
        ("Did Jane Pell and Mr Wood come?", {"Jane Pell": ["Cllr Jane Pell"], "Mr Wood": ["Mr T. Wood"]}),
        ("Was the gate of Wood Lane mended?", {}),
        ("Is the Wood for sale?", {}),
        ("Was the pell mended?", {}),
        ("What did Mr Ash say?", {}),
    ],
)
def test_who_is_named_and_whom_that_may_be(text: str, named: dict[str, list[str]]):
    found = People(lambda: RECORDED).named(text)
    assert {text[start:end]: sorted(people) for (start, end), people in found.items()} == named


def test_the_record_is_not_read_where_nobody_can_be_named():
    def unread() -> list[str]:
        raise AssertionError

    assert People(unread).named("what did the library cost?") == {}
