"""The files by which it is deployed name settings that there are, and images of one version each."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from rag.settings import Settings

PROJECT = Path(__file__).parents[1]
COMPOSE = ("compose.yaml", "compose.server.yaml")
CHART = PROJECT / "docs" / "chart"
FILES = [
    *(PROJECT / name for name in ("Dockerfile", *COMPOSE)),
    *CHART.rglob("*.yaml"),
    PROJECT / "docs/minutebook.service",
]


@pytest.fixture(params=COMPOSE)
def compose(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((PROJECT / request.param).read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_setting_is_one_that_there_is(file: Path):
    known = {f"MINUTEBOOK_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"MINUTEBOOK_[A-Z_]*[A-Z]", file.read_text(encoding="utf-8"))) <= known


def images() -> Iterator[str]:
    for name in COMPOSE:
        for service in yaml.safe_load((PROJECT / name).read_text(encoding="utf-8"))["services"].values():
            yield service["image"]
    yield yaml.safe_load((CHART / "values.yaml").read_text(encoding="utf-8"))["image"]
    yield from re.findall(r"(?m)^FROM (\S+)", (PROJECT / "Dockerfile").read_text(encoding="utf-8"))


def test_every_image_is_of_one_version():
    assert [one for one in images() if not re.search(r":v?\d+\.\d+", one)] == []


def test_what_a_service_leans_on_is_there(compose: dict[str, Any]):
    services, volumes = compose["services"], set(compose["volumes"])
    for service in services.values():
        assert set(service.get("depends_on", ())) <= services.keys()
        named = {one.partition(":")[0] for one in service.get("volumes", ()) if one[0] not in "./$"}
        assert named <= volumes
        mounted = [one.partition(":")[0] for one in service.get("volumes", ()) if one.startswith("./")]
        assert [one for one in mounted if not (PROJECT / one).exists()] == []


def test_our_own_services_write_to_their_volumes_alone_and_gain_no_rights(compose: dict[str, Any]):
    for service in compose["services"].values():
        if service["image"].startswith("minutebook"):
            assert service["read_only"]
            assert service["cap_drop"] == ["ALL"]
            assert service["security_opt"] == ["no-new-privileges:true"]


def test_nothing_but_the_proxy_and_the_desk_can_be_reached_from_outside(compose: dict[str, Any]):
    reached = {name: one["ports"] for name, one in compose["services"].items() if "ports" in one}
    assert reached in ({"page": ["127.0.0.1:7860:7860"]}, {"caddy": ["80:80", "443:443"]})
