"""Several rankings made one by reciprocal rank (Cormack, Clarke and Büttcher, SIGIR 2009)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rag.stores.words import Hit

# The paper's 60 is for rankings of thousands. Over a hundred, what a route puts first must count for more:
# recall at 10 over the development sets is 0.80, and 0.76 with 60.
_K = 10


class Route(StrEnum):
    """The ways by which a paragraph is found."""

    MEANING = "meaning"
    WORDS = "words"
    TIME = "time"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fused:
    """A paragraph that some route found.

    Attributes:
        fused: the sum of 1 / (K + rank) over the routes.
        ranks: its rank in each route that found it, from 1.
        similarity: its cosine with the question.
    """

    id: str
    fused: float
    ranks: Mapping[str, int]
    similarity: float = 0.0


def fuse(routes: Mapping[Route, Sequence[Hit]]) -> list[Fused]:
    """The paragraphs of all routes, best first, ties in the order of their ids."""
    ranks: dict[str, dict[str, int]] = defaultdict(dict)
    for route, hits in routes.items():
        for rank, hit in enumerate(hits, 1):
            ranks[hit.id][route] = rank
    similarity = {hit.id: hit.score for hit in routes.get(Route.MEANING, ())}
    found = [
        Fused(
            id=id,
            fused=sum(1 / (_K + rank) for rank in by_route.values()),
            ranks=by_route,
            similarity=similarity.get(id, 0.0),
        )
        for id, by_route in ranks.items()
    ]
    return sorted(found, key=lambda one: (-one.fused, one.id))
