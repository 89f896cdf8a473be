"""What the views are made of: their address, a form that narrows them, tables of rows, and where a row stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

from pydantic import BaseModel, BeforeValidator, Field

from rag.browsing import Page, Row, Within, bodies
from rag.ledger import Ledger
from rag.minutes import Outcome, day_month_year
from rag.page.rows import shown

ROWS = 50
_Words = Annotated[str, Field(max_length=300)]
_Unset = BeforeValidator(lambda value: value or None)


class Query(BaseModel):
    """What a view is asked for; its names are those of the address.

    Attributes:
        at: the id of a paragraph that is to be shown.
        exempt: whether what was taken in private is shown; no address says so, but the role of who asks.
    """

    body: _Words = ""
    since: Annotated[date | None, _Unset] = None
    until: Annotated[date | None, _Unset] = None
    words: _Words = ""
    outcome: Annotated[Outcome | None, _Unset] = None
    mover: _Words = ""
    owner: _Words = ""
    done: Annotated[Literal["yes", "no"] | None, _Unset] = None
    name: _Words = ""
    meeting: Annotated[str, Field(max_length=1000)] = ""
    at: Annotated[str, Field(max_length=100)] = ""
    offset: Annotated[int, Field(ge=0)] = 0

    exempt: bool = False

    @property
    def is_done(self) -> bool | None:
        """Whether actions have to be reported done, or not to be; None where it doesn't matter."""
        return None if self.done is None else self.done == "yes"

    @property
    def within(self) -> Within:
        """The bounds of a list."""
        return Within(body=self.body, since=self.since, until=self.until, words=self.words, exempt=self.exempt)

    def address(self, view: str, **changes: Any) -> str:
        """The address of a view of the same, but for the changes."""
        asked = self.model_dump(mode="json", exclude_defaults=True, exclude={"exempt"}) | changes
        return address(view, **{name: value for name, value in asked.items() if value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: its head, and the HTML of its cells, row by row."""

    head: str
    cells: Sequence[str]


def address(view: str, **asked: str) -> str:
    """The address of a view within the page, for an attribute."""
    query = f"?{urlencode(asked, quote_via=quote)}" if asked else ""
    return escape(f"#/{view}{query}")


def day(when: date | None) -> str:
    """A day in words."""
    return day_month_year(when) if when else "undated"


def place(row: Row) -> str:
    """Where a row stands: its meeting, its item, and the way to its paragraph."""
    item = ", ".join(filter(None, [f"item {row.item}" if row.item else "", row.item_title]))
    where = address("minutes", at=row.paragraph_id)
    return (
        f'<a href="{where}">{escape(day(row.held_on))}</a><br><span class="aside">{shown(row.body)}'
        f"{f' · {shown(item)}' if item else ''}{f' · page {row.page}' if row.page else ''}</span>{badges(row)}"
    )


def badges(row: Any) -> str:
    """What must be known of a row's minutes before they are relied on."""
    marks = {"draft": "Draft minutes", "exempt": "Taken in private", "ocr": "Read from pictures by OCR"}
    return "".join(f' <span class="draft">{said}</span>' for name, said in marks.items() if getattr(row, name, False))


def ask_about(question: str) -> str:
    """A button that asks a question."""
    return f'<button type="button" data-ask="{escape(question)}">Ask about this</button>'


def asked_of(row: Row) -> str:
    """The question that asks about a row."""
    about = row.item_title.rstrip(" .:") or row.text[:80].rsplit(" ", 1)[0]
    return f"What was decided about “{about}”?"


def table(caption: str, columns: Sequence[Column]) -> str:
    """The columns as a table; on a narrow screen each cell stands under the name of its head."""
    heads = "".join(f'<th scope="col">{escape(one.head)}</th>' if one.head else "<td></td>" for one in columns)
    rows = "".join(
        "<tr>" + "".join(f'<td data-head="{escape(one.head)}">{one.cells[number]}</td>' for one in columns) + "</tr>"
        for number in range(len(columns[0].cells))
    )
    return (
        f'<table class="list"><caption class="visually-hidden">{escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def narrowing(view: str, query: Query, ledger: Ledger, *, words: str, more: str = "") -> str:
    """The form that narrows a list; `words` names what its words are looked for in, `more` are fields of its own."""
    options = "".join(
        f"<option{' selected' if one.name == query.body else ''}>{escape(one.name)}</option>" for one in bodies(ledger)
    )
    return (
        f'<form class="bounds" data-view="{view}" role="search">'
        f'<label>Body <select name="body"><option value="">All bodies</option>{options}</select></label>'
        f'<label>From <input type="date" name="since" value="{query.since or ""}"></label>'
        f'<label>To <input type="date" name="until" value="{query.until or ""}"></label>'
        f'{field("words", words, query.words)}{more}<button type="submit">Show</button></form>'
    )


def field(name: str, label: str, value: str) -> str:
    """A field for words."""
    return f'<label>{escape(label)} <input type="search" name="{name}" value="{escape(value)}"></label>'


def choice(name: str, label: str, every: str, values: Iterable[str], chosen: str | None) -> str:
    """A field in which one of several values, or every one, is chosen."""
    options = "".join(
        f'<option value="{escape(one)}"{" selected" if one == chosen else ""}>{escape(one)}</option>' for one in values
    )
    return f'<label>{label} <select name="{name}"><option value="">{every}</option>{options}</select></label>'


def paged(view: str, query: Query, page: Page[Any], what: str, listed: str, *, tables: bool = False) -> str:
    """A list under what it shows of how many, with the ways to the rest of it and to its tables."""
    last = page.offset + len(page.rows)
    span = f"{page.offset + 1:,} to {last:,} of " if page.total > len(page.rows) else ""
    ways = []
    if page.offset:
        ways.append(f'<a href="{query.address(view, offset=max(0, page.offset - ROWS))}">Earlier rows</a>')
    if last < page.total:
        ways.append(f'<a href="{query.address(view, offset=last)}">More rows</a>')
    if tables and page.rows:
        asked = urlencode(query.model_dump(mode="json", exclude_defaults=True, exclude={"offset", "exempt"}))
        ways += [
            f'<a data-file="table/{view}.{kind}?{escape(asked)}" href="#" download>{said}</a>'
            for kind, said in (("csv", "All as CSV"), ("xlsx", "All as XLSX"))
        ]
    found = f"{span}{page.total:,} {what}" if page.rows else f"No {what} within these bounds."
    return (
        f'<p class="found" role="status">{found}</p>{listed if page.rows else ""}<p class="ways">{" ".join(ways)}</p>'
    )
