"""What the views are made of: their address, a form that narrows them, tables of rows, and where a row stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

from pydantic import BaseModel, BeforeValidator, Field

from rag.browsing import Page, Row, Within, bodies
from rag.ledger import Ledger
from rag.minutes import Outcome
from rag.page.rows import as_minuted, shown
from rag.words import say, spoken

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
    return spoken().day(when)


def place(row: Row) -> str:
    """Where a row stands: its meeting, its item, and the way to its paragraph."""
    item = ", ".join(filter(None, [say("evidence.item", item=row.item) if row.item else "", row.item_title]))
    page = say("evidence.page", n=row.page) if row.page else ""
    where = address("minutes", at=row.paragraph_id)
    aside = " · ".join(filter(None, [shown(row.body), shown(item), page]))
    return f'<a href="{where}">{escape(day(row.held_on))}</a><br><span class="aside">{aside}</span>{badges(row)}'


def badges(row: Any) -> str:
    """What must be known of a row's minutes before they are relied on."""
    marks = [name for name in ("draft", "exempt", "ocr") if getattr(row, name, False)]
    return "".join(f' <span class="draft">{say(f"badge.{name}")}</span>' for name in marks)


def words(text: str) -> str:
    """Words of the minutes in a cell."""
    return f'<span class="words"{as_minuted()}>{shown(text)}</span>'


def ask_about(question: str) -> str:
    """A button that asks a question."""
    return f'<button type="button" data-ask="{escape(question)}">{say("list.ask_about")}</button>'


def asked_of(row: Row) -> str:
    """The question that asks about a row."""
    about = row.item_title.rstrip(" .:") or row.text[:80].rsplit(" ", 1)[0]
    return say("question.decided", matter=about)


def headed(view: str) -> str:
    """The heading of a view, which is that of the way to it."""
    return f"<h2>{say(f'masthead.{view}')}</h2>"


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
    options = f'<option value="">{say("ask.every_body")}</option>' + "".join(
        f"<option{' selected' if one.name == query.body else ''}>{escape(one.name)}</option>" for one in bodies(ledger)
    )
    return (
        f'<form class="bounds" data-view="{view}" role="search">'
        f'<label>{say("ask.body")} <select name="body">{options}</select></label>'
        f'<label>{say("ask.since")} <input type="date" name="since" value="{query.since or ""}"></label>'
        f'<label>{say("ask.until")} <input type="date" name="until" value="{query.until or ""}"></label>'
        f'{field("words", words, query.words)}{more}<button type="submit">{say("list.show")}</button></form>'
    )


def field(name: str, label: str, value: str) -> str:
    """A field for words."""
    return f'<label>{escape(label)} <input type="search" name="{name}" value="{escape(value)}"></label>'


def choice(name: str, label: str, every: str, values: Mapping[str, str], chosen: str | None) -> str:
    """A field in which one of several values, or every one, is chosen; each value is given with what is said of it."""
    options = "".join(
        f'<option value="{escape(one)}"{" selected" if one == chosen else ""}>{escape(said)}</option>'
        for one, said in values.items()
    )
    return f'<label>{label} <select name="{name}"><option value="">{every}</option>{options}</select></label>'


def paged(view: str, query: Query, page: Page[Any], listed: str, *, tables: bool = False) -> str:
    """A list under what it shows of how many, with the ways to the rest of it and to its tables."""
    last = page.offset + len(page.rows)
    ways = []
    if page.offset:
        ways.append(f'<a href="{query.address(view, offset=max(0, page.offset - ROWS))}">{say("list.earlier")}</a>')
    if last < page.total:
        ways.append(f'<a href="{query.address(view, offset=last)}">{say("list.more")}</a>')
    if tables and page.rows:
        asked = urlencode(query.model_dump(mode="json", exclude_defaults=True, exclude={"offset", "exempt"}))
        ways += [
            f'<a data-file="table/{view}.{kind}?{escape(asked)}" href="#" download>{say(f"list.as_{kind}")}</a>'
            for kind in ("csv", "xlsx")
        ]
    found = say(f"list.{view}_found", n=page.total) if page.rows else say(f"list.{view}_none")
    if page.rows and page.total > len(page.rows):
        found = say("list.span", first=page.offset + 1, last=last, found=found)
    return (
        f'<p class="found" role="status">{found}</p>{listed if page.rows else ""}<p class="ways">{" ".join(ways)}</p>'
    )
