from rag.plan import share_held


def test_the_share_of_terms_that_are_held_is_by_their_weights():
    assert share_held({"gate": 3.0, "old": 1.0}, {"gate", "new"}) == 0.75
    assert share_held({}, {"gate"}) == 0.0
