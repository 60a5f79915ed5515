"""Answers in the vendor's format."""

from __future__ import annotations

import pytest

from simulators.netsuite.answers import error_type, refusal
from simulators.netsuite.errors import Detail

from .tenant import Tenant


@pytest.mark.parametrize(
    ("status", "document", "address"),
    [
        (400, "rfc9110", "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.1"),
        (404, "rfc9110", "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.5"),
        (429, "rfc9110", "https://www.rfc-editor.org/rfc/rfc6585.html#section-4"),
        (503, "rfc9110", "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.6.4"),
        (400, "rfc2616", "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html#sec10.4.1"),
        (500, "rfc2616", "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html#sec10.5.1"),
    ],
)
def test_an_error_points_to_the_section_of_its_status(status: int, document: str, address: str) -> None:
    """Of the document that the account's release points into."""
    assert error_type(status, document) == address


def test_an_error_says_what_and_where() -> None:
    """In the vendor's media type; the title is the status's own."""
    response = refusal([Detail("USER_ERROR", "No.", ("o:errorPath", "email"))], 400, headers=[("Location", "/x")])
    assert response.header("Content-Type") == "application/vnd.oracle.resource+json; type=error"
    assert response.header("Location") == "/x"
    assert response.json()["title"] == "Bad Request"
    assert response.json()["o:errorDetails"] == [{"detail": "No.", "o:errorCode": "USER_ERROR", "o:errorPath": "email"}]


def test_a_page_links_to_its_neighbours(tenant: Tenant) -> None:
    """Other parameters stay; the ends have no link beyond themselves."""
    for number in range(5):
        tenant.vendor(entityId=f"V{number}")
    links = {
        link["rel"]: link["href"] for link in tenant.get("vendor?q=isInactive%20IS%20false&limit=2&offset=2")["links"]
    }
    assert sorted(links) == ["first", "last", "next", "prev", "self"]
    assert links["next"].endswith("/vendor?q=isInactive%20IS%20false&limit=2&offset=4")
    assert links["last"].endswith("limit=2&offset=6")
    ends = [[link["rel"] for link in tenant.get(f"vendor?limit=7&offset={offset}")["links"]] for offset in (0, 7)]
    assert ends == [["self"], ["self", "first", "prev"]]
