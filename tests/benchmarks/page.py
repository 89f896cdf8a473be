"""How quick the page is: `python tests/benchmarks/page.py HOME QUESTIONS.jsonl [HOW MANY]`, on a quiet machine.

Starts the page over a home and opens it in Debian's Chromium. Prints the load of the machine, the time from start to
the address and to ready, what the page weighs, and the median and the 95th percentile from Enter to the first text of
a quoted answer, as it is painted. Each question begins a conversation of its own.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, sync_playwright

from eval.questions import load_questions

_CHROMIUM = "/usr/bin/chromium"
_PORT = 7990
_ADDRESS = f"http://127.0.0.1:{_PORT}"
# from Enter until the frame in which the first words of the minutes are painted; -1 for what isn't a quoted answer
_FIRST_TEXT = """question => new Promise((done) => {
    const box = document.querySelector("#question"), turns = document.querySelector("#turns");
    box.value = question;
    const begun = performance.now();
    new MutationObserver((_, observer) => {
        const finding = turns.querySelector(".finding");
        if (!finding) return;
        observer.disconnect();
        const quoted = finding.matches(".finding:not(.abstained)");
        requestAnimationFrame(() => setTimeout(() => done(quoted ? performance.now() - begun : -1)));
    }).observe(turns, { childList: true, subtree: true });
    box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
})"""


@contextmanager
def served(home: Path) -> Iterator[tuple[float, float]]:
    """The seconds until the page over a home had its address, and until it was ready to answer; it runs meanwhile."""
    begun = time.perf_counter()
    command = ["minutebook", "chat", "--home", str(home), "--port", str(_PORT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        try:
            assert server.stdout is not None
            server.stdout.readline()
            up = time.perf_counter() - begun
            while httpx.get(f"{_ADDRESS}/readyz").status_code != 200:
                time.sleep(0.05)
            yield up, time.perf_counter() - begun
        finally:
            server.terminate()


def weight(page: Page) -> tuple[int, int, float]:
    """The bytes and requests by which the page is loaded, and the seconds until its box can be typed in."""
    sizes: list[int] = []
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda told: sizes.append(int(told["encodedDataLength"])))
    begun = time.perf_counter()
    page.goto(_ADDRESS)
    page.wait_for_selector("#question")
    usable = time.perf_counter() - begun
    page.wait_for_timeout(2_000)
    network.detach()
    return sum(sizes), len(sizes), usable


def row(name: str, ms: Sequence[float]) -> str:
    """One line of the table: p50 and p95 in milliseconds, and how many were timed."""
    high = sorted(ms)[int(0.95 * (len(ms) - 1))]
    return f"{name:<24} p50 {statistics.median(ms):6.0f} ms   p95 {high:6.0f} ms   n {len(ms)}"


def first_texts(page: Page, questions: Sequence[str]) -> list[float]:
    """The milliseconds from Enter to the first text of each quoted answer; others aren't counted."""
    found: list[Any] = []
    for question in questions:
        page.click("#afresh") if page.locator("#afresh").is_visible() else None
        page.wait_for_timeout(300)
        found.append(page.evaluate(_FIRST_TEXT, question))
        page.wait_for_selector("#composer:not(.asking)")
    return [one for one in found if one >= 0]


def main(home: Path, questions: Path, count: int = 60) -> None:
    """Print the table for `count` questions spread evenly over the file."""
    every = [one.question for one in load_questions(questions) if not one.history]
    asked = every[:: max(1, len(every) // count)][:count]
    print(f"load {os.getloadavg()[0]:.1f} at the beginning")
    with served(home) as (up, ready), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        size, requests, usable = weight(page)
        print(f"start to address {up:.1f} s, to ready {ready:.1f} s")
        print(f"page {size / 1000:.0f} kB by {requests} requests, usable after {usable:.1f} s")
        first_texts(page, asked[:3])  # the first of all pays for the page's own
        print(row("Enter to first text", first_texts(page, asked)))
        browser.close()
    print(f"load {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]), *(int(count) for count in sys.argv[3:]))
