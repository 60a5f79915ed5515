"""Values on their way in."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.salesforce.errors import Refused, ValueMismatch
from simulators.salesforce.schema import Field
from simulators.salesforce.values import READERS, read_value

from .test_schema import SCHEMA


def field_of(path: str) -> Field:
    """Return the field ``Object.Name``."""
    type_name, _, name = path.partition(".")
    field = SCHEMA.type_named(type_name).field(name)
    assert field is not None
    return field


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("Contact.LastName", "  Ada \n", "Ada"),
        ("Contact.LastName", "   ", None),
        ("Contact.DoNotCall", "true", True),
        ("Account.NumberOfEmployees", "12", 12),
        ("Account.NumberOfEmployees", 12.0, 12),
        ("Account.AnnualRevenue", 40, 40.0),
        ("Account.AnnualRevenue", "1e3", 1000.0),
        ("Contact.Birthdate", "1990-02-03T10:00:00Z", "1990-02-03"),
        ("Contact.AccountId", "0015g00000K0000", "0015g00000K0000AAB"),
        ("Invoice__c.Channels__c", "EDI; Email;EDI", "Email;EDI"),
        ("Contact.Email", "Ada@Example.com", "Ada@Example.com"),
    ],
)
def test_values_are_converted_where_they_fit(path: str, value: Any, expected: Any) -> None:
    """Text is trimmed, numbers and booleans may be text, emails keep their case."""
    found = read_value(field_of(path), value)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("Contact.LastName", 5),
        ("Contact.LastName", ["Ada"]),
        ("Contact.DoNotCall", "maybe"),
        ("Account.NumberOfEmployees", 1.5),
        ("Account.NumberOfEmployees", True),
        ("Account.AnnualRevenue", "forty"),
        ("Account.AnnualRevenue", "nan"),
        ("Contact.Birthdate", "3.2.1990"),
        ("Contact.Birthdate", 1990),
        ("Attachment.Body", "not base64!"),
    ],
)
def test_values_of_another_type_are_refused(path: str, value: Any) -> None:
    """With the field's name."""
    with pytest.raises(ValueMismatch) as refused:
        read_value(field_of(path), value)
    assert refused.value.key == path.partition(".")[2]


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("Contact.Email", "ada", "INVALID_EMAIL_ADDRESS"),
        ("Contact.AccountId", "acme", "MALFORMED_ID"),
        ("Account.NumberOfEmployees", 2**31, "NUMBER_OUTSIDE_VALID_RANGE"),
        ("Lead.Score__c", 1000, "NUMBER_OUTSIDE_VALID_RANGE"),
    ],
)
def test_values_that_fit_may_still_be_refused(path: str, value: Any, code: str) -> None:
    """Emails without a domain, texts that are no id, numbers out of range."""
    with pytest.raises(Refused) as refused:
        read_value(field_of(path), value)
    assert refused.value.code == code


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)


KINDS = sorted(kind for kind in READERS if any(field.type == kind for type in SCHEMA.types for field in type.fields))


@settings(deadline=None)
@given(st.sampled_from(KINDS), SCALARS | st.lists(SCALARS, max_size=2))
def test_any_json_value_is_read_or_refused(kind: str, value: Any) -> None:
    """Nothing else ever happens."""
    field = next(field for type in SCHEMA.types for field in type.fields if field.type == kind)
    with contextlib.suppress(Refused):
        read_value(field, value)
