"""request-body-media-type-removed."""

from __future__ import annotations

from ..drifting import get, post, status


def test_the_content_type_is_refused() -> None:
    """Other types, and requests without a body, are taken."""
    options = {"operations": ["CreateTicket", "ListTickets"]}
    assert status("request-body-media-type-removed", post({"id": 1}), **options) == 415
    assert status("request-body-media-type-removed", post({}), media="text/xml", **options) == 200
    assert status("request-body-media-type-removed", get(), **options) == 200
