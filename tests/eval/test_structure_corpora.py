"""The labelled structure of real and sample minutes: its figures are printed, and floors show when they fall."""

from pathlib import Path

import pytest

from eval.metrics.structure import Tally
from eval.structure import load_structure, measure, table

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "eval" / "data" / "structure"
MINUTES = ROOT.parent / "shared" / "minutes"
# F1 of both halves together; well under what was measured, so that a rule gone wrong is seen and noise isn't
FLOORS = {"date": 0.85, "body": 0.9, "draft": 0.8, "attendance": 0.85}


SAMPLE_FLOORS = {"date": 1.0, "body": 1.0, "draft": 1.0, "items": 0.95, "movers": 0.9, "attendance": 0.95}


def below(floors: dict[str, float], groups: dict[str, dict[str, Tally]]) -> dict[str, float]:
    print("\n" + "\n".join(table(groups)))
    counted = {kind: [group[kind] for group in groups.values()] for kind in floors}
    none = Tally(right=0, found=0, expected=0)
    return {kind: f1 for kind, all_ in counted.items() if (f1 := sum(all_, none).f1) < floors[kind]}


def test_the_sample_minutes_are_found_as_labelled():
    assert below(SAMPLE_FLOORS, measure(load_structure(GOLD / "sample.jsonl"), ROOT / "eval" / "data")) == {}


@pytest.mark.skipif(not MINUTES.is_dir(), reason="the real minutes (../shared/minutes) are not here")
@pytest.mark.parametrize("folder", ["stokeferry", "limerick", "winnipeg", "broomhill"])
def test_fifteen_meetings_of_a_folder_are_found_as_labelled(folder):
    assert below(FLOORS, measure(load_structure(GOLD / f"{folder}.jsonl"), MINUTES)) == {}
