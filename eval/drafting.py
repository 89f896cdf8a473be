"""Drafts of questions with known answers, made from a home's records, for somebody who knows the minutes to tick."""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import chain, islice, zip_longest
from pathlib import Path
from random import Random
from typing import Any

import click
from pydantic import ValidationError

from eval.questions import LONGEST_PROOF, GoldQuestion, Place, plain
from rag.errors import StorageFailure, WrongUse
from rag.files import complaint
from rag.ledger import Ledger, Row
from rag.minutes import Cast, CitedParagraph, Outcome, Presence, readable
from rag.numerals import ONES

_ANCHOR = 12  # words: enough to be found again, few enough to be read at a glance
_WHOLE = 3  # paragraphs: what decided more asks for a list, which one draft can't judge
_LONGEST_TASK = 160  # characters
_NUMBERS = ("no", *ONES[1:13])
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_VALUE = re.compile(rf"[£€$] ?\d[\d,]*(?:\.\d+)?|\b\d{{1,2}} (?:{_MONTH})(?: \d{{4}})?\b")
_LOST = r"\b(?:lost|not carried|defeated|rejected)\b"
_NAMES = "SELECT DISTINCT a.name FROM attendance a JOIN paragraphs p ON p.id = a.paragraph WHERE p.document = ?"

_Records = Sequence[tuple[CitedParagraph, Row]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What a draft is to ask: its wordings' name, what they are filled with, what an answer must say, what proves it.

    Attributes:
        proofs: the paragraphs that may prove it; those that hold a fact do.
    """

    wording: str
    fill: dict[str, str]
    facts: tuple[str, ...]
    proofs: tuple[CitedParagraph, ...]
    never: tuple[str, ...] = ()


def drafts(ledger: Ledger, count: int, seed: int = 0) -> list[GoldQuestion]:
    """At most that many drafts, of all kinds by turns; the same seed over the same ledger gives the same ones.

    Raises WrongUse where the records of the ledger give none.
    """
    random = Random(seed)
    texts = {one.document: plain(ledger.text(one.document) or "") for one in ledger.meetings()}
    kinds = []
    for make in (_decided, _lost, _moved, _counted, _against, _undertaken, _away):
        wanted = list(make(ledger))
        random.shuffle(wanted)
        kinds.append(draft for one in wanted if (draft := _draft(one, texts, random)))
    by_turns = (one for row in zip_longest(*kinds) for one in row if one)
    made = [one.model_copy(update={"id": f"d{number:03}"}) for number, one in enumerate(islice(by_turns, count), 1)]
    if not made:
        raise WrongUse("The records of this home give no question: ingest minutes with decisions, votes or attendance.")
    return made


def ticked(made: Iterable[GoldQuestion]) -> Iterator[GoldQuestion]:
    """Those that somebody at the terminal lets stand, as worded there; ends when they quit."""
    try:
        for draft in made:
            click.echo(f"\n{draft.kind}: {draft.question}\n  {draft.answer}\n  must say: {_facts(draft)}")
            match click.prompt("Keep it? (y)es, (n)o, (e)dit, (q)uit", type=click.Choice(list("yneq"))):
                case "y":
                    yield draft
                case "e":
                    yield _edited(draft)
                case "q":
                    return
    except click.Abort:  # no more input is no reason to lose what was ticked
        return


def write(out: Path, questions: Iterable[GoldQuestion]) -> int:
    """How many questions were written to a new file, each as soon as it is there.

    Raises WrongUse where the file exists, StorageFailure where it can't be written.
    """
    written = 0
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("x", encoding="utf-8") as file:
            for question in questions:
                file.write(question.model_dump_json(exclude_defaults=True) + "\n")
                file.flush()
                written += 1
    except FileExistsError as error:
        raise WrongUse(f"{str(out)!r} exists already; name another file.") from error
    except OSError as error:
        raise StorageFailure(f"{str(out)!r} can't be written ({error}); name another file.") from error
    return written


@lru_cache(maxsize=1)
def wordings() -> dict[str, Any]:
    """What stands in drafting.toml."""
    return tomllib.loads(files("eval").joinpath("drafting.toml").read_text(encoding="utf-8"))


def _draft(wanted: _Wanted, texts: dict[str, str], random: Random) -> GoldQuestion | None:
    """The draft; None where its paragraphs don't prove it, so that nothing is drafted that would be scored wrongly."""
    asks = wordings()[wanted.wording]
    proofs = [one for one in wanted.proofs if any(_says(one, fact) for fact in wanted.facts)]
    places = [_place(one, wanted.facts, texts.get(one.document, "")) for one in proofs]
    said = all(any(_says(one, fact) for one in proofs) for fact in wanted.facts)
    if not places or not all(places) or not said:
        return None
    return GoldQuestion(
        id="draft",
        kind=asks["kind"],
        question=random.choice(asks["asks"]).format(**wanted.fill),
        expect="answered",
        gold=tuple(place for place in places if place),
        facts=tuple((fact,) for fact in dict.fromkeys(wanted.facts)),
        never=wanted.never,
        answer=" … ".join(readable(one.paragraph.text) for one in proofs),
    )


def _says(cited: CitedParagraph, pattern: str) -> bool:
    return bool(re.search(pattern, plain(cited.paragraph.text), re.IGNORECASE))


def _place(cited: CitedParagraph, facts: Sequence[str], document: str) -> Place | None:
    """The words round the first fact of a paragraph, as many as tell it from the rest of its document."""
    if len(plain(cited.paragraph.text)) > LONGEST_PROOF:
        return None
    words = readable(cited.paragraph.text).split()
    found = [i for i in range(len(words)) if any(re.match(f, plain(" ".join(words[i:])), re.I) for f in facts)]
    first = max(0, min(found, default=0) - _ANCHOR // 2)
    for length in range(_ANCHOR, len(words) + _ANCHOR):
        place = Place(document=Path(cited.document).name, anchor=" ".join(words[first : first + length]))
        if document.count(plain(place.anchor)) == 1:
            return place if place.is_proved_by(cited.document, cited.paragraph.text) else None
    return None


def _records(ledger: Ledger, table: str) -> _Records:
    """The rows of a table of records with the paragraphs that they stand in, in the order of dated meetings."""
    rows = ledger.rows(f"SELECT * FROM {table} ORDER BY rowid")
    dated = {one.document for one in ledger.meetings() if one.held_on}
    cited = {one.id: one for one in ledger.paragraphs([row["paragraph"] for row in rows]) if one.document in dated}
    return sorted(
        ((cited[row["paragraph"]], row) for row in rows if row["paragraph"] in cited), key=lambda r: r[0].place
    )


def _by_item(records: _Records) -> Iterator[_Records]:
    """The records of each item that has a title to ask by."""
    items: dict[tuple[str, str, str, str], list[tuple[CitedParagraph, Row]]] = defaultdict(list)
    for cited, row in records:
        if cited.item_title:
            items[cited.item_key].append((cited, row))
    return iter(items.values())


def _alone(records: _Records) -> _Records:
    """The records that are their item's only ones: of several a question by title can't say which it means."""
    return [some[0] for some in _by_item(records) if len(some) == 1]


def _fill(cited: CitedParagraph, **more: str) -> dict[str, str]:
    return {"title": readable(cited.item_title), "body": cited.body, "day": cited.day, **more}


def _decided(ledger: Ledger) -> Iterator[_Wanted]:
    for some in _by_item(_records(ledger, "resolutions")):
        proofs = tuple({cited.id: cited for cited, _ in some}.values())
        if {row["outcome"] for _, row in some} == {Outcome.CARRIED} and len(proofs) <= _WHOLE:
            each = _WHOLE // len(proofs)
            facts = tuple(chain.from_iterable(_telling(cited)[:each] for cited in proofs))
            yield _Wanted(wording="decided", fill=_fill(proofs[0]), facts=facts, proofs=proofs)


def _lost(ledger: Ledger) -> Iterator[_Wanted]:
    for cited, row in _alone(_records(ledger, "ballots")):
        if row["outcome"] == Outcome.LOST:
            proofs = _of_ballot(ledger, row, (_LOST,))
            yield _Wanted(wording="lost", fill=_fill(cited), facts=(_LOST,), proofs=proofs, never=(r"^\W*yes\b",))


def _moved(ledger: Ledger) -> Iterator[_Wanted]:
    for cited, row in _alone(_records(ledger, "resolutions")):
        if row["proposer"] and row["seconder"]:
            facts = tuple(_person(name, ledger, cited.document) for name in (row["proposer"], row["seconder"]))
            yield _Wanted(wording="moved", fill=_fill(cited), facts=facts, proofs=(cited,))


def _counted(ledger: Ledger) -> Iterator[_Wanted]:
    for cited, row in _alone(_records(ledger, "ballots")):
        counts = [row["votes_for"], row["votes_against"]]
        if None not in counts:
            facts = tuple(rf"\b(?:{'|'.join([str(n), *_NUMBERS[n : n + 1]])})\b" for n in counts)
            yield _Wanted(wording="counted", fill=_fill(cited), facts=facts, proofs=_of_ballot(ledger, row, facts))


def _against(ledger: Ledger) -> Iterator[_Wanted]:
    counted = {cited.item_key: row["votes_against"] for cited, row in _alone(_records(ledger, "ballots"))}
    against = [(cited, row) for cited, row in _records(ledger, "votes") if row["cast"] == Cast.AGAINST]
    for some in _by_item(against):
        cited = some[0][0]
        if counted.get(cited.item_key) == len(some):  # else a name may have been missed
            facts = tuple(_person(row["name"], ledger, cited.document) for _, row in some)
            yield _Wanted(wording="against", fill=_fill(cited), facts=facts, proofs=(cited,))


def _undertaken(ledger: Ledger) -> Iterator[_Wanted]:
    for cited, row in _records(ledger, "actions"):
        task = readable(row["task"]).rstrip(".")
        if len(task) <= _LONGEST_TASK:
            due = [_literal(plain(row["due"]))] if row["due"] else []
            facts = (_person(row["owner"], ledger, cited.document), *due)
            yield _Wanted(wording="undertaken", fill=_fill(cited, task=task), facts=facts, proofs=(cited,))


def _away(ledger: Ledger) -> Iterator[_Wanted]:
    meetings: dict[str, list[tuple[CitedParagraph, Row]]] = defaultdict(list)
    for cited, row in _records(ledger, "attendance"):
        if Presence(row["presence"]).away:
            meetings[cited.document].append((cited, row))
    for some in meetings.values():
        facts = tuple(_person(row["name"], ledger, cited.document) for cited, row in some)
        proofs = tuple({cited.id: cited for cited, _ in some}.values())
        yield _Wanted(wording="away", fill=_fill(proofs[0]), facts=facts, proofs=proofs)


def _of_ballot(ledger: Ledger, row: Row, facts: Sequence[str]) -> tuple[CitedParagraph, ...]:
    """The first of the paragraphs that tell of a vote which says all of the facts, if there is one."""
    linked = ledger.rows("SELECT paragraph FROM ballot_paragraphs WHERE ballot = ?", row["id"])
    ids = dict.fromkeys([row["paragraph"], *(one["paragraph"] for one in linked)])
    found = sorted(ledger.paragraphs(list(ids)), key=lambda one: one.place)
    return tuple(one for one in found if all(_says(one, fact) for fact in facts))[:1]


def _telling(cited: CitedParagraph) -> list[str]:
    """What an answer from this paragraph must say: its amounts and days, or else the longest words of its "that"."""
    text = readable(cited.paragraph.text)
    values = list(dict.fromkeys(match[0] for match in _VALUE.finditer(text)))
    that = set(re.findall(r"[^\W\d_]{6,}", plain(text).partition("that ")[2]))
    longest = sorted(that - set(plain(cited.item_title).split()), key=lambda word: (-len(word), word))[:2]
    return [_value(value) for value in values] or [rf"\b{word}\b" for word in longest]


def _value(value: str) -> str:
    return _literal(value).replace(",", ",?").replace("£", "£ ?") + r"(?![\d.,]*\d)"


def _literal(words: str) -> str:
    return re.escape(words).replace(r"\ ", " ")


def _person(name: str, ledger: Ledger, document: str) -> str:
    """A pattern of somebody's surname, with the initial where others of the document have that surname too."""
    rows = ledger.rows(_NAMES, document)
    surnames = Counter(plain(row["name"]).split()[-1] for row in rows)
    *given, surname = plain(name).split()
    initial = given[-1][0] if given else ""
    needed = rf"{re.escape(initial)}\w*\.? " if surnames[surname] > 1 and initial else ""
    return rf"\b{needed}{re.escape(surname)}\b"


def _facts(draft: GoldQuestion) -> str:
    return " ; ".join("|".join(alternatives) for alternatives in draft.facts)


def _edited(draft: GoldQuestion) -> GoldQuestion:
    """The draft with its wording and its facts as typed; asked again until they can be used."""
    while True:
        question = click.prompt("Question", default=draft.question)
        facts = click.prompt("An answer must say, parted by ' ; '", default=_facts(draft))
        changed = {"question": question, "facts": [[part.strip()] for part in facts.split(" ; ") if part.strip()]}
        try:
            return GoldQuestion.model_validate({**draft.model_dump(), **changed})
        except ValidationError as error:
            click.echo(f"That can't be used: {complaint(error)}.", err=True)
