"""Media types."""

from __future__ import annotations

import pytest

from windtunnel.contract.diff.media_type import contains, is_text, match, parse


def test_a_name_has_parts() -> None:
    """Case does not matter, quotes do not either."""
    found = parse('Application/Problem+JSON; Charset="utf-8"')
    assert found is not None
    assert (found.bare, dict(found.parameters)) == ("application/problem+json", {"charset": "utf-8"})


@pytest.mark.parametrize("name", ["json", "a/b/c", "a/b+c+d", "a/b+", "/b", "a/b; charset"])
def test_what_is_no_media_type_has_none(name: str) -> None:
    """It matches only itself."""
    assert parse(name) is None
    assert not contains(name, name)


def test_a_format_contains_what_builds_on_it() -> None:
    """Not the other way round."""
    assert contains("application/json", "application/vnd.api+json")
    assert not contains("application/vnd.api+json", "application/json")
    assert not contains("text/json", "application/json")


def test_names_match_before_kinds() -> None:
    """What is left matches where one contains the other."""
    matched = match(
        ["application/json", "text/csv"], ["application/json", "application/hal+json", "text/csv; header=present"]
    )
    assert matched.pairs == [("application/json", "application/json"), ("text/csv", "text/csv; header=present")]
    assert (matched.removed, matched.added) == ([], ["application/hal+json"])


def test_json_is_the_only_typed_text() -> None:
    """Elsewhere a number is its characters."""
    assert not is_text("application/problem+json")
    assert is_text("application/x-www-form-urlencoded")
