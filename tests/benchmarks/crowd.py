"""A crowd at a running page: `python tests/benchmarks/crowd.py HOME ADDRESSES QUESTIONS.jsonl [ASKERS] [MINUTES]`.

ADDRESSES are one, or with commas those of several services of one council, each of which serves its share. Start
`MINUTEBOOK_QUESTIONS_A_MINUTE=10000 minutebook chat --home HOME` first, for all askers have one address. Each keeps a
session of its own and asks one question after another as the page does, with pauses to read. Every question is asked
alone before: whoever of the crowd gets another answer than that got a changed one, and a crossed one where it is
another question's. Prints the median and the 95th percentile of whole answers, how many failed, were changed or
crossed, and the service's memory before and after.
"""

import json
import statistics
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import httpx

from eval.questions import load_questions

_QUESTIONS = 60  # of the file, spread evenly
_PAUSES = (0.5, 4.0)  # seconds that somebody reads before the next question
_WAIT = 120.0  # seconds for an answer


@dataclass(slots=True)
class Met:
    """What all askers met."""

    whole: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    crossed: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    def took(self, text: str, record: Mapping[str, Any], alone: Mapping[str, tuple[object, ...]]) -> None:
        """Note what an answer to a question is beside those that each question got alone."""
        given = gist(record)
        others = {one[1:] for other, one in alone.items() if other != text}
        if given[0] != text or (given != alone[text] and given[1:] in others):
            self.crossed.append(text)
        elif given != alone[text]:
            self.changed.append(text)


def asked(client: httpx.Client, text: str) -> Mapping[str, Any]:
    """The last line that answers a question asked as the page asks: with its record, or with what went wrong."""
    reply = client.post("/page/ask", json={"question": {"text": text}})
    last: Mapping[str, Any] = json.loads(reply.text.splitlines()[-1])
    return last


def gist(record: Mapping[str, Any]) -> tuple[object, ...]:
    """What has to be the same whenever a question is asked of the same minutes."""
    return record["question"], record["text"], tuple(one["paragraph_id"] for one in record["citations"])


def ask_on(address: str, number: int, until: float, alone: Mapping[str, tuple[object, ...]], met: Met) -> None:
    """One asker, until the time is over."""
    chance = Random(number)
    with httpx.Client(base_url=address, timeout=_WAIT) as client:
        client.get("/")  # its session
        time.sleep(chance.uniform(0, _PAUSES[1]))
        while time.monotonic() < until:
            text = chance.choice(list(alone))
            begun = time.perf_counter()
            try:
                record = asked(client, text)["record"]
            except (httpx.HTTPError, KeyError, ValueError) as error:
                met.failed.append(f"{text}: {error!r}")
            else:
                met.whole.append(time.perf_counter() - begun)
                met.took(text, record, alone)
            time.sleep(chance.uniform(*_PAUSES))


def memory(home: Path) -> int:
    """Resident megabytes of the process that holds the socket of a home, as Linux counts them; 0 elsewhere."""
    inodes = [line.split() for line in Path("/proc/net/unix").read_text().splitlines() if "service.sock" in line]
    sockets = {f"socket:[{parts[6]}]" for parts in inodes if Path(parts[-1]) == (home / "service.sock").absolute()}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if sockets & {str(one.readlink()) for one in (process / "fd").iterdir()}:
                status = (process / "status").read_text()
                return int(status.partition("VmRSS:")[2].split()[0]) // 1024
        except OSError:
            continue
    return 0


def row(name: str, seconds: Sequence[float]) -> str:
    """One line of the table: p50 and p95 in milliseconds, and how many were timed."""
    high = sorted(seconds)[int(0.95 * (len(seconds) - 1))]
    return f"{name:<16} p50 {1000 * statistics.median(seconds):6.0f} ms   p95 {1000 * high:6.0f} ms   n {len(seconds)}"


def alone_at(address: str, questions: Path, count: int = _QUESTIONS) -> dict[str, tuple[object, ...]]:
    """Some questions of a file, each with what it is answered when nobody else asks."""
    every = [one.question for one in load_questions(questions)]
    chosen = list(dict.fromkeys(every[:: max(1, len(every) // count)][:count]))
    with httpx.Client(base_url=address, timeout=_WAIT) as client:
        return {text: gist(asked(client, text)["record"]) for text in chosen}


def crowded(
    addresses: Sequence[str], alone: Mapping[str, tuple[object, ...]], askers: int = 20, minutes: float = 10.0
) -> Met:
    """What so many askers meet, spread over some services."""
    met, until = Met(), time.monotonic() + 60 * minutes
    crowd = [
        threading.Thread(target=ask_on, args=(addresses[number % len(addresses)], number, until, alone, met))
        for number in range(askers)
    ]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    if met.whole:
        print(row("whole answers", met.whole))
    print(f"{askers} askers, {len(addresses)} services, {minutes:g} minutes, {len(alone)} questions")
    print(f"{len(met.failed)} failed, {len(met.crossed)} crossed, {len(met.changed)} changed")
    for sentence in [*met.failed[:5], *met.crossed[:5], *met.changed[:5]]:
        print(f"  {sentence}")
    return met


def main(home: Path, addresses: str, questions: Path, askers: int = 20, minutes: float = 10.0) -> int:
    """Print the tables; how many questions failed, or were answered otherwise than alone."""
    services = addresses.split(",")
    alone, before = alone_at(services[0], questions), memory(home)
    met = crowded(services, alone, askers, minutes)
    print(f"memory {before} MB before, {memory(home)} MB after")
    return len(met.failed) + len(met.crossed) + len(met.changed)


if __name__ == "__main__":
    if not 4 <= len(sys.argv) <= 6:
        sys.exit(__doc__)
    numbers = [float(one) for one in sys.argv[4:]]
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), *map(int, numbers[:1]), *numbers[1:]) > 0)
