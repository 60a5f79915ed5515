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
SCHEMA = {
    "type": "object",
    "properties": {
        "category": {"type": "string", "enum": ["billing", "delivery", "account"]},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
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
    return contract_of(project(), "openai")


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
        self.system: Any = system_class(project(), "openai")(adjusted, self.clock, Randomness(7), options)
        if latency:
            self.system.service_time = ServiceTime(profile.latency, self.system.randomness.stream("latency"))

    @property
    def key(self) -> str:
        """The API key."""
        return str(self.system.credentials["api_key"])

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
        sent = {"authorization": f"Bearer {self.key}", "host": "api.openai.example"}
        if body is not None:
            sent["content-type"], content = "application/json", orjson.dumps(body)
        sent |= headers or {}
        request = Request(method, f"/v1{path}", query, sent, content)
        response: Response = self.system.handle(request)
        self.last = request
        fits_contract(self.system.identify(request)[0], response)
        return response

    def post(self, target: str, body: Any = None, **headers: str) -> Response:
        """Send JSON."""
        return self.send("POST", target, body, headers)

    def get(self, target: str) -> Response:
        """Read."""
        return self.send("GET", target)

    def delete(self, target: str) -> Response:
        """Delete."""
        return self.send("DELETE", target)

    def form(self, target: str, **fields: str | tuple[str, bytes]) -> Response:
        """Send a form; a pair is a file's name and content. ``__`` in a name opens a bracket."""
        parts = [_part(name, value) for name, value in fields.items()]
        content = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
        return self.send(
            "POST", target, headers={"content-type": f"multipart/form-data; boundary={BOUNDARY}"}, content=content
        )

    def chat(self, said: str = "My card was charged twice", **more: Any) -> Response:
        """Ask for a chat completion."""
        return self.post("/chat/completions", chat_body(said, **more))

    def respond(self, given: Any = "My card was charged twice", **more: Any) -> Response:
        """Ask for a response."""
        return self.post("/responses", {"model": "gpt-4o-mini", "input": given, **more})

    def ended(self, given: Any = "hello", **more: Any) -> Any:
        """Return a background response at its end."""
        identifier = self.respond(given, background=True, **more).json()["id"]
        self.clock.advance(3600 if more.get("store", True) else 60)
        return self.get(f"/responses/{identifier}").json()


def chat_body(said: str = "My card was charged twice", **more: Any) -> dict[str, Any]:
    """Return the body of a chat completion."""
    return {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": said}], **more}


def classification(schema: Any = None, *, strict: bool = True, name: str = "triage") -> dict[str, Any]:
    """Return the ``response_format`` of a structured classification."""
    described = {"name": name, "strict": strict, "schema": SCHEMA if schema is None else schema}
    return {"type": "json_schema", "json_schema": described}


def flat_classification(schema: Any = None, *, strict: bool = True) -> dict[str, Any]:
    """Return the ``text`` of a structured response."""
    return {"format": {"type": "json_schema", "name": "triage", "strict": strict, "schema": schema or SCHEMA}}


def tool(name: str = "find_order", **more: Any) -> dict[str, Any]:
    """Return a function of a chat completion."""
    parameters = {"type": "object", "properties": {"number": {"type": "string"}}, "required": ["number"]}
    return {"type": "function", "function": {"name": name, "parameters": parameters, **more}}


def flat_tool(name: str = "find_order", **more: Any) -> dict[str, Any]:
    """Return a function of a response."""
    return {"type": "function", **tool(name)["function"], **more}


def frames(response: Response) -> list[Any]:
    """Return the data of a stream's frames, ``[DONE]`` as text."""
    found: list[Any] = []
    for frame in response.whole_body().split(b"\n\n"):
        for line in frame.split(b"\n"):
            if line.startswith(b"data: "):
                found.append("[DONE]" if line == b"data: [DONE]" else orjson.loads(line[6:]))
    return found


def error_of(response: Response) -> Any:
    """Return the four keys of an error."""
    assert response.status >= 400, response.body
    return response.json()["error"]


def fits_contract(operation_id: str, response: Response) -> None:
    """Assert that an answer is one that the contract describes.

    Raises:
        AssertionError: its status or its body is not.
    """
    assert (response.header("x-request-id") or "").startswith("req_")
    if response.status >= 400:
        validator("#/components/schemas/ErrorResponse").validate(response.json())
        return
    pointer = _pointer(operation_id, response)
    if "octet-stream" in pointer:
        return
    contents = [response.json()] if response.chunks is None else [each for each in frames(response) if each != "[DONE]"]
    for content in contents:
        if "error" not in content or content["error"] is None or "object" in content:
            validator(pointer).validate(content)


def _pointer(operation_id: str, response: Response) -> str:
    operation = contract().operations[operation_id]
    media = (response.header("content-type") or "").partition(";")[0]
    path = operation.path.removeprefix("/v1").replace("/", "~1")
    described = operation.raw["responses"][str(response.status)]
    base = described.get("$ref") or f"#/paths/{path}/{operation.method.lower()}/responses/{response.status}"
    assert media in contract().resolve({"$ref": base})["content"], (operation_id, response.status, media)
    return f"{base}/content/{media.replace('/', '~1')}/schema"


def _part(name: str, value: str | tuple[str, bytes]) -> bytes:
    field, bracket, inner = name.partition("__")
    shown = f"{field}[{inner}]" if bracket else field
    filename, content = ("", value.encode()) if isinstance(value, str) else value
    disposition = f'form-data; name="{shown}"' + (f'; filename="{filename}"' if filename else "")
    return f"--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\n\r\n".encode() + content + b"\r\n"
