"""The Dockerfile without Docker: `python -m tests.benchmarks.image BASE FOLDER [WHEELS]`, by hand, as root.

BASE is a root made by `debootstrap --variant=minbase --include=python3,python3-venv,python3-pip,ca-certificates`, of a
Debian whose Python is the image's. Each stage is a copy of it in FOLDER, in which the Dockerfile's steps are carried
out in their order, by chroot. Then the image's command runs as the image's user in namespaces of its own, without a
network and with nothing to write to but /var/lib/minutebook and /tmp: the sample minutes are taken in, a question is
asked, the page started, and the image's health check made. WHEELS is a folder with torch's build without CUDA, where
its index can't be reached. A build by Docker differs in its layers, the image python:3.11-slim itself, and its
Python's last number.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).parents[2]
_QUESTION = "What was the final cost of the East Thorle bus shelter?"
# a pip as in the official image: its own, not Debian's, which lets nobody but apt install
_PYTHON = """
ln -s /usr/bin/python3 /usr/local/bin/python
rm -f /usr/lib/python3*/EXTERNALLY-MANAGED
python -m pip install --quiet --ignore-installed pip setuptools wheel
"""
_STARTING = 300  # seconds that the page may take on a busy machine


@dataclass(slots=True)
class Stage:
    """A stage of the Dockerfile: its root, and what its steps have set so far."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)
    shell: Sequence[str] = ("/bin/sh", "-c")
    folder: str = "/"
    user: str = "0"
    health: Sequence[str] = ()
    entry: Sequence[str] = ()
    command: Sequence[str] = ()


def steps(dockerfile: str) -> list[tuple[str, str, str]]:
    """The steps: the word that each begins with, what follows it, and the lines of its heredoc."""
    text = re.sub(r"(?m)^#.*\n", "", dockerfile).replace("\\\n", "")
    found = re.findall(r"(?m)^([A-Z]+) (.*<<'(\w+)'.*\n(?:.*\n)*?\3|.*)$", text)
    return [
        (word, rest.partition("\n")[0].strip(), rest.partition("\n")[2].rpartition("\n")[0] if mark else "")
        for word, rest, mark in found
    ]


def build(base: Path, folder: Path, wheels: Path | None) -> Stage:
    """The last stage, each step of all stages carried out; raises CalledProcessError where one fails."""
    stages: dict[str, Stage] = {}
    now = Stage(root=folder)
    for word, rest, lines in steps((PROJECT / "Dockerfile").read_text(encoding="utf-8")):
        print(f"=> {word} {rest}", flush=True)
        if word == "FROM":
            name = rest.partition(" AS ")[2] or "image"
            now = stages[name] = Stage(root=folder / name)
            subprocess.run(["cp", "--archive", str(base), str(now.root)], check=True)
            now.environment = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"}
            _run(now, _PYTHON)
        elif word in ("ENV", "ARG"):
            for name, value in (one.split("=", 1) for one in shlex.split(rest)):
                now.environment[name] = value.replace("$PATH", now.environment["PATH"])
        elif word == "WORKDIR":
            now.folder = rest
            (now.root / rest[1:]).mkdir(parents=True, exist_ok=True)
        elif word == "COPY":
            _copy(now, rest, lines, stages)
        elif word == "RUN":
            _run(now, re.sub(r"--index-url \S+", "--find-links /wheels", rest) if wheels else rest, wheels)
        elif word == "SHELL":
            now.shell = json.loads(rest)
        elif word == "USER":
            now.user = rest
        elif word == "HEALTHCHECK":
            now.health = json.loads(rest.partition(" CMD ")[2])
        elif word == "ENTRYPOINT":
            now.entry = json.loads(rest)
        elif word == "CMD":
            now.command = json.loads(rest)
    return now


def _copy(stage: Stage, rest: str, lines: str, stages: dict[str, Stage]) -> None:
    words = [one for one in rest.split() if not one.startswith("--")]
    given = re.search(r"--from=(\w+)", rest)
    source = stages[given[1]].root if given else PROJECT
    target = stage.root / os.path.join(stage.folder, words[-1])[1:]
    for one in words[:-1]:
        if lines:
            target.write_text(lines + "\n", encoding="utf-8")
            continue
        taken = source / one.lstrip("/")
        into = target / taken.name if words[-1].endswith("/") else target
        if taken.is_dir():
            shutil.copytree(
                taken, into, symlinks=True, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy2(taken, into)


def _run(stage: Stage, command: str, wheels: Path | None = None) -> None:
    """One RUN in the stage's root, with the machine's network and its way to packages."""
    mounted = [("/proc", "proc"), ("/dev", "dev"), ("/etc/resolv.conf", "etc/resolv.conf"), ("/etc/ssl", "etc/ssl")]
    if wheels:
        mounted.append((str(wheels), "wheels"))
        (stage.root / "wheels").mkdir(exist_ok=True)
    (stage.root / "etc/resolv.conf").touch()
    binds = "".join(f"mount --rbind {there} {stage.root / here}\n" for there, here in mounted)
    ours = {name: value for name, value in os.environ.items() if name in ("PIP_CERT", "SSL_CERT_FILE", "PIP_INDEX_URL")}
    inside = ["chroot", str(stage.root), "env", "-i"]
    inside += [f"{name}={value}" for name, value in {**ours, **stage.environment}.items()]
    inside += [*stage.shell, f"cd {stage.folder}\n{command}"]
    subprocess.run(["unshare", "--mount", "sh", "-ec", f"{binds}exec {shlex.join(inside)}"], check=True)


def tried(stage: Stage, minutes: Path) -> None:
    """Run the image as `--read-only --network none --user` would; raises CalledProcessError where it doesn't hold."""
    within = shlex.join(f"{name}={value}" for name, value in stage.environment.items())
    as_user = f"chroot {stage.root} setpriv --reuid={stage.user} --regid=$group --clear-groups --no-new-privs "
    as_user += f"--inh-caps=-all --bounding-set=-all env -i {within} "

    def said(*words: str) -> str:
        return as_user + shlex.join(["sh", "-c", f'cd {stage.folder}; exec "$@"', "sh", *words])

    script = f"""
mount --bind {stage.root} {stage.root}
mount --bind {minutes} {stage.root}/mnt
mount --bind {stage.root}/var/lib/minutebook {stage.root}/var/lib/minutebook
mount -t tmpfs tmpfs {stage.root}/tmp
mount -t proc proc {stage.root}/proc
mount --rbind /dev {stage.root}/dev
mount -o remount,bind,ro {stage.root}
ip link set lo up
group=$(chroot {stage.root} id -g {stage.user})
{said("id")}
for place in / /opt/minutebook /srv /var /tmp /var/lib/minutebook; do
    {said("touch")} $place/written 2>/dev/null && echo "$place can be written to"
done
{said(*stage.entry, "ingest", "/mnt")}
{said(*stage.entry, "ask", _QUESTION)}
{said(*stage.entry, "doctor")}
{said(*stage.entry, *stage.command)} && exit 1 # nobody was said to come in
{said(*stage.entry, *stage.command, "--public")} &
page=$!
for second in $(seq {_STARTING}); do {said(*stage.health)} 2>/dev/null && break; sleep 1; done
{said(*stage.health)}
echo "healthy"
{said(*stage.entry, "ask", _QUESTION)}
kill -TERM $page
wait $page || echo "ended with $?"
"""
    subprocess.run(["unshare", "--mount", "--pid", "--fork", "--net", "--kill-child", "sh", "-ec", script], check=True)


def main(base: Path, folder: Path, wheels: Path | None = None) -> None:
    """Build and try; where each is done, how long it took."""
    started = time.monotonic()
    image = build(base, folder, wheels)
    print(f"built in {time.monotonic() - started:.0f} s", flush=True)
    tried(image, PROJECT / "eval/data/minutes")
    print("it runs")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
