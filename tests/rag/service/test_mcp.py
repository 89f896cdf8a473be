from collections.abc import Callable, Mapping
from typing import Any

import anyio
import pytest
from fastapi.testclient import TestClient
from mcp import Client

from rag.service.api import build_api
from rag.service.mcp import ServiceRecords, mcp_routes, mcp_server
from rag.service.service import Service

TOOLS: dict[str, dict[str, Any]] = {
    "ask": {"question": "What did the wall cost?", "history": ["Which wall?"], "as_of": "2024-12-31"},
    "search": {"words": "wall", "limit": 1},
    "show": {"paragraph_id": "wall.txt-1"},
    "thread": {"words": "wall"},
    "meetings": {"words": "wall"},
    "decisions": {"outcome": "carried"},
}
Call = Callable[[str, Mapping[str, Any]], Any]


@pytest.fixture
def call(service: Service) -> Call:
    """`call(tool, arguments)` gives what a client of the protocol gets of a tool."""

    def once(tool: str, arguments: Mapping[str, Any]) -> Any:
        async def asked() -> Any:
            async with Client(mcp_server(ServiceRecords(service))) as client:
                return await client.call_tool(tool, dict(arguments))

        return anyio.run(asked)

    return once


def test_a_client_lists_and_calls_every_tool(service: Service):
    async def listed_and_called() -> dict[str, Any]:
        async with Client(mcp_server(ServiceRecords(service))) as client:
            tools = (await client.list_tools()).tools
            assert {tool.name for tool in tools} == set(TOOLS)
            assert all(tool.description and tool.annotations and tool.annotations.read_only_hint for tool in tools)
            return {tool.name: await client.call_tool(tool.name, TOOLS[tool.name]) for tool in tools}

    results = anyio.run(listed_and_called)
    assert not [name for name, result in results.items() if result.is_error]
    answer = results["ask"].structured_content
    assert (answer["status"], answer["citations"][0]["paragraph_id"]) == ("answered", "wall.txt-1")
    assert "£450" in results["show"].structured_content["text"]
    assert results["search"].structured_content["found"][0]["paragraph"]["paragraph_id"] == "wall.txt-1"
    assert results["meetings"].structured_content["total"] == 1


def test_a_question_goes_on_with_its_bounds(service: Service, call: Call):
    call("ask", TOOLS["ask"])
    asked = service.assistant.asked[-1]  # type: ignore[attr-defined]
    assert (asked.history, asked.as_of, asked.body) == (("Which wall?",), "2024-12-31", None)


@pytest.mark.parametrize(
    ("tool", "arguments", "why"),
    [
        ("show", {"paragraph_id": "gone"}, "'gone'"),
        ("decisions", {"outcome": "maybe"}, "outcome"),
        ("meetings", {"limit": 100_000}, "limit"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(call: Call, tool: str, arguments: Mapping[str, Any], why: str):
    result = call(tool, arguments)
    assert result.is_error
    assert why in result.content[0].text


def test_the_service_takes_the_protocol_over_http(service: Service):
    api = build_api(service, routers=[mcp_routes(service)])
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "show", "arguments": TOOLS["show"]}}
    headers = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}
    with TestClient(api, base_url="http://127.0.0.1:7860") as client:
        response = client.post("/mcp", json=asked, headers=headers)
        assert response.status_code == 200
        assert "£450" in response.json()["result"]["structuredContent"]["text"]
        assert client.post("/mcp", json=asked, headers={**headers, "Host": "evil.example"}).status_code == 421
        assert client.get("/healthz").json() == {"status": "ok"}
