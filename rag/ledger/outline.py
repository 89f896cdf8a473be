"""A document's items and resolutions, as a person would list them; and what looks wrong in what the ledger holds."""

from dataclasses import dataclass
from datetime import date

from rag.ledger.reading import LedgerReader
from rag.minutes import readable


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The words of each item by its number and title, and what each resolution's paragraph says, by its id."""

    items: dict[str, str]
    resolutions: dict[str, tuple[str, str]]


def outline(ledger: LedgerReader, document: str) -> Outline:
    """What stands in a document; for each resolution the item that it belongs to, and its words."""
    items: dict[str, str] = {}
    named: dict[str, str] = {}
    for cited in ledger.paragraphs_of(document):
        name = " ".join(filter(None, [cited.item, readable(cited.item_title)]))
        named[cited.id] = name
        items[name] = f"{items.get(name, '')} {readable(cited.paragraph.text)}".strip()
    decided = ledger.rows(
        """SELECT r.paragraph, r.proposer, r.seconder, r.outcome FROM resolutions r
           JOIN paragraphs p ON p.id = r.paragraph WHERE p.document = ? ORDER BY p.position""",
        document,
    )
    words = {one.id: readable(one.paragraph.text) for one in ledger.paragraphs([row["paragraph"] for row in decided])}
    resolutions = {
        row["paragraph"]: (
            named[row["paragraph"]],
            f"{words[row['paragraph']]} {row['outcome']} {row['proposer']} {row['seconder']}",
        )
        for row in decided
    }
    return Outline(items=items, resolutions=resolutions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Oddity:
    """What looks wrong, of a document or of a body's series of meetings; a sentence without its end."""

    of: str
    what: str


_OF_DOCUMENTS = """
SELECT d.name, b.body, m.held_on, d.ocr, length(d.text) AS length,
       (SELECT count(*) FROM items i WHERE i.document = d.name AND (i.number != '' OR i.position > 0)) AS items
FROM meetings m JOIN documents d ON d.name = m.document JOIN meeting_bodies b ON b.meeting = m.id
ORDER BY d.name, m.position, b.position
"""
_FEW = 200  # characters: less than the head of any minutes


def oddities(ledger: LedgerReader, today: date) -> list[Oddity]:
    """What looks wrong in the documents, by their names, and then in the series of the bodies."""
    found = []
    for row in ledger.rows(_OF_DOCUMENTS):
        reasons = [
            ("no date was found", row["held_on"] is None),
            (f"its date, {row['held_on']}, lies in the future", (row["held_on"] or "") > today.isoformat()),
            ("no body was found", row["body"] == "Unnamed body"),
            ("it has no agenda items", row["items"] == 0),
            (f"OCR found no more than {row['length']} characters", bool(row["ocr"]) and row["length"] < _FEW),
        ]
        found += [Oddity(of=row["name"], what=what) for what, is_so in reasons if is_so]
    return list(dict.fromkeys(found)) + [gap for body in ledger.summary().bodies for gap in _gaps(ledger, body, today)]


def _gaps(ledger: LedgerReader, body: str, today: date) -> list[Oddity]:
    """The months missing from a series that is monthly otherwise, but for those of every year's recess."""
    days = [one.held_on for one in ledger.meetings() if one.body == body and one.held_on and one.held_on <= today]
    held = {day.year * 12 + day.month - 1 for day in days}
    if len(held) < 12:
        return []
    span = range(min(held), max(held) + 1)
    missing = [month for month in span if month not in held]
    recess = {
        m % 12 for m in missing if sum(n % 12 == m % 12 for n in missing) > sum(n % 12 == m % 12 for n in span) / 2
    }
    gaps = [month for month in missing if month % 12 not in recess]
    if not gaps or len(gaps) > (len(span) - len(missing) + len(gaps)) / 10:
        return []
    written = ", ".join(f"{date(month // 12, month % 12 + 1, 1):%B %Y}" for month in gaps)
    return [Oddity(of=body, what=f"it meets every month otherwise, but there are no minutes of {written}")]
