"""What Anthropic refuses, in its own words and its envelope.

Problem
├── Refused              a message with its type
│   └── Unauthorized     no key, or a wrong one
└── the kit's problems   put into words by ``reworded``
"""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import MalformedBody, MethodNotAllowed, NotBuilt, Problem, UnknownRoute
from windtunnel.world.http import Response, json_response

INVALID = "invalid_request_error"
NOT_JSON = "The request body is not valid JSON: {fault}"
OVERLOADED = "Overloaded"
SERVER_ERROR = "Internal server error"
TOO_FAST = (
    "This request would exceed your organization's acceleration limit. Please increase your usage gradually and keep it"
    " steady, or try again later."
)
NO_CREDIT = (
    "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase"
    " credits."
)
FRONT_DOOR: dict[int, tuple[str, str]] = {
    400: (INVALID, "The request could not be understood."),
    401: ("authentication_error", "invalid x-api-key"),
    402: ("billing_error", NO_CREDIT),
    403: ("permission_error", "Request not allowed"),
    404: ("not_found_error", "Not found"),
    408: ("timeout_error", "Request timed out"),
    409: ("conflict_error", "The resource was changed by another request."),
    413: ("request_too_large", "Request exceeds the maximum allowed number of bytes."),
    429: ("rate_limit_error", "Number of requests has exceeded your per-minute rate limit."),
    504: ("timeout_error", "Request timed out"),
    529: ("overloaded_error", OVERLOADED),
}
"""Type and message by status, for failures that no request has caused; any other is an ``api_error``."""
RETRIED = frozenset({408, 429, 500, 502, 503, 504, 529})


class Refused(Problem):
    """The vendor says no.

    Args:
        message: in the vendor's words.
        status: of the answer.
        kind: the member ``type`` of the error; the status's own when ``None``.
        code: the member ``details.error_code``.
        retry: what ``x-should-retry`` says; by the status when ``None``.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str | None = None,
        code: str | None = None,
        retry: bool | None = None,
    ) -> None:
        super().__init__(message, code=code)
        self.status = status
        self.kind = kind or kind_of(status)
        self.retry = status in RETRIED if retry is None else retry

    @property
    def error(self) -> dict[str, Any]:
        """The member ``error`` of the envelope."""
        details = {"details": {"error_code": self.code}} if self.code else {}
        return {"type": self.kind, "message": self.message, **details}


class Unauthorized(Refused):
    """The key is missing or wrong."""

    def __init__(self, message: str) -> None:
        super().__init__(message, status=401)


def kind_of(status: int) -> str:
    """Return the type of error that goes with a status."""
    return FRONT_DOOR.get(status, ("api_error", ""))[0]


def body_of(refused: Refused, request_id: str) -> dict[str, Any]:
    """Return the envelope that reports ``refused``."""
    return {"type": "error", "error": refused.error, "request_id": request_id}


def envelope(refused: Refused, request_id: str) -> Response:
    """Return the answer that reports ``refused``."""
    headers = [("request-id", request_id), ("x-should-retry", "true" if refused.retry else "false")]
    return json_response(body_of(refused, request_id), refused.status, headers, charset=False)


def not_found(message: str) -> Refused:
    """Return the refusal of a thing that does not exist."""
    return Refused(message, status=404)


def unknown_model(name: str) -> Refused:
    """Return the refusal of a model that does not exist, or not any more."""
    return not_found(f"model: {name}")


def not_built(what: str, code: str | None = None) -> Refused:
    """Return the refusal of what the vendor does and this simulator does not, with the vendor's own ``code`` for it."""
    return Refused(f"{what} is not simulated", status=501, kind="not_implemented_error", code=code)


def failing(status: int) -> Refused:
    """Return what the front door says when it fails with ``status``."""
    kind, message = FRONT_DOOR.get(status, ("api_error", SERVER_ERROR))
    return Refused(message, status=status, kind=kind)


def reworded(problem: Problem) -> Refused:
    """Return a problem of the kit in the vendor's words."""
    if isinstance(problem, Refused):
        return problem
    if isinstance(problem, UnknownRoute):
        return not_found("Not found")
    if isinstance(problem, MethodNotAllowed):
        return Refused("Method Not Allowed", status=405, kind=INVALID)
    if isinstance(problem, MalformedBody):
        return Refused(NOT_JSON.format(fault="cannot be parsed"))
    if isinstance(problem, NotBuilt):
        return Refused(problem.message, status=501, kind="not_implemented_error")
    return failing(problem.status)
