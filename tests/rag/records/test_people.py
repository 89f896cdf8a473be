import pytest

from rag.records.people import distinct, who

ROLL = ["Cllr Mrs V Marsh", "Mr T Marsh", "Cllr Andrew Pell", "A. Pell", "Cllr Vále", "AP", "TM", "JR"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Mrs Marsh", {"Cllr Mrs V Marsh"}),
        ("Tom Marsh", {"Mr T Marsh", "TM"}),
        ("Cllr Marsh", set()),
        ("Paul Marsh", set()),
        ("Andy Pell", {"Cllr Andrew Pell", "A. Pell", "AP"}),
        ("Vale", {"Cllr Vále"}),
        ("Joan Reed", {"JR"}),
        ("Mayor", set()),
    ],
)
def test_a_name_means_the_records_of_one_person_or_none(name: str, meant: set[str]):
    assert who(name, ROLL) == meant


def test_initials_that_two_people_share_mean_neither():
    assert who("Tom Marsh", ["Tom Marsh", "Tia Moss", "TM"]) == {"Tom Marsh"}


def test_one_person_written_in_several_ways_is_one():
    assert len(distinct(["A Pell", "Cllr Pell", "Mr Andrew Pell", "Ms Pell"])) == 2
    assert who("Pell", ["A Pell", "Cllr Pell", "Mr Andrew Pell"]) == {"A Pell", "Cllr Pell", "Mr Andrew Pell"}
    assert who("Pell", ["A Pell", "Mr Andrew Pell", "Ms Pell"]) == set()


def test_a_hyphen_makes_nobody_another_person() -> None:
    roll = ["Lana Reid-Orme", "Lana Reid Orme", "Ned Pell"]
    assert who("Lana Reid-Orme", roll) == who("Lana Reid Orme", roll) == {"Lana Reid-Orme", "Lana Reid Orme"}
    assert who("Lana Reid", ["Lana Reid-Orme"]) == set()
