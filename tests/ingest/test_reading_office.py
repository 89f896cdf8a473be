"""Old Word, RTF and OpenDocument files go through LibreOffice; a script takes its place here."""

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest

from ingest.reading import read
from rag.errors import UnreadableFile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
Install = Callable[[str], None]


@pytest.fixture
def soffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Puts a shell script on the path as soffice; $to and $given are its --outdir and its file."""
    document = docx.Document()
    document.add_paragraph("The pump was mended.")
    file = BytesIO()
    document.save(file)
    (tmp_path / "made.docx").write_bytes(file.getvalue())

    def install(body: str) -> None:
        script = tmp_path / "soffice"
        head = '#!/bin/sh\nwhile [ $# -gt 1 ]; do [ "$1" = --outdir ] && to=$2; shift; done; given=$1\n'
        script.write_text(f'{head}made={tmp_path}/made.docx; log={tmp_path}/log; mkdir -p "$to"\n{body}\n')
        script.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    return install


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read(name, data)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "data"), [("a.doc", OLE), ("a.doc", b"{\\rtf1 a}"), ("A.RTF", b"{\\rtf1 a}"), ("a.odt", b"PK\x03\x04.")]
)
def test_the_words_are_those_of_the_converted_document(soffice: Install, name: str, data: bytes) -> None:
    soffice('cp "$made" "$to/given.docx"; cp "$given" "$log"')
    found = read(name, data)
    assert found.text == "The pump was mended."
    assert found.format == name[-3:].lower()
    assert found.remarks == ("converted by LibreOffice",)


def test_libreoffice_is_given_the_files_own_bytes(soffice: Install, tmp_path: Path) -> None:
    soffice('cp "$made" "$to/given.docx"; cp "$given" "$log"')
    read("a.doc", OLE + b"words")
    assert (tmp_path / "log").read_bytes() == OLE + b"words"


def test_without_libreoffice_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    says = "'a.doc' takes LibreOffice to be read, which isn't installed: install it, or save it as .docx or PDF"
    assert refusal("a.doc", OLE).startswith(says)


def test_what_libreoffice_cannot_convert_is_refused(soffice: Install) -> None:
    soffice("exit 1")
    assert "LibreOffice can't convert it: save it as .docx or PDF" in refusal("a.rtf", b"{\\rtf1 a}")


def test_a_file_that_takes_libreoffice_too_long_is_refused(soffice: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.reading.office._SECONDS", 0.3)
    soffice("tail -f /dev/null")
    assert "takes LibreOffice more than 0.3 seconds: save it as" in refusal("a.doc", OLE)
