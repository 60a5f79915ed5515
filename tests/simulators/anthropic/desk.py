"""One simulator in process, whose every answer is held against the contract."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson

from windtunnel.content.project import Project
from windtunnel.contract.document import Contract
from windtunnel.kernel.clock import SteppedClock
from windtunnel.kernel.randomness import Randomness
from windtunnel.simulator.latency import ServiceTime
from windtunnel.simulator.loader import contract_of, system_class
from windtunnel.world.http import Request, Response

ROOT = Path(__file__).resolve().parents[3]
MODEL = "claude-haiku-4-5"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "category": {"type": "string", "enum": ["billing", "delivery", "account"]},
        "confidence": {"type": "number"},
        "explanation": {"type": "string"},
    },
    "required": ["category", "confidence", "explanation"],
    "additionalProperties": False,
}
EXAMPLES = [
    {"text": "My card was charged twice", "label": "billing"},
    {"text": "Where is my parcel?", "label": "delivery"},
    {"text": "I cannot log in to my account", "label": "account"},
]
BOUNDARY = "boundary-of-a-test"


@cache
def project() -> Project:
    """Return the repository as a project."""
    return Project(ROOT)


@cache
def contract() -> Contract:
    """Return the contract."""
    return contract_of(project(), "anthropic")


@cache
def validator(pointer: str) -> Any:
    """Return the validator of one of the contract's schemas."""
    schema = contract().resolve({"$ref": pointer})
    return jsonschema_rs.Draft202012Validator(dict(contract().bundle(schema)))


class Desk:
    """Sends requests and checks what comes back.

    Args:
        limits: limits of the profile that are different here.
        latency: whether answers take time.
        options: of the system.
    """

    def __init__(self, limits: Mapping[str, float] | None = None, *, latency: bool = False, **options: Any) -> None:
        self.clock = SteppedClock()
        of = contract()
        profile = of.profile.model_copy(update={"limits": {**of.profile.limits, **(limits or {})}})
        adjusted = Contract(of.system, of.document, profile, of.file, of.folder)
        self.system: Any = system_class(project(), "anthropic")(adjusted, self.clock, Randomness(7), options)
        if latency:
            self.system.service_time = ServiceTime(profile.latency, self.system.randomness.stream("latency"))

    def send(
        self,
        method: str,
        target: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        content: bytes = b"",
    ) -> Response:
        """Send a request with JSON, or with ``content``, and return the answer, which fits the contract."""
        path, _, query = target.partition("?")
        credential = "admin_key" if path.startswith("/v1/organizations/") else "api_key"
        sent = {
            "x-api-key": self.system.credentials[credential],
            "anthropic-version": "2026-10-21",
            "host": "api.anthropic.example",
        }
        if body is not None:
            sent["content-type"], content = "application/json", orjson.dumps(body)
        sent |= headers or {}
        request = Request(method, path, query, sent, content)
        response: Response = self.system.handle(request)
        self.last = request
        fits_contract(self.system.identify(request)[0], response)
        return response

    def post(self, target: str, body: Any = None, **headers: str) -> Response:
        """Send JSON; underscores in the names of headers stand for hyphens."""
        return self.send("POST", target, body, {name.replace("_", "-"): value for name, value in headers.items()})

    def get(self, target: str) -> Response:
        """Read."""
        return self.send("GET", target)

    def delete(self, target: str) -> Response:
        """Delete."""
        return self.send("DELETE", target)

    def upload(self, name: str, data: bytes, media_type: str = "text/plain", **fields: str) -> Response:
        """Upload a file."""
        head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: {media_type}'
        parts = [f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + data + b"\r\n"]
        for field, value in fields.items():
            disposition = f'Content-Disposition: form-data; name="{field}"'
            parts.append(f"--{BOUNDARY}\r\n{disposition}\r\n\r\n{value}\r\n".encode())
        content = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
        headers = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
        return self.send("POST", "/v1/files", headers=headers, content=content)

    def ask(self, said: Any = "My card was charged twice", **more: Any) -> Response:
        """Ask for a message."""
        return self.post("/v1/messages", message_body(said, **more))

    def batch(self, *params: Mapping[str, Any]) -> Any:
        """Start a batch and return it."""
        requests = [{"custom_id": f"request-{number}", "params": each} for number, each in enumerate(params)]
        return self.post("/v1/messages/batches", {"requests": requests}).json()


def message_body(said: Any = "My card was charged twice", **more: Any) -> dict[str, Any]:
    """Return the body of a message; ``None`` leaves a member out."""
    body = {"model": MODEL, "max_tokens": 1024, "messages": [{"role": "user", "content": said}], **more}
    return {name: value for name, value in body.items() if value is not None}


def held_to(schema: Any = None) -> dict[str, Any]:
    """Return the ``output_config`` of a structured answer."""
    return {"format": {"type": "json_schema", "schema": SCHEMA if schema is None else schema}}


def tool(name: str = "find_order", **more: Any) -> dict[str, Any]:
    """Return a tool."""
    schema = {"type": "object", "properties": {"number": {"type": "string"}}, "required": ["number"]}
    return {"name": name, "input_schema": schema, **more}


def events(response: Response) -> list[Any]:
    """Return the events of a stream; the name of each is its type."""
    found: list[Any] = []
    for frame in response.whole_body().split(b"\n\n"):
        if frame:
            name, data = frame.split(b"\n")
            event = orjson.loads(data.removeprefix(b"data: "))
            assert name == b"event: " + event["type"].encode()
            found.append(event)
    return found


def text_of(response: Response) -> str:
    """Return the text of a message."""
    return "".join(block["text"] for block in response.json()["content"] if block["type"] == "text")


def message_of(response: Response) -> str:
    """Return what an error says."""
    assert response.status >= 400, response.body
    return str(response.json()["error"]["message"])


def fits_contract(operation_id: str, response: Response) -> None:
    """Assert that an answer is one that the contract describes.

    Raises:
        AssertionError: its status or its body is not.
    """
    request_id = response.header("request-id") or ""
    assert request_id.startswith("req_")
    if response.status >= 400:
        validator("#/components/schemas/ErrorResponse").validate(response.json())
        assert response.json()["request_id"] == request_id
        return
    pointer = _pointer(operation_id, response)
    if response.chunks is not None:
        contents = events(response)
    elif "jsonl" in pointer:
        contents = [orjson.loads(line) for line in response.body.splitlines()]
    else:
        contents = [response.json()]
    for content in contents:
        validator(pointer).validate(content)


def _pointer(operation_id: str, response: Response) -> str:
    operation = contract().operations[operation_id]
    media = (response.header("content-type") or "").partition(";")[0]
    assert media in operation.raw["responses"][str(response.status)]["content"], (operation_id, response.status, media)
    base = f"#/paths/{operation.path.replace('/', '~1')}/{operation.method.lower()}/responses/{response.status}"
    return f"{base}/content/{media.replace('/', '~1')}/schema"
