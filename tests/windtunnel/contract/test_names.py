"""Names as documents write them."""

from __future__ import annotations

import pytest

from windtunnel.contract.names import snake


@pytest.mark.parametrize(
    ("name", "levelled"),
    [
        ("createdAt", "created_at"),
        ("CreatedAt", "created_at"),
        ("created-at", "created_at"),
        ("HTTPStatus", "http_status"),
        ("page[size]", "page_size"),
        ("$top", "top"),
        ("@odata.nextLink", "odata_next_link"),
        ("sys_id", "sys_id"),
        ("id2", "id2"),
        ("", ""),
    ],
)
def test_all_spellings_of_a_name_are_one(name: str, levelled: str) -> None:
    """Camel, Pascal, kebab, brackets, sigils."""
    assert snake(name) == levelled
