from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from docx import Document

from rag.exporting.docx import as_docx
from rag.exporting.report import reported

DAY = date(2024, 2, 1)


def test_a_word_document_has_headings_quotations_and_references(record: dict[str, Any]):
    written = Document(BytesIO(as_docx(reported([record, record], DAY))))
    said = [(one.style.name if one.style else "", one.text) for one in written.paragraphs]
    assert said.count(("Heading 1", "What did Tŷ Gŵyn’s roof cost?")) == 2
    assert ("Quote", "“The roof came to £4,415.”") in said
    assert ("Normal", "[1] Cyngor Ŵyn, 9 January 2024, item 32/23, page 2 (draft minutes) – Roof") in said
    assert "1 February 2024" in written.sections[0].footer.paragraphs[0].text


def test_nothing_in_a_word_document_acts(hostile: dict[str, Any]):
    data = as_docx(reported([hostile], DAY))
    with ZipFile(BytesIO(data)) as packed:
        xml = packed.read("word/document.xml").decode()
        links = packed.read("word/_rels/document.xml.rels").decode()
    assert "hyperlink" not in xml + links
    assert "evil.example" not in links
