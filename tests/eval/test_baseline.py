import pytest

from eval.baseline import Chunk, Recalls, built, chunked, compared, langchain_split, recall, table
from eval.questions import load_questions
from rag.assistant import open_assistant
from rag.errors import WrongUse
from tests.conftest import SAMPLE_MINUTES

SAMPLE = SAMPLE_MINUTES.parent / "sample.jsonl"


def lines(text):
    """A splitter that needs no package: a chunk a paragraph."""
    return [block for block in text.split("\n\n") if block.strip()]


def test_a_place_is_proved_by_a_chunk_of_its_document_that_holds_it_whole(gold):
    question = gold(
        gold=[{"document": "a.md", "anchor": "grant of £500"}, {"document": "b.md", "anchor": "paid in May"}]
    )
    held = Chunk(document="a.md", text="A grant\n of  £500.")
    assert (
        recall(question, [held, Chunk(document="b.md", text="It was paid"), Chunk(document="b.md", text="in May.")])
        == 0.5
    )
    assert recall(question, [Chunk(document="b.md", text="A grant of £500.")]) == 0.0


def test_only_what_can_be_read_is_cut(tmp_path):
    (tmp_path / "a.txt").write_text("First.\n\nSecond.", encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(b"no pdf")
    assert list(chunked([tmp_path], lines, 10_000)) == [
        Chunk(document="a.txt", text="First."),
        Chunk(document="a.txt", text="Second."),
    ]
    with pytest.raises(WrongUse, match="name their folder with --minutes"):
        chunked([tmp_path / "b.pdf"], lines, 10_000)


def test_both_ways_of_finding_are_compared_over_the_same_questions(sample_home):
    questions = [one for one in load_questions(SAMPLE) if one.id in ("s01", "s02")]
    chunks = list(chunked([SAMPLE_MINUTES / "FC-Minutes-13.09.23.pdf"], lines, 10_000_000))
    with open_assistant(sample_home) as assistant, built(chunks, sample_home) as naive:
        assert len(naive.find("the town clock")) == 10
        found = compared(naive, assistant, {"few": questions})["few"]
    assert len(found) == 2
    assert all(0.0 <= one.naive <= 1.0 for one in found)
    assert sum(one.ranked for one in found) > 0


def test_the_table_has_a_line_a_set_and_one_for_all():
    first = [Recalls(naive=0.5, fused=1.0, ranked=1.0), Recalls(naive=0.0, fused=0.0, ranked=0.5)]
    told = [line.split() for line in table({"first": first, "second": [Recalls(naive=1.0, fused=1.0, ranked=1.0)]})]
    assert told[1:] == [
        ["first", "2", "0.25", "0.50", "0.75"],
        ["second", "1", "1.00", "1.00", "1.00"],
        ["all", "3", "0.50", "0.67", "0.83"],
    ]


def test_the_naive_chunks_overlap_and_are_no_longer_than_they_may():
    words = [f"word{n}" for n in range(400)]
    first, second, *_ = pieces = langchain_split()(" ".join(words))
    assert max(map(len, pieces)) <= 1000
    shared = set(first.split()) & set(second.split())
    assert 150 <= len(" ".join(shared)) <= 200
    assert {word for piece in pieces for word in piece.split()} == set(words)
