import copy
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rag.answers import Answer, Question, Sentence, Status
from rag.evidence import AnswerSpan, Finding
from rag.grounding.citation import cite, faults, text_of, whereabouts
from rag.ledger import Ledger
from rag.minutes import CitedParagraph, Document

Cited = Callable[..., CitedParagraph]


@dataclass
class Case:
    """An answer record over a ledger, both true."""

    ledger: Ledger
    record: dict[str, Any]

    def faults(self, **changed: object) -> list[str]:
        """What is wrong once the first citation is changed."""
        record = copy.deepcopy(self.record)
        record["citations"][0] |= changed
        return list(faults(record, self.ledger))


@pytest.fixture
def case(tmp_path: Path, document: Callable[..., Document]) -> Iterator[Case]:
    with closing(Ledger(tmp_path, create=True)) as ledger:
        ledger.put(document("a.txt", ["The 😀 grant was cut.\r\nIt hurt.", "The Chair left."]))
        findings = []
        for id, words in (("a.txt-0", "It hurt."), ("a.txt-1", "The Chair left.")):
            cited = ledger.paragraph(id)
            assert cited is not None
            start = cited.paragraph.start + cited.paragraph.text.index(words)
            findings.append(Finding(proofs=(AnswerSpan(cited=cited, start=start, end=start + len(words)),)))
        sentences, citations = cite(findings)
        answer = Answer(
            question=Question(text="Did it hurt?"),
            asked_as="Did it hurt?",
            status=Status.ANSWERED,
            reason=None,
            text=text_of(sentences),
            sentences=tuple(sentences),
            citations=tuple(citations),
        )
        yield Case(ledger, json.loads(json.dumps(answer.record())))


def test_quotes_are_numbered_in_their_order_and_each_sentence_cites_its_own(case: Case):
    assert case.record["text"] == "It hurt. [1] The Chair left. [2]"
    assert [sentence["citations"] for sentence in case.record["sentences"]] == [[1], [2]]
    assert [citation["quote"] for citation in case.record["citations"]] == ["It hurt.", "The Chair left."]


def proof(cited: CitedParagraph, words: str, probability: float = 1.0) -> AnswerSpan:
    start = cited.paragraph.start + cited.paragraph.text.index(words)
    return AnswerSpan(cited=cited, start=start, end=start + len(words), probability=probability)


def test_what_is_quoted_twice_is_cited_once(cited: Cited):
    one, other = cited("The pump was sold. It was old."), cited("The pump was sold. It was old.", id="other")
    sold, old, elsewhere = proof(one, "The pump was sold."), proof(one, "It was old."), proof(other, "It was old.")
    findings = [
        Finding(proofs=(sold, old), text="A."),
        Finding(proofs=(elsewhere,), text="B."),
        Finding(proofs=(old, old), text="C."),
    ]
    sentences, citations = cite(findings)
    assert [sentence.citations for sentence in sentences] == [(1, 2), (3,), (2,)]
    assert [(one.marker, one.cited.id, one.quote) for one in citations] == [
        (1, one.id, "The pump was sold."),
        (2, one.id, "It was old."),
        (3, "other", "It was old."),
    ]


def test_a_finding_without_words_of_its_own_is_its_proofs_readable_words(cited: Cited):
    paragraph = cited("that the **grant**\r\n   be cut. It hurt.")
    ((sentence,), _) = cite(
        [Finding(proofs=(proof(paragraph, "that the **grant**\r\n   be cut."), proof(paragraph, "It hurt.")))]
    )
    assert sentence == Sentence(text="That the grant be cut. It hurt.", citations=(1, 2), support=1.0)


def test_a_sentence_is_supported_as_its_weakest_proof_and_a_quote_in_full(cited: Cited):
    proofs = (proof(cited("It hurt."), "It hurt.", 0.9), proof(cited("He left."), "He left.", 0.8))
    sentences, _ = cite([Finding(proofs=proofs, text="It hurt and he left."), Finding(proofs=proofs)])
    assert [sentence.support for sentence in sentences] == [0.8, 1.0]


def test_the_text_is_the_sentences_with_their_markers():
    sentences = [
        Sentence(text="It hurt.", citations=(1, 3), support=1.0),
        Sentence(text="He left.", citations=(2,), support=1.0),
    ]
    assert text_of(sentences) == "It hurt. [1][3] He left. [2]"
    assert text_of(sentences, between="\n") == "It hurt. [1][3]\nHe left. [2]"
    assert text_of([]) == ""


@pytest.mark.parametrize(
    ("markers", "shown"),
    [((1, 2, 3, 4), "[1][2][3][4]"), ((2, 3, 4, 5, 6), "[2]–[6]"), ((1, 2, 3, 5, 6), "[1][2][3][5][6]")],
)
def test_many_markers_in_a_row_are_shown_by_the_first_and_the_last(markers: tuple[int, ...], shown: str):
    assert text_of([Sentence(text="All met.", citations=markers, support=1.0)]) == f"All met. {shown}"


def test_a_true_record_has_no_faults(case: Case):
    assert case.faults() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("quote", "It hurts"),
        ("quote", "it hurt."),
        ("quote", "It hurt"),
        ("quote", None),
        ("start", 0),
        ("start", -9),
        ("start", "24"),
        ("start", None),
        ("end", 10_000),
        ("text", "The 😀 grant was cut.\nIt hurt."),
        ("label", "Ottermouth Parish Council, 19 January 2024, item 1"),
        ("body", "Netherby Parish Council"),
        ("held_on", "2024-01-19"),
        ("held_on", None),
        ("item", "2"),
        ("item_title", "Item 2"),
        ("paragraph", "iii"),
        ("kind", "resolution"),
        ("page", 3),
        ("document", "b.txt"),
        ("digest", "0" * 64),
        ("paragraph_id", "a.txt-1"),
        ("paragraph_id", "nowhere"),
        ("paragraph_id", None),
    ],
)
def test_each_tampered_field_of_a_citation_is_a_fault(case: Case, field: str, value: object):
    assert case.record["citations"][0][field] != value
    found = case.faults(**{field: value})
    assert found
    assert all(fault.startswith("[1]") for fault in found)


def test_each_single_character_of_a_quote_counts(case: Case):
    quote = case.record["citations"][0]["quote"]
    for place in range(len(quote)):
        assert case.faults(quote=quote[:place] + "x" + quote[place + 1 :])


def test_a_quote_moved_to_another_paragraph_is_a_fault(case: Case):
    other = case.record["citations"][1]
    assert case.faults(start=other["start"], end=other["end"], quote=other["quote"])


def test_an_empty_quote_proves_nothing(case: Case):
    start = case.record["citations"][0]["start"]
    assert case.faults(quote="", end=start)


def test_a_citation_that_lost_a_field_is_a_fault(case: Case):
    for field in ("quote", "start", "end", "text", "label", "body", "document", "digest", "paragraph_id"):
        record = copy.deepcopy(case.record)
        del record["citations"][0][field]
        assert list(faults(record, case.ledger)), field


def test_a_marker_without_its_citation_is_a_fault(case: Case):
    record = copy.deepcopy(case.record)
    del record["citations"][1]
    assert list(faults(record, case.ledger)) == ["a sentence cites [2], which isn't there"]


@pytest.mark.parametrize("status", ["answered", "partial"])
def test_an_answer_without_a_citation_is_a_fault(case: Case, status: str):
    record = case.record | {"status": status, "citations": [], "sentences": []}
    assert list(faults(record, case.ledger)) == ["an answer without a citation"]


def test_an_abstention_needs_no_citation_but_those_it_has_must_hold(case: Case):
    abstained = case.record | {"status": "abstained", "sentences": []}
    assert list(faults(abstained, case.ledger)) == []
    assert list(faults(abstained | {"citations": []}, case.ledger)) == []
    assert list(faults(abstained | {"citations": [case.record["citations"][0] | {"quote": "x"}]}, case.ledger))


def test_minutes_that_changed_since_make_their_citations_faults(case: Case, document: Callable[..., Document]):
    case.ledger.put(document("a.txt", ["The 😀 grant was kept.\r\nIt hurt.", "The Chair left."]))
    assert case.faults()
    case.ledger.remove("a.txt")
    found = case.faults()
    assert found
    assert all("stood in 'a.txt', which was removed" in fault for fault in found)


def test_an_earlier_id_alone_is_no_fault_but_a_changed_quote_is(case: Case, document: Callable[..., Document]):
    case.ledger.put(document("a.txt", ["The 😀 grant was cut.\r\nIt hurt.", "The Chair left."], ids="new"))
    assert case.ledger.paragraphs(["a.txt-0"]) == []
    assert case.faults() == []
    assert case.faults(quote="It helped")
    assert case.faults(paragraph_id="new-1")
    case.ledger.put(document("a.txt", ["The 😀 grant was cut.\r\nIt hurts.", "The Chair left."], ids="newer"))
    assert any("the quote isn't the document's text" in fault for fault in case.faults())


def test_what_became_of_a_paragraph_is_said(case: Case, document: Callable[..., Document]):
    assert whereabouts("nowhere", case.ledger) == "never stood in the ledger"
    case.ledger.put(document("a.txt", ["Something else entirely was minuted here."], ids="new"))
    assert "taken in anew" in whereabouts("a.txt-1", case.ledger)
    case.ledger.remove("a.txt")
    assert "was removed" in whereabouts("a.txt-1", case.ledger)
