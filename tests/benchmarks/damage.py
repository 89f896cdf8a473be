"""Damaged files through the workers: each is read or refused with a reason, and none harms what stands beside it.

python tests/benchmarks/damage.py [COUNT]      3,000 files by default, made of ../shared/minutes with a fixed seed
"""

import hashlib
import io
import resource
import sys
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from time import perf_counter
from unittest.mock import patch

from ingest import workers
from ingest.parsing import parse
from ingest.passages import word_entries
from ingest.reading import SUFFIXES, read
from ingest.workers import Given, Parsed, parsed
from rag.errors import UnreadableFile
from rag.ledger import Ledger
from rag.minutes import Document
from rag.settings import Settings

PROJECT = Path(__file__).parents[2]
UNHARMED = PROJECT / "eval" / "data" / "minutes" / "PH_19-06-2024.txt"
Damaged = tuple[str, bytes]  # a suffix and content
Maker = Callable[[Random, Sequence[Path]], Damaged]


def truncated(random: Random, files: Sequence[Path]) -> Damaged:
    """Only the beginning of a file."""
    file, data = _one(random, files)
    return file.suffix, data[: random.randrange(len(data))]


def flipped(random: Random, files: Sequence[Path]) -> Damaged:
    """One bit wrong, or up to a thousand."""
    file, data = _one(random, files)
    harmed = bytearray(data)
    for _ in range(random.choice([1, 10, 100, 1000])):
        harmed[random.randrange(len(harmed))] ^= 1 << random.randrange(8)
    return file.suffix, bytes(harmed)


def spliced(random: Random, files: Sequence[Path]) -> Damaged:
    """The beginning of one file and the end of another."""
    (file, data), (_, other) = _one(random, files), _one(random, files)
    return file.suffix, data[: random.randrange(len(data))] + other[random.randrange(len(other)) :]


def misnamed(random: Random, files: Sequence[Path]) -> Damaged:
    """A file under the suffix of another format."""
    file, data = _one(random, files)
    suffixes = {".txt", ".md", ".html", ".pdf", ".docx"} - {file.suffix}
    return random.choice(sorted(suffixes)), data


def repeated(random: Random, files: Sequence[Path]) -> Damaged:
    """A few characters of a text a hundred thousand times."""
    file, data = _one(random, [file for file in files if file.suffix in (".txt", ".md", ".html")])
    start = random.randrange(len(data))
    piece = data[start : start + random.choice([1, 3, 10, 40])]
    return file.suffix, data[:start] + piece * (1_000_000 // max(len(piece), 1)) + data[start:]


def zip_bomb(random: Random, _: Sequence[Path]) -> Damaged:
    """A Word document of a few hundred kilobytes that unpacks to a hundred megabytes, or to more than is allowed."""
    kind, megabytes = random.choice([("spaces", 100), ("paragraphs", 100), ("paragraphs", 280), ("spaces", 400)])
    if random.random() < 0.5:
        return ".docx", _word(_deflated(kind, megabytes), megabytes * 1_000_000)
    return ".docx", _word(_deflated(kind, megabytes), 1_000)  # it says that it is small


def xml_bomb(random: Random, _: Sequence[Path]) -> Damaged:
    """Entities that grow, elements nested without end, or more attributes than anybody needs."""
    depth = random.choice([1_000, 20_000, 200_000])
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12))
    tag = random.choice(["w:p", "w:tbl", "w:sdt", "w:r"])
    word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    nested = f"<{tag}>" * depth + "<w:t>x</w:t>" + f"</{tag}>" * depth
    attributes = " ".join(f'a{n}="{n}"' for n in range(depth))
    return random.choice(
        [
            (".docx", _packed(f'<!DOCTYPE d [<!ENTITY l0 "ha">{laughs}]><w:document {word}>&l12;</w:document>')),
            (".docx", _packed(f"<w:document {word}><w:body>{nested}</w:body></w:document>")),
            (".docx", _packed(f"<w:document {word}><w:body><w:p {attributes}/></w:body></w:document>")),
            (".html", ("<div>" * depth + "words" + "</div>" * depth).encode()),
            (".html", ("<table><tr><td>" * depth + "words").encode()),
            (".html", f"<p {attributes}>words</p>".encode()),
            (".html", f'<!DOCTYPE d [<!ENTITY l0 "ha">{laughs}]><p>&l12;</p>'.encode()),
        ]
    )


def long_pdf(random: Random, _: Sequence[Path]) -> Damaged:
    """A PDF of a few kilobytes with ten thousand pages, or more, or a tree of pages that has itself as a branch."""
    pages, count = random.choice([(10_000, 10_000), (4_999, 4_999), (3, 2**31 - 1), (1, 10_000)])
    kids = " ".join(random.choice(["3 0 R", "3 0 R", "2 0 R"]) if count > pages else "3 0 R" for _ in range(pages))
    stream = b"BT /F1 12 Tf 72 700 Td (The minutes of the meeting were agreed.) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {count} /Kids [{kids}] >>".encode(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    data = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % one for one in enumerate(objects, 1))
    return ".pdf", data + b"trailer << /Root 1 0 R /Size 5 >>\n%%EOF\n"


KINDS: dict[Maker, int] = {
    truncated: 24,
    flipped: 24,
    spliced: 24,
    misnamed: 20,
    repeated: 2,
    zip_bomb: 2,
    xml_bomb: 2,
    long_pdf: 2,
}
"""Makers, and how many of a hundred files each makes."""


def _one(random: Random, files: Sequence[Path]) -> tuple[Path, bytes]:
    file = random.choice(files)
    return file, file.read_bytes()


@cache
def _deflated(kind: str, megabytes: int) -> tuple[bytes, int]:
    """A part's content, deflated, and its checksum."""
    head = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    piece = {"spaces": b" " * 1_000, "paragraphs": b"<w:p><w:r><w:t>Agreed.</w:t></w:r></w:p>" * 25}[kind]
    packer, packed, sum_ = zlib.compressobj(9, zlib.DEFLATED, -15), [], 0
    for part in (head, *[piece * 1_000] * megabytes, b"</w:body></w:document>"):
        packed.append(packer.compress(part))
        sum_ = zlib.crc32(part, sum_)
    return b"".join([*packed, packer.flush()]), sum_


def _word(part: tuple[bytes, int], size: int) -> bytes:
    """A Word document with a part of this deflated content, said to be of this size once unpacked."""
    deflated, sum_ = part
    placeholder = b"\0" * len(deflated)
    data = _packed(placeholder.decode(), stored=True)
    info = zipfile.ZipFile(io.BytesIO(data)).getinfo("word/document.xml")
    start = data.index(placeholder)
    central = data.rindex(b"word/document.xml") - 46
    local = info.header_offset
    harmed = bytearray(data)
    harmed[start : start + len(deflated)] = deflated
    for place in (local + 8, central + 10):  # the method, the checksum, the size within the archive, the size without
        header = (zipfile.ZIP_DEFLATED).to_bytes(2, "little")
        harmed[place : place + 2] = header
        harmed[place + 6 : place + 10] = sum_.to_bytes(4, "little")
        harmed[place + 14 : place + 18] = min(size, 2**32 - 1).to_bytes(4, "little")
    return bytes(harmed)


def _packed(document: str, *, stored: bool = False) -> bytes:
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="{relations}"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r1" Type="{office}" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/document.xml", document)
    return made.getvalue()


def damaged(count: int, files: Sequence[Path], seed: int = 3) -> Iterator[tuple[str, Given]]:
    """Files of every kind of damage, by its name, in an order of their own."""
    random = Random(seed)
    makers = list(KINDS) + random.choices(list(KINDS), list(KINDS.values()), k=max(count - len(KINDS), 0))
    for number, maker in enumerate(makers):
        suffix, data = maker(random, files)
        name = f"{number:04}-{maker.__name__}{suffix}"
        yield maker.__name__, Given(name=name, file=name, data=data)


@dataclass(kw_only=True)
class Tally:
    """What came of the files: how many of a kind were read, refused by their reader, and stopped by a limit or a crash.

    Attributes:
        harmed: how often the unharmed document beside them came out otherwise than it should.
        peak_mb: the most memory that a worker had.
    """

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    harmed: int = 0
    peak_mb: int = 0


def tally(files: Iterator[tuple[str, Given]], settings: Settings) -> Tally:
    """Reads the files, each followed by an unharmed one, and puts into a ledger what was read."""
    sound = Given(name=UNHARMED.name, file=UNHARMED.name, data=UNHARMED.read_bytes())
    source = read(sound.file, sound.data)
    expected = Parsed(source=source, meetings=parse(source, sound.name))
    found, seconds = Tally(), dict[str, float]()

    def beside() -> Iterator[tuple[tuple[str, Given], Given]]:
        for kind, given in files:
            yield (kind, given), given
            yield ("unharmed", sound), sound

    with (
        closing(Ledger(settings.home, create=True)) as ledger,
        _timed(seconds),
        closing(parsed(beside(), settings)) as came,
    ):
        for (kind, given), outcome in came:
            if kind == "unharmed":
                found.harmed += outcome != expected
            elif isinstance(outcome, UnreadableFile):
                what, said = "refused", str(outcome).replace(repr(given.file), "").strip()
                if said.startswith(("makes its", "takes more", "needs more", "could not be read")):
                    what = said
                found.outcomes[kind, what.partition(":")[0]] += 1
                found.reasons[said] += 1
            else:
                _keep(ledger, given, outcome)
                found.outcomes[kind, "read"] += 1
    found.slowest = sorted(((taken, name) for name, taken in seconds.items()), reverse=True)[:5]
    found.peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return found


def _keep(ledger: Ledger, given: Given, outcome: Parsed) -> None:
    source, digest = outcome.source, hashlib.sha256(given.data).hexdigest()
    ledger.put(
        Document(
            name=given.name,
            source=given.name,
            digest=digest,
            format=source.format,
            text=source.text,
            meetings=outcome.meetings,
        )
    )
    paragraphs = ledger.paragraphs_of(given.name)
    assert sorted(p.paragraph.text for p in paragraphs) == sorted(
        p.text for m in outcome.meetings for p in m.paragraphs
    )
    word_entries(paragraphs)


@contextmanager
def _timed(seconds: dict[str, float]) -> Iterator[None]:
    """Notes how many seconds each file takes, its worker's start included."""
    original = workers.Worker.ask

    def ask(worker: workers.Worker, given: Given) -> Parsed | UnreadableFile:
        started = perf_counter()
        outcome = original(worker, given)
        seconds[given.name] = perf_counter() - started
        return outcome

    with patch.object(workers.Worker, "ask", ask):
        yield


def _main(count: int) -> None:
    corpora = PROJECT.parent / "shared" / "minutes"
    files = sorted(file for file in corpora.rglob("*") if file.suffix in SUFFIXES)
    started = perf_counter()
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), max_seconds=60)
        found = tally(damaged(count, files), settings)
    outcomes = sorted({what for _, what in found.outcomes}, key=lambda what: (what not in ("read", "refused"), what))
    for maker in KINDS:
        row = {what: found.outcomes[maker.__name__, what] for what in outcomes}
        print(f"{maker.__name__:10}", ", ".join(f"{what} {number}" for what, number in row.items() if number))
    print(
        f"{count} files in {perf_counter() - started:.0f} s; the unharmed one came out otherwise {found.harmed} times"
    )
    print(f"peak of a worker {found.peak_mb} MB of {settings.max_memory_mb}; slowest:")
    for taken, name in found.slowest:
        print(f"  {taken:6.1f} s  {name}")
    print("most frequent reasons:")
    for reason, number in found.reasons.most_common(25):
        print(f"  {number:5} {reason}")


if __name__ == "__main__":
    _main(int(sys.argv[1]) if len(sys.argv) > 1 else 3_000)
