"""Requests of every kind that the description allows, and many that it doesn't: none brings the service down."""

from contextlib import suppress
from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok

from rag.service.api import build_api
from rag.service.service import Service

_BOUNDS = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)


def test_no_request_brings_the_service_down(service: Service):
    schema = schemathesis.openapi.from_asgi("/openapi.json", build_api(service))
    asked = 0
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        for mode in GenerationMode:

            @_BOUNDS
            @given(case=found.ok().as_strategy(generation_mode=mode))
            def ask(case: Case[Any]) -> None:
                nonlocal asked
                response = case.call()
                assert response.status_code < 500, (case, response.text)
                asked += 1

            with suppress(Unsatisfiable):  # what takes nothing can't be asked wrongly
                ask()
    assert asked > 100
