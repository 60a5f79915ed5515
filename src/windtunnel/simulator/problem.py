"""What a simulator can find wrong with a request. Each vendor turns these into its own error envelope.

Problem
├── NotAuthenticated     no credentials, wrong ones, expired or revoked ones
├── NotPermitted         known caller, not allowed
├── UnknownRoute         no such path
├── MethodNotAllowed     the path exists, not with this method
├── RecordNotFound       no such record
├── MalformedBody        the body is not what its content type says
├── UnsupportedMedia     the operation does not take this content type
├── InvalidInput         fields that are missing or wrong
├── Conflicting          the record changed, or already exists
├── PreconditionFailed   If-Match and its like
├── TooLarge             more than the vendor takes at once
├── QuotaExhausted       a quota is used up
├── NotBuilt             the contract has the operation, the simulator does not: 501
└── Refusal              the vendor's answer, verbatim
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from windtunnel.world.http import Response

    from .quotas.meters import Allowance


class Problem(Exception):
    """Base of all problems; ``status`` is the HTTP status that most vendors use for it."""

    status = 400

    def __init__(self, message: str = "", *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class NotAuthenticated(Problem):
    """The caller is not known; ``reason`` tells why."""

    status = 401

    def __init__(
        self,
        reason: Literal["missing", "invalid", "expired", "revoked"] = "invalid",
        message: str = "",
        *,
        code: str | None = None,
    ) -> None:
        super().__init__(message or f"credentials are {reason}", code=code)
        self.reason = reason


class NotPermitted(Problem):
    """The caller is known but may not do this."""

    status = 403


class UnknownRoute(Problem):
    """Nothing is served at this path."""

    status = 404


class MethodNotAllowed(Problem):
    """The path is served with other methods, ``allowed``."""

    status = 405

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(f"allowed: {', '.join(allowed)}")
        self.allowed = allowed


class RecordNotFound(Problem):
    """No record of ``kind`` has the id ``record_id``."""

    status = 404

    def __init__(self, kind: str, record_id: str) -> None:
        super().__init__(f"{kind} {record_id} does not exist")
        self.kind = kind
        self.record_id = record_id


class MalformedBody(Problem):
    """The body cannot be parsed."""


class UnsupportedMedia(Problem):
    """The operation does not take this content type."""

    status = 415


@dataclass(frozen=True)
class FieldError:
    """One thing wrong with one field; ``field`` is a dotted path."""

    field: str
    code: str
    message: str


class InvalidInput(Problem):
    """One or more fields are missing or wrong."""

    status = 422

    def __init__(self, *errors: FieldError) -> None:
        told = (f"{error.field}: {error.message}" if error.field else error.message for error in errors)
        super().__init__("; ".join(told))
        self.errors = errors


class Conflicting(Problem):
    """The record changed since it was read, or already exists."""

    status = 409


class PreconditionFailed(Problem):
    """A conditional request whose condition does not hold."""

    status = 412


class TooLarge(Problem):
    """More than the vendor accepts in one request."""

    status = 413


class QuotaExhausted(Problem):
    """A quota is used up; ``allowance`` says which and until when."""

    status = 429

    def __init__(self, allowance: Allowance) -> None:
        super().__init__(f"quota {allowance.quota.name} is exhausted")
        self.allowance = allowance


class NotBuilt(Problem):
    """The simulator does not do this; answered with 501, never faked."""

    status = 501


class Refusal(Problem):
    """A refusal that the vendor code has already put into words."""

    def __init__(self, response: Response) -> None:
        super().__init__(f"refused with {response.status}")
        self.response = response
        self.status = response.status
