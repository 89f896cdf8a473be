"""Words and phrases that the program knows, in TOML files next to what reads them."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(package: str, name: str) -> dict[str, Any]:
    """What a file of a package holds, read once; raises FileNotFoundError where there is none of that name."""
    return tomllib.loads(files(package).joinpath(name).read_text(encoding="utf-8"))
