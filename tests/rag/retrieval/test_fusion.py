from rag.retrieval.fusion import Fused, Route, fuse
from rag.stores.words import Hit


def test_the_reciprocal_ranks_of_all_routes_are_added():
    found = fuse(
        {
            Route.MEANING: [Hit("a", 0.9), Hit("b", 0.7)],
            Route.WORDS: [Hit("b", 12.0), Hit("c", 3.0)],
            Route.TIME: [Hit("b", 14.0)],
        }
    )
    assert found == [
        Fused(
            id="b",
            fused=1 / 12 + 1 / 11 + 1 / 11,
            ranks={"meaning": 2, "words": 1, "time": 1},
            similarity=0.7,
        ),
        Fused(id="a", fused=1 / 11, ranks={"meaning": 1}, similarity=0.9),
        Fused(id="c", fused=1 / 12, ranks={"words": 2}),
    ]


def test_ties_come_in_the_order_of_their_ids():
    tied = fuse({Route.MEANING: [Hit("b", 0.5), Hit("a", 0.4)], Route.WORDS: [Hit("a", 1.0), Hit("b", 0.9)]})
    assert [one.id for one in tied] == ["a", "b"]


def test_where_no_route_finds_anything_nothing_is_found():
    assert fuse({}) == fuse({Route.WORDS: []}) == []
