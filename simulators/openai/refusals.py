"""What OpenAI refuses, in its own words and its envelope of four keys.

Problem
├── Refused              a message with type, param and code
│   └── Unauthorized     no key, or a wrong one
└── the kit's problems   put into words by ``reworded``
"""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import (
    MalformedBody,
    MethodNotAllowed,
    NotBuilt,
    Problem,
    UnknownRoute,
)
from windtunnel.world.http import Request, Response, json_response

INVALID = "invalid_request_error"
NOT_SIMULATED = 501
NOT_JSON = (
    "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library"
    " correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON. If you have trouble"
    " figuring out how to fix this, please contact us through our help center at help.openai.com.)"
)
SERVER_ERROR = (
    "The server had an error while processing your request. Sorry about that! You can retry your request, or contact"
    " us through our help center at help.openai.com if the error persists. (Please include the request ID {request_id}"
    " in your message.)"
)
OVERLOADED = "Our servers are currently overloaded. Please try again later."
SLOW_DOWN = (
    "Your requests have grown too fast. Please reduce your request rate to its original level, keep it there for some"
    " minutes, and then increase it gradually."
)
OUT_OF_MONEY = (
    "You exceeded your current quota, please check your plan and billing details. For more information on this error,"
    " read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors."
)
FRONT_DOOR: dict[int, tuple[str, str | None, str]] = {
    400: (INVALID, None, "The request could not be understood."),
    401: (INVALID, "invalid_api_key", "Incorrect API key provided."),
    403: (
        "request_forbidden",
        "unsupported_country_region_territory",
        "Country, region, or territory not supported",
    ),
    404: (INVALID, None, "The requested resource was not found."),
    408: (INVALID, None, "The request timed out."),
    409: (INVALID, None, "The resource was changed by another request. Please retry your request."),
    413: (INVALID, None, "The request is larger than allowed."),
    422: (INVALID, None, "The request was well-formed and could not be processed."),
    429: ("requests", "rate_limit_exceeded", "Rate limit reached for requests. Please try again later."),
    503: ("service_unavailable_error", "server_is_overloaded", OVERLOADED),
}
"""Type, code and message by status, for failures that no request has caused."""


class Refused(Problem):
    """The vendor says no.

    Args:
        message: in the vendor's words.
        status: of the answer.
        kind: the member ``type``.
        param: the part of the request that is wrong.
        code: the member ``code``.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = INVALID,
        param: str | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(message, code=code)
        self.status = status
        self.kind = kind
        self.param = param

    @property
    def error(self) -> dict[str, Any]:
        """The four keys."""
        return {"message": self.message, "type": self.kind, "param": self.param, "code": self.code}


class Unauthorized(Refused):
    """The key is missing or wrong."""

    def __init__(self, message: str, code: str | None) -> None:
        super().__init__(message, status=401, code=code)


def envelope(refused: Refused) -> Response:
    """Return the answer that reports ``refused``; the vendor's clients do not try again what is not simulated."""
    response = json_response({"error": refused.error}, refused.status, charset=False)
    if refused.status == NOT_SIMULATED:
        response.set_header("x-should-retry", "false")
    return response


def not_found(message: str, param: str | None = None) -> Refused:
    """Return the refusal of an object that does not exist."""
    return Refused(message, status=404, param=param)


def unknown_model(name: str) -> Refused:
    """Return the refusal of a model that does not exist, is gone, or is not the caller's."""
    return Refused(
        f"The model `{name}` does not exist or you do not have access to it.",
        status=404,
        code="model_not_found",
    )


def missing_parameter(name: str) -> Refused:
    """Return the refusal of a request without a parameter that it needs."""
    return Refused(f"Missing required parameter: '{name}'.", param=name, code="missing_required_parameter")


def unsupported_parameter(name: str, instead: str = "") -> Refused:
    """Return the refusal of a parameter that the model does not take."""
    hint = f" Use '{instead}' instead." if instead else ""
    return Refused(
        f"Unsupported parameter: '{name}' is not supported with this model.{hint}",
        param=name,
        code="unsupported_parameter",
    )


def failing(status: int, request_id: str) -> Refused:
    """Return what the front door says when it fails with ``status``."""
    kind, code, message = FRONT_DOOR.get(status, ("server_error", None, SERVER_ERROR))
    return Refused(message.format(request_id=request_id), status=status, kind=kind, code=code)


def reworded(problem: Problem, request: Request, request_id: str) -> Refused:
    """Return a problem of the kit in the vendor's words."""
    if isinstance(problem, Refused):
        return problem
    if isinstance(problem, UnknownRoute):
        return Refused(f"Invalid URL ({request.method} {request.path})", status=404)
    if isinstance(problem, MethodNotAllowed):
        message = f"Not allowed to {request.method} on {request.path}."
        return Refused(message, status=405, code="method_not_supported")
    if isinstance(problem, MalformedBody):
        return Refused(NOT_JSON)
    if isinstance(problem, NotBuilt):
        return Refused(problem.message, status=NOT_SIMULATED, kind="not_implemented_error")
    return failing(problem.status, request_id)
