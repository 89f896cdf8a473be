"""How long questions take: `python tests/benchmarks/asking.py HOME QUESTIONS.jsonl [HOW MANY]`, on a quiet machine.

Prints the median and the 95th percentile of whole questions asked in one process and of each step of the pipeline,
then those of the whole process of `minutebook ask`, through the service where one runs over the home.
"""

import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from eval.questions import load_questions
from rag.answers import Question
from rag.assistant import open_assistant
from rag.settings import Settings


def row(name: str, ms: Sequence[float]) -> str:
    """One line of the table: name, p50 and p95 in milliseconds, how many were timed."""
    high = sorted(ms)[int(0.95 * (len(ms) - 1))]
    return f"{name:<24} p50 {statistics.median(ms):6.0f} ms   p95 {high:6.0f} ms   n {len(ms)}"


def main(home: Path, questions: Path, count: int = 60) -> None:
    """Print the tables for `count` questions spread evenly over the file."""
    every = load_questions(questions)
    asked = every[:: max(1, len(every) // count)][:count]
    whole: list[float] = []
    steps: defaultdict[str, list[float]] = defaultdict(list)
    with open_assistant(Settings(home=home)) as assistant:
        assistant.warm()
        for question in asked:
            begun = time.perf_counter()
            answer = assistant.answer(Question(text=question.question))
            whole.append(1000 * (time.perf_counter() - begun))
            for step in answer.trace.steps:
                steps[step.name].append(step.ms)
    print(row("a question", whole))
    for name, ms in steps.items():
        print(row(f"  {name}", ms))
    alone = []
    for question in asked[:10]:
        begun = time.perf_counter()
        command = ["minutebook", "ask", "--home", str(home), question.question]
        subprocess.run(command, check=True, capture_output=True)
        alone.append(1000 * (time.perf_counter() - begun))
    print(row("minutebook ask", alone))


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]), *(int(count) for count in sys.argv[3:]))
