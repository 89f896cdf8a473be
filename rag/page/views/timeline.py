"""A matter across meetings, as a line in time from its first step to where it stands."""

from html import escape

from rag.answers import Answer, Status
from rag.minutes import CitedParagraph, day_month_year
from rag.page.evidence import meeting
from rag.page.rows import as_minuted, shown
from rag.page.views.parts import address, ask_about, field, headed
from rag.words import say


def thread_form(words: str) -> str:
    """The form in which a matter is named."""
    return (
        f'{headed("thread")}<form class="bounds" data-view="thread" role="search">'
        f'{field("words", say("thread.matter"), words)}<button type="submit">{say("list.show")}</button></form>'
    )


def _undated(text: str, cited: CitedParagraph) -> str:
    """A step's words without the day at their beginning, which is said above them."""
    day = day_month_year(cited.held_on) if cited.held_on else ""
    rest = text.removeprefix(day).lstrip(",: ")
    return rest[:1].upper() + rest[1:]


def thread_view(words: str, answer: Answer) -> str:
    """The steps of a matter, the earliest first; the last is where it stands by these minutes."""
    form = thread_form(words)
    if answer.status is Status.ABSTAINED:
        return f'{form}<p class="found" role="status"{as_minuted()}>{shown(answer.text)}</p>'
    cited = {one.marker: one for one in answer.citations}
    proved = [(one, cited[one.citations[0]]) for one in answer.sentences if one.citations and one.citations[0] in cited]
    steps = ""
    for number, (sentence, citation) in enumerate(sorted(proved, key=lambda pair: pair[1].cited.place), 1):
        where = address("minutes", at=citation.cited.id)
        last = ' class="last"' if number == len(proved) else ""
        steps += (
            f'<li{last}><p class="when"><a href="{where}">{escape(meeting(citation.cited))}</a></p>'
            f'<p class="words"{as_minuted()}>{shown(_undated(sentence.text, citation.cited))}</p></li>'
        )
    missing = answer.text.splitlines()[-1] if answer.status is Status.PARTIAL else ""
    again = ask_about(say("question.stands", words=words))
    return (
        f'{form}<p class="found" role="status">{say("thread.steps", n=len(proved))}</p>'
        f'<ol class="timeline">{steps}</ol>{f"<p{as_minuted()}>{shown(missing)}</p>" if missing else ""}<p>{again}</p>'
    )
