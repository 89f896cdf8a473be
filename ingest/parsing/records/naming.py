"""People in a list: one person each, with the role and organisation that certainly are theirs."""

import re
from dataclasses import replace
from functools import lru_cache

from ingest.parsing.records.persons import OFFICE, ORGANISED, TITLES, Person, assigned, noted

_PLURALS = {
    "councillors": "Councillor", "councilors": "Councillor", "cllrs": "Cllr", "curs": "Cllr", "clrs": "Clr",
    "clls": "Cllr", "cmhlrs": "Cmhlr", "aldermen": "Alderman", "messrs": "Mr", "mesdames": "Mrs",
}  # fmt: skip
_BEFORE_ONLY = frozenset(["messrs", "mesdames"])  # no title stands behind its names: "Mr Ash, & Messrs, Elm, Oak"
_ROLES = frozenset(
    """
    associate chancellor counsel customer customers directors employee employees interim student
    superintendents trustee trustees
    agency constabulary consultants consulting digital limited policing solutions transport
    a/director a/senior absence acting administrative administrator adviser advisor an apologies architect
    allotment allotments assistant association attendance attending auditor authority board borough britain cabinet
    caretaker cathaoirleach centre chair chairing chairman chairperson chairwoman charity chief city city's clerical
    clerk clerk's club co-ordinator commissioner commissioning committee community company consort constable
    consultant contractor convener convenor coordinator corporate council councillor councillor's county
    department deputy development director directorate district division economic editor engineer england
    environment everybody everyone executive finance financial fire footpath forum foundation gardener general
    gov government bc cc dc ncc office group guest guests
    hall handyman headteacher health her his holder holders housing hub inspector
    internal ireland journalist junior lead leader leas leas-chathaoirleach liaison local ltd macebearer
    manager mayor mayoress meeting meetings member members mep minute minute-taker minutes monthly mp msp
    national neighbourhood network nhs nil nobody none observer observers officer officers official officials
    operations organiser panel parish partner partnership person persons planner planning plc police portfolio
    chomhairleoir priomh
    present president press principal priomh-chomhairleoir public regional rep reporter representative reps
    resident residents responsible rfo road roads safer school scotland secretary section senior
    sergeant-at-arms service services society solicitor speaker staff standing steward superintendent
    supervisor taker td teams technical the town treasurer tree trust unitary university vice vice-chair
    vice-chairman vice-chairperson vice-chairwoman village wales ward warden wardens worship zoom
    """.split()
)
# words of agendas and sentences that stand with a capital where a name might
_NEVER_NAMES = frozenset(
    """
    advisory approved award branch call campaign care closed comments contact contract email link pathways
    phone presentation representatives roll session visitor vote
    assignment in responsibilities was
    avenue boulevard business crescent drive family form moment partners solicitors
    acceptance agenda all also an arising at behaviour both consortium correspondence date declaration declarations
    election eleven engineers eight emergency evacuation fifteen five four fourteen highways initiative item items it
    matters management nine no one openness participation personal procedures proposed receive receipt record
    remembrance report reports resources resolved retiring scheme seconded seven signing six survey ten there these
    thirteen this those three to transparency twelve twenty two welcome
    """.split()
)
_SURNAMES_TOO = frozenset(
    "ward clerk mayor parish constable steward hall village road roads leader gardener club lead".split()
)
# words of _SURNAMES_TOO that name an office where no title or initial stands before them
_BEHIND_FIRST_NAMES = frozenset(["hall", "ward"])  # "Darren Hall"
_OFFICES_FIRST = frozenset("clerk mayor constable leader lead".split())
_PARTICLE = r"(?:Mc|Mac|de|De|van|Van|von|der|la|le|du|Ó|Ní|Nic|Uí|St)"
_NO_SURNAME = re.compile(rf"\(|{_PARTICLE}$")
_TOKEN = re.compile(
    rf"""(?x)
    (?P<bracket> \( [^()]* (?:\)|$) | \[ [^\][]* (?:\]|$) )
  | (?P<title> (?<![\w'’-]) {TITLES} (?![\w'’-]) \.? )
  | (?P<cell> \s––\s )
  | (?P<dash> [^\S\n][-–—]+\s | (?<=[a-z.)])\s?[–—]\s? | \s-(?=[A-Z]) | (?<=[a-z]{{3}})-\s )
  | (?P<stop> [,;|•\n*:] | (?<![\w&])(?:and|And|AND|&|together|plus)(?!\w) )
  | (?P<particle> (?<!\w) {_PARTICLE} \.? (?=\s+[A-ZÀ-ÞĀ-Ž]) )
  | (?P<initials> (?<![\w'’]) [A-Z] (?: [.\s]*(?<![\w])[A-Z](?![\w'’]) )* (?![\w'’]) \.?
                | (?<!\w)[A-Z]{{2,3}}(?=\s+[A-ZÀ-ÞĀ-Ž][a-zà-ÿ]) )
  | (?P<capital> (?<!\w) (?:[OÓoD]['’‘`]|[A-Z]/)? (?: [A-ZÀ-ÞĀ-Ž] | 0(?=['’A-Za-z]) ) [\w'’-]* )
  | (?P<number> (?<!\w)\d[\d.:]*(?:st|nd|rd|th|am|pm)?(?!\w) )
  | (?P<word> \w[\w'’/-]* )
  | (?P<end> [.!?] )
    """
)
_OF_ATTENDING = frozenset(["arrived", "joined", "excused", "retired", "attended", "delayed", "departed", "entered"])
_COUPLE = re.compile(
    r"(?i)\b(Mr|Cllr)\.?\s+(?:and|&)\s+(Mrs|Cllr)\.?\s+((?:[A-Z]\.?\s)*[A-Z]\w+"
    r"(?: (?!(?:Mrs?|Ms|Miss|Dr|Cllr|Clerk)\b)(?-i:[A-Z][a-z]+))?)"
)
_FIRST_NAMES = re.compile(r"(?<![\w.] )\b([A-Z][a-z]+) & ([A-Z][a-z]+) ([A-Z][a-z]+)\b")
_HOLDER = re.compile(rf"\(\s*(?P<who>(?:{TITLES}\b|[A-Z]\.\s?(?=[A-Z][a-z’']))\.?[^()]*)\)?")
_PROSE = re.compile(r"\d|\b(?!from\b)[a-z]{4,}|\b(?:the|was|for)\b|\b[A-Z]{3,}\s[A-Z]{3,}")
_CHAIRS = re.compile(r"(?i)\bchair")
_IN_A_ROW = re.compile(r"(?m)^[^\S\n]*(?:(?:[A-Z][\w.'’-]*[^\S\n]){2,3}\([^()\n]{2,24}\)[^\S\n]*){3,}$")
_MANY = r"(?:\d+|a|no|one|two|three|four|five|six|seven|eight|nine|ten|several|some)"
_CROWD = re.compile(  # people without names: "There were 4 members of the public present"
    rf"(?i)(?:there (?:was|were) )?\b{_MANY} members? of (?:the )?(?:public|(?:parish )?council)\b"
    r"(?: (?:was|were))?(?: (?:also )?(?:present|in attendance))?"
)
_DIGIT_INITIAL = re.compile(r"(?<=,\s)0\.(?=\s[A-Z][a-z])")  # OCR's "0. Ash"
_OFFICE_BEHIND = re.compile(
    r"(?<=[a-z])(?<!Vice)(?<!vice)-(?=(?:Vice-?)?Chair(?:man|woman|person)?\b|Clerk\b)"
)  # "Ann Ash-Chair"
_FIRM = re.compile(r"\b[A-Z][\w’'-]+\s(?:&|and)\s(?:Partners|Sons|Associates)\b")  # its names would be gentlemen too
_SHORT = re.compile(r"\([A-Z]{2,3}\)")
_ITS_HOLDER = re.compile(rf"(?P<who>{TITLES}\b[^,]*)")
_COUNCILLOR = re.compile(r"(?i)(?:councill?or|cllr|clr|cmhlr)\.?$")
_TIER = re.compile(r"(?i)county|borough|district|city|town|parish|community|ward|[BCD]")
_DEGREE = re.compile(r",?\s(?:Ed|Ph|J|M|Psy)\.\s?D\.")
_RANK = re.compile(r"(?i)associate|assistant|chief|deputy|detective|interim|acting|area")
_OWNS = re.compile(r"['’]s$")
_AS_TITLE = re.compile(r"(?i)mayor|speaker|trustee|chair(?:man|woman|person)?|president|constable")
_SECOND = frozenset(["vice", "deputy"])
_IS_TITLE_ALONE = re.compile(r"(?i)secretary|clerk|chief|treasurer")  # "Clerk Oake", and nothing behind it
_BELONGING = frozenset(["of", "the", "for", "from", "representing", "to", "in", "at"])
_FEW_LINES = 3
_BEHIND_COMMA = re.compile(rf",\s+(?!{TITLES}\b|[A-Z]\.?\s[A-Z])")
_PLACED = re.compile(r"\s*(?:[A-Z][\w.'’-]*\s){1,3}?[A-Z][\w.'’-]*:\s[A-Z]")
_BEHIND_COLON = re.compile(r":\s+(?=[A-Z])")
_ABBREVIATED_FIRST = re.compile(r"\b[A-Z]{3,}/(?=[A-Z][a-z])")  # "OFD/Orme Fire District" is no person
_INITIALS = re.compile(r"[A-Z](?:[.\s]+[A-Z])*\.?")
_ONE_INITIAL = re.compile(r"[A-Z]\.?")
_LONGEST_NAME = 3  # words: more are a name and what it belongs to
_LONGEST_ABBREVIATION = 4
_HOLDING = re.compile(
    r"(?:(?P<office>Member|Trustee|Director|Commissioner|Supervisor)s?\s+)?(?P<names>.*?)[\s.]*", re.S
)
_SURNAME = re.compile(r"(?P<name>(?:[A-ZÀ-ÞĀ-Ž][\w'’-]*[a-zà-ÿ](?:\s|$)){1,3})\s*(?:\((?P<note>[^()]*)\))?\s*")


@lru_cache(maxsize=1024)  # the same members vote again and again
def people_in(words: str) -> tuple[Person, ...]:
    """The people of a list in order; words that name nobody are left out, and a role nobody can be given too."""
    words = _OFFICE_BEHIND.sub(" - ", _DIGIT_INITIAL.sub("O.", _CROWD.sub(";", words)))
    words = _with_places(_with_cells(_DEGREE.sub("", _ABBREVIATED_FIRST.sub("", words))))
    words = _IN_A_ROW.sub(_with_commas, words)
    words = _FIRM.sub("", words) if "Messrs" in words else words
    words = _FIRST_NAMES.sub(_each_named, _COUPLE.sub(r"\1 \3 and \2 \3", words))
    return tuple(_offices(words) or _Reader().read(words))


def names_nobody(words: str) -> bool:
    """Whether the words only count people: "4 members of the public"."""
    return bool(_CROWD.fullmatch(words.strip(" .*_")))


def _each_named(couple: re.Match[str]) -> str:
    """Ann Ash, Bo Ash for "Ann & Bo Ash"; not for "Environment & Climate Change"."""
    first, second, surname = couple.groups()
    return couple.group() if _ROLES & {_plain(first), _plain(second)} else f"{first} {surname}, {second} {surname}"


def _with_commas(row: re.Match[str]) -> str:
    """A Ash (AA), B Elm (BE) for "A Ash (AA) B Elm (BE)", where two initials or more stand in brackets."""
    return row.group().replace(") ", "), ") if len(_SHORT.findall(row.group())) >= _FEW_LINES - 1 else row.group()


def surnames_in(words: str, least: int) -> tuple[Person, ...]:
    """The people of a list of surnames, "Ash, Elm (from 7:02) and Oak", "Members Ash and Elm"; else none.

    It is one where every part may be a name, no title stands in it, and `least` parts or more are one word.
    """
    listed = _HOLDING.fullmatch(words)
    if listed is None or re.search(rf"\b{TITLES}\b", words):
        return ()
    parts = [_SURNAME.fullmatch(part) for part in re.split(r",\s*(?:(?:and|&)\s+)?|\s(?:and|&)\s+", listed["names"])]
    names = [part["name"].strip() for part in parts if part]
    known = _ROLES | _NEVER_NAMES
    if len(names) < len(parts) or any(_plain(word) in known for name in names for word in name.split()):
        return ()
    if sum(" " not in name for name in names) < (1 if listed["office"] else least):
        return ()
    people = [Person(name=f"{listed['office'] or ''} {name}".strip()) for name in names]
    return tuple(noted(person, part["note"] or "") for person, part in zip(people, parts, strict=True) if part)


def _with_cells(words: str) -> str:
    """The list with what stands behind a comma marked as its person's, where each person has a line."""
    lines = words.split("\n")
    commas = [line.count(",") for line in lines]
    if len(lines) < _FEW_LINES or max(commas) > 2 or sum(map(bool, commas)) * 2 < len(lines):
        return words
    return "\n".join(_BEHIND_COMMA.sub(" –– ", line, count=1) for line in lines)


def _with_places(words: str) -> str:
    """The list with what stands behind a colon marked as its person's: "Ann Ash: Orme; Bo Elm: Holt; Cy Fir: Orme"."""
    parts = words.split(";")
    return _BEHIND_COLON.sub(" –– ", words) if sum(bool(_PLACED.match(part)) for part in parts) >= _FEW_LINES else words


def _offices(words: str) -> list[Person]:
    """The people of a list of offices, each with its holders in brackets: Head of Roads (Mr. P. Vallely).

    Members may stand on lines of their own before them.
    """
    held = list(_HOLDER.finditer(words))
    if not any(re.match(TITLES, match["who"]) for match in held):
        return []
    begun = words.rfind("\n", 0, held[0].start()) + 1
    members = words[:begun].strip().split("\n")
    if not all(re.match(TITLES, line) for line in members):
        members, begun = [], 0
    first, found = begun, [one for line in members for one in _Reader().read(line)]
    for match in held:
        holders = _Reader().read(re.sub(r"\s+", " ", match["who"]))
        if not holders:
            return []
        office = re.sub(r"\s+", " ", words[begun : match.start()].replace(" –– ", ", ")).strip(" ,;.&-–:\n")
        role = re.sub(r"^(?:and|also) ", "", office) or None
        found += [replace(holder, role=role) for holder in holders]
        begun = match.end()
    outside = _Reader().read(re.sub(r"\([^()]*\)", " ", words[first:begun]))
    same_line, *below = words[begun:].split("\n")
    behind = [one for one in _Reader().read(same_line) if re.match(TITLES, one.name)]
    for line in below:
        if (prose := len(_PROSE.findall(line))) >= _FEW_LINES:
            break  # the paragraph below, no list any more
        behind += [one for one in _Reader().read(line) if not prose or re.match(TITLES, one.name)]
    return [] if any(re.match(TITLES, person.name) for person in outside) else [*found, *behind]


class _Reader:
    """Reads a list word by word: the people so far, and what was read of the next one."""

    def __init__(self) -> None:
        self._people: list[Person] = []
        self._carried = ""  # "Councillors A, B": each is a Councillor
        self._leading = False  # "Chairman A Vice-Chairman B": roles stand before their people
        self._shared = ""  # "residents A and B": each is a resident
        self._last_stop = ""
        self._begin()

    def _begin(self) -> None:
        self._titles: list[str] = []
        self._name: list[str] = []
        self._before: list[str] = []
        self._after: list[str] = []
        self._notes: list[str] = []
        self._said: list[str] = []  # small words behind the name: "via video", "from item 4"
        self._runs_on = False  # whether a role follows the name with nothing between
        self._in_cell = self._dashed = False
        self._open = True  # whether a further capital may belong to the name

    def read(self, words: str) -> list[Person]:
        """The people in the words."""
        tokens = [(match.lastgroup or "", match.group().strip()) for match in _TOKEN.finditer(words)]
        for i, (kind, token) in enumerate(tokens):
            following = tokens[i + 1] if i + 1 < len(tokens) else ("stop", "")
            self._take(kind, token, *following)
        self._close("")
        return self._people

    def _take(self, kind: str, token: str, next_kind: str, next_token: str) -> None:
        lower = _plain(token)
        if kind == "title":
            self._take_title(token, lower, next_kind)
        elif kind == "bracket":
            self._take_bracket(token[1:].rstrip(")]").strip())
        elif kind == "cell":
            self._open, self._in_cell = not self._name, True
        elif kind == "dash":
            self._open = not self._name
            self._dashed = bool(self._name)
            self._after += ["–"] if self._after else []
        elif kind == "stop":
            phrase = self._after if self._name else self._before
            joins = lower in ("and", "&") and next_kind in ("capital", "word") and phrase
            if joins and (_plain(next_token) in _ROLES - {"the"} or "of" in phrase[1:] or self._in_cell):
                phrase.append(token)
            else:
                self._close(lower)
        elif kind == "end":
            self._close(".")
        elif kind in ("capital", "word") and lower in _ROLES and not self._is_surname(lower, next_kind):
            self._take_role(token)
        elif kind in ("capital", "initials", "particle") and lower not in _NEVER_NAMES and not _OWNS.search(token):
            self._take_name(kind, token)
        else:
            self._take_word(token, lower)

    def _is_surname(self, lower: str, next_kind: str) -> bool:
        """Whether a word that may be an office is a name here: "Mrs Hall", "J Parish", "Councillors Teskey, Ward"."""
        listed = bool(self._carried) and not self._before and lower not in _OFFICES_FIRST
        named = bool(self._titles or self._initials) or listed
        ends = next_kind in ("stop", "bracket", "end", "dash")
        behind_a_first = lower in _BEHIND_FIRST_NAMES and len(self._name) == 1 and not self._before
        return ends and ((lower in _SURNAMES_TOO and named and not self._surnames) or behind_a_first)

    @property
    def _surnames(self) -> list[str]:
        return [part for part in self._name if len(part.strip(".")) > 1 and not _NO_SURNAME.match(part)]

    @property
    def _initials(self) -> bool:
        return bool(self._name) and not self._surnames

    def _take_title(self, token: str, lower: str, next_kind: str) -> None:
        if (
            lower in _PLURALS and lower not in _BEFORE_ONLY and self._people and next_kind in ("stop", "end")
        ):  # A, B and C, Councillors, D, Clerk
            self._carried = ""
            return
        alone = next_kind in ("stop", "end") and _COUNCILLOR.match(token)
        if alone and self._name and self._after and _TIER.fullmatch(self._after[-1]):
            self._after.append(token)  # "Ann Ash, County Councillor"
            return
        tier = self._after[-1] if self._name and self._after and _COUNCILLOR.match(token) else ""
        if _TIER.fullmatch(tier):
            if self._runs_on and len(self._after) == 1 and len(self._surnames) == _LONGEST_NAME:
                self._name.pop()  # "Ann Ash Orme County Councillor ..."
            if next_kind == "title" or self._dashed:  # "Ann Ash - County Councillor Bo Elm"
                self._after.append(token)
                self._close("")
                return
            self._after.pop()  # "Ann Ash County Councillor Bo Elm"
            self._close("")
            self._before = [tier]
        words = " ".join(self._before)
        theirs = self._people and self._last_stop == "," and ORGANISED.search(words) and not OFFICE.search(words)
        if self._name or self._after or theirs:  # "Cllr Ash, Orme Borough Council  Mr Vale": the council is Ash's
            self._close("")
        self._shared = ""
        if lower in _PLURALS:
            self._begin()
            self._carried = _PLURALS[lower]
        elif self._before and _RANK.fullmatch(self._before[-1]) and not _COUNCILLOR.match(token) and len(token) > 4:
            self._before.append(token)  # "Associate Superintendent": the office that it makes is their role
        elif self._before and _TIER.fullmatch(self._before[-1]) and _COUNCILLOR.match(token):
            if {"and", "&"} & set(self._before):  # "the Clerk & County Cllr Vale"
                self._before = self._before[-1:]
            self._before.append(token)
            self._titles.append(token)
        else:
            self._titles.append(token)

    def _take_role(self, token: str) -> None:
        if self._name and (not self._leading or not self._open):
            self._runs_on = self._runs_on or self._open
            self._open = False
            self._after.append(token)
            return
        if self._name:
            self._close("")
        self._before += [*(title for title in self._titles if title not in self._before), token]
        self._titles = []
        self._carried = self._shared = ""
        if token.endswith("s"):  # residents, members, officers
            self._shared = " ".join(self._before).removesuffix("s")

    def _take_name(self, kind: str, token: str) -> None:
        next_one = (
            self._carried and kind == "capital" and self._name and self._name[-1].startswith("(") and not self._after
        )
        whole = self._surnames and (self._notes or _INITIALS.fullmatch(self._name[0]))
        untitled = not self._titles and _ONE_INITIAL.fullmatch(token)
        another = kind == "initials" and (self._carried or untitled) and whole and not self._after
        if next_one or another:  # Sheahan (M) Sheehan (C); A Ash (Chair) B Elm; A Ash B Elm
            self._close("")
        named = bool(self._surnames) and not self._surnames[0].isupper()
        behind = named and token.isupper() and len(token.strip(".")) > 1  # Emma Pearce GDS, J. Ash C.O.
        if self._name and (not self._open or behind):
            self._open = False
            self._after.append(token)
        elif not self._titles and not _BELONGING.isdisjoint(self._before[1:]):
            self._before.append(token)
        elif self._open:
            self._leading = self._leading or (bool(self._before) and not self._people)
            self._name.append(token)
        elif kind == "capital":
            self._before.append(token)

    def _take_word(self, token: str, lower: str) -> None:
        if self._name and (lower in _BELONGING or self._after):
            self._after.append(token)
            self._open = False
        elif self._name:
            self._said.append(token)
            self._open = False
        elif self._before and lower in _BELONGING:
            self._before.append(token)
        else:
            self._before, self._titles = [], []

    def _take_bracket(self, inside: str) -> None:
        held = None if self._name or not _CHAIRS.search(" ".join(self._before)) else _ITS_HOLDER.match(inside)
        if held and len(holder := _Reader().read(held["who"])) == 1:  # "Vice Chairman (Mr Ash, who took the chair)"
            self._people.append(assigned(holder[0], " ".join(self._before)))
            self._begin()
        elif not self._name:
            if self._people and self._last_stop == "":
                self._people[-1] = noted(self._people[-1], inside)
        elif (
            self._notes
            and len(self._after) == 2
            and OFFICE.search(inside)
            and not ORGANISED.search(" ".join(self._after))
        ):
            name = self._after  # "Cllr Ash (from item 4) Jo Elm (Clerk)"
            self._after = []
            self._close("")
            self._name, self._notes, self._open = name, [inside], False
        elif (
            re.fullmatch(r"[A-Z]\.?(?:\s?[A-Z]\.?)?", inside)
            and len(self._name) == 1
            and (self._titles or self._carried)
        ):
            self._name.append(f"({inside})")
            self._open = False
        else:
            self._notes.append(inside)
            self._open = False

    def _close(self, stop: str) -> None:
        """Finish the person whose name was read, or give a role that stands alone to the person before."""
        people = self._named()
        self._people += people
        kept: list[str] = []
        words = " ".join([*self._before, *self._name, *self._after])
        if not people and words:
            other = self._before and self._name and not self._after  # "Ray Ash, Treasurer Vale": somebody else
            other = other or len(self._surnames) >= _LONGEST_NAME  # "Clerk J Ash, Bo Elm Orme Council"
            if self._last_stop == "," and stop == ";":  # "Ann Ash, Bo Elm, Directors; Cy Fir": no director
                self._shared = ""
            if self._people and self._last_stop == "," and not other and (self._before or ORGANISED.search(words)):
                self._people[-1] = assigned(self._people[-1], words)
                for note in self._notes:
                    self._people[-1] = noted(self._people[-1], note)
            elif not self._name and stop == "," and not self._people:  # The Speaker, Councillor Sharma
                kept = self._before
        if stop == "." or (stop == "" and self._last_stop in ("and", "&")):  # "Councillors A and B", and another line
            self._carried = ""
        self._begin()
        self._before = kept
        self._last_stop = stop

    def _named(self) -> list[Person]:
        """The person read, if the words are a name; and one whose name ran on into theirs."""
        name, more = self._name, list[str]()
        longest = 1 if self._place_behind_initials() else _LONGEST_NAME - self._place_of_what_follows()
        if len(self._surnames) > longest:
            keep = next(i for i, part in enumerate(name) if part == self._surnames[min(longest, 2) - 1]) + 1
            name, more = name[:keep], name[keep:]
        title = " ".join(self._titles) or self._carried
        as_title = self._before and (
            _AS_TITLE.fullmatch(self._before[-1])
            or (_IS_TITLE_ALONE.fullmatch(self._before[-1]) and not self._after)
            or (self._before == ["Officer"] and name and not name[0].isupper())
        )
        if not title and as_title and len(name) == 1:
            title = self._before.pop()
            if self._before and _plain(self._before[-1]) in _SECOND:
                title = f"{self._before.pop()} {title}"  # "Vice Chair Ash"
        surnames = [part for part in name if part in self._surnames]
        if self._said and re.fullmatch(r"[a-z]+ed", self._said[0]) and self._said[0] not in _OF_ATTENDING:
            return []  # Cllr Peake disclosed an interest
        if not surnames or (not title and len(name) < 2):
            return []
        if not title and not more and len(surnames) == len(name) == 2 and self._of_an_organisation():
            return []  # Wexley Building Trust
        if not title and len(surnames) == len(name) == 2 and self._last_stop == "," and self._place_of_what_follows():
            return []  # "Ann Ash, Orme Marl Digital Printing": whose it is isn't sure
        if not self._titles and all(part.isupper() and len(part) <= _LONGEST_ABBREVIATION for part in surnames):
            return []
        person = Person(name=" ".join([*([title] if title else []), *name]))
        role_after = " ".join(self._after or self._notes[:1])
        if len(more) == 2 and OFFICE.search(role_after) and not ORGANISED.search(role_after):
            return [person, assigned(Person(name=" ".join(more)), role_after)]
        own = " ".join([*more, *self._after])  # "residents Ann Ash and Bo Oake from Orme Housing": no resident
        shared = "" if self._after[:1] == ["from"] else self._shared
        for words in (shared or " ".join(self._before), own):
            person = assigned(person, words)
        if self._in_cell and person.role == person.organisation is None:
            person = replace(person, organisation=" ".join(self._after) or None)
        for note in [*self._notes, " ".join(self._said)]:
            person = noted(person, note)
        return [person]

    def _of_an_organisation(self) -> bool:
        return self._runs_on and bool(ORGANISED.search(" ".join(self._after)))

    def _place_behind_initials(self) -> bool:
        """Whether two names behind initials are a surname and the place of a council: A Ash Orme District Council."""
        initials = bool(self._name) and bool(_INITIALS.fullmatch(self._name[0])) and len(self._surnames) == 2
        behind = self._after[0] if self._after else ""
        return initials and self._runs_on and bool(_TIER.fullmatch(behind)) and "Council" in self._after

    def _place_of_what_follows(self) -> bool:
        """Whether the last of three names is the place of an organisation that follows: ... Orrin County Council."""
        words = " ".join(self._after)
        a_councillor = _TIER.fullmatch(self._after[-1]) if self._after else None  # Ann Ash, County Councillor
        return self._runs_on and bool(ORGANISED.search(words) or not (a_councillor or OFFICE.search(words)))


def _plain(word: str) -> str:
    return word.casefold().rstrip(".").replace("í", "i").replace("é", "e").strip("'’")
