"""The lists of people in a text: which words name people, and whether as present, in attendance or apologising."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.parsing.layout.tables import plain
from ingest.parsing.records.persons import OFFICE, ORGANISED, TITLES
from ingest.parsing.vocabulary import columns
from rag.minutes import CELLS, PAGE_FURNITURE, Presence, readable

_OPENS = re.compile(  # "Against (3): ..." is a line of its own
    r"[A-Z][A-Za-z ]{2,30}(?:\(\d+\)\s*)?:\s|(?:Clerk|Members of the [Pp]ublic|Also|Apologies)\b(?!,)"
)
_ROW = re.compile(  # Member: Cllr A Thorne | Attendance: Present from item 4
    r"(?im)^(?:members?|names?|councillors?):\s*(?P<who>[^|\n]+?)\s*\|\s*(?:attendance|status|present):\s*(?P<how>[^|\n]+)$"
)
_WRAPPED = 60  # characters: a shorter line ends because its entry does
_COMPLETE = re.compile(r"(?:and|&)\s(?:[A-Z]\.?\s){1,3}[A-Z][\w'’-]+$")  # "... and P Moran": the list ends
_GAP = re.compile(
    r"(?m)^[ ]*(?P<name>[A-Z][\w.'’-]*(?: [A-Za-z][\w.'’-]*){1,3}) {2,}(?P<behind>[A-Z]\S*(?: \S+)*)[ ]*$"
)
_TITLE = r"\b(?:Mr|Mrs|Ms|Miss|Dr|Cllr|PC)\.?"
_UNFINISHED = re.compile(
    rf"(?:,|\sand|\sde|\sv[ao]n|{_TITLE}|(?:,|and|{_TITLE})\s[A-Z]\.?)$"
)  # and goes on in the next line
_HALF_A_NAME = re.compile(r"[A-Z][a-z]+\s[A-Z][\w'’-]+(?:\s?\([^()\n]*\))?,\s(?P<first>[A-Z][a-z]+)$")  # "Ann Ash, Bo"
_OTHER_HALF = re.compile(rf"(?!{TITLES}\b)[A-Z][\w'’-]+(?:,|\s(?:and|&)\s|\s?\()")
_NEW_ENTRY = re.compile(r"[A-Z][a-z]+\s[A-Z][\w'’-]+")
_APOLOGIES = r"""
    (?:there\ were\ |to\ (?:receive|consider|note)\ |receive\ )?(?:no\ )?apolog(?:y|ies)\b
    (?:(?!\n\n|\n\s*(?-i:[A-Z]))[^:.]){0,90}?
    \b(?:from|by|for(?!\ absence)|following)\b(?:\ the\ following)?(?:\ councillors|\ members)?\s*:?
  | apolog(?:y|ies)(?:\ for\ (?:absence|their\ inability\ to\ attend))?(?:\ (?:received|accepted))?
    \W*(?::|[-–—]|\n|$|(?=\s[A-Z]))
  | (?-i:APOLOGIES)\b[ .,]*(?=[A-Z])
  | (?:councillors\ |members\ )?(?:excused\ absent|(?<!for\ )(?:excused\ )?absences?(?=:)|absent|not\ present)
    (?:\ without\ apolog\w+|\s?(?:/|and|or)\s?excused)?(?:\s*\([^)\n]{0,40}\)(?=:))?\s*(?::|\n|$|[-–—])
  | (?:on\ )?leave\ of\ absence\s*(?::|\n|$)
"""
_ATTENDING = r"""
    (?:also,?\ |officers?\ |officials?\ |staff\ |others?\ |those\ |public\ )*(?:also,?\ )?in\ attendance\b
    (?!\ (?:at|the|were\ asked))[^:\n,.]{0,30}?(?::|\b(?:was|were)\b|[-–—]|\n|$)
  | (?:others?|additional)\ attendees\s*(?::|\n|$) | others?\ present\s*:
  | ^in\ attendance(?=\ (?-i:Clerk|Cllr|Mrs?|Ms)\b)
  | ^(?:[\w'’]+\ ){0,5}management\ (?:and|&)\ staff\s*\n
  | also,?\ (?:present|attending|in\ attendance)(?!\ to\b)[^:\n,.]{0,30}?(?::|\b(?:was|were)\b|[-–—]|\n|$|(?=\s[A-Z]))
  | (?:^|(?<=[.)]\ )|(?<=\n\ ))(?:officers?(?:\ and\ others)?|officials|staff|visitors?|guests?|observers?|invitees?|
    clerk(?:(?=\s*:)|(?<!\)\ clerk))|recorder|speakers?|advisers?|public)
    (?:\ present|\ attending|\ in\ attendance)?\s*(?::|\n\s*(?=\S)|$)
  | (?:\w+\ )?public\ service\s*: | members\ of\ (?:the\ )?public\b[^\n:]{0,20}:
  | members\ of\ (?:the\ )?public\s*[-–]\s
  | ^members\ of\ (?:the\ )?public\s*\n(?=\W*(?:Cllr\ )?[A-Z][a-z]+\ [A-Z][\w'’-]+(?:\n|$))
  | ^members\ of\ (?:the\ )?public(?=\ (?:Mrs?|Ms|Miss|Dr)\b)
"""
_REMOTE = r"""
    (?:members\ |councillors\ |those\ |other\ (?:\w+\ )?staff\ |the\ following\ \w+\ (?:was|were)\ )?
    (?:present\ |attending\ |attended\ |joining\ |participating\ )?
    (?:remotely|online|via\ \w+|by\ (?:phone|video\w*)|on\ the\ phone)\s*:
"""
_PRESENT = r"""
    (?<!\bat\ )(?<!\bthe\ )(?:(?:committee|council|board|panel|voting|elected|parish|town)\ )?
    (?:members?|councillors?|those|the\ following(?:\ \w+)?|sederunt|trustees|directors)?\s*(?:(?:were|who\ were)\ )?
    (?:present|attending|sederunt|attendees|attendance)\b(?!\ (?:was|of|at)\b)
    (?:\ in\ the\ chair|\ (?:by|via)\ \w+|\ in[-\ ]person(?=:|\ were)|\ in\ the\ [\w-]+(?=:))?
    (?:\s*\([^)\n]{0,40}\))?(?:\ (?:were|was))?
    \s*(?:[:–-]+|\bwere\b|\n|$|(?=\s*(?:Cllr|Councillor|Mrs?|Ms|Miss|Dr)\b))
  | (?-i:PRESENT)\b[ .,]*(?=[A-Z]) | ^(?-i:MEMBERS)\s*:(?=\s*Councillors) | (?-i:M?E?M?B?ER\ ?S?(?:PRESE|\ )NT)\s*:
  | (?:the\ following\ )?(?:people|members)\ (?:who\ )?attended(?:\ the\ meeting)?\s*(?::|\n|$)
  | in\ the\ chair\s*: | (?:chair|chairman|chairperson)\s*:
"""
_LABEL = re.compile(
    rf"""(?imx)
    (?: ^ | (?<=[.;:)\]|\w]\ ) ) [-*•\s]* (?:\d{{1,4}}(?:/\d\d)?(?:[.)]\s*(?:––\s*)?|\s+|(?<=\d{{4}})))?
    (?: {_APOLOGIES} | {_ATTENDING} | {_REMOTE} | substitutes?(?:\ members?)?(?:\ present)?\s*: | {_PRESENT} )
    [\s:*-]*"""
)
_SEAT = re.compile(r"(?i)\W*(?:clerk|chair(?:man|person)?)\W*")
_AND_MEMBERS = re.compile(r"(?<=[a-z]),\s(?=(?:Cllrs|Councillors)\b)")  # "Chairman: Cllr Ash, Cllrs Elm and Fir"
_ALSO = re.compile(r"(?i)\b(?:also|others?)\b")
_LETTERHEAD = re.compile(r"(?i)\b(?:tel(?:ephone)?|e-?mail|mobile)\b\s*[:.]|\w@\w")
_SCHEDULE = re.compile(r"(?i)\W*(?:months?|dates?|days?|time|when)\s*\|")  # "Month | Speaker": who is to come
_WAS_ABSENT = re.compile(r"(?i)\b(?:was|were) absent\b(?! due)")  # under "Apologies", but none came
_NO_APOLOGIES = re.compile(r"(?i)\bno apolog")
_SENT = re.compile(
    r"(?P<names>[A-Z][^.:\n]{3,150}?),?\s+(?:had |have |has )?(?:all |both )?"
    r"(?:(?:sent|gave|given|tendered|offered|submitted)\s+(?:in\s+)?(?:his |her |their )?apolog"
    r"|(?<=had )(?:an )?excused absences?\b)"
)
_MEMBER = r"\b(?:Director|Trustee|Member|Commissioner|Supervisor|President|Councill?or|Cllr)s?\s[A-Z]"
_AWAY = re.compile(  # "Director Vale was absent.", and not "was absent during item 5"
    rf"(?P<names>{_MEMBER}[^.:;]{{1,80}}?|(?<=[.)]\s)[A-Z][a-z]+\s[A-Z][\w'’-]+)"
    r"\s(?:was|were)\s(?P<how>(?:excused\s)?absent(?:\s\(excused\))?|not\spresent)(?=\.(?:\s|$)|\s*$)"
)
_CAME_TOO = re.compile(  # "Member Vale arrived late at 6:15 p.m.", behind those who were there at the roll call
    rf"(?P<names>{_MEMBER}[^.:;,]{{1,60}}?)\s"
    r"(?:(?P<late>arrived(?:\slate)?(?:\sat\s\d{1,2}:\d\d(?:\s[ap]\.m\b\.?)?)?)|was\spresent\s(?P<from>(?:via|by)\s\w+))"
)
_OFFICE = r"(?:(?:Vice|Acting)[- ])?(?:President|Chair(?:man|woman|person)?|Mayor)(?:\s[Pp]ro\s?[Tt]em)?"
_HOLDER = rf"{_OFFICE}(?:\s[A-Z][\w'’-]+){{1,2}}"
# "President Vale called the regular meeting to order"; "... was called to order by President Vale"
_OPENED_BY = re.compile(
    rf"\b(?P<who>{_HOLDER})\scalled\sthe\s(?:[\w-]+\s){{0,4}}(?:meeting|session)\sto\sorder\b"
    rf"|\b(?:meeting|session)\swas\scalled\sto\sorder\sby\s(?P<by>{_HOLDER})\b"
)
_PRO_TEM = re.compile(r"\s[Pp]ro\s?[Tt]em\b")
_GRANTED_LEAVE = re.compile(
    r"(?i)\b((?:Councillor|Mayor) [A-Z][\w'’-]+) be (?:granted|excused)[^.|]{0,30}? (?:leave of absence )?from today"
)
_LIST_ITEM = re.compile(
    r"(?i)^\W*(?:(?:committee|council|board|welcome and|welcome &|accepted|receive|record|introductions and|roll call)"
    r"[\s:–-]+)?"
    r"(?:to (?:receive|note|consider|record)\b.{0,30})?"
    r"(?:apolog|(?:members )?(?:not )?present\b|attend|sederunt|in attendance|absent)"
)
_SENTENCE_ENDS = re.compile(
    r"(?<=[a-zà-ÿ)\]\d])(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bCllr)(?<!\bCllrs)(?<!\bClr)(?<!\bRev)(?<!\bInsp)"
    r"(?<!\bCmhlr)(?<!\bSt)(?<!\bMessrs)(?<!\bLtd)(?<!,\s0)\.(?=\s+[A-Z“\"(]|\s*$)"
)
_TIER = r"(?:Borough|County|District|City)"
_NAMING = re.compile(rf"\W*(?:{_TIER} )?(?:Councillors?|Cllrs?|Clrs?|Messrs|Mrs?|Ms|Miss|Dr|Rev|Sgt|PC)\b")
# below a list: "Councillors Ash and Elm"; "County Councillor Vale"; "Mr Vale - County Councillor"
_GOING_ON = re.compile(
    rf"Councillors\s[A-Z]|(?P<visitor>(?:{_TIER}\s(?:Councillor|Cllr)|PCSO)\s(?:[-–]\s)?[A-Z]"
    rf"|(?:Mrs?|Ms|Miss|Cllr)\b[^,;\n]{{3,40}}?\s?[-–,(]\s?{_TIER}\sCouncillor\W*$)"
)
_LONGEST_BELOW = 60  # characters for each name
_NEXT_ITEM = re.compile(
    r"\n\s*\d{1,3}\\?[.)]\s|\n\s*\d{1,3}/\d\d|\n\s*A\.\s(?=[A-Z]\w+\s\w+\s\w+\s[^,\n]*\s+B\.\s)|\n\s*ATTEST\b|\n\s*[A-Z]\.\s(?=(?:[\w'’]+\s){3,}[-–]\s)"
)
_NOBODY = re.compile(r"(?i)(?:none|nil|no-?one|nobody|n/a|0)\b|(?:directors|trustees|members|commissioners)\s*:")
_ENDS_A_LIST = re.compile(  # a line that says something, or the label of something else
    r"\s(?=The (?:Chair\w*|Clerk|Mayor|President) (?:\w+ )?(?:declared|opened|welcomed|asked|reported|thanked|said)\b)"
    r"|\n(?=(?:Prospective|Potential|Because|Since|Due to|Owing to) "
    r"|(?:DECLARATION|ELECTION|APPOINTMENT|MINUTES|ADOPTION)S? (?:TO|OF|AND) "
    r"|(?<=\S\n)The [^\n]{0,80}\b(?:was|were|convened|met) "
    r"|(?:Prior to|Before|After|Following|During|At the (?:start|beginning)) "
    r"|(?:(?:[A-Z][\w.'’-]*|of)\s+){1,6}(?:spoke|introduced|presented|announced|gave|made|commented|expressed|thought|wished|moved|called|shared|voiced|"
    r"asked|said|reported|thanked|welcomed|addressed)\b"
    r"|(?=[A-Z])[^:|,\n]*\b(?i:comments?|votes?|minutes|workshop|report|session|agenda|business|volunteers?|appointed|quorum)\b[^:|\n]{0,20}(?::|\s\([A-Z](?:-\d)?\)))"
)
_SAYING = re.compile(
    r"\b(?:was|were|is|are|has|have|had|will|would|said|asked|welcomed|opened|declared|explained|reported|noted|agreed|"
    r"proposed|resolved|disclosed|arrived|left|joined|sent|thanked|"
    r"advised|confirmed|stated|gave|informed|discussed|took|read)\b"
)


@dataclass(frozen=True, slots=True)
class PeopleList:
    """Words that name people, and which list they are; `role` where the list is of one office: "Clerk: ...".

    Attributes:
        also: whether it tells of others than the members: "Also in attendance: ...".
        seat: whether it tells who holds an office rather than who came: "Chairman: ...".
    """

    words: str
    presence: Presence
    role: str | None = None
    also: bool = False
    seat: bool = False


def presence_in_title(title: str) -> Presence | None:
    """Which list an item's title says that its text is; None where it is about something else."""
    return _of_words(title) if _LIST_ITEM.match(title) else None


def is_labelled(text: str) -> bool:
    """Whether the text holds the label of a list."""
    return bool(_LABEL.search(text))


def excuses(text: str) -> bool:
    """Whether the text says that somebody was given leave not to be there today."""
    return " from today" in text and bool(_GRANTED_LEAVE.search(text))


def left_open(text: str) -> Presence | None:
    """Which list a text ends with the label of, so that the next paragraph is the list; None where it doesn't."""
    if _SCHEDULE.match(text):
        return None
    end = plain_lines(text)[-200:]
    labels = list(_LABEL.finditer(end))
    return _of_words(labels[-1].group()) if labels and labels[-1].end() == len(end) else None


def told_of(text: str) -> Iterator[PeopleList]:
    """Who was there as sentences beside the lists tell: who called the meeting to order, who came later."""
    words = plain_lines(text)
    if opened := _OPENED_BY.search(words):
        yield PeopleList(_PRO_TEM.sub("", opened["who"] or opened["by"]), Presence.PRESENT)
    for one in _CAME_TOO.finditer(words) if _LABEL.search(words) else ():
        yield PeopleList(re.sub(r"(?=\sand\s|$)", f" ({one['late'] or one['from']})", one["names"]), Presence.PRESENT)


def goes_on_below(text: str, listing: Presence | None) -> Presence | None:
    """Which list a paragraph of councillors below one of those present goes on with: other councils' are no members."""
    words = plain_lines(text)
    begun = _GOING_ON.match(words) if listing in (Presence.PRESENT, Presence.IN_ATTENDANCE) else None
    if begun is None or not _only_names(words) or len(words) > _LONGEST_BELOW * (words.count(",") + 1):
        return None
    return Presence.IN_ATTENDANCE if begun["visitor"] else listing


def heads_names(text: str) -> bool:
    """Whether the text is the head of a table with a name first and no marks: "Name | District | Phone"."""
    cells = [plain(cell) for cell in readable(text).split(CELLS)]
    return (
        len(cells) > 1
        and "\n" not in text.strip()
        and columns().get(cells[0]) == "name"
        and not any(map(columns().get, cells[1:]))
    )


def ends_with(text: str) -> Presence | None:
    """Which list a text ends within; None where it has none."""
    labels = list(_LABEL.finditer(plain_lines(text)))
    return _of_words(labels[-1].group()) if labels else None


def plain_lines(text: str) -> str:
    """The words of a paragraph without markup, its lines kept, those that the page's width broke put together again."""
    text = text.replace("\t", " –– ")  # a tab parts a name from what it belongs to
    if sum(bool(OFFICE.search(gap["behind"]) or ORGANISED.search(gap["behind"])) for gap in _GAP.finditer(text)) > 1:
        text = _GAP.sub(r"\g<name> –– \g<behind>", text)  # and so do columns where offices stand in the second
    lines = [readable(line) for line in PAGE_FURNITURE.sub("\n", text).replace("<br", "\n<br").split("\n")]
    widest = 10_000 if any(CELLS in line for line in lines) else max(len(line) for line in lines)
    out, before = "", 0
    for line in lines:
        broken = not out.endswith((":", ")")) and before >= max(_WRAPPED, 0.7 * widest)
        broken = (
            broken
            and " –– " not in line
            and not _OPENS.match(line)
            and not (_COMPLETE.search(out) and _NEW_ENTRY.match(line))
        )
        if line:
            goes_on = bool(_UNFINISHED.search(out)) and not _OPENS.match(line)
            half = _HALF_A_NAME.search(out)
            goes_on |= bool(half and not OFFICE.fullmatch(half["first"]) and _OTHER_HALF.match(line))
            in_bracket = out.rfind("(", -_WRAPPED) > out.rfind(")")
            out += (" " if broken or goes_on or in_bracket else "\n") + line
            before = len(line)
    return out.strip()


def _of_words(label: str) -> Presence:
    words = label.casefold()
    if re.search(r"(?<!without )(?<!no )apolog|leave", words):
        return Presence.APOLOGIES
    if re.search(r"absen|not present|apolog", words):
        return Presence.ABSENT
    if re.search(
        r"in attendance|also|\bother|additional|officer|official|staff|public|visitor|guest|observer|invitee|adviser"
        r"|clerk|speakers|recorder",
        words,
    ):
        return Presence.IN_ATTENDANCE
    if re.search(r"remote|online|phone|video|zoom|\bvia\b", words):
        return Presence.REMOTE
    return Presence.SUBSTITUTE if "substitute" in words else Presence.PRESENT


def lists(text: str, by_title: Presence | None) -> Iterator[PeopleList]:
    """Each list in the text and which it is; the columns of a table headed by labels are lists of their own."""
    if _SCHEDULE.match(text):
        return
    if columns := _columns(text):
        yield from columns
        return
    text = plain_lines(text)
    if leaves := _GRANTED_LEAVE.findall(text):
        yield from (PeopleList(name, Presence.APOLOGIES) for name in leaves)
        return
    if rows_of_people := list(_ROW.finditer(text)):
        yield from (PeopleList(f"{row['who']} ({row['how']})", _of_words(row["how"])) for row in rows_of_people)
        return
    for sent in _SENT.finditer(text):
        yield PeopleList(sent["names"], Presence.APOLOGIES)
    for away in _AWAY.finditer(text):
        yield PeopleList(away["names"], Presence.APOLOGIES if "excused" in away["how"] else Presence.ABSENT)
    text = text.replace(CELLS, " \n ")
    labels = list(_LABEL.finditer(text))
    unlabelled = text[: labels[0].start()] if labels else text
    if by_title and _only_names(unlabelled):
        yield PeopleList(_as_far_as_it_lists(unlabelled), by_title)
    ends = [*(label.start() for label in labels[1:]), len(text)][: len(labels)]
    for label, end in zip(labels, ends, strict=True):
        if _NO_APOLOGIES.search(text, max(0, label.start() - 3), label.end()):
            continue
        words = "" if _NOBODY.match(text, label.end()) else _as_far_as_it_lists(text[label.end() : end])
        role = "Clerk" if re.match(r"(?i)\W*clerk", label.group()) else None
        seat = bool(_SEAT.fullmatch(label.group()))
        if not (seat and _LETTERHEAD.search(text)):
            also = bool(_ALSO.search(label.group()))
            presence = Presence.ABSENT if _WAS_ABSENT.search(words) else _of_words(label.group())
            if seat and not role and (leads := _AND_MEMBERS.search(words)):
                yield PeopleList(words[: leads.start()], presence, "Chairman")
                words, seat = words[leads.start() :], False
            yield PeopleList(words, presence, role, also=also, seat=seat)


def is_head_of_columns(text: str) -> bool:
    """Whether the text is the head of a table of people and no more: "Present: | Apologies:"."""
    return "\n" not in text.strip() and bool(_heads(text))


def _heads(line: str) -> list[str]:
    heads = [cell.strip() for cell in readable(line).rstrip(" |").split(CELLS)]
    return heads if len(heads) > 1 and all(_LABEL.fullmatch(head) for head in heads) else []


def _columns(text: str) -> list[PeopleList]:
    """The columns of a table of people; one that came out below the other belongs to the heads in their order."""
    head, _, below = text.strip().partition("\n")
    heads = _heads(head)
    if not heads:
        return []
    if CELLS in below:
        rows = [re.sub(r" \| (?=\[)", " ", readable(line)).split(CELLS) for line in below.split("\n")]
        columns = ["\n".join(row[i] for row in rows if i < len(row)) for i in range(len(heads))]
    else:
        columns = [plain_lines(block) for block in re.split(r"\n\s*\n", below.strip())]
        columns = columns if len(columns) == len(heads) else columns[:1]
    return [PeopleList(names, _of_words(label)) for label, names in zip(heads, columns, strict=False)]


def _only_names(words: str) -> bool:
    """Whether words list people and say nothing: they begin with a name, and capitals are the rule."""
    small, capital = re.findall(r"\b[a-z]{2,}\b", words), re.findall(r"\b[A-Z]", words)
    named = _NAMING.match(words) or (re.match(r"\W*[A-Z]", words) and len(small) * 2 <= len(capital))
    return bool(named) and not _SAYING.search(words)


def _as_far_as_it_lists(words: str) -> str:
    """The words up to the first sentence that says something rather than names people."""
    words = f"\n{_NEXT_ITEM.split(words, maxsplit=1)[0].lstrip()}"
    begun, words = 0, _ENDS_A_LIST.split(words, maxsplit=1)[0].strip()
    for stop in [*(match.end() for match in _SENTENCE_ENDS.finditer(words)), len(words)]:
        sentence = words[begun:stop]
        line = sentence.lstrip().split("\n")[0]  # "Mrs Oake (Clerk)", and below it "There were ..."
        if begun and (_SAYING.search(line) or not _NAMING.match(line)):
            return words[:begun]
        if begun and _SAYING.search(sentence):
            return words[: words.index(line, begun) + len(line)]
        begun = stop
    return words
