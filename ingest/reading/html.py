"""HTML: the article rather than the site around it, one blank line between blocks."""

import re
from collections.abc import Iterable, Iterator

from bs4 import BeautifulSoup
from bs4.dammit import EncodingDetector
from bs4.element import NavigableString, PageElement, Tag
from bs4.exceptions import ParserRejectedMarkup

from ingest.reading import table
from ingest.reading.numerals import as_number
from ingest.reading.source import SourceText, has_words, in_blocks, tidy
from ingest.reading.text import decoded, refuse_binary
from rag.errors import UnreadableFile

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = frozenset(
    "address article blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer form "
    "header hr legend main p section summary".split()
)
_NEVER = "script style noscript template nav aside iframe object svg button select textarea input head"
_STRUCK = "del, s, strike, [style*=line-through i]"
_UNSEEN_CLASSES = ".d-none, .sr-only, .visually-hidden, .visuallyhidden, .screen-reader-text"
_NAVIGATION = ", ".join(
    f"[{where}*={word} i]"
    for word in ("menu", "nav", "tabstrip", "toolbar", "skip", "cookie")
    for where in ("id", "class")
)
_AROUND = (
    "[role=navigation], [role=banner], [role=contentinfo], [role=search], [role=complementary], "
    "[id*=breadcrumb i], [class*=breadcrumb i]"
)
_CONTENT = (
    "main, [role=main]",
    "article",
    "#modgov",
    "#main-content, #maincontent, #content, #moduleContent, .mgContent",
)
"""What marks a page's content, the surest first: ModernGov's pages, whatever the site around them, have #modgov, and
CivicPlus's have #moduleContent."""
_LINKED = 0.9
_NAVIGATES = 0.6  # the same share, where a name says what it is
_NO_MARKER = re.compile(r"list-style(?:-type)?\s*:\s*none", re.I)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:opacity|font-size)\s*:\s*0(?:\.0*)?(?:px|pt|em|%)?\s*(?:;|!|$)",
    re.I,
)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"[\w-]*[.#][\w-]+")
_NUMBERED = re.compile(r"(?:\d+(?:\.\d+)+\.?|\d+[.)]|\(?[a-z]{1,4}\))\s", re.I)
_STYLES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_LONG_CELL = 200


def read_html(name: str, data: bytes) -> SourceText:
    """The words of a page's article: headings as "## ", lists with their numbers, table cells parted by " | ".

    Raises UnreadableFile if the file is not HTML or has no words outside of the site's navigation.
    """
    markup, remarks = _markup(name, data)
    try:
        page = BeautifulSoup(markup, "lxml")
        title = _title(page)
        hidden, struck = _take_out(page)
        text = in_blocks(_Layout().of(_article(page)))
    except (ParserRejectedMarkup, RecursionError, ValueError) as error:
        way_out = "save it from a browser as PDF and ingest that"
        raise UnreadableFile(f"{name!r} is too deeply nested or damaged to be read: {way_out}") from error
    if hidden:
        remarks += (f"{hidden} words that the page hides were left out",)
    if struck:
        remarks += (f"{struck} words struck through were left out",)
    return SourceText(text=text, format="html", title=title, remarks=remarks)


def _markup(name: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    """The page's characters in the encoding that it declares, else as any text."""
    declared = EncodingDetector.find_declared_encoding(data, is_html=True)
    if not declared or data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return decoded(name, data)
    try:
        markup = data.decode(declared)
    except (LookupError, ValueError):
        return decoded(name, data)
    refuse_binary(name, markup)
    return markup, ()


def _title(page: BeautifulSoup) -> str | None:
    heading = page.select_one("article h1, main h1, [role=main] h1") or page.find("h1") or page.find("title")
    return " ".join(tidy(heading.get_text()).split()) or None if heading else None


def _take_out(page: BeautifulSoup) -> tuple[int, int]:
    """Removes what isn't written for readers, is hidden from them or struck out.

    Returns:
        How many words were hidden, and how many struck out.
    """
    hidden_rules = list(_hiding(page))
    for box in page.select("input[type=checkbox], input[type=radio]"):
        box.replace_with(_TICKED if box.has_attr("checked") else _UNTICKED)
    for tag in page.select(_NEVER.replace(" ", ",")):
        tag.decompose()
    hidden = page.find_all(lambda tag: tag.has_attr("hidden") or bool(_HIDDEN.search(str(tag.get("style", "")))))
    for rule in (_UNSEEN_CLASSES, *hidden_rules):
        hidden += page.select(rule)
    return _decomposed(hidden), _decomposed(page.select(_STRUCK))


_TICKED, _UNTICKED = "☒", "☐"


def _decomposed(tags: Iterable[Tag]) -> int:
    """Takes the tags out; how many words they had."""
    words = 0
    for tag in tags:
        if not tag.decomposed:
            words += len(tag.get_text(" ").split())
            tag.decompose()
    return words


def _hiding(page: BeautifulSoup) -> Iterator[str]:
    """The classes and ids that the page's own style sheets hide on a screen; rules for print and the like are left."""
    for sheet in page.find_all("style"):
        written = re.sub(r"/\*.*?\*/", "", sheet.get_text(), flags=re.S)
        written = re.sub(r"@[^{};]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", written)
        for selectors, properties in _RULE.findall(written):
            if _HIDDEN.search(properties.strip()):
                yield from (one.strip() for one in selectors.split(",") if _SIMPLE.fullmatch(one.strip()))


def _article(page: BeautifulSoup) -> Tag:
    """The narrowest part that is marked as the content and holds at least half of the page's words."""
    body = page.body or page
    for around in body.select(f"header, footer, {_AROUND}"):
        holds_content = (
            around.decomposed or around.find_parent(["article", "main"]) or around.select_one("article, main")
        )
        if not holds_content:
            around.decompose()
    for form in body.find_all("form"):  # search boxes go; a form around the whole page, as ModernGov has it, stays
        if _size(form) * 2 < _size(body):
            form.decompose()
    for links in body.select(_NAVIGATION):
        holds_content = links.decomposed or links.find_parent(["article", "main", "table"])
        if not holds_content and 2 * _size(links) < _size(body) and _linked(links) >= _NAVIGATES:
            links.decompose()
    for menu in body.find_all(["ul", "ol"]):
        if not menu.decomposed and not menu.find_parent(["article", "table"]) and _is_menu(menu):
            menu.decompose()
    found: Tag = body
    for part in _CONTENT:
        marked = found.select(part)
        if len(marked) == 1 and _size(marked[0]) * 2 >= _size(found):
            found = marked[0]
    return found


def _is_menu(items: Tag) -> bool:
    """Whether it is a list of links and of hardly anything else, three or more."""
    return len(items.find_all("a", href=True)) > 2 and _linked(items) >= _LINKED


def _linked(part: Tag) -> float:
    """The share of its characters that are links."""
    return sum(map(_size, part.find_all("a", href=True))) / max(_size(part), 1)


def _size(tag: Tag) -> int:
    return sum(not character.isspace() for character in tag.get_text())


class _Layout:
    """Walks a part of the page and collects its blocks."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._line: list[str] = []

    def of(self, tag: Tag) -> list[str]:
        """The blocks of everything within `tag`."""
        self._inside(tag)
        self._end_block()
        return self._blocks

    def _inside(self, tag: Tag) -> None:
        for child in tag.children:
            self._node(child)

    def _node(self, node: PageElement) -> None:
        if type(node) is NavigableString:
            self._line.append(re.sub(r"[ \t\r\n\f]+", " ", node))
        elif isinstance(node, Tag):
            match node.name:
                case "br":
                    self._line.append("\n")
                case "ul" | "ol" | "menu":
                    self._add(_list(node))
                case "table":
                    self._add(_table(node))
                case "pre":
                    self._add([tidy(node.get_text())])
                case heading if heading in _HEADINGS:
                    self._add(["## " + words for words in [_flat(node)] if words])
                case block if block in _BLOCKS:
                    self._add(_Layout().of(node))
                case _:
                    self._inside(node)

    def _add(self, blocks: list[str]) -> None:
        self._end_block()
        self._blocks += blocks

    def _end_block(self) -> None:
        text = re.sub(r" *\n *", "\n", "".join(self._line))
        self._blocks += [tidy(block) for block in re.split(r"\n{2,}", text) if has_words(block) or block.strip()]
        self._line = []


def _flat(tag: Tag) -> str:
    return " ".join(" ".join(_Layout().of(tag)).split())


def _list(tag: Tag) -> list[str]:
    """A list's items, a line each in one block; an item of several blocks gives its further ones as their own."""
    blocks: list[str] = []
    lines: list[str] = []
    for child in tag.children:
        if not isinstance(child, Tag):
            lines += [tidy(child)] if type(child) is NavigableString and child.strip() else []
            continue
        first, *rest = _Layout().of(child) or [""]
        if first:
            lines.append((_marker(tag, child, first) if child.name == "li" else "") + first)
        if rest:
            blocks += ["\n".join(lines), *rest]
            lines = []
    return [*blocks, "\n".join(lines)] if lines else blocks


def _marker(tag: Tag, item: Tag, text: str) -> str:
    if _NUMBERED.match(text) or _NO_MARKER.search(f"{tag.get('style', '')};{item.get('style', '')}"):
        return ""
    if tag.name != "ol":
        return "" if text.startswith("- ") else "- "
    items = tag.find_all("li", recursive=False)
    downward = tag.has_attr("reversed")
    number = _integer(tag.get("start"), len(items) if downward else 1)
    for other in items:
        number = _integer(other.get("value"), number)
        if other is item:
            break
        number += -1 if downward else 1
    return f"{as_number(number, _STYLES.get(str(item.get('type') or tag.get('type')), 'decimal'))}. "


def _integer(value: object, default: int) -> int:
    try:
        return int(str(value))
    except ValueError:
        return default


def _table(element: Tag) -> list[str]:
    """A table's rows as lines of one block, or as blocks of their own if any is long."""
    rows = _rows(element)
    found = [block for caption in _own(element, "caption") for block in _Layout().of(caption)] + table.blocks(rows)
    cells = [cell for row in rows for cell in row.cells]
    if any(len(cell.text) > _LONG_CELL or len(cell.blocks) > 2 for cell in cells) or all(
        row.count == 1 for row in rows
    ):
        return found
    blocks: list[str] = []
    for block in found:
        joins = blocks and not block.startswith("## ") and not blocks[-1].startswith("## ")
        blocks = [*blocks[:-1], f"{blocks[-1]}\n{block}"] if joins else [*blocks, block]
    return blocks


def _rows(element: Tag) -> list[table.Row]:
    """The table's rows, with the column at which each cell begins below cells that span several rows."""
    rows: list[table.Row] = []
    taken: dict[int, int] = {}  # how many more rows each column is taken by a cell from above
    for tr in _own(element, "tr"):
        cells, column = [], 0
        tags = tr.find_all(["td", "th"], recursive=False)
        below = {column: left - 1 for column, left in taken.items() if left > 1}
        for tag in tags:
            while taken.get(column):
                column += 1
            if blocks := _Layout().of(tag):
                cells.append(table.Cell(blocks=tuple(blocks), column=column, bold=_is_bold(tag)))
            span = min(_integer(tag.get("colspan"), 1), 100)
            below |= dict.fromkeys(range(column, column + span), _integer(tag.get("rowspan"), 1) - 1)
            column += span
        taken = {column: left for column, left in below.items() if left > 0}
        rows.append(table.Row(cells=tuple(cells), count=len(tags)))
    return rows


def _is_bold(cell: Tag) -> bool:
    if cell.name == "th":
        return True
    return all(text.find_parent(["b", "strong"]) for text in cell.find_all(string=True) if has_words(text))


def _own(element: Tag, name: str) -> list[Tag]:
    """The table's own rows or captions, without those of tables within it."""
    return [tag for tag in element.find_all(name) if tag.find_parent("table") is element]
