import pytest

from rag.answer_types import holds
from rag.plan import AnswerType
from rag.tables import table

HOLDING = {
    AnswerType.MONEY: ("It cost £ 450.", "A levy of 12,50 euro.", "Two pounds: 2 pounds.", "Amount: 1,212.40"),
    AnswerType.NUMBER: ("38 permits", "Three were there.", "It was carried unanimously.", "in 2019, 1,200 trees"),
    AnswerType.SHARE: ("a rise of 4.5 %", "five per cent of them", "Percent: 3 percent"),
    AnswerType.DATE: ("on the 3rd", "by 4.5.", "in May", "since 1998"),
    AnswerType.PERSON: (
        "seconded by Jane Marlow",
        "Cllr Dent agreed.",
        "asked Mrs. Reed",
        "by J. R. Hartley Vane",
        "by Íde Ó’Núñez",
    ),
    AnswerType.REASON: ("because of rain", "It was deferred due to costs.", "Too little was known, it was too wet."),
}
LACKING = {
    AnswerType.MONEY: ("450 trees", "It cost a lot.", "It closed at 8.40 pm.", "on 14.05.24"),
    AnswerType.NUMBER: ("in 2019", "Many were there.", "minute 3/2019"),
    AnswerType.SHARE: ("45 votes", "a part of it"),
    AnswerType.DATE: ("at the last meeting", "in the may tree"),
    AnswerType.PERSON: ("the Clerk reported", "It was agreed."),
    AnswerType.REASON: ("It was agreed.", "The wall was mended."),
}


def cases(texts: dict[AnswerType, tuple[str, ...]]) -> list[tuple[AnswerType, str]]:
    return [(kind, text) for kind, several in texts.items() for text in several]


@pytest.mark.parametrize("name", table("rag", "answer_types.toml"))
def test_each_type_has_an_example(name: str):
    assert holds(AnswerType(name), table("rag", "answer_types.toml")[name]["example"])


@pytest.mark.parametrize(("kind", "text"), cases(HOLDING))
def test_a_text_holds_what_is_wanted(kind: AnswerType, text: str):
    assert holds(kind, text)


@pytest.mark.parametrize(("kind", "text"), cases(LACKING))
def test_a_text_lacks_what_is_wanted(kind: AnswerType, text: str):
    assert not holds(kind, text)


def test_each_type_is_looked_for_and_anything_holds_any():
    assert HOLDING.keys() == LACKING.keys() == set(AnswerType) - {AnswerType.ANY}
    assert holds(AnswerType.ANY, "")
