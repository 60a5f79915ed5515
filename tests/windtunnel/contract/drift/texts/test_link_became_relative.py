"""sem-link-became-relative."""

from __future__ import annotations

from ..drifting import shown


def test_links_lack_scheme_and_host() -> None:
    """Path, query and fragment stay; other texts too."""
    assert shown("sem-link-became-relative", "url", "https://desk.test/tickets/1?a=b#c") == "/tickets/1?a=b#c"
    assert shown("sem-link-became-relative", "url", "https://desk.test") == "/"
    assert shown("sem-link-became-relative", "url", "tickets/1") == "tickets/1"
