import pytest

from eval.metrics.retrieval import recall_at_k, reciprocal_rank

# Two places: "a" or its copy "a2" proves the first, "b" the second.
PROOFS = [{"a", "a2"}, {"b"}]


@pytest.mark.parametrize(("k", "recall"), [(1, 0.0), (2, 0.5), (3, 0.5), (4, 1.0), (20, 1.0)])
def test_recall_is_the_share_of_places_found_and_a_second_copy_adds_nothing(k, recall):
    assert recall_at_k({"x": 1, "a2": 2, "a": 3, "b": 4}, PROOFS, k) == recall


def test_a_paragraph_that_proves_two_places_finds_both_at_its_rank():
    assert recall_at_k({"both": 1}, [{"both"}, {"both", "other"}], 1) == 1.0


def test_a_rank_that_was_not_kept_still_counts():
    assert recall_at_k({"x": 1, "a": 6}, [{"a"}], 5) == 0.0
    assert reciprocal_rank({"x": 1, "a": 6}, [{"a"}]) == pytest.approx(1 / 6)


def test_a_place_that_is_not_in_the_ledger_counts_as_not_found():
    assert recall_at_k({"a": 1}, [{"a"}, set()], 1) == 0.5


def test_reciprocal_rank_is_of_the_first_proof_of_any_place():
    assert reciprocal_rank({"x": 1, "b": 2, "a": 3}, PROOFS) == 0.5


def test_nothing_found_is_zero():
    assert recall_at_k({}, PROOFS, 5) == reciprocal_rank({}, PROOFS) == reciprocal_rank({"x": 1}, PROOFS) == 0.0
