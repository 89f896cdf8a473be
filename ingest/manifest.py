"""What a manifest says of files: where the council shows them, and the body and date where the minutes don't say."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.sources import Source, writable
from rag.errors import WrongUse
from rag.ledger import Listed

_ADDRESS = re.compile(r"(?i)https?://[^\s/]+\S*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a manifest says of a file: `file` is a path from the folder `near`, its end, or None for the only one."""

    file: str | None
    link: str
    near: Path = Path()
    body: str | None = None
    held_on: date | None = None


def read_option(option: str) -> Entry:
    """The entry of `--source FILE=URL`, or of `--source URL` for a single file; raises WrongUse."""
    given = re.fullmatch(r"(?i)(?:(.+?)=)?(https?://\S+)", option)
    if given is None:
        raise WrongUse(f"--source is {option!r}; write it as FILE=https://..., or as https://... for a single file.")
    return Entry(file=given[1] if given[1] != "URL" else None, link=given[2])


def read_manifest(path: Path) -> list[Entry]:
    """The rows of a CSV file with the columns file and url, and body and date if it has them; raises WrongUse."""
    name = str(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, skipinitialspace=True, strict=True)
            if not {"file", "url"} <= set(rows.fieldnames or ()):
                raise WrongUse(f"{name!r} has no columns file and url; name them in its first row.")
            return [_entry(row, path.parent, f"Row {rows.line_num} of {name!r}") for row in rows]
    except UnicodeDecodeError as error:
        raise WrongUse(f"{name!r} is not text in UTF-8 ({error.reason}); save it so and give it again.") from error
    except csv.Error as error:
        raise WrongUse(f"{name!r} is no CSV file ({error}); save it so and give it again.") from error


def _entry(row: "dict[str, str | None]", near: Path, where: str) -> Entry:
    cells = {name: (cell or "").strip() for name, cell in row.items() if name}  # without what stands beyond the columns
    if not cells["file"]:
        raise WrongUse(f"{where} names no file; give a name or a path in the column file.")
    if not _ADDRESS.fullmatch(cells["url"]):
        raise WrongUse(f"{where} has the url {cells['url']!r}; give an address that begins with https:// or http://.")
    written = cells.get("date", "")
    try:
        held_on = date.fromisoformat(written) if written else None
    except ValueError as error:
        raise WrongUse(f"{where} has the date {written!r}; write it as 2024-01-31.") from error
    return Entry(file=cells["file"], link=cells["url"], near=near, body=cells.get("body") or None, held_on=held_on)


def listed_of(entries: Sequence[Entry], sources: Sequence[Source]) -> tuple[list[Listed], list[str]]:
    """What the entries say of these files, and the entries' files that aren't among them.

    Raises WrongUse where an entry could mean several files.
    """
    listed, strange = [], []
    by_place = {source.place: source for source in sources}
    for entry in entries:
        exact = entry.file and by_place.get(writable((entry.near / entry.file).resolve()))
        meant = [exact] if exact else [source for source in sources if _means(entry, source)]
        if len(meant) > 1:
            what = f"{entry.file!r} could be any of" if entry.file else "An address alone is for a single file, not for"
            raise WrongUse(f"{what} {len(meant)} files; name more of its path.")
        if meant:
            listed.append(Listed(source=meant[0].place, link=entry.link, body=entry.body, held_on=entry.held_on))
        elif entry.file:
            strange.append(entry.file)
    return listed, strange


def _means(entry: Entry, source: Source) -> bool:
    return entry.file is None or f"/{source.place}".endswith("/" + entry.file.removeprefix("./").lstrip("/"))
