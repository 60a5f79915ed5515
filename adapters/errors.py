"""Everything that can go wrong between this integration and a system.

IntegrationError
├── TransientError            try again later: the system, the network or a quota stood in the way
│   ├── SystemUnavailable     refused, reset, 5xx, or not answering before anything was sent
│   ├── QuotaExceeded         the system's quota; carries ``retry_after_seconds``
│   ├── BreakerOpen           our own circuit breaker holds the call back
│   ├── DeadlineExceeded      the caller's time budget is spent
│   └── OutcomeUnknown        sent, never answered: the effect may or may not exist; read back before sending again
├── ClientError               the system understood and refused: the same request will never succeed
│   ├── NotFound
│   ├── Conflict              somebody else changed the record first
│   └── Rejected              validation or business rule
├── DataError                 what came back cannot be trusted
│   ├── ContractError         the answer breaks the contract: names system, version and field
│   └── QualityError          well-formed but stale, incomplete or implausible
└── ConfigurationError        credentials, permissions or settings: a person must act
    └── AuthenticationFailed
"""

from __future__ import annotations


class IntegrationError(Exception):
    """Base of all errors of the integration; ``system`` is the system involved, where there is one."""

    def __init__(self, message: str, *, system: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.system = system


class TransientError(IntegrationError):
    """Trying again later can succeed."""


class SystemUnavailable(TransientError):
    """The system refused, reset or failed before it can have acted."""


class QuotaExceeded(TransientError):
    """The system's quota is used up.

    Args:
        message: what the system said.
        system: the system.
        retry_after_seconds: how long the system asks to wait, when it says so.
    """

    def __init__(self, message: str, *, system: str | None = None, retry_after_seconds: float | None = None) -> None:
        super().__init__(message, system=system)
        self.retry_after_seconds = retry_after_seconds


class BreakerOpen(TransientError):
    """The circuit breaker of this system is open; ``retry_after_seconds`` tells when it will probe again."""

    def __init__(self, message: str, *, system: str | None = None, retry_after_seconds: float = 0.0) -> None:
        super().__init__(message, system=system)
        self.retry_after_seconds = retry_after_seconds


class DeadlineExceeded(TransientError):
    """The time budget of the operation is spent."""


class OutcomeUnknown(TransientError):
    """The request was sent and no answer came: the effect may exist."""


class ClientError(IntegrationError):
    """The request is wrong; sending it again unchanged cannot succeed."""


class NotFound(ClientError):
    """The record does not exist, or is not visible to us."""


class Conflict(ClientError):
    """The record changed since it was read."""


class Rejected(ClientError):
    """The system refused the content; ``fields`` names the fields it complained about."""

    def __init__(self, message: str, *, system: str | None = None, fields: tuple[str, ...] = ()) -> None:
        super().__init__(message, system=system)
        self.fields = fields


class DataError(IntegrationError):
    """The data cannot be trusted."""


class ContractError(DataError):
    """An answer or event that breaks the contract.

    Args:
        message: what is wrong.
        system: the system that sent it.
        version: the API version that this adapter was written for.
        operation: the operation that was called, or the event that arrived.
        field: path of the offending field, ``None`` when the whole body is unusable.
    """

    def __init__(self, message: str, *, system: str, version: str, operation: str, field: str | None = None) -> None:
        place = f"{operation}: {field}" if field else operation
        super().__init__(f"{system} {version}, {place}: {message}", system=system)
        self.version = version
        self.operation = operation
        self.field = field


class QualityError(DataError):
    """A record that is well-formed but stale, incomplete or implausible; ``gate`` names the check."""

    def __init__(self, message: str, *, gate: str, system: str | None = None) -> None:
        super().__init__(message, system=system)
        self.gate = gate


class ConfigurationError(IntegrationError):
    """Settings, credentials or permissions are wrong; retrying does not help."""


class AuthenticationFailed(ConfigurationError):
    """The system does not accept our credentials."""
