"""What the vendor says when it refuses, in its own words.

Refused             a problem with one or more entries of the vendor's error array
├── ValueMismatch   a JSON value that does not fit the type of its field
└── OAuthRefused    a problem of the OAuth endpoints, answered with an object instead of an array
NotSimulated        valid for the vendor, not built here: answered with 501

Sources of the texts: contracts/salesforce/profile.yaml, topic ``errors``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from windtunnel.simulator import NotBuilt, Problem

RESOURCE_MISSING = "The requested resource does not exist"
SESSION_INVALID = "Session expired or invalid"


@dataclass(frozen=True, slots=True)
class ApiError:
    """One entry of an error array.

    Args:
        code: the vendor's code.
        message: for people.
        fields: API names of the fields concerned; ``None`` leaves the key out of REST errors.
        extra: further keys.
    """

    code: str
    message: str
    fields: tuple[str, ...] | None = None
    extra: tuple[tuple[str, Any], ...] = ()

    def as_rest(self) -> dict[str, Any]:
        """Return the entry as the REST API words it."""
        entry: dict[str, Any] = {"message": self.message, "errorCode": self.code}
        if self.fields is not None:
            entry["fields"] = list(self.fields)
        return entry | dict(self.extra)

    def as_save_error(self) -> dict[str, Any]:
        """Return the entry as results of collections, trees and bulk rows word it."""
        return {"statusCode": self.code, "message": self.message, "fields": list(self.fields or ())}


class Refused(Problem):
    """A request, or one record of it, that the vendor refuses.

    Args:
        errors: the entries of the error array, at least one.
        status: HTTP status when it is the whole request.
    """

    def __init__(self, *errors: ApiError, status: int = 400) -> None:
        super().__init__("; ".join(error.message for error in errors), code=errors[0].code)
        self.errors = errors
        self.status = status


class ValueMismatch(Refused):
    """A value of another type than its field.

    Args:
        key: name of the field in the body.
        wanted: the vendor's name of the type.
        found: the JSON token that was found (``VALUE_STRING``).
        value: what was sent.
    """

    def __init__(self, key: str, wanted: str, found: str, value: object) -> None:
        message = f"value not of required type: {value}"
        super().__init__(ApiError("INVALID_TYPE_ON_FIELD_IN_RECORD", f"{key}: {message}", (key,)))
        self.key = key
        self._text = f"Cannot deserialize instance of {wanted} from {found}" + (
            f" value {value}" if value != "" else ""
        )

    def at(self, line: int, column: int) -> ApiError:
        """Return the error of a JSON body in which the value stands at ``line`` and ``column``."""
        place = f"[line:{line}, column:{column}]"
        return ApiError("JSON_PARSER_ERROR", f"{self._text} or request may be missing a required field at {place}")


class OAuthRefused(Problem):
    """A refusal of an OAuth endpoint."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description, code=error)
        self.error = error
        self.description = description
        self.status = status


class NotSimulated(NotBuilt):
    """Something that the vendor does and this simulator does not."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is not simulated", code="NOT_SIMULATED")


def refusal(code: str, message: str, *fields: str, status: int = 400) -> Refused:
    """Return a refusal with one entry; ``fields`` are always there, perhaps empty."""
    return Refused(ApiError(code, message, fields), status=status)


def bare_refusal(code: str, message: str, status: int = 400) -> Refused:
    """Return a refusal with one entry that has no ``fields``."""
    return Refused(ApiError(code, message), status=status)


def not_found(message: str = RESOURCE_MISSING) -> Refused:
    """Return the 404 of a resource, object or record that never was."""
    return bare_refusal("NOT_FOUND", message, 404)


def not_an_id(text: str) -> Refused:
    """Return the 404 of a path segment that is no id and no external id field."""
    return not_found(f"Provided external ID field does not exist or is not accessible: {text}")


def entity_deleted() -> Refused:
    """Return the 404 of a record in the recycle bin."""
    return refusal("ENTITY_IS_DELETED", "entity is deleted", status=404)


def required_fields_missing(names: Sequence[str]) -> ApiError:
    """Return the error of a create without required fields."""
    return ApiError("REQUIRED_FIELD_MISSING", f"Required fields are missing: [{', '.join(names)}]", tuple(names))


def no_such_column(name: str, object_name: str) -> Refused:
    """Return the error of a write to an unknown field."""
    return bare_refusal("INVALID_FIELD", f"No such column '{name}' on sobject of type {object_name}")


def not_writeable(names: Iterable[str]) -> ApiError:
    """Return the error of a write to read-only fields."""
    listed = tuple(names)
    return ApiError(
        "INVALID_FIELD_FOR_INSERT_UPDATE",
        f"Unable to create/update fields: {', '.join(listed)}. Please check the security settings of this "
        "field and verify that it is read/write for your profile or permission set.",
        listed,
    )


def json_parser_error(message: str) -> Refused:
    """Return the error of a body that cannot be read."""
    return bare_refusal("JSON_PARSER_ERROR", message)


def limit_exceeded(message: str, code: str = "LIMIT_EXCEEDED") -> Refused:
    """Return the error of a request with more parts than the vendor takes at once."""
    return bare_refusal(code, message)
