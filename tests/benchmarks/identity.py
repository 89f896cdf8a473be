"""How paragraph ids survive: `python tests/benchmarks/identity.py [FOLDER OF MINUTES]`, by hand; no embedding is made.

LibreOffice isn't needed: Markdown is written as DOCX by python-docx and as PDF by fpdf2, a paragraph each.
"""

import io
import random
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import docx
import fpdf

import rag.identity
from ingest.parsing import parse
from ingest.reading import read
from ingest.sources import Source, find
from rag.identity import anchor, successors
from rag.ledger import Ledger
from rag.minutes import Document, readable

SEED = 20260401
ADDED = "Members stood in silence for the late clerk, who had served the parish for thirty years."
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def document(name: str, place: str, data: bytes) -> Document:
    """What reading and parsing make of a file's bytes."""
    source = read(name, data)
    return Document(
        name=name, source=place, digest="0", format=source.format, text=source.text, meetings=parse(source, name)
    )


def ids(made: Document) -> list[str]:
    """The paragraphs' ids."""
    return [paragraph.id for paragraph in made.paragraphs]


# A paragraph put in at the top


def longer(source: Source) -> bytes:
    """The file with one more paragraph before its first, behind what isn't text."""
    data = source.read_bytes(10**8)
    if source.path.suffix == ".docx":
        opened = docx.Document(io.BytesIO(data))
        opened.element.body.insert(0, opened.add_paragraph(ADDED)._p)
        opened.save(out := io.BytesIO())
        return out.getvalue()
    text = data.decode("utf-8-sig")
    if source.path.suffix == ".html":
        heading = re.search(r"(?i)</h1>", text)
        place = heading.end() if heading else 0
        return (text[:place] + f"<p>{ADDED}</p>" + text[place:]).encode()
    front = re.match(r"(?s)---\n.*?\n---\n+", text)
    place = front.end() if front else 0
    return (text[:place] + ADDED + "\n\n" + text[place:]).encode()


def inserted(sources: Sequence[Source]) -> None:
    """Prints the share of ids that stay, by kind of file."""
    total: dict[str, list[int]] = {}
    for source in sources:
        before = ids(document(source.file, source.place, source.read_bytes(10**8)))
        after = set(ids(document(source.file, source.place, longer(source))))
        kept = sum(id in after for id in before)
        for kind in (source.path.suffix, "all"):
            total.setdefault(kind, [0, 0, 0])
            total[kind] = [a + b for a, b in zip(total[kind], (1, len(before), kept), strict=True)]
        if kept < len(before):
            print(f"  {len(before) - kept} of {len(before)} changed in {source.file}")
    for kind, (files, before_, kept_) in total.items():
        print(f"  {kind}: {kept_} of {before_} ids unchanged in {files} files: {kept_ / before_:.4f}")


# The same words in another format


def blocks(source: Source) -> list[str]:
    """The paragraphs of a Markdown file as an editor would show them."""
    text = re.sub(r"(?s)\A---\n.*?\n---\n", "", source.read_bytes(10**8).decode("utf-8-sig"))
    return [words for block in re.split(r"\n\s*\n", text) if (words := readable(block))]


def as_docx(source: Source) -> bytes:
    """The paragraphs in a Word document."""
    made = docx.Document()
    for block in blocks(source):
        made.add_paragraph(block)
    made.save(out := io.BytesIO())
    return out.getvalue()


def as_pdf(source: Source) -> bytes:
    """The paragraphs on pages, in a font of Western letters."""
    made = fpdf.FPDF()
    made.add_page()
    made.set_font("helvetica", size=11)
    for block in blocks(source):
        made.multi_cell(0, 5, block.encode("latin-1", "replace").decode("latin-1"), new_x="LMARGIN", new_y="NEXT")
        made.ln(3)
    return bytes(made.output())


def exported(sources: Sequence[Source], suffix: str, convert: Callable[[Source], bytes]) -> None:
    """Prints the share of ids that stay or lead on, and of those that lead to a paragraph that holds their words."""
    ids_, found, right = 0, 0, 0
    for source in sources:
        old = document(source.file, source.place, source.read_bytes(10**8))
        path = source.path.with_suffix(suffix)
        new = document(path.name, str(path), convert(source))
        with tempfile.TemporaryDirectory() as home, closing(Ledger(Path(home), create=True)) as ledger:
            ledger.put(old)
            ledger.put(new, replaces=old.name)
            here = [(p, ledger.paragraph(p.id)) for p in old.paragraphs]
        led = [(p, now) for p, now in here if now]
        ids_, found = ids_ + len(here), found + len(led)
        right += sum(_holds(anchor(now.paragraph.text), anchor(p.text)) for p, now in led)
        if len(led) < 0.9 * len(here):
            print(
                f"  {len(led)} of {len(here)} in {source.file}: lost {[p.text[:50] for p, now in here if not now][:4]}"
            )
    print(f"  {suffix}: {found} of {ids_} ids lead on in {len(sources)} files: {found / ids_:.4f}")
    print(f"  {suffix}: {right} of {found} lead to half of their words at least: {right / found:.4f}")


def _holds(now: str, words: str) -> bool:
    wanted = words.split()
    there = set(now.split())
    return not wanted or sum(word in there for word in wanted) >= len(wanted) / 2


# The thresholds


def noisy(text: str, rate: float, chance: random.Random) -> str:
    """The text as bad OCR or an editor may leave it: so many letters are others."""
    return "".join(chance.choice(LETTERS) if c.isalpha() and chance.random() < rate else c for c in text)


def thresholds(sources: Sequence[Source]) -> None:
    """Prints, for paragraphs of which a fifth is gone and a fifth is new words, what each threshold gets right."""
    texts = [[p.text for p in document(s.file, s.place, s.read_bytes(10**8)).paragraphs] for s in sources]
    spare = [text for each in texts for text in each]
    for rate in (0.02, 0.08):
        for like in (40, 50, 60, 70, 80):
            rag.identity._LIKE = like
            chance = random.Random(SEED)
            hit = wrong = missed = 0
            for each in texts:
                old = [(f"o{n}", text) for n, text in enumerate(each)]
                new = []
                for n, text in enumerate(each):
                    fate = chance.random()
                    if fate < 0.8:
                        new.append((f"n{n}", noisy(text, rate, chance)))
                    if fate < 0.1 or fate > 0.9:
                        new.append((f"x{n}", chance.choice(spare)))
                kept = {id for id, _ in new}
                found = successors(old, new)
                for id, text in old:
                    if not anchor(text):
                        continue
                    true = f"n{id[1:]}" if f"n{id[1:]}" in kept else None
                    hit += found.get(id) == true is not None
                    wrong += id in found and found[id] != true
                    missed += true is not None and found.get(id) != true
            precision, recall = hit / (hit + wrong), hit / (hit + missed)
            print(f"  letters misread {rate:.0%}, likeness {like}: precision {precision:.3f}, recall {recall:.3f}")


def main() -> None:
    """Prints all three."""
    root = Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parents[3] / "shared" / "minutes"
    chance = random.Random(SEED)
    sources = find([root / name for name in ("charnwood", "stokeferry", "limerick", "winnipeg")]).sources
    by_kind = {kind: [s for s in sources if s.path.suffix == kind] for kind in (".md", ".html", ".docx")}
    print("A paragraph put in at the top of 50 files")
    inserted(
        [s for kind, count in ((".md", 30), (".html", 10), (".docx", 10)) for s in chance.sample(by_kind[kind], count)]
    )
    chosen = chance.sample(by_kind[".md"], 20)
    print("20 Markdown files in another format, in place of the old")
    exported(chosen, ".docx", as_docx)
    exported(chosen, ".pdf", as_pdf)
    print("Thresholds, over 20 files with a fifth of the paragraphs gone and a fifth new")
    thresholds(chosen)


if __name__ == "__main__":
    main()
