"""Files and what another library finds in them."""

from collections import Counter
from pathlib import Path

import docx
import fpdf

from eval.textloss import Loss, losses, table


def test_every_format_keeps_its_words(tmp_path: Path) -> None:
    words = "1. Apologies were received from Cllr Dunmore."
    (tmp_path / "a.txt").write_text(words)
    (tmp_path / "b.md").write_text(f"# Minutes\n\n{words}")
    (tmp_path / "c.html").write_text(f"<body><nav>Bins</nav><article><p>{words}</p></article></body>")
    document = docx.Document()
    document.add_paragraph(words)
    document.save(str(tmp_path / "d.docx"))
    page = fpdf.FPDF()
    page.set_font("helvetica", size=11)
    page.add_page()
    page.text(20, 20, words)
    page.output(str(tmp_path / "e.pdf"))
    (tmp_path / "f.pdf").write_bytes((tmp_path / "e.pdf").read_bytes()[:300])
    (tmp_path / "g.png").touch()
    found = list(losses(tmp_path))
    assert [(loss.document, loss.words, loss.kept) for loss in found] == [
        ("a.txt", 7, 1),
        ("b.md", 8, 1),
        ("c.html", 7, 1),
        ("d.docx", 7, 1),
        ("e.pdf", 7, 1),
    ]


def test_the_table_says_the_share_and_the_worst_first() -> None:
    whole = Loss(document="a.txt", words=30, missing=Counter())
    poor = Loss(document="b.txt", words=10, missing=Counter(pump=2, hall=1))
    assert list(table("Orrin", [whole, poor])) == [
        "Orrin: 0.9250 of 40 words kept, 2 documents",
        "  0.7000  b.txt: pump 2, hall",
        "  1.0000  a.txt: ",
    ]
