"""The page in a real browser: what a person does with mouse and keyboard, and what they must not lose."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rag.page.conftest import HOSTILE, PASSWORD, Echo, served

sync_api = pytest.importorskip("playwright.sync_api", reason="the browser tests need playwright: pip install '.[dev]'")
CHROMIUM = next((one for one in map(Path, ("/usr/bin/chromium", "/usr/bin/chromium-browser")) if one.exists()), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="THE PAGE IS NOT TESTED IN A BROWSER: apt-get install chromium"),
]
SCREENS = {"light": (1280, 800), "phone": (390, 844), "400 %": (320, 256), "dark": (1280, 800)}
TOO_SMALL = """
[...document.querySelectorAll(":is(#ask, #view, .views) :is(a, button, summary, input, select)")].filter((one) => {
    const { height, width } = one.getBoundingClientRect();
    return one.offsetParent && (height < 24 || width < 24);
}).map((one) => one.outerHTML)"""
LOOKED_AT = (
    "meetings",
    "decisions",
    "add",
    "status",
    "person?name=Cllr Ann Marsh",
    "thread?words=Falcon",
    "minutes?meeting=2024-01-18.txt",
)
PATIENCE = 90_000  # milliseconds: a machine may be busy with other tests
Page = Any


@pytest.fixture(scope="module")
def echo() -> Echo:
    return Echo()


@pytest.fixture(scope="module")
def address(echo: Echo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(echo, tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Any, address: str) -> Iterator[Page]:
    """The page, in a browser that kept nothing yet; an error in its script, or a dialog of it, fails the test."""
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: wrong.append(request.url) if not request.url.startswith(address) else None)
    page.goto(address)
    page.wait_for_selector("#question")
    yield page
    context.close()
    assert [one for one in wrong if not one.startswith(("data:", "blob:"))] == []


def ask(page: Page, question: str, *, wait: bool = True) -> None:
    page.fill("#question", question)
    page.press("#question", "Enter")
    if wait:
        settled(page)


def settled(page: Page) -> None:
    page.wait_for_selector("#composer:not(.asking)")


def faults(page: Page) -> list[str]:
    """What axe finds wrong with the page, into which its long script is put once."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(axe.Axe().axe_script)
    found = page.evaluate("axe.run({ resultTypes: ['violations'] }).then((found) => found.violations)")
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def questions(page: Page) -> list[str]:
    return [one.removeprefix("You asked: ") for one in page.locator(".turn h2").all_text_contents()]


def test_a_question_is_answered_with_its_evidence_and_the_box_is_ready_for_the_next(opened: Page):
    ask(opened, "What of the Falcon Centre?")
    assert "all funding removed" in opened.locator(".answer").inner_text()
    assert opened.locator(".card mark").inner_text() == "The Falcon Centre had all funding removed."
    assert opened.input_value("#question") == ""
    assert opened.evaluate("document.activeElement.id") == "question"


def test_what_comes_into_the_page_runs_no_code_and_has_no_style(opened: Page):
    opened.evaluate("""document.body.insertAdjacentHTML("beforeend", '<img src="data:," onerror="window.ran = 1">');
        document.body.append(Object.assign(document.createElement("script"), { textContent: "window.ran = 2" }));
        document.body.append(Object.assign(document.createElement("style"), { textContent: "h1 { color: red }" }));
        document.querySelector("h1").setAttribute("style", "color: red");
        setTimeout(() => { try { window.ran = Function("return 3")() } catch { } });""")  # not at once: the console may
    opened.wait_for_timeout(200)
    assert opened.evaluate("window.ran") is None
    assert opened.evaluate("getComputedStyle(document.querySelector('h1')).color") != "rgb(255, 0, 0)"


def test_eight_quick_questions_are_all_answered_in_order(opened: Page, echo: Echo):
    asked = [f"Question {number}?" for number in range(8)]
    echo.slow = dict.fromkeys(asked, 0.05)
    for one in asked:
        ask(opened, one, wait=False)
    opened.wait_for_selector(".card >> nth=7")
    assert questions(opened) == asked
    assert [one.text for one in echo.asked[-8:]] == asked
    assert echo.asked[-1].history == tuple(asked[3:7])


def test_what_is_written_while_an_answer_is_awaited_stays(opened: Page, echo: Echo):
    echo.slow = {"Slow?": 0.3}
    ask(opened, "Slow?", wait=False)
    opened.fill("#question", "And what then")
    settled(opened)
    assert opened.input_value("#question") == "And what then"


def test_an_answer_can_be_stopped_and_asked_for_again(opened: Page, echo: Echo):
    def stop() -> None:
        left = echo.left
        opened.wait_for_selector(".pending")
        opened.wait_for_timeout(300)
        opened.click("#stop") if left % 2 else opened.press("#question", "Escape")
        settled(opened)
        assert "Stopped" in opened.locator(".answer").inner_text()
        for _ in range(50):
            if echo.left == left + 1:
                break
            opened.wait_for_timeout(100)
        assert echo.left == left + 1  # the model has stopped, and not only its picture

    echo.slow = {"Slow?": 30.0}
    ask(opened, "Slow?", wait=False)
    stop()
    opened.click("button.again")
    stop()
    echo.slow = {}
    opened.click("button.again")
    opened.wait_for_selector(".card")


def test_a_reload_keeps_the_conversation_and_follow_ups_work_after_it(opened: Page, echo: Echo):
    ask(opened, "What of the Falcon Centre?")
    shown = opened.locator(".answer").inner_html()
    opened.reload()
    opened.wait_for_selector(".card")
    assert opened.locator(".answer").inner_html() == shown
    ask(opened, "And then?")
    assert echo.asked[-1].history == ("What of the Falcon Centre?",)
    assert echo.turns is not None
    assert echo.turns[0].cited == ("2024-01-18.txt",)
    assert questions(opened) == ["What of the Falcon Centre?", "And then?"]


def test_a_question_under_way_is_asked_again_after_a_reload(opened: Page, echo: Echo):
    echo.slow = {"Slow?": 2.0}
    ask(opened, "Slow?", wait=False)
    opened.wait_for_selector(".pending")
    echo.slow = {}
    opened.reload()
    opened.wait_for_selector(".card")
    assert questions(opened) == ["Slow?"]


def test_a_dropped_connection_loses_nothing(opened: Page):
    ask(opened, "What of the Falcon Centre?")
    opened.route("**/page/ask", lambda route: route.abort())
    ask(opened, "And in March?", wait=False)
    opened.wait_for_selector("#notice:not([hidden])")
    assert "connection" in opened.locator("#notice").inner_text()
    opened.unroute("**/page/ask")
    settled(opened)
    assert questions(opened) == ["What of the Falcon Centre?", "And in March?"]
    assert opened.locator(".card").count() == 2
    assert opened.locator("#notice").is_hidden()


def test_two_tabs_are_two_conversations_and_a_new_one_leaves_the_old_one_to_be_opened(opened: Page, address: str):
    ask(opened, "What of the Falcon Centre?")
    second = opened.context.new_page()
    second.goto(address)
    second.wait_for_selector("#question")
    ask(second, "What of Parks?")
    assert (questions(opened), questions(second)) == (["What of the Falcon Centre?"], ["What of Parks?"])
    second.click("#afresh")
    assert questions(second) == []
    second.click("#earlier summary")
    second.click("text=What of the Falcon Centre?")
    second.wait_for_selector(".card")
    assert questions(second) == ["What of the Falcon Centre?"]


def test_a_filter_and_what_was_asked_before_come_off(opened: Page, echo: Echo):
    ask(opened, "What of the Falcon Centre?")
    ask(opened, "And in March?")
    opened.click("button.filter[data-filter=context]")
    settled(opened)
    assert echo.asked[-1].history == ()
    assert questions(opened)[-1] == "And in March?"


def test_a_question_is_bounded_by_hand(opened: Page, echo: Echo):
    opened.click("#bounds summary")
    opened.select_option("#ask select[name=body]", "Parks Committee")
    opened.fill("#ask input[name=since]", "2021-05-01")
    ask(opened, "What was agreed?")
    assert (echo.asked[-1].body, echo.asked[-1].since, echo.asked[-1].as_of) == ("Parks Committee", "2021-05-01", None)
    assert "Looked only at the minutes of Parks Committee from 1 May 2021." in opened.locator(".answer").inner_text()


def test_an_answer_is_judged_and_found_again_by_its_link(opened: Page, echo: Echo, address: str):
    ask(opened, "What of the Falcon Centre?")
    opened.click("[data-verdict=wrong]")
    opened.wait_for_selector("text=Thank you")
    opened.fill(".judging input", "It was half.")
    opened.click(".judging form button")
    id = opened.locator("[data-link]").get_attribute("data-link")
    opened.wait_for_timeout(200)
    assert echo.judged[-2:] == [(id, "wrong", ""), (id, "wrong", "It was half.")]
    opened.click("#afresh")
    opened.goto(f"{address}/?answer={id}")
    opened.wait_for_selector(".changed")
    assert "Answered on 26 November 2026" in opened.locator(".answer").inner_text()
    assert opened.url == f"{address}/"
    ask(opened, "And then?")
    assert echo.asked[-1].history == ("What of the Falcon Centre?",)


def test_who_is_signed_in_finds_their_conversation_in_another_browser(browser: Any, address: str, echo: Echo):
    def at(name: str) -> Page:
        context = browser.new_context(extra_http_headers={"X-Remote-User": name})
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(address)
        page.wait_for_selector("#question")
        return page

    first = at("Ann")
    ask(first, "What of the Falcon Centre?")
    for _ in range(50):
        if any(talk.turns[0]["answer"] for talk in echo.conversations("Ann")):
            break
        first.wait_for_timeout(100)
    assert first.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('minutebook:'))") == []
    other = at("Dai")
    other.wait_for_timeout(500)
    assert not other.locator("#earlier").is_visible()
    second = at("Ann")
    second.click("#earlier summary")
    assert second.locator("#earlier summary").inner_text() == "Your earlier conversations"
    second.click("text=What of the Falcon Centre?")
    second.wait_for_selector(".card")
    assert questions(second) == ["What of the Falcon Centre?"]
    second.click("#afresh")
    second.click("#earlier .drop")
    second.wait_for_selector("#earlier", state="hidden")
    assert echo.conversations("Ann") == []
    for page in (first, second, other):
        page.context.close()


def test_who_signed_in_signs_out_by_keyboard(opened: Page, address: str):
    opened.goto(f"{address}/signin")
    opened.fill("#name", "Mair")
    opened.fill("#password", PASSWORD)
    opened.press("#password", "Enter")
    opened.wait_for_selector("#leave")
    assert "Signed in as Mair, officer" in opened.locator(".corner").inner_text()
    ask(opened, "What of the Falcon Centre?")
    opened.locator("#leave").focus()
    opened.keyboard.press("Enter")
    opened.wait_for_url("**/signin")
    opened.goto(address)
    opened.wait_for_selector("text=Sign in")
    assert questions(opened) == []


def test_minutes_are_looked_through_and_asked_about(opened: Page, echo: Echo):
    opened.click("text=Decisions")
    opened.wait_for_selector("table.list")
    assert opened.locator(".views [aria-current]").inner_text() == "Decisions"
    assert "carried" in opened.locator("table.list").inner_text()
    opened.fill("#view input[name=words]", "nothing")
    opened.press("#view input[name=words]", "Enter")
    opened.wait_for_selector("text=No decisions within these bounds.")
    opened.go_back()
    opened.click("table.list a")
    opened.wait_for_selector(".minutes")
    opened.wait_for_selector("#p-p2:focus")
    opened.go_back()
    opened.click("text=Ask about this")
    settled(opened)
    assert opened.locator("#ask").is_visible()
    assert questions(opened) == ["What was decided about “Falcon Centre”?"]
    opened.click("text=Read on in the minutes")
    opened.wait_for_selector("#p-p2:focus")


def test_all_of_it_by_keyboard(opened: Page):
    press = opened.keyboard.press
    opened.keyboard.type("What of the Falcon Centre?")
    press("Shift+Enter")
    assert opened.input_value("#question") == "What of the Falcon Centre?\n"
    press("Enter")
    settled(opened)
    press("ArrowUp")
    assert opened.input_value("#question") == "What of the Falcon Centre?"
    press("ArrowDown")
    opened.locator("a.cite").focus()
    assert "had all funding removed" in opened.locator("#preview").inner_text()
    press("Escape")
    assert opened.locator("#preview").is_hidden()
    press("Enter")
    assert opened.evaluate("document.activeElement.id") == "proof-1-1"
    press("Tab")
    press("Enter")
    assert opened.evaluate("document.activeElement.id") == "answer-1"


def test_what_is_no_question_stays_in_the_box_with_the_reason(opened: Page):
    for question in ("", "x" * 1001):
        ask(opened, question)
        assert "press Ask" in opened.locator("#notice").inner_text()
        assert opened.input_value("#question") == question
    assert questions(opened) == []


def test_a_hostile_question_is_text(opened: Page):
    opened.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    hostile = (HOSTILE, "javascript:alert(1)", "\u202eevil\u0000", "</script><script>alert(1)</script>")
    for question in hostile:
        ask(opened, question)
    opened.reload()
    opened.wait_for_selector(f".card >> nth={len(hostile) - 1}")
    assert opened.locator(".turn script, .turn img").count() == 0


def test_the_page_speaks_welsh_where_it_is_chosen_and_quotes_keep_their_own_language(opened: Page):
    ask(opened, "What of the Falcon Centre?")
    opened.click("text=Meetings")
    opened.wait_for_selector("table.list")
    opened.click("text=Cymraeg")
    opened.wait_for_selector("#view >> text=18 Ionawr 2024")
    assert opened.evaluate("document.documentElement.lang") == "cy"
    assert opened.evaluate("location.hash + location.search") == "#/meetings"
    opened.click(".views a >> nth=0")
    assert "Tystiolaeth" in opened.locator(".evidence").inner_text()
    for quoted in (".proof", ".finding div"):
        assert opened.locator(quoted).get_attribute("lang") == "en"
    ask(opened, "")
    assert "pwyswch Gofyn" in opened.locator("#notice").inner_text()
    opened.click("text=English")
    opened.wait_for_selector(".card")
    assert "Evidence" in opened.locator(".evidence").inner_text()


def test_minutes_are_added_and_taken_out_again(opened: Page, tmp_path: Path):
    for name in ("<img src=x onerror=alert(1)>.txt", "notes.exe"):
        (tmp_path / name).write_text("Minutes", encoding="utf-8")
    opened.click("text=Add minutes")
    opened.set_input_files("#adding input[name=files]", list(tmp_path.iterdir()))
    opened.wait_for_selector("#added h3")
    assert "notes.exe" in opened.locator("#adding .notice").inner_text()
    assert "<img src=x onerror=alert(1)>.txt" in opened.locator("#added").inner_text()
    assert opened.locator("#added img").count() == 0
    opened.once("dialog", lambda dialog: dialog.accept())
    opened.click("text=Take them out again")
    opened.wait_for_selector("text=1 taken out")


def test_nobody_is_kept_out(browser: Any, address: str):
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#question")
    ask(page, "What of the Falcon Centre?")
    page.click("#bounds summary")
    ask(page, "And in March?")
    for name in ("", *LOOKED_AT):
        page.evaluate("document.body.classList.remove('dark')")
        page.evaluate("name => (location.hash = `#/${name}`)", name)
        page.wait_for_selector(f"#view[data-shown^='view/{name.partition('?')[0]}?']" if name else "#question")
        for screen, (width, height) in SCREENS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("dark => document.body.classList.toggle('dark', dark)", screen == "dark")
            page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))")  # of colours
            where = f"{name or 'ask'}, {screen}"
            assert faults(page) == [], where
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
            assert page.evaluate(TOO_SMALL) == [], where
    context.close()
