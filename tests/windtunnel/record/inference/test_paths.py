"""Path templates."""

from __future__ import annotations

import pytest

from windtunnel.record.inference.paths import Templates, parameters_of, segments, values_of
from windtunnel.record.inference.thresholds import Thresholds

UUID = "123e4567-e89b-12d3-a456-426614174000"


def found(*paths: str, handed_out: tuple[str, ...] = (), known: tuple[str, ...] = (), after: int = 2) -> list[str]:
    """Return the templates of paths."""
    templates = Templates(paths, handed_out, Thresholds(template_values=after), known)
    return [templates.find(path) for path in paths]


def test_several_ids_at_one_place_make_a_parameter() -> None:
    """Words beside them stay words."""
    assert found("/v2/tickets/7", "/v2/tickets/8", "/v2/tickets/count") == [
        "/v2/tickets/{id}",
        "/v2/tickets/{id}",
        "/v2/tickets/count",
    ]


def test_one_value_is_no_evidence_unless_it_was_handed_out_or_is_a_uuid() -> None:
    """A number may be a word."""
    assert found("/tickets/7") == ["/tickets/7"]
    assert found("/tickets/7", handed_out=("7",)) == ["/tickets/{id}"]
    assert found(f"/tickets/{UUID}") == ["/tickets/{id}"]
    assert found("/tickets/7", "/tickets/8", after=3) == ["/tickets/7", "/tickets/8"]


@pytest.mark.parametrize("version", ["v2", "v3", "2024-01", "1.0"])
def test_a_version_is_never_an_id(version: str) -> None:
    """However many there are."""
    assert found(f"/{version}/tickets", "/v1/tickets", "/v9/tickets")[0] == f"/{version}/tickets"


def test_parameters_below_others_have_names_of_their_own() -> None:
    """After the collection that they stand in."""
    paths = [f"/tickets/{ticket}/comments/{comment}" for ticket in (7, 8) for comment in (91, 92)]
    assert set(found(*paths)) == {"/tickets/{id}/comments/{comment_id}"}
    entries = [f"/a/{one}/companies/{other}/{one}" for one in (7, 8) for other in (91, 92)]
    assert set(found(*entries)) == {"/a/{id}/companies/{company_id}/{id3}"}


def test_templates_that_a_contract_has_win() -> None:
    """With its names, mixed segments and words where they stand."""
    known = ("/tickets/{ticket}", "/tickets/me", "/Set('{key}')")
    assert found("/tickets/7", "/tickets/me", "/Set('a-1')", known=known) == [
        "/tickets/{ticket}",
        "/tickets/me",
        "/Set('{key}')",
    ]


def test_the_values_of_a_template_are_decoded() -> None:
    """A slash at the end does not count."""
    assert values_of("/users/{id}/x/{x_id}", "/users/ann%40acme.org/x/7/") == {"id": "ann@acme.org", "x_id": "7"}
    assert parameters_of("/users/{id}/x/{x_id}") == ["id", "x_id"]
    assert segments("/") == []
