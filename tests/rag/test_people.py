import pytest

from rag.finding.people import Name, named, parsed


@pytest.mark.parametrize(
    ("written", "surname", "given", "gender"),
    [
        ("Cllr Mrs V Lynch", "lynch", ("v",), "f"),
        ("Councillor J. Marsh", "marsh", ("j",), None),
        ("His Worship Mayor Brandt", "brandt", (), None),
        ("Cllr Ned Oakes-Harvey (from item 4)", "oakes-harvey", ("ned",), None),
        ("Mr A O’Dowd, Clerk", "o'dowd", ("a",), "m"),
    ],
)
def test_a_recorded_name_has_parts(written: str, surname: str, given: tuple[str, ...], gender: str | None):
    assert parsed(written) == Name(surname=surname, given=given, gender=gender)


@pytest.mark.parametrize("written", ["Mayor", "Cllr", "", "12"])
def test_a_title_alone_is_no_name(written: str):
    assert parsed(written) is None


ROLL = ["Cllr Mrs V Marsh", "Mr T Marsh", "Cllr Andrew Pell", "Cllr Long", "Ms Ada Reed"]


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("How often was Mrs Marsh away?", [("v",)]),
        ("How often was Cllr Mrs Marsh away?", [("v",)]),
        ("How often was T Marsh away?", [("t",)]),
        ("How often was Tom Marsh away?", [("t",)]),
        ("How often was Cllr Marsh away?", [("t",), ("v",)]),
        ("How often was Marsh's chair empty?", [("t",), ("v",)]),
    ],
)
def test_what_a_question_says_of_a_name_tells_who_is_meant(question: str, given: list[tuple[str, ...]]):
    found = named(question, ROLL)
    assert list(found) == ["Marsh"]
    assert sorted(one.given for one in found["Marsh"]) == given


@pytest.mark.parametrize(
    "question",
    ["How long was the meeting?", "Did Paul Marsh come?", "Did Miss Pott come?", "Did somebody reed the minutes?"],
)
def test_nobody_is_named_by_a_common_word_or_another_given_name(question: str):
    assert named(question, ROLL) == {}


def test_a_short_form_a_spelling_in_lower_case_and_several_people_are_known():
    assert list(named("did Andy Pell come", ROLL)) == ["Pell"]
    assert list(named("how often did andrew pell come", ROLL)) == ["pell"]
    assert list(named("Did Pell or Reed come?", ROLL)) == ["Pell", "Reed"]


def test_one_person_written_in_several_ways_is_one():
    assert len(named("How often was Pell away?", ["A Pell", "Cllr Pell", "Mr Andrew Pell"])["Pell"]) == 1
