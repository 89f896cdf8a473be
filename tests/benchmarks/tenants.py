"""What one council's service gives to those who ask for another's: `python -m tests.benchmarks.tenants [N] [SEED]`.

Two invented councils share a PostgreSQL server of the benchmark's own; each has a service, whole as `minutebook chat`
serves it. N requests (2,000) go to the one council by every address that there is, with the other's ids, names,
permalinks and words in whatever parameters it takes. A leak is a thing of the other's in a reply whose request didn't
name it, or a row counted by it. The same request is made at home: what shows nothing there proves nothing here. Prints
the figures by address, and whether the other's ledger and kept answers are what they were before.
"""

import json
import logging
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain, islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from urllib.parse import quote, unquote
from zipfile import ZipFile, is_zipfile

import fpdf
import pypdfium2 as pdfium
from fastapi.testclient import TestClient
from pydantic import SecretStr
from starlette.routing import BaseRoute, Mount, Route

from app import served
from ingest.job import ingest
from rag.home import opened
from rag.ledger import Ledger
from rag.ledger.migrating import schema
from rag.page.views import TABS
from rag.page.views.parts import Query
from rag.security.doors import doors, users_of
from rag.security.people import Role
from rag.service.service import open_service
from rag.settings import Settings
from tests import postgres

# the mark is in every paragraph of a council but lists of people, and in no request; files have the same names at both
MINUTES = """{body}

Minutes of the meeting held on {day}

Present: Cllr {first} (Chairman), Cllr {second}
Apologies: Cllr {third}

1. The {matter} {mark}

Cllr {second} proposed that the {matter} be mended for £450 by {mark} and Sons. It was RESOLVED that this be done.

ACTION: Cllr {first} to write to {mark} and Sons about the {matter} by June.

2. Grants {mark}

It was RESOLVED to grant £200 to the {mark} choir.
"""
COUNCILS: Sequence[Mapping[str, Any]] = (
    {
        "body": "Orrin Parish Council",
        "mark": "Zilverquast",
        "people": ("Ann Thorley", "Bob Quist", "Eve Marrable"),
        "matters": ("churchyard wall", "bus shelter"),
    },
    {
        "body": "Wick Town Council",
        "mark": "Ploverton",
        "people": ("Gwen Ashdown", "Hugh Sorrel", "Ivor Penhale"),
        "matters": ("harbour crane", "skating rink"),
    },
)
CLERK = "clerk"  # who asks, at both
_LAST = "last-event-id"
_ASKED = ("What was decided about the {}?", "Who proposed that the {} be mended?")
# what can name nothing of anybody's
IDLE = frozenset(
    "ids explain styled since until as_of limit offset before after zoom due done outcome without verdict note".split()
)
# where somebody says or changes something: never at home, or there would be other things to show
SAYING = ("POST /api/feedback", "POST /page/judged", "POST /page/add", "POST /page/take", "PUT ", "DELETE ")
# what shows nothing of anybody's, at home neither; the page's frame comes by itself
SILENT = ("GET /?", "GET /healthz", "GET /readyz", "GET /metrics", "GET /page/view/add", "GET /page/standing")


class Said(NamedTuple):
    """A reply: how it ended, and all its words."""

    code: int
    text: str


class Parameter(NamedTuple):
    """Something that an address takes: its name, where it goes, and what it may be where that is known."""

    name: str
    where: str
    values: Sequence[Any] = ()
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address of the service, and how it is asked."""

    name: str
    parameters: Sequence[Parameter]
    ask: Callable[[TestClient, Mapping[str, Any]], Said]

    def means(self, parameter: str) -> str:
        """What a parameter names here: an id is one of what stands before it, and only a PDF has pages."""
        if parameter == "id" and (found := re.search(r"(\w+)/{id}", self.name)):
            return found[1]
        return "pdf" if parameter == "document" and ("image" in self.name or "pages" in self.name) else parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Council:
    """A council and its service.

    Attributes:
        values: what of its own an address can be asked for, by the name of the parameter.
        things: what shows in a reply that it is about this council and no other.
    """

    settings: Settings
    client: TestClient
    values: Mapping[str, Sequence[Any]]
    things: frozenset[str]

    def stand(self) -> Sequence[object]:
        """All that is in its ledger, all that was said of its answers, and its clerk's conversation."""
        tables = re.findall(r"CREATE TABLE IF NOT EXISTS (\w+)", schema())
        with closing(Ledger(self.settings.home, server=self.settings.server)) as ledger:
            rows = [tuple(row) for name in tables for row in ledger.rows(f"SELECT * FROM {name}")]
        talk = self.client.get(f"/page/conversations/{self.values['conversations'][0]}").json()
        judged = self.client.get("/api/judged").json()["open"]
        return [*sorted(rows, key=str), talk, [one for one in judged if one["id"] in self.values["answers"]]]


def requested(address: Address, values: Mapping[str, Sequence[Any]], turn: int, random: Random) -> Mapping[str, Any]:
    """What an address is asked for: all that it needs, and one more thing at a time, later several."""
    more = [one.name for one in address.parameters if not one.required and one.name not in IDLE]
    chosen = [more[turn]] if turn < len(more) else random.sample(more, random.randint(0, len(more)))
    return {
        one.name: random.choice(one.values or values[address.means(one.name)])
        for one in address.parameters
        if one.required or one.name in chosen
    }


# What addresses there are


def addresses(client: TestClient) -> list[Address]:
    """Every address that the service describes, every tool, and the page's."""
    return [*_described(client), *_tools(client), *_page()]


def _described(client: TestClient) -> Iterator[Address]:
    schema = client.get("/openapi.json").json()
    known = schema["components"]["schemas"]
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            parameters = [
                Parameter(one["name"], one["in"], _listed(one["schema"], known), one.get("required", False))
                for one in operation.get("parameters", ())
            ]
            if body := operation.get("requestBody"):
                model = known[body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]]
                parameters += [
                    Parameter(name, "body", _listed(one, known), name in model["required"])
                    for name, one in model["properties"].items()
                ]
            yield _address(method.upper(), path, parameters)


def _listed(schema: Mapping[str, Any], known: Mapping[str, Any]) -> Sequence[Any]:
    """What a schema lists as allowed, each as it is sent."""
    if "$ref" in schema:
        schema = known[schema["$ref"].rpartition("/")[2]]
    return tuple(schema.get("enum", ()))


def _address(method: str, path: str, parameters: Sequence[Parameter]) -> Address:
    def ask(client: TestClient, given: Mapping[str, Any]) -> Said:
        by_place = {one.name: one.where for one in parameters}
        placed = {
            place: {name: value for name, value in given.items() if by_place[name] == place}
            for place in ("path", "query", "header", "body")
        }
        whole = path.format(**{name: quote(str(value), safe="") for name, value in placed["path"].items()})
        body = _shaped(path, placed["body"]) if method in ("POST", "PUT") else None
        return _said(client.request(method, whole, params=placed["query"], headers=placed["header"], json=body))

    return Address(name=f"{method} {path}", parameters=parameters, ask=ask)


def _tools(client: TestClient) -> Iterator[Address]:
    for tool in _mcp(client, "tools/list", {})["tools"]:
        schema = tool["inputSchema"]
        parameters = [Parameter(name, "body", (), name in schema.get("required", ())) for name in schema["properties"]]

        def ask(client: TestClient, given: Mapping[str, Any], tool: str = tool["name"]) -> Said:
            return Said(200, json.dumps(_mcp(client, "tools/call", {"name": tool, "arguments": given})))

        yield Address(name=f"MCP {tool['name']}", parameters=parameters, ask=ask)


def _mcp(client: TestClient, method: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    asked = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
    headers = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}
    result: Mapping[str, Any] = client.post("/mcp", json=asked, headers=headers).json()["result"]
    return result


def _page() -> Iterator[Address]:
    def needed(name: str, where: str, *values: Any) -> Parameter:
        return Parameter(name, where, values, required=True)

    bounds = [Parameter(name, "query") for name in Query.model_fields if name != "exempt"]
    views = needed("view", "path", *TABS, "minutes", "person")
    image = [needed("document", "query"), needed("page", "query", 1), Parameter("mark", "query")]
    report = [needed("kind", "path", "md", "docx", "pdf"), needed("answer", "query")]
    table = [needed("view", "path", "decisions", "actions"), needed("kind", "path", "csv", "xlsx"), *bounds]
    taken: Mapping[str, Sequence[Parameter]] = {
        "GET /?": [],
        "GET /page/frame": [],
        "GET /page/examples": [],
        "GET /page/view/add": [],
        "GET /page/view/status": [],
        "GET /page/view/{view}": [views, *bounds],
        "GET /page/image": image,
        "GET /page/file": [needed("document", "query")],
        "GET /page/report.{kind}": report,
        "GET /page/table/{view}.{kind}": table,
        "POST /page/ask": [needed("text", "body"), Parameter("body", "body"), Parameter("cited", "body")],
        "POST /page/drawn": [needed("record", "body")],
        "POST /page/linked": [needed("answer", "body")],
        "POST /page/judged": [needed("answer", "body")],
        "GET /page/conversations": [],
        "GET /page/conversations/{id}": [needed("id", "path")],
        "PUT /page/conversations/{id}": [needed("id", "path"), needed("answer", "body")],
        "DELETE /page/conversations/{id}": [needed("id", "path")],
        "POST /page/add": [needed("batch", "query", "another1"), needed("name", "query", "a.txt")],
        "POST /page/take-in": [needed("batch", "body")],
        "POST /page/take-out": [needed("document", "body")],
        "GET /page/standing": [],
    }
    for name, parameters in taken.items():
        method, path = name.split()
        yield _address(method, path, parameters)
    yield Address(name="POST /gradio_api/call/ask", parameters=[needed("question", "body")], ask=_through_gradio)


def _shaped(path: str, given: Mapping[str, Any]) -> Any:
    """What is sent to an address of the page, which takes its parameters within others."""
    match path:
        case "/page/ask":
            return {"question": given}
        case "/page/drawn":
            record = given["record"]
            return {"turns": [{"asked": {"text": record["question"]}, "record": record, "number": 1}]}
        case "/page/linked":
            return {"id": given["answer"], "number": 1}
        case "/page/judged":
            return {"answer": given["answer"], "verdict": "wrong"}
        case "/page/conversations/{id}":
            return _talk("?", given["answer"])
        case "/page/take-out":
            return {"documents": [given["document"]]}
    return given


def _through_gradio(client: TestClient, given: Mapping[str, Any]) -> Said:
    begun = client.post("/gradio_api/call/ask", json={"data": [given["question"]]})
    return _said(client.get(f"/gradio_api/call/ask/{begun.json()['event_id']}"))


def page_addresses(client: TestClient) -> set[str]:
    """Every address below the page's own that is answered."""

    def found(routes: Sequence[BaseRoute]) -> Iterator[str]:
        for one in routes:
            if isinstance(one, Mount):
                yield from found(one.routes)
            elif isinstance(one, Route) and one.path.startswith("/page/"):
                yield from (f"{method} {one.path}" for method in (one.methods or set()) - {"HEAD"})

    app: Any = client.app
    return set(found(app.routes))


def _said(response: Any) -> Said:
    """All words of a response: of its headers, and of what is in the files that it brings."""
    data = response.content
    if data.startswith(b"%PDF"):
        text = "\n".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(data))
    elif is_zipfile(BytesIO(data)):
        with ZipFile(BytesIO(data)) as members:
            text = "\n".join(members.read(name).decode("utf-8", "replace") for name in members.namelist())
    else:
        text = response.text
    return Said(response.status_code, "\n".join([text, *map(unquote, response.headers.values())]))


# The councils


@contextmanager
def running(folder: Path, server: str, embeddings: Path) -> Iterator[tuple[Council, Council]]:
    """Both councils on one database server, with a service each; their files and homes lie in a folder."""
    with ExitStack() as services:
        one, other = (services.enter_context(_council(folder, server, embeddings, **about)) for about in COUNCILS)
        assert not one.things & other.things
        yield one, other


@contextmanager
def _council(
    folder: Path, server: str, embeddings: Path, *, body: str, mark: str, people: Sequence[str], matters: Sequence[str]
) -> Iterator[Council]:
    files = folder / mark
    files.mkdir(parents=True)
    about = dict(zip(("first", "second", "third"), people, strict=True), body=body, mark=mark)
    for day, matter in enumerate(matters, 3):
        text = MINUTES.format(day=f"{day} May 2024", matter=matter, **about)
        (files / f"{day} May 2024.txt").write_text(text, encoding="utf-8")
    _as_pdf(text.replace("May", "June"), files / f"{people[0]}.pdf")
    settings = Settings(
        home=folder / "homes" / mark,
        cache=embeddings,
        ledger=SecretStr(server),
        council=body.split()[0].lower(),
        trust_header="X-Remote-User",
        questions_a_minute=1e6,
        uploads=True,
    )
    with opened(settings, create=True) as ledger, ledger.working():
        ingest([files], ledger, settings)
        digests = [row["digest"] for row in ledger.documents()]
    users_of(settings).put(CLERK, Role.ADMINISTRATOR, None)
    with (
        open_service(settings) as service,
        TestClient(
            served(service, settings, doors(settings)),
            base_url="http://127.0.0.1:7860",
            client=("127.0.0.1", 5000),
            headers={"X-Remote-User": CLERK},
        ) as client,
    ):
        values = _values(client, body, people, matters)
        answer, talk = values["answer"][0], f"talk-of-{body.split()[0]}"
        client.post("/api/feedback", json={"answer_id": answer, "verdict": "wrong", "note": mark})
        client.put(f"/page/conversations/{talk}", json=_talk(mark, answer))
        client.post("/page/add", params={"batch": mark.lower(), "name": "a.txt"}, content=mark)
        things = frozenset({mark, body, *people, *digests, *values["paragraphs"], *values["answers"]})
        yield Council(
            settings=settings,
            client=client,
            values=values | {"conversations": [talk], "batch": [mark.lower()]},
            things=things,
        )


def _talk(text: str, answer: str) -> Mapping[str, Any]:
    return {"turns": [{"number": 1, "asked": {"text": text}, "state": "done", "answer": answer}]}


def _as_pdf(text: str, file: Path) -> None:
    made = fpdf.FPDF()
    made.add_page()
    made.set_font("helvetica", size=11)
    for line in text.split("\n\n"):
        made.multi_cell(0, 5, line, new_x="LMARGIN", new_y="NEXT")
        made.ln(3)
    made.output(str(file))


def _values(client: TestClient, body: str, people: Sequence[str], matters: Sequence[str]) -> dict[str, Sequence[Any]]:
    """What of a council's own can be asked for, by the names of parameters."""
    meetings = client.get("/api/meetings").json()["rows"]
    decided = client.get("/api/decisions").json()["rows"]
    questions = [asked.format(matter) for matter in matters for asked in _ASKED]
    records = [client.get("/api/ask", params={"question": one}).json() for one in questions]
    answers = [one["answer_id"] for one in records]
    paragraphs = sorted(
        {row["paragraph_id"] for row in (*meetings, *decided)}
        | {one["paragraph_id"] for record in records for one in record["citations"]}
    )
    assert all(record["citations"] for record in records)
    documents = [row["document"] for row in meetings]
    assert len(documents) == len(matters) + 1
    [pdf] = [name for name in documents if name.endswith(".pdf")]
    named = {
        ("paragraphs", "paragraph_id", "at", "id"): paragraphs,
        ("paragraph", "mark"): [row["paragraph_id"] for row in decided if row["document"] == pdf],
        ("answers", "answer", "answer_id"): answers,
        ("document", "meeting"): documents,
        ("pdf",): [pdf],
        ("number",): [1],
        ("name", "mover", "owner"): people,
        ("body",): [body],
        ("question", "text"): questions,
        ("words",): [*matters, *people],
        ("history",): [[one] for one in questions],
        ("cited",): [[one] for one in paragraphs],
        ("record",): records,
        (_LAST,): [f"{one}:0" for one in answers],
    }
    return {name: values for names, values in named.items() for name in names}


# What is asked


@dataclass(slots=True)
class Tally:
    """What came of the requests to one address: their codes, how many showed something at home, and what leaked."""

    codes: Counter[int] = field(default_factory=Counter)
    at_home: int = 0
    leaks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A request to one council for what is another's."""

    address: Address
    given: Mapping[str, Any]
    here: Council
    owner: Council

    def shown(self, said: Said) -> list[str]:
        """The owner's things in a reply that the request didn't name, and a count of rows that only they have."""
        named = json.dumps(self.given, ensure_ascii=False)
        found = sorted(one for one in self.owner.things if one in said.text and one not in named)
        bounds = {"body", "words", "mover", "owner", "name"} & self.given.keys()
        if bounds and (counted := re.search(r'"total": ?([1-9]\d*)(?![.\d])', said.text)):
            found.append(f"a count of {counted[1]}")
        return found


def crossings(councils: Sequence[Council], total: int, seed: int = 0) -> Iterator[Crossing]:
    """So many requests, spread evenly over both councils and all addresses; none twice."""
    random, seen = Random(seed), set[str]()
    both = (councils, councils[::-1])
    ways = [(address, here, owner) for here, owner in both for address in addresses(here.client)]
    for turn in range(total):
        for address, here, owner in ways:
            given = requested(address, owner.values, turn, random)
            key = json.dumps([address.name, owner.settings.council, given], sort_keys=True)
            if key not in seen:
                seen.add(key)
                yield Crossing(address=address, given=given, here=here, owner=owner)


def _leaves(one: Crossing) -> bool:
    return _LAST in one.given or one.address.name.startswith("PUT /page/conversations")


def tallied(asked: Sequence[Crossing]) -> Mapping[str, Tally]:
    """What came of some requests, four made at a time, and of the same at home, by address."""

    def both(one: Crossing) -> tuple[Said, list[str]]:
        said = one.address.ask(one.here.client, one.given)
        says = one.address.name.startswith(SAYING)
        return said, [] if says else one.shown(one.address.ask(one.owner.client, one.given))

    tallies: dict[str, Tally] = {}
    # who lost the connection goes on under the id they name, and who keeps a conversation reads in it what they wrote:
    # from then on these lead to something here too
    first, then = ([one for one in asked if _leaves(one) is leaves] for leaves in (False, True))
    with ThreadPoolExecutor(4) as people:
        for one, (said, at_owner) in chain(*(zip(part, people.map(both, part), strict=True) for part in (first, then))):
            tally = tallies.setdefault(one.address.name, Tally())
            tally.codes[said.code] += 1
            tally.at_home += bool(at_owner)
            if leaked := one.shown(said):
                tally.leaks.append(f"{one.given}: {leaked}")
    return tallies


def main(total: int = 2_000, seed: int = 0) -> int:
    """Print the table; how many requests leaked, failed or changed something."""
    logging.disable()
    with (
        TemporaryDirectory() as folder,
        postgres.server() as server,
        running(Path(folder), server, Settings().cache) as councils,
    ):
        before = [one.stand() for one in councils]
        tallies = tallied(list(islice(crossings(councils, total, seed), total)))
        changed = sum(one.stand() != then for one, then in zip(councils, before, strict=True))
    print("| address | requests | leaks | show something at home |\n|---|---|---|---|")
    for name, tally in sorted(tallies.items()):
        print(f"| {name} | {tally.codes.total()} | {len(tally.leaks)} | {tally.at_home} |")
    every = tallies.values()
    leaks = [leak for one in every for leak in one.leaks]
    failed = sum(count for one in every for code, count in one.codes.items() if code >= 500)
    asked, shown = sum(one.codes.total() for one in every), sum(one.at_home for one in every)
    print(f"| all {len(tallies)} | {asked} | {len(leaks)} | {shown} |")
    print(f"{failed} failed, {changed} of {len(councils)} councils are not as they were before")
    print(*leaks[:20], sep="\n")
    return len(leaks) + failed + changed


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])) > 0)
