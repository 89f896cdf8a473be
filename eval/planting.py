"""Claims planted in real minutes: sentences made false in a known way, and the same sentences said otherwise."""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, zip_longest
from pathlib import Path
from random import Random
from typing import Any

from eval.transforming import another
from rag.dates import MONTHS, find_dates
from rag.ledger import Ledger
from rag.minutes import CitedParagraph, Presence, day_month_year, readable
from rag.numerals import ONES
from rag.sentences import sentences

LEXICON: dict[str, Any] = tomllib.loads(Path(__file__).with_name("planting.toml").read_text(encoding="utf-8"))
_NAME = re.compile(LEXICON["name"])
_NUMBER = re.compile(r"(?<![\w/.,-])[£€$]?\d[\d,]*(?:\.\d\d)?(?![\w/:-]|[.,]\d|\.$|\s?[ap]\.?m\b|(?:st|nd|rd|th)\b)")
_TIME = re.compile(r"(?<![\d:.])(?P<hour>1[0-2]|[1-9])(?:[.:](?P<minute>\d\d))?\s?(?P<half>[ap])\.?m\b")
_BODIES: list[str] = LEXICON["bodies"]
_BODY = re.compile(rf"\b(?:{'|'.join(_BODIES)})\b")
_LIST_MARK = re.compile(r"^(?:[\W_]*\(?[\w./]{1,9}[.):|]+\s+)+(?=\S)|^\W+(?=\w)")
_QUALIFIED = re.compile(r"(?i)\b(?:if|unless|until|subject|except|provided|but|not|would|should|whether|or)\b")
_VERB = re.compile(r"\b(?:was|were|is|are|had|has|have|will|would|can|may|might|[a-z]{2,}ed|said)\b")
_LISTED = {Presence.PRESENT: "present", Presence.APOLOGIES: r"apolog\w+", Presence.ABSENT: "absent"}
_PARTS = re.compile(r", (?:and|which|who|with|as|so)\b|; | – ")
_JOINTS = (" to ", " for ", " that ", " by ", " of ")
_IN_WORDS = ONES[:13]
_SMALL_NUMBER = re.compile(rf"(?<= )(?:[2-9]|{'|'.join(_IN_WORDS[2:])})(?= [a-z]{{4}})")
_WORDS = range(6, 46)  # words of a sentence that a claim is made of
_LEAST, _A_DOCUMENT = 30, 4  # characters of such a sentence; claims made of one document

Maker = Callable[[str, "_Setting"], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A claim with its evidence, and whether that supports it.

    Attributes:
        kind: how it was planted; empty where somebody else wrote it.
        source: the folder of the minutes, or the data set.
    """

    claim: str
    evidence: tuple[CitedParagraph, ...]
    supported: bool
    source: str
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """Where a sentence stands: its paragraph, the paragraphs of its document, and who is on its lists."""

    cited: CitedParagraph
    others: Sequence[CitedParagraph]
    attendance: Sequence[tuple[str, Presence]]
    random: Random


def planted(ledger: Ledger, each: int, seed: int = 0) -> list[Pair]:
    """Up to `each` claims of every kind, from as many folders as there are; the same for the same seed."""
    random, made, filled = Random(seed), list[Pair](), Counter[tuple[bool, str]]()
    makers = {**{(False, kind): maker for kind, maker in errors().items()}}
    makers |= {(True, kind): maker for kind, maker in restatements().items()}
    for folder, document in _documents(ledger, random):
        wanted = {key: maker for key, maker in makers.items() if filled[key] < each}
        if not wanted:
            break
        claims = _of_document(ledger, document, wanted, filled, random)
        for (supported, kind), claim, cited in claims:
            made.append(Pair(claim=claim, evidence=(cited,), supported=supported, source=folder, kind=kind))
    return made


def _documents(ledger: Ledger, random: Random) -> Iterator[tuple[str, str]]:
    """Every document with its folder, one of each folder in turn."""
    folders: dict[str, list[str]] = defaultdict(list)
    for row in ledger.documents():
        folders[Path(row["source"]).parent.name].append(row["name"])
    for names in folders.values():
        random.shuffle(names)
    turns = zip_longest(*([(folder, name) for name in names] for folder, names in sorted(folders.items())))
    return (one for one in chain.from_iterable(turns) if one)


def _of_document(
    ledger: Ledger,
    document: str,
    wanted: Mapping[tuple[bool, str], Maker],
    filled: Counter[tuple[bool, str]],
    random: Random,
) -> Iterator[tuple[tuple[bool, str], str, CitedParagraph]]:
    """Claims of a document, one a paragraph at most; the kind that lacks most comes first."""
    paragraphs = ledger.paragraphs_of(document)
    lists = defaultdict[str, list[tuple[str, Presence]]](list)
    for row in ledger.rows(
        "SELECT a.paragraph, a.name, a.presence FROM attendance a JOIN paragraphs p ON p.id = a.paragraph"
        " WHERE p.document = ?",
        document,
    ):
        lists[row["paragraph"]].append((row["name"], Presence(row["presence"])))
    taken = 0
    for cited in random.sample(paragraphs, len(paragraphs)):
        setting = _Setting(cited=cited, others=paragraphs, attendance=lists[cited.id], random=random)
        for sentence in _fit(cited):
            for key in sorted(wanted, key=lambda key: (filled[key], key)):
                claim = wanted[key](sentence, setting)
                if claim and claim != sentence:
                    filled[key] += 1
                    taken += 1
                    yield key, claim, cited
                    break
            else:
                continue
            break
        if taken == _A_DOCUMENT:
            return


def _fit(cited: CitedParagraph) -> list[str]:
    text = readable(cited.paragraph.text)
    bare = [_LIST_MARK.sub("", text[start:end]) for start, end in sentences(text)]
    return [one for one in bare if len(one.split()) in _WORDS and len(one) > _LEAST and _VERB.search(one)]


@cache
def errors() -> dict[str, Maker]:
    """Who makes each kind of false claim of a sentence; None where it doesn't lend itself to it."""
    patterns = _by_kind(LEXICON["errors"])
    return {
        "figure": _other_figure,
        "date": _other_date,
        "name": _other_name,
        "presence": _other_presence,
        "body": _other_body,
        "halves": _halves,
        "clause": lambda sentence, at: sentence.rstrip(" .;,:") + at.random.choice(LEXICON["clauses"]) + ".",
        **patterns,
    }


@cache
def restatements() -> dict[str, Maker]:
    """Who says a sentence otherwise in each way, as true as it was; None where it doesn't lend itself to it."""
    return {
        **_by_kind(LEXICON["restated"]),
        "date": _same_date,
        "presence": _same_presence,
        "clause": _one_clause,
        "number in words": _same_number,
        "24 hours": _same_time,
    }


def _by_kind(entries: Sequence[Mapping[str, Any]]) -> dict[str, Maker]:
    kinds: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for entry in entries:
        kinds[entry["kind"]].append(entry)
    return {kind: _by_patterns(own) for kind, own in kinds.items()}


def _by_patterns(entries: Sequence[Mapping[str, Any]]) -> Maker:
    def make(sentence: str, at: _Setting) -> str | None:
        for entry in at.random.sample(entries, len(entries)):
            if claim := changed(entry, sentence, at.random):
                return claim
        return None

    return make


def changed(entry: Mapping[str, Any], sentence: str, random: Random) -> str | None:
    """A sentence after an entry of planting.toml; None where the entry has no hold on it."""
    if "unless" in entry and re.search(entry["unless"], sentence):
        return None
    found = list(_pattern(entry["from"]).finditer(sentence))
    if not found:
        return None
    match = random.choice(found)
    new = match.expand(random.choice(entry["to"]))
    if match.start() == 0 or sentence[match.start()].isupper():
        new = new[:1].upper() + new[1:]
    return new if entry.get("whole") else sentence[: match.start()] + new + sentence[match.end() :]


@cache
def _pattern(written: str) -> re.Pattern[str]:
    return re.compile(written.replace("{name}", LEXICON["name"]).replace("{count}", LEXICON["count"]))


def _halves(sentence: str, at: _Setting) -> str | None:
    """The beginning of a sentence and the end of another of its paragraph, from a word on that both have."""
    others = [one for one in _fit(at.cited) if one != sentence]
    joints = [(other, word) for other in others for word in _JOINTS if word in sentence and word in other]
    if not joints:
        return None
    other, word = at.random.choice(joints)
    claim = sentence.split(word)[0] + word + other.split(word, 1)[1]
    whole = len(claim.split()) in _WORDS and _VERB.search(claim)
    return claim if whole and claim not in readable(at.cited.paragraph.text) else None


def _other_figure(sentence: str, at: _Setting) -> str | None:
    days = find_dates(sentence)
    found = [
        one
        for one in _NUMBER.finditer(sentence)
        if not any(d.start <= one.start() < d.end for d in days) and one.start()
    ]
    if not found:
        return None
    match = at.random.choice(found)
    return sentence[: match.start()] + another(match[0]) + sentence[match.end() :]


def _other_date(sentence: str, at: _Setting) -> str | None:
    found = [day for day in find_dates(sentence) if day.month and day.day]
    if not found:
        return None
    day = at.random.choice(found)
    written = sentence[day.start : day.end]
    month = next((name for name in MONTHS if name in written.lower()), None)
    if month and at.random.random() < 0.5:
        other = MONTHS[(MONTHS.index(month) + at.random.randint(1, 11)) % 12].capitalize()
        new = re.sub(month, other, written, flags=re.IGNORECASE)
    else:
        number = re.search(r"\d+", written)
        new = written.replace(number[0], str(int(number[0]) % 28 + 1), 1) if number else written
    return sentence[: day.start] + new + sentence[day.end :]


def _other_name(sentence: str, at: _Setting) -> str | None:
    own = [match for match in _NAME.finditer(sentence) if len(match[0]) > 5]
    theirs: set[str] = {one for cited in at.others for one in _NAME.findall(readable(cited.paragraph.text))}
    theirs = {one for one in theirs if one.split()[-1] not in sentence and len(one) > 5}
    if not own or not theirs:
        return None
    match = at.random.choice(own)
    return sentence[: match.start()] + at.random.choice(sorted(theirs)) + sentence[match.end() :]


def _other_presence(_sentence: str, at: _Setting) -> str | None:
    return _attended(
        at, {Presence.PRESENT: "sent apologies", Presence.APOLOGIES: "was present", Presence.ABSENT: "was present"}
    )


def _same_presence(_sentence: str, at: _Setting) -> str | None:
    return _attended(
        at, {Presence.PRESENT: "was present", Presence.APOLOGIES: "sent apologies", Presence.ABSENT: "was absent"}
    )


def _attended(at: _Setting, said: Mapping[Presence, str]) -> str | None:
    """A claim on somebody of the paragraph's lists, where it names that list and the person."""
    text = readable(at.cited.paragraph.text)
    listed = {which: rf"(?i)\b{words}\b(?:(?!\bnone\b).){{1,150}}" for which, words in _LISTED.items()}
    able = [
        f"{name} {said[which]}."
        for name, which in at.attendance
        if which in said and re.search(listed[which] + re.escape(name), text)
    ]
    return at.random.choice(able) if able else None


def _other_body(sentence: str, at: _Setting) -> str | None:
    if found := list(_BODY.finditer(sentence)):
        match = at.random.choice(found)
        other = at.random.choice([one for one in _BODIES if one != match[0]])
        return sentence[: match.start()] + other + sentence[match.end() :]
    if len(sentence) > 150 or not sentence.startswith(("It was ", "The ")):
        return None
    other = at.random.choice([one for one in _BODIES if one.split()[0] not in at.cited.body])
    return f"The {other} heard that {sentence[:1].lower()}{sentence[1:]}"


def _same_date(sentence: str, at: _Setting) -> str | None:
    # a date all in figures may be day or month first
    found = [day for day in find_dates(sentence) if day.exact and re.search("[A-z]{3}", sentence[day.start : day.end])]
    if not found:
        return None
    day = at.random.choice(found)
    exact = day.exact
    assert exact
    ordinal = f"{exact.day}{'th' if 4 <= exact.day <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(exact.day % 10, 'th')}"
    forms = [
        f"{exact:%d/%m/%Y}",
        f"{exact:%d.%m.%y}",
        exact.isoformat(),
        f"{exact:%B} {ordinal}, {exact.year}",
        f"{exact:%B} {exact.day}, {exact.year}",
        f"the {ordinal} of {exact:%B} {exact.year}",
        day_month_year(exact),
    ]
    return sentence[: day.start] + at.random.choice(forms) + sentence[day.end :]


def _same_number(sentence: str, at: _Setting) -> str | None:
    if not (found := list(_SMALL_NUMBER.finditer(sentence))):
        return None
    match = at.random.choice(found)
    new = _IN_WORDS[int(match[0])] if match[0].isdigit() else str(_IN_WORDS.index(match[0]))
    return sentence[: match.start()] + new + sentence[match.end() :]


def _same_time(sentence: str, at: _Setting) -> str | None:
    if not (found := list(_TIME.finditer(sentence))):
        return None
    match = at.random.choice(found)
    hour = int(match["hour"]) % 12 + (12 if match["half"] == "p" else 0)
    return f"{sentence[: match.start()]}{hour:02}:{match['minute'] or '00'}{sentence[match.end() :]}"


def _one_clause(sentence: str, _at: _Setting) -> str | None:
    """The sentence up to a comma, where that is a clause of its own and nothing after it takes any of it back."""
    for parting in _PARTS.finditer(sentence):
        head, rest = sentence[: parting.start()], sentence[parting.end() :]
        whole = len(head.split()) >= min(_WORDS) and _VERB.search(head) and not re.search(r"[:,;–]|\band$", head)
        if whole and not _QUALIFIED.search(f"{head} {rest}"):
            return f"{head}."
    return None
