import pytest

from eval.metrics.structure import Tally, same_body, same_name, same_number, same_title, tally


def test_a_tally_is_precision_recall_and_f1():
    # Three found, two of them right, of four expected.
    counted = Tally(right=2, found=3, expected=4)
    assert (counted.precision, counted.recall) == pytest.approx((2 / 3, 1 / 2))
    assert counted.f1 == pytest.approx(4 / 7)
    assert Tally(right=0, found=0, expected=0).f1 == 1.0
    assert Tally(right=0, found=1, expected=0).precision == 0.0


def test_tallies_of_meetings_add_up():
    both = Tally(right=1, found=1, expected=2) + Tally(right=2, found=3, expected=2)
    assert both == Tally(right=3, found=4, expected=4)


def test_records_are_paired_one_to_one():
    # "a" twice expected and found three times: two are right. "b" may be paired with "B" or "b", "B" only with "b".
    assert tally(["a", "a"], ["a", "a", "a"], str.__eq__) == Tally(right=2, found=3, expected=2)
    agree = {("b", "b"), ("b", "B"), ("B", "b")}
    assert tally(["b", "B"], ["b", "B"], lambda one, other: (one, other) in agree).right == 2


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("J. Bell", "Cllr J Bell", True),
        ("J. Bell", "Mrs Bell", True),
        ("J. Bell", "Mrs A. Bell", False),
        ("John Bell", "J. Bell", True),
        ("Sheahan (J)", "Councillor J. Sheahan", True),
        ("Sheahan (J)", "Councillor Sheahan (M)", False),
        ("K. O’Hanlon", "Councillor O'Hanlon", True),
        ("Ó Ceallaigh", "Councillor O Ceallaigh", True),
        ("Peter O Dowd", "P. O'Dowd", True),
        ("Bell", "Ball", False),
        ("Prendiville", "Prendivilie", True),
    ],
)
def test_names_are_compared_by_surname_and_initial(one, other, same):
    assert same_name(one, other) is same
    assert same_name(other, one) is same


def test_titles_are_compared_by_their_letters():
    assert same_title("Matters Arising.", "MATTERS ARISING")
    assert same_title(
        "Matters arising from the minutes of the last", "Matters arising from the minutes of the last meeting"
    )
    assert same_title("Declarations of interest", "Declaratlons of interest")
    assert not same_title("Planning", "Planting of trees")
    assert not same_title("", "Planning")


def test_numbers_are_the_same_without_their_stops():
    assert same_number("4", "4.")
    assert same_number("Motion 3", "3")
    assert not same_number("4", "4.1")
    assert not same_number("", "")


def test_a_bare_body_may_be_found_with_its_place():
    assert same_body("Orme Parish Council", "ORME PARISH COUNCIL")
    assert same_body("Council", "Orme City Council")
    assert not same_body("Orme Parish Council", "Parish Council")
    assert not same_body("Planning Committee", "Orme Parish Council")
