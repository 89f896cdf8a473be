"""Old Word, RTF and OpenDocument files: LibreOffice turns them into DOCX, where it is installed."""

import os
import shutil
import signal
import subprocess
from dataclasses import replace
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from ingest.reading.docx import read_docx
from ingest.reading.source import SourceText
from rag.errors import UnreadableFile

_SECONDS = 120.0
_WAY_OUT = "save it as .docx or PDF and ingest that"


def read_office(name: str, data: bytes) -> SourceText:
    """The words of the file as LibreOffice converts it; raises UnreadableFile where it can't or isn't there."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if not program:
        raise UnreadableFile(f"{name!r} takes LibreOffice to be read, which isn't installed: install it, or {_WAY_OUT}")
    suffix = PurePath(name).suffix.lower()
    with TemporaryDirectory(prefix="minutebook-") as folder:
        given, converted = Path(folder, f"given{suffix}"), Path(folder, "made", "given.docx")
        given.write_bytes(data)
        if not _converts(program, given, converted.parent, Path(folder, "profile")):
            raise UnreadableFile(f"{name!r} takes LibreOffice more than {_SECONDS:g} seconds: {_WAY_OUT}")
        if not converted.is_file():
            raise UnreadableFile(f"{name!r} is damaged, or LibreOffice can't convert it: {_WAY_OUT}")
        source = read_docx(name, converted.read_bytes())
    return replace(source, format=suffix[1:], remarks=(*source.remarks, "converted by LibreOffice"))


def _converts(program: str, given: Path, to: Path, profile: Path) -> bool:
    """Whether the program ended in time; its profile is its own, or it would wait for one that runs already."""
    options = ["--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
    process = subprocess.Popen(
        [program, *options, "--convert-to", "docx", "--outdir", str(to), str(given)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)  # the program is a script that starts another
            process.wait()
    return True
