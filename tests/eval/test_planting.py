import random
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from eval.planting import LEXICON, Pair, changed, planted
from rag.ledger import Ledger
from rag.settings import Settings


@pytest.fixture
def ledger(sample_home: Settings) -> Iterator[Ledger]:
    with closing(Ledger(sample_home.home)) as opened:
        yield opened


@pytest.mark.parametrize("entry", [*LEXICON["errors"], *LEXICON["restated"]], ids=lambda one: one["example"][1])
def test_each_entry_turns_its_example(entry: dict[str, Any]):
    before, after = entry["example"]
    assert after in {changed(entry, before, random.Random(seed)) for seed in range(40)}


def test_claims_of_every_kind_that_the_minutes_lend_themselves_to_are_planted(ledger: Ledger):
    made = planted(ledger, each=1)
    false = {pair.kind for pair in made if not pair.supported}
    assert false > {"figure", "date", "name", "outcome", "negation", "modality", "presence", "body", "unit", "clause"}
    assert {pair.kind for pair in made if pair.supported} > {"number", "date", "short name", "clause", "presence"}


def test_a_claim_differs_from_the_minutes_and_stands_beside_its_own_paragraph(ledger: Ledger):
    for pair in planted(ledger, each=2):
        (cited,) = pair.evidence
        assert pair.claim not in cited.paragraph.text
        assert len(set(pair.claim.split()) & set(cited.paragraph.text.split())) > 1


def test_the_same_seed_plants_the_same(ledger: Ledger):
    def told(made: list[Pair]) -> list[tuple[str, str]]:
        return [(pair.kind, pair.claim) for pair in made]

    assert told(planted(ledger, 2)) == told(planted(ledger, 2)) != told(planted(ledger, 2, seed=1))
