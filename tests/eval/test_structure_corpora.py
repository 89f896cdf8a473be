"""The labelled structure of real and sample minutes: its figures are printed, and floors show when they fall."""

from pathlib import Path

import pytest

from eval.structure import load_structure, measure, table

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "eval" / "data" / "structure"
MINUTES = ROOT.parent / "shared" / "minutes"
# F1 of both halves together; well under what was measured, so that a rule gone wrong is seen and noise isn't
FLOORS = {"date": 0.85, "body": 0.9, "draft": 0.8, "attendance": 0.85}


@pytest.mark.skipif(not MINUTES.is_dir(), reason="the real minutes (../shared/minutes) are not here")
@pytest.mark.parametrize("folder", ["stokeferry", "limerick", "winnipeg", "broomhill"])
def test_fifteen_meetings_of_a_folder_are_found_as_labelled(folder):
    groups = measure(load_structure(GOLD / f"{folder}.jsonl"), MINUTES)
    print("\n" + "\n".join(table(groups)))
    tuning, blind = groups[f"{folder}, tuning"], groups[f"{folder}, blind"]
    assert {
        kind: (tuning[kind] + blind[kind]).f1
        for kind, floor in FLOORS.items()
        if (tuning[kind] + blind[kind]).f1 < floor
    } == {}
