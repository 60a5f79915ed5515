"""Errors of the fault proxy: what the control API answers.

ControlError (a WindtunnelError)  carries the HTTP status
├── BadBodyError           400 bad request body
├── MissingFieldError      400 missing required field
├── InvalidStreamError     400
├── InvalidToxicTypeError  400
├── ProxyNotFoundError     404
├── ToxicNotFoundError     404
├── ProxyExistsError       409
├── ToxicExistsError       409
└── ListenError            500 an address that cannot be listened on
"""

from __future__ import annotations

from windtunnel.kernel.errors import WindtunnelError


class ControlError(WindtunnelError):
    """A control request that is refused.

    Args:
        message: what the answer's ``error`` says.
        status: the HTTP status; by default the one of the kind of error.
    """

    status = 500

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        if status is not None:
            self.status = status

    def answer(self) -> dict[str, object]:
        """Return what the control API answers."""
        return {"error": self.message, "status": self.status}


class BadBodyError(ControlError):
    """The body is not JSON, or not the JSON that was expected."""

    status = 400

    def __init__(self, detail: str) -> None:
        super().__init__(f"bad request body: {detail}")


class MissingFieldError(ControlError):
    """A field that has no default is absent or empty."""

    status = 400

    def __init__(self, field: str) -> None:
        super().__init__(f"missing required field: {field}")


class InvalidStreamError(ControlError):
    """A toxic is neither upstream nor downstream."""

    status = 400

    def __init__(self) -> None:
        super().__init__("stream was invalid, can be either upstream or downstream")


class InvalidToxicTypeError(ControlError):
    """No toxic is called that."""

    status = 400

    def __init__(self) -> None:
        super().__init__("invalid toxic type")


class ProxyNotFoundError(ControlError):
    """No proxy has that name."""

    status = 404

    def __init__(self) -> None:
        super().__init__("proxy not found")


class ToxicNotFoundError(ControlError):
    """The proxy has no toxic of that name."""

    status = 404

    def __init__(self) -> None:
        super().__init__("toxic not found")


class ProxyExistsError(ControlError):
    """The name is taken."""

    status = 409

    def __init__(self) -> None:
        super().__init__("proxy already exists")


class ToxicExistsError(ControlError):
    """The name is taken in that proxy."""

    status = 409

    def __init__(self) -> None:
        super().__init__("toxic already exists")


class ListenError(ControlError):
    """An address cannot be understood, resolved or bound."""

    status = 500
