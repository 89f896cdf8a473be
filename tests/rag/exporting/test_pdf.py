from datetime import date
from typing import Any

import pypdfium2

from rag.exporting.pdf import as_pdf
from rag.exporting.report import reported

DAY = date(2024, 2, 1)


def words(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as pdf:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf]


def test_a_pdf_holds_the_letters_of_the_minutes(record: dict[str, Any]):
    [page] = words(as_pdf(reported([record], DAY)))
    for part in (
        "Tŷ Gŵyn’s roof cost?",
        "The roof came to £4,415. [1]",
        "“The roof came",
        "ŵyn_2024.pdf",
        "Page 1 of 1",
    ):
        assert part in page
    assert "Signs that" not in page


def test_signs_that_the_typeface_lacks_are_said_to_be(record: dict[str, Any]):
    [page] = words(as_pdf(reported([{**record, "text": "The ﬁre\u2011brigade 消"}], DAY)))
    assert "fire" in page
    assert "[?]" in page
    assert "Signs that the typeface lacks" in page


def test_long_answers_go_over_pages_and_nothing_acts(hostile: dict[str, Any]):
    data = as_pdf(reported([hostile] * 12, DAY))
    assert len(words(data)) > 1
    assert b"/URI" not in data
    assert b"/Link" not in data


def test_the_same_report_is_the_same_bytes(record: dict[str, Any]):
    assert as_pdf(reported([record], DAY)) == as_pdf(reported([record], DAY))
