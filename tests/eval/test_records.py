import pytest

from eval.metrics.faithfulness import shown_sentences
from eval.records import AnswerRecord, markers, parsed, recorded
from rag.answers import Status
from rag.errors import WrongUse
from rag.grounding.faithfulness import Fate

CITED = [{"document": "a.md", "text": "The wall was mended."}, {"document": "b.md", "text": "It rained."}]


def test_a_text_is_split_into_sentences_with_the_markers_in_them():
    record = parsed({"text": "It was mended. [1] It rained [2]. Mr. A. Dent left [1][2].", "citations": CITED})
    assert [(one.text, one.citations) for one in record.sentences] == [
        ("It was mended.", (1,)),
        ("It rained.", (2,)),
        ("Mr. A. Dent left.", (1, 2)),
    ]
    assert [one.marker for one in record.citations] == [1, 2]


def test_a_text_without_markers_rests_on_all_its_citations():
    record = parsed({"text": "It was mended. It rained.", "citations": CITED})
    assert [one.citations for one in record.sentences] == [(1, 2), (1, 2)]


def test_the_sentences_of_a_text_over_several_lines_are_all_that_it_shows():
    whole = parsed({"text": "The wall\nwas mended.\n\nIt rained.", "citations": CITED})
    assert [one.fate for one in shown_sentences(whole)] == [Fate.VERBATIM, Fate.VERBATIM]


def test_without_a_status_an_empty_text_is_an_abstention():
    assert parsed({"text": " "}).status is Status.ABSTAINED
    assert not parsed({}).is_said
    assert parsed({"text": "Yes."}).is_said
    assert not parsed({"text": "I don't know.", "status": "abstained"}).sentences


def test_what_is_not_asked_for_is_passed_over_and_a_foreign_answer_is_written():
    assert parsed({"text": "Yes.", "temperature": 0}).mode == "written"


def test_our_own_answer_keeps_its_sentences_quotes_and_mode(say, paragraph):
    record = recorded(say("A grant.", paragraph("A grant.")))
    assert (record.mode, record.sentences[0].quoted, record.citations[0].quote) == ("quoted", True, "A grant.")
    assert record.citations[0].held_on == "2024-01-18"
    assert AnswerRecord.model_validate(record.model_dump(mode="json")) == record


def test_what_is_no_record_is_told():
    with pytest.raises(WrongUse, match=r"`citations\.0\.text`: Field required"):
        parsed({"text": "x", "citations": [{"document": "a.md"}]})


def test_markers_in_a_row_stand_for_all_between():
    assert markers("a [1]–[3] b [5] c [1]") == [1, 2, 3, 5]
