"""What the vendor says when it refuses."""

from __future__ import annotations

import pytest

from simulators.netsuite import errors


@pytest.mark.parametrize(
    ("refused", "status", "code", "place"),
    [
        (errors.user_error("No.", "email"), 400, "USER_ERROR", ("o:errorPath", "email")),
        (errors.invalid_content("No."), 400, "INVALID_CONTENT", None),
        (errors.invalid_parameter("No.", "q"), 400, "INVALID_PARAMETER", ("o:errorQueryParam", "q")),
        (errors.invalid_header("No.", "Prefer"), 400, "INVALID_HEADER", ("o:errorHeader", "Prefer")),
        (errors.invalid_id("x"), 400, "INVALID_ID", ("o:errorUrl", "x")),
        (errors.no_such_record(), 404, "NONEXISTENT_ID", None),
        (errors.no_such_type("x"), 404, "NONEXISTENT_RECORD_TYPE", ("o:errorUrl", "x")),
        (errors.already_exists(), 400, "USER_ERROR", ("o:errorPath", "externalId")),
        (errors.not_allowed("POST", "term"), 405, "METHOD_NOT_ALLOWED", None),
    ],
)
def test_a_refusal_has_status_code_and_place(
    refused: errors.Refused, status: int, code: str, place: tuple[str, str] | None
) -> None:
    """The place is what is to blame: a field, a parameter, a header, or the address."""
    (detail,) = refused.details
    assert (refused.status, refused.code, detail.place) == (status, code, place)


def test_a_detail_is_told_with_its_place() -> None:
    """Under the vendor's names."""
    detail = errors.Detail("C", "text", ("o:errorPath", "a.b"))
    assert detail.as_json() == {"detail": "text", "o:errorCode": "C", "o:errorPath": "a.b"}


def test_what_is_not_simulated_is_501() -> None:
    """And says what it is."""
    assert (errors.NotSimulated("X").status, errors.NotSimulated("X").message) == (501, "X is not simulated")
