"""The vendor's words for refusals."""

from __future__ import annotations

from simulators.salesforce.errors import (
    ApiError,
    Refused,
    ValueMismatch,
    not_writeable,
    required_fields_missing,
)


def test_rest_errors_call_the_code_error_code() -> None:
    """``fields`` are left out where the vendor leaves them out."""
    assert ApiError("X", "text").as_rest() == {"message": "text", "errorCode": "X"}
    assert ApiError("X", "text", ()).as_rest() == {"message": "text", "errorCode": "X", "fields": []}


def test_save_errors_call_the_code_status_code() -> None:
    """Results of many records always have fields."""
    assert ApiError("X", "text").as_save_error() == {"statusCode": "X", "message": "text", "fields": []}


def test_missing_fields_are_listed() -> None:
    """In the message and in ``fields``."""
    error = required_fields_missing(["LastName", "Company"])
    assert (error.message, error.fields) == (
        "Required fields are missing: [LastName, Company]",
        ("LastName", "Company"),
    )


def test_read_only_fields_are_listed() -> None:
    """With the advice to look at security settings."""
    error = not_writeable(["CreatedDate"])
    assert error.message.startswith("Unable to create/update fields: CreatedDate. Please check the security settings")
    assert error.fields == ("CreatedDate",)


def test_a_mismatch_tells_where_the_value_stands() -> None:
    """In JSON it is a parser error with line and column, in CSV an error of its row."""
    mismatch = ValueMismatch("Amount", "double", "VALUE_STRING", "forty")
    assert mismatch.at(1, 11).message == (
        "Cannot deserialize instance of double from VALUE_STRING value forty or request may be missing a required "
        "field at [line:1, column:11]"
    )
    assert mismatch.errors[0].code == "INVALID_TYPE_ON_FIELD_IN_RECORD"


def test_a_refusal_carries_its_first_code() -> None:
    """The journal tells it."""
    assert Refused(ApiError("A", "a"), ApiError("B", "b")).code == "A"
