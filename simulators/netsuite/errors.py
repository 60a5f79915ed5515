"""What the vendor says when it refuses, in its own words.

Refused          a problem with one or more entries of ``o:errorDetails``
OAuthRefused     a problem of the token endpoint, answered in the words of RFC 6749
NotSimulated     valid for the vendor, not built here: answered with 501

Sources of the texts: contracts/netsuite/profile.yaml, topics ``errors``, ``records`` and ``suiteql``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from windtunnel.simulator import NotBuilt, Problem

ACCESSING = "Error while accessing a resource."
LOGIN_FAILED = (
    "Invalid login attempt. For more details, see the Login Audit Trail in the NetSuite UI at Setup > Users/Roles > "
    "User Management > View Login Audit Trail."
)
TOO_MANY_REQUESTS = (
    "Concurrent request limit exceeded. Request blocked. Verify your concurrency limits at Setup > Integration > "
    "Integration Management > Integration Governance."
)
NO_SUCH_RECORD = "The record instance does not exist. Provide a valid record instance ID."


@dataclass(frozen=True, slots=True)
class Detail:
    """One entry of ``o:errorDetails``.

    Args:
        code: the vendor's code.
        text: for people.
        place: what is to blame, as one of ``o:errorPath``, ``o:errorQueryParam``, ``o:errorHeader``, ``o:errorUrl``
            and its value.
    """

    code: str
    text: str
    place: tuple[str, str] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the entry as it is sent."""
        entry = {"detail": self.text, "o:errorCode": self.code}
        return entry if self.place is None else {**entry, self.place[0]: self.place[1]}


class Refused(Problem):
    """A request that the vendor refuses.

    Args:
        details: at least one.
        status: HTTP status.
        title: of the error; the status's own by default.
        headers: further headers.
    """

    def __init__(
        self, *details: Detail, status: int = 400, title: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__("; ".join(detail.text for detail in details), code=details[0].code)
        self.details = details
        self.status = status
        self.title = title
        self.headers = dict(headers or {})


class OAuthRefused(Problem):
    """A refusal of the token endpoint."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description, code=error)
        self.error = error
        self.description = description
        self.status = status


class NotSimulated(NotBuilt):
    """Something that the vendor does and this simulator does not."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is not simulated", code="NOT_SIMULATED")


def user_error(text: str, field: str | None = None) -> Refused:
    """Return the refusal of a business rule."""
    place = ("o:errorPath", field) if field is not None else None
    return Refused(Detail("USER_ERROR", f"{ACCESSING} {text}", place))


def invalid_content(text: str, field: str | None = None) -> Refused:
    """Return the refusal of a body that says something it cannot."""
    place = ("o:errorPath", field) if field is not None else None
    return Refused(Detail("INVALID_CONTENT", text, place))


def invalid_parameter(text: str, name: str) -> Refused:
    """Return the refusal of a query parameter."""
    return Refused(Detail("INVALID_PARAMETER", text, ("o:errorQueryParam", name)))


def invalid_header(text: str, name: str) -> Refused:
    """Return the refusal of a header."""
    return Refused(Detail("INVALID_HEADER", text, ("o:errorHeader", name)))


def invalid_id(text: str) -> Refused:
    """Return the refusal of an id that cannot be one."""
    message = f"Invalid record instance identifier '{text}'. Provide a valid record instance ID."
    return Refused(Detail("INVALID_ID", message, ("o:errorUrl", text)))


def no_such_record() -> Refused:
    """Return the 404 of a record that is not there."""
    return Refused(Detail("NONEXISTENT_ID", NO_SUCH_RECORD), status=404)


def no_such_type(name: str) -> Refused:
    """Return the 404 of a record type that the account does not have."""
    text = f"Record type '{name}' does not exist. Provide a valid record type."
    return Refused(Detail("NONEXISTENT_RECORD_TYPE", text, ("o:errorUrl", name)), status=404)


def missing_values(names: str) -> Refused:
    """Return the refusal of a record without required fields."""
    return user_error(f"Please enter value(s) for: {names}")


def already_exists() -> Refused:
    """Return the refusal of an external id that is taken."""
    return user_error("This record already exists.", "externalId")


def not_allowed(method: str, name: str) -> Refused:
    """Return the 405 of a type that cannot be written."""
    text = f"The record type '{name}' does not support the {method} method."
    return Refused(Detail("METHOD_NOT_ALLOWED", text), status=405)
